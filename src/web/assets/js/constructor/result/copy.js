// The whole sheet for the clipboard: as an HTML table, and as tabbed text that a spreadsheet takes.

import { putOnClipboard } from "../clipboard.js";
import { guarded, html } from "./sheet-html.js";

/** @import { Sheet } from "./sheet.js" */

/**
 * Puts the sheet on the clipboard in both forms.
 * @param {Sheet} sheet
 */
export function copySheet(sheet) {
  return putOnClipboard({ "text/plain": tabbed(sheet), "text/html": html(sheet) });
}

/**
 * Writes a sheet as lines of tabbed cells. A merged head stands once, as a spreadsheet keeps it.
 * @param {Sheet} sheet
 */
export function tabbed(sheet) {
  const lines = [];
  sheet.heads.forEach((list) => {
    const line = sheet.widths.map(() => "");
    list.forEach((head) => (line[head.column] = guarded(head.text, true)));
    lines.push(line);
  });
  for (let row = 0; row < sheet.rowCount; row += 1) {
    // Every row says its heads, so that rows can be sorted and filtered where they are pasted.
    const heads = sheet.rowHeads(row).map((head, column) => (head && head.column === column ? guarded(head.text, true) : ""));
    const cells = [];
    for (let column = sheet.fixed; column < sheet.widths.length; column += 1) {
      const { text, isText } = sheet.bare(row, column);
      cells.push(guarded(text, isText));
    }
    lines.push([...heads, ...cells]);
  }
  return lines.map((line) => line.map(oneLine).join("\t")).join("\r\n");
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/[\t\r\n]+/g, " ");
}
