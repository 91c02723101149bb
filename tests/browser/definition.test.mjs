// What a measure is computed from, told by the titles of its parts. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { definition, inTitles, ratio } from "../../src/web/assets/js/constructor/definition.js";

const titles = new Map([["attendance.due", "Подлежало"], ["attendance.missed", "Пропущено"], ["attendance.pupils", "Учеников"], ["attendance.fives", "Отметок «5»"]]);
const index = { member: (name) => (titles.has(name) ? { name, title: titles.get(name) } : undefined) };
const told = (name, formula) =>
  definition({ name: `attendance.${name}`, topic: "attendance", meta: { formula } }, index, (key) => key.replace("constructor-card-", ""));

test("a ratio is told by its numerator and its denominator", () => {
  assert.deepEqual(told("pct", "100 * (due - missed) / due"), [
    ["formula", "share"],
    ["numerator", "«Подлежало» − «Пропущено»"],
    ["denominator", "«Подлежало»"],
  ]);
  assert.deepEqual(told("each", "missed / (due - pupils)"), [
    ["formula", "ratio"],
    ["numerator", "«Пропущено»"],
    ["denominator", "«Подлежало» − «Учеников»"],
  ]);
});

test("what is no ratio is told whole, and what is counted not at all", () => {
  assert.deepEqual(told("there", "due - missed"), [["formula", "«Подлежало» − «Пропущено»"]]);
  assert.deepEqual(told("missed", "missed"), []);
});

test("a part without a title leaves the measure to its description", () => {
  assert.deepEqual(told("seen", "100 * seen / due"), []);
  assert.equal(inTitles("attendance.missed / marks.numeric", index), null);
  assert.equal(inTitles("64 * fives", index, "attendance"), "64 · «Отметок „5“»");
  assert.equal(inTitles("2 * attendance.missed / attendance.due", index), "2 · «Пропущено» / «Подлежало»");
});

test("a ratio is parted where all of it is divided", () => {
  assert.deepEqual(ratio("100 * ((a - b) - c) / (a - b)"), { isShare: true, numerator: "(a - b) - c", denominator: "a - b" });
  assert.deepEqual(ratio("(100 * a + 64 * b) / (a + b)"), { isShare: false, numerator: "100 * a + 64 * b", denominator: "a + b" });
  assert.deepEqual(ratio("(a - b) * (c - d) / c"), { isShare: false, numerator: "(a - b) * (c - d)", denominator: "c" });
  assert.equal(ratio("a / b + c"), null);
  assert.equal(ratio("a / b * c"), null);
  assert.equal(ratio("a / 3600"), null);
  assert.equal(ratio("(a - b)"), null);
});
