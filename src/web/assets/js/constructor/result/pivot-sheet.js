// The answer as a pivot: merged heads on both axes, totals of the answer, groups that can be folded.

import { asked, columns, isPartial, text } from "./columns.js";
import { layoutPivot } from "./pivot-layout.js";
import { laidOut } from "./pivot-shelves.js";
import { bareFigure, figure, sheet } from "./sheet.js";
import { FOLD, sample, titleWidth, widthOf } from "./widths.js";

/** @import { Column } from "./columns.js" */
/** @import { Head, Line } from "./pivot-axis.js" */
/** @import { RowHead, SheetHead } from "./sheet.js" */
/** @import { Breadth } from "./widths.js" */
/** @import { Answer, Index, Point } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/** How lines and their heads look. */
const TONES = { leaf: "", value: "", total: "grid-total", folded: "grid-total", others: "grid-others" };

/** @param {{answer: Answer, index: Index, say: Say, folded: Set<string>, breadthOf: Breadth}} about */
export function pivotSheet({ answer, index, say, folded, breadthOf }) {
  const known = columns(answer, index);
  const measures = known.measures.map(({ key }) => key);
  const layout = layoutPivot(answer, laidOut(answer), measures, folded);
  const about = asked(answer);
  const fixed = layout.rowLevels.length;
  const { rows: lines, columns: across } = layout;

  /** @param {Head} head */
  const said = (head) => {
    if (head.kind === "total" && head.name !== "measures") {
      return say(Object.keys(head.members).length > 0 ? "result-total" : "result-grand");
    }
    if (head.kind === "others") {
      return say("result-others");
    }
    if (head.name === "measures") {
      return known.of(String(head.value))?.shortTitle ?? String(head.value);
    }
    const column = known.of(head.name);
    const shown = column ? text(head.value, column) || "—" : String(head.value);
    return column && isPartial(head.value, column, about) ? say("result-partial-value", { value: shown }) : shown;
  };
  /**
   * @param {Head} head
   * @param {Line} line
   * @param {"rows" | "columns"} axis
   * @returns {Point | null} none where nothing can be named: the others are no value
   */
  const point = (head, line, axis) =>
    line.kind === "others"
      ? null
      : {
          kind: "head",
          axis,
          member: head.kind === "total" || head.name === "measures" ? null : head.name,
          value: head.value,
          members: head.members,
          measure: head.measure,
        };
  /** @param {Head} head */
  const fold = (head) => (head.isOpen === null ? null : { path: head.path, isOpen: head.isOpen });

  /** @param {number} row */
  const rowHeads = (row) => {
    /** @type {RowHead | null} */
    let covering = null;
    return lines[row].heads.map((head, column) => {
      if (head !== null) {
        covering = {
          from: head.from,
          count: head.count,
          column,
          columns: head.depth,
          text: said(head),
          tone: TONES[head.kind],
          fold: fold(head),
          point: point(head, lines[row], "rows"),
        };
      }
      return covering;
    });
  };

  const taken = sample(answer.data);
  const figures = new Map(known.measures.map((column) => [column.key, widthOf([...taken, ...sample(answer.totals ?? [])].map((values) => text(values[column.key], column)), { most: 14 })]));
  const headWidths = layout.rowLevels.map((name, level) => {
    const texts = sample(lines).map(({ heads }) => (heads[level] ? said(heads[level]) : ""));
    const title = name === "measures" ? say("result-measure") : (known.of(name)?.title ?? name);
    const isFolding = lines.some(({ heads }) => heads[level] && heads[level].isOpen !== null);
    return Math.max(widthOf(texts, { least: 4.5, most: 20 }) + (isFolding ? FOLD : 0), titleWidth(title, breadthOf));
  });
  const lastLevel = layout.columnLevels.length - 1;
  const ownWidths = across.map((line) => {
    const head = line.heads[lastLevel] ?? line.heads.findLast((one) => one !== null);
    const ofFigures = line.measure === null ? Math.max(...figures.values()) : (figures.get(line.measure) ?? 4);
    return Math.max(ofFigures, head ? titleWidth(said(head), breadthOf) + (head.isOpen === null ? 0 : FOLD) : 4, 3.6);
  });
  const widths = [...headWidths, ...ownWidths];

  const levels = Math.max(1, layout.columnLevels.length);
  const heads = Array.from({ length: levels }, (_, level) => {
    /** @type {SheetHead[]} */
    const list = [];
    if (level === 0) {
      layout.rowLevels.forEach((name, column) => {
        const own = name === "measures" ? say("result-measure") : (known.of(name)?.title ?? name);
        list.push({ column, columns: 1, rows: levels, text: own, tone: "", point: name === "measures" ? null : { kind: "title", axis: "rows", member: name, measure: null, members: {} } });
      });
    }
    if (layout.columnLevels.length === 0) {
      list.push({ column: fixed, columns: 1, rows: 1, text: say("result-value"), tone: "number" });
      return list;
    }
    let before = null;
    for (const line of across) {
      const head = line.heads[level];
      if (head && head !== before) {
        const isNumber = head.count === 1;
        const measure = head.name === "measures" ? known.of(String(head.value)) : null;
        list.push({
          column: fixed + head.from,
          columns: head.count,
          rows: head.depth,
          text: said(head),
          title: measure ? [measure.title, measure.description].filter(Boolean).join(". ") : undefined,
          tone: `${isNumber ? "number" : ""} ${TONES[head.kind]}`.trim(),
          fold: fold(head),
          point: point(head, line, "columns"),
        });
      }
      before = head;
    }
    return list;
  });
  /**
   * @param {number} row
   * @param {number} column
   */
  const columnAt = (row, column) => /** @type {Column} */ (known.of(layout.measureAt(row, column - fixed)));
  /**
   * @param {number} row
   * @param {number} column
   */
  const cell = (row, column) => {
    if (lines[row].kind === "leaf" && layout.isEmpty(row)) {
      return { text: column === fixed ? say("screen-no-data") : "", tone: "missing" };
    }
    const own = figure(layout.value(row, column - fixed), columnAt(row, column), say);
    return { ...own, tone: `${own.tone} ${TONES[across[column - fixed].kind]}`.trim() };
  };
  return sheet({
    label: say("result-pivot-label"),
    widths,
    fixed,
    breadthOf,
    heads,
    rowCount: lines.length,
    rowHeads,
    cell,
    bare: (row, column) => bareFigure(layout.value(row, column - fixed), columnAt(row, column)),
    rowTone: (row) => TONES[lines[row].kind],
    cellPoint: (row, column) =>
      lines[row].kind === "others" || across[column - fixed].kind === "others"
        ? null
        : {
            kind: "cell",
            member: null,
            members: layout.members(row, column - fixed),
            measure: layout.measureAt(row, column - fixed),
          },
  });
}
