// Export: the whole answer as a file, with what has come so far, and a way to give up.

import { html, useEffect, useState } from "../../vendor/preact/preact.js";
import { format as number } from "../numbers.js";
import { call, inWords, Refused, send } from "./api.js";
import { useBench } from "./bench.js";
import { download } from "./download.js";
import { asked, questions } from "./question.js";
import { columns } from "./state.js";

/** @import { Store } from "./store.js" */
/** @import { Say, State } from "./types.d.ts" */

/**
 * @typedef {object} Progress
 * @property {number} seconds
 * @property {number} rows how many the server has written
 * @property {number} bytes how many have come
 * @property {number | null} all how many will come
 * @property {"running" | "done" | "failed"} state
 * @property {string} text
 */

const POLLED_MS = 1000;

/**
 * Makes the file when it is drawn; another file is another element.
 * @param {object} about
 * @param {{format: string, since: number}} about.file
 * @param {string} about.title what it is called, where the query has a name
 * @param {() => void} about.onEnd
 */
export function Export({ file: { format, since }, title, onEnd }) {
  const { store, say } = useBench();
  const [progress, setProgress] = useState(/** @type {Progress} */ ({ seconds: 0, rows: 0, bytes: 0, all: null, state: "running", text: "" }));
  const { bytes, state, text } = progress;
  const isRunning = state === "running";

  useEffect(() => {
    const asking = new AbortController();
    /** @param {Partial<Progress>} change */
    const update = (change) => !asking.signal.aborted && setProgress((now) => ({ ...now, ...change }));
    const id = newId();
    const stop = follow(id, asking.signal, (rows) => update({ rows }));
    const done = received(store.state, { id, format, title }, asking.signal, (got, all) => {
      stop();
      update({ bytes: got, all });
    });
    done.finally(stop).then(
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
  const size = sizeWords(bytes, say);
  return html`<div class=${`export-progress notice${state === "failed" ? " notice-fault" : state === "done" ? " notice-done" : ""}`}>
    ${isRunning && html`<p>${runningWords(progress, name, rowsOf(store), say)}</p>`}
    <p role="status">${isRunning ? html`<span class="visually-hidden">${say("constructor-export-begun", { format: name })}</span>` : say(`constructor-export-${state}`, { format: name, size, reason: text })}${state === "done" && text && ` ${text}`}</p>
    <button type="button" class="button button-quiet" onClick=${onEnd}>${say(isRunning ? "screen-cancel" : "screen-close")}</button>
  </div>`;
}

// What stands on a shelf of formats besides the name of one.
const ENCODED = "csv-windows-1251";

/**
 * Says how far a file has come: how many rows are written, then how much of it is here.
 * @param {Progress} progress
 * @param {string} format
 * @param {number | null} total how many rows it will have, where that is known
 * @param {Say} say
 */
export function runningWords({ seconds, rows, bytes, all }, format, total, say) {
  if (bytes > 0) {
    return all
      ? say("constructor-export-received", { format, percent: Math.floor((100 * bytes) / all), size: sizeWords(all, say) })
      : say("constructor-export-receiving", { format, size: sizeWords(bytes, say) });
  }
  if (rows > 0) {
    return total !== null && total >= rows
      ? say("constructor-export-written-of", { format, rows, total: number(total, "count") })
      : say("constructor-export-written", { format, rows });
  }
  return say("constructor-export-running", { format, seconds });
}

/**
 * @param {number} bytes
 * @param {Say} say
 */
function sizeWords(bytes, say) {
  const isSmall = bytes < 1_048_576;
  return say(isSmall ? "constructor-size-kb" : "constructor-size-mb", {
    size: isSmall ? Math.ceil(bytes / 1024) : (bytes / 1_048_576).toFixed(1).replace(".", ","),
  });
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

/** An id that nobody guesses. `randomUUID` is kept from pages that came without encryption. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Asks again and again how many rows of an export are written.
 * @param {string} id
 * @param {AbortSignal} signal
 * @param {(rows: number) => void} onRows
 * @returns {() => void} ends it
 */
function follow(id, signal, onRows) {
  const timer = setInterval(async () => {
    try {
      const { rows } = await call(`/api/v1/exports/${id}`, { signal });
      onRows(rows);
    } catch {
      // Not begun, or over: the file itself will tell.
    }
  }, POLLED_MS);
  const stop = () => clearInterval(timer);
  signal.addEventListener("abort", stop, { once: true });
  return stop;
}

/**
 * @param {State} state
 * @param {{id: string, format: string, title: string}} about
 * @param {AbortSignal} signal
 * @param {(bytes: number, all: number | null) => void} onBytes
 * @returns {Promise<{size: number, replaced: number}>} `replaced` letters that the encoding of the file lacks
 */
async function received(state, { id, format, title }, signal, onBytes) {
  const view = state.view ?? (columns(state).length > 0 ? "pivot" : "table");
  const kind = format === ENCODED ? "csv" : format;
  const isPivot = view === "pivot" && Boolean(state.pivot) && ["xlsx", "csv", "pdf"].includes(kind);
  const about = new URLSearchParams({
    format: kind,
    id,
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
