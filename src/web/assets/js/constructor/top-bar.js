// Top bar: what the question is called, and what is done with it as a whole.

import { html, useEffect, useState } from "../../vendor/preact/preact.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { ExportProgress, FORMATS, useExport } from "./export.js";
import { Menu } from "./menu.js";
import { question } from "./state.js";

const COPIED_MS = 4000;
const LONG_MS = 500;

/** @param {{saved: any, isChanged: boolean, onSaved: (saved: any) => void, onAnew: () => void, headingLevel: number}} about */
export function TopBar({ saved, isChanged, onSaved, onAnew, headingLevel }) {
  const { store, say, may, open, announce, isNarrow } = useBench();
  const { status, state } = store;
  const [copied, setCopied] = useState("");
  const exported = useExport(saved?.title ?? "");
  const isAsked = question(state) !== null;
  const isLong = useLong(status);

  const tell = (key) => {
    setCopied(say(key));
    setTimeout(() => setCopied(""), COPIED_MS);
  };
  const copy = async () => {
    const address = store.address();
    if (!address) {
      tell("constructor-copy-long");
    } else {
      const { putOnClipboard } = await import("./clipboard.js");
      tell((await putOnClipboard(address)) ? "constructor-copied" : "constructor-copy-failed");
    }
  };
  const star = async () => {
    try {
      await call(`/api/v1/favourites/saved/${saved.id}`, { method: saved.isFavourite ? "DELETE" : "PUT" });
      onSaved({ ...saved, isFavourite: !saved.isFavourite });
    } catch (fault) {
      announce(inWords(fault, say));
    }
  };
  const more = () => [
    { text: say("constructor-copy"), action: copy },
    { text: say("constructor-print"), isDisabled: !store.answer, action: () => window.print() },
    ...(saved?.mayChange ? [{ text: say("constructor-share"), isSeparate: true, action: () => open({ kind: "share" }) }] : []),
    ...(saved ? [{ text: say("constructor-versions"), action: () => open({ kind: "versions" }) }] : []),
    { text: say("constructor-anew"), isSeparate: true, action: onAnew },
  ];
  const heading = saved?.title ?? say("constructor-heading");
  const button = (label, sign, isDisabled, action) =>
    html`<button type="button" class="icon-button" aria-label=${label} title=${label} disabled=${isDisabled} onClick=${action}>${sign}</button>`;

  return html`<div class="constructor-bar">
      <div class="constructor-name">
        ${headingLevel === 1 ? html`<h1>${heading}</h1>` : html`<h2>${heading}</h2>`}
        ${saved &&
        html`<button type="button" class="icon-button star" aria-pressed=${String(Boolean(saved.isFavourite))} aria-label=${say("constructor-favourite")} title=${say("constructor-favourite")} onClick=${star}>
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
          items=${() => FORMATS.map((format) => ({ text: say(`constructor-export-${format}`), action: () => exported.begin(format) }))}
          >${say("constructor-export")} ▾<//
        >`}
        ${may.includes("save") && html`<button type="button" class="button button-quiet" disabled=${!isAsked} onClick=${() => open({ kind: "save" })}>${say("constructor-save")}</button>`}
        <${Menu} label=${say("constructor-more")} className="icon-button" items=${more}>⋯<//>
        ${isLong
          ? html`<button type="button" class="button constructor-run" onClick=${() => store.stop()}>${say("screen-cancel")}</button>`
          : html`<button type="button" class=${`button constructor-run${status.phase === "waiting" ? " is-wanted" : ""}`} disabled=${!isAsked} title="Ctrl+Enter" onClick=${() => store.run()}>${say("constructor-run")}</button>`}
      </div>
    </div>
    <p class="constructor-copied" role="status">${copied}</p>
    <${ExportProgress} ...${exported} />`;
}

// What is answered at once gives nothing to cancel.
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
