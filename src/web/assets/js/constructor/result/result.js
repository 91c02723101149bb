// The answer to the question under construction: table, pivot or chart, what is cut or withheld, and where it comes from.

import { html, useEffect, useId, useState } from "../../../vendor/preact/preact.js";
import { useLazy } from "../../lazy.js";
import { instant, moment } from "../../numbers.js";
import { columns as columnShelf, withKey } from "../state.js";
import { Badges } from "./badges.js";
import { CellsView } from "./cells-view.js";
import { Notes } from "./notes.js";
import { tableSheet } from "./table-sheet.js";
import { Tabs } from "./tabs.js";

/** @import { Answer, Given, Index, Plan, Status, View } from "../types.d.ts" */
/** @import { Say } from "../../messages.js" */

// A question that takes longer says how long it has taken.
const PATIENCE_MS = 1500;

/**
 * @param {Omit<Given, "answer"> & {answer: Answer | null, plan: Plan | null, status: Status}} about `answer` and `plan`:
 *   while others are on their way, the ones before
 */
export function Result({ state, answer, plan, status, say, index, change }) {
  const id = useId();
  const isFailed = status.phase === "failed";
  if (!answer) {
    return html`<section class="card result" aria-label=${say("result-title")} aria-busy=${String(status.phase === "running")}>
      ${isFailed ? html`<${Fault} status=${status} say=${say} />` : html`<p class="result-waiting"><${Progress} status=${status} say=${say} /></p>`}
    </section>`;
  }
  const view = state.view ?? (columnShelf(state).length > 0 ? "pivot" : "table");
  const isEmpty = answer.data.length === 0;
  const given = { state, answer, index, say, change };
  return html`<section class=${`card result${status.phase === "done" ? "" : " result-former"}`} aria-label=${say("result-title")} aria-busy=${String(status.phase === "running")}>
    <div class="result-head">
      <${Tabs} id=${id} view=${view} say=${say} onPick=${(next) => change(withKey(state, "view", next))} />
      <p class="result-state"><${Progress} status=${status} say=${say} /></p>
    </div>
    ${isFailed && html`<${Fault} status=${status} say=${say} />`}
    <${Narrowed} ...${given} />
    <${Notes} answer=${answer} index=${index} say=${say} view=${view} />
    <div id=${`${id}-panel`} class="result-panel" role="tabpanel" tabindex="-1" aria-labelledby=${`${id}-tab-${view}`}>${
      isEmpty
        ? html`<div class="notice"><p class="notice-title">${say("result-empty")}</p><p>${say("result-empty-hint")}</p></div>`
        : html`<${Shown} ...${given} view=${view} />`
    }</div>
    <p class="provenance">${told(answer, index, say)}</p>
    <${Origin} ...${given} plan=${plan} />
  </section>`;
}

/**
 * Says up to when the data tell; of an earlier release, when it was published.
 * @param {Answer} answer
 * @param {Index} index
 * @param {Say} say
 */
function told(answer, index, say) {
  const release = String(answer.release);
  return answer.dataMoment
    ? say("result-moment", { release, moment: moment(answer.dataMoment) })
    : say("result-published", { release, moment: instant(answer.lastRefreshTime, index.timezone) });
}

// What most answers do without comes when it is first asked for.
const CHART = () => import("./chart.js");
const PIVOT = () => import("./pivot-sheet.js");
const TRAIL = () => import("./crumbs.js");
const PROVENANCE = () => import("./provenance.js");

/** @param {Given & {view: View}} about */
function Shown({ view, ...given }) {
  const chart = useLazy(view === "chart" ? CHART : null);
  const pivot = useLazy(view === "pivot" ? PIVOT : null);
  if (chart.module) {
    return html`<${chart.module.Chart} ...${given} />`;
  }
  const make = view === "table" ? tableSheet : pivot.module?.pivotSheet;
  return make
    ? html`<${CellsView} key=${view} ...${given} make=${make} />`
    : html`<${Coming} isFailed=${chart.isFailed || pivot.isFailed} say=${given.say} />`;
}

/** @param {{isFailed: boolean, say: Say}} about */
function Coming({ isFailed, say }) {
  return html`<p class="result-waiting" role="status">${isFailed ? say("screen-failed", { reason: say("constructor-fault-0") }) : ""}</p>`;
}

/**
 * The way that drills have come, and the filters beside it. A question without filters has come down no tree.
 * @param {Given} given
 */
function Narrowed(given) {
  const { module } = useLazy((given.state.filters ?? []).length > 0 ? TRAIL : null);
  return html`${module && html`<${module.Crumbs} ...${given} />`}<${Badges} ...${given} told=${module?.toldByCrumbs(given.state, given.index) ?? []} />`;
}

/** @param {Given & {plan: Plan | null}} given */
function Origin(given) {
  const [wasOpened, setOpened] = useState(false);
  const { module, isFailed } = useLazy(wasOpened ? PROVENANCE : null);
  return html`<details class="definitions result-provenance" onToggle=${(event) => event.currentTarget.open && setOpened(true)}>
    <summary>${given.say("result-provenance")}</summary>
    ${module ? html`<${module.Provenance} ...${given} />` : html`<${Coming} isFailed=${isFailed} say=${given.say} />`}
  </details>`;
}

// What is wrong with a question stands at its shelves, and how it goes is told aloud by the app: here both are only seen.

/** @param {{status: Status, say: Say}} about */
function Fault({ status, say }) {
  return status.diagnostics.length > 0
    ? html`<p class="result-waiting">${say("result-refused")}</p>`
    : html`<div class="notice notice-fault"><p class="notice-title">${say("screen-failed", { reason: status.error ?? "" })}</p></div>`;
}

/** @param {{status: Status, say: Say}} about */
function Progress({ status, say }) {
  switch (status.phase) {
    case "running":
      return html`<${Running} since=${status.since} say=${say} />`;
    case "waiting":
      return say("result-costly");
    case "empty":
      return say("result-nothing-asked");
    default:
      return null;
  }
}

/** @param {{since: number, say: Say}} about */
function Running({ since, say }) {
  const [passed, setPassed] = useState(() => Date.now() - since);
  useEffect(() => {
    const timer = setInterval(() => setPassed(Date.now() - since), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return html`${say("result-running")}${passed > PATIENCE_MS && ` ${say("result-running-for", { seconds: Math.round(passed / 1000) })}`}`;
}
