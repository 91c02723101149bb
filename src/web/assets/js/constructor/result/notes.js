// Notes above an answer: what is cut, withheld, not over yet, or compared.

import { html } from "../../../vendor/preact/preact.js";
import { useLazy } from "../../lazy.js";
import { format, moment } from "../../numbers.js";
import { rangeWords } from "../words.js";
import { asked, columns, isPartial, text } from "./columns.js";
import { lacksOthers } from "./pivot-shelves.js";

/** @import { Column } from "./columns.js" */
/** @import { Answer, Filter, Index, View } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

const MISSING = () => import("./missing-schools.js");

/**
 * @param {Answer} answer
 * @param {Index} index
 * @param {Say} say
 * @param {View} [view]
 * @returns {{sign: string, text: string}[]}
 */
export function notes(answer, index, say, view = "table") {
  const list = [];
  const shown = answer.data.filter((row) => !row.$others).length;
  const { dimensions } = columns(answer, index);
  if (answer.truncated || (typeof answer.total === "number" && answer.total > shown)) {
    const total = typeof answer.total === "number" && answer.total > shown ? answer.total : null;
    const [key, unknown] = view === "pivot" && lacksOthers(answer) ? ["result-cut-others", "result-cut-others-unknown"] : ["result-cut", "result-cut-unknown"];
    list.push({
      sign: "✂",
      text: total === null
        ? say(unknown, { shown: format(shown, "count") })
        : say(key, { shown: format(shown, "count"), total: format(total, "count") }),
    });
  }
  const about = asked(answer);
  const isOpen = about.to !== null && about.dataDay !== null && about.to > about.dataDay;
  const day = moment(about.dataDay ?? "");
  const time = dimensions.find(({ granularity }) => granularity);
  const periods = time ? [...new Set(answer.data.map((row) => row[time.key]))].filter((iso) => isPartial(iso, time, about)) : [];
  if (periods.length > 0) {
    list.push({ sign: "◔", text: say("result-partial-periods", { periods: periods.slice(0, 3).map((iso) => named(iso, time)).join(", "), day }) });
  } else if (isOpen) {
    list.push({ sign: "◔", text: say("result-partial", { day }) });
  }
  if (answer.query.compare) {
    const isCut = [...answer.data, ...(answer.totals ?? [])].some((row) => row.partial);
    const way = answer.query.compare === "previous_year" ? "year" : "period";
    const key = `result-compared-${way}${isCut ? "-partial" : ""}`;
    const { compared } = answer;
    list.push({
      sign: "⇄",
      text: compared ? say(`${key}-days`, { days: rangeWords(compared.days, index, say), before: rangeWords(compared.previous, index, say) }) : say(key),
    });
  }
  if (answer.withheld) {
    list.push({ sign: "*", text: say("result-withheld") });
  }
  return list;
}

/**
 * @param {unknown} value
 * @param {Column | undefined} column
 */
function named(value, column) {
  return column ? text(value, column) : String(value);
}

/**
 * Names the dimension by which an answer tells schools apart, where it has the figures of all of them.
 * @param {Answer} answer
 * @param {Index} index
 */
export function schoolsBy({ query, annotation, data, total, truncated }, index) {
  const isWhole = !truncated && !(typeof total === "number" && total > data.length);
  const isCounted = Object.keys(annotation.measures ?? {}).length > 0;
  return isWhole && isCounted && !picks(query.filters, index) ? ["school.id", "school.name"].find((name) => query.dimensions?.includes(name)) : undefined;
}

/**
 * Whether filters pick rows by their figures.
 * @param {Filter[] | undefined} filters
 * @param {Index} index
 * @returns {boolean}
 */
function picks(filters, index) {
  return (filters ?? []).some(({ member, and, or }) => picks(and ?? or, index) || index.member(member ?? "")?.kind === "measure");
}

/** @param {{answer: Answer, index: Index, say: Say, view: View}} about */
export function Notes({ answer, index, say, view }) {
  const list = notes(answer, index, say, view);
  const by = schoolsBy(answer, index);
  const { module } = useLazy(by ? MISSING : null);
  return html`<ul class="result-notes">${list.map(
      ({ sign, text }) => html`<li key=${text}><span class="badge-sign" aria-hidden="true">${sign}</span> ${text}</li>`,
    )}
    ${module && html`<${module.MissingSchools} answer=${answer} by=${by} say=${say} />`}</ul>`;
}
