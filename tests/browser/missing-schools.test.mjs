// Schools of which there are no data: told, and never mistaken for nought. Needs no server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { missingSchools, missingWords, schoolQuestion } from "../../src/web/assets/js/constructor/result/missing-schools.js";
import { schoolsBy } from "../../src/web/assets/js/constructor/result/notes.js";
import { sayer } from "../../src/web/assets/js/messages.js";

const text = ["constructor", "result"].map((name) => readFileSync(new URL(`../../catalogues/ru/screen/${name}.ftl`, import.meta.url), "utf8"));
const russian = sayer("ru", text.join("\n"));
const index = { member: (name) => ({ kind: name.startsWith("attendance.") ? "measure" : "dimension" }) };

const ANSWER = {
  query: { measures: ["attendance.missed"], dimensions: ["school.name"], limit: 500 },
  annotation: { measures: { "attendance.missed": {} } },
  data: [
    { "school.name": "Школа № 1", "attendance.missed": 0 },
    { "school.name": "Школа № 2", "attendance.missed": null },
  ],
  total: 2,
};

test("a school with nought has data, one with nothing or without a row has none", () => {
  const expected = ["Школа № 1", "Школа № 2", "Школа № 3"];
  const missing = missingSchools(ANSWER, "school.name", expected);
  assert.deepEqual(missing, ["Школа № 2", "Школа № 3"]);
  assert.equal(missingWords(missing, 3, russian), "Данные 1 из 3 организаций; нет данных: Школа № 2, Школа № 3.");
  assert.equal(missingWords(["Школа № 21"], 21, russian), "Данные 20 из 21 организации; нет данных: Школа № 21.");
  const many = Array.from({ length: 12 }, (_, place) => `№ ${place + 1}`);
  assert.match(missingWords(many, 12, russian), /^Данные 0 из 12 организаций; нет данных: № 1, .*№ 10 и ещё 2\.$/);
});

test("schools are waited for where the answer has them all", () => {
  const by = (change) => schoolsBy({ ...ANSWER, ...change }, index);
  assert.equal(by({}), "school.name");
  assert.equal(by({ query: { ...ANSWER.query, dimensions: ["school.name", "school.id"] } }), "school.id");
  assert.equal(by({ query: { ...ANSWER.query, dimensions: ["class.name"] } }), undefined);
  assert.equal(by({ total: 3 }), undefined, "cut");
  assert.equal(by({ annotation: {} }), undefined, "a list of schools");
  const picked = { or: [{ member: "attendance.missed", operator: "gt", values: ["5"] }] };
  assert.equal(by({ query: { ...ANSWER.query, filters: [{ and: [picked] }] } }), undefined, "picked by figures");
});

test("only filters of schools say which are waited for", () => {
  const school = { or: [{ member: "school.kind", operator: "equals", values: ["general"] }, { member: "district.name", operator: "set" }] };
  const other = { member: "class.grade", operator: "equals", values: ["5"] };
  const query = { ...ANSWER.query, filters: [school, other, { or: [school, other] }], asOf: 7 };
  assert.deepEqual(schoolQuestion({ ...ANSWER, query }, "school.name"), {
    dimensions: ["school.name"],
    order: [["school.name", "asc"]],
    limit: 10_000,
    filters: [school],
    asOf: 7,
  });
});
