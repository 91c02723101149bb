// Columns: what an answer's values are called, how they are written, and in which rows a period is not whole.

import { NO_VALUE, WITHHELD, decimals, format, period, plain, span } from "../../numbers.js";

/** @import { Answer, Index } from "../types.d.ts" */
/** @import { Format } from "../../numbers.js" */

/**
 * @typedef {object} Column
 * @property {string} key the member, or the name of a formula
 * @property {string} title
 * @property {string} shortTitle
 * @property {"dimension" | "measure"} kind
 * @property {Format} format
 * @property {string | null} granularity of a time column
 * @property {string | null} part "previous" or "change" of a comparison
 * @property {string} measure the measure that a part belongs to; else the key itself
 * @property {string} description
 * @property {Map<unknown, string>} [titles] what coded values are called
 */

/**
 * @typedef {object} Known
 * @property {Column[]} dimensions in the order of the question
 * @property {Column[]} measures
 * @property {Column[]} all
 * @property {(key: string) => Column | undefined} of
 */

/**
 * Returns the columns of an answer.
 * @param {Answer} answer
 * @param {Index | undefined} index
 * @returns {Known}
 */
export function columns(answer, index) {
  const { annotation, query } = answer;
  const times = (query.timeDimensions ?? [])
    .filter(({ granularity }) => granularity)
    .map(({ dimension, granularity }) => `${dimension}.${granularity}`);
  const dimensions = [...(query.dimensions ?? []), ...times].map((key) => dimension(key, annotation, index));
  const measures = Object.keys(annotation.measures ?? {}).map((key) => measure(key, annotation, index));
  const all = [...dimensions, ...measures];
  const byKey = new Map(all.map((column) => [column.key, column]));
  return { dimensions, measures, all, of: (key) => byKey.get(key) };
}

/**
 * @param {string} key
 * @param {Answer["annotation"]} annotation
 * @param {Index | undefined} index
 * @returns {Column}
 */
function dimension(key, annotation, index) {
  const note = annotation.dimensions?.[key] ?? annotation.timeDimensions?.[key] ?? {};
  /** @type {Record<string, Format>} */
  const formats = { number: "count", time: "day" };
  return {
    key,
    title: note.title ?? key,
    shortTitle: note.shortTitle ?? note.title ?? key,
    kind: "dimension",
    titles: new Map((index?.member(key)?.values ?? []).map(({ value, title }) => [value, title])),
    format: formats[note.type ?? ""] ?? "text",
    granularity: note.granularity?.name ?? null,
    part: null,
    measure: key,
    description: note.description ?? "",
  };
}

/**
 * @param {string} key
 * @param {Answer["annotation"]} annotation
 * @param {Index | undefined} index
 * @returns {Column}
 */
function measure(key, annotation, index) {
  const note = annotation.measures?.[key] ?? {};
  const [, of, part] = /^(.*)\.(previous|change)$/.exec(key) ?? [null, key, null];
  const known = index?.member(of);
  let form = known?.format ?? known?.meta?.format ?? note.format ?? "number";
  if (part === "change" && form === "percent") {
    form = "points";
  }
  return {
    key,
    title: note.title ?? key,
    shortTitle: note.shortTitle ?? note.title ?? key,
    kind: "measure",
    format: form,
    granularity: null,
    part,
    measure: of,
    description: note.description ?? "",
  };
}

/**
 * Writes a value of a column. A change carries its sign and an arrow.
 * @param {unknown} value
 * @param {Column} column
 */
export function text(value, column) {
  const title = column.titles?.get(value);
  if (title !== undefined) {
    return title;
  }
  if (column.granularity && typeof value === "string") {
    return period(value, column.granularity);
  }
  if (column.part === "change" && typeof value === "number") {
    const sign = value > 0 ? "+" : "";
    return `${["↓", "=", "↑"][Math.sign(value) + 1]}\u00a0${sign}${format(value, column.format)}`;
  }
  return format(value, column.format);
}

/**
 * Writes a value for a spreadsheet: numbers with a comma and no grouping, nothing for nothing.
 * @param {unknown} value
 * @param {Column} column
 */
export function bare(value, column) {
  if (value === null || value === undefined) {
    return "";
  }
  if (typeof value === "number" && column.format !== "text") {
    const shown = Number(value.toFixed(decimals(column.format)));
    return plain(shown);
  }
  return text(value, column);
}

/** @param {Column} column */
export function isNumber(column) {
  return column.kind === "measure";
}

/** @param {unknown} value */
export function isAbsent(value) {
  return value === null || value === undefined;
}

export { NO_VALUE, WITHHELD };

/** @typedef {{from: string | null, to: string | null, dataDay: string | null}} Asked */

/**
 * Returns the span that an answer asks for: its first and last day, and the last day of its data.
 * @param {Answer} answer
 * @returns {Asked}
 */
export function asked(answer) {
  const range = (answer.query.timeDimensions ?? []).find(({ dateRange }) => dateRange)?.dateRange;
  const [from, to] = Array.isArray(range) ? [range[0], range[range.length - 1]] : [null, null];
  const days = [from, to, answer.dataMoment ?? answer.lastRefreshTime].map((iso) => iso?.slice(0, 10) ?? null);
  return { from: days[0], to: days[1], dataDay: days[2] };
}

/**
 * Returns whether the period that begins on a day goes beyond what was asked or what is known.
 * @param {unknown} iso
 * @param {Column} column
 * @param {Asked} about
 */
export function isPartial(iso, column, { from, to, dataDay }) {
  if (typeof iso !== "string" || !column.granularity || column.granularity === "day") {
    return false;
  }
  const [first, last] = span(iso, column.granularity);
  return (from !== null && first < from) || (to !== null && last > to) || (dataDay !== null && last > dataDay);
}
