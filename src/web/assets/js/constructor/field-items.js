// Field items: to which shelves the menu of a field takes it.

import { GRANULARITIES } from "./meta.js";

/** @import { Item } from "./popup.js" */
/** @import { Member, Say } from "./types.d.ts" */

/**
 * @param {object} about
 * @param {Member} about.member
 * @param {string | null} about.reason why it cannot join the question
 * @param {Say} about.say
 * @param {(name: string, shelf?: string) => void} about.onAdd
 * @returns {Item[]}
 */
export function fieldItems({ member, reason, say, onAdd }) {
  /** @param {string} shelf */
  const to = (shelf) => ({ text: say(`constructor-to-${shelf}`), isDisabled: Boolean(reason), action: () => onAdd(member.name, shelf) });
  if (member.kind === "measure") {
    return [to("measures"), to("filters")];
  }
  if (member.type !== "time") {
    return [to("rows"), to("columns"), to("filters")];
  }
  /** @param {string} shelf */
  const by = (shelf) =>
    GRANULARITIES.map((granularity) => ({
      text: say(`constructor-to-${shelf}-by`, { granularity }),
      isDisabled: Boolean(reason),
      action: () => onAdd(`${member.name}.${granularity}`, shelf),
    }));
  return [...by("rows"), ...by("columns").map((item, place) => ({ ...item, isSeparate: place === 0 })), { ...to("filters"), isSeparate: true }];
}
