// Which chart suits an answer, and what it is made of. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { options } from "../../src/web/assets/js/chart-options.js";
import { isNothing } from "../../src/web/assets/js/chart.js";
import { charts, extremes, shape } from "../../src/web/assets/js/constructor/result/chart-data.js";
import { pick } from "../../src/web/assets/js/constructor/result/chart-rule.js";
import { columns } from "../../src/web/assets/js/constructor/result/columns.js";
import { tableData } from "../../src/web/assets/js/table-data.js";

const time = (count = 4) => ({ isTime: true, count });
const names = (count) => ({ isTime: false, count });
const pct = (key = "attendance.attendance_pct") => ({ key, format: "percent" });
const count = (name) => ({ key: `attendance.${name}`, format: "count" });
const kind = (dimensions, measures = [pct()], isCompared = false) => pick({ dimensions, measures, isCompared }).kind;

test("the rule picks a kind by dimensions and measures", () => {
  assert.equal(kind([]), "value");
  assert.equal(kind([time()]), "line");
  assert.equal(kind([names(3), time()]), "line");
  assert.equal(kind([names(6), time()]), "line");
  assert.equal(kind([names(7), time()]), "heatmap");
  assert.equal(kind([names(8)]), "bar");
  assert.equal(kind([names(8)], [pct()], true), "dot");
  assert.equal(kind([names(8)], [count("missed_illness"), count("missed_excused")]), "stacked");
  assert.equal(kind([time()], [count("missed_illness"), count("missed_excused")]), "stacked");
  assert.equal(kind([names(8)], [count("topics_due"), count("topics_late")]), "column");
  assert.equal(kind([names(8)], [count("missed"), count("due")]), "column");
  assert.equal(kind([names(30)], [count("missed"), count("due")]), "dot");
  assert.equal(kind([names(8)], [count("missed"), pct()]), "multiples");
  assert.equal(kind([time()], [count("missed"), pct()]), "multiples");
  assert.equal(kind([names(8), names(11)]), "heatmap");
  assert.equal(kind([names(8), names(2)]), "multiples");
  assert.equal(kind([names(8), names(2), time()]), "multiples");
});

test("the rule says why", () => {
  assert.deepEqual(pick({ dimensions: [names(3), time()], measures: [pct()], isCompared: false }), {
    kind: "line",
    key: "result-why-line",
    args: { series: 3 },
  });
});

const answer = {
  query: { dimensions: ["school.name"], timeDimensions: [{ dimension: "calendar.date", granularity: "month" }] },
  annotation: {
    measures: { "a.pct": { title: "Доля, %", type: "number", format: "percent" } },
    dimensions: { "school.name": { title: "Организация", type: "string" } },
    timeDimensions: { "calendar.date.month": { title: "Дата", type: "time", granularity: { name: "month" } } },
  },
  data: [
    { "school.name": "Б", "calendar.date.month": "2025-10-01T00:00:00.000", "a.pct": 91 },
    { "school.name": "Б", "calendar.date.month": "2025-09-01T00:00:00.000", "a.pct": "*" },
    { "school.name": "А", "calendar.date.month": "2025-09-01T00:00:00.000", "a.pct": 80.25 },
    { "school.name": null, "a.pct": 1, $others: true },
  ],
};

test("time runs along, the other dimension gives the series", () => {
  const known = columns(answer, null);
  assert.deepEqual(shape(answer, known).dimensions, [
    { isTime: false, count: 2 },
    { isTime: true, count: 2 },
  ]);
  const [line] = charts("line", answer, known);
  assert.deepEqual(line.series, ["Б", "А"]);
  assert.deepEqual(line.places, ["сентябрь\u00a02025", "октябрь\u00a02025"]);
  assert.equal(line.value("Б", "сентябрь\u00a02025"), null);
  assert.equal(line.text("Б", "сентябрь\u00a02025"), "*");
  assert.equal(line.text("А", "октябрь\u00a02025"), "—");
  assert.equal(line.text("А", "сентябрь\u00a02025"), "80,3\u00a0%");
  assert.deepEqual(line.point("А", "сентябрь\u00a02025").members, {
    "school.name": "А",
    "calendar.date.month": "2025-09-01T00:00:00.000",
  });
  const { low, high } = extremes(line);
  assert.deepEqual([low.name, high.name], ["сентябрь\u00a02025, А", "октябрь\u00a02025, Б"]);
});

test("bars go from the highest and stop at forty", () => {
  const many = {
    query: { dimensions: ["school.name"] },
    annotation: { measures: answer.annotation.measures, dimensions: answer.annotation.dimensions },
    data: Array.from({ length: 60 }, (_, place) => ({ "school.name": `Ш${place}`, "a.pct": place })),
  };
  const [bars] = charts("bar", many, columns(many, null));
  assert.equal(bars.places[0], "Ш59");
  assert.deepEqual(bars.cut, { shown: 40, of: 60 });
  const [asAsked] = charts("bar", many, columns(many, null), { isOrdered: true });
  assert.equal(asAsked.places[0], "Ш0");
});

const compared = (dimensions, measures = ["a.pct"]) => ({
  query: { dimensions, timeDimensions: dimensions.length > 1 ? answer.query.timeDimensions : [] },
  annotation: {
    ...answer.annotation,
    measures: Object.fromEntries(
      measures.flatMap((key) => [
        [key, { title: key, type: "number", format: "percent" }],
        [`${key}.previous`, { title: `${key}: было`, type: "number", format: "percent" }],
        [`${key}.change`, { title: `${key}: изменение`, type: "number", format: "percent" }],
      ]),
    ),
  },
  data: ["А", "Б"].map((name, place) => ({
    "school.name": name,
    "calendar.date.month": "2025-09-01T00:00:00.000",
    ...Object.fromEntries(measures.flatMap((key) => [[key, 80 + place], [`${key}.previous`, 70 - place], [`${key}.change`, 10 + 2 * place]])),
  })),
});
const colours = { ink: "black", soft: "grey", line: "grey", surface: "white", font: "serif", measure: (text) => 7 * text.length, series: ["#f00000", "#00f000", "#0000f0"], scale: ["white", "black"] };
const about = { unit: "", label: "", width: 800, isNarrow: false };

test("what is compared stands beside what it was, paler and in the same colour", () => {
  const asked = compared(["school.name"]);
  const [bars] = charts("bar", asked, columns(asked, null));
  assert.deepEqual(bars.series, ["a.pct", "a.pct: было"]);
  assert.deepEqual(bars.places, ["Б", "А"]);
  assert.deepEqual(bars.places.map((place) => bars.value("a.pct: было", place)), [69, 70]);
  assert.equal(bars.text("a.pct: было", "Б"), "69,0\u00a0%");
  assert.equal(bars.isWithoutBefore, false);
  const drawn = options("bar", bars, colours, about);
  assert.notEqual(drawn.legend, undefined);
  assert.deepEqual(drawn.series.map(({ name }) => name), ["a.pct", "a.pct: было"]);
  assert.equal(drawn.tooltip.formatter([{ name: "Б", seriesName: "a.pct: было", value: 69 }]), "Б\na.pct: было: 69,0\u00a0%");

  const two = compared(["school.name"], ["a.pct", "b.pct"]);
  const lines = options("line", charts("line", two, columns(two, null))[0], colours, about).series;
  assert.deepEqual(lines.map(({ lineStyle }) => [lineStyle.color, lineStyle.type]), [["#f00000", "solid"], ["#f00000", "dashed"], ["#00f000", "solid"], ["#00f000", "dashed"]]);
  const three = compared(["school.name"], ["a.pct", "b.pct", "c.pct"]);
  const kinds = options("line", charts("line", three, columns(three, null))[0], colours, about).series.map(({ lineStyle }) => lineStyle.type);
  assert.deepEqual(kinds, ["solid", "dashed", "solid", "dashed", "solid", "dashed"]);
});

test("what was before has an outline as strong as what is now", () => {
  const asked = compared(["school.name"]);
  for (const kind of ["bar", "column", "dot", "line"]) {
    const drawn = options(kind, charts(kind, asked, columns(asked, null))[0], colours, about).series;
    const [now, before] = ["a.pct", "a.pct: было"].map((name) => drawn.find((one) => one.name === name));
    assert.equal(now.itemStyle.color, "#f00000", kind);
    assert.match(before.itemStyle.color, /^#f00000[0-9a-f]{2}$/, kind);
    assert.deepEqual([before.itemStyle.borderColor, before.itemStyle.borderWidth], ["#f00000", 2], kind);
    // Of a dot the library lets a fifth through unless it is told not to.
    assert.deepEqual([before.itemStyle.opacity, before.lineStyle?.opacity], [kind === "dot" ? 1 : undefined, undefined], kind);
  }
});

test("counts have no halves at their axis, shares have", () => {
  const counted = (format) => ({
    query: { dimensions: ["school.name"] },
    annotation: { ...answer.annotation, measures: { n: { title: "Учеников", type: "number", format } } },
    data: [{ "school.name": "А", n: 1 }],
  });
  for (const [kind, axis] of [["line", "yAxis"], ["bar", "xAxis"], ["column", "yAxis"], ["stacked", "yAxis"], ["dot", "xAxis"]]) {
    const least = (format) => options(kind, charts(kind, counted(format), columns(counted(format), null))[0], colours, about)[axis].minInterval;
    assert.equal(least("count"), 1, kind);
    assert.equal(least("percent"), undefined, kind);
  }
});

test("the names along a line keep clear of the figures beside it", () => {
  const { xAxis } = options("line", charts("line", answer, columns(answer, null))[0], colours, about);
  // Half a line of figures reaches below the axis, and the library leaves 8 pixels where nothing is said.
  assert.ok(xAxis.axisLabel.margin >= 14, String(xAxis.axisLabel.margin));
});

test("names under columns are broken between words, and turned where that is not enough", () => {
  const named = (...names) => {
    const asked = { ...compared(["school.name"]), data: names.map((name, place) => ({ "school.name": name, "a.pct": place })) };
    const { axisLabel } = options("column", charts("column", asked, columns(asked, null))[0], colours, { ...about, width: 300 }).xAxis;
    return { rotate: axisLabel.rotate, names: names.map(axisLabel.formatter) };
  };
  // Of 300 pixels less those of the figures 118 are left to each of two: 16 letters.
  assert.deepEqual(named("МКОУ «СОШ № 4» с. Луговое", "Отметка"), {
    rotate: 0,
    names: ["МКОУ «СОШ № 4»\nс. Луговое", "Отметка"],
  });
  assert.deepEqual(named("Основы безопасности и защиты Родины", "Достопримечательности"), {
    rotate: 55,
    names: ["Основы безопаснос…", "Достопримечательн…"],
  });
});

test("names beside bars are cut where their room ends", () => {
  const asked = { ...compared(["school.name"]), data: [{ "school.name": "МБОУ «Средняя школа № 1 имени А. С. Пушкина»", "a.pct": 1 }] };
  const { formatter } = options("bar", charts("bar", asked, columns(asked, null))[0], colours, { ...about, width: 400 }).yAxis.axisLabel;
  // 0,42 of 400 pixels: 24 letters, the sign of what is left out among them.
  assert.equal(formatter("МБОУ «Средняя школа № 1 имени А. С. Пушкина»"), "МБОУ «Средняя школа № 1…");
  assert.equal(formatter("Школа"), "Школа");
});

test("a table of counts is told from one of figures with decimals", () => {
  const table = (...texts) => ({
    querySelectorAll: (wanted) => (wanted.startsWith("td") ? texts.map((textContent, place) => ({ dataset: { series: "n", x: `${place}`, value: "1" }, textContent, closest: () => null })) : []),
  });
  assert.equal(tableData(table("1", "1\u00a0204")).isCount, true);
  assert.equal(tableData(table("1", "1,00")).isCount, false);
  assert.equal(tableData(table("1\u00a0%")).isCount, false);
});

test("figures that are withheld in a column that is drawn are missed, and in no other", () => {
  const cell = (cellIndex, textContent, isDrawn) => ({ cellIndex, textContent, dataset: isDrawn ? { series: "n", x: textContent, value: "1" } : {}, closest: () => null });
  const table = (...cells) => ({
    querySelectorAll: (wanted) => cells.filter(({ dataset }) => (wanted === "td[data-value]" ? "value" in dataset : wanted.includes(":not([data-value])") && !("value" in dataset))),
  });
  assert.equal(tableData(table(cell(1, "7", true), cell(1, "*", false))).isWithheld, true);
  assert.equal(tableData(table(cell(1, "7", true), cell(2, "*", false))).isWithheld, false);
  assert.equal(tableData(table(cell(1, "7", true), cell(1, "—", false))).isWithheld, false);
});

test("noughts alone make no bars, but points and colours", () => {
  const data = (...values) => ({ series: ["n"], places: values.map(String), value: (_, place) => values[values.map(String).indexOf(place)] });
  for (const kind of ["bar", "column", "stacked"]) {
    assert.equal(isNothing(kind, data(0, null)), true, kind);
    assert.equal(isNothing(kind, data(0, 1)), false, kind);
  }
  for (const kind of ["dot", "line", "heatmap"]) {
    assert.equal(isNothing(kind, data(0, null)), false, kind);
    assert.equal(isNothing(kind, data(null)), true, kind);
  }
});

test("a chart says so where there is no room for what was before", () => {
  const split = { ...compared(["school.name"]), query: answer.query };
  const many = compared(["school.name"], ["a", "b", "c", "d"]);
  for (const [kind, asked, isWithout] of [
    ["line", split, true],
    ["heatmap", split, true],
    ["bar", many, true],
    ["stacked", compared(["school.name"]), true],
    ["heatmap", answer, false],
  ]) {
    const [chart] = charts(kind, asked, columns(asked, null));
    assert.equal(chart.isWithoutBefore, isWithout, kind);
    assert.equal(chart.before.size, 0, kind);
  }
});
