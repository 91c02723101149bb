// Formula dialog: a measure of one's own over those of the question, checked while it is written.

import { html, useEffect, useId, useRef, useState } from "../../vendor/preact/preact.js";
import { call, inWords, Refused } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { read, shown, titleOf } from "./formula-text.js";
import { asked } from "./question.js";
import { withKey } from "./state.js";

/** @import { Formula } from "./types.d.ts" */

const TYPING_MS = 300;

/** @param {{name?: string}} about the formula to change; without it a new one */
export default function FormulaDialog({ name }) {
  const { store, say, index, open } = useBench();
  const { state } = store;
  const formulas = state.formulas ?? [];
  const place = formulas.findIndex((formula) => formula.name === name);
  // A formula may name the measures of the question and the formulas before it.
  const known = [
    ...(state.measures ?? []).map((one) => {
      const member = index.member(one);
      const titles = [member?.title, member?.shortTitle].filter((title) => title !== undefined);
      return { name: one, titles: [...new Set(titles)] };
    }),
    ...formulas.slice(0, place < 0 ? undefined : place).map((one) => ({ name: one.name, titles: one.title ? [one.title] : [] })),
  ];
  // What is written has titles for names.
  const [formula, setFormula] = useState(() => {
    const own = formulas[place] ?? { name: unused(formulas), title: "", expression: "" };
    return { ...own, expression: shown(own.expression, known) };
  });
  const [checked, setChecked] = useState({ text: "", faults: /** @type {string[]} */ ([]), isRight: false });
  const expression = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const id = useId();

  /** @param {Formula} written */
  const put = (written) => {
    const named = { ...written, expression: read(written.expression, known).expression };
    return place < 0 ? [...formulas, named] : formulas.with(place, named);
  };
  const renamed = () => {
    const order = (state.order ?? []).map(([key, way]) => [key === name ? formula.name : key, way]);
    return { ...withKey(state, "formulas", put(formula)), order };
  };
  const nameFault = !/^[a-z][a-z0-9_]*$/i.test(formula.name)
    ? say("constructor-formula-name-fault")
    : formulas.some((one, i) => i !== place && one.name === formula.name)
      ? say("constructor-formula-name-taken")
      : "";

  useEffect(() => {
    if (!formula.expression.trim() || nameFault) {
      setChecked({ text: "", faults: [], isRight: false });
      return;
    }
    const { fault } = read(formula.expression, known);
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      // Only what can be read is asked: half a formula is no question yet.
      if (fault) {
        setChecked({ text: "", faults: [say(fault.key, fault.args)], isRight: false });
        return;
      }
      try {
        // The order may name the formula by its new name only once it is applied.
        const query = asked({ measures: state.measures, formulas: put(formula), dimensions: state.dimensions });
        await call("/api/v1/plan", { method: "POST", body: { query }, signal: asking.signal });
        setChecked({ text: say("constructor-formula-right"), faults: [], isRight: true });
      } catch (fault) {
        if (!asking.signal.aborted) {
          const all = fault instanceof Refused ? fault.diagnostics : [];
          const own = all.filter((one) => one.path.startsWith("formulas"));
          const texts = (own.length > 0 ? own : all).map((one) => (one.hint ? `${one.message} (${one.hint})` : one.message));
          setChecked({ text: "", faults: texts.length > 0 ? texts : [inWords(fault, say)], isRight: false });
        }
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [formula.expression, formula.name]);

  /** @param {string} text */
  const insert = (text) => {
    const area = /** @type {HTMLTextAreaElement} */ (expression.current);
    area.focus();
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    setFormula({ ...formula, expression: area.value });
  };
  /** @param {keyof Formula} key */
  const edit = (key) => (/** @type {any} */ event) => setFormula({ ...formula, [key]: event.currentTarget.value });
  const submit = () => {
    store.change(/** @type {any} */ (renamed()));
    open(null);
  };
  return html`<${Dialog} title=${say(place < 0 ? "constructor-formula-new" : "constructor-formula-change")} onSubmit=${submit} isBlocked=${!checked.isRight} isWide=${true}>
    <div class="fields">
      <div class="field">
        <label for="${id}-title">${say("constructor-formula-title")}</label>
        <input id="${id}-title" value=${formula.title ?? ""} maxlength="200" onInput=${edit("title")} />
      </div>
      <div class="field">
        <label for="${id}-name">${say("constructor-formula-name")}</label>
        <input id="${id}-name" value=${formula.name} spellcheck=${false} autocomplete="off" aria-invalid=${nameFault ? "true" : undefined} aria-describedby="${id}-name-note" onInput=${edit("name")} />
        <p class=${nameFault ? "field-fault" : "hint"} id="${id}-name-note">${nameFault || say("constructor-formula-name-note")}</p>
      </div>
    </div>
    <div class="field">
      <label for="${id}-expression">${say("constructor-formula-expression")}</label>
      <textarea
        id="${id}-expression"
        ref=${expression}
        rows="3"
        spellcheck=${false}
        value=${formula.expression}
        aria-invalid=${checked.faults.length > 0 ? "true" : undefined}
        aria-describedby="${id}-checked ${id}-note"
        onInput=${edit("expression")}
      ></textarea>
      <p id="${id}-checked" role="status" class=${checked.faults.length > 0 ? "field-fault" : "formula-right"}>${checked.faults.join("; ") || checked.text}</p>
      <p class="hint" id="${id}-note">${say("constructor-formula-note")}</p>
    </div>
    <div class="formula-keys" role="group" aria-label=${say("constructor-formula-insert")}>
      ${known.map((one) => html`<button type="button" class="button button-quiet" onClick=${() => insert(titleOf(one, known))}>${one.titles[0] ?? one.name}</button>`)}
      ${SIGNS.map(([sign, word]) => html`<button type="button" class="button button-quiet" aria-label=${say(`constructor-formula-${word}`)} onClick=${() => insert(sign)}>${sign.trim()}</button>`)}
    </div>
  <//>`;
}

const SIGNS = [
  [" + ", "plus"],
  [" - ", "minus"],
  [" * ", "times"],
  [" / ", "over"],
  ["(", "open"],
  [")", "close"],
  ["100 * ", "percent"],
];

/** @param {Formula[]} formulas */
function unused(formulas) {
  let number = 1;
  while (formulas.some((formula) => formula.name === `formula_${number}`)) {
    number += 1;
  }
  return `formula_${number}`;
}
