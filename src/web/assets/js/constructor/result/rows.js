// Rows of the table: those of the answer, each total behind the last row of its group, the others, the grand total.

/** @import { Values } from "../types.d.ts" */

/**
 * @typedef {object} Row
 * @property {"row" | "total" | "others"} kind
 * @property {Record<string, unknown>} values
 * @property {number} labelAt the place of the dimension where a total or the others say what they are; -1 in a row
 */

/**
 * @param {{data: Record<string, unknown>[], totals?: Record<string, unknown>[]}} answer
 * @param {string[]} dimensions
 * @returns {Row[]}
 */
export function rows(answer, dimensions) {
  const plain = answer.data.filter((values) => !values.$others);
  const others = answer.data.find((values) => values.$others);
  const [behind, foot] = placed(answer.totals ?? [], plain, dimensions);
  /** @type {Row[]} */
  const list = [];
  plain.forEach((values, place) => {
    list.push({ kind: "row", values, labelAt: -1 });
    list.push(...(behind.get(place) ?? []));
  });
  if (others) {
    list.push({ kind: "others", values: others, labelAt: 0 });
  }
  return [...list, ...foot];
}

/**
 * Names the dimensions that a total keeps.
 * @param {Values} values
 * @param {string[]} dimensions
 */
export function kept(values, dimensions) {
  return dimensions.filter((key) => key in values);
}

/**
 * Makes a key of some values of a row.
 * @param {Values} values
 * @param {string[]} names
 */
export function keyOf(values, names) {
  return JSON.stringify(names.map((name) => values[name] ?? null));
}

/**
 * Finer totals stand before coarser ones behind the same row; what ends no group goes to the foot.
 * @param {Values[]} totals
 * @param {Values[]} plain
 * @param {string[]} dimensions
 * @returns {[Map<number, Row[]>, Row[]]}
 */
function placed(totals, plain, dimensions) {
  /** @type {Map<number, Row[]>} */
  const behind = new Map();
  /** @type {Row[]} */
  const foot = [];
  const lastRows = new Map();
  // Totals of several questions about one pivot may come together; each stands once.
  const own = new Map(totals.map((values) => [JSON.stringify(kept(values, dimensions)) + keyOf(values, dimensions), values]));
  const found = [...own.values()]
    .map((values) => ({ values, names: kept(values, dimensions) }))
    .filter(({ names }) => names.length < dimensions.length || dimensions.length === 0)
    .sort((one, other) => other.names.length - one.names.length);
  for (const { values, names } of found) {
    /** @type {Row} */
    const row = { kind: "total", values, labelAt: dimensions.findIndex((key) => !(key in values)) };
    const isPrefix = names.every((name, place) => name === dimensions[place]);
    const place = names.length > 0 && isPrefix ? lastOf(lastRows, plain, names).get(keyOf(values, names)) : undefined;
    if (place === undefined) {
      foot.push(row);
    } else {
      behind.set(place, [...(behind.get(place) ?? []), row]);
    }
  }
  return [behind, foot];
}

/**
 * @param {Map<string, Map<string, number>>} lastRows
 * @param {Values[]} plain
 * @param {string[]} names
 */
function lastOf(lastRows, plain, names) {
  const level = names.join("\n");
  const known = lastRows.get(level) ?? new Map(plain.map((values, place) => [keyOf(values, names), place]));
  lastRows.set(level, known);
  return known;
}
