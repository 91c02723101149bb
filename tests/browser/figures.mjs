// Judges what people wait for in a real browser by what is promised of it: `node figures.mjs`, against a server that is up,
// with the variables of the tests. The figures depend on the machine: an idle one and a release build are meant.

import { dashboards, median, PROMISED, scrolled, shelves, widePivot } from "./pace.mjs";
import { launch } from "./site.mjs";

const TURNS = 5;
const browser = await launch();
let missed = 0;

for (const { address, first, whole } of await dashboards(browser, TURNS)) {
  judge(`${address}: first byte`, first, PROMISED.firstByte);
  judge(`${address}: loaded`, whole, PROMISED.page);
}
const times = await shelves(browser);
judge(`constructor: from a changed shelf to the new grid, median of ${times.length}`, median(times), PROMISED.shelf);
const { page, lines, columns } = await widePivot(browser);
for (const way of ["top", "left"]) {
  const { median: frame, worst, cells } = await scrolled(page, way);
  judge(`pivot of ${columns} columns × ${lines} rows, scrolled from the ${way}: ${(1000 / frame).toFixed(0)} frames a second, worst ${worst.toFixed(0)} ms, ${cells} cells at once; frame`, frame, PROMISED.frame);
}
await browser.close();
process.exitCode = missed > 0 ? 1 : 0;

function judge(what, value, limit) {
  const isMet = value <= limit;
  missed += isMet ? 0 : 1;
  console.log(`${what} ${value.toFixed(0)} ms; limit ${limit} ms: ${isMet ? "met" : "missed"}`);
}
