// The numbers of a chart, taken from an answer: which dimension gives the places, which the series.

import { WITHHELD, text } from "./columns.js";

/** @import { ChartData } from "../../chart-options.js" */
/** @import { Column, Known } from "./columns.js" */
/** @import { Answer, Point, Values } from "../types.d.ts" */

/** Beyond these a chart cannot be read: it shows the first, and the table has all. */
export const MARKS_MOST = 40;
const SERIES_MOST = 12;
const PANELS_MOST = 12;
/** Of so many measures the figures before still stand beside those of now. */
const COMPARED_MOST = 3;
/** Kinds in which one series can stand beside another. */
const BESIDE = ["line", "bar", "column", "dot"];

/**
 * Tells an answer's shape to the rule.
 * @param {ReturnType<typeof import("./columns.js").columns>} known
 * @param {Answer} answer
 */
export function shape(answer, known) {
  const data = plain(answer);
  return {
    dimensions: known.dimensions.map((column) => ({
      isTime: column.granularity !== null,
      count: new Set(data.map((row) => row[column.key])).size,
    })),
    measures: known.measures.filter(({ part }) => part === null).map(({ key, format }) => ({ key, format })),
    isCompared: known.measures.some(({ part }) => part === "previous"),
  };
}

/**
 * @typedef {ChartData & {
 *   measure: Column, cut: {shown: number, of: number} | null,
 *   isSplit: boolean, left: Column[], isWithoutBefore: boolean, cutPanels?: {shown: number, of: number} | null,
 *   point: (series: string, place: string) => Point | null, title?: string, kind: import("../../chart-options.js").Kind}} Chart
 */

/**
 * Lays an answer out as the charts of a kind: one, or several small ones.
 * @param {string} kind
 * @param {Answer} answer
 * @param {Known} known
 * @param {{isOrdered?: boolean}} [about]
 * @returns {Chart[]}
 */
export function charts(kind, answer, known, { isOrdered = false } = {}) {
  const measures = known.measures.filter(({ part }) => part === null);
  if (measures.length === 0 || known.dimensions.length === 0) {
    return [];
  }
  if (kind !== "multiples") {
    return [chart(/** @type {Chart["kind"]} */ (kind), plain(answer), known.dimensions, measures, known, isOrdered)];
  }
  return panels(answer, known, measures, isOrdered);
}

/**
 * @param {Answer} answer
 * @param {Known} known
 * @param {Column[]} measures
 * @param {boolean} isOrdered
 */
function panels(answer, known, measures, isOrdered) {
  const data = plain(answer);
  /** @param {Column[]} dimensions */
  const inner = (dimensions) => (dimensions.some(({ granularity }) => granularity) ? "line" : "bar");
  // Measures of different units stand side by side; else the dimension of fewest values parts the chart.
  if (known.dimensions.length === 1 || (measures.length > 1 && known.dimensions.length === 2)) {
    return measures.slice(0, PANELS_MOST).map((measure) => ({
      ...chart(inner(known.dimensions), data, known.dimensions, [measure], known, isOrdered),
      title: measure.title,
    }));
  }
  const counted = known.dimensions.map((column) => ({ column, values: distinct(data, column) }));
  const bySize = counted.filter(({ column }) => !column.granularity).sort((one, other) => one.values.length - other.values.length);
  const { column, values } = bySize[0] ?? counted[0];
  const rest = known.dimensions.filter((one) => one !== column);
  return values.slice(0, PANELS_MOST).map((value) => ({
    ...chart(inner(rest), data.filter((row) => row[column.key] === value), rest, measures, known, isOrdered),
    title: text(value, column),
    cutPanels: values.length > PANELS_MOST ? { shown: PANELS_MOST, of: values.length } : null,
  }));
}

/**
 * @param {Chart["kind"]} kind
 * @param {Values[]} data
 * @param {Column[]} dimensions
 * @param {Column[]} measures
 * @param {Known} known
 * @param {boolean} isOrdered
 * @returns {Chart}
 */
function chart(kind, data, dimensions, measures, known, isOrdered) {
  const { place, series } = roles(kind, dimensions, measures);
  const ofSeries = series ? distinct(data, series).map((value) => ({ name: text(value, series), value, measure: measures[0] })) : [];
  const previous = known.measures.filter((one) => one.part === "previous" && measures.some(({ key }) => key === one.measure));
  const isCompared = previous.length > 0 && series === null && BESIDE.includes(kind) && measures.length <= COMPARED_MOST;
  const beside = measures.flatMap((measure) => [measure, ...(isCompared ? previous.filter((one) => one.measure === measure.key) : [])]);
  const allSeries = series ? ofSeries : beside.map((measure) => ({ name: measure.title, measure }));
  const before = new Map(beside.filter(({ part }) => part).map((one) => [one.title, known.of(one.measure)?.title ?? ""]));
  const found = new Map();
  const allPlaces = new Map();
  for (const row of data) {
    const name = place.map((column) => text(row[column.key], column)).join(", ");
    if (!allPlaces.has(name)) {
      allPlaces.set(name, row);
    }
    found.set(keyed(name, series ? text(row[series.key], series) : ""), row);
  }
  /**
   * @param {string} one
   * @param {string} name
   */
  const cell = (one, name) => {
    const own = allSeries.find((entry) => entry.name === one);
    const row = found.get(keyed(name, series ? one : ""));
    return { row, raw: row?.[own?.measure.key ?? ""], measure: own?.measure ?? measures[0] };
  };
  /**
   * @param {string} one
   * @param {string} name
   */
  const value = (one, name) => {
    const { raw } = cell(one, name);
    return typeof raw === "number" ? raw : null;
  };
  let names = [...allPlaces.keys()];
  const isTime = place.some(({ granularity }) => granularity);
  if (isTime) {
    /** @param {string} name */
    const day = (name) => place.map(({ key }) => String(allPlaces.get(name)[key])).join();
    names.sort((one, other) => day(one).localeCompare(day(other)));
  } else if (kind === "bar" && allSeries.length - before.size === 1 && !isOrdered) {
    const size = new Map(names.map((name) => [name, value(allSeries[0].name, name) ?? -Infinity]));
    names.sort((one, other) => (size.get(other) ?? 0) - (size.get(one) ?? 0));
  }
  const isLimited = kind !== "line" && kind !== "heatmap";
  const placesShown = isLimited ? names.slice(0, MARKS_MOST) : names;
  const seriesMost = kind === "heatmap" ? MARKS_MOST : SERIES_MOST;
  const seriesShown = allSeries.slice(0, seriesMost).map(({ name }) => name);
  const cut =
    placesShown.length < names.length
      ? { shown: placesShown.length, of: names.length }
      : seriesShown.length < allSeries.length
        ? { shown: seriesShown.length, of: allSeries.length }
        : null;
  return {
    kind,
    series: seriesShown,
    places: placesShown,
    value,
    /**
     * @param {string} one
     * @param {string} name
     */
    text(one, name) {
      const { raw, measure } = cell(one, name);
      return raw === WITHHELD ? WITHHELD : text(raw ?? null, measure);
    },
    /**
     * @param {string} one
     * @param {string} name
     */
    point(one, name) {
      const { row, measure } = cell(one, name);
      const members = row && Object.fromEntries(known.dimensions.map(({ key }) => [key, row[key]]));
      return members ? { kind: "cell", member: null, members, measure: measure.measure } : null;
    },
    isCount: allSeries.every(({ measure }) => measure.format === "count"),
    before,
    measure: measures[0],
    isSplit: series !== null,
    isWithoutBefore: previous.length > 0 && !isCompared,
    cut,
    left: series ? measures.slice(1) : [],
  };
}

/**
 * Time runs along; of two other dimensions a heat map lays the second along and the first down.
 * @param {string} kind
 * @param {Column[]} dimensions
 * @param {Column[]} measures
 */
function roles(kind, dimensions, measures) {
  const time = dimensions.find(({ granularity }) => granularity);
  const others = dimensions.filter((column) => column !== time);
  if (kind === "line" || kind === "heatmap") {
    const along = time ?? (kind === "heatmap" && others.length > 1 ? others[others.length - 1] : others[0]);
    const rest = dimensions.filter((column) => column !== along);
    return { place: rest.length > 1 && kind === "line" ? [along] : [along, ...rest.slice(1)], series: rest[0] ?? null };
  }
  if (dimensions.length === 1 || measures.length > 1) {
    return { place: dimensions, series: null };
  }
  const series = time ?? others[others.length - 1];
  return { place: dimensions.filter((column) => column !== series), series };
}

/**
 * Says what is lowest, highest and in all of one measure.
 * @param {Chart} chart
 */
export function extremes(chart) {
  /** @type {{name: string, value: number, text: string} | null} */
  let low = null;
  /** @type {{name: string, value: number, text: string} | null} */
  let high = null;
  // Series that are measures are told apart: the words are of the first one.
  const told = chart.isSplit ? chart.series : chart.series.slice(0, 1);
  for (const series of told) {
    for (const place of chart.places) {
      const value = chart.value(series, place);
      if (value === null) {
        continue;
      }
      const name = told.length > 1 ? `${place}, ${series}` : place;
      const mark = { name, value, text: chart.text(series, place) };
      low = low === null || value < low.value ? mark : low;
      high = high === null || value > high.value ? mark : high;
    }
  }
  return low && high ? { low, high } : null;
}

/**
 * Returns the row that stands for all: the only one, or the grand total.
 * @param {Answer} answer
 * @param {Known} known
 */
export function whole(answer, known) {
  const keys = known.dimensions.map(({ key }) => key);
  return keys.length === 0 ? answer.data[0] : (answer.totals ?? []).find((row) => keys.every((key) => !(key in row)));
}

/**
 * @param {Values[]} data
 * @param {Column} about
 */
function distinct(data, { key }) {
  return [...new Set(data.map((row) => row[key]))];
}

/** @param {Answer} answer */
function plain(answer) {
  return answer.data.filter((row) => !row.$others);
}

/**
 * @param {string} place
 * @param {string} series
 */
function keyed(place, series) {
  return JSON.stringify([place, series]);
}

