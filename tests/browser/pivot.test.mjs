// The layout of pivots and tables. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutPivot } from "../../src/web/assets/js/constructor/result/pivot-layout.js";
import { rows } from "../../src/web/assets/js/constructor/result/rows.js";

const [S, C, M] = ["school.name", "class.name", "calendar.date.month"];
const answer = {
  data: [
    { [S]: "А", [C]: "5А", [M]: "2025-09", due: 10, pct: 90 },
    { [S]: "А", [C]: "5А", [M]: "2025-10", due: 20, pct: 91 },
    { [S]: "А", [C]: "5Б", [M]: "2025-10", due: 30, pct: null },
    { [S]: "Б", [C]: "9В", [M]: "2025-09", due: null, pct: null },
  ],
  totals: [
    { due: 60, pct: 92 },
    { [M]: "2025-09", due: 10, pct: 90 },
    { [M]: "2025-10", due: 50, pct: 91 },
    { [S]: "А", due: 60, pct: 93 },
    { [S]: "Б", due: null, pct: null },
    { [S]: "А", [M]: "2025-10", due: 50, pct: 94 },
    { [S]: "А", [C]: "5А", due: 30, pct: 95 },
  ],
  pivot: { rows: [], columns: [["2025-09", "due"], ["2025-09", "pct"], ["2025-10", "due"], ["2025-10", "pct"]] },
};
const shelves = { rows: [S, C], columns: [M, "measures"] };

function heads(lines) {
  return lines.map(({ heads }) => heads.map((head) => (head === null ? "·" : head.kind === "total" && head.name !== "measures" ? "Σ" : head.value)).join("/"));
}

test("totals stand behind their groups and at the foot", () => {
  const layout = layoutPivot(answer, shelves, ["due", "pct"]);
  assert.deepEqual(heads(layout.rows), ["А/5А", "А/5Б", "А/Σ", "Б/9В", "Б/Σ", "Σ/·"]);
  assert.deepEqual(heads(layout.columns), [
    "2025-09/due", "2025-09/pct", "2025-10/due", "2025-10/pct", "Σ/due", "Σ/pct",
  ]);
  const figures = layout.rows.map((_, row) => layout.columns.map((_, column) => layout.value(row, column)));
  assert.deepEqual(figures, [
    [10, 90, 20, 91, 30, 95],
    [undefined, undefined, 30, null, undefined, undefined],
    [undefined, undefined, 50, 94, 60, 93],
    [null, null, undefined, undefined, undefined, undefined],
    [undefined, undefined, undefined, undefined, null, null],
    [10, 90, 50, 91, 60, 92],
  ]);
});

test("heads are merged over their group", () => {
  const layout = layoutPivot(answer, shelves, ["due", "pct"]);
  const school = layout.rows[0].heads[0];
  assert.deepEqual([school.from, school.count, school.isOpen], [0, 3, true]);
  assert.equal(layout.rows[2].heads[0], school);
  const month = layout.columns[3].heads[0];
  assert.deepEqual([month.from, month.count, month.isOpen], [2, 2, null]);
  assert.equal(layout.rows[5].heads[0].depth, 2);
});

test("a folded group leaves its total", () => {
  const path = layoutPivot(answer, shelves, ["due", "pct"]).rows[0].heads[0].path;
  const layout = layoutPivot(answer, shelves, ["due", "pct"], new Set([path]));
  assert.deepEqual(heads(layout.rows), ["А/Σ", "Б/9В", "Б/Σ", "Σ/·"]);
  assert.equal(layout.value(0, 2), 50);
  assert.equal(layout.rows[0].heads[0].isOpen, false);
});

test("measures stand where they are laid", () => {
  const rows = layoutPivot(answer, { rows: [S, "measures"], columns: [M] }, ["due", "pct"]).rows;
  assert.deepEqual(heads(rows), ["А/due", "А/pct", "Б/due", "Б/pct", "Σ/due", "Σ/pct"]);
  const columns = layoutPivot(answer, { rows: [S, C], columns: ["measures", M] }, ["due", "pct"]).columns;
  assert.deepEqual(heads(columns), ["due/2025-09", "due/2025-10", "due/Σ", "pct/2025-09", "pct/2025-10", "pct/Σ"]);
});

test("a row without any figure is told from one with gaps", () => {
  const layout = layoutPivot(answer, shelves, ["due", "pct"]);
  assert.deepEqual(layout.rows.map((_, row) => layout.isEmpty(row)), [false, false, false, true, true, false]);
});

test("no totals, no lines of totals; null is a value", () => {
  const bare = { data: [{ [S]: null, due: 1 }, { [S]: "А", due: 2 }] };
  const layout = layoutPivot(bare, { rows: [S], columns: [] }, ["due"]);
  assert.deepEqual(heads(layout.rows), [String(null), "А"].map((text) => (text === "null" ? "" : text)));
  assert.deepEqual([layout.value(0, 0), layout.value(1, 0)], [1, 2]);
  const withTotal = layoutPivot({ ...bare, totals: [{ due: 3 }] }, { rows: [S], columns: [] }, ["due"]);
  assert.equal(withTotal.value(2, 0), 3);
});

test("in the table totals stand behind their group, others and the rest at the foot", () => {
  const list = rows({ ...answer, data: [...answer.data, { due: 5, $others: true }, { due: 5, $others: true }] }, [S, C, M]);
  assert.deepEqual(
    list.map(({ kind, values, labelAt }) => [kind, values.due, labelAt]),
    [
      ["row", 10, -1],
      ["row", 20, -1],
      ["total", 30, 2],
      ["row", 30, -1],
      ["total", 60, 1],
      ["row", null, -1],
      ["total", null, 1],
      ["others", 5, 0],
      ["total", 50, 1],
      ["total", 10, 0],
      ["total", 50, 0],
      ["total", 60, 0],
    ],
  );
});
