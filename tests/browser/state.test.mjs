// State: what people do on the shelves, as changes of the question.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, question, questions } from "../../src/web/assets/js/constructor/question.js";
import {
  columns, measures, putOn, range, replace, rows, swapped, takeOff, tidy, withFilter, withKey, withRange, withoutFilter,
} from "../../src/web/assets/js/constructor/state.js";

const MONTH = "calendar.date.month";

test("fields go to their shelves", () => {
  let state = putOn({}, "measures", "attendance.due");
  state = putOn(state, "rows", "school.name");
  state = putOn(state, "rows", "class.grade", 0);
  assert.deepEqual(state, { measures: ["attendance.due"], dimensions: ["class.grade", "school.name"] });
  assert.deepEqual(rows(state), ["class.grade", "school.name"]);
  assert.deepEqual(columns(state), []);
});

test("a time in the columns makes a pivot and keeps the period", () => {
  let state = withRange({ measures: ["attendance.due"], dimensions: ["school.name"] }, "this year");
  assert.deepEqual(state.timeDimensions, [{ dimension: "calendar.date", dateRange: "this year" }]);
  state = putOn(state, "columns", MONTH);
  assert.deepEqual(state.timeDimensions, [{ dimension: "calendar.date", granularity: "month", dateRange: "this year" }]);
  assert.deepEqual(state.pivot, { rows: ["school.name"], columns: [MONTH, "measures"] });
  assert.equal(state.view, "pivot");
  state = takeOff(state, MONTH);
  assert.deepEqual(state, {
    measures: ["attendance.due"],
    dimensions: ["school.name"],
    timeDimensions: [{ dimension: "calendar.date", dateRange: "this year" }],
  });
});

test("the order of rows with a time among them is kept", () => {
  const state = putOn({ measures: ["m.a"], dimensions: ["school.name"] }, "rows", MONTH, 0);
  assert.deepEqual(rows(state), [MONTH, "school.name"]);
  assert.deepEqual(rows(putOn(state, "rows", MONTH)), ["school.name", MONTH]);
});

test("rows and columns change places", () => {
  const state = putOn(putOn({ measures: ["m.a"] }, "rows", "school.name"), "columns", MONTH);
  const turned = swapped(state);
  assert.deepEqual(rows(turned), [MONTH]);
  assert.deepEqual(columns(turned), ["school.name"]);
  assert.deepEqual(rows(swapped(turned)), rows(state));
});

test("another granularity stands in the same place", () => {
  let state = putOn(putOn({ measures: ["m.a"] }, "rows", "school.name"), "columns", MONTH);
  state = withKey(state, "order", [[MONTH, "desc"]]);
  state = replace(state, MONTH, "calendar.date.week");
  assert.deepEqual(columns(state), ["calendar.date.week"]);
  assert.deepEqual(state.order, [["calendar.date.week", "desc"]]);
  assert.equal(state.timeDimensions.length, 1);
});

test("what named a field goes with it", () => {
  let state = { measures: ["m.a"], dimensions: ["school.name", "class.grade"], totals: ["school.name", "class.grade"], order: [["school.name", "asc"], ["m.a", "desc"]] };
  state = takeOff(state, "school.name");
  assert.deepEqual(state.totals, ["class.grade"]);
  assert.deepEqual(state.order, [["m.a", "desc"]]);
});

test("measures and formulas change places among themselves", () => {
  const formulas = [{ name: "one", expression: "m.a" }, { name: "two", expression: "m.b" }];
  const state = { measures: ["m.a", "m.b"], formulas };
  assert.deepEqual(measures(state), ["m.a", "m.b", "one", "two"]);
  assert.deepEqual(measures(putOn(state, "measures", "m.b", 0)), ["m.b", "m.a", "one", "two"]);
  assert.deepEqual(measures(putOn(state, "measures", "two", 2)), ["m.a", "m.b", "two", "one"]);
  assert.deepEqual(measures(takeOff(state, "one")), ["m.a", "m.b", "two"]);
});

test("filters are added, changed and taken away, in groups too", () => {
  const test_ = (member) => ({ member, operator: "set" });
  let state = withFilter({ measures: ["m.a"] }, test_("a"));
  state = withFilter(state, { or: [test_("b"), test_("c")] });
  state = withFilter(state, test_("d"), [1, 0]);
  assert.deepEqual(state.filters[1], { or: [test_("d"), test_("c")] });
  state = withFilter(state, test_("e"), [1, 2]);
  assert.equal(state.filters[1].or.length, 3);
  state = withoutFilter(state, [1, 0]);
  state = withoutFilter(state, [1, 0]);
  state = withoutFilter(state, [1, 0]);
  assert.deepEqual(state.filters, [test_("a")]);
  assert.equal(withoutFilter(state, 0).filters, undefined);
});

test("the period is set and left open", () => {
  const state = withRange({ measures: ["m.a"] }, ["2026-09-01", "2026-10-31"]);
  assert.deepEqual(range(state), ["2026-09-01", "2026-10-31"]);
  assert.deepEqual(withRange(state, null), { measures: ["m.a"] });
});

test("only what the server knows is asked", () => {
  const state = { measures: ["m.a"], dimensions: ["s.n"], pivot: { rows: [], columns: ["s.n"] }, view: "pivot", chart: "line", others: true };
  assert.deepEqual(asked(state), { measures: ["m.a"], dimensions: ["s.n"], pivot: { rows: [], columns: ["s.n", "measures"] } });
  assert.equal(question({ view: "table", filters: [{ member: "a", operator: "set" }] }), null);
});

test("an order given as an object is read", () => {
  assert.deepEqual(tidy({ measures: ["m.a"], order: { "m.a": "desc", gone: "asc" } }).order, [["m.a", "desc"]]);
});

test("nothing changes what it was given", () => {
  const state = Object.freeze({
    measures: Object.freeze(["m.a"]),
    dimensions: Object.freeze(["s.n"]),
    filters: Object.freeze([Object.freeze({ or: Object.freeze([{ member: "a", operator: "set" }]) })]),
  });
  putOn(state, "columns", "s.n");
  takeOff(state, "m.a");
  withFilter(state, { member: "b", operator: "set" }, [0, 0]);
  withRange(state, "this year");
});

test("a pivot with totals asks for those of lines and those of columns", () => {
  const pivot = { rows: ["s.n", "c.n"], columns: ["d.n", "measures"] };
  const state = { measures: ["m.a"], dimensions: ["s.n", "c.n", "d.n"], pivot, totals: true };
  const totals = (next) => questions(next).map((query) => query.totals);
  assert.deepEqual(totals(state), [["s.n", "c.n"], ["d.n", "s.n"]]);
  assert.deepEqual(totals({ ...state, totals: ["s.n", "d.n"] }), [["s.n", "d.n"], ["d.n"]]);
  assert.deepEqual(totals({ ...state, totals: ["d.n"] }), [["d.n"]]);
  assert.deepEqual(totals({ ...state, totals: false }), [undefined]);
  assert.deepEqual(totals({ measures: ["m.a"], dimensions: ["s.n"], totals: true }), [true]);
});

test("the lists of totals have every crossing of groups, and none without the groups above it", () => {
  for (const [left, top] of [[1, 1], [1, 3], [2, 1], [2, 2], [2, 5], [3, 2], [5, 5]]) {
    const [rows, columns] = [names("r", left), names("c", top)];
    const lists = totalsOf(rows, columns);
    assert.ok(lists.length <= 6);
    const crossings = new Set();
    for (const list of lists) {
      for (let length = 0; length <= list.length; length += 1) {
        const kept = (all) => list.slice(0, length).filter((name) => all.includes(name));
        assert.deepEqual([kept(rows), kept(columns)], [rows.slice(0, kept(rows).length), columns.slice(0, kept(columns).length)]);
        crossings.add(`${kept(rows).length} ${kept(columns).length}`);
      }
    }
    assert.equal(crossings.size, (left + 1) * (top + 1) - 1, `${left} by ${top}`);
    assert.ok(!crossings.has(`${left} ${top}`), "rows are no totals");
  }
  assert.equal(totalsOf(names("r", 8), names("c", 8)).length, 6);
});

test("groups that somebody chose have totals under every column", () => {
  const lists = totalsOf(["a", "b", "c"], ["x", "y"], ["a", "b", "x", "y"]);
  assert.deepEqual(lists, [["a", "b", "x", "y"], ["a", "x", "y"], ["x", "y"]]);
});

/** Asks for totals of a pivot and tells the lists. */
function totalsOf(rows, columns, totals = true) {
  const state = { measures: ["m.a"], dimensions: [...rows, ...columns], pivot: { rows, columns: [...columns, "measures"] }, totals };
  return questions(state).map((query) => query.totals);
}

function names(letter, count) {
  return Array.from({ length: count }, (_, place) => `${letter}.${place}`);
}
