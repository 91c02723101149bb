// What is taken away as a file, and the same in the words of the screen, so that both can be compared cell by cell.

import { choose, laidOut } from "./bench.mjs";
import { bytes, shown, workbook } from "./workbook.mjs";

/** Takes the answer away by the menu of formats. */
export async function download(page, format) {
  await page.locator(".constructor-actions [aria-haspopup=menu]").first().click();
  const [file] = await Promise.all([page.waitForEvent("download"), choose(page, format)]);
  return file;
}

/** Takes the answer away as a workbook; returns it with the name of its file. */
export async function taken(page, format) {
  const file = await download(page, format);
  return [workbook(await bytes(file)), file.suggestedFilename()];
}

/** A row of a workbook in the words of the screen. */
export function texts(row) {
  return [...row].map((cell) => (cell ? plainText(shown(cell)) : ""));
}

/** A file leaves out what is empty at the end of a row. */
export function padded(row, width) {
  return [...row, ...Array(Math.max(0, width - row.length)).fill("")];
}

/** A row of the screen in the words of a file, where a covered place is empty. */
export function plain(row) {
  return row.map((text) => plainText(text ?? ""));
}

function plainText(text) {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

/** The merged cells of rows that stand so many below the top. */
export function spans(rows, top) {
  const found = [];
  const grid = laidOut(rows);
  rows.forEach((cells, row) => {
    let from = 0;
    for (const cell of cells) {
      const column = grid[row].indexOf(cell.text, from);
      from = column + 1;
      if (cell.columns * cell.rows > 1) {
        found.push({ column, row: row + top, columns: cell.columns, rows: cell.rows });
      }
    }
  });
  return found;
}

/** Merges in one order, so that they can be compared. */
export function sorted(merges) {
  return [...merges].sort((one, other) => one.row - other.row || one.column - other.column);
}
