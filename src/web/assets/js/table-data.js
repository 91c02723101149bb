// Reads the numbers of a chart from the table beside it: the cells that say their series, place and value.

/**
 * @param {HTMLTableElement} table
 * @returns {{series: string[], places: string[], value: (series: string, place: string) => number | null,
 *   text: (series: string, place: string) => string}}
 */
export function tableData(table) {
  const values = new Map();
  const series = new Set();
  const places = new Set();
  for (const cell of table.querySelectorAll("td[data-value]")) {
    series.add(cell.dataset.series);
    places.add(cell.dataset.x);
    values.set(key(cell.dataset.series, cell.dataset.x), {
      value: Number(cell.dataset.value),
      text: cell.textContent.trim(),
    });
  }
  return {
    series: [...series],
    places: [...places],
    value: (one, place) => values.get(key(one, place))?.value ?? null,
    text: (one, place) => values.get(key(one, place))?.text ?? "—",
  };
}

function key(series, place) {
  return JSON.stringify([series, place]);
}
