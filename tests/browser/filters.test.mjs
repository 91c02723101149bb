// Filters: groups within groups, several values of a text, days in words, terms by name. Needs no server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { add } from "../../src/web/assets/js/constructor/adding.js";
import { changedAt, DEEPEST, dissolvedAt, filterAt } from "../../src/web/assets/js/constructor/filters.js";
import { filterItems, groupItems } from "../../src/web/assets/js/constructor/filter-items.js";
import { termTitle } from "../../src/web/assets/js/constructor/terms.js";
import { filterWords } from "../../src/web/assets/js/constructor/words.js";
import { sayer } from "../../src/web/assets/js/messages.js";

const russian = sayer("ru", readFileSync(new URL("../../catalogues/ru/screen/constructor.ftl", import.meta.url), "utf8"));

const [a, b, c] = ["a", "b", "c"].map((member) => ({ member, operator: "set" }));
const DEEP = [a, { or: [b, { and: [a, c] }] }];

test("a filter is changed, added and taken away at any depth", () => {
  assert.equal(filterAt(DEEP, [1, 1, 1]), c);
  assert.equal(filterAt(DEEP, [1, 5, 1]), undefined);
  assert.deepEqual(changedAt(DEEP, [1, 1, 1], b), [a, { or: [b, { and: [a, b] }] }]);
  assert.deepEqual(changedAt(DEEP, [1, 1, 2], b), [a, { or: [b, { and: [a, c, b] }] }]);
  assert.deepEqual(changedAt(changedAt(DEEP, [1, 1, 0], null), [1, 1, 0], null), [a, { or: [b] }]);
});

test("a group that is dissolved leaves its filters in its place", () => {
  assert.deepEqual(dissolvedAt(DEEP, [1, 1]), [a, { or: [b, a, c] }]);
  assert.deepEqual(dissolvedAt(DEEP, [1]), [a, b, { and: [a, c] }]);
  assert.deepEqual(dissolvedAt(DEEP, [0]), DEEP);
});

/** A store that takes each change at once. */
function storeOf(filters) {
  const store = { state: { measures: ["m.a"], filters }, change: (state) => (store.state = state) };
  return store;
}

/** Does what an item of a menu says. */
function choose(items, text) {
  const found = items.find((one) => one.text === text);
  assert.ok(found, `${text}: ${items.map((one) => one.text)}`);
  found.action();
}

test("a filter within «or» begins a group of «and», as deep as the server reads", () => {
  const store = storeOf([{ or: [a, b] }]);
  const about = { store, say: (key) => key, edit: null, remove: () => {} };
  choose(filterItems({ ...about, filter: b, path: [0, 1] }), "constructor-group-begin-and");
  assert.deepEqual(store.state.filters, [{ or: [a, { and: [b] }] }]);
  choose(filterItems({ ...about, filter: b, path: [0, 1, 0] }), "constructor-group-begin");
  assert.deepEqual(store.state.filters, [{ or: [a, { and: [{ or: [b] }] }] }]);
  choose(groupItems({ ...about, filter: { or: [b] }, path: [0, 1, 0] }), "constructor-group-and");
  choose(groupItems({ ...about, filter: { and: [{ and: [b] }] }, path: [0, 1] }), "constructor-group-dissolve");
  assert.deepEqual(store.state.filters, [{ or: [a, { and: [b] }] }]);

  const deepest = Array.from({ length: DEEPEST + 1 }, () => 0);
  const texts = filterItems({ ...about, filter: a, path: deepest }).map((one) => one.text);
  assert.deepEqual(texts, ["constructor-remove"]);
});

test("a field that is chosen for an inner group is asked about there", () => {
  const opened = [];
  const member = { name: "class.name", kind: "dimension", type: "string" };
  const bench = {
    store: storeOf(DEEP),
    say: (key) => key,
    index: { member: () => member, reasonAgainst: () => null },
    open: (dialog) => opened.push(dialog),
    announce: () => {},
    aim: () => {},
    target: "",
  };
  add(bench, "class.name", "filters:1.1");
  add(bench, "class.name", "filters");
  assert.deepEqual(opened, [
    { kind: "filter", member: "class.name", path: [1, 1, 2] },
    { kind: "filter", member: "class.name", path: undefined },
  ]);
});

test("filters read as people say them", () => {
  const date = { shortTitle: "Дата", type: "time", kind: "dimension", values: [] };
  const name = { shortTitle: "Предмет", type: "string", kind: "dimension", values: [] };
  const index = {
    member: (one) => (one === "calendar.date" ? date : name),
    ranges: [{ name: "last 7 days", title: "последние 7 дней" }],
  };
  /** @param {string} member */
  const words = (member, operator, ...values) => filterWords({ member, operator, values }, index, russian);
  assert.equal(words("calendar.date", "inDateRange", "last 7 days"), "Дата: последние 7 дней");
  assert.equal(words("calendar.date", "notInDateRange", "2025-09-01", "2025-10-24"), "Дата: кроме 01.09.2025–24.10.2025");
  assert.equal(words("calendar.date", "beforeDate", "2025-09-01"), "Дата раньше 01.09.2025");
  assert.equal(words("calendar.date", "inDateRange", "{days}"), "Дата: спросить при открытии");
  assert.equal(words("subject.name", "contains", "алгебра", "геометрия"), "Предмет содержит «алгебра», «геометрия»");
  assert.equal(words("subject.name", "equals", "алгебра", "геометрия"), "Предмет: алгебра, геометрия");
});

test("a term is named with its days, and with its schools where others have other days", () => {
  const first = { name: "1 четверть", schoolYear: "2025/2026", from: "2025-09-01", to: "2025-10-24", schools: 11 };
  const longer = { ...first, to: "2025-10-31", schools: 1 };
  const second = { ...first, name: "2 четверть", from: "2025-11-05", to: "2025-12-28" };
  const title = (term) => termTitle(term, [second, longer, first], russian).replaceAll("\u00a0", " ");
  assert.equal(title(second), "2 четверть 2025/2026, 05.11.2025–28.12.2025");
  assert.equal(title(first), "1 четверть 2025/2026, 01.09.2025–24.10.2025: 11 организаций");
  assert.equal(title(longer), "1 четверть 2025/2026, 01.09.2025–31.10.2025: 1 организация");
});
