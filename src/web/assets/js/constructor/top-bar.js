// Top bar: what the question is called, and what is done with it as a whole.

import { html, useEffect, useState } from "../../vendor/preact/preact.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { useLazy } from "../lazy.js";
import { Menu } from "./menu.js";
import { question } from "./question.js";

/** @import { Saved, Status } from "./types.d.ts" */

const FORMATS = ["xlsx", "csv", "csv-windows-1251", "pdf", "parquet", "arrow"];
const EXPORT = () => import("./export.js");
const MORE = () => import("./more-items.js");
const COPIED_MS = 4000;
const LONG_MS = 500;

/** @param {{saved: Saved | null, isChanged: boolean, onSaved: (saved: Saved) => void, onAnew: () => void, headingLevel: number}} about */
export function TopBar({ saved, isChanged, onSaved, onAnew, headingLevel }) {
  const bench = useBench();
  const { store, say, may, open, announce, isNarrow } = bench;
  const { status, state } = store;
  const [notice, setNotice] = useState("");
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const isAsked = question(state) !== null;
  const isLong = useLong(status);

  /** @param {string} key */
  const tell = (key) => {
    setNotice(say(key));
    setTimeout(() => setNotice(""), COPIED_MS);
  };
  const copy = async () => {
    const address = store.address();
    if (!address) {
      tell("constructor-copy-long");
    } else {
      tell((await copied(address)) ? "constructor-copied" : "constructor-copy-failed");
    }
  };
  /** @param {Saved} kept */
  const star = async (kept) => {
    try {
      await call(`/api/v1/favourites/saved/${kept.id}`, { method: kept.isFavourite ? "DELETE" : "PUT" });
      onSaved({ ...kept, isFavourite: !kept.isFavourite });
    } catch (fault) {
      announce(inWords(fault, say));
    }
  };
  const heading = saved?.title ?? say("constructor-heading");
  /**
   * @param {string} label
   * @param {string} sign
   * @param {boolean} isDisabled
   * @param {() => void} action
   */
  const button = (label, sign, isDisabled, action) =>
    html`<button type="button" class="icon-button" aria-label=${label} title=${label} disabled=${isDisabled} onClick=${action}>${sign}</button>`;

  return html`<div class="constructor-bar">
      <div class="constructor-name">
        ${headingLevel === 1 ? html`<h1>${heading}</h1>` : html`<h2>${heading}</h2>`}
        ${saved &&
        html`<button type="button" class="icon-button star" aria-pressed=${String(Boolean(saved.isFavourite))} aria-label=${say("constructor-favourite")} title=${say("constructor-favourite")} onClick=${() => star(saved)}>
          ${saved.isFavourite ? "★" : "☆"}
        </button>`}
        ${saved && isChanged && html`<span class="badge badge-quiet">${say("constructor-changed")}</span>`}
      </div>
      <div class="constructor-actions screen-only" role="group" aria-label=${say("constructor-actions")}>
        ${isNarrow && html`<button type="button" class="button button-quiet" onClick=${() => open({ kind: "fields" })}>${say("constructor-fields")}</button>`}
        ${button(say("constructor-undo"), "↶", store.past.length === 0, () => store.undo())}
        ${button(say("constructor-redo"), "↷", store.future.length === 0, () => store.redo())}
        ${!isNarrow && html`<button type="button" class="button button-quiet" onClick=${copy}>${say("constructor-copy")}</button>`}
        ${may.includes("export") &&
        html`<${Menu}
          label=${say("constructor-export")}
          className="button button-quiet"
          attributes=${{ disabled: !isAsked }}
          items=${() => FORMATS.map((format) => ({ text: say(`constructor-export-${format}`), action: () => setFile({ format, since: Date.now() }) }))}
          >${say("constructor-export")} ▾<//
        >`}
        ${may.includes("save") && html`<button type="button" class="button button-quiet" disabled=${!isAsked} onClick=${() => open({ kind: "save" })}>${say("constructor-save")}</button>`}
        <${Menu} label=${say("constructor-more")} className="icon-button" load=${MORE} items=${({ moreItems }) => moreItems({ bench, saved, copy, onAnew })}>⋯<//>
        ${isLong
          ? html`<button type="button" class="button constructor-run" onClick=${() => store.stop()}>${say("screen-cancel")}</button>`
          : html`<button type="button" class=${`button constructor-run${status.phase === "waiting" ? " is-wanted" : ""}`} disabled=${!isAsked} title="Ctrl+Enter" onClick=${() => store.run()}>${say("constructor-run")}</button>`}
      </div>
    </div>
    <p class="constructor-copied" role="status">${notice}</p>
    ${file && html`<${Exported} file=${file} title=${saved?.title ?? ""} onEnd=${() => setFile(null)} />`}`;
}

/** @typedef {{format: string, since: number}} File one that is being made; `since` tells two of them apart */

/** @param {{file: File, title: string, onEnd: () => void}} about */
function Exported(about) {
  const { say } = useBench();
  const { module, isFailed } = useLazy(EXPORT);
  if (isFailed) {
    return html`<p class="notice notice-fault" role="alert">${say("screen-failed", { reason: say("constructor-fault-0") })}</p>`;
  }
  return module && html`<${module.Export} key=${about.file.since} ...${about} />`;
}

/** @param {string} text */
async function copied(text) {
  try {
    const { putOnClipboard } = await import("./clipboard.js");
    return await putOnClipboard({ "text/plain": text });
  } catch {
    return false;
  }
}

/**
 * What is answered at once gives nothing to cancel.
 * @param {Status} status
 */
function useLong(status) {
  const [long, setLong] = useState(/** @type {any} */ (null));
  useEffect(() => {
    if (status.phase === "running") {
      const timer = setTimeout(() => setLong(status), LONG_MS);
      return () => clearTimeout(timer);
    }
  }, [status]);
  return long === status;
}
