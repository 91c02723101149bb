// What people wait for, measured in the page itself: from an address to its page, from a changed shelf to the new grid,
// from frame to frame of a grid that is scrolled.

import { answered, begun } from "./bench.mjs";
import { enter, url } from "./site.mjs";
import { address as written } from "../../src/web/assets/js/rison.js";

/** What is promised of medians, in milliseconds. */
export const PROMISED = { firstByte: 100, page: 1000, shelf: 300, frame: 17 };

const DAYS = 31;
const PATIENCE_MS = 120_000;
const TURN_MS = 2500;
// For each turn: what is asked about first, and what is looked for later.
const MEASURES = [
  ["attendance.attendance_pct", "attendance.missed", "attendance.late"],
  ["marks.average", "marks.fives", "marks.twos"],
  ["grades.quality_pct", "grades.fives", "grades.twos"],
  ["timeliness.on_time_pct", "timeliness.held", "timeliness.empty_lessons"],
];

export function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** Opens every dashboard of the office, cold once and then so many times as told; returns what each took. */
export async function dashboards(browser, turns) {
  const page = await enter(browser, "office");
  await page.goto(`${url}/dashboards`);
  const addresses = await page.locator(".link-card a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const told = [];
  for (const address of addresses) {
    await page.goto(url + address);
    const [first, whole] = [[], []];
    for (let turn = 0; turn < turns; turn += 1) {
      await page.goto(url + address);
      const entry = await page.evaluate(async () => {
        const [navigation] = performance.getEntriesByType("navigation");
        while (navigation.loadEventEnd === 0) {
          await new Promise((done) => setTimeout(done, 10));
        }
        return { first: navigation.responseStart - navigation.requestStart, whole: navigation.loadEventEnd - navigation.startTime };
      });
      first.push(entry.first);
      whole.push(entry.whole);
    }
    told.push({ address, first: median(first), whole: median(whole) });
  }
  await page.context().close();
  return told;
}

/** Changes shelves by click and by key, each time to a question that nobody asked before; returns what each change took. */
export async function shelves(browser) {
  const times = [];
  for (const [first, second, third] of MEASURES) {
    // A class of such a year there is not: all classes are asked about, and no answer is at hand.
    const unheard = 12 + Math.floor(Math.random() * 1e9);
    const question = {
      measures: [first],
      dimensions: ["school.name"],
      filters: [{ member: "class.grade", operator: "notEquals", values: [unheard] }],
      timeDimensions: [{ dimension: "calendar.date", dateRange: "this year" }],
    };
    const page = await begun(browser, "office", `?q=${written(question)}`);
    await answered(page);
    for (const [field, isByKey] of [
      ["class.grade", false],
      [second, true],
      ["class.grade", false],
      ["school.kind", false],
      [second, true],
      [third, true],
    ]) {
      await page.fill("#fields-search", field);
      const drawn = untilDrawn(page);
      await (isByKey ? page.press("#fields-search", "Enter") : page.click(`[data-field="${field}"]`));
      times.push(await drawn);
    }
    await page.context().close();
  }
  return times;
}

/** How long it takes from the next click or key until the grid of another answer is on the screen. */
function untilDrawn(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const events = /** @type {const} */ (["click", "keydown"]);
        let began = 0;
        let wasAsked = false;
        const begin = (event) => {
          began ||= event.timeStamp;
        };
        events.forEach((name) => addEventListener(name, begin, { capture: true }));
        const observer = new MutationObserver(() => {
          const result = document.querySelector(".result");
          wasAsked ||= result?.getAttribute("aria-busy") === "true";
          if (began > 0 && wasAsked && result?.matches(":not(.result-former)[aria-busy=false]:has(.grid-body [role=row])")) {
            observer.disconnect();
            events.forEach((name) => removeEventListener(name, begin, { capture: true }));
            // Behind the next frame, so that it is painted.
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
          }
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
  );
}

/**
 * Opens a pivot of every lesson of every class by the first days of the school year with two measures: some eight hundred
 * lines of sixty-two columns.
 */
export async function widePivot(browser) {
  const page = await enter(browser, "office");
  const measures = ["attendance.due", "attendance.missed"];
  const dimensions = ["school.name", "class.name", "lesson.number"];
  const days = (await loaded(page, { measures, timeDimensions: [{ dimension: "calendar.date", granularity: "day" }] }))
    .map((row) => row["calendar.date.day"].slice(0, 10))
    .sort();
  const timeDimensions = [{ dimension: "calendar.date", dateRange: [days[0], days[DAYS - 1]] }];
  const lines = await loaded(page, { measures, dimensions, timeDimensions });
  const question = {
    measures,
    dimensions,
    timeDimensions: [{ ...timeDimensions[0], granularity: "day" }],
    pivot: { rows: dimensions, columns: ["calendar.date.day", "measures"] },
  };
  await page.goto(`${url}/constructor?q=${written(question)}`);
  // What would cost much waits to be told.
  await page.waitForSelector(".grid [role=gridcell], .constructor-run.is-wanted", { timeout: PATIENCE_MS });
  if ((await page.locator(".constructor-run.is-wanted").count()) > 0) {
    await page.click(".constructor-run");
    await page.waitForSelector(".grid [role=gridcell]", { timeout: PATIENCE_MS });
  }
  await answered(page);
  return { page, lines: lines.length, columns: DAYS * measures.length };
}

async function loaded(page, query) {
  const answer = await page.request.post(`${url}/api/v1/load`, { data: { query } });
  return (await answer.json()).data;
}

/**
 * Scrolls the grid there and back, frame by frame.
 * @param {"top" | "left"} way
 * @returns {Promise<{median: number, worst: number, cells: number}>} how long a frame took, and the most cells that were in the document
 */
export async function scrolled(page, way) {
  const told = await page.evaluate(
    ([way, duration]) =>
      new Promise((done) => {
        const grid = document.querySelector(".grid");
        const most = way === "top" ? grid.scrollHeight - grid.clientHeight : grid.scrollWidth - grid.clientWidth;
        const frames = [];
        let cells = 0;
        let began = 0;
        let last = 0;
        const step = (now) => {
          began ||= now;
          if (last > 0) {
            frames.push(now - last);
          }
          last = now;
          cells = Math.max(cells, grid.querySelectorAll("[role=gridcell]").length);
          const passed = (now - began) / duration;
          const there = Math.round(most * (1 - Math.abs(1 - 2 * Math.min(passed, 1))));
          grid.scrollTo({ [way]: there });
          if (passed < 1) {
            requestAnimationFrame(step);
          } else {
            done({ frames, cells });
          }
        };
        requestAnimationFrame(step);
      }),
    [way, TURN_MS],
  );
  return { median: median(told.frames), worst: Math.max(...told.frames), cells: told.cells };
}
