// Share dialog: to whom a saved query is open. People, roles and schools are found by what they are called.

import { html, useEffect, useId, useState } from "../../vendor/preact/preact.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";

/** @import { Recipient, Saved } from "./types.d.ts" */

const ALL = "all";
// What opens a query to many needs the right to publish.
const PUBLISHED = ["role", "school", ALL];
const TYPING_MS = 150;

/** @param {{saved: Saved, onSaved: (saved: Saved) => void}} about */
export default function ShareDialog({ saved, onSaved }) {
  const { say, may, open, announce } = useBench();
  const [shares, setShares] = useState(/** @type {Recipient[]} */ (saved.shares ?? []));
  const [kind, setKind] = useState("person");
  const [fault, setFault] = useState("");
  const id = useId();
  const kinds = ["person", ...(may.includes("publish") ? PUBLISHED : [])];
  /** @param {Recipient} share */
  const words = (share) => say(`constructor-share-with-${share.kind}`, { title: share.title ?? share.value });
  /** @param {Recipient} share */
  const add = (share) => {
    setShares([...shares, share]);
    announce(say("constructor-share-added", { who: words(share) }));
  };
  const submit = async () => {
    try {
      const named = shares.map(({ kind, value }) => ({ kind, value }));
      onSaved(await call(`/api/v1/saved/${saved.id}/shares`, { method: "PUT", body: { shares: named } }));
      open(null);
    } catch (refused) {
      setFault(inWords(refused, say));
    }
  };
  return html`<${Dialog} title=${say("constructor-share-title", { title: saved.title })} submit=${say("constructor-save")} onSubmit=${submit} fault=${fault}>
    ${shares.length === 0 && html`<p class="hint">${say("constructor-share-none")}</p>`}
    <ul class="share-list" role="list">
      ${shares.map(
        (share) => html`<li key=${keyOf(share)}>
          <span>${words(share)}${share.about && html` <span class="share-about">${share.about}</span>`}</span>
          <button type="button" class="icon-button" aria-label=${say("constructor-remove-field", { field: words(share) })} onClick=${() => setShares(shares.filter((one) => one !== share))}>×</button>
        </li>`,
      )}
    </ul>
    <div class="field">
      <label for="${id}-kind">${say("constructor-share-kind")}</label>
      <select id="${id}-kind" value=${kind} onChange=${(event) => setKind(event.currentTarget.value)}>
        ${kinds.map((one) => html`<option value=${one}>${say(`constructor-share-${one}`)}</option>`)}
      </select>
    </div>
    ${
      kind === ALL
        ? html`<p class="form-actions"><button type="button" class="button button-quiet" disabled=${shares.some((one) => one.kind === ALL)} onClick=${() => add({ kind: ALL, value: "" })}>${say("constructor-share-add")}</button></p>`
        : html`<${Search} key=${kind} kind=${kind} shares=${shares} add=${add} />`
    }
  <//>`;
}

/**
 * Those of one kind whose names hold what is typed; one of them is added by a click.
 * @param {{kind: string, shares: Recipient[], add: (share: Recipient) => void}} about
 */
function Search({ kind, shares, add }) {
  const { say } = useBench();
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState({ list: /** @type {Recipient[]} */ ([]), truncated: false, fault: "", isBusy: true });
  const id = useId();
  useEffect(() => {
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const query = new URLSearchParams({ kind, q: typed.trim() });
        const answer = await call(`/api/v1/saved/recipients?${query}`, { signal: asking.signal });
        setFound({ list: answer.found, truncated: answer.truncated, fault: "", isBusy: false });
      } catch (refused) {
        if (!asking.signal.aborted) {
          setFound({ list: [], truncated: false, fault: inWords(refused, say), isBusy: false });
        }
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [kind, typed]);
  const taken = new Set(shares.map(keyOf));
  const left = found.list.filter((one) => !taken.has(keyOf(one)));
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === "Enter") {
      // Enter means the one that was found, not the whole dialog.
      event.preventDefault();
      if (left.length === 1 && !found.isBusy) {
        add(left[0]);
      }
    }
  };
  return html`<div class="field">
      <label for="${id}-search">${say(`constructor-share-${kind}-search`)}</label>
      <input id="${id}-search" type="search" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.currentTarget.value)} onKeyDown=${onKey} />
    </div>
    <p class="picker-state" role="status">
      ${found.isBusy ? say("constructor-values-busy") : say(found.truncated ? "constructor-values-truncated" : "constructor-values-found", { count: found.list.length })}
    </p>
    ${found.fault && html`<p class="field-fault">${found.fault}</p>`}
    ${
      left.length > 0 &&
      html`<ul class="picker-list share-found" role="list" tabindex="0" aria-label=${say(`constructor-share-${kind}-search`)}>
        ${left.map(
          (one) => html`<li key=${keyOf(one)}>
            <button type="button" class="share-choice" onClick=${() => add(one)}>${one.title} ${one.about && html`<span class="share-about">${one.about}</span>`}</button>
          </li>`,
        )}
      </ul>`
    }`;
}

/** @param {Recipient} share */
function keyOf({ kind, value }) {
  return `${kind}:${value}`;
}
