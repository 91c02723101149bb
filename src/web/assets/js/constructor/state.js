// State: the question under construction, and the changes that people make to it. Every function leaves its argument alone.

import { changedAt } from "./filters.js";

/** @import { Filter, Shelf, State, Time } from "./types.d.ts" */

export const DATE = "calendar.date";
/** Stands in a pivot where the measures are laid. */
export const LAID = "measures";

/** @param {State} state */
export function rows(state) {
  const taken = columns(state);
  const left = splits(state).filter((name) => !taken.includes(name));
  return inOrder(state.pivot?.rows ?? [], left);
}

/** @param {State} state */
export function columns(state) {
  const all = splits(state);
  return (state.pivot?.columns ?? []).filter((name) => all.includes(name));
}

/**
 * Names measures and formulas.
 * @param {State} state
 */
export function measures(state) {
  return [...(state.measures ?? []), ...(state.formulas ?? []).map((formula) => formula.name)];
}

/**
 * Names what a shelf holds.
 * @param {State} state
 * @param {Shelf} shelf
 */
export function onShelf(state, shelf) {
  return { rows, columns, measures }[shelf](state);
}

/**
 * Puts a field on a shelf, before the one at `place`, or last; it leaves the shelf where it stood.
 * @param {State} state
 * @param {Shelf} shelf
 * @param {string} name
 * @param {number} [place]
 * @returns {State}
 */
export function putOn(state, shelf, name, place) {
  if (shelf === "measures") {
    const isFormula = (state.formulas ?? []).some((formula) => formula.name === name);
    if (isFormula) {
      const from = (state.formulas ?? []).findIndex((formula) => formula.name === name);
      const to = place === undefined ? undefined : place - (state.measures ?? []).length;
      return tidy({ ...state, formulas: moved(state.formulas ?? [], from, to) });
    }
    return tidy({ ...state, measures: put(state.measures ?? [], name, place) });
  }
  const shelves = { rows: rows(state), columns: columns(state) };
  const other = shelf === "rows" ? "columns" : "rows";
  shelves[other] = shelves[other].filter((one) => one !== name);
  shelves[shelf] = put(shelves[shelf], name, place);
  return laid(state, shelves.rows, shelves.columns, name);
}

/**
 * Puts one field in the place of another on the same shelf: a time dimension by another granularity.
 * @param {State} state
 * @param {string} name
 * @param {string} other
 */
export function replace(state, name, other) {
  /** @param {string[]} names */
  const change = (names) => [...new Set(names.map((one) => (one === name ? other : one)))];
  const next = laid(state, change(rows(state)), change(columns(state)), other);
  const order = (state.order ?? []).map(([key, way]) => [key === name ? other : key, way]);
  return tidy({ ...next, order: /** @type {[string, "asc" | "desc"][]} */ (order) });
}

/**
 * @param {State} state
 * @param {string} name
 * @returns {State}
 */
export function takeOff(state, name) {
  if (measures(state).includes(name)) {
    return tidy({
      ...state,
      measures: (state.measures ?? []).filter((one) => one !== name),
      formulas: (state.formulas ?? []).filter((formula) => formula.name !== name),
    });
  }
  /** @param {string[]} names */
  const without = (names) => names.filter((one) => one !== name);
  return laid(state, without(rows(state)), without(columns(state)));
}

/** @param {State} state */
export function swapped(state) {
  return laid(state, columns(state), rows(state));
}

/**
 * Adds a filter, or puts it in the place of the one at `path`: its place, or its place and those within groups.
 * @param {State} state
 * @param {Filter} filter
 * @param {number[]} [path]
 */
export function withFilter(state, filter, path) {
  const filters = path ? changedAt(state.filters ?? [], path, filter) : [...(state.filters ?? []), filter];
  return tidy({ ...state, filters });
}

/**
 * @param {State} state
 * @param {number[] | number} path
 */
export function withoutFilter(state, path) {
  return tidy({ ...state, filters: changedAt(state.filters ?? [], [path].flat(), null) });
}

/** @param {State} state */
export function range(state, dimension = DATE) {
  return (state.timeDimensions ?? []).find((time) => time.dimension === dimension && time.dateRange)?.dateRange ?? null;
}

/**
 * Sets the days that a question covers; null leaves them open.
 * @param {State} state
 * @param {string | string[] | null} dateRange
 */
export function withRange(state, dateRange, dimension = DATE) {
  /** @type {Time[]} */
  const times = (state.timeDimensions ?? []).map((time) => {
    if (time.dimension !== dimension) {
      return time;
    }
    const { dateRange: _, ...rest } = time;
    return rest;
  });
  const place = times.findIndex((time) => time.dimension === dimension);
  if (dateRange && place >= 0) {
    times[place] = { ...times[place], dateRange };
  } else if (dateRange) {
    times.push({ dimension, dateRange });
  }
  return tidy({ ...state, timeDimensions: times.filter((time) => time.granularity || time.dateRange) });
}

/**
 * Sets or, with null, takes away one key.
 * @template {keyof State} K
 * @param {State} state
 * @param {K} key
 * @param {State[K] | null} value
 */
export function withKey(state, key, value) {
  return tidy({ ...state, [key]: value ?? undefined });
}

/**
 * Leaves out empty keys and what names a field that is gone.
 * @param {State} state
 * @returns {State}
 */
export function tidy(state) {
  const next = { ...state };
  const names = splits(state);
  const keys = [...names, ...measures(state)];
  if (Array.isArray(next.totals)) {
    next.totals = next.totals.filter((name) => names.includes(name));
  }
  if (next.order && !Array.isArray(next.order)) {
    next.order = Object.entries(next.order);
  }
  next.order = (next.order ?? []).filter(([key]) => keys.includes(key));
  if (next.pivot) {
    /** @param {string[] | undefined} list */
    const known = (list) => (list ?? []).filter((name) => name === LAID || names.includes(name));
    const pivot = { rows: known(next.pivot.rows), columns: known(next.pivot.columns) };
    const isPlain = pivot.columns.every((name) => name === LAID) && isNatural(state, pivot.rows);
    next.pivot = isPlain ? undefined : pivot;
  }
  if (!next.limit) {
    next.limit = undefined;
    next.others = undefined;
  }
  // A compared answer has no «others».
  if (next.compare) {
    next.others = undefined;
  }
  for (const [key, value] of Object.entries(next)) {
    if (value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)) {
      delete next[/** @type {keyof State} */ (key)];
    }
  }
  return next;
}

/**
 * Names dimensions and time dimensions with their granularity, as they stand in the answer.
 * @param {State} state
 */
export function splits(state) {
  const times = (state.timeDimensions ?? []).filter((time) => time.granularity);
  return [...(state.dimensions ?? []), ...times.map((time) => `${time.dimension}.${time.granularity}`)];
}

const TIME = /^(.+)\.(day|week|month|quarter|year)$/;

/**
 * Writes both shelves back into the keys of the query. A field that is new is told to be a time by its granularity.
 * @param {State} state
 * @param {string[]} left
 * @param {string[]} top
 */
function laid(state, left, top, added = "") {
  const known = new Set((state.timeDimensions ?? []).map((time) => `${time.dimension}.${time.granularity}`));
  /** @param {string} name */
  const isTime = (name) => known.has(name) || (name === added && TIME.test(name));
  const all = [...left, ...top];
  const ranges = new Map((state.timeDimensions ?? []).filter((time) => time.dateRange).map((time) => [time.dimension, time.dateRange]));
  /** @type {Time[]} */
  const times = [];
  for (const name of all.filter(isTime)) {
    const [, dimension, granularity] = /** @type {string[]} */ (TIME.exec(name));
    const dateRange = ranges.get(dimension);
    ranges.delete(dimension);
    times.push(dateRange ? { dimension, granularity, dateRange } : { dimension, granularity });
  }
  for (const [dimension, dateRange] of ranges) {
    times.push({ dimension, dateRange });
  }
  const had = columns(state).length > 0;
  const next = { ...state, dimensions: all.filter((name) => !isTime(name)), timeDimensions: times };
  const before = state.pivot ?? { rows: [], columns: [] };
  const isInRows = before.rows.includes(LAID);
  next.pivot = { rows: isInRows ? [...left, LAID] : left, columns: isInRows ? top : [...top, LAID] };
  if (top.length > 0 && !had && next.view !== "chart") {
    next.view = "pivot";
  } else if (top.length === 0 && next.view === "pivot") {
    delete next.view;
  }
  return tidy(next);
}

/**
 * Whether rows stand as they would without a pivot: dimensions, then times.
 * @param {State} state
 * @param {string[]} names
 */
function isNatural(state, names) {
  const all = splits(state);
  return names.length === 0 || (names.length === all.length && names.every((name, place) => name === all[place]));
}

/**
 * @param {string[]} first
 * @param {string[]} names
 */
function inOrder(first, names) {
  const known = first.filter((name) => names.includes(name));
  return [...known, ...names.filter((name) => !known.includes(name))];
}

/**
 * @param {string[]} names
 * @param {string} name
 * @param {number} [place]
 */
function put(names, name, place = names.length) {
  const before = names.slice(0, place).filter((one) => one !== name);
  const after = names.slice(place).filter((one) => one !== name);
  return [...before, name, ...after];
}

/**
 * @template T
 * @param {T[]} list
 * @param {number} from
 * @param {number} [to]
 */
function moved(list, from, to = list.length) {
  const rest = list.filter((_, place) => place !== from);
  const place = Math.max(0, to > from ? to - 1 : to);
  return [...rest.slice(0, place), list[from], ...rest.slice(place)];
}
