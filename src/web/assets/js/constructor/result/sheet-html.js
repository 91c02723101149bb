// A sheet as an HTML table with merged cells: for paper, and for the clipboard.

/** @import { Sheet } from "./sheet.js" */

/**
 * Writes a sheet, or its first rows, as an HTML table.
 * @param {Sheet} sheet
 * @param {{most?: number, isShown?: boolean}} [about] `isShown`: figures as on screen, for reading
 */
export function html(sheet, { most = Infinity, isShown = false } = {}) {
  const guard = isShown ? (/** @type {string} */ text) => text : guarded;
  const heads = sheet.heads.map((list) => {
    const sorted = [...list].sort((one, other) => one.column - other.column);
    const cells = sorted.map((head) => tag("th", guard(head.text, true), { colspan: head.columns, rowspan: head.rows, scope: head.columns > 1 ? "colgroup" : "col" }));
    return `<tr>${cells.join("")}</tr>`;
  });
  const rows = [];
  const count = Math.min(sheet.rowCount, most);
  for (let row = 0; row < count; row += 1) {
    const cells = sheet.rowHeads(row).flatMap((head, column) => {
      if (head === null || head.from !== row || head.column !== column) {
        return [];
      }
      const about = { colspan: head.columns, rowspan: Math.min(head.count, count - row), scope: head.count > 1 ? "rowgroup" : "row" };
      return [tag("th", guard(head.text, true), about)];
    });
    for (let column = sheet.fixed; column < sheet.widths.length; column += 1) {
      const { text, isText } = isShown ? { text: sheet.cell(row, column).text, isText: true } : sheet.bare(row, column);
      cells.push(tag("td", guard(text, isText), isShown ? { class: "number" } : {}));
    }
    const tone = isShown && sheet.rowTone(row) === "grid-total" ? ' class="total"' : "";
    rows.push(`<tr${tone}>${cells.join("")}</tr>`);
  }
  return `<table class="data-table"><thead>${heads.join("")}</thead><tbody>${rows.join("")}</tbody></table>`;
}

/**
 * A text that a spreadsheet would take for a formula is marked as text.
 * @param {string} text
 * @param {boolean} isText
 */
export function guarded(text, isText) {
  return isText && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {Record<string, string | number | undefined>} attributes
 */
function tag(name, text, attributes) {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== 1 && value !== undefined)
    .map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${given.join("")}>${escaped(text)}</${name}>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}
