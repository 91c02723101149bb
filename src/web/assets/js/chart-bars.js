// Bars, columns, stacks and dots: a mark for each series at each place.

import { SYMBOLS, axis, figures, grid, legend, legendHeight, lyingAxis, nameLabel, placeTooltip, shade, targetLine } from "./chart-axes.js";
import { LINE_HEIGHT, broken, cut } from "./chart-names.js";

/** @import { About, ChartData, Colours, Mark } from "./chart-options.js" */

/** What there is room for of a name that is turned, in pixels along it. */
const TURNED = 130;

/**
 * Bars lie, so that long names have room. They begin at nought.
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 */
export function bar(data, colours, about) {
  return {
    grid: { left: 0, right: 16, top: 4, bottom: legendHeight(data.series, about), containLabel: true },
    legend: data.series.length > 1 ? legend(colours) : undefined,
    xAxis: { type: "value", ...figures(data, about), min: lowest(data), ...(about.most ? { max: about.most } : {}), ...lyingAxis(colours, about), ...grid(colours) },
    yAxis: {
      type: "category",
      data: data.places,
      inverse: true,
      ...axis(colours),
      axisLabel: nameLabel(colours, about),
    },
    series: data.series.map((series, order) => ({
      name: series,
      type: "bar",
      data: data.places.map((place) => data.value(series, place)),
      barMaxWidth: 18,
      barGap: "10%",
      itemStyle: shade(data, colours, series),
      ...(order === 0 ? targetLine(about, colours, "xAxis") : {}),
    })),
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: placeTooltip(data) },
  };
}

/**
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 */
export function column(data, colours, about) {
  return columns(data, colours, about, undefined);
}

/**
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 */
export function stacked(data, colours, about) {
  return columns(data, colours, about, "all");
}

/**
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 * @param {string | undefined} stack
 */
function columns(data, colours, about, stack) {
  // Names that do not fit under their columns in a few lines are turned.
  const share = (about.width - 48) / data.places.length - 8;
  const under = new Map(data.places.map((place) => [place, broken(place, share, colours.measure)]));
  const isCrowded = [...under.values()].includes(null);
  const room = legendHeight(data.series, about);
  return {
    grid: { left: 0, right: 16, top: 16, bottom: room, containLabel: true },
    legend: data.series.length > 1 ? legend(colours) : undefined,
    xAxis: {
      type: "category",
      data: data.places,
      ...axis(colours),
      axisLabel: {
        color: colours.ink,
        fontFamily: colours.font,
        interval: data.places.length * 16 > about.width ? "auto" : 0,
        rotate: isCrowded ? 55 : 0,
        lineHeight: LINE_HEIGHT,
        /** @param {string} place */
        formatter: (place) => (isCrowded ? cut(place, TURNED, colours.measure) : (under.get(place) ?? place)),
      },
    },
    yAxis: { type: "value", ...figures(data, about), min: lowest(data), ...axis(colours, about.write), ...grid(colours) },
    series: data.series.map((series, order) => ({
      name: series,
      type: "bar",
      stack,
      data: data.places.map((place) => data.value(series, place)),
      barMaxWidth: 48,
      itemStyle: { borderColor: colours.surface, borderWidth: stack ? 1 : 0, ...shade(data, colours, series) },
      ...(order === 0 ? targetLine(about, colours, "yAxis") : {}),
    })),
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: placeTooltip(data) },
  };
}

/**
 * A dot for each series and, where there are several, a line from the lowest to the highest.
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 */
export function dot(data, colours, about) {
  const ranges = data.places.map((place, row) => {
    const values = data.series.map((series) => data.value(series, place)).filter((value) => value !== null);
    return values.length > 1 ? [Math.min(...values), row, Math.max(...values)] : null;
  });
  return {
    grid: { left: 0, right: 24, top: 8, bottom: legendHeight(data.series, about), containLabel: true },
    legend: data.series.length > 1 ? { ...legend(colours), icon: undefined, data: data.series } : undefined,
    xAxis: { type: "value", scale: true, ...figures(data, about), ...lyingAxis(colours, about), ...grid(colours) },
    yAxis: {
      type: "category",
      data: data.places,
      inverse: true,
      ...axis(colours),
      ...grid(colours),
      axisLabel: nameLabel(colours, about),
    },
    series: [
      {
        type: "custom",
        silent: true,
        tooltip: { show: false },
        data: ranges.filter(Boolean),
        encode: { x: [0, 2], y: 1 },
        /**
         * @param {unknown} _
         * @param {any} api
         */
        renderItem: (_, api) => {
          const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(2), api.value(1)])];
          return {
            type: "line",
            shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
            style: { stroke: colours.soft, lineWidth: 2 },
          };
        },
      },
      ...data.series.map((series, place) => ({
        name: series,
        type: "scatter",
        symbol: SYMBOLS[place % SYMBOLS.length],
        symbolSize: 11,
        data: data.places
          .map((one, row) => ({ name: one, value: [data.value(series, one), row] }))
          .filter(({ value }) => value[0] !== null),
        // The library lets a fifth through of a dot, which takes some colours below 3 to 1.
        itemStyle: { opacity: 1, borderColor: colours.surface, borderWidth: 1, ...shade(data, colours, series) },
        ...(place === 0 ? targetLine(about, colours, "xAxis") : {}),
      })),
    ],
    tooltip: {
      trigger: "item",
      /** @param {Mark} mark */
      formatter: ({ name, seriesName }) => `${name}\n${seriesName}: ${data.text(seriesName, name)}`,
    },
  };
}

/**
 * Bars begin at nought, unless figures go below it.
 * @param {ChartData} data
 */
function lowest(data) {
  const values = data.series.flatMap((series) => data.places.map((place) => data.value(series, place) ?? 0));
  return Math.min(0, ...values) < 0 ? undefined : 0;
}
