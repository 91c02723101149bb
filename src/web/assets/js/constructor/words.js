// Words: filters, periods and orders as people say them.

/** @import { Filter, Index, Member } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

const SHOWN_MOST = 3;

/**
 * Tells letters alike that people type alike.
 * @param {string} text
 */
export function plain(text) {
  return text.toLowerCase().replaceAll("ё", "е").trim();
}

/**
 * @param {Filter} filter
 * @param {Index} index
 * @param {Say} say
 * @returns {string}
 */
export function filterWords(filter, index, say) {
  const key = filter.and ? "and" : filter.or ? "or" : null;
  if (key) {
    const parts = (filter[key] ?? []).map((one) => filterWords(one, index, say));
    return `(${parts.join(` ${say(`constructor-${key}`)} `)})`;
  }
  const member = index.member(filter.member ?? "");
  const field = member?.shortTitle ?? filter.member ?? "";
  if (member?.type === "time" && /Range$/.test(filter.operator ?? "") && !filter.values?.some(isAsked)) {
    return say(`constructor-is-${kebab(filter.operator ?? "")}`, { field, values: rangeWords((filter.values ?? []).map(String), index, say) });
  }
  const isOfText = /ontains$|With$/.test(filter.operator ?? "");
  const titles = (filter.values ?? []).map((value) => {
    const title = valueTitle(value, member, say);
    return isOfText ? say("constructor-quoted", { value: title }) : title;
  });
  const shown = titles.slice(0, SHOWN_MOST).join(", ");
  const more = titles.length - SHOWN_MOST;
  const values = more > 0 ? say("constructor-values-more", { values: shown, count: more }) : shown;
  return say(`constructor-is-${kebab(filter.operator ?? "")}`, { field, values });
}

/**
 * @param {string | string[] | null} range
 * @param {Index} index
 * @param {Say} say
 */
export function rangeWords(range, index, say) {
  if (!range || range.length === 0) {
    return say("constructor-period-open");
  }
  const [from, to] = Array.isArray(range) ? range : [range, range];
  if (!/^\d/.test(from)) {
    return index.ranges.find((one) => one.name === from)?.title ?? from;
  }
  return from === to || !to ? day(from) : `${day(from)}\u2013${day(to)}`;
}

/** @param {string} iso such as `2025-10-14` */
export function day(iso) {
  const [year, month, date] = iso.slice(0, 10).split("-");
  return date ? `${date}.${month}.${year}` : iso;
}

/**
 * @param {unknown} value
 * @param {Member | undefined} member
 * @param {Say} say
 */
function valueTitle(value, member, say) {
  const text = String(value);
  if (isAsked(value)) {
    return say("constructor-asked-on-opening");
  }
  if (member?.type === "time") {
    return day(text);
  }
  const title = member?.values.find((one) => one.value === text)?.title;
  return title ?? (member?.kind === "measure" ? text.replace(".", ",") : text);
}

/**
 * Whether a value is asked for when the saved query is opened.
 * @param {unknown} value
 */
function isAsked(value) {
  return /^\{\w+\}$/.test(String(value));
}

/** @param {string} operator such as `notEquals` */
export function kebab(operator) {
  return String(operator).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
