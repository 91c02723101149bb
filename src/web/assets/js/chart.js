// Draws the charts of a page, each from the table beside it. A mark leads where its row of the table leads.

import { begin, library } from "./chart-canvas.js";
import { options } from "./chart-options.js";
import { format, percent } from "./numbers.js";
import { tableData } from "./table-data.js";

// Bars of such shares would all be stumps on an axis up to a hundred.
const SMALL_SHARE = 50;

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
  const kind = /** @type {import("./chart-options.js").Kind} */ (figure.dataset.chart);
  if (isNothing(kind, data)) {
    figure.dataset.drawn = "nothing";
    return;
  }
  figure.dataset.drawn = "";
  if (data.isWithheld) {
    figure.dataset.withheld = "";
  }
  const label = canvas.getAttribute("aria-label") ?? "";
  /** @type {number[]} */
  const targets = JSON.parse(figure.dataset.targets ?? "[]");
  const { chart } = begin(echarts, figure, canvas, height(kind, Number(figure.dataset.rows)), (colours, width) => {
    const { isShare } = data;
    // Shares end at a hundred unless all are small; those, counts and hours end wherever they do.
    const most = isShare && largest(data) > SMALL_SHARE ? 100 : undefined;
    const about = { unit: figure.dataset.unit ?? "", label, width, isNarrow: width < 480, most, write: writing(isShare), targets };
    return pointing(options(kind, data, colours, about), data);
  });
  chart.on("click", (/** @type {import("./chart-options.js").Mark & {event?: {event?: MouseEvent}}} */ mark) => {
    const [series, place] = kind === "heatmap" ? [data.series[mark.value[1]], data.places[mark.value[0]]] : [mark.seriesName, mark.name];
    const href = data.href(series, place);
    const press = mark.event?.event;
    if (href && (press?.ctrlKey || press?.metaKey)) {
      open(href, "_blank", "noopener");
    } else if (href) {
      location.assign(href);
    }
  });
}

/**
 * Whether there is no mark to be seen: noughts have a place and a colour, but no bar.
 * @param {import("./chart-options.js").Kind} kind
 * @param {Pick<ReturnType<typeof tableData>, "series" | "places" | "value">} data
 */
export function isNothing(kind, { series, places, value }) {
  const isOfBars = ["bar", "column", "stacked"].includes(kind);
  return !series.some((one) => places.some((place) => (isOfBars ? Boolean(value(one, place)) : value(one, place) !== null)));
}

/** @param {ReturnType<typeof tableData>} data */
function largest(data) {
  return Math.max(0, ...data.series.flatMap((series) => data.places.map((place) => data.value(series, place) ?? 0)));
}

/**
 * Shows a hand over the marks that lead somewhere, and over no others.
 * @param {any} made
 * @param {ReturnType<typeof tableData>} data
 */
function pointing(made, data) {
  /** @param {string} name */
  const leads = (name) => data.places.some((place) => data.href(name, place) !== null);
  const isLeading = data.series.some(leads);
  return {
    ...made,
    series: made.series.map((/** @type {any} */ one) => ({
      ...one,
      cursor: (data.series.includes(one.name) ? leads(one.name) : isLeading) ? "pointer" : "default",
    })),
  };
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
