// The way in and out, and what stands where nothing is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, isAccessible, launch, open, person, picture, signIn, skip, url } from "./site.mjs";

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

test("what is not there is told by a page with a way back", { skip }, async () => {
  const page = await enter(browser, "office");
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

test("what is entered while the session ends is put back after signing in", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  await page.goto(`${url}/requests/new`);
  const entered = { title: "Пропуски по параллелям", words: "По причинам, с итогами", purpose: "Совещание", needed_by: "2030-01-31" };
  for (const [name, value] of Object.entries(entered)) {
    await page.fill(`main [name=${name}]`, value);
  }
  await page.selectOption("main [name=output]", { index: 1 });
  const output = await page.inputValue("main [name=output]");
  await page.context().clearCookies();
  await page.click("main form button[type=submit]");
  await page.waitForURL(/\/login\?/);
  assert.match(await page.textContent("[role=status]"), /Сеанс закончился/);
  await isAccessible(page);

  const { login, password } = person("director");
  await page.fill("#login", login);
  await page.fill("#password", "wrong");
  await page.click("main button[type=submit]");
  await page.fill("#password", password);
  await Promise.all([page.waitForURL(`${url}/requests/new`), page.click("main button[type=submit]")]);
  await page.waitForSelector(".kept-input");
  for (const [name, value] of Object.entries({ ...entered, output })) {
    assert.equal(await page.inputValue(`main [name=${name}]`), value);
  }
  await isAccessible(page);

  // It is brought back once, and never to somebody else.
  await page.reload();
  assert.equal(await page.inputValue("main [name=title]"), "");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("svodka-entered")), null);
});
