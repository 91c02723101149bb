// Drill: where a cell or a head of an answer leads to. Every way is another state of the question.

import { span } from "../../numbers.js";
import { putOn, range, splits, takeOff, tidy, withFilter, withRange } from "../state.js";
import { isEquals, onlyValue, replaced } from "./levels.js";

/** @import { Filter, Index, Point, State, Time, Values } from "../types.d.ts" */

const TIME = /^(.+)\.(day|week|month|quarter|year)$/;
const ROWS_MOST = 500;

/**
 * @typedef {object} Lead where one way leads
 * @property {string} key the message that names it
 * @property {Record<string, string>} args
 * @property {object} state
 */

/**
 * Names the ways that lead on from a point.
 * @param {Point} point
 * @param {State} state
 * @param {Index} index
 * @returns {Lead[]}
 */
export function ways(state, index, point) {
  const list = [];
  /** @param {string} name */
  const title = (name) => index.member(name)?.title ?? name;
  const isRow = Object.keys(point.members).length > 0;
  if (point.kind !== "title" && isRow) {
    for (const next of nexts(state, index, point)) {
      list.push({ key: "result-drill-into", args: { title: title(next.to) }, state: opened(state, point, next) });
    }
    const only = point.kind === "head" ? { [point.member ?? ""]: point.value } : point.members;
    if (point.kind === "cell" || point.member) {
      list.push({ key: "result-drill-only", args: {}, state: within(state, only) });
    }
    if (point.kind === "head" && point.member) {
      list.push({ key: "result-drill-without", args: {}, state: without(state, point.member, point.value) });
    }
  }
  const records = point.kind === "title" ? null : rowsBehind(state, index, point);
  if (records) {
    list.push({ key: "result-drill-rows", args: {}, state: records });
  }
  const gone = point.kind === "head" && point.member ? point.member : (point.measure ?? point.member)?.replace(/\.(previous|change)$/, "");
  if (gone && splits(state).length + measuresOf(state).length > 1) {
    list.push({ key: "result-drill-off", args: { title: nameOf(state, gone, title) }, state: takeOff(state, gone) });
  }
  return list;
}

/**
 * For each tree the next level below what the point and the filters name.
 * @param {State} state
 * @param {Index} index
 * @param {Point} point
 */
function nexts(state, index, point) {
  const list = [];
  const wanted = point.kind === "head" ? [point.member] : Object.keys(point.members);
  for (const { members } of index.trees) {
    const named = members.map((name) => name in point.members && point.members[name] !== null);
    const from = Math.max(named.lastIndexOf(true), ...members.map((name, place) => (onlyValue(state, name) !== undefined ? place : -1)));
    const isOwn = wanted.some((name) => members.includes(name ?? ""));
    const isSplit = members.some((name) => splits(state).includes(name));
    // A total over a tree is opened by the head that it stands beside.
    if (!isOwn && (point.kind === "head" || isSplit)) {
      continue;
    }
    const levels = TIME.test(members[0] ?? "") && !isOwn ? [byTime(state, members)] : members.slice(from + 1);
    const to = levels.find((name) => index.member(name) && !splits(state).includes(name) && index.reasonAgainst(state, plain(name)) === null);
    if (to) {
      list.push({ to, from: members.findLast((name) => splits(state).includes(name)) ?? null });
    }
  }
  return list;
}

/**
 * Into which steps a span of days is best parted.
 * @param {State} state
 * @param {string[]} members
 */
function byTime(state, members) {
  const asked = range(state);
  const days = Array.isArray(asked) && asked.length > 1 ? (Date.parse(asked[1]) - Date.parse(asked[0])) / 86_400_000 : null;
  const isShort = days === null ? /day|week/.test(String(asked)) : days < 15;
  const isMiddling = days === null ? /month|term/.test(String(asked)) : days < 70;
  const step = isShort ? "day" : isMiddling ? "week" : "month";
  return members.find((name) => name.endsWith(`.${step}`)) ?? members[0];
}

/**
 * The point's values become filters; the level that it was split by makes room for the next one.
 * @param {State} state
 * @param {Point} point
 * @param {{to: string, from: string | null}} about
 */
function opened(state, point, { to, from }) {
  const next = within(state, point.members);
  const isFixed = from !== null && from in point.members;
  return isFixed ? replaced(next, from, to) : putOn(next, "rows", to);
}

/**
 * Keeps only some values of some dimensions.
 * @param {State} state
 * @param {Values} members
 */
export function within(state, members) {
  let next = state;
  for (const [name, value] of Object.entries(members)) {
    const time = TIME.exec(name);
    if (time && typeof value === "string") {
      next = withRange(next, narrowed(state, time, value), time[1]);
      continue;
    }
    const others = (next.filters ?? []).findIndex((filter) => filter.member === name && isEquals(filter));
    const filter = equals(name, value);
    next = others >= 0 ? withFilter(next, filter, [others]) : withFilter(next, filter);
  }
  return next;
}

/**
 * @param {State} state
 * @param {string} name
 * @param {unknown} value
 */
function without(state, name, value) {
  const time = TIME.exec(name);
  if (time && typeof value === "string") {
    return withFilter(state, { member: time[1], operator: "notInDateRange", values: span(value, time[2]) });
  }
  if (value === null || value === undefined) {
    return withFilter(state, { member: name, operator: "set" });
  }
  const place = (state.filters ?? []).findIndex((filter) => filter.member === name && filter.operator === "notEquals");
  const before = (state.filters ?? [])[place]?.values ?? [];
  const values = [...before, /** @type {string | number} */ (value)];
  return withFilter(state, { member: name, operator: "notEquals", values }, place >= 0 ? [place] : undefined);
}

/**
 * The records of the topic that a figure was computed from; nothing for who sees no figure of a single pupil.
 * @param {State} state
 * @param {Index} index
 * @param {Point} point
 */
function rowsBehind(state, index, point) {
  const measure = (point.measure ?? measuresOf(state)[0] ?? "").replace(/\.(previous|change)$/, "");
  const topic = index.topics.find(({ name }) => name === index.member(measure)?.topic);
  const dimensions = (topic?.meta?.rows ?? []).filter((name) => index.member(name));
  if (dimensions.length === 0 || topic?.meta?.rowsAreWithheld) {
    return null;
  }
  const kept = within(state, point.members);
  const times = dimensions.map((name) => TIME.exec(name)).filter((time) => time !== null);
  const bare = dimensions.filter((name) => !TIME.test(name));
  // A day is a time dimension, even where the topic names it plainly.
  const days = bare.filter((name) => index.member(name)?.type === "time");
  const dateRange = range(kept);
  /** @type {Time[]} */
  const timeDimensions = [
    ...times.map(([, dimension, granularity]) => ({ dimension, granularity })),
    ...days.map((dimension) => ({ dimension, granularity: "day" })),
  ].map((time) => (time.dimension === "calendar.date" && dateRange ? { ...time, dateRange } : time));
  if (dateRange && !timeDimensions.some(({ dimension }) => dimension === "calendar.date")) {
    timeDimensions.push({ dimension: "calendar.date", dateRange });
  }
  return tidy({
    measures: [measure],
    dimensions: bare.filter((name) => !days.includes(name)),
    timeDimensions,
    filters: (kept.filters ?? []).filter(({ member }) => index.member(member ?? "")?.kind !== "measure"),
    limit: ROWS_MOST,
    view: "table",
    ...(state.asOf === undefined ? {} : { asOf: state.asOf }),
  });
}

/**
 * A period within the days that were asked anyway.
 * @param {RegExpExecArray} time
 * @param {State} state
 * @param {string} value
 */
function narrowed(state, time, value) {
  const [, dimension, granularity] = time;
  const [first, last] = span(value, granularity);
  const asked = range(state, dimension);
  if (!Array.isArray(asked) || asked.length < 2 || !/^\d/.test(asked[0])) {
    return [first, last];
  }
  const [from, to] = asked.map((iso) => iso.slice(0, 10));
  return [from > first ? from : first, to < last ? to : last];
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {Filter}
 */
function equals(name, value) {
  return value === null || value === undefined
    ? { member: name, operator: "notSet" }
    : { member: name, operator: "equals", values: [/** @type {string | number} */ (value)] };
}

/** @param {string} name */
function plain(name) {
  return TIME.exec(name)?.[1] ?? name;
}

/** @param {State} state */
function measuresOf(state) {
  return [...(state.measures ?? []), ...(state.formulas ?? []).map(({ name }) => name)];
}

/**
 * @param {State} state
 * @param {string} name
 * @param {(name: string) => string} title
 */
function nameOf(state, name, title) {
  return (state.formulas ?? []).find((formula) => formula.name === name)?.title ?? title(name);
}
