// Badges above an answer: the period, an older release and the filters, each told as narrowing the answer or as picking among its rows.

import { html } from "../../../vendor/preact/preact.js";
import { splits, withKey, withRange, withoutFilter } from "../state.js";
import { filterWords, rangeWords } from "../words.js";

/** @import { Answer, Given, Index, State } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

/** @param {Given & {told?: string[]}} about `told`: members whose filters crumbs tell */
export function Badges({ state, answer, index, say, change, told = [] }) {
  const list = badges(state, answer, index, say).filter(({ member }) => !told.includes(member));
  if (list.length === 0) {
    return null;
  }
  return html`<ul class="result-badges" aria-label=${say("result-filters")}>
    ${list.map(
      ({ text, next }, place) => html`<li key=${place} class="badge badge-quiet result-badge">${text}
        <button type="button" class="result-badge-off" aria-label=${say("result-filter-off", { filter: text })} title=${say("result-filter-off", { filter: text })}
          onClick=${() => change(next)}>×</button></li>`,
    )}
  </ul>`;
}

/**
 * @param {State} state
 * @param {Answer | null} answer
 * @param {Index} index
 * @param {Say} say
 * @returns {{text: string, next: object, member: string}[]} `member`: the one that it narrows
 */
export function badges(state, answer, index, say) {
  const list = [];
  for (const { dimension, dateRange } of state.timeDimensions ?? []) {
    if (dateRange) {
      const resolved = answer?.query.timeDimensions?.find((time) => time.dimension === dimension)?.dateRange;
      const isRelative = typeof dateRange === "string" && !/^\d/.test(dateRange);
      const said = rangeWords(dateRange, index, say);
      const days = isRelative && Array.isArray(resolved) ? rangeWords(resolved.map((iso) => iso.slice(0, 10)), index, say) : null;
      list.push({
        text: days && days !== said ? say("result-period-of", { period: said, days }) : say("result-period", { period: said }),
        next: withRange(state, null, dimension),
        member: "",
      });
    }
  }
  if (state.asOf) {
    list.push({ text: say("result-as-of", { release: String(state.asOf) }), next: withKey(state, "asOf", null), member: "" });
  }
  const splitBy = splits(state);
  (state.filters ?? []).forEach((filter, place) => {
    const words = filterWords(filter, index, say);
    const isSplit = splitBy.some((name) => name === filter.member || name.startsWith(`${filter.member}.`));
    const isMeasure = index.member(filter.member ?? "")?.kind === "measure";
    list.push({
      text: say(isSplit || isMeasure ? "result-filter-among" : "result-filter-only", { filter: words }),
      next: withoutFilter(state, place),
      member: filter.operator === "equals" && filter.values?.length === 1 ? (filter.member ?? "") : "",
    });
  });
  return list;
}
