// Terms: quarters, trimesters and half-years by their names, with the days that schools give them.

import { day } from "./words.js";

/** @import { Say } from "./types.d.ts" */

/** @typedef {{name: string, schoolYear: string, from: string, to: string, schools: number}} Term */

/**
 * Names a term; where schools give it other days, by these and by how many schools have them.
 * @param {Term} term
 * @param {Term[]} all
 * @param {Say} say
 */
export function termTitle(term, all, say) {
  const { name, schoolYear: year, schools } = term;
  const days = `${day(term.from)}\u2013${day(term.to)}`;
  const isShared = all.some((one) => one !== term && one.name === name && one.schoolYear === year);
  return say(isShared ? "constructor-term-of-some" : "constructor-term", { name, year, days, schools });
}
