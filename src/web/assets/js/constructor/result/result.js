// The answer to the question under construction: table, pivot or chart, what is cut or withheld, and where it comes from.

import { html, useEffect, useId, useState } from "../../../vendor/preact/preact.js";
import { columns as columnShelf, withKey } from "../state.js";
import { Badges } from "./badges.js";
import { CellsView } from "./cells-view.js";
import { Crumbs, Notes } from "./notes.js";
import { Provenance } from "./provenance.js";
import { Tabs } from "./tabs.js";

// A question that takes longer says how long it has taken.
const PATIENCE_MS = 1500;

/**
 * @param {object} props
 * @param {object} props.state the question
 * @param {object | null} props.answer of `/api/v1/load`; while another is on its way, the one before
 * @param {object | null} props.plan of `/api/v1/plan`
 * @param {{phase: "empty" | "waiting" | "running" | "done" | "failed", since: number, error: string | null,
 *   diagnostics: {path?: string, message: string, hint?: string | null}[]}} props.status
 * @param {import("../../messages.js").Say} props.say
 * @param {ReturnType<typeof import("../meta.js").index>} props.index
 * @param {(state: object) => void} props.change
 * @param {boolean} [props.isNarrow]
 */
export function Result({ state, answer, plan, status, say, index, change }) {
  const id = useId();
  const isFailed = status.phase === "failed";
  if (!answer) {
    return html`<section class="card result" aria-label=${say("result-title")} aria-busy=${String(status.phase === "running")}>
      ${isFailed ? html`<${Fault} status=${status} say=${say} />` : html`<p class="result-waiting" role="status">${
        status.phase === "running" ? html`<${Running} since=${status.since} say=${say} />` : say(status.phase === "waiting" ? "result-costly" : "result-nothing-asked")
      }</p>`}
    </section>`;
  }
  const view = state.view ?? (columnShelf(state).length > 0 ? "pivot" : "table");
  const isEmpty = answer.data.length === 0;
  const given = { state, answer, index, say, change };
  return html`<section class=${`card result${status.phase === "done" ? "" : " result-former"}`} aria-label=${say("result-title")} aria-busy=${String(status.phase === "running")}>
    <div class="result-head">
      <${Tabs} id=${id} view=${view} say=${say} onPick=${(next) => change(withKey(state, "view", next))} />
      <p class="result-state" role="status">${
        status.phase === "running" ? html`<${Running} since=${status.since} say=${say} />` : status.phase === "waiting" ? say("result-costly") : ""
      }</p>
    </div>
    ${isFailed && html`<${Fault} status=${status} say=${say} />`}
    <${Crumbs} ...${given} />
    <${Badges} ...${given} />
    <${Notes} answer=${answer} index=${index} say=${say} />
    <div id=${`${id}-panel`} class="result-panel" role="tabpanel" tabindex="-1" aria-labelledby=${`${id}-tab-${view}`}>${
      isEmpty
        ? html`<div class="notice"><p class="notice-title">${say("result-empty")}</p><p>${say("result-empty-hint")}</p></div>`
        : view === "chart"
          ? html`<${Drawing} ...${given} />`
          : html`<${CellsView} key=${view} ...${given} isPivot=${view === "pivot"} />`
    }</div>
    <${Provenance} ...${given} plan=${plan} />
  </section>`;
}

// The modules of charts come when the first chart is asked for.
function Drawing(given) {
  const [part, setPart] = useState(/** @type {{Chart: Function} | null} */ (null));
  const [fault, setFault] = useState("");
  useEffect(() => {
    import("./chart.js").then(setPart, () => setFault(given.say("result-chart-failed")));
  }, []);
  return part ? html`<${part.Chart} ...${given} />` : html`<p class="result-waiting" role="status">${fault}</p>`;
}

function Fault({ status, say }) {
  const said = status.diagnostics ?? [];
  return html`<div class="notice notice-fault" role="alert">
    <p class="notice-title">${said.length > 0 ? say("result-refused") : say("screen-failed", { reason: status.error ?? "" })}</p>
    ${said.length > 0 && html`<ul>${said.map(({ message, hint }, place) => html`<li key=${place}>${message}${hint ? ` (${hint})` : ""}</li>`)}</ul>`}
  </div>`;
}

function Running({ since, say }) {
  const [passed, setPassed] = useState(() => Date.now() - since);
  useEffect(() => {
    const timer = setInterval(() => setPassed(Date.now() - since), 1000);
    return () => clearInterval(timer);
  }, [since]);
  // The seconds are not told to those who listen: each would be an announcement.
  return html`${say("result-running")}${passed > PATIENCE_MS && html`<span aria-hidden="true"> ${say("result-running-for", { seconds: Math.round(passed / 1000) })}</span>`}`;
}
