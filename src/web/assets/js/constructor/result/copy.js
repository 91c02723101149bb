// The whole sheet for the clipboard and for paper: as HTML with merged cells, and as tabbed text that a spreadsheet takes.

/** Puts the sheet on the clipboard in both forms. @param {import("./sheet.js").Sheet} sheet */
export async function copySheet(sheet) {
  const forms = { "text/html": html(sheet), "text/plain": tabbed(sheet) };
  if (navigator.clipboard?.write && typeof ClipboardItem !== "undefined") {
    const blobs = Object.entries(forms).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return;
  }
  // Without a secure address browsers only copy what an event hands over.
  const onCopy = (event) => {
    event.preventDefault();
    Object.entries(forms).forEach(([type, text]) => event.clipboardData.setData(type, text));
  };
  document.addEventListener("copy", onCopy, { once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", onCopy);
  if (!isDone) {
    throw new Error("the browser does not let the page copy");
  }
}

/** Puts one text on the clipboard. @param {string} text */
export async function copyText(text) {
  if (navigator.clipboard?.writeText) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const onCopy = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", onCopy, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", onCopy);
}

/** Writes a sheet as lines of tabbed cells. A merged head stands once, as a spreadsheet keeps it.
 * @param {import("./sheet.js").Sheet} sheet */
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

/** Writes a sheet, or its first rows, as an HTML table.
 * @param {import("./sheet.js").Sheet} sheet
 * @param {{most?: number, isShown?: boolean}} [about] `isShown`: figures as on screen, for reading */
export function html(sheet, { most = Infinity, isShown = false } = {}) {
  const guard = isShown ? (text) => text : guarded;
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

/** A text that a spreadsheet would take for a formula is marked as text. */
export function guarded(text, isText) {
  return isText && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function tag(name, text, attributes) {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== 1 && value !== undefined)
    .map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${given.join("")}>${escaped(text)}</${name}>`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}

function oneLine(text) {
  return text.replace(/[\t\r\n]+/g, " ");
}
