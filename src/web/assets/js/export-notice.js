// Export notice: a file on its way to the reader, with what has come so far, and a way to give up.

import { html, useEffect, useState } from "../vendor/preact/preact.js";
import { call, inWords, Refused, send } from "./constructor/api.js";
import { download } from "./download.js";
import { format as number } from "./numbers.js";

/** @import { Say } from "./messages.js" */

/**
 * @typedef {object} Wanted what is asked for, and where
 * @property {string} format what people call the file's format
 * @property {string} path
 * @property {unknown} [body] of what is posted
 */

/**
 * @typedef {object} Progress
 * @property {number} seconds
 * @property {number} rows how many the server has written
 * @property {Steps | null} steps of a file that is made of many answers: how many are there
 * @property {number} bytes how many have come
 * @property {number | null} all how many will come
 * @property {"running" | "done" | "failed"} state
 * @property {string} text
 */

/** @typedef {{done: number, all: number}} Steps */

/** @type {Progress} */
const BEGUN = { seconds: 0, rows: 0, steps: null, bytes: 0, all: null, state: "running", text: "" };

const POLLED_MS = 1000;

/**
 * Asks for the file when it is drawn; another file is another element.
 * @param {object} about
 * @param {Wanted} about.wanted
 * @param {number | null} about.total how many rows it will have, where that is known
 * @param {Say} about.say
 * @param {() => void} about.onEnd
 */
export function ExportNotice({ wanted, total, say, onEnd }) {
  const [progress, setProgress] = useState(BEGUN);
  const { bytes, state, text } = progress;
  const isRunning = state === "running";

  useEffect(() => {
    const asking = new AbortController();
    /** @param {Partial<Progress>} change */
    const update = (change) => !asking.signal.aborted && setProgress((now) => ({ ...now, ...change }));
    const id = newId();
    const stop = follow(id, asking.signal, update);
    const done = received(wanted, id, asking.signal, (got, all) => {
      stop();
      update({ bytes: got, all });
    });
    done.finally(stop).then(
      ({ size, replaced }) => update({ state: "done", bytes: size, text: replaced > 0 ? say("screen-export-replaced", { count: replaced }) : "" }),
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
      const since = Date.now();
      const tick = setInterval(() => setProgress((now) => ({ ...now, seconds: Math.floor((Date.now() - since) / 1000) })), 1000);
      addEventListener("beforeunload", warn);
      return () => {
        clearInterval(tick);
        removeEventListener("beforeunload", warn);
      };
    }
  }, [isRunning]);

  const { format } = wanted;
  const size = sizeWords(bytes, say);
  return html`<div class=${`export-progress notice${state === "failed" ? " notice-fault" : state === "done" ? " notice-done" : ""}`}>
    ${isRunning && html`<p>${runningWords(progress, format, total, say)}</p>`}
    <p role="status">${isRunning ? html`<span class="visually-hidden">${say("screen-export-begun", { format })}</span>` : say(`screen-export-${state}`, { format, size, reason: text })}${state === "done" && text && ` ${text}`}</p>
    <button type="button" class="button button-quiet" onClick=${onEnd}>${say(isRunning ? "screen-cancel" : "screen-close")}</button>
  </div>`;
}

/**
 * Says how far a file has come: how much of what it is made of is there, how many rows are written, how much of it is here.
 * @param {Progress} progress
 * @param {string} format
 * @param {number | null} total how many rows it will have, where that is known
 * @param {Say} say
 */
export function runningWords({ seconds, rows, steps, bytes, all }, format, total, say) {
  if (bytes > 0) {
    return all
      ? say("screen-export-received", { format, percent: Math.floor((100 * bytes) / all), size: sizeWords(all, say) })
      : say("screen-export-receiving", { format, size: sizeWords(bytes, say) });
  }
  if (rows > 0) {
    return total !== null && total >= rows
      ? say("screen-export-written-of", { format, rows, total: number(total, "count") })
      : say("screen-export-written", { format, rows });
  }
  if (steps && steps.done > 0) {
    return say("screen-export-gathered", { format, done: steps.done, all: steps.all });
  }
  return say("screen-export-running", { format, seconds });
}

/**
 * @param {number} bytes
 * @param {Say} say
 */
function sizeWords(bytes, say) {
  const isSmall = bytes < 1_048_576;
  return say(isSmall ? "screen-size-kb" : "screen-size-mb", {
    size: isSmall ? Math.ceil(bytes / 1024) : (bytes / 1_048_576).toFixed(1).replace(".", ","),
  });
}

/** An id that nobody guesses. `randomUUID` is kept from pages that came without encryption. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Asks again and again how far an export has come.
 * @param {string} id
 * @param {AbortSignal} signal
 * @param {(progress: {rows: number, steps: Steps | null}) => void} onProgress
 * @returns {() => void} ends it
 */
function follow(id, signal, onProgress) {
  const timer = setInterval(async () => {
    try {
      const { rows, steps } = await call(`/api/v1/exports/${id}`, { signal });
      onProgress({ rows, steps });
    } catch {
      // Not begun, or over: the file itself will tell.
    }
  }, POLLED_MS);
  const stop = () => clearInterval(timer);
  signal.addEventListener("abort", stop, { once: true });
  return stop;
}

/**
 * @param {Wanted} wanted
 * @param {string} id
 * @param {AbortSignal} signal
 * @param {(bytes: number, all: number | null) => void} onBytes
 * @returns {Promise<{size: number, replaced: number}>} `replaced` letters that the encoding of the file lacks
 */
async function received({ format, path, body }, id, signal, onBytes) {
  const address = new URL(path, location.href);
  address.searchParams.set("id", id);
  const response = await send(address.href, { method: body === undefined ? "GET" : "POST", body, signal });
  const size = await download(response, format.toLowerCase(), onBytes);
  return { size, replaced: Number(response.headers.get("svodka-replaced-letters")) || 0 };
}

/**
 * Asks before the page is left while a file is on its way to it.
 * @param {BeforeUnloadEvent} event
 */
function warn(event) {
  event.preventDefault();
}
