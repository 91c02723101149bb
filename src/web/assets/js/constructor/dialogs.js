// Dialogs: draws the one that is open.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { FieldList } from "./field-list.js";
import { FilterDialog } from "./filter-dialog.js";
import { FormulaDialog } from "./formula-dialog.js";
import { OrderDialog } from "./order-dialog.js";
import { PeriodPicker } from "./period-picker.js";
import { SaveDialog } from "./save-dialog.js";
import { SchoolPicker } from "./school-picker.js";
import { ShareDialog } from "./share-dialog.js";
import { VersionsDialog } from "./versions-dialog.js";

const KINDS = {
  fields: Fields,
  filter: FilterDialog,
  period: PeriodPicker,
  schools: SchoolPicker,
  formula: FormulaDialog,
  order: OrderDialog,
  save: SaveDialog,
  share: ShareDialog,
  versions: VersionsDialog,
};

/** @param {{dialog: any, onAdd: (name: string, shelf?: string) => void, saved: any, onSaved: (saved: any, isTaken?: boolean) => void}} about */
export function OpenDialog({ dialog, ...about }) {
  return html`<${KINDS[dialog.kind]} ...${about} ...${dialog} />`;
}

function Fields({ onAdd }) {
  const { say } = useBench();
  return html`<${Dialog} title=${say("constructor-fields")}><${FieldList} onAdd=${onAdd} /><//>`;
}
