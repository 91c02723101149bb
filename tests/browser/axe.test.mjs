// Every page that anybody can open, in both languages: axe finds nothing, the browser complains of nothing, and it
// fits a telephone. What is a page is read from the map of the site, so that none can be forgotten; dashboards, which are
// one page of it, from their folder.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { answered, begun, october } from "./bench.mjs";
import { drawn, enter, fitsItsWidth, isAccessible, launch, open, picture, skip, url } from "./site.mjs";

const ROUTES = new URL("../../src/web/routes.rs", import.meta.url);
const DASHBOARDS = new URL("../../dashboards/", import.meta.url);
// Files, programs' addresses and what opens in the middle of signing in, which other tests walk through.
const NO_PAGES = [/^\/api\//, /\.csv$/, /\.xlsx$/, /\/workbook$/, /\/file$/, /\/rejects\/{name}$/, /\/progress$/, /^\/assets\//, /^\/favicon/, /^\/(healthz|readyz|metrics)$/, /^\/session\//];
const DASHBOARD = "/dashboards/{name}";
// Those who read the same pages in the same words need not read all of them again. A dashboard shows a school and a class
// other tiles than it shows the office.
const SAMPLES = { [DASHBOARD]: 99, "/help/{name}": 99 };
const SAMPLES_OTHERS = { [DASHBOARD]: 99 };
const SAMPLES_CENTRE = { [DASHBOARD]: 2 };
const WIDE = { width: 1440, height: 1000 };
const NARROW = { width: 390, height: 844 };
/** The narrowest screen that a page must fit. */
const NARROWEST = { width: 360, height: 800 };
const AT_ONCE = 3;

const seen = new Set();
/** In what languages and widths each dashboard was looked at, by its name. */
const dashboardsSeen = new Map();
let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const role of ["office", "director", "homeroom", "admin", "security", "centre"]) {
  test(`every page of ${role} stands in both languages`, { skip }, async () => {
    const addresses = await pagesOf(role);
    assert.ok(addresses.length > 0);
    await Promise.all(Array.from({ length: AT_ONCE }, () => worker(role, addresses)));
  });
}

test("what a director makes first is accessible", { skip }, async () => {
  const page = await enter(browser, "director");
  await page.goto(`${url}/reports/class-sizes`);
  await page.click('form[action$="/prints"] button');
  await page.waitForURL(/\/prints\/\d+/);
  const print = new URL(page.url()).pathname;
  // A long paper is watched until it is there.
  await page.goto(`${url}/reports/school-year-book`);
  await page.click('form[action$="/batches"] button[value="xlsx"]');
  await page.waitForURL(/\/batches\/\d+/);
  const batch = new URL(page.url()).pathname;
  await page.waitForSelector("main a[download]", { timeout: 180_000 });
  await page.goto(`${url}/forms`);
  const form = await page.getAttribute('main a[href^="/forms/oo-1/"]', "href");
  await page.goto(url + form);
  // The run before has computed it already.
  if ((await page.locator('form[action$="/computation"] button').count()) > 0) {
    await page.click('form[action$="/computation"] button');
    await page.waitForLoadState();
  }
  await page.goto(`${url}${form}?cell=2.1.1/02/4`);
  const pupils = await page.getAttribute('main a[href*="/pupils?"]', "href");
  for (const [address, name, route] of [
    [print, "director-print", "/prints/{id}"],
    [batch, "director-batch", "/batches/{id}"],
    [pupils, "director-form-pupils", "/forms/{code}/{period}/pupils"],
  ]) {
    for (const language of ["ru", "en"]) {
      await page.context().addCookies([{ name: "language", value: language, url }]);
      await stands(page, address, name, language);
    }
    seen.add(route);
  }
  await page.context().close();
});

test("no page of the map was forgotten", { skip }, async () => {
  const page = await open(browser);
  await stands(page, "/login", "login", "ru");
  await page.context().addCookies([{ name: "language", value: "en", url }]);
  await stands(page, "/login", "login", "en");
  seen.add("/login");
  assert.deepEqual(routes().filter((route) => !seen.has(route)), []);
});

test("no dashboard was forgotten", { skip }, () => {
  const names = readdirSync(DASHBOARDS).flatMap((file) => (file.endsWith(".toml") ? [file.replace(/\.toml$/, "")] : []));
  assert.ok(names.length >= 12, names.join());
  const wanted = ["en 1440", "en 360", "en 390", "ru 1440", "ru 360", "ru 390"];
  assert.deepEqual(names.flatMap((name) => wanted.filter((one) => !dashboardsSeen.get(name)?.has(one)).map((one) => `${name} ${one}`)), []);
});

for (const language of ["ru", "en"]) {
  test(`what opens in the constructor is accessible in ${language}`, { skip }, async () => {
    const page = await begun(browser, "office");
    await page.context().addCookies([{ name: "language", value: language, url }]);
    const [from, to] = await october(page);
    await page.goto(
      `${url}/constructor?q=measures:!(attendance.missed),dimensions:!(school.name,subject.name),totals:!t,compare:previous_period,pivot:(rows:!(school.name),columns:!(subject.name,measures)),view:pivot,timeDimensions:!((dimension:calendar.date,dateRange:!('${from}','${to}'))),filters:!((member:class.name,operator:contains,values:!(А)))`,
    );
    await page.waitForSelector(".grid [role=gridcell]");
    for (const [name, selector, opensA] of [
      ["period", '[data-chip-name="period"]', "dialog[open]"],
      ["filter", null, "dialog[open]"],
      ["save", ".constructor-actions .button-quiet >> nth=-1", "dialog[open]"],
      ["order", ".options .button-quiet", "dialog[open]"],
      ["formula", ".shelf-measures .button-quiet", "dialog[open]"],
      ["export", ".constructor-actions [aria-haspopup=menu] >> nth=0", ".menu-popup"],
      ["chip", '[data-chip-name="school.name"]', ".menu-popup"],
      ["cell", ".grid-body [role=gridcell] >> nth=0", ".menu-popup"],
    ]) {
      if (selector) {
        await page.click(selector);
      } else {
        await page.focus('[data-chip-name="filter:0"]');
        await page.keyboard.press("Enter");
      }
      await page.waitForSelector(opensA);
      await isAccessible(page);
      await picture(page, `constructor-${name}-${language}-1440`);
      await page.keyboard.press("Escape");
      await page.waitForSelector(opensA, { state: "detached" });
    }
    await page.click(".result-provenance summary");
    await isAccessible(page);
    await picture(page, `constructor-provenance-${language}-1440`);
    for (const view of [0, 2]) {
      await page.locator(".result-tabs [role=tab]").nth(view).click();
      await page.waitForSelector(view === 2 ? ".result-chart svg, .result-chart .figures" : ".grid [role=gridcell]");
      await isAccessible(page);
      await picture(page, `constructor-view-${view}-${language}-1440`);
    }
    await page.setViewportSize(NARROWEST);
    await fitsItsWidth(page);
    await page.setViewportSize(NARROW);
    await fitsItsWidth(page);
    await isAccessible(page);
    await picture(page, `constructor-view-2-${language}-390`);
    assert.deepEqual(page.complaints, []);
  });
}

/** Follows the links of a person's pages and names what is there: of pages of one kind, some. */
async function pagesOf(role) {
  const page = await enter(browser, role);
  // The centre opens what the office does, and SQL: only what nobody has looked at yet is looked at.
  const map = routes().filter((route) => role !== "centre" || !seen.has(route));
  const [found, counts, waiting] = [[], new Map(), ["/", "/dashboards", "/constructor", "/profile", "/help"]];
  const known = new Set(waiting);
  while (waiting.length > 0) {
    const address = waiting.shift();
    const own = routeOf(address, map);
    const most = ({ office: SAMPLES, centre: SAMPLES_CENTRE }[role] ?? SAMPLES_OTHERS)[own] ?? 1;
    const count = counts.get(own) ?? 0;
    if (own && count >= most) {
      continue;
    }
    const response = await page.request.get(url + address);
    const { pathname } = new URL(response.url());
    if (!response.ok()) {
      continue;
    }
    // Who may not ask is led from the first page to their own.
    if (own && pathname === address) {
      counts.set(own, count + 1);
      found.push(address);
      seen.add(own);
    }
    const text = await response.text();
    for (const [, link] of text.matchAll(/<a [^>]*href="(\/[^"?#]*)/g)) {
      if (!known.has(link) && routeOf(link, map)) {
        known.add(link);
        waiting.push(link);
      }
    }
  }
  await page.context().close();
  return found;
}

/** Takes addresses from the list until none is left. */
async function worker(role, addresses) {
  const page = await enter(browser, role);
  for (let address = addresses.shift(); address; address = addresses.shift()) {
    for (const language of ["ru", "en"]) {
      await page.context().addCookies([{ name: "language", value: language, url }]);
      await stands(page, address, `${role}${address.replace(/\W+/g, "-").replace(/-$/, "") || "-home"}`, language);
    }
  }
  await page.context().close();
}

/**
 * Looks at a page: in the language of the office at its desk and on telephones, in the other on telephones; the first time
 * at a dashboard, where drawings stand, at the desk as well.
 */
async function stands(page, address, name, language) {
  const at = `${name} (${language})`;
  const [, dashboard] = /^\/dashboards\/([^/]+)$/.exec(address) ?? [];
  const isFirst = dashboard && !dashboardsSeen.get(dashboard)?.has(`${language} ${WIDE.width}`);
  const sizes = language === "ru" || isFirst ? [WIDE, NARROW, NARROWEST] : [NARROW, NARROWEST];
  await page.setViewportSize(sizes[0]);
  await page.goto(url + address);
  assert.equal(await page.getAttribute("html", "lang"), language, at);
  await drawn(page);
  if (address === "/constructor") {
    await page.waitForSelector(".constructor");
  }
  await isAccessible(page, at);
  for (const size of sizes) {
    await page.setViewportSize(size);
    await fitsItsWidth(page, at);
    if (isFirst && size === NARROW && language === "en") {
      await isAccessible(page, `${at}, narrow`);
    }
    if (size !== NARROWEST) {
      await picture(page, `${name}-${language}-${size.width}`);
    }
    if (dashboard) {
      dashboardsSeen.set(dashboard, (dashboardsSeen.get(dashboard) ?? new Set()).add(`${language} ${size.width}`));
    }
  }
  assert.deepEqual(page.complaints, [], at);
}

/** The paths of the pages of the site. */
function routes() {
  const map = readFileSync(ROUTES, "utf8");
  const all = [...map.matchAll(/at\(\s*"([^"]+)",\s*[^"]+?,\s*"GET"/g)].map(([, path]) => path);
  return all.filter((path) => !NO_PAGES.some((no) => no.test(path)));
}

function routeOf(path, map) {
  const whole = map.find((route) => route === path);
  return whole ?? map.find((route) => new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+")}$`).test(path));
}
