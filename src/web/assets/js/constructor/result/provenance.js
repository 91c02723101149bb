// «Where the numbers come from»: release, sources, definitions, filters in words, and the question as SQL to read.

import { html, useEffect, useState } from "../../../vendor/preact/preact.js";
import { instant } from "../../numbers.js";
import { putOnClipboard } from "../clipboard.js";
import { definition, inTitles } from "../definition.js";
import { DECLARED } from "../field-card.js";
import { badges } from "./badges.js";
import { columns } from "./columns.js";

/** @import { Column } from "./columns.js" */
/** @import { Answer, Given, Plan, State } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/** @param {Given & {plan: Plan | null}} about */
export function Provenance({ state, answer, plan, index, say }) {
  const { measures } = columns(answer, index);
  const own = measures.filter(({ part }) => part === null);
  const filters = plan && plan.filters.length > 0 ? plan.filters : badges(state, answer, index, say).map(({ text }) => text);
  return html`<dl>
      <dt>${say("result-release")}</dt>
      <dd>${say("result-release-of", { release: String(answer.release), moment: instant(answer.lastRefreshTime, index.timezone) })}</dd>
      ${answer.rollup && html`<dt>${say("result-sources")}</dt><dd><code>${answer.rollup}</code></dd>`}
      <dt>${say("result-filters")}</dt>
      <dd>${filters.length > 0 ? html`<ul>${filters.map((text) => html`<li key=${text}>${text}</li>`)}</ul>` : say("result-no-filters")}</dd>
    </dl>
    <h3>${say("result-definitions")}</h3>
    <dl>${own.map((column) => html`<${Definition} key=${column.key} column=${column} state=${state} answer=${answer} index=${index} say=${say} />`)}</dl>
    ${plan?.sql && html`<${Sql} sql=${plan.sql} say=${say} />`}`;
}

/** @param {Omit<Given, "change"> & {column: Column}} about */
function Definition({ column, state, answer, index, say }) {
  const known = index.member(column.key);
  const formula = (state.formulas ?? []).find(({ name }) => name === column.key)?.expression;
  const own = formula ? [[say("constructor-card-formula"), inTitles(formula, index) ?? formula]] : known ? definition(known, index, say) : [];
  const judgedBy = known?.meta?.judgedBy ?? [];
  const description = known?.description || (formula ? "" : column.description);
  const school = judgedBy.length > 0 ? onlySchool(state, answer) : null;
  return html`<dt>${column.title}</dt>
    <dd>
      ${description && html`<p lang=${DECLARED}>${description}</p>`}
      ${own.map(([term, text]) => html`<p key=${term}>${term}: ${text}</p>`)}
      ${judgedBy.length > 0 && html`<p>${say("result-judged-by", { rules: "" })}<span lang=${DECLARED}>${judgedBy.join("; ")}</span></p>`}
      ${school && html`<${Clauses} measure=${column.key} school=${school} say=${say} />`}
    </dd>`;
}

/** @typedef {{title: string, parameters?: {name: string, title: string, value: string, clause?: string}[]}} Rule */

/**
 * By which clause of its own rules the one school of the answer is judged, asked for only when somebody wants to know.
 * @param {{measure: string, school: string, say: Say}} about
 */
function Clauses({ measure, school, say }) {
  const [found, setFound] = useState(/** @type {{ruleSet?: {title: string}, rules?: Rule[]} | null} */ (null));
  const [fault, setFault] = useState("");
  useEffect(() => {
    setFound(null);
    setFault("");
  }, [measure, school]);
  const ask = async () => {
    setFault("");
    try {
      const answer = await fetch(`/api/v1/explain?${new URLSearchParams({ measure, school })}`, { credentials: "same-origin" });
      const body = await answer.json();
      answer.ok ? setFound(body) : setFault(say("screen-failed", { reason: body.error ?? String(answer.status) }));
    } catch (error) {
      setFault(say("screen-failed", { reason: String(error) }));
    }
  };
  if (!found) {
    return html`<p><button type="button" class="button button-quiet" onClick=${ask}>${say("result-clauses")}</button> <span role="status">${fault}</span></p>`;
  }
  return html`<p>${say("result-rule-set", { name: "" })}<span lang=${DECLARED}>${found.ruleSet?.title ?? "—"}</span></p>
    <ul lang=${DECLARED}>${(found.rules ?? []).flatMap((/** @type {Rule} */ { title, parameters = [] }) =>
      parameters.map(
        (parameter) => html`<li key=${parameter.name}>${title}. ${parameter.title}: ${parameter.value}${
          parameter.clause && html` <span class="source">${parameter.clause}</span>`
        }</li>`,
      ),
    )}</ul>`;
}

/** @param {{sql: string, say: Say}} about */
function Sql({ sql, say }) {
  const [notice, setNotice] = useState("");
  const copy = async () => setNotice(say((await putOnClipboard({ "text/plain": sql })) ? "result-copied-text" : "result-copy-failed"));
  return html`<h3>${say("result-sql")}</h3>
    <pre class="example result-sql" tabindex="0" role="region" aria-label=${say("result-sql")}><code>${sql}</code></pre>
    <p class="result-tools"><span class="result-notice" role="status">${notice}</span>
      <button type="button" class="button button-quiet" onClick=${copy}>${say("result-sql-copy")}</button></p>`;
}

/**
 * Returns the code of the one school that an answer tells of, where its code is known.
 * @param {State} state
 * @param {Answer} answer
 */
function onlySchool(state, answer) {
  const filter = (state.filters ?? []).find(({ member, operator, values }) => member === "school.id" && operator === "equals" && values?.length === 1);
  if (filter) {
    return String(filter.values?.[0]);
  }
  const codes = new Set(answer.data.map((row) => row["school.id"]).filter((code) => code !== undefined && code !== null));
  return codes.size === 1 ? String([...codes][0]) : null;
}
