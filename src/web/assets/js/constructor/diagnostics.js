// Diagnostics: finds the chip that each fault of a question is about.

/** @import { Diagnostic, State } from "./types.d.ts" */

/**
 * Groups faults by what they stand at: the name of a field, `filter:0.1` for a filter, `period`, or "" for the whole.
 * @param {Diagnostic[]} diagnostics
 * @param {State} query as it was asked
 * @returns {Map<string, string[]>}
 */
export function byPlace(diagnostics, query) {
  const found = new Map();
  for (const { path, message, hint } of diagnostics) {
    const place = placeOf(path ?? "", query);
    const text = hint ? `${message} (${hint})` : message;
    found.set(place, [...(found.get(place) ?? []), text]);
  }
  return found;
}

/**
 * @param {string} path such as `filters[0].or[1].values`
 * @param {any} query
 */
export function placeOf(path, query) {
  const [, key, number] = /^(\w+)\[(\d+)\]/.exec(path) ?? [];
  const one = query[key]?.[Number(number)];
  switch (key) {
    case "measures":
    case "dimensions":
    case "totals":
      return one ?? "";
    case "formulas":
      return one?.name ?? "";
    case "order":
      return one?.[0] ?? "";
    case "timeDimensions":
      return path.endsWith(".dateRange") || !one?.granularity ? "period" : `${one.dimension}.${one.granularity}`;
    case "filters":
      return `filter:${[...path.matchAll(/(?:filters|and|or)\[(\d+)\]/g)].map(([, place]) => place).join(".")}`;
    default: {
      const [, axis, place] = /^pivot\.(rows|columns)\[(\d+)\]/.exec(path) ?? [];
      return query.pivot?.[axis]?.[Number(place)] ?? (path === "compare" ? "period" : "");
    }
  }
}
