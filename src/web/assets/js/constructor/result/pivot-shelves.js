// What stands along the axes of a pivot.

import { rows } from "../state.js";

/** @import { Answer } from "../types.d.ts" */

/**
 * What a pivot is laid by: the question that was answered, since the next one may be on its way.
 * One without a pivot has its dimensions in rows and its measures across.
 * @param {Answer} about
 */
export function laidOut({ query }) {
  if (!query.pivot) {
    return { rows: rows(query), columns: ["measures"] };
  }
  /**
   * A time may be named without its granularity.
   * @param {string} name
   */
  const named = (name) => query.timeDimensions?.find((time) => time.dimension === name && time.granularity)?.granularity;
  const [left, top] = [query.pivot.rows ?? [], query.pivot.columns ?? []].map((names) =>
    names.map((name) => (named(name) ? `${name}.${named(name)}` : name)),
  );
  return { rows: left, columns: [...left, ...top].includes("measures") ? top : [...top, "measures"] };
}

/**
 * Whether the others of an answer have no line in its pivot: what lies beyond the limit are crossings of both axes.
 * @param {Answer} answer
 */
export function lacksOthers(answer) {
  const { rows: left, columns: top } = laidOut(answer);
  const isSplit = [left, top].every((names) => names.some((name) => name !== "measures"));
  return isSplit && answer.data.some((row) => row.$others);
}
