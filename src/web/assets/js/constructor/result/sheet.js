// Sheet: a table or a pivot as cells, before it is drawn, copied or printed. Its measures are in rem.

import { WITHHELD, bare, isAbsent, text } from "./columns.js";

/** @import { Column } from "./columns.js" */
/** @import { Point } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/**
 * @typedef {object} SheetHead a head of columns; merged ones cover more
 * @property {number} column
 * @property {number} columns
 * @property {number} rows
 * @property {string} text
 * @property {string} [title]
 * @property {string} tone
 * @property {boolean} [canSort]
 * @property {"ascending" | "descending"} [sort]
 * @property {string} [key] what it sorts by
 * @property {{path: string, isOpen: boolean} | null} [fold]
 * @property {Point | null} [point]
 */

/**
 * @typedef {object} RowHead
 * @property {number} from the first row
 * @property {number} count how many rows it covers
 * @property {number} column
 * @property {number} columns
 * @property {string} text
 * @property {string} [title]
 * @property {string} [tone]
 * @property {{path: string, isOpen: boolean} | null} [fold]
 * @property {Point | null} [point]
 */

/**
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} tone
 * @property {string} [title]
 * @property {string} [said] what only a screen reader hears behind the text
 */

/**
 * @typedef {object} Parts
 * @property {string} label
 * @property {number[]} widths
 * @property {number} fixed how many columns are heads of rows
 * @property {(text: string) => number} breadthOf how wide a text is in the letters of heads
 * @property {SheetHead[][]} heads
 * @property {number} rowCount
 * @property {(row: number) => (RowHead | null)[]} rowHeads for each column of heads what covers it
 * @property {(row: number, column: number) => Cell} cell
 * @property {(row: number, column: number) => {text: string, isText: boolean}} bare for a spreadsheet
 * @property {(row: number) => string} rowTone
 * @property {(row: number, column: number) => Point | null} cellPoint what a cell stands for
 */

/** @typedef {Parts & ReturnType<typeof found>} Sheet */

/**
 * @param {Parts} parts
 * @returns {Sheet}
 */
export function sheet(parts) {
  return { ...parts, ...found(parts) };
}

/** @param {Parts} parts */
function found(parts) {
  /**
   * @param {number} row
   * @param {number} column
   */
  const headAt = (row, column) => {
    const level = row + parts.heads.length;
    for (let above = level; above >= 0; above -= 1) {
      const head = parts.heads[above].find((one) => one.column <= column && column < one.column + one.columns);
      if (head) {
        return above + head.rows > level ? { ...head, row: above - parts.heads.length } : null;
      }
    }
    return null;
  };
  /**
   * @param {number} row
   * @param {number} column
   */
  const rowHeadAt = (row, column) => (row >= 0 && column < parts.fixed ? parts.rowHeads(row)[column] : null);
  return {
    headAt,
    /**
     * @param {number} row
     * @param {number} column
     */
    covers(row, column) {
      const head = row < 0 ? headAt(row, column) : null;
      if (head) {
        return { row: head.row, column: head.column, rows: head.rows, columns: head.columns };
      }
      const own = rowHeadAt(row, column);
      return own
        ? { row: own.from, column: own.column, rows: own.count, columns: own.columns }
        : { row, column, rows: 1, columns: 1 };
    },
    /**
     * @param {number} row
     * @param {number} column
     */
    foldAt: (row, column) => (row < 0 ? headAt(row, column) : rowHeadAt(row, column))?.fold ?? null,
    /**
     * @param {number} row
     * @param {number} column
     */
    textAt(row, column) {
      const head = row < 0 ? headAt(row, column) : rowHeadAt(row, column);
      return head ? head.text : row >= 0 && column >= parts.fixed ? parts.bare(row, column).text : "";
    },
    /**
     * @param {number} row
     * @param {number} column
     */
    point(row, column) {
      const head = row < 0 ? headAt(row, column) : rowHeadAt(row, column);
      return head ? (head.point ?? null) : row >= 0 && column >= parts.fixed ? parts.cellPoint(row, column) : null;
    },
  };
}

/**
 * Makes the cell of a figure. What the answer has no row for reads empty, what it has no figure for a dash.
 * @param {unknown} value
 * @param {Column} column
 * @param {Say} say
 * @returns {Cell}
 */
export function figure(value, column, say) {
  if (value === undefined) {
    return { text: "", tone: "number" };
  }
  if (value === WITHHELD) {
    return { text: WITHHELD, tone: "number absent", title: say("screen-withheld"), said: say("screen-withheld") };
  }
  if (isAbsent(value)) {
    return { text: text(null, column), tone: "number absent" };
  }
  if (column.part === "change" && typeof value === "number") {
    const word = say(["result-less", "result-same", "result-more"][Math.sign(value) + 1]);
    return { text: text(value, column), tone: "number", title: word, said: word };
  }
  return { text: text(value, column), tone: "number" };
}

/**
 * @param {unknown} value
 * @param {Column} column
 */
export function bareFigure(value, column) {
  return { text: bare(value, column), isText: typeof value === "string" };
}
