// The cells of a grid as elements. A row that stays as it was is handed out as the same object, which Preact leaves alone.
// Heads that stay at the left lie in a layer of their own, since a layer for each would be slow.

import { h } from "../../../vendor/preact/preact.js";

/** @import { GridMeasures, Sight } from "./grid-window.js" */
/** @import { RowHead, Sheet, SheetHead } from "./sheet.js" */

// More rows than are ever in sight: an element that goes out of it is taken for a row that comes in.
const POOL = 96;

/**
 * @param {Sheet} sheet
 * @param {GridMeasures} grid
 * @param {string} id
 */
export function gridCells(sheet, grid, id) {
  const headRows = sheet.heads.length;
  const { rowHeight, headHeight, stuck, fixed } = grid;
  const pool = Math.min(POOL, grid.rowsMost);
  let kept = new Map();
  let keptFor = "";

  /**
   * @param {number} place
   * @param {Sight} about
   * @returns {object} the row as it stands in the columns in sight
   */
  const row = (place, { columnFrom, columnTo }) => {
    if (keptFor !== `${columnFrom} ${columnTo}`) {
      kept = new Map();
      keptFor = `${columnFrom} ${columnTo}`;
    }
    let made = kept.get(place);
    if (!made) {
      made = drawn(place, columnFrom, columnTo);
      kept.set(place, made);
      if (kept.size > 4 * POOL) {
        kept.delete(kept.keys().next().value);
      }
    }
    return made;
  };

  /**
   * @param {number} place
   * @param {number} columnFrom
   * @param {number} columnTo
   */
  const drawn = (place, columnFrom, columnTo) => {
    const cells = [];
    for (let column = columnFrom; column < columnTo; column += 1) {
      const { text, title, tone, said } = sheet.cell(place, column);
      const about = { key: column, class: `grid-cell c${column} ${tone}`, role: "gridcell", "aria-colindex": column + 1, title };
      cells.push(h("div", about, said ? [text, h("span", { class: "visually-hidden" }, ` ${said}`)] : text));
    }
    return h(
      "div",
      {
        key: place % pool,
        class: `grid-row ${sheet.rowTone(place)}`,
        role: "row",
        "aria-rowindex": headRows + place + 1,
        style: { top: `${place * rowHeight}px` },
      },
      cells,
    );
  };

  /**
   * The heads of rows: those that stay, and those that pass. A merged one is drawn from where it comes in sight.
   * @param {Sight} about
   */
  const sides = ({ rowFrom, rowTo }) => {
    /** @type {[object[], object[]]} */
    const [staying, passing] = [[], []];
    for (let place = rowFrom; place < rowTo; place += 1) {
      const heads = sheet.rowHeads(place);
      /** @type {[object[], object[]]} */
      const [stays, passes] = [[], []];
      for (let column = 0; column < fixed; column += 1) {
        const head = heads[column];
        if (head && head.column === column && (head.from === place || place === rowFrom)) {
          (column < stuck ? stays : passes).push(rowHead(head, column, place, rowTo));
        }
      }
      staying.push(...inRow(place, stays));
      passing.push(...inRow(place, passes));
    }
    return { staying, passing };
  };

  /**
   * @param {number} place
   * @param {object[]} list
   */
  const inRow = (place, list) =>
    list.length > 0 ? [h("div", { key: place % pool, class: "grid-heads", role: "row", "aria-rowindex": headRows + place + 1 }, list)] : [];

  /**
   * @param {RowHead} head
   * @param {number} column
   * @param {number} place
   * @param {number} rowTo
   */
  const rowHead = (head, column, place, rowTo) => {
    const isMerged = head.count > 1;
    const to = Math.min(head.from + head.count, rowTo);
    const tone = sheet.rowTone(head.from);
    const about = {
      key: `${isMerged ? "merged" : ""}${column}`,
      id: `${id}-h${head.from}-${column}`,
      class: `grid-cell grid-side-head c${column} ${isMerged ? "" : tone} ${head.tone ?? ""}`,
      role: "rowheader",
      "aria-colindex": column + 1,
      "aria-rowspan": isMerged ? head.count : undefined,
      "aria-colspan": head.columns > 1 ? head.columns : undefined,
      "aria-expanded": head.fold ? String(head.fold.isOpen) : undefined,
      title: head.title ?? head.text,
      style: {
        top: `${place * rowHeight}px`,
        height: `${(to - place) * rowHeight}px`,
        width: head.columns > 1 ? span(column, head.columns) : null,
      },
      "data-row": head.from,
      "data-column": column,
    };
    // The words of a merged head stay in sight below the heads of columns.
    return h("div", about, isMerged ? h("span", { class: "grid-said", style: { top: `${headHeight}px` } }, fold(head), head.text) : [fold(head), head.text]);
  };

  /** @param {Sight} about */
  const heads = ({ columnFrom, columnTo }) =>
    sheet.heads.map((list, level) => {
      const seen = list.filter((one) => one.column < fixed || (one.column < columnTo && one.column + one.columns > columnFrom));
      const sorted = [...seen].sort((one, other) => one.column - other.column);
      return h(
        "div",
        { key: level, class: "grid-row", role: "row", "aria-rowindex": level + 1, style: { height: `${grid.headHeights[level]}px` } },
        sorted.map((head) => headCell(head, level)),
      );
    });

  /**
   * @param {SheetHead} head
   * @param {number} level
   */
  const headCell = (head, level) => {
    const { column } = head;
    const height = grid.headHeights.slice(level, level + head.rows).reduce((sum, one) => sum + one, 0);
    const sign = head.sort && { ascending: "▲", descending: "▼" }[head.sort];
    const isStuck = column < stuck;
    const about = {
      key: column,
      id: `${id}-t${level}-${column}`,
      class: `grid-cell grid-title ${head.tone}${isStuck ? " grid-stuck" : ""}${head.canSort ? " grid-sorted" : ""}`,
      role: "columnheader",
      "aria-colindex": column + 1,
      "aria-colspan": head.columns > 1 ? head.columns : undefined,
      "aria-rowspan": head.rows > 1 ? head.rows : undefined,
      "aria-sort": head.sort,
      "aria-expanded": head.fold ? String(head.fold.isOpen) : undefined,
      title: head.title ?? head.text,
      // What stays lies in the row and pushes nothing: it takes its room back.
      style: isStuck
        ? { left: `${grid.lefts[column]}px`, width: span(column, head.columns), marginRight: `-${span(column, head.columns)}`, height: `${height}px` }
        : { left: `${grid.lefts[column]}px`, width: span(column, head.columns), height: `${height}px` },
      "data-row": level - headRows,
      "data-column": column,
    };
    return h(
      "div",
      about,
      h(
        "span",
        { class: "grid-said", style: head.columns > 1 ? { left: `${grid.stuckWidth}px` } : undefined },
        fold(head),
        head.text,
        sign && h("span", { class: "grid-sign", "aria-hidden": "true" }, sign),
      ),
      head.canSort && h("span", { class: "grid-more", "data-more": "", "aria-hidden": "true" }, "⋮"),
    );
  };

  /**
   * @param {number} column
   * @param {number} count
   */
  const span = (column, count) => `${grid.lefts[column + count] - grid.lefts[column]}px`;
  return { row, sides, heads };
}

/**
 * Finds the cell that an element of a grid belongs to.
 * @param {Element} element
 * @param {number} headRows
 */
export function placeOf(element, headRows) {
  const cell = /** @type {HTMLElement | null} */ (element.closest("[role=gridcell], [role=rowheader], [role=columnheader]"));
  if (!cell) {
    return null;
  }
  if (cell.dataset.row !== undefined) {
    return { cell, row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  }
  const row = Number(cell.parentElement?.getAttribute("aria-rowindex")) - headRows - 1;
  return { cell, row, column: Number(cell.getAttribute("aria-colindex")) - 1 };
}

/** @param {{fold?: {path: string, isOpen: boolean} | null}} about */
function fold({ fold }) {
  return fold && h("span", { class: "grid-fold", "data-fold": fold.path, "aria-hidden": "true" }, fold.isOpen ? "▾" : "▸");
}
