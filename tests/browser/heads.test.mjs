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

for (const [view, more] of [
  ["table", "dimensions:!(school.name),compare:previous_period"],
  ["pivot", "dimensions:!(school.name,class.level),pivot:(rows:!(school.name),columns:!(class.level,measures))"],
]) {
  test(`no word breaks in a head of the ${view}`, { skip }, async () => {
    const query = `?q=measures:!(attendance.attendance_pct,attendance.missed_unexcused,attendance.missed_illness),${more},timeDimensions:!((dimension:calendar.date,dateRange:'last%20month')),totals:!t,view:${view}`;
    const page = await begun(browser, "office", query);
    await answered(page);
    const broken = await page.$$eval(".grid [role=columnheader]", (heads) => {
      const texts = [];
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
      }
      return texts;
    });
    assert.deepEqual(broken, []);
    await page.context().close();
  });
}
