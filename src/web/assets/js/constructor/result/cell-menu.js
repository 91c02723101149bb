// The menu of a cell or a head: what it stands for and where it leads.

import { columns, text } from "./columns.js";
import { ways } from "./drill.js";

/** @import { Item } from "../popup.js" */
/** @import { Column } from "./columns.js" */
/** @import { Sheet, SheetHead } from "./sheet.js" */
/** @import { Answer, Given, Index, Point } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/**
 * Says what a cell stands for: where it lies, and what it reads.
 * @param {Point} point
 * @param {HTMLElement} cell
 * @param {Answer} answer
 * @param {Index} index
 * @param {Say} say
 */
export function labelOf(point, cell, answer, index, say) {
  const { of } = columns(answer, index);
  const place = Object.entries(point.members).map(([key, value]) => shown(value, of(key)));
  const own = cell.getAttribute("role") === "gridcell" ? cell.textContent : null;
  const measure = point.measure ? (of(point.measure)?.title ?? point.measure) : null;
  if (own !== null && measure !== null) {
    return say("result-point", { measure, place: place.join(", ") || say("result-grand"), value: own });
  }
  return place.join(", ") || cell.title || cell.textContent || say("result-cell");
}

/**
 * Returns what can be done from a cell or a head.
 * @param {Point} point
 * @param {Omit<Given, "answer"> & {onSort: (head: SheetHead) => void, sheet: Sheet, cell: HTMLElement}} about
 */
export function itemsOf(point, { state, index, say, change, onSort, sheet, cell }) {
  const items = [];
  const head = Number(cell.dataset.row) < 0 ? sheet.headAt(Number(cell.dataset.row), Number(cell.dataset.column)) : null;
  if (head?.canSort) {
    items.push({ text: say(head.sort ? "result-sort-other" : "result-sort"), action: () => onSort(head) });
  }
  for (const { key, args, state: next } of ways(state, index, point)) {
    items.push({ text: say(key, args), action: () => change(next) });
  }
  return items;
}

/**
 * @param {unknown} value
 * @param {Column | undefined} column
 */
function shown(value, column) {
  return column ? text(value, column) : String(value);
}
