// Where cells and heads of an answer lead to, and what is put on the clipboard. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { tabbed } from "../../src/web/assets/js/constructor/result/copy.js";
import { crumbs, toldByCrumbs } from "../../src/web/assets/js/constructor/result/crumbs.js";
import { ways } from "../../src/web/assets/js/constructor/result/drill.js";
import { guarded, html } from "../../src/web/assets/js/constructor/result/sheet-html.js";
import { tableSheet } from "../../src/web/assets/js/constructor/result/table-sheet.js";

const members = {
  "district.name": {},
  "school.name": {},
  "class.name": {},
  "calendar.date": { type: "time" },
  "a.due": { kind: "measure", topic: "a" },
  "a.missed": { kind: "measure", topic: "a" },
};
const index = {
  member: (name) => {
    const plain = name.replace(/\.(day|week|month|quarter|year)$/, "");
    return members[plain] && { name, title: name, kind: "dimension", type: "string", ...members[plain] };
  },
  topics: [{ name: "a", meta: { rows: ["calendar.date", "school.name", "pupil.id"] } }],
  trees: [
    { name: "place", title: "Место", members: ["district.name", "school.name", "class.name"] },
    { name: "time", title: "Время", members: ["calendar.date.month", "calendar.date.week", "calendar.date.day"] },
  ],
  ranges: [],
  reasonAgainst: () => null,
};
const state = {
  measures: ["a.due", "a.missed"],
  dimensions: ["school.name"],
  timeDimensions: [{ dimension: "calendar.date", granularity: "month", dateRange: ["2025-09-10", "2025-11-30"] }],
  totals: ["school.name"],
  pivot: { rows: ["school.name"], columns: ["calendar.date.month", "measures"] },
};
const cell = {
  kind: "cell",
  member: null,
  members: { "school.name": "Ш1", "calendar.date.month": "2025-09-01T00:00:00.000" },
  measure: "a.due",
};
const way = (point, key, title) => ways(state, index, point).find((one) => one.key === key && (title === undefined || one.args.title === title))?.state;

test("a cell opens by the next level of its tree and keeps its values as filters", () => {
  const next = way(cell, "result-drill-into", "class.name");
  assert.deepEqual(next.dimensions, ["class.name"]);
  assert.deepEqual(next.filters, [{ member: "school.name", operator: "equals", values: ["Ш1"] }]);
  assert.deepEqual(next.timeDimensions, [
    { dimension: "calendar.date", granularity: "month", dateRange: ["2025-09-10", "2025-09-30"] },
  ]);
  assert.deepEqual(next.totals, ["class.name"]);
  assert.deepEqual(next.pivot.rows, ["class.name"]);
});

test("a period opens by a finer one", () => {
  const next = way(cell, "result-drill-into", "calendar.date.week");
  assert.deepEqual(next.timeDimensions, [
    { dimension: "calendar.date", granularity: "week", dateRange: ["2025-09-10", "2025-09-30"] },
  ]);
  assert.deepEqual(next.dimensions, ["school.name"]);
});

test("a head leaves only its value, or leaves it out", () => {
  const head = { kind: "head", member: "school.name", value: "Ш1", members: { "school.name": "Ш1" }, measure: null };
  assert.deepEqual(way(head, "result-drill-only").filters, [{ member: "school.name", operator: "equals", values: ["Ш1"] }]);
  assert.deepEqual(way(head, "result-drill-without").filters, [{ member: "school.name", operator: "notEquals", values: ["Ш1"] }]);
  const nobody = { ...head, value: null, members: { "school.name": null } };
  assert.deepEqual(way(nobody, "result-drill-only").filters, [{ member: "school.name", operator: "notSet" }]);
  assert.deepEqual(way(nobody, "result-drill-without").filters, [{ member: "school.name", operator: "set" }]);
  const month = { kind: "head", member: "calendar.date.month", value: "2025-10-01T00:00:00.000", members: { "calendar.date.month": "2025-10-01T00:00:00.000" }, measure: null };
  assert.deepEqual(way(month, "result-drill-without").filters, [
    { member: "calendar.date", operator: "notInDateRange", values: ["2025-10-01", "2025-10-31"] },
  ]);
  assert.equal(way(head, "result-drill-off").dimensions, undefined);
});

test("the records behind a figure keep its cell and its days", () => {
  const next = way({ ...cell, measure: "a.missed.change" }, "result-drill-rows");
  assert.deepEqual(next, {
    measures: ["a.missed"],
    dimensions: ["school.name"],
    timeDimensions: [{ dimension: "calendar.date", granularity: "day", dateRange: ["2025-09-10", "2025-09-30"] }],
    filters: [{ member: "school.name", operator: "equals", values: ["Ш1"] }],
    limit: 500,
    view: "table",
  });
});

test("who sees no figure of a single pupil is not led to the records", () => {
  const topics = index.topics.map((topic) => ({ ...topic, meta: { ...topic.meta, rowsAreWithheld: true } }));
  const keys = ways(state, { ...index, topics }, cell).map(({ key }) => key);
  assert.ok(!keys.includes("result-drill-rows"));
  assert.ok(keys.includes("result-drill-into"));
});

test("a crumb takes away what is finer and rises with the rows", () => {
  const down = {
    measures: ["a.due"],
    dimensions: ["class.name"],
    filters: [
      { member: "district.name", operator: "equals", values: ["Р1"] },
      { member: "school.name", operator: "equals", values: ["Ш1"] },
    ],
  };
  const [list] = crumbs(down, index);
  assert.deepEqual(list.map(({ value }) => value), [null, "Р1", "Ш1"]);
  assert.equal(list[2].state, null);
  assert.deepEqual(list[1].state.dimensions, ["school.name"]);
  assert.deepEqual(list[1].state.filters, [down.filters[0]]);
  assert.deepEqual(list[0].state.dimensions, ["district.name"]);
  assert.equal(list[0].state.filters, undefined);
  assert.deepEqual(crumbs({ measures: ["a.due"] }, index), []);
});

test("no level is told twice, and a filter that was not gone down is no crumb", () => {
  const equals = (member, value) => ({ member, operator: "equals", values: [value] });
  const trees = [
    { name: "place", title: "Место", members: ["school.name", "class.name", "pupil.name"] },
    { name: "grade", title: "Параллель", members: ["class.level", "class.name"] },
    { name: "teacher", title: "Учитель", members: ["school.name", "teacher.name"] },
  ];
  const told = (dimensions, filters) =>
    toldByCrumbs({ measures: ["a.due"], dimensions, filters }, { ...index, trees });
  const [level, school, group] = [equals("class.level", "У"), equals("school.name", "Ш1"), equals("class.name", "5А")];
  assert.deepEqual(told(["school.name"], [level]), []);
  assert.deepEqual(told(["class.name"], [level, school]), ["school.name"]);
  assert.deepEqual(told(["pupil.name"], [level, school, group]), ["school.name", "class.name"]);
  assert.deepEqual(told(["teacher.name"], [school]), ["school.name"]);
});

const answer = {
  query: { dimensions: ["school.name"] },
  annotation: {
    measures: { "a.due": { title: "Уроков <всего>", type: "number" }, "a.pct": { title: "Доля", type: "number", format: "percent" } },
    dimensions: { "school.name": { title: "Организация", type: "string" } },
  },
  data: [
    { "school.name": "=cmd|'/c calc'!A1", "a.due": 1234567, "a.pct": 93.44 },
    { "school.name": "Ш\t2", "a.due": -5, "a.pct": "*" },
    { "school.name": "Ш3", "a.due": null, "a.pct": null },
  ],
  totals: [{ "a.due": 1234562, "a.pct": 90 }],
};
const own = { member: (name) => (name === "a.due" ? { format: "count" } : undefined) };
const sheet = tableSheet({ answer, index: own, say: (key) => key, breadthOf: (text) => text.length / 2 });

test("the clipboard's text is numbers for a Russian spreadsheet and no formulas", () => {
  assert.deepEqual(tabbed(sheet).split("\r\n"), [
    "Организация\tУроков <всего>\tДоля",
    "'=cmd|'/c calc'!A1\t1234567\t93,4",
    "Ш 2\t-5\t*",
    "Ш3\t\t",
    "result-grand\t1234562\t90",
  ]);
  assert.equal(guarded("-5", false), "-5");
  assert.equal(guarded("@a", true), "'@a");
});

test("the clipboard's table is escaped", () => {
  const text = html(sheet);
  assert.ok(text.includes("Уроков &lt;всего&gt;"));
  assert.ok(text.includes(">'=cmd|"));
  assert.ok(text.includes("<td>93,4</td>"));
});

test("a row without figures says so once", () => {
  assert.equal(sheet.cell(2, 1).text, "screen-no-data");
  assert.equal(sheet.cell(2, 2).text, "");
  assert.equal(sheet.cell(1, 2).text, "*");
  assert.equal(sheet.cell(1, 2).said, "screen-withheld");
  assert.equal(sheet.cell(1, 1).text, "\u22125");
});
