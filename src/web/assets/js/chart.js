// Draws charts: loads the library, reads each chart's table, follows width, colour scheme and print.

import { options } from "./chart-options.js";
import { tableData } from "./table-data.js";

// The width of an A4 page in landscape between its margins, in CSS pixels.
const PAPER_WIDTH = 1000;
// What leaves room on that page for the title of the section and the caption.
const PAPER_HEIGHT_MOST = 520;

/** @param {Iterable<HTMLElement>} figures */
export async function draw(figures) {
  const library = document.querySelector('link[data-library="charts"]').href;
  const echarts = await import(library);

  const drawn = [...figures].map((figure) => begin(echarts, figure)).filter(Boolean);
  const redraw = () => drawn.forEach((chart) => chart.paint());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", () => drawn.forEach((chart) => chart.toPaper()));
  addEventListener("afterprint", () => drawn.forEach((chart) => chart.toScreen()));
}

function begin(echarts, figure) {
  const table = document.getElementById(figure.dataset.table);
  const canvas = figure.querySelector(".chart-canvas");
  if (!table || !canvas) {
    return null;
  }
  const data = tableData(table);
  if (data.series.length === 0) {
    return null;
  }
  figure.dataset.drawn = "";
  const tall = height(figure.dataset.chart, Number(figure.dataset.rows));
  canvas.style.height = `${tall}px`;
  const label = canvas.getAttribute("aria-label");
  const chart = echarts.init(canvas, null, { renderer: "svg", locale: "RU" });

  let isOnPaper = false;
  const paint = () => {
    const width = isOnPaper ? PAPER_WIDTH : canvas.clientWidth;
    const about = { unit: figure.dataset.unit, label, width, isNarrow: width < 480 };
    chart.setOption(options(figure.dataset.chart, data, colours(figure), about), true);
  };
  paint();
  new ResizeObserver(() => {
    if (!isOnPaper) {
      chart.resize();
      paint();
    }
  }).observe(canvas);

  return {
    paint,
    toPaper() {
      isOnPaper = true;
      figure.classList.add("paper");
      canvas.style.height = `${Math.min(tall, PAPER_HEIGHT_MOST)}px`;
      chart.resize({ width: PAPER_WIDTH, height: Math.min(tall, PAPER_HEIGHT_MOST) });
      paint();
    },
    toScreen() {
      isOnPaper = false;
      figure.classList.remove("paper");
      canvas.style.height = `${tall}px`;
      chart.resize({ width: "auto", height: "auto" });
      paint();
    },
  };
}

function height(kind, rows) {
  switch (kind) {
    case "heatmap":
      return 96 + 26 * rows;
    case "bar":
      return 96 + 16 * rows;
    default:
      return 340;
  }
}

// The tokens of the style sheet, as they stand for this figure: light on paper, else as the reader's scheme has them.
function colours(figure) {
  const style = getComputedStyle(figure);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const numbered = (name, count) => Array.from({ length: count }, (_, place) => token(`${name}-${place + 1}`));
  return {
    ink: token("ink"),
    soft: token("ink-soft"),
    line: token("line"),
    surface: token("surface"),
    font: style.fontFamily,
    series: numbered("series", 6),
    scale: numbered("scale", 5),
  };
}
