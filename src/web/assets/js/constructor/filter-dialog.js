// Filter dialog: what a field is tested for, in the way that suits it.

import { html, useId, useState } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { DaysChoice, useDays } from "./days-choice.js";
import { Dialog } from "./dialog.js";
import { withFilter } from "./state.js";
import { ValuesPicker } from "./values-picker.js";
import { kebab } from "./words.js";

const SET = ["set", "notSet"];
const COMPARED = ["gt", "gte", "lt", "lte"];
const RANGES = ["inDateRange", "notInDateRange"];
const OPERATORS = {
  string: ["equals", "notEquals", "contains", "notContains", "startsWith", "notStartsWith", "endsWith", "notEndsWith", ...SET],
  number: ["equals", "notEquals", ...COMPARED, ...SET],
  time: [...RANGES, "beforeDate", "afterDate", ...SET],
  measure: [...COMPARED, "equals", "notEquals", ...SET],
};
const LISTED = ["equals", "notEquals"];
// Of these one value is compared with; of all others any of several may be met.
const SINGLE = [...COMPARED, "beforeDate", "afterDate"];

/** @typedef {"set" | "range" | "picker" | "day" | "one" | "lines"} Way how values are given */

/** @param {{member: string, filter?: any, path?: number[]}} about */
export default function FilterDialog({ member: name, filter, path }) {
  const { store, say, index, open } = useBench();
  const member = index.member(name);
  const kind = member?.kind === "measure" ? "measure" : member?.type ?? "string";
  const operators = OPERATORS[kind];
  const [operator, setOperator] = useState(operators.includes(filter?.operator) ? filter.operator : operators[0]);
  const [values, setValues] = useState(/** @type {string[]} */ ((filter?.values ?? []).map(String)));
  const days = useDays(RANGES.includes(filter?.operator) ? filter.values : null);
  const id = useId();
  if (!member) {
    return null;
  }
  const way = wayOf(kind, operator);
  const given = way === "range" ? [days.value ?? []].flat() : values.map((value) => value.trim()).filter(Boolean);
  const isNumber = kind === "measure" || (kind === "number" && way !== "picker");
  const isWrong = isNumber && given.some((value) => !isNumeric(value));
  const isBlocked = way === "range" ? days.value === null || days.isBlocked : way !== "set" && (given.length === 0 || isWrong);

  /** @param {string} next */
  const turn = (next) => {
    // Many chosen values make no sense as one text or number, and the other way round.
    if (wayOf(kind, next) !== way) {
      setValues([]);
    }
    setOperator(next);
  };
  const submit = () => {
    const written = isNumber ? given.map((value) => value.replace(",", ".").replace(/\s/g, "")) : given;
    store.change(withFilter(store.state, way === "set" ? { member: name, operator } : { member: name, operator, values: written }, path));
    open(null);
  };
  const isSchools = ["school.name", "school.id", "district.name"].includes(name);
  const schools = html`<button type="button" class="button button-quiet" onClick=${() => open({ kind: "schools", filter, path })}>${say("constructor-schools-open")}</button>`;
  const described = { "aria-invalid": isWrong ? "true" : undefined, "aria-describedby": isWrong ? `${id}-fault` : undefined };
  /** @type {Partial<Record<Way, () => any>>} */
  const fields = {
    day: () => html`<label for="${id}-value">${say("constructor-day-one")}</label>
      <input id="${id}-value" type="date" value=${values[0] ?? ""} onInput=${(event) => setValues([event.currentTarget.value])} />`,
    one: () => html`<label for="${id}-value">${say("constructor-filter-value")}</label>
      <input id="${id}-value" inputmode="decimal" value=${values[0] ?? ""} ...${described} onInput=${(event) => setValues([event.currentTarget.value])} />`,
    lines: () => html`<label for="${id}-value">${say("constructor-filter-values")}</label>
      <textarea id="${id}-value" rows="3" value=${values.join("\n")} ...${described} onInput=${(event) => setValues(event.currentTarget.value.split("\n"))}></textarea>`,
  };
  const typed = fields[way];

  return html`<${Dialog} title=${say("constructor-filter-title", { field: member.title })} onSubmit=${submit} isBlocked=${isBlocked} actions=${isSchools ? schools : null}>
    ${kind === "measure" && html`<p class="hint">${say("constructor-filter-measure")}</p>`}
    <div class="field">
      <label for="${id}-operator">${say("constructor-filter-operator")}</label>
      <select id="${id}-operator" value=${operator} onChange=${(event) => turn(event.currentTarget.value)}>
        ${operators.map((one) => html`<option value=${one}>${say(`constructor-operator-${kebab(one)}`)}</option>`)}
      </select>
    </div>
    ${way === "picker" && html`<${ValuesPicker} member=${member} values=${values} onChange=${setValues} />`}
    ${way === "range" && html`<${DaysChoice} days=${days} ranges=${index.ranges.filter((one) => !one.name.endsWith("term"))} isOpen=${false} />`}
    ${typed &&
    html`<div class="field">
      ${typed()} ${isWrong && html`<p class="field-fault" id="${id}-fault">${say("constructor-filter-not-number")}</p>`}
    </div>`}
  <//>`;
}

/**
 * @param {string} kind
 * @param {string} operator
 * @returns {Way}
 */
function wayOf(kind, operator) {
  if (SET.includes(operator)) {
    return "set";
  }
  if (RANGES.includes(operator)) {
    return "range";
  }
  if (LISTED.includes(operator) && kind !== "measure") {
    return "picker";
  }
  if (SINGLE.includes(operator)) {
    return kind === "time" ? "day" : "one";
  }
  return "lines";
}

/** @param {string} value */
function isNumeric(value) {
  return /^-?\d[\d\s]*([.,]\d+)?$/.test(value);
}
