// Export: the whole answer as a file, with what has come so far, and a way to give up.

import { html, useEffect, useRef, useState } from "../../vendor/preact/preact.js";
import { inWords, Refused, send } from "./api.js";
import { useBench } from "./bench.js";
import { asked } from "./state.js";

export const FORMATS = ["xlsx", "csv", "parquet", "arrow"];

/** @typedef {{format: string, since: number, seconds: number, bytes: number, state: "running" | "done" | "failed", text: string}} Progress */

export function useExport() {
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
      const layout = store.state.view === "pivot" && format === "xlsx" ? "&layout=pivot" : "";
      const response = await send(`/api/v1/export?format=${format}${layout}`, { method: "POST", body: { query: asked(store.state) }, signal: own.signal });
      const blob = await received(response, (bytes) => update({ bytes }));
      hand(blob, nameOf(response, format));
      update({ state: "done", bytes: blob.size });
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
  const size = (bytes / 1_048_576).toFixed(1).replace(".", ",");
  return html`<div class=${`export-progress notice${state === "failed" ? " notice-fault" : state === "done" ? " notice-done" : ""}`}>
    ${state === "running" && html`<p>${say("constructor-export-running", { format: name, seconds, size })}</p>`}
    <p role="status">${state === "running" ? html`<span class="visually-hidden">${say("constructor-export-begun", { format: name })}</span>` : say(`constructor-export-${state}`, { format: name, size, reason: text })}</p>
    <button type="button" class="button button-quiet" onClick=${stop}>${say(state === "running" ? "screen-cancel" : "screen-close")}</button>
  </div>`;
}

async function received(response, onBytes) {
  const reader = response.body.getReader();
  const parts = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return new Blob(parts, { type: response.headers.get("content-type") ?? "" });
    }
    parts.push(value);
    bytes += value.length;
    onBytes(bytes);
  }
}

function nameOf(response, format) {
  const [, name] = /filename="([^"/\\]+)"/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return name ?? `svodka.${format}`;
}

function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
