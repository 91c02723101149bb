// Draws the charts of a page, each from the table beside it.

import { begin, library } from "./chart-canvas.js";
import { options } from "./chart-options.js";
import { format, percent } from "./numbers.js";
import { tableData } from "./table-data.js";

/** @param {Iterable<HTMLElement>} figures */
export async function draw(figures) {
  const echarts = await library();
  [...figures].forEach((figure) => drawOne(echarts, figure));
}

/**
 * @param {any} echarts
 * @param {HTMLElement} figure
 */
function drawOne(echarts, figure) {
  const table = /** @type {HTMLTableElement | null} */ (document.getElementById(figure.dataset.table ?? ""));
  const canvas = /** @type {HTMLElement | null} */ (figure.querySelector(".chart-canvas"));
  if (!table || !canvas) {
    return;
  }
  const data = tableData(table);
  if (data.series.length === 0) {
    return;
  }
  figure.dataset.drawn = "";
  const kind = /** @type {import("./chart-options.js").Kind} */ (figure.dataset.chart);
  const label = canvas.getAttribute("aria-label") ?? "";
  begin(echarts, figure, canvas, height(kind, Number(figure.dataset.rows)), (colours, width) => {
    const { isShare } = data;
    // Shares end at a hundred, counts and hours wherever they do.
    const most = isShare ? 100 : undefined;
    const about = { unit: figure.dataset.unit ?? "", label, width, isNarrow: width < 480, most, write: writing(isShare) };
    return options(kind, data, colours, about);
  });
}

// An axis speaks as its table does, with no more decimals than its marks have.
/** @param {boolean} isShare */
function writing(isShare) {
  /** @param {number} value */
  return (value) => {
    const isWhole = Number.isInteger(value);
    return isShare ? percent(value, isWhole ? 0 : 1) : format(value, isWhole ? "count" : "number");
  };
}

/**
 * @param {import("./chart-options.js").Kind} kind
 * @param {number} rows
 */
function height(kind, rows) {
  switch (kind) {
    case "heatmap":
      return 96 + 26 * rows;
    case "bar":
      return 96 + 16 * rows;
    case "dot":
      return 112 + 22 * rows;
    default:
      return 340;
  }
}
