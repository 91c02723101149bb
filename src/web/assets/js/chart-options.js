// Turns the numbers of a table into the library's options, one function per kind of chart.

/**
 * @param {"heatmap" | "line" | "bar"} kind
 * @param {ReturnType<import("./table-data.js").tableData>} data
 * @param {object} colours tokens of the style sheet
 * @param {{unit: string, label: string, width: number, isNarrow: boolean}} about
 */
export function options(kind, data, colours, about) {
  const own = { heatmap, line, bar }[kind](data, colours, about);
  return {
    animation: false,
    backgroundColor: "transparent",
    color: colours.series,
    textStyle: { fontFamily: colours.font, color: colours.ink },
    aria: {
      enabled: true,
      label: { description: about.label },
      decal: { show: kind === "bar" && data.series.length > 1 },
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

function heatmap(data, colours, about) {
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
      min: Math.floor(Math.min(...values)),
      max: Math.ceil(Math.max(...values)),
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemWidth: 12,
      itemHeight: about.isNarrow ? 120 : 200,
      text: [`${Math.ceil(Math.max(...values))} %`, `${Math.floor(Math.min(...values))} %`],
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
      formatter: ({ value: [x, y] }) => {
        const [place, series] = [data.places[x], data.series[y]];
        return `${series}, ${place}: ${data.text(series, place)}`;
      },
    },
  };
}

function line(data, colours, about) {
  return {
    grid: { left: 0, right: 16, top: 16, bottom: legendHeight(data.series, about), containLabel: true },
    legend: legend(colours),
    xAxis: { type: "category", data: data.places, boundaryGap: false, ...axis(colours) },
    yAxis: { type: "value", scale: true, ...axis(colours), ...grid(colours) },
    series: data.series.map((series, place) => ({
      name: series,
      type: "line",
      data: data.places.map((one) => data.value(series, one)),
      symbol: SYMBOLS[place % SYMBOLS.length],
      symbolSize: 8,
      lineStyle: { width: 2, type: LINES[Math.floor(place / 3) % LINES.length] },
    })),
    tooltip: {
      trigger: "axis",
      formatter: (points) =>
        [points[0].name, ...points.map((point) => `${point.seriesName}: ${data.text(point.seriesName, point.name)}`)].join("\n"),
    },
  };
}

function bar(data, colours, about) {
  return {
    grid: { left: 0, right: 16, top: 4, bottom: legendHeight(data.series, about), containLabel: true },
    legend: data.series.length > 1 ? legend(colours) : undefined,
    xAxis: { type: "value", min: 0, max: 100, ...axis(colours), ...grid(colours) },
    yAxis: {
      type: "category",
      data: data.places,
      inverse: true,
      ...axis(colours),
      axisLabel: nameLabel(colours, about),
    },
    series: data.series.map((series) => ({
      name: series,
      type: "bar",
      data: data.places.map((place) => data.value(series, place)),
      barMaxWidth: 18,
      barGap: "10%",
    })),
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (points) =>
        [
          points[0].name,
          ...points
            .filter((point) => point.value !== null && point.value !== undefined)
            .map((point) => `${point.seriesName}: ${data.text(point.seriesName, point.name)}`),
        ].join("\n"),
    },
  };
}

// Points and lines differ in shape, so that they can be told apart without colours.
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "roundRect"];
const LINES = ["solid", "dashed", "dotted"];

function axis(colours) {
  return {
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: { color: colours.soft, fontFamily: colours.font },
  };
}

function grid(colours) {
  return { splitLine: { lineStyle: { color: colours.line } } };
}

function nameLabel(colours, about) {
  return {
    color: colours.ink,
    fontFamily: colours.font,
    width: Math.min(180, 0.42 * about.width),
    overflow: "truncate",
    interval: 0,
  };
}

function legend(colours) {
  return { bottom: 0, textStyle: { color: colours.ink }, icon: "roundRect" };
}

// The library wraps a legend but leaves no room for it: a name takes some 7 pixels a letter beside its sign.
function legendHeight(series, about) {
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
