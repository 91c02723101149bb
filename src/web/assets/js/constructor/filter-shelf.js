// Filter shelf: the period and the filters as chips, groups by «and» and «or» within brackets.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { focusNear } from "./chip.js";
import { Menu } from "./menu.js";
import { range, withoutFilter } from "./state.js";
import { filterWords, rangeWords } from "./words.js";

/** @import { Filter } from "./types.d.ts" */

const ITEMS = () => import("./filter-items.js");

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
function Either(about) {
  return about.filter.and || about.filter.or ? html`<${Group} ...${about} />` : html`<${FilterChip} ...${about} />`;
}

/** @param {Place} about */
function Group({ filter, path, faults }) {
  const { store, say, aim, isNarrow, open } = useBench();
  const key = filter.and ? "and" : "or";
  const list = filter[key] ?? [];
  const own = faults.get(`filter:${path.join(".")}`) ?? [];
  const add = () => {
    aim(`filters:${path.join(".")}`);
    if (isNarrow) {
      open({ kind: "fields" });
    } else {
      document.getElementById("fields-search")?.focus();
    }
  };
  return html`<li class=${own.length > 0 ? "chip-group chip-faulty" : "chip-group"}>
    <${Menu} label=${say(`constructor-group-${key}`)} className="chip-joint" load=${ITEMS} items=${({ groupItems }) => groupItems({ store, say, filter, path })}>${say(`constructor-group-${key}-short`)}<//>
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
    <${Menu} label=${say("constructor-chip", { field: words })} className="chip-name" attributes=${{ onKeyDown, "aria-describedby": id, "data-chip-name": `filter:${path.join(".")}` }} load=${ITEMS} items=${({ filterItems }) => filterItems({ store, say, filter, path, edit: isPlain ? edit : null, remove })}>${words}<//>
    <button type="button" class="chip-remove" aria-label=${say("constructor-remove-field", { field: words })} onClick=${remove}>×</button>
    ${id && html`<span class="chip-fault" id=${id}>${own.join("; ")}</span>`}
  </li>`;
}
