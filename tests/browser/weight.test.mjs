// What the scripts of each page weigh on their way: schools have slow lines.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, open, signIn, skip, url } from "./site.mjs";

const KB = 1024;
/** The library of charts and all around it. */
const WITH_CHART = 350 * KB;
const WITHOUT_CHART = 60 * KB;

const QUESTION = "measures:!(attendance.attendance_pct),dimensions:!(school.name),timeDimensions:!((dimension:calendar.date,dateRange:'this year'))";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const [name, path, isDrawn] of [
  ["without a question", "/constructor", false],
  ["with a table", `/constructor?q=${QUESTION}`, false],
  ["on the way down a tree", "/constructor?q=measures:!(attendance.missed),dimensions:!(class.name),filters:!((member:school.name,operator:equals,values:!(a)))", false],
  ["with a chart", `/constructor?q=${QUESTION},view:chart`, true],
]) {
  test(`the constructor ${name} is light`, { skip }, async () => {
    const page = await signedIn();
    const scripts = await fetched(page, path, isDrawn ? ".result-chart svg" : ".constructor-main > section:last-child :is(.grid-row, .notice, .starter)");
    isLight(path, scripts, isDrawn ? WITH_CHART : WITHOUT_CHART);
    assert.equal([...scripts.keys()].some((script) => script.includes("/vendor/echarts/")), isDrawn);
  });
}

test("every page that the menu leads to is light, and so is a dashboard", { skip }, async () => {
  const page = await signedIn();
  const inMenu = await page.$$eval("nav.menu a[href]", (links) => links.map((link) => link.getAttribute("href")));
  await page.goto(`${url}/dashboards`);
  const [dashboard] = await page.$$eval('main a[href^="/dashboards/"]', (links) => links.map((link) => link.getAttribute("href")));
  const paths = [...new Set(["/", ...inMenu, dashboard].filter((path) => path?.startsWith("/")))];
  assert.ok(paths.length > 4, paths.join(" "));
  for (const path of paths) {
    const scripts = await fetched(page, path, "main");
    isLight(path, scripts, (await page.locator("[data-chart], .result-chart").count()) > 0 ? WITH_CHART : WITHOUT_CHART);
  }
});

async function signedIn() {
  const page = await open(browser);
  await signIn(page, "office");
  return page;
}

/** Opens a page and returns what each script that it has fetched weighs compressed. */
async function fetched(page, path, awaited) {
  await page.goto(`${url}${path}`);
  await page.waitForSelector(awaited);
  await page.waitForLoadState("networkidle");
  const texts = await page.evaluate(async () => {
    const addresses = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => new URL(name).pathname.endsWith(".js"));
    return Promise.all([...new Set(addresses)].map(async (address) => [address, await (await fetch(address)).text()]));
  });
  // The server compresses at this level, too.
  return new Map(texts.map(([address, text]) => [address, gzipSync(text, { level: 6 }).length]));
}

function isLight(path, scripts, most) {
  const sum = [...scripts.values()].reduce((one, other) => one + other, 0);
  const heaviest = [...scripts].sort(([, one], [, other]) => other - one).map(([address, size]) => `${size} ${new URL(address).pathname}`);
  assert.ok(sum <= most, `${path} fetches ${sum} bytes of scripts, ${most} at most:\n${heaviest.join("\n")}`);
}
