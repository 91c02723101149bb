// Meta: members by name, and why a field does not join.

import assert from "node:assert/strict";
import { test } from "node:test";
import { index } from "../../src/web/assets/js/constructor/meta.js";

const META = {
  cubes: [
    {
      name: "attendance", title: "Посещаемость",
      measures: [{ name: "attendance.due", title: "Подлежало", type: "number", meta: { format: "count" } }],
      dimensions: [],
      meta: { knows: ["school.name", "calendar.date", "pupil.age"], refusals: [{ measures: ["attendance.due"], dimensions: ["pupil.age"], reason: "возраст меняется" }] },
    },
    {
      name: "loads", title: "Загрузки",
      measures: [{ name: "loads.received", title: "Получено", type: "number" }], dimensions: [],
      meta: { knows: ["school.name"] },
    },
    { name: "school", title: "Организация", measures: [], dimensions: [{ name: "school.name", title: "Организация", type: "string" }] },
    { name: "pupil", title: "Ученик", measures: [], dimensions: [{ name: "pupil.age", title: "Возраст", type: "number" }] },
    { name: "mark", title: "Отметка", measures: [], dimensions: [{ name: "mark.value", title: "Отметка", type: "string" }] },
    { name: "calendar", title: "Календарь", measures: [], dimensions: [{ name: "calendar.date", title: "Дата", type: "time" }] },
  ],
};

test("members are found by name, times with their granularity", () => {
  const found = index(META);
  assert.equal(found.topics.length, 2);
  assert.equal(found.member("attendance.due").topic, "attendance");
  assert.equal(found.member("attendance.due").format, "count");
  assert.equal(found.member("calendar.date.month").granularity, "month");
  assert.equal(found.member("school.name.month"), undefined);
  assert.equal(found.member("calendar.date.century"), undefined);
  assert.equal(found.member("nobody"), undefined);
});

test("a field that the topic does not know tells why", () => {
  const { reasonAgainst } = index(META);
  const state = { measures: ["attendance.due"] };
  assert.equal(reasonAgainst(state, "school.name"), null);
  assert.match(reasonAgainst(state, "mark.value"), /не применимо/);
  assert.equal(reasonAgainst(state, "pupil.age"), "возраст меняется");
  assert.equal(reasonAgainst(state, "calendar.date.month"), null);
});

test("a measure that does not know what stands on the shelves tells why", () => {
  const { reasonAgainst } = index(META);
  assert.match(reasonAgainst({ dimensions: ["mark.value"] }, "loads.received"), /не применимо/);
  assert.match(reasonAgainst({ filters: [{ or: [{ member: "mark.value" }] }] }, "loads.received"), /не применимо/);
  assert.match(reasonAgainst({ timeDimensions: [{ dimension: "calendar.date" }] }, "loads.received"), /не применимо/);
  assert.equal(reasonAgainst({ measures: ["attendance.due"] }, "loads.received"), null);
});

test("a server that says nothing of topics forbids nothing", () => {
  const plain = { cubes: META.cubes.map(({ meta, ...cube }) => cube) };
  assert.equal(index(plain).reasonAgainst({ measures: ["attendance.due"] }, "mark.value"), null);
});
