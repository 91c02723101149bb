// Parameters: what of a question is asked anew each time it is opened, written as `"{name}"` where its value stood.

/** @import { Index, Parameter, State } from "./types.d.ts" */

const LISTED = ["equals", "notEquals", "contains", "notContains", "startsWith", "endsWith"];
const COMPARED = ["gt", "gte", "lt", "lte"];
const PERIOD = "period";

/**
 * Lists what can be asked on opening: the period and the filters of the first level.
 * @param {State} state
 * @param {Index} index
 * @param {string} periodTitle
 * @returns {{parameter: Parameter, path: number | null}[]} a null path is the period's
 */
export function candidates(state, index, periodTitle) {
  /** @type {{parameter: Parameter, path: number | null}[]} */
  const found = [];
  const time = (state.timeDimensions ?? []).find((one) => one.dateRange);
  if (time) {
    found.push({ parameter: { name: PERIOD, title: periodTitle, type: "dates", default: time.dateRange }, path: null });
  }
  (state.filters ?? []).forEach((filter, path) => {
    if (!filter.member) {
      return;
    }
    const member = index.member(filter.member);
    const isListed = LISTED.includes(filter.operator ?? "") && member?.kind === "dimension";
    if (!member || (!isListed && !COMPARED.includes(filter.operator ?? ""))) {
      return;
    }
    const name = unused(filter.member.replaceAll(".", "_"), found);
    /** @type {Parameter} */
    const parameter = isListed
      ? { name, title: member.title, type: "values", member: member.name, default: filter.values }
      : { name, title: member.title, type: "number", default: Number(filter.values?.[0]) };
    found.push({ parameter, path });
  });
  return found;
}

/**
 * Puts placeholders where the values of the chosen parameters stand.
 * @param {State} state
 * @param {ReturnType<typeof candidates>} chosen
 * @returns {State}
 */
export function withPlaceholders(state, chosen) {
  let next = { ...state };
  for (const { parameter, path } of chosen) {
    const text = `{${parameter.name}}`;
    if (path === null) {
      const timeDimensions = (next.timeDimensions ?? []).map((time) => (time.dateRange ? { ...time, dateRange: text } : time));
      next = { ...next, timeDimensions };
    } else {
      const filters = (next.filters ?? []).map((filter, place) => (place === path ? { ...filter, values: [text] } : filter));
      next = { ...next, filters: /** @type {any} */ (filters) };
    }
  }
  return next;
}

/**
 * @param {string} name
 * @param {{parameter: Parameter}[]} found
 */
function unused(name, found) {
  /** @param {string} one */
  const isTaken = (one) => found.some(({ parameter }) => parameter.name === one);
  let unique = name;
  for (let number = 2; isTaken(unique); number += 1) {
    unique = `${name}_${number}`;
  }
  return unique;
}
