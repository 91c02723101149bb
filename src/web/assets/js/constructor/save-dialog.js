// Save dialog: keeps the question under a name, with what is to be asked each time it is opened.

import { html, useId, useState } from "../../vendor/preact/preact.js";
import { call, inWords, Refused } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { candidates, withPlaceholders } from "./parameters.js";
import { tidy } from "./state.js";
import { filterWords, rangeWords } from "./words.js";

/** @import { Parameter, Saved } from "./types.d.ts" */

/** @param {{saved: Saved | null, onSaved: (saved: Saved, isTaken?: boolean) => void}} about */
export default function SaveDialog({ saved, onSaved }) {
  const { store, say, index, open } = useBench();
  const state = tidy(store.state);
  const askable = candidates(state, index, say("constructor-period"));
  const before = saved?.parameters ?? [];
  /** @param {Parameter} parameter */
  const known = (parameter) => before.find((one) => one.type === parameter.type && (one.member ?? null) === (parameter.member ?? null));
  const [fields, setFields] = useState({ title: saved?.title ?? "", folder: saved?.folder ?? "", description: saved?.description ?? "", note: "" });
  const [asks, setAsks] = useState(() => new Set(askable.filter(({ parameter }) => known(parameter)).map(({ parameter }) => parameter.name)));
  const [fault, setFault] = useState("");
  const [newer, setNewer] = useState(/** @type {Saved | null} */ (null));
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const mayChange = Boolean(saved?.mayChange);

  /** @param {boolean} asNew */
  const send = async (asNew) => {
    const chosen = askable.filter(({ parameter }) => asks.has(parameter.name));
    const body = { ...fields, state: withPlaceholders(state, chosen), parameters: chosen.map(({ parameter }) => parameter) };
    setBusy(true);
    setFault("");
    try {
      const kept = asNew || !saved
        ? await call("/api/v1/saved", { method: "POST", body })
        : await call(`/api/v1/saved/${saved.id}`, { method: "PUT", body: { ...body, basedOn: saved.version } });
      onSaved(kept);
      open(null);
    } catch (refused) {
      setBusy(false);
      if (refused instanceof Refused && refused.status === 409) {
        setNewer(await call(`/api/v1/saved/${saved?.id}`).catch(() => null));
      }
      const details = refused instanceof Refused ? refused.diagnostics.map((one) => one.message) : [];
      setFault([inWords(refused, say), ...details].join("; "));
    }
  };
  /** @param {keyof typeof fields} key */
  const edit = (key) => (/** @type {any} */ event) => setFields({ ...fields, [key]: event.currentTarget.value });
  /**
   * @param {keyof typeof fields} key
   * @param {number} most
   */
  const text = (key, most) => html`<div class="field">
    <label for="${id}-${key}">${say(`constructor-save-${key}`)}</label>
    <input id="${id}-${key}" value=${fields[key]} maxlength=${most} required=${key === "title"} onInput=${edit(key)} />
  </div>`;
  /** @param {ReturnType<typeof candidates>[number]} about */
  const words = ({ path, parameter }) => (path === null ? say("constructor-period-is", { period: rangeWords(parameter.default, index, say) }) : filterWords(state.filters?.[path] ?? {}, index, say));
  /**
   * @param {string} name
   * @param {boolean} isOn
   */
  const toggle = (name, isOn) => {
    const next = new Set(asks);
    isOn ? next.add(name) : next.delete(name);
    setAsks(next);
  };
  const asNew = mayChange && html`<button type="button" class="button button-quiet" disabled=${isBusy || !fields.title.trim()} onClick=${() => send(true)}>${say("constructor-save-as-new")}</button>`;

  return html`<${Dialog}
    title=${say(mayChange ? "constructor-save-version" : "constructor-save-new")}
    submit=${say("constructor-save")}
    onSubmit=${() => send(!mayChange)}
    isBlocked=${isBusy || !fields.title.trim() || Boolean(newer)}
    actions=${asNew}
    fault=${newer ? "" : fault}
  >
    ${newer &&
    html`<div class="notice notice-fault" role="alert">
      <p>${say("constructor-save-newer", { name: newer.savedBy ?? "", version: newer.version })}</p>
      <p class="form-actions">
        <button
          type="button"
          class="button button-quiet"
          onClick=${() => {
            onSaved(newer, true);
            open(null);
          }}
        >
          ${say("constructor-save-open-newer")}
        </button>
      </p>
    </div>`}
    ${text("title", 200)} ${text("folder", 100)}
    <div class="field">
      <label for="${id}-description">${say("constructor-save-description")}</label>
      <textarea id="${id}-description" class="plain-text" rows="3" maxlength="2000" value=${fields.description} onInput=${edit("description")}></textarea>
    </div>
    ${mayChange && text("note", 200)}
    ${askable.length > 0 &&
    html`<fieldset class="fieldset">
      <legend>${say("constructor-save-asks")}</legend>
      ${askable.map((one) => html`<label class="check"><input type="checkbox" checked=${asks.has(one.parameter.name)} onChange=${(event) => toggle(one.parameter.name, event.currentTarget.checked)} />${words(one)}</label>`)}
    </fieldset>`}
  <//>`;
}
