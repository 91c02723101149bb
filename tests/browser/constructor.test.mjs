// The constructor in a real browser: a question put together by keyboard and by mouse, its address, its past, its files.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fitsItsWidth, isAccessible, launch, open, picture, signIn, skip, url } from "./site.mjs";

const QUESTION = "measures:!(attendance.attendance_pct),dimensions:!(school.name),timeDimensions:!((dimension:calendar.date,dateRange:'this year'))";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

test("an empty constructor offers questions to begin with", { skip }, async () => {
  const page = await begun("");
  assert.ok((await page.locator(".starter").count()) >= 4);
  await isAccessible(page);
  await picture(page, "constructor-empty");
  await page.locator(".starter").first().click();
  await answered(page);
  assert.match(page.url(), /\?q=\w/);
  assert.deepEqual(page.complaints, []);
});

test("a question is put together by keyboard alone", { skip }, async () => {
  const page = await begun("");
  await page.focus("#fields-search");
  await page.keyboard.type("attendance.missed");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.type("school.name");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await answered(page);
  assert.deepEqual(await chips(page, "rows"), ["school.name"]);
  await page.keyboard.press("Shift+Enter");
  assert.deepEqual(await chips(page, "columns"), ["school.name"]);

  await page.focus('[data-chip-name="school.name"]');
  await page.keyboard.press("Delete");
  assert.deepEqual(await chips(page, "columns"), []);
  assert.ok(await page.evaluate(() => document.activeElement?.matches(".shelf-add")), "the focus stays on the shelf");
  await page.keyboard.press("Control+z");
  assert.deepEqual(await chips(page, "columns"), ["school.name"]);
  await page.keyboard.press("Control+Shift+z");
  assert.deepEqual(await chips(page, "columns"), []);
  assert.deepEqual(page.complaints, []);
});

test("the address holds the whole question, and the way back leads back", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  await answered(page);
  await page.click('[data-field="school.kind"]');
  assert.deepEqual(await chips(page, "rows"), ["school.name", "school.kind"]);
  await page.reload();
  await page.waitForSelector("[data-chip]");
  assert.deepEqual(await chips(page, "rows"), ["school.name", "school.kind"]);
  await page.goBack();
  assert.deepEqual(await chips(page, "rows"), ["school.name"]);
});

test("fields are dragged to shelves and among them", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  await page.dragAndDrop('[data-field="calendar.date"]', '[data-shelf="columns"]');
  assert.deepEqual(await chips(page, "columns"), ["calendar.date.month"]);
  // In sight together with the shelf: were the page to scroll between press and drag, another field would be dragged.
  await page.fill("#fields-search", "class.grade");
  await page.dragAndDrop('[data-field="class.grade"]', '[data-chip="school.name"]', { targetPosition: { x: 2, y: 8 } });
  assert.deepEqual(await chips(page, "rows"), ["class.grade", "school.name"]);
  await page.fill("#fields-search", "school.kind");
  await page.dragAndDrop('[data-field="school.kind"]', '[data-shelf="measures"]');
  assert.deepEqual(await chips(page, "measures"), ["attendance.attendance_pct"]);
});

test("a dialog keeps the focus and gives it back", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  await page.click('[data-chip-name="period"]');
  await page.waitForSelector("dialog[open]");
  await isAccessible(page);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-chip-name")), "period");
});

test("a month is chosen by its name", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  await page.click('[data-chip-name="period"]');
  const from = await chooseNamed(page, "month");
  assert.equal(await page.inputValue("dialog[open] input[type=date] >> nth=0"), from);
  await page.click("dialog[open] .form-actions .button >> nth=0");
  const [year, number, day] = from.split("-");
  assert.match(await page.textContent('[data-chip-name="period"]'), new RegExp(`${day}\\.${number}\\.${year}`));
});

test("months are those of the office's clock, whatever the browser's says", { skip }, async () => {
  const page = await open(browser);
  await page.route("**/api/v1/meta", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), today: "2024-02-29" } });
  });
  await signIn(page, "office");
  await page.goto(`${url}/constructor?q=${QUESTION}`);
  await page.click('[data-chip-name="period"]');
  assert.equal(await chooseNamed(page, "month"), "2024-02-01");
  assert.equal(await page.inputValue("dialog[open] input[type=date] >> nth=1"), "2024-02-29");
});

test("a term is chosen by its name", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().endsWith("/api/v1/terms"))));
  await page.click('[data-chip-name="period"]');
  const from = await chooseNamed(page, "term");
  assert.equal(await page.inputValue("dialog[open] input[type=date] >> nth=0"), from);
  await isAccessible(page);
  await apply(page);
  const [year, month, day] = from.split("-");
  assert.match(await page.textContent('[data-chip-name="period"]'), new RegExp(`${day}\\.${month}\\.${year}`));
  // What was answered once stands there at once.
  await page.click('[data-chip-name="period"]');
  assert.equal(await chooseNamed(page, "term"), from);
  assert.equal(asked, 1);
});

test("a filter of days takes words, and groups stand within groups", { skip }, async () => {
  const filters = "filters:!((or:!((member:calendar.date,operator:inDateRange,values:!('2025-09-01','2025-09-30')),(member:class.grade,operator:equals,values:!('5')))))";
  const page = await begun(`?q=measures:!(attendance.missed),dimensions:!(school.name),${filters}`);
  await page.focus('[data-chip-name="filter:0.0"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector('dialog[open] [value="last 7 days"]');
  await isAccessible(page);
  await page.check('dialog[open] [value="last 7 days"]');
  await apply(page);
  assert.match(await page.textContent('[data-chip-name="filter:0.0"]'), /последние.7.дней/);

  // By keyboard alone: a group of «and» within that of «or», another field in it, the inner group taken apart.
  await page.focus('[data-chip-name="filter:0.1"]');
  await page.keyboard.press("Space");
  await page.locator("[role=menuitem]", { hasText: "«и»" }).press("Enter");
  await page.waitForSelector('[data-chip-name="filter:0.1.0"]');
  await page.focus(".chip-group .chip-group .icon-button");
  await page.keyboard.press("Enter");
  await page.keyboard.type("subject.name");
  await page.locator('[data-field="subject.name"]').press("Enter");
  await page.waitForSelector("dialog[open] select");
  await page.selectOption("dialog[open] select", "contains");
  await page.fill("dialog[open] textarea", "мат\nгео");
  await apply(page);
  assert.match(await page.textContent('[data-chip-name="filter:0.1.1"]'), /«мат», «гео»/);
  assert.match(decodeURIComponent(page.url()), /and:!\(/);
  await page.locator(".chip-group .chip-group .chip-joint").press("Enter");
  await page.locator("[role=menuitem]", { hasText: "Разгруппировать" }).press("Enter");
  await page.waitForSelector('[data-chip-name="filter:0.2"]');
  assert.deepEqual(page.complaints, []);
});

test("an earlier release is chosen, told and left", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  await page.locator(".options .button", { hasText: "Выпуск" }).click();
  await page.waitForSelector("dialog[open] select:not(:disabled)");
  await isAccessible(page);
  const releases = page.locator("dialog[open] option");
  if ((await releases.count()) < 2) {
    // One night alone: there is nothing earlier.
    await apply(page);
    assert.doesNotMatch(page.url(), /asOf/);
    return;
  }
  const id = await releases.nth(1).getAttribute("value");
  await page.selectOption("dialog[open] select", id);
  await apply(page);
  await page.waitForSelector(".result-badge");
  assert.match(page.url(), new RegExp(`asOf:${id}`));
  await page.locator(".result-badge", { hasText: `Выбран выпуск ${id}` }).getByRole("button").click();
  await page.waitForFunction(() => !location.search.includes("asOf"));
});

test("a fault stands at its chip and is shown as text", { skip }, async () => {
  const page = await begun("?q=measures:!(attendance.missed),dimensions:!('<img src=x onerror=alert(1)>')");
  await page.waitForSelector(".chip-faulty .chip-fault");
  assert.equal(await page.locator(".constructor img").count(), 0);
  assert.equal(await page.locator('[data-chip="attendance.missed"].chip-faulty').count(), 0);
});

test("the answer is taken away as a file", { skip }, async () => {
  const page = await begun(`?q=${QUESTION}`);
  await answered(page);
  await page.locator(".constructor-actions [aria-haspopup=menu]").first().click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("[role=menuitem]").first().click()]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`a telephone shows the constructor whole, ${colorScheme}`, { skip }, async () => {
    const page = await begun(`?q=${QUESTION}`, { viewport: { width: 360, height: 800 }, colorScheme });
    await answered(page);
    await fitsItsWidth(page);
    await isAccessible(page);
    await page.click('[data-shelf="rows"] .shelf-add');
    await page.waitForSelector("dialog[open] #fields-search");
    await fitsItsWidth(page);
    await isAccessible(page);
    await page.fill("#fields-search", "class.grade");
    await page.click('[data-field="class.grade"]');
    assert.deepEqual(await chips(page, "rows"), ["school.name", "class.grade"]);
    await picture(page, `constructor-360-${colorScheme}`);
  });
}

async function begun(query, settings) {
  const page = await open(browser, settings);
  await signIn(page, "office");
  await page.goto(`${url}/constructor${query}`);
  await page.waitForSelector(".constructor");
  return page;
}

async function answered(page) {
  await page.waitForFunction(() => [...document.querySelectorAll("[role=status]")].some((one) => /Готово/.test(one.textContent ?? "")));
}

/** Chooses the first month or term by its name; returns its first day. */
async function chooseNamed(page, part) {
  const list = page.locator(`dialog[open] [data-named=${part}]`);
  await list.locator("option >> nth=1").waitFor({ state: "attached" });
  const value = await list.locator("option").nth(1).getAttribute("value");
  await list.selectOption(value);
  return value.split("/")[0];
}

async function apply(page) {
  await page.click("dialog[open] .form-actions .button >> nth=0");
  await page.waitForSelector("dialog[open]", { state: "detached" });
}

// Changes are drawn with the next frame.
async function chips(page, shelf) {
  await page.waitForTimeout(100);
  return page.$$eval(`[data-shelf="${shelf}"] [data-chip]`, (found) => found.map((chip) => chip.dataset.chip));
}
