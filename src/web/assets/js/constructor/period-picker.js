// Period picker: the days that a question covers, in words or from a day to a day.

import { html, useId, useState } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { schoolMonths } from "./months.js";
import { range, withRange } from "./state.js";

const OPEN = "";
const DAYS = "days";

export default function PeriodPicker() {
  const { store, say, index, open } = useBench();
  const present = range(store.state);
  const [from, to] = present && /^\d/.test([present].flat()[0]) ? [present].flat() : ["", ""];
  const isWords = typeof present === "string" && !from;
  const [chosen, choose] = useState(isWords ? present : from ? DAYS : OPEN);
  const [first, setFirst] = useState(from?.slice(0, 10) ?? "");
  const [last, setLast] = useState((to ?? from)?.slice(0, 10) ?? "");
  const id = useId();
  const months = schoolMonths(new Date(), document.documentElement.lang);
  const month = chosen === DAYS ? months.find((one) => one.from === first && one.to === last) : undefined;
  const isReversed = chosen === DAYS && Boolean(first && last) && last < first;
  const isBlocked = chosen === DAYS && (!first || isReversed);
  const submit = () => {
    store.change(withRange(store.state, chosen === DAYS ? [first, last || first] : chosen || null));
    open(null);
  };
  const known = index.ranges.some((one) => one.name === chosen);
  /**
   * @param {string} value
   * @param {string} title
   */
  const choice = (value, title) => html`<label class="check"><input type="radio" name="period" value=${value} checked=${chosen === value} onChange=${() => choose(value)} />${title}</label>`;
  /**
   * @param {string} part
   * @param {string} value
   * @param {(day: string) => void} change
   */
  const day = (part, value, change) => html`<div class="field">
    <label for="${id}-${part}">${say(`constructor-day-${part}`)}</label>
    <input
      id="${id}-${part}"
      type="date"
      value=${value}
      aria-invalid=${isReversed ? "true" : undefined}
      aria-describedby=${isReversed ? `${id}-fault` : undefined}
      onInput=${(event) => {
        choose(DAYS);
        change(event.currentTarget.value);
      }}
    />
  </div>`;
  /** @param {string} from the first day of the month */
  const chooseMonth = (from) => {
    const found = months.find((one) => one.from === from);
    choose(DAYS);
    setFirst(found?.from ?? "");
    setLast(found?.to ?? "");
  };
  return html`<${Dialog} title=${say("constructor-period")} onSubmit=${submit} isBlocked=${isBlocked}>
    <fieldset class="fieldset">
      <legend>${say("constructor-period-which")}</legend>
      <div class="period-choices">
        ${choice(OPEN, say("constructor-period-open"))} ${index.ranges.map((one) => choice(one.name, one.title))}
        ${isWords && !known && chosen !== OPEN && chosen !== DAYS && choice(chosen, chosen)} ${choice(DAYS, say("constructor-period-days"))}
      </div>
      <div class="field">
        <label for="${id}-month">${say("constructor-period-month")}</label>
        <select id="${id}-month" value=${month?.from ?? ""} onChange=${(event) => chooseMonth(event.currentTarget.value)}>
          <option value="">${say("constructor-period-month-none")}</option>
          ${months.map((one) => html`<option value=${one.from}>${one.title}</option>`)}
        </select>
      </div>
      <div class="fields-pair">${day("from", first, setFirst)} ${day("to", last, setLast)}</div>
      ${isReversed && html`<p class="field-fault" id="${id}-fault">${say("constructor-period-reversed")}</p>`}
    </fieldset>
  <//>`;
}
