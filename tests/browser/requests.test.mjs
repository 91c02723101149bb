// An order for a report in a real browser: the director asks, the centre builds and hands over, the director accepts;
// the office, whose order it is not, finds nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, begun } from "./bench.mjs";
import { enter, fitsItsWidth, isAccessible, launch, picture, skip, url } from "./site.mjs";

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1440, height: 1000 };
const TITLE = `Пропуски по школам ${Date.now()}`;
const QUESTION = "?q=measures:!(attendance.missed),dimensions:!(school.name)";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

test("a report is ordered, handed over and accepted by mouse", { skip }, async () => {
  const director = await enter(browser, "director");
  await director.goto(`${url}/queries`);
  await director.click('main a[href="/requests/new"]');
  await director.waitForURL(`${url}/requests/new`);
  await looksWell(director, "requests-new");
  // The browser holds back what is not filled in.
  await director.click('form[action="/requests"] button[type=submit]');
  assert.equal(await director.evaluate(() => document.activeElement?.id), "order-title");
  await director.fill("#order-title", TITLE);
  await director.fill("#order-words", "Сколько уроков пропущено.\nС итогом.");
  await director.fill("#order-purpose", "Педсовет");
  await Promise.all([director.waitForURL(/\/requests\/\d+\?done=submit$/), director.click('form[action="/requests"] button[type=submit]')]);
  const [, id] = /\/requests\/(\d+)/.exec(director.url()) ?? [];
  assert.ok(await director.isVisible(".notice-done"));
  await looksWell(director, "requests-card-director");

  const office = await enter(browser, "office");
  assert.equal((await office.request.get(`${url}/requests/${id}`)).status(), 404);

  const centre = await enter(browser, "centre");
  await centre.goto(`${url}/tasks`);
  await centre.click(`#orders a[href="/requests/${id}"]`);
  await centre.waitForURL(`${url}/requests/${id}`);
  await step(centre, "take");
  await step(centre, "question", { words: "За какой период?" });

  await director.goto(`${url}/tasks`);
  await director.click(`#orders a[href="/requests/${id}"]`);
  await director.waitForURL(`${url}/requests/${id}`);
  await step(director, "answer", { words: "За весь год." });

  const bench = await begun(browser, "centre", QUESTION);
  await answered(bench);
  await bench.click('.constructor-actions >> text="Сохранить"');
  await bench.waitForSelector("dialog[open]");
  await bench.fill("dialog input >> nth=0", TITLE);
  await bench.click("dialog .form-actions .button >> nth=0");
  await bench.waitForURL(/saved=\d+/);
  const [, saved] = /saved=(\d+)/.exec(bench.url()) ?? [];
  assert.deepEqual(bench.complaints, []);

  await centre.goto(`${url}/queries/saved-${saved}`);
  await centre.click(`main a[href="/requests/${id}?query=${saved}#deliver"]`);
  await centre.waitForURL(/#deliver$/);
  assert.equal(await centre.inputValue("#order-deliver-query"), saved);
  await looksWell(centre, "requests-card-centre");
  await step(centre, "deliver");

  await director.goto(`${url}/requests/${id}`);
  await director.click(`main a[href="/queries/saved-${saved}"]`);
  await director.waitForURL(`${url}/queries/saved-${saved}`);
  assert.equal((await director.textContent("h1"))?.trim(), TITLE);
  assert.equal(await director.locator("main table tbody tr").count(), 1, "the own school alone");
  await director.goto(`${url}/requests/${id}`);
  await step(director, "accept");
  assert.equal(await director.locator('input[name="step"]').count(), 0);
  assert.equal(await director.locator(".order-steps > li").count(), 6);

  await centre.goto(`${url}/requests?show=closed`);
  assert.ok(await centre.isVisible(`a[href="/requests/${id}"]`));
  await looksWell(centre, "requests-list-centre");
  const [file] = await Promise.all([centre.waitForEvent("download"), centre.click('a[href^="/requests.csv"]')]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  for (const page of [director, centre]) {
    assert.deepEqual(page.complaints, []);
  }
});

test("a question of the constructor begins an order", { skip }, async () => {
  const page = await begun(browser, "office", QUESTION);
  await answered(page);
  await page.click(".constructor-actions [aria-haspopup=menu] >> nth=-1");
  await page.click('[role=menuitem] >> text="Заказать отчёт по этому вопросу"');
  await page.waitForURL(/\/requests\/new\?title=&q=measures:/);
  assert.ok(await page.isVisible(".order-question"));
  assert.deepEqual(page.complaints, []);
});

/** Takes a step by its form and waits until it is told to be done. */
async function step(page, name, values = {}) {
  const form = page.locator(`details#${name}`);
  if (!(await form.evaluate((details) => details.open))) {
    await form.locator("summary").click();
  }
  for (const [field, value] of Object.entries(values)) {
    await page.fill(`#order-${name}-${field}`, value);
  }
  await Promise.all([page.waitForURL(new RegExp(`\\?done=${name}$`)), form.locator("button[type=submit]").click()]);
  await page.waitForSelector(".notice-done");
}

/** Looks at a page in both languages, at a desk and on a telephone. */
async function looksWell(page, name) {
  for (const language of ["en", "ru"]) {
    await page.context().addCookies([{ name: "language", value: language, url }]);
    await page.reload();
    for (const size of [WIDE, NARROW]) {
      await page.setViewportSize(size);
      await isAccessible(page, `${name} (${language})`);
      await fitsItsWidth(page, `${name} (${language})`);
      await picture(page, `${name}-${language}-${size.width}`);
    }
  }
  await page.setViewportSize(WIDE);
}

test("a title without a space stays within the page", { skip }, async () => {
  const page = await enter(browser, "director", { viewport: { width: 390, height: 844 } });
  await page.goto(`${url}/requests/new`);
  await page.fill("main [name=title]", "Пропуски".repeat(20));
  await page.fill("main [name=words]", "По причинам");
  await page.fill("main [name=purpose]", "Совещание");
  await page.fill("main [name=needed_by]", "2030-01-31");
  await Promise.all([page.waitForURL(/\/requests\/\d+/), page.click("main form button[type=submit]")]);
  await fitsItsWidth(page);
  await page.goto(`${url}/requests`);
  await fitsItsWidth(page);
});
