// Filter items: what the menus of a filter and of a group of filters offer to do with it.

import { DEEPEST, dissolvedAt, filterAt } from "./filters.js";
import { withFilter, withoutFilter } from "./state.js";

/** @import { Item } from "./popup.js" */
/** @import { Store } from "./store.js" */
/** @import { Filter, Say } from "./types.d.ts" */

/**
 * @param {object} about
 * @param {Store} about.store
 * @param {Say} about.say
 * @param {Filter} about.filter
 * @param {number[]} about.path
 * @returns {Item[]}
 */
export function groupItems({ store, say, filter, path }) {
  const { state } = store;
  const list = filter.and ?? filter.or ?? [];
  return [
    { text: say("constructor-group-or"), isOn: !filter.and, action: () => store.change(withFilter(state, { or: list }, path)) },
    { text: say("constructor-group-and"), isOn: Boolean(filter.and), action: () => store.change(withFilter(state, { and: list }, path)) },
    {
      text: say("constructor-group-dissolve"),
      isSeparate: true,
      action: () => store.change({ ...state, filters: dissolvedAt(state.filters ?? [], path) }),
    },
    { text: say("constructor-remove"), action: () => store.change(withoutFilter(state, path)) },
  ];
}

/**
 * @param {object} about
 * @param {Store} about.store
 * @param {Say} about.say
 * @param {Filter} about.filter
 * @param {number[]} about.path
 * @param {(() => void) | null} about.edit null where the filter names what the reader does not have
 * @param {() => void} about.remove
 * @returns {Item[]}
 */
export function filterItems({ store, say, filter, path, edit, remove }) {
  const { state } = store;
  // Within «or» a group says something new by «and», and the other way round.
  const isAnd = filterAt(state.filters, path.slice(0, -1))?.or !== undefined;
  const begun = isAnd ? { and: [filter] } : { or: [filter] };
  return [
    ...(edit ? [{ text: say("constructor-filter-change"), action: edit }] : []),
    ...(path.length <= DEEPEST ? [{ text: say(isAnd ? "constructor-group-begin-and" : "constructor-group-begin"), action: () => store.change(withFilter(state, begun, path)) }] : []),
    { text: say("constructor-remove"), isSeparate: true, action: remove },
  ];
}
