// From a figure down to the pupils behind it, to the records, and back: by menu, by breadcrumb and by the browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, asking, begun, choose, chips, laidOut, october, pointMenu, sheet } from "./bench.mjs";
import { fitsItsWidth, isAccessible, launch, picture, skip } from "./site.mjs";

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

test("a figure of a school opens down to class, pupil and record, and the way back stands", { skip }, async () => {
  const page = await begun(browser, "director");
  const days = await october(page);
  const [level] = await values(page, "class.level");
  const filter = `(member:class.level,operator:equals,values:!('${level}'))`;
  await page.goto(
    `${page.url()}?q=measures:!(attendance.missed),dimensions:!(school.name),filters:!(${filter}),timeDimensions:!((dimension:calendar.date,dateRange:!('${days[0]}','${days[1]}'))),totals:!t`,
  );
  await answered(page);
  const [[school, missed]] = await figures(page);
  const keeps = async () => {
    const badges = await page.locator(".result-badges li").allTextContents();
    assert.ok(badges.some((text) => text.includes("Уровень")), `the filter is kept: ${badges}`);
    assert.ok(badges.some((text) => text.includes(russian(days[0])) && text.includes(russian(days[1]))), `the period is kept: ${badges}`);
  };
  await keeps();

  // A cell leads where its row leads.
  await page.locator(".grid-body [role=gridcell]").first().click({ button: "right" });
  await page.waitForSelector(".menu-popup [role=menuitem]");
  await isAccessible(page);
  await picture(page, "drilling-menu");
  await asking(page, () => choose(page, "Раскрыть по: Класс"));
  assert.deepEqual(await chips(page, "rows"), ["class.name"]);
  await keeps();
  assert.deepEqual(await crumbs(page), ["Все", school]);
  const classes = await figures(page);
  assert.ok(classes.length > 1);
  assert.equal(sum(classes), number(missed), "the classes add up to the school");

  const [[name, ofClass]] = classes;
  await pointMenu(page, name);
  await asking(page, () => choose(page, "Раскрыть по: Ученик"));
  assert.deepEqual(await chips(page, "rows"), ["pupil.name"]);
  await keeps();
  assert.deepEqual(await crumbs(page), ["Все", school, name]);
  assert.equal(sum(await figures(page)), number(ofClass), "the pupils add up to the class");
  await picture(page, "drilling-pupils");

  const [[pupil, ofPupil]] = await figures(page);
  await pointMenu(page, pupil);
  await asking(page, () => choose(page, "Записи"));
  await keeps();
  const records = laidOut((await sheet(page)).body);
  assert.ok(records.every((row) => row.includes(pupil) && row.includes(name)), "records of the pupil alone");
  assert.equal(records.reduce((all, row) => all + number(row.at(-1)), 0), number(ofPupil));
  await fitsItsWidth(page);
  await isAccessible(page);
  await picture(page, "drilling-records");

  await asking(page, () => page.goBack());
  assert.deepEqual(await chips(page, "rows"), ["pupil.name"]);
  await asking(page, () => page.locator(".result-crumbs button", { hasText: school }).click());
  assert.deepEqual(await chips(page, "rows"), ["class.name"]);
  assert.deepEqual(await figures(page), classes);
  await keeps();
  await asking(page, () => page.goBack());
  assert.deepEqual(await chips(page, "rows"), ["pupil.name"]);
  await asking(page, () => page.goBack());
  assert.deepEqual(await chips(page, "rows"), ["class.name"]);
  await asking(page, () => page.goBack());
  assert.deepEqual(await figures(page), [[school, missed]]);
  await asking(page, () => page.goForward());
  assert.deepEqual(await figures(page), classes);
  assert.deepEqual(page.complaints, []);
});

test("who may not see pupils by name is led to classes and no further", { skip }, async () => {
  const page = await begun(browser, "office");
  const [from, to] = await october(page);
  await page.goto(`${page.url()}?q=measures:!(attendance.missed),dimensions:!(school.name),timeDimensions:!((dimension:calendar.date,dateRange:!('${from}','${to}')))`);
  await answered(page);
  const [[school]] = await figures(page);
  await pointMenu(page, school);
  await asking(page, () => choose(page, "Раскрыть по: Класс"));
  const [[name]] = await figures(page);
  await pointMenu(page, name);
  const ways = await page.locator(".menu-popup [role=menuitem]").allTextContents();
  assert.ok(!ways.some((text) => /Ученик/.test(text)), ways.join());
  assert.deepEqual(page.complaints, []);
});

async function values(page, member) {
  const answer = await page.request.get(new URL(`/api/v1/values?member=${member}`, page.url()).href);
  const { values } = await answer.json();
  return values.map((one) => one.value ?? one);
}

/** The rows of the answer without its totals: the name and the last figure. */
async function figures(page) {
  const rows = laidOut((await sheet(page)).body).map((row) => [row[0], row.at(-1)]);
  return rows.filter(([name]) => name !== "Итого" && name !== "Всего");
}

async function crumbs(page) {
  return page.locator(".result-crumbs").first().locator("li").allTextContents();
}

function sum(rows) {
  return rows.reduce((all, [, figure]) => all + number(figure), 0);
}

function number(text) {
  return Number(text.replace(/\s/g, "").replace(",", "."));
}

function russian(iso) {
  return iso.split("-").reverse().join(".");
}
