// A grid of any size: only what is in sight is in the document. Heads and the first columns stay; one cell at a time
// is the reader's, moved by the keys of the ARIA grid pattern.

import { html, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "../../../vendor/preact/preact.js";
import { gridCells, placeOf } from "./grid-cells.js";
import { inSight, moved, offsets, rowsMost } from "./grid-window.js";
import { FOLD, SORTED, titleHeight } from "./widths.js";

/** @import { GridMeasures } from "./grid-window.js" */
/** @import { Sheet, SheetHead } from "./sheet.js" */
/** @import { Point } from "../types.d.ts" */

const ROW_HEIGHT = 1.875;
// No more of the width than this is taken by columns that stay.
const STUCK_SHARE = 0.5;

/**
 * @param {{sheet: Sheet, onOpen: (point: Point, at: HTMLElement) => void,
 *   onSort: (head: SheetHead) => void, onFold: (path: string) => void, onCopy: (text: string) => void}} props
 */
export function Grid({ sheet, onOpen, onSort, onFold, onCopy }) {
  const id = useId();
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0, rem: 16 });
  const [seen, setSeen] = useState({ rowFrom: 0, rowTo: 0, columnFrom: 0, columnTo: 0 });
  const active = useRef({ row: 0, column: 0 });

  const grid = useMemo(() => measured(sheet, size), [sheet, size]);
  const cells = useMemo(() => gridCells(sheet, grid, id), [sheet, grid, id]);
  useColumnRules(id, grid);

  const look = () => {
    if (!frame.current) {
      return;
    }
    const { scrollTop: top, scrollLeft: left } = frame.current;
    const now = inSight({ top, left, ...size }, grid);
    setSeen((before) => (JSON.stringify(now) === JSON.stringify(before) ? before : now));
  };
  useLayoutEffect(look, [grid]);
  useEffect(() => {
    const element = /** @type {HTMLElement} */ (frame.current);
    const observer = new ResizeObserver(() => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const { clientWidth: width, clientHeight: height } = element;
      setSize((before) => (before.width === width && before.height === height && before.rem === rem ? before : { width, height, rem }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // What is marked as the reader's cell is kept beside the drawing, so that moving draws nothing anew.
  const mark = () => {
    const element = /** @type {HTMLElement} */ (frame.current);
    const { row, column } = sheet.covers(active.current.row, active.current.column);
    const cell = found(element, row, column, sheet.heads.length);
    for (const one of element.querySelectorAll("[data-active]")) {
      one.removeAttribute("data-active");
      one.removeAttribute("aria-labelledby");
      if (one.id === `${id}-active`) {
        one.removeAttribute("id");
      }
    }
    if (cell) {
      // Heads of rows lie in a layer of their own: the cell names them, so that it is not read as a bare figure.
      if (row >= 0 && column >= sheet.fixed) {
        const heads = sheet.rowHeads(row).flatMap((head) => (head ? [`${id}-h${head.from}-${head.column}`] : []));
        cell.setAttribute("aria-labelledby", [...new Set(heads), cell.id || `${id}-active`].join(" "));
      }
      cell.id ||= `${id}-active`;
      cell.dataset.active = "";
      element.setAttribute("aria-activedescendant", cell.id);
    } else {
      element.removeAttribute("aria-activedescendant");
    }
    return cell;
  };
  useLayoutEffect(() => {
    const { row, column } = active.current;
    active.current = { row: Math.min(row, sheet.rowCount - 1), column: Math.min(column, sheet.widths.length - 1) };
    mark();
  });

  /** @param {HTMLElement | null} cell */
  const activate = (cell) => {
    const { row, column } = active.current;
    const head = row < 0 ? sheet.headAt(row, column) : null;
    if (head?.canSort) {
      onSort(head);
    } else {
      open(cell);
    }
  };
  /** @param {HTMLElement | null} cell */
  const open = (cell) => {
    const point = sheet.point(active.current.row, active.current.column);
    if (point && cell) {
      onOpen(point, cell);
    }
  };

  /** @param {any} event */
  const onClick = (event) => {
    const place = placeOf(event.target, sheet.heads.length);
    if (!place || !getSelection()?.isCollapsed) {
      return;
    }
    const { cell, row, column } = place;
    active.current = { row, column };
    mark();
    if (event.target.closest("[data-fold]")) {
      onFold(event.target.closest("[data-fold]").dataset.fold);
    } else if (event.type === "contextmenu" || event.target.closest("[data-more]")) {
      event.preventDefault();
      open(cell);
    } else {
      activate(cell);
    }
  };

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const to = moved(active.current, event, {
      first: -sheet.heads.length,
      rowCount: sheet.rowCount,
      columnCount: sheet.widths.length,
      page: Math.max(1, Math.floor((size.height - grid.headHeight) / grid.rowHeight) - 1),
      covers: sheet.covers,
    });
    const { row, column } = active.current;
    if (to) {
      active.current = to;
      reveal(/** @type {HTMLElement} */ (frame.current), grid, to);
      look();
      mark();
    } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === " ") {
      activate(mark());
    } else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      open(mark());
    } else if (event.key === "+" || event.key === "-") {
      const fold = sheet.foldAt(row, column);
      if (fold?.isOpen === (event.key === "-")) {
        onFold(fold.path);
      }
    } else if ((event.ctrlKey || event.metaKey) && event.code === "KeyC" && getSelection()?.isCollapsed) {
      onCopy(sheet.textAt(row, column));
    } else {
      return;
    }
    event.preventDefault();
  };

  // A sheet of another size is drawn once before it is looked at anew.
  const sight = {
    ...seen,
    columnFrom: Math.max(seen.columnFrom, sheet.fixed),
    columnTo: Math.min(seen.columnTo, sheet.widths.length),
    rowTo: Math.min(seen.rowTo, sheet.rowCount),
  };
  const { rowFrom, rowTo } = sight;
  const rows = [];
  for (let row = rowFrom; row < rowTo; row += 1) {
    rows.push(cells.row(row, sight));
  }
  const { staying, passing } = cells.sides(sight);
  return html`<div class="grid" role="grid" tabindex="0" ref=${frame} aria-label=${sheet.label} aria-readonly="true" data-grid=${id}
      aria-rowcount=${sheet.rowCount + sheet.heads.length} aria-colcount=${sheet.widths.length}
      onScroll=${look} onClick=${onClick} onContextMenu=${onClick} onKeyDown=${onKeyDown}>
    <div class="grid-space" style=${{ width: `${grid.width}px`, height: `${grid.height}px` }}>
      <div class="grid-head" role="rowgroup" style=${{ height: `${grid.headHeight}px` }}>${cells.heads(sight)}</div>
      <div class="grid-side" role="rowgroup">${staying}</div>
      <div class="grid-body" role="rowgroup" style=${{ top: `${grid.headHeight}px` }}>${rows}</div>
      ${passing.length > 0 && html`<div class="grid-passing" role="rowgroup" style=${{ top: `${grid.headHeight}px` }}>${passing}</div>`}
    </div>
  </div>`;
}

/**
 * Where each column stands is told once, for all of its cells.
 * @param {string} id
 * @param {GridMeasures} grid
 */
function useColumnRules(id, grid) {
  useLayoutEffect(() => {
    const rules = new CSSStyleSheet();
    const own = grid.lefts.slice(0, -1).map((left, column) => `[data-grid="${id}"] .c${column}{left:${left}px;width:${grid.lefts[column + 1] - left}px}`);
    rules.replaceSync(`[data-grid="${id}"] .grid-body>.grid-row{height:${grid.rowHeight}px}${own.join("")}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== rules);
    };
  }, [id, grid]);
}

/**
 * @param {HTMLElement} frame
 * @param {number} row
 * @param {number} column
 * @param {number} headRows
 * @returns {HTMLElement | null}
 */
function found(frame, row, column, headRows) {
  const merged = frame.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  const cell = `.grid-body > [aria-rowindex="${row + headRows + 1}"] > [aria-colindex="${column + 1}"]`;
  return /** @type {HTMLElement | null} */ (merged ?? frame.querySelector(cell));
}

/**
 * The sheet in pixels.
 * @param {Sheet} sheet
 * @param {{width: number, height: number, rem: number}} about
 */
function measured(sheet, { width, height, rem }) {
  // On a narrow screen heads of rows leave room to the figures.
  const widths = sheet.widths.map((one, column) =>
    Math.round(column < sheet.fixed && width > 0 ? Math.min(one * rem, Math.max(width * (column === 0 ? 0.45 : 0.3), 88)) : one * rem),
  );
  let lefts = offsets(widths);
  // A table narrower than its frame grows a little, its first column most.
  const spare = width - lefts[lefts.length - 1];
  if (spare > 0 && widths.length > 0) {
    const each = Math.min(6 * rem, Math.floor(spare / widths.length));
    const first = Math.min(spare - each * (widths.length - 1), 18 * rem);
    lefts = offsets(widths.map((one, column) => one + (column === 0 ? first : each)));
  }
  let stuck = 0;
  while (stuck < sheet.fixed && lefts[stuck + 1] <= Math.max(width * STUCK_SHARE, stuck === 0 ? Infinity : 0)) {
    stuck += 1;
  }
  const headHeights = sheet.heads.map((list) => Math.round(rem * Math.max(1.9, ...list.filter(({ rows }) => rows === 1).map((head) => heightOf(head, sheet, lefts, rem)))));
  const headHeight = headHeights.reduce((sum, one) => sum + one, 0);
  const rowHeight = Math.round(ROW_HEIGHT * rem);
  return {
    rem,
    lefts,
    fixed: sheet.fixed,
    stuck,
    stuckWidth: lefts[stuck],
    rowHeight,
    rowCount: sheet.rowCount,
    rowsMost: rowsMost(height, rowHeight),
    headHeights,
    headHeight,
    width: lefts[lefts.length - 1],
    height: headHeight + sheet.rowCount * rowHeight,
  };
}

/**
 * The height that a head takes beside its signs, in rem.
 * @param {SheetHead} head
 * @param {Sheet} sheet
 * @param {number[]} lefts
 * @param {number} rem
 */
function heightOf({ text, column, columns, fold, canSort, sort }, { breadthOf }, lefts, rem) {
  const room = (lefts[column + columns] - lefts[column]) / rem - (fold ? FOLD : 0) - (canSort ? SORTED : 0);
  return titleHeight(sort ? `${text} ▲` : text, room, breadthOf);
}

/**
 * @param {HTMLElement} frame
 * @param {GridMeasures} grid
 * @param {{row: number, column: number}} about
 */
function reveal(frame, grid, { row, column }) {
  if (row >= 0) {
    const top = row * grid.rowHeight;
    frame.scrollTop = Math.min(top, Math.max(frame.scrollTop, top + grid.rowHeight + grid.headHeight - frame.clientHeight));
  }
  if (column >= grid.stuck) {
    const [left, right] = [grid.lefts[column], grid.lefts[column + 1]];
    frame.scrollLeft = Math.min(left - grid.stuckWidth, Math.max(frame.scrollLeft, right - frame.clientWidth));
  }
}
