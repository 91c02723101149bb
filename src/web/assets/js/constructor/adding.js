// Adding: where a field goes that was chosen in the list.

import { focusChip } from "./chip.js";
import { filterAt } from "./filters.js";
import { columns, DATE, measures, onShelf, putOn, rows, takeOff } from "./state.js";

/** @import { Bench } from "./bench.js" */
/** @import { Index, Shelf } from "./types.d.ts" */

const SCHOOLS = ["school.name", "school.id", "district.name"];

/**
 * Takes a field to a shelf, or off the shelves when it is chosen again.
 * @param {Bench} bench
 * @param {string} name
 * @param {string} [shelf] `rows`, `columns`, `measures`, `filters` or, for a group of them, its path: `filters:2.0`
 */
export function add({ store, say, index, open, announce, target, aim }, name, shelf) {
  const { state } = store;
  const member = index.member(name);
  const reason = index.reasonAgainst(state, name);
  if (!member || reason) {
    announce(reason ?? "");
    return;
  }
  aim("");
  if (shelf?.startsWith("filters")) {
    const [, group] = shelf.split(":");
    const way = (group ?? "").split(".").filter(Boolean).map(Number);
    const inGroup = way.length > 0 ? filterAt(state.filters, way) : undefined;
    const list = inGroup?.and ?? inGroup?.or;
    const path = list && [...way, list.length];
    const kind = name === DATE && !path ? "period" : SCHOOLS.includes(name) ? "schools" : "filter";
    open({ kind, member: name, path });
    return;
  }
  /** @param {string} one */
  const isIt = (one) => one === name || (member.type === "time" && one.startsWith(`${name}.`));
  const used = [...rows(state), ...columns(state), ...measures(state)].filter(isIt);
  if (!shelf && used.length > 0) {
    store.change(used.reduce(takeOff, state));
    announce(say("constructor-removed", { field: member.title }));
    return;
  }
  const isSecondTime = member.type === "time" && rows(state).length > 0;
  const to = /** @type {Shelf} */ (shelf ?? (member.kind === "measure" ? "measures" : isSecondTime ? "columns" : "rows"));
  const written = split(name, index);
  if (!onShelf(state, to).includes(written)) {
    store.change(putOn(state, to, written));
  }
  announce(say("constructor-added", { field: member.title, shelf: say(`constructor-shelf-${to}`) }));
  if (target) {
    open(null);
    focusChip(written);
  }
}

/**
 * Names what a field splits by: a time that comes from the list splits by months.
 * @param {string} name
 * @param {Index} index
 */
export function split(name, index) {
  const member = index.member(name);
  return member?.type === "time" && !member.granularity ? `${name}.month` : name;
}
