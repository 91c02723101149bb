// Question: what is sent of a state, and in how many queries.

import { LAID, columns, measures, rows, splits, tidy } from "./state.js";

/** @import { State } from "./types.d.ts" */

/**
 * Returns the query to send: only what the server knows, and nothing that names what is gone.
 * @param {State} state
 */
export function asked(state) {
  const { view, chart, ...query } = tidy(state);
  if (query.pivot) {
    const { rows: left, columns: top } = query.pivot;
    query.pivot = { rows: left, columns: left.includes(LAID) || top.includes(LAID) ? top : [...top, LAID] };
  }
  return query;
}

/**
 * Returns the query to send; null while there is nothing to ask.
 * @param {State} state
 */
export function question(state) {
  return measures(state).length + splits(state).length > 0 ? asked(state) : null;
}

/**
 * Returns the queries whose totals stand together in a pivot: a list of totals is told by its prefixes, so one list
 * gives the totals of lines and another those of columns. What has no need of the second is one query.
 * @param {State} state
 * @returns {any[]}
 */
export function questions(state) {
  const query = asked(state);
  const [left, top] = [rows(state), columns(state)];
  if (!query.totals || left.length === 0 || top.length === 0) {
    return [query];
  }
  if (query.totals === true) {
    return [{ ...query, totals: left }, { ...query, totals: top }];
  }
  const { totals } = query;
  const isCrossed = Array.isArray(totals) && left.includes(totals[0]) && top.every((name) => totals.includes(name));
  return isCrossed ? [query, { ...query, totals: top }] : [query];
}
