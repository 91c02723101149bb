// Reads the numbers of a chart from the table beside it: the cells that say their series, place and value.
// Places stand in the order of the heads that name them; where the table runs down, in the order of its rows.
// A value leads where its row does.

import { WITHHELD } from "./numbers.js";

/**
 * @param {HTMLTableElement} table
 * @returns {{isShare: boolean, isCount: boolean, isWithheld: boolean, series: string[], places: string[], value: (series: string, place: string) => number | null,
 *   text: (series: string, place: string) => string, href: (series: string, place: string) => string | null}}
 */
export function tableData(table) {
  const values = new Map();
  const series = new Set();
  const places = new Set(/** @type {HTMLElement[]} */ ([...table.querySelectorAll("th[data-x]")]).map((head) => head.dataset.x ?? ""));
  const columns = new Set();
  for (const cell of /** @type {HTMLTableCellElement[]} */ ([...table.querySelectorAll("td[data-value]")])) {
    columns.add(cell.cellIndex);
    series.add(cell.dataset.series ?? "");
    places.add(cell.dataset.x ?? "");
    values.set(key(cell.dataset.series, cell.dataset.x), {
      value: Number(cell.dataset.value),
      text: (cell.textContent ?? "").trim(),
      href: cell.closest("tr")?.dataset.href ?? null,
    });
  }
  const texts = [...values.values()].map(({ text }) => text);
  // Of a column that is drawn nowhere nobody misses a figure.
  const others = /** @type {HTMLTableCellElement[]} */ ([...table.querySelectorAll("tbody td.number:not([data-value])")]);
  return {
    isWithheld: others.some((cell) => columns.has(cell.cellIndex) && (cell.textContent ?? "").trim() === WITHHELD),
    isShare: texts.some((text) => text.endsWith("%")),
    // What has decimals is written with them, be they noughts.
    isCount: texts.every((text) => !/[,%]/.test(text)),
    series: [...series],
    places: [...places],
    value: (one, place) => values.get(key(one, place))?.value ?? null,
    text: (one, place) => values.get(key(one, place))?.text ?? "—",
    href: (one, place) => values.get(key(one, place))?.href ?? null,
  };
}

/**
 * @param {string | undefined} series
 * @param {string | undefined} place
 */
function key(series, place) {
  return JSON.stringify([series, place]);
}
