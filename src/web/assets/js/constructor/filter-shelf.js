// Filter shelf: the period and the filters as chips, groups by «and» and «or» within brackets.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { focusNear } from "./chip.js";
import { Menu } from "./menu.js";
import { range, withFilter, withoutFilter } from "./state.js";
import { filterWords, rangeWords } from "./words.js";

/** @import { Filter } from "./types.d.ts" */

/** @param {{faults: Map<string, string[]>}} about */
export function FilterShelf({ faults }) {
  const { store, say, index, open } = useBench();
  const { state } = store;
  const period = faults.get("period") ?? [];
  return html`<ul class="shelf-chips" role="list" aria-label=${say("constructor-shelf-filters")}>
    <li class=${`chip chip-period${period.length > 0 ? " chip-faulty" : ""}`}>
      <button type="button" class="chip-name" data-chip-name="period" onClick=${() => open({ kind: "period" })}>
        ${say("constructor-period-is", { period: rangeWords(range(state), index, say) })}
      </button>
      ${period.length > 0 && html`<span class="chip-fault">${period.join("; ")}</span>`}
    </li>
    ${(state.filters ?? []).map((filter, place) => html`<${Either} key=${place} filter=${filter} path=${[place]} faults=${faults} />`)}
  </ul>`;
}

/** @typedef {{filter: Filter, path: number[], faults: Map<string, string[]>}} Place */

/** @param {Place} about */
function Either({ filter, path, faults }) {
  const isGroup = filter.and || filter.or;
  // Deeper groups come from addresses that others wrote; they are kept, and read as text.
  return isGroup && path.length === 1
    ? html`<${Group} filter=${filter} path=${path} faults=${faults} />`
    : html`<${FilterChip} filter=${filter} path=${path} faults=${faults} />`;
}

/** @param {Place} about */
function Group({ filter, path, faults }) {
  const { store, say, aim, isNarrow, open } = useBench();
  const { state } = store;
  const key = filter.and ? "and" : "or";
  const list = filter[key] ?? [];
  const own = faults.get(`filter:${path.join(".")}`) ?? [];
  const items = () => [
    { text: say("constructor-group-or"), isOn: key === "or", action: () => store.change(withFilter(state, { or: list }, path)) },
    { text: say("constructor-group-and"), isOn: key === "and", action: () => store.change(withFilter(state, { and: list }, path)) },
    {
      text: say("constructor-group-dissolve"),
      isSeparate: true,
      action: () => store.change({ ...state, filters: (state.filters ?? []).flatMap((one, place) => (place === path[0] ? list : [one])) }),
    },
    { text: say("constructor-remove"), action: () => store.change(withoutFilter(state, path)) },
  ];
  const add = () => {
    aim(`filters:${path[0]}`);
    if (isNarrow) {
      open({ kind: "fields" });
    } else {
      document.getElementById("fields-search")?.focus();
    }
  };
  return html`<li class=${own.length > 0 ? "chip-group chip-faulty" : "chip-group"}>
    <${Menu} label=${say(`constructor-group-${key}`)} className="chip-joint" items=${items}>${say(`constructor-group-${key}-short`)}<//>
    <ul class="shelf-chips" role="list" aria-label=${say(`constructor-group-${key}`)}>
      ${list.map((one, place) => html`<${Either} key=${place} filter=${one} path=${[...path, place]} faults=${faults} />`)}
      <li><button type="button" class="icon-button" aria-label=${say("constructor-group-add")} onClick=${add}>+</button></li>
    </ul>
    ${own.length > 0 && html`<span class="chip-fault">${own.join("; ")}</span>`}
  </li>`;
}

/** @param {Place} about */
function FilterChip({ filter, path, faults }) {
  const { store, say, index, open, announce } = useBench();
  const { state } = store;
  const words = filterWords(filter, index, say);
  const isPlain = Boolean(filter.member && index.member(filter.member));
  const own = faults.get(`filter:${path.join(".")}`) ?? [];
  const edit = () => open({ kind: "filter", member: filter.member, filter, path });
  const remove = () => {
    store.change(withoutFilter(state, path));
    announce(say("constructor-removed", { field: words }));
    focusNear("filters", path[0] + 1);
  };
  const items = () => [
    ...(isPlain ? [{ text: say("constructor-filter-change"), action: edit }] : []),
    ...(path.length === 1 ? [{ text: say("constructor-group-begin"), action: () => store.change(withFilter(state, { or: [filter] }, path)) }] : []),
    { text: say("constructor-remove"), isSeparate: true, action: remove },
  ];
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove();
    } else if (event.key === "Enter" && isPlain) {
      event.preventDefault();
      edit();
    }
  };
  const id = own.length > 0 ? `fault-filter-${path.join("-")}` : undefined;
  return html`<li class=${id ? "chip chip-filter chip-faulty" : "chip chip-filter"}>
    <${Menu} label=${say("constructor-chip", { field: words })} className="chip-name" attributes=${{ onKeyDown, "aria-describedby": id, "data-chip-name": `filter:${path.join(".")}` }} items=${items}>${words}<//>
    <button type="button" class="chip-remove" aria-label=${say("constructor-remove-field", { field: words })} onClick=${remove}>×</button>
    ${id && html`<span class="chip-fault" id=${id}>${own.join("; ")}</span>`}
  </li>`;
}
