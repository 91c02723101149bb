// The cells of a grid as elements. A row that stays as it was is handed out as the same object, which Preact leaves alone.

import { html } from "../../../vendor/preact/preact.js";

/** @param {import("./sheet.js").Sheet} sheet */
export function gridCells(sheet, grid, id) {
  const kept = new Map();
  let keptFor = "";
  const headRows = sheet.headHeights.length;
  const { lefts, rowHeight, headHeight } = grid;
  const left = (column) => `${lefts[column]}px`;
  const width = (column, count = 1) => `${lefts[column + count] - lefts[column]}px`;
  const stuckLeft = (column) => (column < grid.stuck ? left(column) : "auto");
  const stuck = (column) => (column < grid.stuck ? " grid-stuck" : "");

  /** @returns {object} the row as it stands in the columns in sight */
  const row = (place, { rowFrom, columnFrom, columnTo }) => {
    if (keptFor !== `${columnFrom} ${columnTo}`) {
      kept.clear();
      keptFor = `${columnFrom} ${columnTo}`;
    }
    // The first row in sight carries the heads that begin above it.
    if (place === rowFrom) {
      return drawn(place, rowFrom, columnFrom, columnTo);
    }
    let made = kept.get(place);
    if (!made) {
      made = drawn(place, -1, columnFrom, columnTo);
      kept.set(place, made);
      if (kept.size > 400) {
        kept.delete(kept.keys().next().value);
      }
    }
    return made;
  };

  const drawn = (place, first, columnFrom, columnTo) => {
    const cells = [];
    const heads = sheet.rowHeads(place);
    for (let column = 0; column < grid.fixed; column += 1) {
      cells.push(rowHead(place, column, heads[column], place === first));
    }
    for (let column = columnFrom; column < columnTo; column += 1) {
      const { text, title, tone, said } = sheet.cell(place, column);
      cells.push(html`<div key=${column} id=${`${id}-${place}-${column}`} class=${`grid-cell ${tone}`} role="gridcell"
        aria-colindex=${column + 1} data-row=${place} data-column=${column} title=${title}
        style=${{ left: left(column), width: width(column) }}>${text}${said && html`<span class="visually-hidden"> ${said}</span>`}</div>`);
    }
    return html`<div key=${place} class=${`grid-row ${sheet.rowTone(place)}`} role="row" aria-rowindex=${headRows + place + 1}
      style=${{ top: `${headHeight + place * rowHeight}px`, height: `${rowHeight}px` }}>${cells}</div>`;
  };

  const rowHead = (place, column, head, isFirst) => {
    const begins = head && (head.from === place || isFirst) && head.column === column;
    if (!begins) {
      // Covered from above or from the left; what is covered from the left takes no room of its own.
      const isWithin = head && head.column !== column && (head.from === place || isFirst);
      return isWithin ? null : html`<span key=${`space-${column}`} class="grid-covered" style=${{ width: width(column) }}></span>`;
    }
    const rows = head.from + head.count - place;
    return html`<div key=${`head-${column}`} id=${`${id}-${head.from}-${column}`} role="rowheader"
      class=${`grid-cell grid-fixed${stuck(column)}${head.tone ? ` ${head.tone}` : ""}`} aria-colindex=${column + 1}
      aria-rowspan=${head.count > 1 ? rows : undefined} aria-colspan=${head.columns > 1 ? head.columns : undefined}
      aria-expanded=${head.fold ? String(head.fold.isOpen) : undefined} data-row=${head.from} data-column=${column} title=${head.title ?? head.text}
      style=${{ left: stuckLeft(column), width: width(column, head.columns), height: `${rows * rowHeight}px` }}>
      <span class="grid-said" style=${head.count > 1 ? { top: `${headHeight}px` } : undefined}>${foldSign(head)}${head.text}</span></div>`;
  };

  const heads = ({ columnFrom, columnTo }) =>
    sheet.heads.map((list, level) => {
      const corner = [];
      for (let column = 0; column < grid.fixed; column += 1) {
        const head = list.find((one) => one.column === column);
        corner.push(
          head
            ? headCell(head, level, true)
            : html`<span key=${`space-${column}`} class="grid-covered" style=${{ width: width(column) }}></span>`,
        );
      }
      const seen = list.filter((one) => one.column >= grid.fixed && one.column < columnTo && one.column + one.columns > columnFrom);
      return html`<div key=${level} class="grid-row" role="row" aria-rowindex=${level + 1}
        style=${{ height: `${grid.headHeights[level]}px` }}>${corner}${seen.map((head) => headCell(head, level, false))}</div>`;
    });

  const headCell = (head, level, isFixed) => {
    const height = grid.headHeights.slice(level, level + head.rows).reduce((sum, one) => sum + one, 0);
    const sign = { ascending: "▲", descending: "▼" }[head.sort ?? ""];
    return html`<div key=${`head-${head.column}`} id=${`${id}-${level - headRows}-${head.column}`} role="columnheader"
      class=${`grid-cell grid-title ${head.tone}${isFixed ? ` grid-fixed${stuck(head.column)}` : ""}${head.canSort ? " grid-sorted" : ""}`}
      aria-colindex=${head.column + 1} aria-colspan=${head.columns > 1 ? head.columns : undefined}
      aria-rowspan=${head.rows > 1 ? head.rows : undefined} aria-sort=${head.sort}
      aria-expanded=${head.fold ? String(head.fold.isOpen) : undefined}
      data-row=${level - headRows} data-column=${head.column} title=${head.title ?? head.text}
      style=${{ left: isFixed ? stuckLeft(head.column) : left(head.column), width: width(head.column, head.columns), height: `${height}px` }}>
      <span class="grid-said" style=${head.columns > 1 ? { left: `${grid.stuckWidth}px` } : undefined}>${foldSign(head)}${head.text}${
        sign && html`<span class="grid-sign" aria-hidden="true">${sign}</span>`
      }</span>${head.canSort && html`<span class="grid-more" data-more aria-hidden="true">⋮</span>`}</div>`;
  };

  return { row, heads };
}

function foldSign({ fold }) {
  return fold && html`<span class="grid-fold" data-fold=${fold.path} aria-hidden="true">${fold.isOpen ? "▾" : "▸"}</span>`;
}
