// Axes, legends and names: what charts of every kind share.

import { cut } from "./chart-names.js";

/** @import { About, ChartData, Colours, Mark } from "./chart-options.js" */

/** What is let through of a colour, as style sheets write it behind one. */
const PALE = "40";

/**
 * @param {Colours} colours
 * @param {About["write"]} [write]
 */
export function axis(colours, write) {
  return {
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: { color: colours.soft, fontFamily: colours.font, hideOverlap: true, ...(write ? { formatter: write } : {}) },
  };
}

/**
 * An axis of figures that lies along the width: as many marks as there is room for.
 * @param {Colours} colours
 * @param {About} about
 */
export function lyingAxis(colours, about) {
  return { splitNumber: about.isNarrow ? 2 : 5, ...axis(colours, about.write) };
}

/** @param {Colours} colours */
export function grid(colours) {
  return { splitLine: { lineStyle: { color: colours.line } } };
}

/**
 * The names of places or series beside a chart, as long as there is room for.
 * @param {Colours} colours
 * @param {About} about
 */
export function nameLabel(colours, about) {
  const room = Math.min(220, 0.42 * about.width);
  return {
    color: colours.ink,
    fontFamily: colours.font,
    /** @param {string} name */
    formatter: (name) => cut(name, room, colours.measure),
    interval: 0,
  };
}

/**
 * The colour of a series. What was before has that of now.
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {string} series
 */
export function hue({ series: all, before }, colours, series) {
  const place = all.filter((one) => !before?.has(one)).indexOf(before?.get(series) ?? series);
  return colours.series[place % colours.series.length];
}

/**
 * How a mark of a series is filled. What was before is paler within an outline that can be seen as well as that of now.
 * @param {ChartData} data
 * @param {Colours} colours
 * @param {string} series
 */
export function shade(data, colours, series) {
  const color = hue(data, colours, series);
  return data.before?.has(series) ? { color: `${color}${PALE}`, borderColor: color, borderWidth: 2 } : { color };
}

/** @param {Colours} colours */
export function legend(colours) {
  return { bottom: 0, textStyle: { color: colours.ink }, icon: "roundRect" };
}

/**
 * The library wraps a legend but leaves no room for it: a name takes some 7 pixels a letter beside its sign.
 * @param {string[]} series
 * @param {About} about
 */
export function legendHeight(series, about) {
  if (series.length < 2) {
    return 8;
  }
  let [rows, used] = [1, 0];
  for (const name of series) {
    const width = name.length * 7 + 45;
    if (used > 0 && used + width > about.width) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return 16 + rows * 24;
}

/**
 * Tells the values of a place, one series a line.
 * @param {ChartData} data
 */
export function placeTooltip(data) {
  /** @param {Mark[]} points */
  const tell = (points) =>
    [
      points[0].name,
      ...points
        .filter((point) => point.value !== null && point.value !== undefined)
        .map((point) => `${point.seriesName}: ${data.text(point.seriesName, point.name)}`),
    ].join("\n");
  return tell;
}

/**
 * The line of each value to be reached. What it is, the caption says.
 * @param {About} about
 * @param {Colours} colours
 * @param {"xAxis" | "yAxis"} along the axis of figures
 */
export function targetLine(about, colours, along) {
  const targets = about.targets ?? [];
  if (targets.length === 0) {
    return {};
  }
  return {
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: colours.ink, type: "dashed", width: 2 },
      data: targets.map((target) => ({ [along]: target })),
    },
  };
}

/**
 * An axis of figures. There is no half of what is counted.
 * @param {ChartData} data
 * @param {About} about
 */
export function figures({ isCount }, about) {
  return { ...(isCount ? { minInterval: 1 } : {}), ...reaching(about) };
}

/**
 * Ends for an axis of figures that does not begin at nought: far enough for the values to be reached, else wherever the
 * figures end.
 * @param {About} about
 */
function reaching(about) {
  const targets = about.targets ?? [];
  if (targets.length === 0) {
    return {};
  }
  const [least, most] = [Math.min(...targets), Math.max(...targets)];
  /** @typedef {{min: number, max: number}} Extent */
  return {
    min: (/** @type {Extent} */ { min }) => (min > least ? least : null),
    max: (/** @type {Extent} */ { max }) => (max < most ? most : null),
  };
}

/** Points and lines differ in shape, so that they can be told apart without colours. */
export const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "roundRect"];
