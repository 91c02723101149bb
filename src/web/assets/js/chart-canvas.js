// The place where one chart is drawn: it follows the width, the colour scheme and the paper.

import { measuring } from "./letters.js";

/** @import { Colours } from "./chart-options.js" */

// The width of an A4 page in landscape between its margins, in CSS pixels.
const PAPER_WIDTH = 1000;
// What leaves room on that page for the title of the section and the caption.
const PAPER_HEIGHT_MOST = 520;
/** Of names at an axis, as the library has it. */
const LETTER_SIZE = "12px";

/** Loads the library that the page names. */
export function library() {
  const link = /** @type {HTMLLinkElement} */ (document.querySelector('link[data-library="charts"]'));
  return import(link.href);
}

/**
 * @param {any} echarts
 * @param {HTMLElement} figure takes the class of paper
 * @param {HTMLElement} canvas
 * @param {number} tall
 * @param {(colours: Colours, width: number) => object} make the options, for some colours and a width
 */
export function begin(echarts, figure, canvas, tall, make) {
  canvas.style.height = `${tall}px`;
  const chart = echarts.init(canvas, null, { renderer: "svg", locale: document.documentElement.lang.toUpperCase() });
  let isOnPaper = false;

  const paint = () => {
    chart.setOption(make(colours(figure), isOnPaper ? PAPER_WIDTH : canvas.clientWidth), true);
  };
  const toPaper = () => {
    isOnPaper = true;
    const height = Math.min(tall, PAPER_HEIGHT_MOST);
    figure.classList.add("paper");
    canvas.style.height = `${height}px`;
    // Beside others on the page a chart keeps its width.
    chart.resize({ width: PAPER_WIDTH, height });
    paint();
  };
  const toScreen = () => {
    isOnPaper = false;
    figure.classList.remove("paper");
    canvas.style.height = `${tall}px`;
    chart.resize({ width: "auto", height: "auto" });
    paint();
  };
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const observer = new ResizeObserver(() => {
    if (!isOnPaper) {
      chart.resize();
      paint();
    }
  });
  paint();
  observer.observe(canvas);
  scheme.addEventListener("change", paint);
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);

  return {
    chart,
    end() {
      observer.disconnect();
      scheme.removeEventListener("change", paint);
      removeEventListener("beforeprint", toPaper);
      removeEventListener("afterprint", toScreen);
      chart.dispose();
    },
  };
}

/**
 * The tokens of the style sheet, as they stand for this figure: light on paper, else as the reader's scheme has them.
 * @param {HTMLElement} figure
 */
function colours(figure) {
  const style = getComputedStyle(figure);
  /** @param {string} name */
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  /**
   * @param {string} name
   * @param {number} count
   */
  const numbered = (name, count) => Array.from({ length: count }, (_, place) => token(`${name}-${place + 1}`));
  return {
    ink: token("ink"),
    soft: token("ink-soft"),
    line: token("line"),
    surface: token("surface"),
    font: style.fontFamily,
    measure: measuring(`${LETTER_SIZE} ${style.fontFamily}`),
    series: numbered("series", 8),
    scale: numbered("scale", 5),
  };
}
