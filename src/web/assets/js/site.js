// Binds the page's behaviours, one module each, to the elements that ask for them by data attributes.

const bars = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-filters]"));
if (bars.length > 0) {
  const { bind } = await import("./filter-bar.js");
  bars.forEach(bind);
}
const offers = /** @type {NodeListOf<HTMLAnchorElement | HTMLFormElement>} */ (document.querySelectorAll("[data-export]"));
if (offers.length > 0) {
  const { bind } = await import("./export-links.js");
  offers.forEach(bind);
}
const charts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chart]"));
if (charts.length > 0) {
  const { draw } = await import("./chart.js");
  await draw(charts);
}
