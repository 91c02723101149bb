// Order dialog: by what the rows stand, the first key before the second.

import { html, useState } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { measures, splits, withKey } from "./state.js";

/** @import { Order } from "./types.d.ts" */

export default function OrderDialog() {
  const { store, say, index, open } = useBench();
  const { state } = store;
  const [keys, setKeys] = useState(/** @type {[string, "asc" | "desc"][]} */ (state.order ?? []));
  const names = [...splits(state), ...measures(state)];
  const left = names.filter((name) => !keys.some(([key]) => key === name));
  /** @param {string} name */
  const title = (name) => state.formulas?.find((one) => one.name === name)?.title || index.member(name)?.title || name;
  /**
   * @param {number} place
   * @param {Order} key
   */
  const set = (place, key) => setKeys(keys.map((one, i) => (i === place ? key : one)));
  const submit = () => {
    store.change(withKey(state, "order", keys));
    open(null);
  };
  return html`<${Dialog} title=${say("constructor-order")} onSubmit=${submit}>
    ${keys.length === 0 && html`<p class="hint">${say("constructor-order-none")}</p>`}
    <ol class="order-keys">
      ${keys.map(
        ([name, way], place) => html`<li key=${name} class="order-key">
          <select aria-label=${say("constructor-order-field", { place: place + 1 })} value=${name} onChange=${(event) => set(place, [event.currentTarget.value, way])}>
            ${[name, ...left].map((one) => html`<option value=${one}>${title(one)}</option>`)}
          </select>
          <select aria-label=${say("constructor-order-way", { field: title(name) })} value=${way} onChange=${(event) => set(place, [name, event.currentTarget.value])}>
            <option value="desc">${say("constructor-sort-desc")}</option>
            <option value="asc">${say("constructor-sort-asc")}</option>
          </select>
          <button
            type="button"
            class="icon-button"
            disabled=${place === 0}
            aria-label=${say("constructor-order-earlier", { field: title(name) })}
            onClick=${() => setKeys(keys.with(place - 1, keys[place]).with(place, keys[place - 1]))}
          >
            ↑
          </button>
          <button type="button" class="icon-button" aria-label=${say("constructor-remove-field", { field: title(name) })} onClick=${() => setKeys(keys.filter((_, i) => i !== place))}>×</button>
        </li>`,
      )}
    </ol>
    ${left.length > 0 &&
    html`<p><button type="button" class="button button-quiet" onClick=${() => setKeys([...keys, [left[0], measures(state).includes(left[0]) ? "desc" : "asc"]])}>${say("constructor-order-add")}</button></p>`}
  <//>`;
}
