// Filters: lists of conditions, some of them groups that hold lists of their own.

/** @import { Filter } from "./types.d.ts" */

/**
 * Puts a filter in the place of the one at `path`, or takes that one away. One place beyond the last of a group adds to
 * it; a group that becomes empty goes with its last filter.
 * @param {any[]} filters
 * @param {number[]} path
 * @param {Filter | null} filter
 * @returns {any[]}
 */
export function changedAt(filters, [place, ...deeper], filter) {
  const inner = filters[place];
  if (deeper.length === 0) {
    return filter ? filters.map((one, i) => (i === place ? filter : one)) : filters.filter((_, i) => i !== place);
  }
  const key = inner?.and ? "and" : "or";
  if (!inner?.[key]) {
    return filters;
  }
  const isAdded = filter && deeper.length === 1 && deeper[0] === inner[key].length;
  const list = isAdded ? [...inner[key], filter] : changedAt(inner[key], deeper, filter);
  return list.length > 0
    ? filters.map((one, i) => (i === place ? { [key]: list } : one))
    : filters.filter((_, i) => i !== place);
}

/** How deep the server reads groups within groups. */
export const DEEPEST = 8;

/**
 * Returns the filter at `path`.
 * @param {Filter[] | undefined} filters
 * @param {number[]} path
 * @returns {Filter | undefined}
 */
export function filterAt(filters, [place, ...deeper]) {
  const one = filters?.[place];
  return deeper.length === 0 ? one : filterAt(one?.and ?? one?.or, deeper);
}

/**
 * Puts what a group holds in the place of the group.
 * @param {Filter[]} filters
 * @param {number[]} path
 * @returns {Filter[]}
 */
export function dissolvedAt(filters, [place, ...deeper]) {
  return filters.flatMap((one, i) => {
    const key = one.and ? "and" : "or";
    const list = one[key];
    if (i !== place || !list) {
      return [one];
    }
    return deeper.length === 0 ? list : [{ [key]: dissolvedAt(list, deeper) }];
  });
}
