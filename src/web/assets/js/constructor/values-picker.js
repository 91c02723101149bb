// Values picker: values of a dimension, found among thousands by typing, or pasted as a list.

import { html, useEffect, useId, useState } from "../../vendor/preact/preact.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { plain } from "./words.js";

/** @import { Member } from "./types.d.ts" */

const TYPING_MS = 150;
const SHOWN = 200;
const FOUND_MOST = 1000;

/**
 * @param {object} about
 * @param {Member} about.member
 * @param {string[]} about.values what is chosen
 * @param {(values: string[]) => void} about.onChange
 */
export function ValuesPicker({ member, values, onChange }) {
  const { say } = useBench();
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState({ values: /** @type {string[]} */ ([]), truncated: false, fault: "", isBusy: true });
  const id = useId();
  const isFixed = member.values.length > 0;

  useEffect(() => {
    if (isFixed) {
      const matching = member.values.filter((one) => plain(one.title).includes(plain(typed)));
      setFound({ values: matching.map((one) => one.value), truncated: false, fault: "", isBusy: false });
      return;
    }
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await valuesOf(member.name, typed, SHOWN, asking.signal);
        setFound({ ...answer, fault: "", isBusy: false });
      } catch (fault) {
        if (!asking.signal.aborted) {
          setFound({ values: [], truncated: false, fault: inWords(fault, say), isBusy: false });
        }
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [member.name, typed]);

  /** @param {string} value */
  const title = (value) => member.values.find((one) => one.value === value)?.title ?? value;
  /**
   * @param {string} value
   * @param {boolean} isOn
   */
  const toggle = (value, isOn) => onChange(isOn ? [...values, value] : values.filter((one) => one !== value));
  const takeFound = async () => {
    const answer = found.truncated ? await valuesOf(member.name, typed, FOUND_MOST).catch(() => found) : found;
    onChange([...new Set([...values, ...answer.values])]);
  };
  const dropFound = () => onChange(values.filter((value) => !found.values.includes(value)));
  // What is chosen stays in sight, also when another thing is being looked for.
  const hidden = values.filter((value) => !found.values.includes(value));
  /** @param {string} value */
  const box = (value) => html`<li key=${value}>
    <label class="check"><input type="checkbox" checked=${values.includes(value)} onChange=${(event) => toggle(value, event.currentTarget.checked)} />${title(value)}</label>
  </li>`;

  return html`<div class="picker">
    ${(!isFixed || member.values.length > 10) &&
    html`<div class="field">
      <label for="${id}-search">${say("constructor-values-search")}</label>
      <input id="${id}-search" type="search" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.currentTarget.value)} />
    </div>`}
    <p class="picker-state" role="status">
      ${found.isBusy ? say("constructor-values-busy") : say(found.truncated ? "constructor-values-truncated" : "constructor-values-found", { count: found.values.length })}
      ${" "}${say("constructor-values-chosen", { count: values.length })}
    </p>
    ${found.fault && html`<p class="field-fault">${found.fault}</p>`}
    <ul class="picker-list" role="list" tabindex="0" aria-label=${say("constructor-values-list", { field: member.title })}>
      ${hidden.map(box)} ${found.values.map(box)}
    </ul>
    <p class="form-actions">
      <button type="button" class="button button-quiet" disabled=${found.values.length === 0} onClick=${takeFound}>${say("constructor-values-take")}</button>
      <button type="button" class="button button-quiet" disabled=${!found.values.some((value) => values.includes(value))} onClick=${dropFound}>${say("constructor-values-drop")}</button>
    </p>
    <${PasteBox} onTake=${(/** @type {string[]} */ texts) => onChange([...new Set([...values, ...texts.map((text) => codeOf(text, member))])])} />
  </div>`;
}

/**
 * A list copied from elsewhere, one to a line or between semicolons.
 * @param {{onTake: (texts: string[]) => void, note?: string}} about
 */
export function PasteBox({ onTake, note = "" }) {
  const { say } = useBench();
  const [text, setText] = useState("");
  const id = useId();
  const texts = pasted(text);
  return html`<details class="picker-paste">
    <summary>${say("constructor-paste")}</summary>
    <div class="field">
      <label for="${id}-paste">${say("constructor-paste-label")}</label>
      <textarea id="${id}-paste" rows="4" value=${text} onInput=${(event) => setText(event.currentTarget.value)}></textarea>
    </div>
    <p class="form-actions">
      <button
        type="button"
        class="button button-quiet"
        disabled=${texts.length === 0}
        onClick=${() => {
          onTake(texts);
          setText("");
        }}
      >
        ${say("constructor-paste-take", { count: texts.length })}
      </button>
    </p>
    ${note && html`<p class="hint" role="status">${note}</p>`}
  </details>`;
}

/**
 * Lines, or codes between semicolons and tabs.
 * @param {string} text
 */
function pasted(text) {
  return [...new Set(text.split(/[\n;\t]/).map((one) => one.trim()).filter(Boolean))];
}

/**
 * People paste what they read, the question holds codes.
 * @param {string} text
 * @param {Member} member
 */
function codeOf(text, member) {
  return member.values.find((one) => plain(one.title) === plain(text))?.value ?? text;
}

/**
 * @param {string} member
 * @param {string} typed
 * @param {number} limit
 * @param {AbortSignal} [signal]
 */
async function valuesOf(member, typed, limit, signal) {
  const query = new URLSearchParams({ member, q: typed.trim(), limit: String(limit) });
  const answer = await call(`/api/v1/values?${query}`, { signal });
  return { values: answer.values.filter((/** @type {unknown} */ value) => value !== null).map(String), truncated: answer.truncated };
}
