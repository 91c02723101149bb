// Export: the whole answer as a file, with what has come so far, and a way to give up.

import { html, useEffect, useState } from "../../vendor/preact/preact.js";
import { inWords, Refused, send } from "./api.js";
import { useBench } from "./bench.js";
import { download } from "./download.js";
import { asked, questions } from "./question.js";
import { columns } from "./state.js";

/** @import { State } from "./types.d.ts" */

/** @typedef {{seconds: number, bytes: number, state: "running" | "done" | "failed", text: string}} Progress */

/**
 * Makes the file when it is drawn; another file is another element.
 * @param {object} about
 * @param {{format: string, since: number}} about.file
 * @param {string} about.title what it is called, where the query has a name
 * @param {() => void} about.onEnd
 */
export function Export({ file: { format, since }, title, onEnd }) {
  const { store, say } = useBench();
  const [progress, setProgress] = useState(/** @type {Progress} */ ({ seconds: 0, bytes: 0, state: "running", text: "" }));
  const { seconds, bytes, state, text } = progress;
  const isRunning = state === "running";

  useEffect(() => {
    const asking = new AbortController();
    /** @param {Partial<Progress>} change */
    const update = (change) => !asking.signal.aborted && setProgress((now) => ({ ...now, ...change }));
    received(store.state, format, title, asking.signal, (got) => update({ bytes: got })).then(
      ({ size, replaced }) => update({ state: "done", bytes: size, text: replaced > 0 ? say("constructor-export-replaced", { count: replaced }) : "" }),
      (fault) => {
        const diagnostics = fault instanceof Refused ? fault.diagnostics : [];
        // A refusal for one reason is that reason, said once.
        const words = [inWords(fault, say), ...diagnostics.flatMap((one) => [one.message, one.hint ?? ""])];
        update({ state: "failed", text: [...new Set(words)].filter(Boolean).join("; ") });
      },
    );
    return () => asking.abort();
  }, []);
  useEffect(() => {
    if (isRunning) {
      const tick = setInterval(() => setProgress((now) => ({ ...now, seconds: Math.floor((Date.now() - since) / 1000) })), 1000);
      return () => clearInterval(tick);
    }
  }, [isRunning]);

  const name = format.split("-")[0].toUpperCase();
  const isSmall = bytes < 1_048_576;
  const size = say(isSmall ? "constructor-size-kb" : "constructor-size-mb", {
    size: isSmall ? Math.ceil(bytes / 1024) : (bytes / 1_048_576).toFixed(1).replace(".", ","),
  });
  return html`<div class=${`export-progress notice${state === "failed" ? " notice-fault" : state === "done" ? " notice-done" : ""}`}>
    ${isRunning && html`<p>${say("constructor-export-running", { format: name, seconds, size })}</p>`}
    <p role="status">${isRunning ? html`<span class="visually-hidden">${say("constructor-export-begun", { format: name })}</span>` : say(`constructor-export-${state}`, { format: name, size, reason: text })}${state === "done" && text && ` ${text}`}</p>
    <button type="button" class="button button-quiet" onClick=${onEnd}>${say(isRunning ? "screen-cancel" : "screen-close")}</button>
  </div>`;
}

// What stands on a shelf of formats besides the name of one.
const ENCODED = "csv-windows-1251";

/**
 * @param {State} state
 * @param {string} format
 * @param {string} title
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onBytes
 * @returns {Promise<{size: number, replaced: number}>} `replaced` letters that the encoding of the file lacks
 */
async function received(state, format, title, signal, onBytes) {
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
  const response = await send(`/api/v1/export?${about}`, { method: "POST", body: { query }, signal });
  const size = await download(response, kind, onBytes);
  return { size, replaced: Number(response.headers.get("svodka-replaced-letters")) || 0 };
}
