// The table or the pivot of an answer, with its copy button, its menus and its printed form.

import { html, useEffect, useMemo, useRef, useState } from "../../../vendor/preact/preact.js";
import { columns, rows, withKey } from "../state.js";
import { copySheet, copyText, html as sheetHtml } from "./copy.js";
import { ways } from "./drill.js";
import { Grid } from "./grid.js";
import { pivotSheet } from "./pivot-sheet.js";
import { PointMenu } from "./point-menu.js";
import { tableSheet } from "./table-sheet.js";

// More rows than these nobody prints; the exported file has them all.
const PRINTED_MOST = 2000;

export function CellsView({ state, answer, index, say, change, isPivot }) {
  const [folded, setFolded] = useState(/** @type {Set<string>} */ (new Set()));
  const [menu, setMenu] = useState(/** @type {object | null} */ (null));
  const [notice, setNotice] = useState("");
  const place = useRef(/** @type {HTMLElement | null} */ (null));

  const shelves = useMemo(() => laidOut(state), [state]);
  const sheet = useMemo(
    () => (isPivot ? pivotSheet({ answer, index, say, shelves, folded }) : tableSheet({ answer, index, say })),
    [answer, isPivot, folded, isPivot && JSON.stringify(shelves)],
  );
  useEffect(() => printed(place, sheet), [sheet]);

  const onFold = (path) => {
    const next = new Set(folded);
    next.has(path) ? next.delete(path) : next.add(path);
    setFolded(next);
  };
  const onSort = ({ key, sort }) => change(withKey(state, "order", nextOrder(key, sort, answer)));
  const onOpen = (point, cell) => {
    const items = itemsOf(point, { state, index, say, change, onSort, sheet, cell });
    if (items.length > 0) {
      setMenu({ box: cell.getBoundingClientRect(), label: cell.title || cell.textContent || say("result-cell"), items });
    }
  };
  const close = () => {
    setMenu(null);
    place.current?.querySelector(".grid")?.focus({ preventScroll: true });
  };
  const onCopyAll = () =>
    copySheet(sheet).then(
      () => setNotice(say("result-copied", { count: sheet.rowCount })),
      () => setNotice(say("result-copy-failed")),
    );
  return html`<div class="result-cells" ref=${place}>
    <div class="result-tools">
      <p class="result-notice" role="status">${notice}</p>
      <button type="button" class="button button-quiet" onClick=${onCopyAll}>${say("result-copy")}</button>
    </div>
    <${Grid} sheet=${sheet} onOpen=${onOpen} onSort=${onSort} onFold=${onFold}
      onCopy=${(text) => copyText(text).then(() => setNotice(say("result-copied-cell")))} />
    <div class="result-printed" hidden></div>
    ${menu && html`<${PointMenu} ...${menu} onClose=${close} />`}
  </div>`;
}

// What a pivot is laid by. A question without one has its dimensions in rows and its measures across.
function laidOut(state) {
  const isInRows = state.pivot?.rows?.includes("measures");
  if (!state.pivot) {
    return { rows: rows(state), columns: ["measures"] };
  }
  const left = isInRows ? state.pivot.rows : rows(state);
  const top = isInRows || state.pivot.columns?.includes("measures") ? (state.pivot.columns ?? []) : [...columns(state), "measures"];
  return { rows: left, columns: top };
}

// Figures first from the largest, names from the first letter; then the other way; then as the question has it.
function nextOrder(key, sort, answer) {
  const first = key in (answer.annotation.measures ?? {}) ? "desc" : "asc";
  const second = first === "desc" ? "asc" : "desc";
  const now = { ascending: "asc", descending: "desc" }[sort];
  return now === second ? null : [[key, now === first ? second : first]];
}

function itemsOf(point, { state, index, say, change, onSort, sheet, cell }) {
  const items = [];
  const head = Number(cell.dataset.row) < 0 ? sheet.headAt(Number(cell.dataset.row), Number(cell.dataset.column)) : null;
  if (head?.canSort) {
    items.push({ text: say(head.sort ? "result-sort-other" : "result-sort"), action: () => onSort(head) });
  }
  for (const { key, args, state: next } of ways(state, index, point)) {
    items.push({ text: say(key, args), action: () => change(next) });
  }
  return items;
}

// On paper the whole table stands as a plain one, since only what is in sight is in the document.
function printed(place, sheet) {
  const paper = () => place.current?.querySelector(".result-printed");
  const before = () => {
    const element = paper();
    if (element) {
      // Made of escaped texts only.
      element.innerHTML = sheetHtml(sheet, { most: PRINTED_MOST, isShown: true });
      element.hidden = false;
    }
  };
  const after = () => {
    const element = paper();
    if (element) {
      element.replaceChildren();
      element.hidden = true;
    }
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}
