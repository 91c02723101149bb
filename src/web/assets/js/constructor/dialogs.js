// Dialogs: fetches and draws the one that is open.

import { html, useEffect, useState } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";

// Most readers open few of them, so none is fetched before it is asked for.
const KINDS = {
  fields: () => import("./fields-dialog.js"),
  filter: () => import("./filter-dialog.js"),
  period: () => import("./period-picker.js"),
  schools: () => import("./school-picker.js"),
  formula: () => import("./formula-dialog.js"),
  order: () => import("./order-dialog.js"),
  save: () => import("./save-dialog.js"),
  share: () => import("./share-dialog.js"),
  versions: () => import("./versions-dialog.js"),
};

/** @param {{dialog: any, onAdd: (name: string, shelf?: string) => void, saved: any, onSaved: (saved: any, isTaken?: boolean) => void}} about */
export function OpenDialog({ dialog, ...about }) {
  const { say, announce, open } = useBench();
  const [draw, setDraw] = useState(/** @type {any} */ (null));
  useEffect(() => {
    KINDS[dialog.kind]().then(
      // A function handed to the state as it is would be called by it.
      (module) => setDraw(() => module.default),
      () => {
        open(null);
        announce(say("screen-failed", { reason: say("constructor-fault-0") }));
      },
    );
  }, []);
  return draw && html`<${draw} ...${about} ...${dialog} />`;
}
