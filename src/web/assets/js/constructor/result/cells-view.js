// The table or the pivot of an answer, with its copy button, its menus and its printed form.

import { html, useEffect, useMemo, useRef, useState } from "../../../vendor/preact/preact.js";
import { useLazy } from "../../lazy.js";
import { useBench } from "../bench.js";
import { POPUP } from "../menu.js";
import { withKey } from "../state.js";
import { Grid } from "./grid.js";
import { html as sheetHtml } from "./sheet-html.js";
import { titleLetters } from "./widths.js";

/** @import { Item } from "../popup.js" */
/** @import { Sheet, SheetHead } from "./sheet.js" */
/** @import { Breadth } from "./widths.js" */
/** @import { Answer, Given, Index, Point } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

// More rows than these nobody prints; the exported file has them all.
const PRINTED_MOST = 2000;

/** @param {Given & {make: (given: {answer: Answer, index: Index, say: Say, folded: Set<string>, breadthOf: Breadth}) => Sheet}} about */
export function CellsView({ state, answer, index, say, change, make }) {
  const [folded, setFolded] = useState(/** @type {Set<string>} */ (new Set()));
  const [menu, setMenu] = useState(/** @type {{box: DOMRect, label: string, items: Item[]} | null} */ (null));
  const { module: popup } = useLazy(menu ? POPUP : null);
  const [notice, setNotice] = useState("");
  const { store } = useBench();
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const breadthOf = useMemo(titleLetters, []);

  const sheet = useMemo(
    () => make({ answer, index, say, folded, breadthOf }),
    [answer, make, folded],
  );
  useEffect(() => printed(place, sheet, say), [sheet]);

  /** @param {string} path */
  const onFold = (path) => {
    const next = new Set(folded);
    next.has(path) ? next.delete(path) : next.add(path);
    setFolded(next);
  };
  /** @param {SheetHead} about */
  const onSort = ({ key, sort }) => change(withKey(state, "order", nextOrder(key ?? "", sort, answer)));
  /**
   * @param {Point} point
   * @param {HTMLElement} cell
   */
  const onOpen = async (point, cell) => {
    const box = cell.getBoundingClientRect();
    // Where cells lead to is known once somebody asks.
    const { itemsOf, labelOf } = await import("./cell-menu.js");
    const items = itemsOf(point, { state, index, say, change, onSort, sheet, cell });
    if (items.length > 0) {
      setMenu({ box, label: labelOf(point, cell, answer, index, say), items });
    }
  };
  const close = () => {
    setMenu(null);
    /** @type {HTMLElement | null | undefined} */ (place.current?.querySelector(".grid"))?.focus({ preventScroll: true });
  };
  const onCopyAll = async () => {
    const made = (/** @type {Answer} */ whole) => make({ answer: whole, index, say, folded, breadthOf });
    const copied = import("./copy.js").then(({ copyAll }) => copyAll({ store, sheet, make: made, say, tell: setNotice }));
    setNotice(await copied.catch(() => say("result-copy-failed")));
  };
  /** @param {string} text */
  const onCopy = async (text) => {
    const isDone = await import("../clipboard.js").then(({ putOnClipboard }) => putOnClipboard({ "text/plain": text })).catch(() => false);
    setNotice(say(isDone ? "result-copied-cell" : "result-copy-failed"));
  };
  return html`<div class="result-cells" ref=${place}>
    <div class="result-tools">
      <p class="result-notice" role="status">${notice}</p>
      <button type="button" class="button button-quiet" onClick=${onCopyAll}>${say("result-copy")}</button>
    </div>
    <${Grid} sheet=${sheet} onOpen=${onOpen} onSort=${onSort} onFold=${onFold} onCopy=${onCopy} />
    <div class="result-printed" hidden></div>
    ${menu && popup && html`<${popup.Popup} ...${menu} head=${html`<span aria-hidden="true">${menu.label}</span>`} close=${close} />`}
  </div>`;
}

/**
 * Figures first from the largest, names from the first letter; then the other way; then as the question has it.
 * @param {string} key
 * @param {SheetHead["sort"]} sort
 * @param {Answer} answer
 * @returns {[string, "asc" | "desc"][] | null}
 */
function nextOrder(key, sort, answer) {
  const first = key in (answer.annotation.measures ?? {}) ? "desc" : "asc";
  const second = first === "desc" ? "asc" : "desc";
  const now = { none: null, ascending: "asc", descending: "desc" }[sort ?? "none"];
  return now === second ? null : [[key, now === first ? second : first]];
}

/**
 * On paper the whole table stands as a plain one, since only what is in sight is in the document.
 * @param {{current: HTMLElement | null}} place
 * @param {Sheet} sheet
 * @param {Say} say
 */
function printed(place, sheet, say) {
  const paper = () => /** @type {HTMLElement | null | undefined} */ (place.current?.querySelector(".result-printed"));
  const before = () => {
    const element = paper();
    if (element) {
      // Made of escaped texts only.
      const text = sheetHtml(sheet, { most: PRINTED_MOST, isShown: true });
      const page = new DOMParser().parseFromString(text, "text/html");
      element.replaceChildren(...page.body.childNodes);
      if (sheet.rowCount > PRINTED_MOST) {
        element.append(say("result-printed-cut", { shown: PRINTED_MOST, total: sheet.rowCount }));
      }
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
