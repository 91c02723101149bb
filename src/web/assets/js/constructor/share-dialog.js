// Share dialog: to whom a saved query is open.

import { html, useId, useState } from "../../vendor/preact/preact.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";

/** @import { Saved, Share } from "./types.d.ts" */

const ALL = "all";
// What opens a query to many needs the right to publish.
const PUBLISHED = ["role", "school", ALL];

/** @param {{saved: Saved, onSaved: (saved: Saved) => void}} about */
export default function ShareDialog({ saved, onSaved }) {
  const { say, may, open } = useBench();
  const [shares, setShares] = useState(/** @type {Share[]} */ (saved.shares ?? []));
  const [kind, setKind] = useState("person");
  const [value, setValue] = useState("");
  const [fault, setFault] = useState("");
  const id = useId();
  const kinds = ["person", ...(may.includes("publish") ? PUBLISHED : [])];
  const isKnown = shares.some((one) => one.kind === kind && (one.value ?? "") === value.trim());
  const isGiven = (kind === ALL || value.trim() !== "") && !isKnown;
  const withGiven = () => [...shares, { kind, value: kind === ALL ? "" : value.trim() }];
  const add = () => {
    setShares(withGiven());
    setValue("");
  };
  const submit = async () => {
    try {
      // A name that was typed and not added is meant as well.
      onSaved(await call(`/api/v1/saved/${saved.id}/shares`, { method: "PUT", body: { shares: value.trim() && isGiven ? withGiven() : shares } }));
      open(null);
    } catch (refused) {
      setFault(inWords(refused, say));
    }
  };
  /** @param {Share} share */
  const words = (share) => say(`constructor-share-with-${share.kind}`, { value: share.value ?? "" });
  return html`<${Dialog} title=${say("constructor-share-title", { title: saved.title })} submit=${say("constructor-save")} onSubmit=${submit} fault=${fault}>
    ${shares.length === 0 && html`<p class="hint">${say("constructor-share-none")}</p>`}
    <ul class="share-list" role="list">
      ${shares.map(
        (share, place) => html`<li key=${`${share.kind}:${share.value}`}>
          ${words(share)}
          <button type="button" class="icon-button" aria-label=${say("constructor-remove-field", { field: words(share) })} onClick=${() => setShares(shares.filter((_, i) => i !== place))}>×</button>
        </li>`,
      )}
    </ul>
    <div class="fields">
      <div class="field">
        <label for="${id}-kind">${say("constructor-share-kind")}</label>
        <select id="${id}-kind" value=${kind} onChange=${(event) => setKind(event.currentTarget.value)}>
          ${kinds.map((one) => html`<option value=${one}>${say(`constructor-share-${one}`)}</option>`)}
        </select>
      </div>
      ${kind !== ALL &&
      html`<div class="field">
        <label for="${id}-value">${say(`constructor-share-${kind}-value`)}</label>
        <input id="${id}-value" value=${value} autocomplete="off" onInput=${(event) => setValue(event.currentTarget.value)} />
      </div>`}
    </div>
    <p class="form-actions"><button type="button" class="button button-quiet" disabled=${!isGiven} onClick=${add}>${say("constructor-share-add")}</button></p>
  <//>`;
}
