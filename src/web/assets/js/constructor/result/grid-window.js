// Which rows and columns of a grid are in sight, with some around them; and where a key moves the reader to.

const ROWS_AROUND = 8;
const COLUMNS_AROUND = 3;
// All rows are drawn anew when other columns come in sight, so that these change some at a time.
const COLUMN_STEP = 4;

/** @typedef {{rowFrom: number, rowTo: number, columnFrom: number, columnTo: number}} Sight */
/**
 * @typedef {object} GridMeasures a sheet in pixels
 * @property {number} rem
 * @property {number[]} lefts where each column begins, and where the last one ends
 * @property {number} fixed how many columns are heads of rows
 * @property {number} stuck how many of them stay
 * @property {number} stuckWidth
 * @property {number} rowHeight
 * @property {number} rowCount
 * @property {number} rowsMost how many rows can be in sight at once
 * @property {number[]} headHeights
 * @property {number} headHeight
 * @property {number} width
 * @property {number} height
 */

/**
 * Returns where each column begins, and where the last one ends.
 * @param {number[]} widths
 */
export function offsets(widths) {
  const list = [0];
  for (const width of widths) {
    list.push(list[list.length - 1] + width);
  }
  return list;
}

/**
 * @param {{top: number, left: number, width: number, height: number}} view
 * @param {{rowHeight: number, headHeight: number, rowCount: number, lefts: number[], fixed: number, stuckWidth: number}} grid
 * @returns {Sight}
 */
export function inSight(view, grid) {
  const rowFrom = Math.floor(view.top / grid.rowHeight) - ROWS_AROUND;
  const rowTo = Math.ceil((view.top + view.height - grid.headHeight) / grid.rowHeight) + ROWS_AROUND;
  const last = grid.lefts.length - 1;
  const columnFrom = columnAt(grid.lefts, view.left + grid.stuckWidth) - COLUMNS_AROUND;
  const columnTo = columnAt(grid.lefts, view.left + view.width) + 1 + COLUMNS_AROUND;
  return {
    rowFrom: Math.max(0, Math.min(rowFrom, grid.rowCount)),
    rowTo: Math.max(0, Math.min(rowTo, grid.rowCount)),
    columnFrom: Math.max(grid.fixed, Math.floor(columnFrom / COLUMN_STEP) * COLUMN_STEP),
    columnTo: Math.min(last, Math.ceil(columnTo / COLUMN_STEP) * COLUMN_STEP),
  };
}

/**
 * Returns how many rows can be in sight at once.
 * @param {number} height
 * @param {number} rowHeight
 */
export function rowsMost(height, rowHeight) {
  return Math.ceil(height / rowHeight) + 2 * ROWS_AROUND + 2;
}

/**
 * Returns the column that covers a place.
 * @param {number[]} lefts
 * @param {number} x
 */
export function columnAt(lefts, x) {
  let [low, high] = [0, lefts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lefts[middle] <= x) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return Math.max(0, low);
}

/**
 * Returns the cell that a key leads to; null where the key does not move.
 * Rows of heads are counted below zero. A merged cell says what it covers.
 * @param {{row: number, column: number}} at
 * @param {KeyboardEvent} event
 * @param {{first: number, rowCount: number, columnCount: number, page: number,
 *   covers: (row: number, column: number) => {row: number, column: number, rows: number, columns: number}}} grid
 */
export function moved(at, event, grid) {
  const { row, column } = at;
  const own = grid.covers(row, column);
  const isFar = event.ctrlKey || event.metaKey;
  /** @type {Record<string, () => [number, number]>} */
  const ways = {
    ArrowUp: () => [isFar ? 0 : own.row - 1, column],
    ArrowDown: () => [isFar ? grid.rowCount - 1 : own.row + own.rows, column],
    ArrowLeft: () => [row, isFar ? 0 : own.column - 1],
    ArrowRight: () => [row, isFar ? grid.columnCount - 1 : own.column + own.columns],
    Home: () => [isFar ? grid.first : row, 0],
    End: () => [isFar ? grid.rowCount - 1 : row, grid.columnCount - 1],
    PageUp: () => [Math.max(Math.min(row, 0), row - grid.page), column],
    PageDown: () => [row + grid.page, column],
  };
  const to = ways[event.key]?.();
  if (!to) {
    return null;
  }
  return {
    row: Math.max(grid.first, Math.min(grid.rowCount - 1, to[0])),
    column: Math.max(0, Math.min(grid.columnCount - 1, to[1])),
  };
}
