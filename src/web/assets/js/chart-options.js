// Turns the numbers of a table into the library's options, one function per kind of chart.

import { SYMBOLS, axis, figures, grid, hue, legend, legendHeight, nameLabel, shade, targetLine } from "./chart-axes.js";
import { bar, column, dot, stacked } from "./chart-bars.js";

/**
 * @typedef {object} ChartData
 * @property {string[]} series
 * @property {string[]} places
 * @property {(series: string, place: string) => number | null} value
 * @property {(series: string, place: string) => string} text
 * @property {boolean} isCount whether all its figures are counts
 * @property {Map<string, string>} [before] series of the time before, each with the one of now that it is compared with
 */

/**
 * @typedef {object} Colours tokens of the style sheet
 * @property {string} ink
 * @property {string} soft
 * @property {string} line
 * @property {string} surface
 * @property {string} font
 * @property {(text: string) => number} measure how wide a text at an axis is, in pixels
 * @property {string[]} series
 * @property {string[]} scale
 */

/**
 * @typedef {object} About
 * @property {string} unit
 * @property {string} label
 * @property {number} width
 * @property {boolean} isNarrow
 * @property {(value: number) => string} [write] a value at an axis
 * @property {number} [most] where bars of shares end
 * @property {[number, number]} [extent] what several charts beside each other share
 * @property {number[]} [targets] values to be reached, each drawn as a line
 */

/** @typedef {{name: string, seriesName: string, value: any}} Mark what the library tells of a mark pointed at */
/** @typedef {"heatmap" | "line" | "bar" | "column" | "stacked" | "dot"} Kind */

/**
 * @param {Kind} kind
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 * @returns {any} in the library's own shape
 */
export function options(kind, data, colours, about) {
  const own = { heatmap, line, bar, column, stacked, dot }[kind](data, colours, about);
  return {
    animation: false,
    backgroundColor: "transparent",
    color: colours.series,
    textStyle: { fontFamily: colours.font, color: colours.ink },
    aria: {
      enabled: true,
      label: { description: about.label },
      decal: { show: ["bar", "column", "stacked"].includes(kind) && data.series.length > 1 },
    },
    ...own,
    tooltip: {
      // Drawn inside the picture: the content policy forbids styles written into HTML.
      renderMode: "richText",
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 13 },
      confine: true,
      ...own.tooltip,
    },
  };
}

/**
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 */
function heatmap(data, colours, about) {
  /** @type {[number, number, number][]} */
  const points = [];
  data.series.forEach((series, y) => {
    data.places.forEach((place, x) => {
      const value = data.value(series, place);
      if (value !== null) {
        points.push([x, y, value]);
      }
    });
  });
  const values = points.map(([, , value]) => value);
  const [low, high] = about.extent ?? [Math.floor(Math.min(...values)), Math.ceil(Math.max(...values))];
  // Where all are the same, they are neither the least nor nothing.
  const [least, most] = low < high ? [low, high] : low > 0 ? [low - 1, high] : [low, high + 1];
  const write = about.write ?? String;
  return {
    grid: { left: 0, right: 4, top: 4, bottom: 56, containLabel: true },
    xAxis: { type: "category", data: data.places, ...axis(colours), splitArea: { show: false } },
    yAxis: {
      type: "category",
      data: data.series,
      inverse: true,
      ...axis(colours),
      axisLabel: nameLabel(colours, about),
    },
    visualMap: {
      min: least,
      max: most,
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemWidth: 12,
      itemHeight: about.isNarrow ? 120 : 200,
      text: [write(most), write(least)],
      textStyle: { color: colours.soft },
      inRange: { color: colours.scale },
    },
    series: [
      {
        name: about.unit,
        type: "heatmap",
        data: points,
        itemStyle: { borderColor: colours.surface, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: colours.ink, borderWidth: 2 } },
      },
    ],
    tooltip: {
      trigger: "item",
      /** @param {Mark} mark */
      formatter: ({ value: [x, y] }) => {
        const [place, series] = [data.places[x], data.series[y]];
        return `${series}, ${place}: ${data.text(series, place)}`;
      },
    },
  };
}

/**
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {About} about
 */
function line(data, colours, about) {
  const [min, max] = about.extent ?? [];
  const along = axis(colours);
  return {
    grid: { left: 0, right: 16, top: 16, bottom: legendHeight(data.series, about), containLabel: true },
    legend: data.series.length > 1 ? legend(colours) : undefined,
    // The first name reaches under the lowest figure beside.
    xAxis: { type: "category", data: data.places, boundaryGap: false, ...along, axisLabel: { ...along.axisLabel, margin: 16 } },
    yAxis: { type: "value", scale: true, ...figures(data, about), ...(about.extent ? { min, max } : {}), ...axis(colours, about.write), ...grid(colours) },
    series: data.series.map((series, place) => ({
      name: series,
      type: "line",
      data: data.places.map((one) => data.value(series, one)),
      symbol: SYMBOLS[place % SYMBOLS.length],
      symbolSize: 8,
      itemStyle: shade(data, colours, series),
      lineStyle: { width: 2, type: dash(data, series), color: hue(data, colours, series) },
      ...(place === 0 ? targetLine(about, colours, "yAxis") : {}),
    })),
    tooltip: {
      trigger: "axis",
      /** @param {Mark[]} points */
      formatter: (points) =>
        [points[0].name, ...points.map((point) => `${point.seriesName}: ${data.text(point.seriesName, point.name)}`)].join("\n"),
    },
  };
}

/**
 * Beside what was before, which is dashed, what is now is not.
 * @param {ChartData} data
 * @param {string} series
 */
function dash({ series: all, before }, series) {
  if (before && before.size > 0) {
    return before.has(series) ? "dashed" : "solid";
  }
  return LINES[Math.floor(all.indexOf(series) / 3) % LINES.length];
}

const LINES = ["solid", "dashed", "dotted"];
