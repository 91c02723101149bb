// More items: what is done less often with the question as a whole.

import { question } from "./question.js";

/** @import { Bench } from "./bench.js" */
/** @import { Item } from "./popup.js" */
/** @import { Saved } from "./types.d.ts" */

/**
 * @param {object} about
 * @param {Bench} about.bench
 * @param {Saved | null} about.saved
 * @param {() => void} about.copy
 * @param {() => void} about.onAnew
 * @returns {Item[]}
 */
export function moreItems({ bench: { store, say, may, open }, saved, copy, onAnew }) {
  const isOrdered = question(store.state) !== null && store.address();
  return [
    { text: say("constructor-copy"), action: copy },
    { text: say("constructor-print"), isDisabled: !store.answer, action: () => window.print() },
    ...(saved?.mayChange ? [{ text: say("constructor-share"), isSeparate: true, action: () => open({ kind: "share" }) }] : []),
    ...(saved ? [{ text: say("constructor-versions"), action: () => open({ kind: "versions" }) }] : []),
    ...(may.includes("order") ? [{ text: say("constructor-ask-centre"), isSeparate: true, isDisabled: !isOrdered, action: () => location.assign(ordering(store.address() ?? "", saved?.title ?? "")) }] : []),
    { text: say("constructor-anew"), isSeparate: true, action: onAnew },
  ];
}

/**
 * The address at which a report is ordered that begins with the question.
 * @param {string} address
 * @param {string} title
 */
function ordering(address, title) {
  const asked = /[?&](q=[^&#]*)/.exec(address)?.[1] ?? "";
  return `/requests/new?title=${encodeURIComponent(title)}&${asked}`;
}
