// Export: the whole answer as a file, with what has come so far, and a way to give up.

import { html, useEffect, useRef, useState } from "../../vendor/preact/preact.js";
import { inWords, Refused, send } from "./api.js";
import { useBench } from "./bench.js";
import { asked, columns, questions } from "./state.js";

export const FORMATS = ["xlsx", "csv", "parquet", "arrow"];

/** @typedef {{format: string, since: number, seconds: number, bytes: number, state: "running" | "done" | "failed", text: string}} Progress */

/** @param {string} title what the file is called, where the query has a name */
export function useExport(title) {
  const { store, say } = useBench();
  const [progress, setProgress] = useState(/** @type {Progress | null} */ (null));
  const asking = useRef(/** @type {AbortController | null} */ (null));

  const isRunning = progress?.state === "running";
  useEffect(() => {
    if (isRunning) {
      const tick = setInterval(() => setProgress((now) => now && { ...now, seconds: Math.floor((Date.now() - now.since) / 1000) }), 1000);
      return () => clearInterval(tick);
    }
  }, [isRunning]);
  useEffect(() => () => asking.current?.abort(), []);

  const begin = async (format) => {
    asking.current?.abort();
    const own = new AbortController();
    asking.current = own;
    const update = (change) => !own.signal.aborted && setProgress((now) => now && { ...now, ...change });
    setProgress({ format, since: Date.now(), seconds: 0, bytes: 0, state: "running", text: "" });
    try {
      const view = store.state.view ?? (columns(store.state).length > 0 ? "pivot" : "table");
      const isPivot = view === "pivot" && Boolean(store.state.pivot) && format === "xlsx";
      const about = new URLSearchParams({ format, ...(isPivot && { layout: "pivot" }), ...(title && { title }) });
      const all = isPivot ? questions(store.state) : [asked(store.state)];
      const query = all.length === 1 ? all[0] : all;
      const { download } = await import("./download.js");
      const response = await send(`/api/v1/export?${about}`, { method: "POST", body: { query }, signal: own.signal });
      const size = await download(response, format, (bytes) => update({ bytes }));
      update({ state: "done", bytes: size });
    } catch (fault) {
      const details = fault instanceof Refused ? fault.diagnostics.map((one) => one.message) : [];
      update({ state: "failed", text: [inWords(fault, say), ...details].join("; ") });
    }
  };
  const stop = () => {
    asking.current?.abort();
    setProgress(null);
  };
  return { progress, begin, stop };
}

/** @param {{progress: Progress | null, stop: () => void}} about */
export function ExportProgress({ progress, stop }) {
  const { say } = useBench();
  if (!progress) {
    return null;
  }
  const { format, seconds, bytes, state, text } = progress;
  const name = format.toUpperCase();
  const isSmall = bytes < 1_048_576;
  const size = say(isSmall ? "constructor-size-kb" : "constructor-size-mb", {
    size: isSmall ? Math.ceil(bytes / 1024) : (bytes / 1_048_576).toFixed(1).replace(".", ","),
  });
  return html`<div class=${`export-progress notice${state === "failed" ? " notice-fault" : state === "done" ? " notice-done" : ""}`}>
    ${state === "running" && html`<p>${say("constructor-export-running", { format: name, seconds, size })}</p>`}
    <p role="status">${state === "running" ? html`<span class="visually-hidden">${say("constructor-export-begun", { format: name })}</span>` : say(`constructor-export-${state}`, { format: name, size, reason: text })}</p>
    <button type="button" class="button button-quiet" onClick=${stop}>${say(state === "running" ? "screen-cancel" : "screen-close")}</button>
  </div>`;
}
