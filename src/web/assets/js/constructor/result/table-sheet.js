// The answer as a table: dimensions, then measures, one line per row of the answer, totals behind their groups.

import { asked, columns, isAbsent, isPartial, text } from "./columns.js";
import { rows } from "./rows.js";
import { bareFigure, figure, sheet } from "./sheet.js";
import { SORTED, sample, titleWidth, widthOf } from "./widths.js";

/** @import { Column } from "./columns.js" */
/** @import { RowHead, SheetHead } from "./sheet.js" */
/** @import { Breadth } from "./widths.js" */
/** @import { Answer, Index, Query, Values, Way } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/** @param {{answer: Answer, index: Index, say: Say, breadthOf: Breadth}} about */
export function tableSheet({ answer, index, say, breadthOf }) {
  const { dimensions, measures, all } = columns(answer, index);
  const list = rows(
    answer,
    dimensions.map(({ key }) => key),
  );
  const about = asked(answer);
  const taken = sample(list.map((_, row) => row));
  const order = ordered(answer.query.order);

  /**
   * @param {number} row
   * @param {number} place
   */
  const said = (row, place) => {
    const { kind, values, labelAt } = list[row];
    const { key } = dimensions[place];
    if (kind === "total" ? !(key in values) : kind === "others") {
      const isWhole = !dimensions.some((dimension) => dimension.key in values);
      const total = isWhole ? "result-grand" : "result-total";
      return place === labelAt ? say(kind === "total" ? total : "result-others") : null;
    }
    const shown = text(values[key], dimensions[place]);
    return isPartial(values[key], dimensions[place], about) ? say("result-partial-value", { value: shown }) : shown || "—";
  };
  /** @param {number} row */
  const rowHeads = (row) => {
    /** @type {RowHead | null} */
    let covering = null;
    return dimensions.map((dimension, column) => {
      const own = said(row, column);
      const { kind, values } = list[row];
      if (own === null) {
        return covering;
      }
      covering = { from: row, count: 1, column, columns: 1, text: own };
      const isLabel = kind !== "row" && (kind === "others" || !(dimension.key in values));
      if (isLabel) {
        while (column + covering.columns < dimensions.length && said(row, column + covering.columns) === null) {
          covering.columns += 1;
        }
        return covering;
      }
      const members = membersOf(values, dimensions);
      covering.point = { kind: "head", member: dimension.key, value: values[dimension.key], members, measure: null };
      const head = covering;
      covering = null;
      return head;
    });
  };

  /** @param {Values} values */
  const isEmpty = (values) => measures.length > 0 && measures.every(({ key }) => isAbsent(values[key]));
  /**
   * @param {number} row
   * @param {number} column
   */
  const cell = (row, column) => {
    const { kind, values } = list[row];
    const place = column - dimensions.length;
    if (kind === "row" && isEmpty(values)) {
      return { text: place === 0 ? say("screen-no-data") : "", tone: "missing" };
    }
    return figure(values[measures[place].key] ?? null, measures[place], say);
  };

  const widths = all.map((column, place) => {
    const isHead = place < dimensions.length;
    const texts = isHead
      ? taken.map((row) => said(row, place) ?? "")
      : taken.map((row) => text(list[row].values[column.key], column));
    return Math.max(widthOf(texts, { least: 4.5, most: isHead ? 22 : 14 }), titleWidth(column.title, breadthOf) + SORTED);
  });
  /** @type {SheetHead[]} */
  const heads = all.map((column, place) => ({
    column: place,
    columns: 1,
    rows: 1,
    text: column.title,
    title: column.description ? `${column.title}. ${column.description}` : column.title,
    tone: place < dimensions.length ? "" : "number",
    canSort: true,
    key: column.key,
    sort: order.get(column.key),
    point: { kind: "title", member: column.kind === "dimension" ? column.key : null, measure: column.kind === "measure" ? column.key : null, members: {} },
  }));
  return sheet({
    label: say("result-table-label"),
    widths,
    fixed: dimensions.length,
    breadthOf,
    heads: [heads],
    rowCount: list.length,
    rowHeads,
    cell,
    bare: (row, column) => bareFigure(list[row].values[measures[column - dimensions.length].key], measures[column - dimensions.length]),
    rowTone: (row) => ({ row: "", total: "grid-total", others: "grid-others" })[list[row].kind],
    cellPoint: (row, column) =>
      list[row].kind === "others"
        ? null
        : {
            kind: "cell",
            member: null,
            members: membersOf(list[row].values, dimensions),
            measure: measures[column - dimensions.length].key,
          },
  });
}

/**
 * Reads an order in both of its forms.
 * @param {Query["order"] | Record<string, Way>} order
 */
export function ordered(order) {
  const pairs = Array.isArray(order) ? order : Object.entries(order ?? {});
  /** @type {Record<Way, SheetHead["sort"]>} */
  const words = { asc: "ascending", desc: "descending" };
  return new Map(pairs.map(([key, way]) => [key, words[way]]));
}

/**
 * @param {Values} values
 * @param {Column[]} dimensions
 */
function membersOf(values, dimensions) {
  return Object.fromEntries(dimensions.filter(({ key }) => key in values).map(({ key }) => [key, values[key]]));
}
