// The site under test: its address, its people, a browser, and what every page must keep to.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const url = process.env.SVODKA_URL?.replace(/\/$/, "");
export const skip = url ? false : "SVODKA_URL is not set";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** The login and password of a person: `office`, `centre`, `director`, `homeroom`, `admin` or `security`. */
export function person(role) {
  const given = process.env[`SVODKA_${role.toUpperCase()}`];
  assert.ok(given?.includes(":"), `SVODKA_${role.toUpperCase()}=login:password is not set`);
  const [login, ...rest] = given.split(":");
  return { login, password: rest.join(":") };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.SVODKA_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
}

/** Opens a page that collects what the browser complains about. */
export async function open(browser, settings = {}) {
  const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1440, height: 1000 }, ...settings });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || /content security policy/i.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  return page;
}

/** Signs in and waits for the first page of that person: `home` where it is not the overview. */
export async function signIn(page, role, home = "/") {
  await signInAs(page, person(role), home);
}

export async function signInAs(page, { login, password }, home) {
  await page.goto(`${url}/login`);
  await page.fill("#login", login);
  await page.fill("#password", password);
  await Promise.all([page.waitForURL(`${url}${home}`), page.click("main button[type=submit]")]);
  // A newcomer's hints stand in the way of what is tested; they have a test of their own.
  if ((await page.locator('script[src$="/js/tour.js"]').count()) > 0) {
    await page.waitForSelector(".tour");
    await Promise.all([page.waitForResponse(`${url}/profile/tour`), page.keyboard.press("Escape")]);
  }
}

// The first page of those who may not ask.
const HOMES = { admin: "/users", security: "/audit" };
const sessions = new Map();

/** Opens a page of a person who signs in once a file: what is tested behind the door need not knock again. */
export async function enter(browser, role, settings = {}) {
  if (!sessions.has(role)) {
    const page = await open(browser);
    await signIn(page, role, HOMES[role]);
    sessions.set(role, await page.context().storageState());
    await page.context().close();
  }
  return open(browser, { ...settings, storageState: sessions.get(role) });
}

/** Waits until every chart of the page is drawn, or said to be nothing that could be. */
export async function drawn(page) {
  await page.waitForFunction(
    () => [...document.querySelectorAll("[data-chart]")].every((figure) => figure.querySelector("svg") || figure.dataset.drawn === "nothing"),
  );
}

/** Fails on anything that axe finds wrong. The script goes in past the content policy, which it must not need. */
export async function isAccessible(page, at = page.url()) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const answer = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
      .then(({violations}) => JSON.stringify(violations.map(({id, help, nodes}) => ({id, help, at: nodes.map((node) => node.html)}))))`,
    awaitPromise: true,
  });
  await session.detach();
  assert.deepEqual(JSON.parse(answer.result.value), [], at);
}

export async function fitsItsWidth(page, at = page.url()) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${at} is ${content} wide in a window of ${window}`);
}

export async function picture(page, name) {
  const folder = process.env.SVODKA_PICTURES;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
}
