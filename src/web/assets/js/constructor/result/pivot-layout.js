// The layout of a pivot: which line of which axis stands where, and which value of the answer meets at a crossing.
// Totals are those of the answer; nothing is summed here. Files are laid out by the same rules (`src/export/layout`).

import { axis } from "./pivot-axis.js";
import { kept, keyOf } from "./rows.js";

/** @import { Values } from "../types.d.ts" */

/**
 * @param {{data: Record<string, unknown>[], totals?: Record<string, unknown>[], pivot?: {rows: unknown[][], columns: unknown[][]}}} answer
 * @param {{rows: string[], columns: string[]}} shelves with "measures" where measures are laid
 * @param {string[]} measures
 * @param {Set<string>} [folded]
 */
export function layoutPivot(answer, shelves, measures, folded = new Set()) {
  const names = laid(shelves);
  const rowNames = names.rows.filter((name) => name !== "measures");
  const columnNames = names.columns.filter((name) => name !== "measures");
  const dimensions = [...rowNames, ...columnNames];
  const data = answer.data.filter((values) => !values.$others);
  const others = answer.data.find((values) => values.$others);
  const keptOf = (answer.totals ?? []).map((values) => kept(values, dimensions));
  /** @param {string[]} own */
  const hasTotals = (own) => {
    const seen = new Set(keptOf.map((keeps) => keyed(own.filter((name) => keeps.includes(name)))));
    /** @param {string[]} wanted */
    const has = (wanted) => seen.has(keyed(wanted));
    return has;
  };

  // Beyond the limit lie lines only where nothing splits the columns, and columns only where nothing splits the lines.
  const isOfRows = Boolean(others) && columnNames.length === 0;
  const isOfColumns = Boolean(others) && rowNames.length === 0;
  const rowTuples = sorted(tuples(data, rowNames), answer.pivot?.rows);
  const columnTuples = sorted(tuples(data, columnNames), answer.pivot?.columns);
  const rows = axis(names.rows, rowTuples, measures, hasTotals(rowNames), folded, isOfRows);
  const columns = axis(names.columns, columnTuples, measures, hasTotals(columnNames), folded, isOfColumns);

  const found = new Map();
  for (const values of [...(answer.totals ?? []), ...data]) {
    const own = crossing(values, rowNames);
    found.set(own, found.get(own) ?? new Map());
    found.get(own).set(crossing(values, columnNames), values);
  }
  const ofRows = rows.map(({ members }) => found.get(crossing(members, rowNames)));
  const ofColumns = columns.map(({ members }) => crossing(members, columnNames));
  /**
   * @param {number} row
   * @param {number} column
   */
  const at = (row, column) =>
    rows[row].kind === "others" || columns[column].kind === "others" ? others : ofRows[row]?.get(ofColumns[column]);
  /**
   * @param {number} row
   * @param {number} column
   */
  const measureAt = (row, column) => rows[row].measure ?? columns[column].measure ?? measures[0];
  /**
   * @param {number} row
   * @param {number} column
   */
  const value = (row, column) => at(row, column)?.[measureAt(row, column)];

  const empty = new Map();
  /** @param {number} row */
  const isEmpty = (row) => {
    if (!empty.has(row)) {
      empty.set(
        row,
        columns.every((_, column) => isNothing(value(row, column))),
      );
    }
    return empty.get(row);
  };

  return {
    rows,
    columns,
    rowLevels: names.rows,
    columnLevels: names.columns,
    at,
    value,
    measureAt,
    isEmpty,
    /**
     * @param {number} row
     * @param {number} column
     * @returns {Values}
     */
    members: (row, column) => ({ ...rows[row].members, ...columns[column].members }),
  };
}

/**
 * Where nobody said where measures stand, they are the last of the columns.
 * @param {{rows: string[], columns: string[]}} about
 */
function laid({ rows, columns }) {
  return [...rows, ...columns].includes("measures") ? { rows, columns } : { rows, columns: [...columns, "measures"] };
}

/** @param {string[]} names */
function keyed(names) {
  return [...names].sort().join("\n");
}

/**
 * Which dimensions are kept, and at which values: null is a value, too.
 * @param {Values} values
 * @param {string[]} names
 */
function crossing(values, names) {
  return keyOf(values, names) + keyed(kept(values, names));
}

/**
 * @param {Values[]} data
 * @param {string[]} names
 */
function tuples(data, names) {
  const seen = new Map();
  for (const values of data) {
    const key = keyOf(values, names);
    if (!seen.has(key)) {
      seen.set(
        key,
        names.map((name) => values[name] ?? null),
      );
    }
  }
  return [...seen.values()];
}

/**
 * Rows and columns stand as the answer ordered their heads. A head names its measure behind its values.
 * @param {unknown[][]} list
 * @param {unknown[][] | undefined} heads
 */
function sorted(list, heads) {
  if (!heads || heads.length === 0) {
    return list;
  }
  const places = new Map();
  for (const head of heads) {
    const key = JSON.stringify(head.slice(0, list[0]?.length ?? 0).map((value) => value ?? null));
    if (!places.has(key)) {
      places.set(key, places.size);
    }
  }
  const placed = list.map((tuple) => ({ tuple, place: places.get(JSON.stringify(tuple)) ?? places.size }));
  return placed.sort((one, other) => one.place - other.place).map(({ tuple }) => tuple);
}

/** @param {unknown} value */
function isNothing(value) {
  return value === null || value === undefined;
}
