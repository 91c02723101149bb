// The first page in a real browser: by people, by widths, by colour schemes, on paper.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { drawn, fitsItsWidth, isAccessible, launch, open, picture, signIn, skip, url } from "./site.mjs";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

test("a stranger is led to the sign-in page and back", { skip }, async () => {
  const page = await open(browser);
  await page.goto(`${url}/?from=mail`);
  assert.equal(new URL(page.url()).pathname, "/login");
  assert.equal(await page.inputValue("input[name=next]"), "/?from=mail");
  await isAccessible(page);
  await picture(page, "login");
  assert.deepEqual(page.complaints, []);
});

test("a wrong password is told without saying what was wrong", { skip }, async () => {
  const page = await open(browser);
  await page.goto(`${url}/login`);
  await page.fill("#login", "nobody");
  await page.fill("#password", "wrong");
  await page.click("button[type=submit]");
  assert.match(await page.textContent("[role=alert]"), /Логин или пароль неверны/);
  assert.equal(await page.inputValue("#login"), "nobody");
  await isAccessible(page);
});

test("the office sees tables and drawings of its schools", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "office");
  await drawn(page);
  assert.equal(await page.textContent("h1"), "Все школы");
  assert.match(await page.textContent(".status-line"), /Данные на \d\d\.\d\d\.\d{4} \d\d:\d\d/);
  assert.ok((await page.locator("#attendance-table tbody tr").count()) > 1);
  assert.ok((await page.locator("#attendance svg").count()) > 0);
  const drawnWeeks = (await page.locator("#attendance svg text").allTextContents()).filter((text) => /^\d\d\.\d\d$/.test(text));
  const heads = await page.locator("#attendance-table th[data-x]").evaluateAll((all) => all.map((head) => head.dataset.x));
  // A narrow axis leaves out every other label.
  assert.ok(drawnWeeks.length > 1);
  assert.deepEqual(drawnWeeks, heads.filter((head) => drawnWeeks.includes(head)), "weeks are drawn in the order of the table");
  assert.ok((await page.locator("#freshness-table tbody tr").count()) > 1);
  await isAccessible(page);
  await fitsItsWidth(page);
  await picture(page, "office-1440-light");
  assert.deepEqual(page.complaints, []);
});

test("a director sees classes of the own school only", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  await drawn(page);
  assert.equal(await page.locator("#freshness-table tbody tr").count(), 1);
  const school = await page.textContent("#freshness-table tbody th");
  assert.equal(await page.textContent("h1"), school);
  assert.equal(await page.textContent("#attendance-table thead th"), "Класс");
  await isAccessible(page);
  await picture(page, "director-1440-light");
  assert.deepEqual(page.complaints, []);
});

for (const [width, scheme] of [[768, "light"], [360, "light"], [1440, "dark"], [360, "dark"]]) {
  test(`the page stands at ${width} pixels in ${scheme} colours`, { skip }, async () => {
    const page = await open(browser, { viewport: { width, height: 800 }, colorScheme: scheme });
    await signIn(page, "office");
    await drawn(page);
    await fitsItsWidth(page);
    await isAccessible(page);
    await picture(page, `office-${width}-${scheme}`);
    assert.deepEqual(page.complaints, []);
  });
}

test("the keyboard goes to the content first and can scroll the tables", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "office");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "К содержанию");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => location.hash), "#content");
  const frames = page.locator(".table-frame");
  for (let place = 0; place < (await frames.count()); place += 1) {
    assert.equal(await frames.nth(place).getAttribute("tabindex"), "0");
  }
});

test("without JavaScript the tables stand and the drawings are not missed", { skip }, async () => {
  const page = await open(browser, { javaScriptEnabled: false });
  await signIn(page, "office");
  assert.ok(await page.locator("#attendance-table").isVisible());
  assert.ok(!(await page.locator("#attendance .chart").isVisible()));
});

test("the page prints, in dark colours too", { skip }, async () => {
  const page = await open(browser, { colorScheme: "dark" });
  await signIn(page, "office");
  await drawn(page);
  const pdf = await page.pdf({
    preferCSSPageSize: true,
    ...(process.env.SVODKA_PICTURES ? { path: `${process.env.SVODKA_PICTURES}/office.pdf` } : {}),
  });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.deepEqual(page.complaints, []);
});

test("an answer comes down as a workbook without JavaScript", { skip }, async () => {
  const page = await open(browser, { javaScriptEnabled: false, acceptDownloads: true });
  await signIn(page, "office");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#attendance .card-actions button").first().click(),
  ]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
});

test("what is not there is told by a page with a way back", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "office");
  const response = await page.goto(`${url}/no-such-page`);
  assert.equal(response.status(), 404);
  await isAccessible(page);
  await picture(page, "fault");
  await Promise.all([page.waitForURL(`${url}/`), page.click("main a.button")]);
});

test("who signs out has to sign in again", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "office");
  await Promise.all([page.waitForURL(`${url}/login`), page.click("text=Выйти")]);
  await page.goto(`${url}/`);
  assert.equal(new URL(page.url()).pathname, "/login");
});
