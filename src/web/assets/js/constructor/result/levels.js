// Levels: what a question splits by and keeps to on its way down a tree.

import { replace, tidy } from "../state.js";

/** @import { Filter, State } from "../types.d.ts" */

/**
 * One level of a tree takes the place of another, in the totals, too.
 * @param {State} state
 * @param {string} from
 * @param {string} to
 */
export function replaced(state, from, to) {
  const next = replace(state, from, to);
  return Array.isArray(state.totals) ? tidy({ ...next, totals: state.totals.map((name) => (name === from ? to : name)) }) : next;
}

/**
 * @param {State} state
 * @param {string} member
 */
export function onlyValue(state, member) {
  const found = (state.filters ?? []).find((filter) => filter.member === member && isEquals(filter) && filter.values?.length === 1);
  return found?.values?.[0];
}

/** @param {Filter} filter */
export function isEquals(filter) {
  return filter.operator === "equals";
}
