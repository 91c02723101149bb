// Export: the whole answer as a file, of the question as it stands on the screen.

import { html, useMemo } from "../../vendor/preact/preact.js";
import { ExportNotice } from "../export-notice.js";
import { useBench } from "./bench.js";
import { asked, questions } from "./question.js";
import { columns } from "./state.js";

/** @import { Wanted } from "../export-notice.js" */
/** @import { Store } from "./store.js" */
/** @import { State } from "./types.d.ts" */

/**
 * Makes the file when it is drawn; another file is another element.
 * @param {object} about
 * @param {{format: string, since: number}} about.file
 * @param {string} about.title what it is called, where the query has a name
 * @param {() => void} about.onEnd
 */
export function Export({ file: { format }, title, onEnd }) {
  const { store, say } = useBench();
  const wanted = useMemo(() => wantedOf(store.state, format, title), []);
  return html`<${ExportNotice} wanted=${wanted} total=${rowsOf(store)} say=${say} onEnd=${onEnd} />`;
}

// What stands on a shelf of formats besides the name of one.
const ENCODED = "csv-windows-1251";

/**
 * @param {State} state
 * @param {string} format
 * @param {string} title
 * @returns {Wanted}
 */
function wantedOf(state, format, title) {
  const view = state.view ?? (columns(state).length > 0 ? "pivot" : "table");
  const kind = format === ENCODED ? "csv" : format;
  const isPivot = view === "pivot" && Boolean(state.pivot) && ["xlsx", "csv", "pdf"].includes(kind);
  const about = new URLSearchParams({
    format: kind,
    ...(format === ENCODED && { encoding: "windows-1251" }),
    ...(isPivot && { layout: "pivot" }),
    ...(title && { title }),
  });
  const all = isPivot ? questions(state) : [asked(state)];
  const query = all.length === 1 ? all[0] : all;
  return { format: kind.toUpperCase(), path: `/api/v1/export?${about}`, body: { query } };
}

/**
 * Returns how many rows the answer on the screen has as a whole; null where it answers another question.
 * @param {Store} store
 */
function rowsOf({ answer, answered, state }) {
  const total = answer?.total;
  const isSame = JSON.stringify(asked(answered)) === JSON.stringify(asked(state));
  return typeof total === "number" && isSame ? Math.min(total, state.limit ?? Infinity) : null;
}
