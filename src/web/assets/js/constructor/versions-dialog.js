// Versions dialog: how a saved query has changed, and the way back.

import { html, useState } from "../../vendor/preact/preact.js";
import { instant } from "../numbers.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";

/** @import { Saved } from "./types.d.ts" */

/** @param {{saved: Saved, onSaved: (saved: Saved, isTaken?: boolean) => void}} about */
export default function VersionsDialog({ saved, onSaved }) {
  const { say, open, index } = useBench();
  const [fault, setFault] = useState("");
  const versions = [...(saved.versions ?? [])].sort((one, other) => other.version - one.version);
  /** @param {number} version */
  const revert = async (version) => {
    try {
      onSaved(await call(`/api/v1/saved/${saved.id}/versions/${version}`, { method: "POST" }), true);
      open(null);
    } catch (refused) {
      setFault(inWords(refused, say));
    }
  };
  return html`<${Dialog} title=${say("constructor-versions-title", { title: saved.title })} fault=${fault} isWide=${true}>
    <div class="table-frame">
      <table class="data-table dense">
        <caption>${say("constructor-versions-caption")}</caption>
        <thead>
          <tr>
            <th scope="col">${say("constructor-version")}</th>
            <th scope="col">${say("constructor-version-when")}</th>
            <th scope="col">${say("constructor-version-who")}</th>
            <th scope="col">${say("constructor-version-note")}</th>
            <th scope="col">${say("constructor-version-way")}</th>
          </tr>
        </thead>
        <tbody>
          ${versions.map(
            (one) => html`<tr key=${one.version}>
              <th scope="row">${one.version}</th>
              <td class="short">${instant(one.savedAt, index.timezone)}</td>
              <td>${one.savedBy}</td>
              <td>${one.note || "—"}</td>
              <td>
                ${one.version === saved.version
                  ? say("constructor-version-present")
                  : saved.mayChange
                    ? html`<button type="button" class="button button-quiet" aria-label=${say("constructor-version-revert-to", { version: one.version })} onClick=${() => revert(one.version)}>${say("constructor-version-revert")}</button>`
                    : "—"}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  <//>`;
}
