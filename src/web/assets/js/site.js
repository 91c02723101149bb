// Binds the page's behaviours, one module each, to the elements that ask for them by data attributes.

const charts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chart]"));
if (charts.length > 0) {
  const { draw } = await import("./chart.js");
  await draw(charts);
}
