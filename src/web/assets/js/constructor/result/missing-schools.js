// Missing schools: those that a question by schools should tell of, and of which there are no data.

import { html, useEffect, useState } from "../../../vendor/preact/preact.js";
import { call } from "../api.js";

/** @import { Answer, Filter, Say } from "../types.d.ts" */

const MOST = 10_000;
const NAMED_MOST = 10;

/** @param {{answer: Answer, by: string, say: Say}} about `by`: the dimension that tells schools apart */
export function MissingSchools({ answer, by, say }) {
  const [expected, setExpected] = useState(/** @type {string[]} */ ([]));
  const wanted = JSON.stringify(schoolQuestion(answer, by));
  useEffect(() => {
    const asking = new AbortController();
    setExpected([]);
    call("/api/v1/load", { method: "POST", body: { query: JSON.parse(wanted) }, signal: asking.signal }).then(
      (known) => setExpected(known.data.map((/** @type {Record<string, unknown>} */ row) => String(row[by]))),
      // Without the schools nothing can be said of those that are missing; the answer stands.
      () => {},
    );
    return () => asking.abort();
  }, [wanted]);
  const missing = missingSchools(answer, by, expected);
  return (
    missing.length > 0 &&
    html`<li><span class="badge-sign" aria-hidden="true">∅</span> ${missingWords(missing, expected.length, say)}</li>`
  );
}

/**
 * Asks for the schools of the reader that the filters leave: what else is tested for says nothing of a school.
 * @param {Answer} answer
 * @param {string} by
 */
export function schoolQuestion({ query }, by) {
  const filters = (query.filters ?? []).filter(isOfSchools);
  return { dimensions: [by], order: [[by, "asc"]], limit: MOST, ...(filters.length > 0 && { filters }), ...(query.asOf && { asOf: query.asOf }) };
}

/**
 * Names the schools without a figure, in the order in which they are expected.
 * @param {Answer} answer
 * @param {string} by
 * @param {string[]} expected
 */
export function missingSchools(answer, by, expected) {
  const measures = Object.keys(answer.annotation.measures ?? {});
  const told = answer.data.filter((row) => measures.length === 0 || measures.some((key) => row[key] !== null && row[key] !== undefined));
  const present = new Set(told.map((row) => String(row[by])));
  return expected.filter((school) => !present.has(school));
}

/**
 * @param {string[]} missing
 * @param {number} expected how many schools there are
 * @param {Say} say
 */
export function missingWords(missing, expected, say) {
  const schools = missing.slice(0, NAMED_MOST).join(", ");
  const more = missing.length - NAMED_MOST;
  return say("result-missing-schools", {
    present: expected - missing.length,
    expected,
    schools: more > 0 ? say("constructor-values-more", { values: schools, count: more }) : schools,
  });
}

/**
 * @param {Filter} filter
 * @returns {boolean}
 */
function isOfSchools(filter) {
  const inner = filter.and ?? filter.or;
  return inner ? inner.every(isOfSchools) : /^(school|district|municipality)\./.test(filter.member ?? "");
}
