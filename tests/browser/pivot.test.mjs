// The layout of pivots and tables. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutPivot } from "../../src/web/assets/js/constructor/result/pivot-layout.js";
import { lacksOthers } from "../../src/web/assets/js/constructor/result/pivot-shelves.js";
import { rows } from "../../src/web/assets/js/constructor/result/rows.js";
import { questions } from "../../src/web/assets/js/constructor/question.js";

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
  return lines.map(({ heads }) => heads.map((head) => (head === null ? "·" : head.name === "measures" ? head.value : ({ total: "Σ", others: "…" })[head.kind] ?? head.value)).join("/"));
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

test("rows stand as the answer ordered their heads, whatever comes first in the data", () => {
  const data = [
    { [S]: "№ 10", [C]: 5, due: 40 },
    { [S]: "№ 2", [C]: 11, due: 30 },
    { [S]: "№ 10", [C]: 9, due: 20 },
    { [S]: "№ 2", [C]: 5, due: 10 },
  ];
  const pivot = { rows: [["№ 2"], ["№ 10"]], columns: [[5, "due"], [9, "due"], [11, "due"]] };
  const layout = layoutPivot({ data, pivot }, { rows: [S], columns: [C, "measures"] }, ["due"]);
  assert.deepEqual(heads(layout.rows), ["№ 2", "№ 10"]);
  assert.deepEqual(heads(layout.columns), ["5/due", "9/due", "11/due"]);
  const figures = layout.rows.map((_, row) => layout.columns.map((_, column) => layout.value(row, column)));
  assert.deepEqual(figures, [[10, undefined, 30], [40, 20, undefined]]);
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

const [T, R] = ["term.name", "absence.reason"];
// The rows of `CROSSED` in tests/pivot.rs, which lays out the file.
const CROSSED = [
  ["А", "№ 1", "1", "а", 1],
  ["А", "№ 1", "1", "б", 2],
  ["А", "№ 1", "2", "а", 3],
  ["А", "№ 2", "1", "а", 40],
  ["А", "№ 2", "2", "а", 50],
  ["Б", "№ 3", "1", "б", 600],
  ["Б", "№ 3", "2", "б", 700],
].map(([s, c, t, r, n]) => ({ [S]: s, [C]: c, [T]: t, [R]: r, n }));

/** Answers one list of totals, as the engine does: a row for each prefix. */
function crossed(list) {
  return list.concat("").flatMap((_, length) => {
    const sums = new Map();
    for (const row of CROSSED) {
      const own = Object.fromEntries(list.slice(0, length).map((name) => [name, row[name]]));
      const key = JSON.stringify(own);
      sums.set(key, { ...own, n: (sums.get(key)?.n ?? 0) + row.n });
    }
    return [...sums.values()];
  });
}

test("groups of lines and of columns have a total wherever they cross", () => {
  const pivot = { rows: [S, C], columns: [T, R, "measures"] };
  const asked = questions({ measures: ["n"], dimensions: [S, C, T, R], pivot, totals: true });
  assert.equal(asked.length, 3);
  const totals = asked.flatMap((query) => crossed(query.totals));
  const layout = layoutPivot({ data: CROSSED, totals }, pivot, ["n"]);
  assert.deepEqual(heads(layout.columns), ["1/а/n", "1/б/n", "1/Σ/n", "2/а/n", "2/б/n", "2/Σ/n", "Σ/·/n"]);
  const lines = heads(layout.rows).map((head, row) => [head, ...layout.columns.map((_, column) => layout.value(row, column) ?? "")].join("|"));
  assert.deepEqual(lines, [
    "А/№ 1|1|2|3|3||3|6",
    "А/№ 2|40||40|50||50|90",
    "А/Σ|41|2|43|53||53|96",
    "Б/№ 3||600|600||700|700|1300",
    "Б/Σ||600|600||700|700|1300",
    "Σ/·|41|602|643|53|700|753|1396",
  ]);
});

test("the others have a line where nothing splits the columns, and a column where nothing splits the lines", () => {
  const data = [{ [S]: "А", [M]: "09", n: 1, m: 2 }, { [S]: "А", [M]: "10", n: 3, m: 4 }, { n: 6, m: 7, $others: true }];
  const own = { data, totals: [{ n: 9, m: 8 }] };
  const figures = (layout) => layout.rows.map((_, row) => layout.columns.map((_, column) => layout.value(row, column)));
  const down = layoutPivot(own, { rows: [S, M], columns: ["measures"] }, ["n", "m"]);
  assert.deepEqual(heads(down.rows), ["А/09", "А/10", "…/·", "Σ/·"]);
  assert.deepEqual(figures(down), [[1, 2], [3, 4], [6, 7], [9, 8]]);
  const turned = layoutPivot(own, { rows: [S, M, "measures"], columns: [] }, ["n", "m"]);
  assert.deepEqual(heads(turned.rows).slice(4), ["…/·/n", "…/·/m", "Σ/·/n", "Σ/·/m"]);
  assert.equal(turned.value(5, 0), 7);
  const across = layoutPivot(own, { rows: [], columns: [S, M, "measures"] }, ["n", "m"]);
  assert.deepEqual(heads(across.columns).slice(4), ["…/·/n", "…/·/m", "Σ/·/n", "Σ/·/m"]);
  assert.deepEqual(figures(across), [[1, 2, 3, 4, 6, 7, 9, 8]]);
  // What lies beyond the limit are crossings of schools and months.
  const split = { rows: [S], columns: [M, "measures"] };
  const both = layoutPivot(own, split, ["n", "m"]);
  assert.deepEqual(heads(both.rows), ["А", "Σ"]);
  assert.ok(both.columns.every(({ kind }) => kind !== "others"));
  assert.ok(lacksOthers({ query: { dimensions: [S, M], pivot: split }, data }));
  assert.ok(!lacksOthers({ query: { dimensions: [S, M], pivot: { rows: [S, M], columns: ["measures"] } }, data }));
  assert.ok(!lacksOthers({ query: { dimensions: [S, M], pivot: split }, data: data.slice(0, 2) }));
});
