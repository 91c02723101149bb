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

/** One of lines, one of columns, and one for each level within both up to five dimensions a side; nobody reads more. */
const MOST = 6;

/**
 * Returns the queries whose totals stand together in a pivot, six at most: a list of totals is told by its prefixes, so
 * that no one list gives the totals of all crossings of groups of lines and of columns.
 * @param {State} state
 * @returns {any[]}
 */
export function questions(state) {
  const query = asked(state);
  const [left, top] = [rows(state), columns(state)];
  if (!query.totals || left.length === 0 || top.length === 0) {
    return [query];
  }
  const lists = query.totals === true ? everyCrossing(left, top) : chosenCrossings(query.totals, left, top);
  return lists.slice(0, MOST).map((totals) => ({ ...query, totals }));
}

/**
 * Returns the lists whose prefixes are all groups of lines by all groups of columns: lines with groups of columns,
 * columns with groups of lines, and, along the side with fewer levels, groups with groups.
 * @param {string[]} left
 * @param {string[]} top
 */
function everyCrossing(left, top) {
  const [leftGroups, topGroups] = [left.slice(0, -1), top.slice(0, -1)];
  const [few, many] = leftGroups.length <= topGroups.length ? [leftGroups, topGroups] : [topGroups, leftGroups];
  const within = few.map((_, place) => [...few.slice(0, place + 1), ...many]);
  return [[...left, ...topGroups], [...top, ...leftGroups], ...within];
}

/**
 * Returns a list that somebody gave, and, where it crosses groups of lines with all columns, those of the groups above
 * them.
 * @param {string[]} totals
 * @param {string[]} left
 * @param {string[]} top
 */
function chosenCrossings(totals, left, top) {
  const end = totals.findIndex((name) => !left.includes(name));
  const groups = end < 0 ? totals : totals.slice(0, end);
  const isCrossed = groups.length > 0 && top.every((name) => totals.includes(name));
  return isCrossed ? [totals, ...groups.map((_, place) => [...groups.slice(0, groups.length - 1 - place), ...top])] : [totals];
}
