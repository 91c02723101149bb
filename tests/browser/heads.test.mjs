// Heads of the table and the pivot: columns are as wide as the words that stand over them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, begun } from "./bench.mjs";
import { launch, skip } from "./site.mjs";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

const ABSENCES = "attendance.attendance_pct,attendance.missed_unexcused,attendance.missed_illness";
const THIS_YEAR = "dateRange:'this%20year'";
const LAST_MONTH = "dateRange:'last%20month'";

for (const [name, measures, more, time] of [
  ["the table", ABSENCES, "dimensions:!(school.name),compare:previous_period,view:table", LAST_MONTH],
  ["the table in an order", ABSENCES, "dimensions:!(school.name),order:!(!(attendance.missed_unexcused,desc)),view:table", LAST_MONTH],
  ["the pivot", ABSENCES, "dimensions:!(school.name,class.level),pivot:(rows:!(school.name),columns:!(class.level,measures)),view:pivot", LAST_MONTH],
  ["the pivot by months", "attendance.attendance_pct,attendance.missed", "dimensions:!(school.name),pivot:(rows:!(school.name),columns:!(calendar.date.month,measures)),view:pivot", `granularity:month,${THIS_YEAR}`],
  ["the pivot by days", "contingent.arrived,contingent.departed", "dimensions:!(school.name),pivot:(rows:!(school.name),columns:!(calendar.date.day,measures)),view:pivot", `granularity:day,${LAST_MONTH}`],
  ["the pivot of measures", "attendance.missed,attendance.late", "dimensions:!(school.name),pivot:(rows:!(school.name),columns:!(measures)),view:pivot", LAST_MONTH],
]) {
  test(`in ${name} no word of a head breaks, and no line above the figures is blank`, { skip }, async () => {
    const page = await begun(browser, "office", `?q=measures:!(${measures}),${more},timeDimensions:!((dimension:calendar.date,${time})),totals:!t`);
    await answered(page);
    await page.waitForSelector(".grid [role=columnheader]");
    const { broken, blank } = await page.$$eval(".grid [role=columnheader]", (heads) => {
      const texts = [];
      const spare = new Map();
      for (const head of heads) {
        const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + word.length);
            const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
            if (lines.size > 1) {
              texts.push(word);
            }
          }
        }
        const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(head);
        const room = head.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) - head.querySelector(".grid-said").clientHeight;
        // A head of several rows is as high as they are.
        if (!head.hasAttribute("aria-rowspan")) {
          const row = head.parentElement.getAttribute("aria-rowindex");
          spare.set(row, Math.min(spare.get(row) ?? Infinity, room / parseFloat(lineHeight)));
        }
      }
      return { broken: texts, blank: [...spare.values()].filter((lines) => lines >= 0.9 || lines < -0.1) };
    });
    assert.deepEqual(broken, []);
    assert.deepEqual(blank, [], "lines above the figures that no head of its row needs, or that are cut off");
    await page.context().close();
  });
}
