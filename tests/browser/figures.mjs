// Measures what people wait for, in a real browser against a server that is up: `node figures.mjs`, with the variables of
// the tests. It judges nothing; the figures depend on the machine and are read by people.

import { launch, open, signIn, url } from "./site.mjs";

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const browser = await launch();

async function dashboards() {
  const page = await open(browser);
  await signIn(page, "office");
  await page.goto(`${url}/dashboards`);
  const addresses = await page.$$eval("main li h2 a", (links) => links.map((link) => link.getAttribute("href")));
  for (const address of addresses) {
    // Once cold, for the answers to be kept; what is measured is warm.
    await page.goto(url + address, { waitUntil: "networkidle" });
    const [first, whole] = [[], []];
    for (let turn = 0; turn < 5; turn += 1) {
      await page.goto(url + address, { waitUntil: "networkidle" });
      const told = await page.evaluate(() => {
        const [entry] = performance.getEntriesByType("navigation");
        return { first: entry.responseStart - entry.requestStart, whole: entry.loadEventEnd - entry.startTime };
      });
      first.push(told.first);
      whole.push(told.whole);
    }
    console.log(`${address}: first byte ${median(first).toFixed(0)} ms, loaded ${median(whole).toFixed(0)} ms`);
  }
  await page.context().close();
}

/** Puts measures and dimensions on shelves and takes them off again, and times each answer on screen. */
async function constructor() {
  const page = await open(browser);
  await signIn(page, "office");
  const members = [
    ["attendance.attendance_pct", "school.name"],
    ["attendance.missed", "class.grade"],
    ["attendance.missed_unexcused", "subject.name"],
    ["grades.quality_pct", "school.name"],
    ["timeliness.on_time_pct", "school.name"],
    ["marks.average", "subject.name"],
    ["attendance.attendance_pct", "class.name"],
    ["accumulation.accumulation_pct", "school.name"],
  ];
  await page.goto(`${url}/constructor`, { waitUntil: "networkidle" });
  const times = [];
  for (let turn = 0; turn < 3; turn += 1) {
    for (const [measure, dimension] of members) {
      // A filter that nobody asked before keeps the answer from being at hand.
      const query = {
        measures: [measure],
        dimensions: [dimension],
        filters: [{ member: "class.grade", operator: "gte", values: [String(turn + 1)] }],
        timeDimensions: [{ dimension: "calendar.date", dateRange: "this year" }],
        limit: 500,
        total: true,
      };
      const took = await page.evaluate(async (asked) => {
        const post = (path) =>
          fetch(path, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ query: asked }),
          }).then((response) => response.json());
        const began = performance.now();
        await post("/api/v1/plan");
        await post("/api/v1/load");
        return performance.now() - began;
      }, query);
      times.push(took);
    }
  }
  console.log(`constructor: plan and answer of a changed shelf, median ${median(times).toFixed(0)} ms of ${times.length}`);
  await page.context().close();
}

await dashboards();
await constructor();
await browser.close();
