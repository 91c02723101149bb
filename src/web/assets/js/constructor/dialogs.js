// Dialogs: fetches and draws the one that is open.

import { html, useEffect } from "../../vendor/preact/preact.js";
import { useLazy } from "../lazy.js";
import { useBench } from "./bench.js";

/** @import { Dialog } from "./bench.js" */
/** @import { Saved } from "./types.d.ts" */

// Most readers open few of them, so none is fetched before it is asked for.
/** @type {Record<string, () => Promise<{default: Function}>>} */
const KINDS = {
  fields: () => import("./fields-dialog.js"),
  filter: () => import("./filter-dialog.js"),
  period: () => import("./period-picker.js"),
  schools: () => import("./school-picker.js"),
  formula: () => import("./formula-dialog.js"),
  release: () => import("./release-dialog.js"),
  order: () => import("./order-dialog.js"),
  save: () => import("./save-dialog.js"),
  share: () => import("./share-dialog.js"),
  versions: () => import("./versions-dialog.js"),
};

/** @param {{dialog: Dialog, onAdd: (name: string, shelf?: string) => void, saved: Saved | null, onSaved: (saved: Saved, isTaken?: boolean) => void}} about */
export function OpenDialog({ dialog, ...about }) {
  const { say, announce, open } = useBench();
  const { module, isFailed } = useLazy(KINDS[dialog.kind]);
  useEffect(() => {
    if (isFailed) {
      open(null);
      announce(say("screen-failed", { reason: say("constructor-fault-0") }));
    }
  }, [isFailed]);
  return module && html`<${module.default} ...${about} ...${dialog} />`;
}
