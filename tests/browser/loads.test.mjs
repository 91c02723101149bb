// Loads in a real browser: who is late, what was rejected, and an extract that is none.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fitsItsWidth, isAccessible, launch, open, picture, signIn, skip, url } from "./site.mjs";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const [width, scheme] of [[1440, "light"], [360, "light"], [1440, "dark"]]) {
  test(`loads and one of them stand at ${width} pixels in ${scheme} colours`, { skip }, async () => {
    const page = await open(browser, { viewport: { width, height: 900 }, colorScheme: scheme });
    await signIn(page, "office");
    await page.goto(`${url}/loads`);
    assert.ok((await page.locator("#segments-table tbody tr").count()) > 1);
    assert.equal(await page.locator("[data-upload]").count(), 0);
    await isAccessible(page);
    await fitsItsWidth(page);
    await picture(page, `loads-${width}-${scheme}`);
    await page.click("#history-table tbody th a");
    await page.waitForURL(`${url}/loads/*`);
    await isAccessible(page);
    await fitsItsWidth(page);
    await picture(page, `load-${width}-${scheme}`);
    assert.deepEqual(page.complaints, []);
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`what is no extract is told ${javaScriptEnabled ? "in place" : "without JavaScript"}`, { skip }, async () => {
    const page = await open(browser, { javaScriptEnabled });
    await signIn(page, "director");
    await page.goto(`${url}/loads`);
    const file = { name: "<b>ночь.zip", mimeType: "application/zip", buffer: Buffer.from("no archive") };
    await page.setInputFiles("#upload-file", file);
    await page.click("[data-upload] button[type=submit]");
    await page.waitForSelector("#upload-refusal");
    assert.match(await page.textContent("#upload-refusal"), /Это не выгрузка/);
    if (javaScriptEnabled) {
      await isAccessible(page);
      await picture(page, "upload-refused");
    }
    await fitsItsWidth(page);
  });
}

test("a director is shown the own school's loads alone", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  await page.goto(`${url}/loads`);
  assert.equal(await page.locator("#segments-table tbody tr").count(), 1);
  const schools = new Set(await page.locator("#history-table tbody td:nth-child(2)").allTextContents());
  assert.equal(schools.size, 1);
});
