// The answer drawn: the kind of chart that suits it or that the reader chose, told in words and with its table beside.

import { html, useEffect, useMemo, useRef, useState } from "../../../vendor/preact/preact.js";
import { begin, library } from "../../chart-canvas.js";
import { options } from "../../chart-options.js";
import { format, percent } from "../../numbers.js";
import { Popup } from "../popup.js";
import { withKey } from "../state.js";
import { charts, extremes, shape, whole } from "./chart-data.js";
import { KINDS, pick, possible } from "./chart-rule.js";
import { NO_VALUE, columns, text } from "./columns.js";
import { ways } from "./drill.js";

/** @import { Item } from "../popup.js" */
/** @import { Column, Known } from "./columns.js" */
/** @import { Answer, Given, Point } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */
/** @import { Format } from "../../numbers.js" */

/** @typedef {import("./chart-data.js").Chart} Laid */

/** @param {Given} about */
export function Chart({ state, answer, index, say, change }) {
  const [menu, setMenu] = useState(/** @type {{box: DOMRect, label: string, items: Item[]} | null} */ (null));
  const known = useMemo(() => columns(answer, index), [answer]);
  const seen = useMemo(() => shape(answer, known), [known]);
  const chosen = state.chart ?? "auto";
  const picked = useMemo(() => pick(seen), [seen]);
  const kind = possible(chosen === "auto" ? picked.kind : chosen, seen);
  const isOrdered = (state.order ?? []).length > 0;
  const list = useMemo(() => charts(kind, answer, known, { isOrdered }), [answer, kind, isOrdered]);

  const title = say(known.dimensions.length > 0 ? "result-chart-title" : "result-chart-title-whole", {
    measures: [...new Set(known.measures.filter(({ part }) => part === null).map(({ title }) => title))].join("; "),
    dimensions: known.dimensions.map(({ title }) => title).join(", "),
  });
  const summary = list[0] ? inWords(list, answer, known, say) : "";
  const toTable = () => change(withKey(state, "view", "table"));
  /**
   * @param {Point} point
   * @param {DOMRect} box
   */
  const onMark = (point, box) => {
    const items = ways(state, index, point).map(({ key, args, state: next }) => ({ text: say(key, args), action: () => change(next) }));
    if (items.length > 0) {
      setMenu({ box, label: Object.entries(point.members).map(([key, value]) => text(value, /** @type {Column} */ (known.of(key)))).join(", "), items });
    }
  };
  const cut = list.map((one) => one.cutPanels ?? one.cut).find(Boolean);
  const left = list.flatMap(({ left }) => left);
  const hasOthers = kind !== "value" && answer.data.some((row) => row.$others);
  return html`<div class="result-chart">
    <div class="result-tools">
      <p class="result-why">${chosen === "auto" ? say(picked.key, picked.args) : ""}</p>
      <label class="result-kind">${say("result-chart-kind")}
        <select value=${chosen} onChange=${(event) => change(withKey(state, "chart", event.currentTarget.value === "auto" ? null : event.currentTarget.value))}>
          ${["auto", ...KINDS].map((one) => html`<option key=${one} value=${one} selected=${one === chosen}>${say(`result-chart-${one}`)}</option>`)}
        </select></label>
    </div>
    ${cut && html`<p class="result-cut">${say("result-chart-cut", { shown: cut.shown, of: cut.of })}</p>`}
    ${left.length > 0 && html`<p class="result-cut">${say("result-chart-one-measure", { measure: list[0].measure.title })}</p>`}
    ${list.some(({ isWithoutBefore }) => isWithoutBefore) && html`<p class="result-cut">${say("result-chart-without-before")}</p>`}
    ${
      kind === "value"
        ? html`<${Values} answer=${answer} known=${known} say=${say} />`
        : html`<div class=${list.length > 1 ? "result-multiples" : ""}>${list.map(
            (one, place) => html`<${Drawn} key=${`${kind}${place}`} chart=${one} all=${list} title=${one.title ?? title} summary=${summary} say=${say} onMark=${onMark} />`,
          )}</div>`
    }
    <p class="result-caption"><strong>${title}.</strong> ${summary} ${hasOthers ? `${say("result-chart-others")} ` : ""}<button type="button" class="result-link" onClick=${toTable}>${say("result-chart-table")}</button></p>
    ${menu && html`<${Popup} ...${menu} head=${html`<span aria-hidden="true">${menu.label}</span>`} close=${() => setMenu(null)} />`}
  </div>`;
}

/** @param {{chart: Laid, all: Laid[], title: string, summary: string, say: Say, onMark: (point: Point, box: DOMRect) => void}} about */
function Drawn({ chart, all, title, summary, say, onMark }) {
  const figure = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLElement | null} */ (null));
  const [fault, setFault] = useState("");
  const isSmall = all.length > 1;
  useEffect(() => {
    /** @type {ReturnType<typeof begin> | null} */
    let drawing = null;
    let isGone = false;
    const extent = isSmall ? shared(all, chart) : undefined;
    /** @param {number} value */
    const write = (value) => onAxis(value, chart.measure.format);
    library().then(
      (echarts) => {
        if (isGone || !canvas.current || !figure.current) {
          return;
        }
        const made = begin(echarts, figure.current, canvas.current, height(chart, isSmall), (colours, width) =>
          options(chart.kind, chart, colours, { unit: chart.measure.title, label: `${title}. ${summary}`, width, isNarrow: width < 480, write, extent }),
        );
        drawing = made;
        made.chart.on("click", (/** @type {any} */ mark) => {
          const [series, place] = chart.kind === "heatmap" ? [chart.series[mark.value[1]], chart.places[mark.value[0]]] : [mark.seriesName, mark.name];
          const point = chart.point(series, place);
          const at = mark.event?.event;
          if (point && at) {
            onMark(point, new DOMRect(at.clientX, at.clientY, 1, 1));
          }
        });
      },
      () => setFault(say("result-chart-failed")),
    );
    return () => {
      isGone = true;
      drawing?.end();
    };
  }, [chart]);
  const isEmpty = extremes(chart) === null;
  return html`<figure class="chart" data-drawn ref=${figure}>
    ${isSmall && html`<figcaption class="result-small-title">${chart.title}</figcaption>`}
    ${fault && html`<p class="notice">${fault}</p>`}
    ${isEmpty ? html`<p class="notice">${say("screen-no-data")}</p>` : html`<div class="chart-canvas" role="img" aria-label=${`${title}. ${isSmall ? "" : summary}`} ref=${canvas}></div>`}
  </figure>`;
}

/** @param {{answer: Answer, known: Known, say: Say}} about */
function Values({ answer, known, say }) {
  const row = whole(answer, known) ?? {};
  const measures = known.measures.filter(({ part }) => part === null);
  return html`<dl class="figures">${measures.map((measure) => {
    /** @param {string} part */
    const beside = (part) => known.measures.find((one) => one.part === part && one.measure === measure.key);
    const [previous, changed] = [beside("previous"), beside("change")];
    const value = row[measure.key];
    return html`<div key=${measure.key} class="figure"><dt>${measure.title}</dt>
      <dd class="figure-value">${value === null || value === undefined ? say("screen-no-data") : text(value, measure)}</dd>
      ${previous && changed && html`<dd class="figure-note">${row[previous.key] === null ? say("result-was-nothing") : say("result-was", { previous: text(row[previous.key], previous), change: text(row[changed.key], changed) })}</dd>`}
    </div>`;
  })}</dl>`;
}

/**
 * @param {Laid[]} list
 * @param {Answer} answer
 * @param {Known} known
 * @param {Say} say
 */
function inWords(list, answer, known, say) {
  const [first] = list;
  const found = extremes(first);
  if (!found) {
    return say("screen-no-data");
  }
  const { low, high } = found;
  const total = whole(answer, known)?.[first.measure.key];
  const said =
    low.value === high.value
      ? say("result-summary-same", { measure: first.measure.title, value: low.text })
      : say("result-summary", { measure: first.measure.title, low: low.name, lowValue: low.text, high: high.name, highValue: high.text });
  const all = total === undefined || total === null ? "" : say("result-summary-total", { value: text(total, first.measure) });
  return all && all !== NO_VALUE ? `${said} ${all}` : said;
}

/**
 * Charts beside each other are read against one scale where their figures are of one measure.
 * @param {Laid[]} all
 * @param {Laid} chart
 * @returns {[number, number] | undefined}
 */
function shared(all, chart) {
  if (chart.kind !== "line" || all.some((one) => one.measure !== chart.measure)) {
    return undefined;
  }
  const values = all.flatMap(({ series, places, value }) => series.flatMap((one) => places.map((place) => value(one, place))));
  const found = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...found), Math.max(...found)];
  const step = 10 ** Math.floor(Math.log10(high - low || 1));
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

/**
 * Whole figures stand at an axis without their noughts.
 * @param {number} value
 * @param {Format} form
 */
function onAxis(value, form) {
  if (!Number.isInteger(value)) {
    return format(value, form);
  }
  return form === "percent" ? percent(value, 0) : format(value, "count");
}

/**
 * @param {Laid} chart
 * @param {boolean} isSmall
 */
function height(chart, isSmall) {
  const { kind, series, places } = chart;
  switch (kind) {
    case "heatmap":
      return 110 + 26 * series.length;
    case "bar":
      return (isSmall ? 40 : 64) + places.length * Math.max(24, 18 * series.length);
    case "dot":
      return 72 + 24 * places.length;
    default:
      return isSmall ? 220 : 360;
  }
}
