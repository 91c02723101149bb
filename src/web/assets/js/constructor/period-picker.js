// Period picker: the days that a question covers.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { DaysChoice, useDays } from "./days-choice.js";
import { Dialog } from "./dialog.js";
import { range, withRange } from "./state.js";

export default function PeriodPicker() {
  const { store, say, index, open } = useBench();
  const days = useDays(range(store.state));
  const submit = () => {
    store.change(withRange(store.state, days.value));
    open(null);
  };
  return html`<${Dialog} title=${say("constructor-period")} onSubmit=${submit} isBlocked=${days.isBlocked}>
    <${DaysChoice} days=${days} ranges=${index.ranges} isOpen=${true} />
  <//>`;
}
