// Filter dialog: what a field is tested for, in the way that suits it.

import { html, useId, useState } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { withFilter } from "./state.js";
import { ValuesPicker } from "./values-picker.js";
import { kebab } from "./words.js";

const SET = ["set", "notSet"];
const COMPARED = ["gt", "gte", "lt", "lte"];
const OPERATORS = {
  string: ["equals", "notEquals", "contains", "notContains", "startsWith", "endsWith", ...SET],
  number: ["equals", "notEquals", ...COMPARED, ...SET],
  time: ["inDateRange", "notInDateRange", "beforeDate", "afterDate", ...SET],
  measure: [...COMPARED, "equals", "notEquals", ...SET],
};
const LISTED = ["equals", "notEquals"];

/** @param {{member: string, filter?: any, path?: number[]}} about */
export default function FilterDialog({ member: name, filter, path }) {
  const { store, say, index, open } = useBench();
  const member = index.member(name);
  const kind = member?.kind === "measure" ? "measure" : member?.type ?? "string";
  const operators = OPERATORS[kind];
  const [operator, setOperator] = useState(operators.includes(filter?.operator) ? filter.operator : operators[0]);
  const [values, setValues] = useState(/** @type {string[]} */ ((filter?.values ?? []).map(String)));
  const id = useId();
  if (!member) {
    return null;
  }
  const isListed = kind !== "measure" && kind !== "time" && LISTED.includes(operator);
  const given = values.map((value) => value.trim()).filter(Boolean);
  const needed = SET.includes(operator) ? 0 : 1;
  const isBlocked = given.length < needed || (isNumber(kind, operator) && given.some((value) => !isNumeric(value)));

  /** @param {string} next */
  const turn = (next) => {
    // Many chosen values make no sense as one text or number, and the other way round.
    if (LISTED.includes(next) !== LISTED.includes(operator)) {
      setValues([]);
    }
    setOperator(next);
  };
  const submit = () => {
    const written = isNumber(kind, operator) ? given.map((value) => value.replace(",", ".").replace(/\s/g, "")) : given;
    store.change(withFilter(store.state, needed ? { member: name, operator, values: written } : { member: name, operator }, path));
    open(null);
  };
  const isSchools = ["school.name", "school.id", "district.name"].includes(name);
  const schools = html`<button type="button" class="button button-quiet" onClick=${() => open({ kind: "schools", filter, path })}>${say("constructor-schools-open")}</button>`;

  return html`<${Dialog} title=${say("constructor-filter-title", { field: member.title })} onSubmit=${submit} isBlocked=${isBlocked} actions=${isSchools ? schools : null}>
    ${kind === "measure" && html`<p class="hint">${say("constructor-filter-measure")}</p>`}
    <div class="field">
      <label for="${id}-operator">${say("constructor-filter-operator")}</label>
      <select id="${id}-operator" value=${operator} onChange=${(event) => turn(event.currentTarget.value)}>
        ${operators.map((one) => html`<option value=${one}>${say(`constructor-operator-${kebab(one)}`)}</option>`)}
      </select>
    </div>
    ${needed === 1 &&
    (isListed
      ? html`<${ValuesPicker} member=${member} values=${values} onChange=${setValues} />`
      : kind === "time"
        ? html`<${Days} id=${id} isRange=${operator.endsWith("Range")} values=${values} onChange=${setValues} />`
        : html`<div class="field">
            <label for="${id}-value">${say("constructor-filter-value")}</label>
            <input
              id="${id}-value"
              value=${values[0] ?? ""}
              inputmode=${isNumber(kind, operator) ? "decimal" : undefined}
              aria-invalid=${given.length > 0 && isBlocked ? "true" : undefined}
              aria-describedby=${given.length > 0 && isBlocked ? `${id}-fault` : undefined}
              onInput=${(event) => setValues([event.currentTarget.value])}
            />
            ${given.length > 0 && isBlocked && html`<p class="field-fault" id="${id}-fault">${say("constructor-filter-not-number")}</p>`}
          </div>`)}
  <//>`;
}

/** @param {{id: string, isRange: boolean, values: string[], onChange: (values: string[]) => void}} about */
function Days({ id, isRange, values, onChange }) {
  const { say } = useBench();
  const [from, to = ""] = values;
  /**
   * @param {string} part
   * @param {string} value
   * @param {(value: string) => void} change
   */
  const day = (part, value, change) => html`<div class="field">
    <label for="${id}-${part}">${say(`constructor-day-${part}`)}</label>
    <input id="${id}-${part}" type="date" value=${value} onInput=${(event) => change(event.currentTarget.value)} />
  </div>`;
  return isRange
    ? html`<div class="fields-pair">${day("from", from, (value) => onChange([value, to]))} ${day("to", to, (value) => onChange([from ?? "", value]))}</div>`
    : day("one", from, (value) => onChange([value]));
}

/**
 * @param {string} kind
 * @param {string} operator
 */
function isNumber(kind, operator) {
  return kind === "measure" || (kind === "number" && COMPARED.includes(operator));
}

/** @param {string} value */
function isNumeric(value) {
  return /^-?\d[\d\s]*([.,]\d+)?$/.test(value);
}
