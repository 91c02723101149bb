// What a person writes into a formula, and what the server reads. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { read, shown } from "../../src/web/assets/js/constructor/formula-text.js";

const known = [
  { name: "attendance.missed", titles: ["Пропущено уроков", "Пропущено"] },
  { name: "attendance.missed_illness", titles: ["Пропущено по болезни", "По болезни"] },
  { name: "formula_1", titles: ["Доля, %"] },
];

test("titles are names, bare and in quotes, the longest first", () => {
  const cases = {
    "Пропущено по болезни / 0": "attendance.missed_illness / 0",
    "100 * «по болезни» / Пропущено": "100 * attendance.missed_illness / attendance.missed",
    '"Пропущено" − 1,5 : (2)': "attendance.missed - 1.5 / (2)",
    "-attendance.missed · «Доля, %»": "-attendance.missed * formula_1",
  };
  for (const [text, expression] of Object.entries(cases)) {
    assert.deepEqual(read(text, known), { expression, fault: null }, text);
  }
});

test("what is unknown is told with what there is", () => {
  const { fault } = read("Пропуски / 2", known);
  assert.equal(fault?.key, "constructor-formula-unknown");
  assert.equal(fault?.args.word, "Пропуски");
  assert.equal(fault?.args.names, "«Пропущено уроков», «Пропущено по болезни», «Доля, %»");
  assert.equal(read("a + 1", []).fault?.key, "constructor-formula-no-names");
  assert.deepEqual(read("1 ^ 2", known).fault, { key: "constructor-formula-sign", args: { sign: "^" } });
});

test("what is not finished is not asked", () => {
  const faults = {
    "1 +": "broken-off",
    "(1": "unclosed",
    "1)": "unopened",
    "1 2": "sign-due",
    "* 2": "value-due",
    "()": "value-due",
  };
  for (const [text, key] of Object.entries(faults)) {
    assert.equal(read(text, known).fault?.key, `constructor-formula-${key}`, text);
  }
  assert.equal(read("", known).fault, null);
});

test("names are shown as titles and read back", () => {
  const expression = "100 * attendance.missed_illness / attendance.missed + formula_1 * other";
  const text = shown(expression, known);
  assert.equal(text, "100 * «Пропущено по болезни» / «Пропущено уроков» + «Доля, %» * other");
  assert.equal(read(shown("formula_1 / attendance.missed", known), known).expression, "formula_1 / attendance.missed");
});

test("a title that two have names neither", () => {
  const two = [
    { name: "a.pupils", titles: ["Учеников"] },
    { name: "b.pupils", titles: ["Учеников"] },
  ];
  assert.equal(shown("a.pupils / b.pupils", two), "a.pupils / b.pupils");
  assert.equal(read("Учеников / 2", two).fault?.key, "constructor-formula-unknown");
  assert.equal(read("a.pupils / b.pupils", two).fault, null);
});
