// The switch between table, pivot and chart, by the ARIA tabs pattern: one stop of Tab, arrows between.

import { html, useRef } from "../../../vendor/preact/preact.js";

/** @import { View } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/** @type {View[]} */
const VIEWS = ["table", "pivot", "chart"];

/** @param {{id: string, view: View, say: Say, onPick: (view: View) => void}} about */
export function Tabs({ id, view, say, onPick }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const here = VIEWS.indexOf(view);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    const to = (next + VIEWS.length) % VIEWS.length;
    /** @type {HTMLElement} */ (list.current?.children[to]).focus();
    onPick(VIEWS[to]);
  };
  return html`<div class="result-tabs" role="tablist" aria-label=${say("result-views")} ref=${list} onKeyDown=${onKeyDown}>
    ${VIEWS.map(
      (one) => html`<button key=${one} type="button" role="tab" id=${`${id}-tab-${one}`} class="result-tab"
        aria-selected=${String(one === view)} aria-controls=${one === view ? `${id}-panel` : undefined} tabindex=${one === view ? 0 : -1}
        onClick=${() => onPick(one)}>${say(`result-view-${one}`)}</button>`,
    )}
  </div>`;
}
