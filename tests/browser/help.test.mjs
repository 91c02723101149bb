// The help and the hints for newcomers, in a real browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, fitsItsWidth, isAccessible, launch, open, picture, signIn, skip, url } from "./site.mjs";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const width of [1440, 360]) {
  test(`the help is read and searched at ${width} pixels`, { skip }, async () => {
    const page = await open(browser, { viewport: { width, height: 800 } });
    await signIn(page, "office");
    await page.click(".help-link");
    assert.equal(new URL(page.url()).pathname, "/help/overview");
    for (const path of ["/help", "/help/reading", "/help/keyboard", "/help/api", "/help/measures"]) {
      await page.goto(url + path);
      await fitsItsWidth(page);
      await isAccessible(page);
    }
    await page.goto(`${url}/help`);
    await page.fill("#help-find", "отклоненной строкой");
    await page.keyboard.press("Enter");
    await page.waitForSelector("mark");
    await isAccessible(page);
    await picture(page, `help-found-${width}`);
    await page.click(".help-found a");
    assert.equal(new URL(page.url()).pathname, "/help/loads");
    assert.deepEqual(page.complaints, []);
  });
}

test("a newcomer is shown around by keys, once", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "office");
  await page.goto(`${url}/profile`);
  const again = page.locator('form[action="/profile/tour"] button');
  await Promise.all([page.waitForURL(`${url}/`), again.click()]);
  await page.waitForSelector(".tour");
  const title = () => page.textContent(".tour-title");
  const first = await title();
  assert.equal(await page.evaluate(() => document.activeElement.className), "tour");
  await isAccessible(page);
  await fitsItsWidth(page);
  await picture(page, "tour");
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await title(), first);
  assert.equal(await page.locator(".tour-target").count(), 1);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await title(), first);
  // The tour goes on at its step where a link was followed meanwhile.
  await page.keyboard.press("ArrowRight");
  const second = await title();
  await page.reload();
  await page.waitForSelector(".tour");
  assert.equal(await title(), second);
  await Promise.all([page.waitForResponse(`${url}/profile/tour`), page.keyboard.press("Escape")]);
  assert.equal(await page.locator(".tour, .tour-target").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
  await page.reload();
  assert.equal(await page.locator('script[src$="/js/tour.js"]').count(), 0);
  assert.deepEqual(page.complaints, []);
});

for (const role of ["office", "centre", "director", "homeroom", "admin", "security"]) {
  test(`${role} is shown around in five steps`, { skip }, async () => {
    const page = await enter(browser, role);
    await page.goto(`${url}/profile`);
    await page.click('form[action="/profile/tour"] button');
    await page.waitForSelector(".tour");
    const titles = new Set();
    for (let step = 1; step <= 5; step += 1) {
      assert.match(await page.textContent(".tour-count"), new RegExp(`^\\D*${step} из 5$`));
      const [title, text] = [await page.textContent(".tour-title"), await page.textContent(".tour-text")];
      assert.doesNotMatch(`${title} ${text}`, /tour-/, "every step has its words");
      titles.add(title);
      await page.keyboard.press("ArrowRight");
    }
    assert.equal(titles.size, 5);
    await Promise.all([page.waitForResponse(`${url}/profile/tour`), page.keyboard.press("Escape")]);
    assert.deepEqual(page.complaints, []);
  });
}
