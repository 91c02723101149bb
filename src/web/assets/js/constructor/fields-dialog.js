// Fields dialog: the list of fields where there is no room for it beside the shelves.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { FieldList } from "./field-list.js";

/** @param {{onAdd: (name: string, shelf?: string) => void}} about */
export default function FieldsDialog({ onAdd }) {
  const { say } = useBench();
  return html`<${Dialog} title=${say("constructor-fields")}><${FieldList} onAdd=${onAdd} /><//>`;
}
