// Files that pages offer by plain links and buttons: what is said while one is made, how it is given up, how it is refused.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, fitsItsWidth, isAccessible, launch, skip, url } from "./site.mjs";
import { bytes, workbook } from "./workbook.mjs";

const PROGRESS = "**/api/v1/exports/*";

/** Each with the request for its file, and what the server tells of it meanwhile. */
const OFFERS = [
  {
    name: "a whole dashboard",
    path: "/dashboards/attendance",
    offer: 'a[href*="/workbook"]',
    file: "**/dashboards/attendance/workbook*",
    told: { rows: 0, steps: { done: 3, all: 9 } },
    words: "Готовится файл XLSX: готовы 3 части из 9.",
  },
  {
    name: "a tile",
    path: "/dashboards/attendance",
    offer: '.tile form[data-export="XLSX"] button',
    file: "**/api/v1/export?*",
    told: { rows: 1200, steps: null },
    words: "Готовится файл XLSX: записано 1 200 строк.",
  },
  {
    name: "a ready question",
    path: "/queries/contingent-by-school",
    offer: 'form[data-export="XLSX"] button',
    file: "**/api/v1/export?*",
    told: { rows: 0, steps: null },
    words: "Готовится файл XLSX: 2 с.",
  },
  {
    name: "a report",
    role: "director",
    path: "/reports/class-sizes",
    offer: 'a[data-export="XLSX"]',
    file: "**/reports/class-sizes/file?*",
    told: { rows: 0, steps: { done: 1, all: 2 } },
    words: "Готовится файл XLSX: готова 1 часть из 2.",
  },
];

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const { name, role, path, offer, file, told, words } of OFFERS) {
  test(`the file of ${name} tells how far it is, is given up, and comes`, { skip }, async () => {
    const page = await opened(path, role);
    const asked = [];
    await page.route(PROGRESS, (route) => {
      asked.push(new URL(route.request().url()).pathname.split("/").at(-1));
      return route.fulfill({ json: told });
    });
    const letGo = await held(page, file);
    const scripts = await fetchedScripts(page);
    assert.ok(!scripts.some((script) => script.endsWith("/js/export-notice.js")), "it comes when it is wanted");

    const button = page.locator(offer).first();
    const [request] = await Promise.all([page.waitForRequest(file), button.click()]);
    assert.match(new URL(request.url()).searchParams.get("id"), /^[0-9a-f]{32}$/);
    await says(page, words);
    assert.deepEqual([...new Set(asked)], [new URL(request.url()).searchParams.get("id")]);
    await isAccessible(page);
    await fitsItsWidth(page);

    const left = page.waitForEvent("requestfailed", (failed) => failed.url() === request.url());
    await page.click(".export-progress button");
    await left;
    assert.equal(await page.locator(".export-progress").count(), 0);
    assert.ok(await button.evaluate((element) => element === document.activeElement), "the focus is where it was");

    letGo();
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.match(download.suggestedFilename(), /\.xlsx$/);
    assert.ok(workbook(await bytes(download)).length > 0);
    await page.waitForSelector(".export-progress.notice-done");
    assert.match(await page.textContent(".export-progress"), /Файл XLSX сохранён: \d/);
    await isAccessible(page);
    await page.click(".export-progress button");
    assert.equal(await page.locator(".export-progress").count(), 0);
    assert.equal(new URL(page.url()).pathname, path, "the page stays");
    assert.deepEqual(page.complaints, []);
  });
}

test("two files are made side by side, and one that is asked for again takes its own place", { skip }, async () => {
  const page = await opened("/dashboards/attendance");
  await page.route(PROGRESS, (route) => route.fulfill({ json: { rows: 0, steps: null } }));
  const letGo = await held(page, "**/api/v1/export?*");
  const tile = page.locator(".tile:has(form[data-export])").first();
  await tile.locator('form[data-export="XLSX"] button').click();
  await tile.locator('form[data-export="CSV"] button').click();
  await tile.locator('form[data-export="CSV"] button').click();
  await page.waitForFunction(() => document.querySelectorAll(".export-progress").length === 2);
  const files = new Set();
  page.on("download", (download) => files.add(download.suggestedFilename().split(".").at(-1)));
  letGo();
  await page.waitForFunction(() => document.querySelectorAll(".export-progress.notice-done").length === 2);
  await page.waitForTimeout(200);
  assert.deepEqual([...files].sort(), ["csv", "xlsx"]);
  assert.deepEqual(page.complaints, []);
});

test("a file that is refused says why in the server's words, and is asked for anew", { skip }, async () => {
  const page = await opened("/dashboards/attendance");
  const reason = "на сервере не хватило места на диске";
  await page.route("**/workbook*", (route) => route.fulfill({ status: 507, json: { error: reason } }));
  const link = page.locator('a[href*="/workbook"]');
  await link.click();
  await page.waitForSelector(".export-progress.notice-fault");
  assert.match(await page.textContent(".export-progress"), new RegExp(`Файл XLSX не получен: ${reason}`));
  await isAccessible(page);
  await page.unroute("**/workbook*");
  await Promise.all([page.waitForEvent("download"), link.click()]);
  await page.waitForSelector(".export-progress.notice-done");
  assert.equal(await page.locator(".export-progress").count(), 1);
  assert.deepEqual(page.complaints.filter((text) => !text.includes("507")), []);
});

test("where the module does not come the browser fetches the file by itself", { skip }, async () => {
  const page = await opened("/dashboards/attendance");
  await page.route("**/js/export-notice.js", (route) => route.abort());
  for (const offer of ['a[href*="/workbook"]', '.tile form[data-export="XLSX"] button']) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(offer).first().click()]);
    assert.match(download.suggestedFilename(), /\.xlsx$/);
  }
  assert.equal(await page.locator(".export-progress").count(), 0);
});

/** Opens a page and waits until its scripts have bound what it offers. */
async function opened(path, role = "office") {
  const page = await enter(browser, role);
  await page.goto(url + path);
  await page.waitForLoadState("networkidle");
  return page;
}

/** Holds the requests for a file back until they are let go. */
async function held(page, file) {
  let letGo;
  const gate = new Promise((resolve) => (letGo = resolve));
  await page.route(file, async (route) => {
    await gate;
    // One that was given up goes nowhere.
    await route.continue().catch(() => undefined);
  });
  return letGo;
}

/** Waits for words of the notice, with the spaces of the keyboard. */
async function says(page, words) {
  await page.waitForFunction((wanted) => {
    const said = document.querySelector(".export-progress p")?.textContent ?? "";
    return said.replace(/[\u00a0\u202f]/g, " ") === wanted;
  }, words);
}

function fetchedScripts(page) {
  return page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js")));
}
