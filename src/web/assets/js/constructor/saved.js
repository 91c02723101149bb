// Saved: a kept question as it opens, with the defaults of what it asks for.

/** @import { Filter, Parameter, State } from "./types.d.ts" */

/**
 * Puts the defaults where placeholders stand; what has no default is left out.
 * @param {State} state
 * @param {Parameter[]} parameters
 * @returns {State}
 */
export function filled(state, parameters) {
  const given = new Map(parameters.map((parameter) => [`{${parameter.name}}`, parameter.default]));
  /** @param {unknown} value */
  const isOpen = (value) => typeof value === "string" && given.has(value);
  /**
   * @param {Filter[] | undefined} list
   * @returns {Filter[]}
   */
  const filters = (list) =>
    (list ?? []).flatMap((filter) => {
      const key = filter.and ? "and" : filter.or ? "or" : null;
      if (key) {
        return [{ [key]: filters(filter[key]) }];
      }
      const isAsked = filter.values?.some(isOpen);
      const values = filter.values?.flatMap((value) => (isOpen(value) ? given.get(String(value)) ?? [] : [value]));
      return isAsked && values?.length === 0 ? [] : [values ? { ...filter, values } : filter];
    });
  const timeDimensions = (state.timeDimensions ?? []).map((time) => {
    const { dateRange, ...rest } = time;
    if (typeof dateRange !== "string" || !given.has(dateRange)) {
      return time;
    }
    const value = given.get(dateRange);
    return value ? { ...rest, dateRange: value } : rest;
  });
  return { ...state, filters: filters(state.filters), timeDimensions };
}
