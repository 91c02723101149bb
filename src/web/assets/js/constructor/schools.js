// Schools: the reader's schools by district, and what people call them by.

import { call } from "./api.js";
import { plain } from "./words.js";

/** @import { Filter, Index } from "./types.d.ts" */

/** @typedef {{id: string, name: string, district: string, groups: Record<string, string>}} School */

/** By what schools are chosen together, where the model has it. */
export const GROUPS = ["school.kind", "school.settlement", "school.rule_set"];

const MOST = 10_000;

/**
 * Asks for the schools that the reader may see.
 * @param {Index} index
 * @param {AbortSignal} [signal]
 * @returns {Promise<School[]>}
 */
export async function schools(index, signal) {
  const groups = GROUPS.filter((name) => index.member(name));
  const dimensions = ["district.name", "school.id", "school.name", ...groups].filter((name) => index.member(name));
  const query = { dimensions, limit: MOST };
  const answer = await call("/api/v1/load", { method: "POST", body: { query }, signal });
  return answer.data.map((/** @type {Record<string, string>} */ row) => ({
    id: row["school.id"] ?? row["school.name"],
    name: row["school.name"] ?? row["school.id"],
    district: row["district.name"] ?? "",
    groups: Object.fromEntries(groups.map((name) => [name, row[name] ?? ""])),
  }));
}

/**
 * Finds schools by codes or names; a bare number is the number in the name where only one school has it.
 * @param {School[]} all
 * @param {string[]} texts
 */
export function recognised(all, texts) {
  const found = [];
  const missing = [];
  for (const text of texts) {
    const wanted = plain(text);
    const exact = all.filter((school) => plain(school.id) === wanted || plain(school.name) === wanted);
    const numbered = all.filter((school) => /^\d+$/.test(wanted) && numberIn(school.name) === wanted);
    const match = exact[0] ?? (numbered.length === 1 ? numbered[0] : undefined);
    if (match) {
      found.push(match);
    } else {
      missing.push(text);
    }
  }
  return { found, missing };
}

/**
 * Writes a choice of schools as a filter: by names, which read well, or by codes where two schools share a name;
 * whole districts by the district, so that it holds for schools to come.
 * @param {School[]} all
 * @param {Set<string>} chosen ids
 */
export function schoolFilter(all, chosen) {
  const picked = all.filter((school) => chosen.has(school.id));
  const districts = [...new Set(picked.map((school) => school.district))];
  const isWhole = districts.every((district) => district && all.every((school) => school.district !== district || chosen.has(school.id)));
  if (isWhole && picked.length > 1 && picked.length > districts.length) {
    return { member: "district.name", operator: "equals", values: districts };
  }
  const names = picked.map((school) => school.name);
  const isUnique = names.every((name) => all.filter((school) => school.name === name).length === 1);
  return isUnique
    ? { member: "school.name", operator: "equals", values: names }
    : { member: "school.id", operator: "equals", values: picked.map((school) => school.id) };
}

/**
 * Reads a filter back into a choice.
 * @param {School[]} all
 * @param {Filter | undefined} filter
 */
export function chosenBy(all, filter) {
  /** @type {Record<string, "name" | "id" | "district">} */
  const keys = { "school.name": "name", "school.id": "id", "district.name": "district" };
  const key = keys[filter?.member ?? ""];
  const isListed = key && filter?.operator === "equals";
  return new Set(isListed ? all.filter((school) => filter.values?.includes(school[key])).map((school) => school.id) : []);
}

/** @param {string} name */
function numberIn(name) {
  return /№\s*(\d+)/.exec(name)?.[1];
}
