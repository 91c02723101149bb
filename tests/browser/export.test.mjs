// What the screen shows and what the file holds, cell by cell.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, begun, laidOut, october, sheet } from "./bench.mjs";
import { launch, skip, url } from "./site.mjs";
import { download, padded, plain, sorted, spans, taken, texts } from "./taking.mjs";
import { bytes } from "./workbook.mjs";

const DATA = 0;

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

test("a table comes down as it stands", { skip }, async () => {
  const page = await asked(`measures:!(attendance.attendance_pct,attendance.missed,attendance.missed_per_pupil),dimensions:!(district.name,school.name),order:!(!(attendance.attendance_pct,asc)),totals:!t`);
  const { heads, body } = await sheet(page);
  const table = [...laidOut(heads), ...laidOut(body)];
  assert.deepEqual(await inSight(page), laidOut(body).slice(0, 3), "the screen shows what is printed");

  const [file, named] = await taken(page, /XLSX/);
  assert.match(named, /\.xlsx$/);
  const { rows, merges } = file[DATA];
  assert.deepEqual(rows.map(texts), table.map(plain));
  assert.deepEqual(merges, []);
  // Figures are figures, so that they can be counted on.
  assert.ok(rows.slice(1).every((row) => row.slice(2).every(({ value }) => typeof value === "number")));
  assert.deepEqual(file.map(({ name }) => name).at(-1), "О выгрузке");
  const about = file.at(-1).rows.map(texts);
  assert.ok(about.some(([, text]) => /\d\d\.10\.\d{4} – \d\d\.10\.\d{4}/.test(text ?? "")), "the period stands with it");

  const lines = await csv(page);
  assert.equal(lines.length, table.length);
  lines.slice(1).forEach((line, place) => {
    line.slice(2).forEach((text, column) => {
      assert.match(text, /^-?\d+(,\d+)?$/);
      // The file has every digit, the screen so many as are read.
      const [own, there] = [Number(text.replace(",", ".")), number(table[place + 1][column + 2])];
      assert.ok(Math.abs(own - there) <= 0.051, `${own} is ${there}`);
    });
    assert.deepEqual(line.slice(0, 2), plain(table[place + 1]).slice(0, 2));
  });
  assert.deepEqual(page.complaints, []);
});

test("a pivot comes down with its merged heads and its totals", { skip }, async () => {
  const page = await asked(
    `measures:!(attendance.missed,attendance.missed_unexcused),dimensions:!(school.kind,school.name,absence.reason),totals:!t,pivot:(rows:!(school.kind,school.name),columns:!(absence.reason,measures)),view:pivot`,
  );
  const { heads, body } = await sheet(page);
  const [{ rows, merges }] = (await taken(page, /XLSX/))[0];
  const wanted = [...laidOut(heads), ...laidOut(body)].map(plain);
  assert.deepEqual(rows.map((row) => padded(texts(row), wanted[0].length)), wanted);
  const drawn = [...spans(heads, 0), ...spans(body, heads.length)];
  assert.deepEqual(sorted(merges), sorted(drawn), "what is merged on the screen is merged in the file");
  assert.ok(merges.length > 3);
  assert.deepEqual(page.complaints, []);
});

test("a pivot of two levels a side has every subtotal, on the screen and in the file", { skip }, async () => {
  const page = await asked(
    `measures:!(attendance.missed),dimensions:!(school.kind,school.name,class.level,class.grade),totals:!t,pivot:(rows:!(school.kind,school.name),columns:!(class.level,class.grade,measures)),view:pivot`,
  );
  const { heads, body } = await sheet(page);
  const [{ rows, merges }] = (await taken(page, /XLSX/))[0];
  const grid = [...laidOut(heads), ...laidOut(body)];
  const wanted = grid.map(plain);
  assert.deepEqual(rows.map((row) => padded(texts(row), wanted[0].length)), wanted);
  assert.deepEqual(sorted(merges), sorted([...spans(heads, 0), ...spans(body, heads.length)]));
  // A crossing without any lesson has no total; whatever stands over all has one everywhere.
  const lines = laidOut(body);
  const of = (line, word) => line.some((text) => text === word);
  const totals = grid[0].map((_, column) => grid.slice(0, heads.length).map((line) => line[column]));
  const among = (word) => totals.flatMap((line, column) => (of(line, word) ? [column] : []));
  assert.ok(lines.filter((line) => of(line, "Итого")).every((line) => line.at(-1) !== ""));
  assert.ok([...among("Итого"), ...among("Всего")].every((column) => lines.at(-1)[column] !== ""));
  const crossed = lines.filter((line) => of(line, "Итого")).flatMap((line) => among("Итого").map((column) => line[column]));
  assert.ok(crossed.filter((text) => text !== "").length > 1, "groups cross groups");
  assert.deepEqual(page.complaints, []);
});

test("what is compared comes down with what was", { skip }, async () => {
  const page = await asked(`measures:!(attendance.attendance_pct),dimensions:!(school.name),compare:previous_period`);
  const { body } = await sheet(page);
  const [{ rows }] = (await taken(page, /XLSX/))[0];
  // On the screen a change carries its arrow and its sign.
  const bare = laidOut(body).map((row) => plain(row).map((text) => text?.replace(/^[↑↓=] \+?/, "")));
  assert.deepEqual(rows.slice(1).map(texts), bare);
});

async function asked(question) {
  const page = await begun(browser, "office");
  const [from, to] = await october(page);
  await page.goto(`${url}/constructor?q=${question},timeDimensions:!((dimension:calendar.date,dateRange:!('${from}','${to}')))`);
  await answered(page);
  return page;
}

async function csv(page) {
  const text = (await bytes(await download(page, /CSV/))).toString("utf8");
  assert.equal(text[0], "\ufeff", "a spreadsheet knows the letters by the mark");
  // No name of the demonstration holds a line's end; some hold quotes.
  const lines = text.slice(1).trimEnd().split(/\r?\n/);
  return lines.map((line) => [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
}

/** The first rows as the grid itself shows them. */
async function inSight(page) {
  return page.evaluate(() => {
    const rowOf = (place, selector) => [...document.querySelectorAll(`.grid [aria-rowindex="${place}"] > ${selector}`)];
    return [2, 3, 4].map((place) => [...rowOf(place, "[role=rowheader]"), ...rowOf(place, "[role=gridcell]")].map((cell) => cell.firstChild?.textContent ?? ""));
  });
}

function number(text) {
  return Number(text.replace(/[\s%]/g, "").replace(",", ".").replace("\u2212", "-"));
}
