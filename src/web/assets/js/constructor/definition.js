// Definition: what a measure is computed from, by the titles of its parts and not by their names.

/** @import { Index, Member } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

const NAME = /[\p{L}_][\p{L}\p{N}_.]*/gu;

/**
 * Returns pairs of a term and what it is. A part without a title cannot be told: its measure is left to its description.
 * @param {Member} measure
 * @param {Index} index
 * @param {Say} say
 * @returns {[string, string][]}
 */
export function definition({ name, topic, meta: { formula } }, index, say) {
  if (!formula || name.endsWith(`.${formula}`)) {
    return [];
  }
  const split = ratio(formula);
  const [whole, numerator, denominator] = [formula, split?.numerator, split?.denominator].map((part) => inTitles(part ?? "", index, topic));
  if (whole === null) {
    return [];
  }
  if (!split) {
    return [[say("constructor-card-formula"), whole]];
  }
  return [
    [say("constructor-card-formula"), say(split.isShare ? "constructor-card-share" : "constructor-card-ratio")],
    [say("constructor-card-numerator"), numerator ?? ""],
    [say("constructor-card-denominator"), denominator ?? ""],
  ];
}

/**
 * Writes titles in quotes for names; null where one has none.
 * @param {string} expression
 * @param {Index} index
 * @param {string} [topic] whose measures are named without it
 */
export function inTitles(expression, index, topic) {
  const names = expression.match(NAME) ?? [];
  /** @param {string} name */
  const titleOf = (name) => (index.member(name) ?? index.member(`${topic}.${name}`))?.title;
  return names.every(titleOf)
    ? expression.replace(NAME, (name) => `«${titleOf(name)?.replace(/«([^»]*)»/g, "„$1“")}»`).replaceAll(" * ", " · ").replaceAll(" - ", " − ")
    : null;
}

/**
 * Parts a formula at its last division; null where it is no ratio.
 * @param {string} formula
 */
export function ratio(formula) {
  let [depth, at] = [0, -1];
  for (const [place, sign] of [...formula].entries()) {
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    if (depth === 0 && (sign === "+" || sign === "-" || (sign === "*" && at >= 0))) {
      return null;
    }
    at = depth === 0 && sign === "/" ? place : at;
  }
  const denominator = formula.slice(at + 1).trim();
  if (at < 0 || !denominator.match(NAME)) {
    return null;
  }
  const above = formula.slice(0, at).trim();
  const divided = above.replace(/^100 \* /, "");
  return { isShare: divided !== above, numerator: bare(divided), denominator: bare(denominator) };
}

/**
 * Takes off brackets that hold the whole.
 * @param {string} expression
 */
function bare(expression) {
  let depth = 0;
  const ends = [...expression].findIndex((sign) => {
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    return depth === 0;
  });
  return ends > 0 && ends === expression.length - 1 ? expression.slice(1, -1) : expression;
}
