// The chief question of the office, from an empty constructor to the colleague who opens it:
// absences by school and reason in October, with totals, beside the month before.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, begun, chips, laidOut, october, sheet } from "./bench.mjs";
import { enter, fitsItsWidth, isAccessible, launch, person, picture, skip, url } from "./site.mjs";
import { bytes, workbook } from "./workbook.mjs";

const MEASURE = "attendance.missed";
const SCHOOL = "school.name";
const REASON = "absence.reason";
// Three fields, two of them looked for, a month with the way to it and back, totals, the comparison and the link.
const STEPS_MOST = 11;
const SECONDS_MOST = 120;

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const [role, schools, reader, seen] of [
  ["office", 8, "director", 1],
  ["centre", 8, "director", 1],
  ["director", 1, "office", 8],
]) {
  test(`the question is built by mouse by ${role} in few steps, and opened by ${reader} as a link`, { skip }, async (about) => {
    const page = await begun(browser, role, "", { permissions: ["clipboard-read", "clipboard-write"] });
    const [from, to] = await october(page);
    const began = Date.now();
    const steps = counted(page);
    await steps.drag('[data-field="school.name"]', '[data-shelf="rows"]');
    // What the topics hold is unfolded by looking for it.
    await steps.fill("#fields-search", MEASURE);
    await steps.drag(`[data-field="${MEASURE}"]`, '[data-shelf="measures"]');
    await steps.fill("#fields-search", REASON);
    await steps.drag(`[data-field="${REASON}"]`, '[data-shelf="columns"]');
    await steps.click('[data-chip-name="period"]');
    await steps.select("dialog select", `${from}/${to}`);
    await steps.click("dialog .form-actions .button >> nth=0");
    await steps.click('.options input[type="checkbox"] >> nth=0');
    await steps.select(".options select:has(option[value=previous_period])", "previous_period");
    await answered(page);
    assert.deepEqual([await chips(page, "rows"), await chips(page, "columns"), await chips(page, "measures")], [[SCHOOL], [REASON], [MEASURE]]);
    const told = await isWholeAnswer(page, schools, [from, to]);
    await steps.click(".constructor-actions >> text='Скопировать ссылку'");
    await page.waitForFunction(() => document.querySelector(".constructor-copied")?.textContent !== "");
    const address = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(address, /\/constructor\?q=[a-z]+:/);
    assert.equal(address, page.url(), "what is sent is what stands in the address");

    // Somebody else is told the same of what is their own.
    const other = await enter(browser, reader);
    await other.goto(address);
    await other.waitForSelector(".constructor");
    await answered(other);
    const took = (Date.now() - began) / 1000;
    const toldThere = await isWholeAnswer(other, seen, [from, to]);
    const both = [...told].filter(([name]) => toldThere.has(name));
    assert.equal(both.length, 1, "the school of the director is seen by both");
    for (const [name, figures] of both) {
      assert.deepEqual(toldThere.get(name), figures, `${name} has the same figures for both`);
    }
    about.diagnostic(`${role}: ${steps.count} steps, ${took.toFixed(1)} s with the answers`);
    assert.ok(steps.count <= STEPS_MOST, `${steps.count} steps`);
    assert.ok(took <= SECONDS_MOST, `${took} s`);

    await fitsItsWidth(page);
    await isAccessible(page);
    await picture(page, `story-${role}-1440`);
    await picture(other, `story-${role}-${reader}-1440`);
    await page.setViewportSize({ width: 390, height: 844 });
    await fitsItsWidth(page);
    await picture(page, `story-${role}-390`);
    assert.deepEqual([...page.complaints, ...other.complaints], []);
  });
}

test("the question is built by keys alone", { skip }, async () => {
  const page = await begun(browser, "office");
  const [from, to] = await october(page);
  const key = (name) => page.keyboard.press(name);
  // Each key is taken once what the last one did is drawn.
  const until = (shelf, names) =>
    page.waitForFunction(
      ([place, wanted]) => [...document.querySelectorAll(`[data-shelf="${place}"] [data-chip]`)].map((chip) => chip.dataset.chip).join() === wanted,
      [shelf, names.join()],
    );
  // The shelf says where a field goes; the way to it is the Tab key.
  await tabTo(page, "#fields-search");
  await page.keyboard.type(MEASURE);
  await key("Enter");
  await until("measures", [MEASURE]);
  await key("Escape");
  await page.keyboard.type(SCHOOL);
  await key("Enter");
  await until("rows", [SCHOOL]);
  await key("Escape");
  await page.keyboard.type(REASON);
  await key("Shift+Enter");
  await until("columns", [REASON]);
  await key("Escape");
  await tabTo(page, '[data-chip-name="period"]');
  await key("Enter");
  await page.waitForSelector("dialog[open]");
  await tabTo(page, "dialog input[type=date]");
  await page.keyboard.type(typed(from));
  await tabTo(page, "dialog input[type=date] >> nth=1");
  await page.keyboard.type(typed(to));
  await key("Enter");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  await tabTo(page, ".options input[type=checkbox]");
  await key("Space");
  await tabTo(page, ".options select:has(option[value=previous_period])");
  await key("ArrowDown");
  await answered(page);
  await isWholeAnswer(page, 8, [from, to]);

  // Into the grid, to a head, through its menu and back out.
  await tabTo(page, ".grid");
  await key("Control+Home");
  await key("ArrowDown");
  await key("Shift+F10");
  await page.waitForSelector(".menu-popup [role=menuitem]:focus");
  await key("Escape");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".grid")), "the focus is back in the grid");
  assert.deepEqual(page.complaints, []);
});

for (const role of ["office", "centre"]) {
  test(`a question of ${role} is saved and opened to the director, who takes it away as a file`, { skip }, async () => {
    const title = `Пропуски по причинам ${role} ${Date.now()}`;
    const page = await begun(browser, role, `?q=${await storied(browser, role)}`);
    await answered(page);
    await page.click('.constructor-actions >> text="Сохранить"');
    await page.waitForSelector("dialog[open]");
    await page.fill("dialog input >> nth=0", title);
    await page.click("dialog .form-actions .button >> nth=0");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await page.waitForURL(/saved=\d+/);
    await page.click(".constructor-actions [aria-haspopup=menu] >> nth=-1");
    await page.click('[role=menuitem] >> text="Доступ"');
    await page.waitForSelector("dialog[open] select");
    await page.fill("dialog [type=search]", "директор");
    await page.click(`dialog .share-choice:has-text(", ${person("director").login}")`);
    await page.waitForSelector(".share-list li");
    await isAccessible(page);
    await page.click("dialog .form-actions .button >> nth=-2");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    assert.deepEqual(page.complaints, []);

    const own = await enter(browser, "director");
    await own.goto(`${url}/queries`);
    await own.click(`text="${title}"`);
    await own.waitForURL(/\/queries\/saved-\d+/);
    assert.equal(await own.textContent("h1"), title);
    const heads = await own.locator("main table :is(tbody, tfoot) tr > th:first-child").allTextContents();
    const schools = heads.map((text) => text.trim().replaceAll("\u00a0", " "));
    assert.equal(new Set(schools.slice(0, -1)).size, 1, "one school and the total");
    // Reasons are read by their names, by the director as by the office.
    assert.match(await own.locator("main table").first().textContent(), /болезнь/);
    // It is the owner who gives it to others.
    assert.equal(await own.locator('form[action$="/shares"]').count(), 0);
    const [file] = await Promise.all([own.waitForEvent("download"), own.locator(".card-actions button").first().click()]);
    const [data, about] = workbook(await bytes(file));
    assert.equal(data.rows[0][0].value, "Организация");
    const told = data.rows.slice(1).map(([school]) => school?.value).filter(Boolean);
    assert.deepEqual(told, schools);
    assert.ok(data.rows.flat().some((cell) => cell?.value === "болезнь"), "in the file as well");
    assert.equal(about.name, "О выгрузке");
    assert.deepEqual(own.complaints, []);
  });
}

/**
 * The answer of the story: its schools, its reasons with what was before, its totals on both sides. Returns by its name what
 * each school has of all reasons: illness is told within the school alone, and a valid reason elsewhere.
 */
async function isWholeAnswer(page, schools, [from, to]) {
  const { heads, body } = await sheet(page);
  const lines = laidOut(body);
  const rows = lines.map(([name]) => name);
  assert.equal(rows.length, schools + 1, "every school and the total");
  assert.deepEqual(rows.slice(0, -1).map(spaced).sort(), (await ownSchools(page)).map(spaced).sort(), "the schools that the reader may see");
  const top = heads[0].map(({ text }) => text).slice(1);
  assert.ok(top.length >= 3, "reasons and their total");
  assert.ok(top.every((name) => /^[а-яё]/i.test(name)), `reasons have names: ${top}`);
  assert.match(`${rows.at(-1)} ${top.at(-1)}`, /^(Итого|Всего) (Итого|Всего)$/);
  // Each reason stands over what is, what was and what has changed.
  assert.ok(heads[0].slice(1).every(({ columns }) => columns === 3));
  const figures = lines.flatMap((row) => row.slice(1));
  assert.ok(figures.some((text) => /^[↑↓]/.test(text)), "changes are told");
  const note = await page.textContent(".result-notes");
  assert.match(note, /Сравнение.*\d\d\.\d\d\.\d{4}–\d\d\.\d\d\.\d{4} против \d\d\.\d\d\.\d{4}/s);
  const chip = await page.textContent('[data-chip-name="period"]');
  assert.ok([from, to].every((day) => chip.includes(russian(day))), `October as a whole: ${chip}`);
  return new Map(lines.slice(0, -1).map(([name, ...own]) => [spaced(name), own.slice(-3)]));
}

/** The schools within the scope of whoever opened the page. */
async function ownSchools(page) {
  const answer = await page.request.get(`${url}/api/v1/values?member=${SCHOOL}`);
  return (await answer.json()).values;
}

/** The story as an address, to begin with. */
async function storied(browser, role) {
  const page = await begun(browser, role);
  const [from, to] = await october(page);
  return `measures:!(${MEASURE}),dimensions:!(${SCHOOL},${REASON}),timeDimensions:!((dimension:calendar.date,dateRange:!('${from}','${to}'))),totals:!t,compare:previous_period,pivot:(rows:!(${SCHOOL}),columns:!(${REASON},measures))`;
}

// A day as its field takes it in the language of the browser: month, day and year in ours.
function typed(iso) {
  const [year, month, day] = iso.split("-");
  return `${month}${day}${year}`;
}

function russian(iso) {
  return iso.split("-").reverse().join(".");
}

function spaced(text) {
  return text.replaceAll("\u00a0", " ");
}

async function tabTo(page, selector) {
  const wanted = await page.locator(selector).first().elementHandle();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`the Tab key does not lead to ${selector}`);
}

function counted(page) {
  const steps = { count: 0 };
  const step = (name, act) => {
    steps[name] = (...about) => {
      steps.count += 1;
      return act(...about);
    };
  };
  step("click", (selector) => page.click(selector));
  step("fill", (selector, text) => page.fill(selector, text));
  step("select", (selector, value) => page.selectOption(selector, value));
  step("drag", (from, to) => page.dragAndDrop(from, to));
  return steps;
}
