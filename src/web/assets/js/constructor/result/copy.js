// The whole sheet for the clipboard: as an HTML table, and as tabbed text that a spreadsheet takes.

import { format } from "../../numbers.js";
import { putOnClipboard } from "../clipboard.js";
import { answerOf } from "../store.js";
import { guarded, html } from "./sheet-html.js";

/** @import { Store } from "../store.js" */
/** @import { Answer, Say } from "../types.d.ts" */
/** @import { Sheet } from "./sheet.js" */

// More rows a spreadsheet takes from a file.
const COPIED_MOST = 20_000;

/**
 * Puts an answer on the clipboard with the rows that the screen does without, as many as a clipboard bears.
 * @param {object} about
 * @param {Store} about.store
 * @param {Sheet} about.sheet the one that is shown
 * @param {(answer: Answer) => Sheet} about.make
 * @param {Say} about.say
 * @param {(text: string) => void} about.tell
 * @returns {Promise<string>} how it went, in words
 */
export async function copyAll({ store, sheet, make, say, tell }) {
  let answer = /** @type {Answer} */ (store.answer);
  let all = sheet;
  const { answered } = store;
  const asked = answered.limit ?? Infinity;
  const most = Math.min(asked, COPIED_MOST);
  if (isCut(answer) && rowCount(answer) < most) {
    tell(say("result-copying"));
    answer = await answerOf(answered, most, undefined, () => {});
    all = make(answer);
  }
  if (!(await copySheet(all))) {
    return say("result-copy-failed");
  }
  const count = rowCount(answer);
  // Who asked for so many rows and no more has them all.
  if (!isCut(answer) || count >= asked) {
    return say("result-copied", { count: all.rowCount });
  }
  return typeof answer.total === "number"
    ? say("result-copied-first", { count, total: format(Math.min(answer.total, asked), "count") })
    : say("result-copied-first-unknown", { count });
}

/** @param {Answer} answer */
function rowCount(answer) {
  return answer.data.filter((row) => !row.$others).length;
}

/** @param {Answer} answer */
function isCut(answer) {
  return Boolean(answer.truncated) || (typeof answer.total === "number" && answer.total > rowCount(answer));
}

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
