// Options: totals, order, limit, comparison and release, in one line under the shelves.

import { html, useId } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { columns, measures, range, rows, splits, withKey } from "./state.js";

export function Options() {
  const { store, say, index, open } = useBench();
  const { state } = store;
  const id = useId();
  /** @param {string} name */
  const title = (name) => state.formulas?.find((one) => one.name === name)?.title || index.member(name)?.shortTitle || name;
  const order = (state.order ?? []).map(([name, way]) => `${title(name)} ${way === "desc" ? "↓" : "↑"}`).join(", ");
  return html`<div class="options" role="group" aria-label=${say("constructor-options")}>
    <${Totals} title=${title} />
    <button type="button" class="button button-quiet" disabled=${splits(state).length === 0} onClick=${() => open({ kind: "order" })}>
      ${order ? say("constructor-order-is", { order }) : say("constructor-order")}
    </button>
    <div class="options-item">
      <label for="${id}-limit">${say("constructor-limit")}</label>
      <input
        id="${id}-limit"
        class="options-number"
        type="number"
        min="1"
        max="50000"
        inputmode="numeric"
        value=${state.limit ?? ""}
        placeholder=${say("constructor-limit-none")}
        onInput=${(event) => store.change(withKey(state, "limit", Math.min(Math.floor(event.currentTarget.valueAsNumber), 50_000) || null), { isTyping: true })}
      />
    </div>
    ${state.limit &&
    !state.compare &&
    html`<label class="check">
      <input type="checkbox" checked=${Boolean(state.others)} onChange=${(event) => store.change(withKey(state, "others", event.currentTarget.checked))} />
      ${say("constructor-others")}
    </label>`}
    <div class="options-item">
      <label for="${id}-compare">${say("constructor-compare")}</label>
      <select id="${id}-compare" value=${state.compare ?? ""} aria-describedby=${state.compare ? `${id}-note` : undefined} onChange=${(event) => store.change(withKey(state, "compare", event.currentTarget.value || null))}>
        <option value="">${say("constructor-compare-none")}</option>
        <option value="previous_period" disabled=${!range(state)}>${say("constructor-compare-previous-period")}</option>
        <option value="previous_year" disabled=${!range(state)}>${say("constructor-compare-previous-year")}</option>
      </select>
    </div>
    <button type="button" class="button button-quiet" onClick=${() => open({ kind: "release" })}>
      ${state.asOf ? say("constructor-release-is", { release: String(state.asOf) }) : say("constructor-release")}
    </button>
    ${state.compare && html`<p class="hint" id="${id}-note">${say("constructor-compare-note")}</p>`}
    ${!range(state) && html`<p class="hint">${say("constructor-compare-needs-period")}</p>`}
  </div>`;
}

/** @param {{title: (name: string) => string}} about */
function Totals({ title }) {
  const { store, say } = useBench();
  const { state } = store;
  const [left, top] = [rows(state), columns(state)];
  const isOn = Boolean(state.totals);
  /** @param {string[]} names */
  const prefixes = (names) => names.map((_, place) => names.slice(0, place + 1));
  const isPivot = left.length > 0 && top.length > 0;
  // A list gives a total at each of its prefixes: for lines of a pivot it goes on through the columns.
  const choices = isPivot
    ? [
        ...prefixes(left.slice(0, -1)).map((names) => ({ names: [...names, ...top], about: names, key: "constructor-totals-by" })),
        { names: left, about: [], key: "constructor-totals-of-rows" },
        { names: top, about: [], key: "constructor-totals-of-columns" },
      ]
    : prefixes([...left, ...top].slice(0, -1)).map((names) => ({ names, about: names, key: "constructor-totals-by" }));
  const chosen = Array.isArray(state.totals) ? JSON.stringify(state.totals) : "";
  if (chosen && !choices.some(({ names }) => JSON.stringify(names) === chosen)) {
    choices.push({ names: /** @type {string[]} */ (state.totals), about: /** @type {string[]} */ (state.totals), key: "constructor-totals-by" });
  }
  const canTotal = measures(state).length > 0 && splits(state).length > 0;
  return html`<label class="check">
      <input type="checkbox" checked=${isOn} disabled=${!canTotal && !isOn} onChange=${(event) => store.change(withKey(state, "totals", event.currentTarget.checked ? true : null))} />
      ${say("constructor-totals")}
    </label>
    ${isOn &&
    choices.length > 0 &&
    html`<select
      class="options-totals"
      aria-label=${say("constructor-totals-kind")}
      value=${chosen}
      onChange=${(event) => store.change(withKey(state, "totals", event.currentTarget.value ? JSON.parse(event.currentTarget.value) : true))}
    >
      <option value="">${say(isPivot ? "constructor-totals-both" : "constructor-totals-grand")}</option>
      ${choices.map(({ names, about, key }) => html`<option value=${JSON.stringify(names)}>${say(key, { fields: about.map(title).join(", ") })}</option>`)}
    </select>`}`;
}
