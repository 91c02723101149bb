// What stands on the screen stands whole on paper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, begun } from "./bench.mjs";
import { launch, skip } from "./site.mjs";

// A4 across, less the margins of `print.css`, at 96 dots an inch.
const WIDTH = Math.round(((297 - 2 * 12) / 25.4) * 96);
// What is wider than the paper the browser prints smaller, by a third at most, and cuts off the rest.
const WIDEST = WIDTH * 1.5;

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

test("an answer compared column by column is not cut off", { skip }, async () => {
  const measures = ["attendance_pct", "missed_illness", "missed_excused", "missed_unexcused", "missed_unspecified"];
  const query = `?q=measures:!(${measures.map((name) => `attendance.${name}`)}),dimensions:!(school.name),timeDimensions:!((dimension:calendar.date,dateRange:'last%20month')),totals:!t,compare:previous_period`;
  const page = await begun(browser, "office", query);
  await answered(page);
  await page.setViewportSize({ width: WIDTH, height: 700 });
  await page.emulateMedia({ media: "print" });
  const table = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const table = document.querySelector(".result-printed table");
    return { columns: table.tHead.rows[0].cells.length, right: table.getBoundingClientRect().right };
  });
  assert.equal(table.columns, 1 + 3 * measures.length);
  assert.ok(table.right <= WIDEST, `${table.right} of ${WIDEST}`);
  await page.context().close();
});
