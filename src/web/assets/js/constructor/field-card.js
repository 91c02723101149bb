// Field card: what a field means, beside it while it is pointed at or has the focus, and at the head of its menu.

import { html, useEffect, useLayoutEffect, useRef } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { definition } from "./definition.js";
import { placeBy } from "./popup.js";

/** @import { Card } from "./pointed.js" */
/** @import { Index, Member } from "./types.d.ts" */

/** Descriptions, rules and grounds of refusals are declared in the office's language alone. */
export const DECLARED = "ru";

/** @param {{card: Card}} about */
export function FieldCard({ card }) {
  const popup = useRef(/** @type {HTMLElement | null} */ (null));
  const { shown } = card;
  useLayoutEffect(() => {
    if (popup.current && shown) {
      popup.current.showPopover();
      placeBy(popup.current, shown.box, "beside");
    }
  }, [shown]);
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      if (event.key === "Escape") {
        card.hide();
      }
    };
    if (shown) {
      addEventListener("keydown", onKey);
      return () => removeEventListener("keydown", onKey);
    }
  }, [shown]);
  return (
    shown &&
    html`<div class="field-card" id="field-card" role="tooltip" popover="manual" ref=${popup} onPointerEnter=${card.stay} onPointerLeave=${card.leave}>
      <${CardText} member=${shown.member} reason=${shown.reason} />
    </div>`
  );
}

/** @param {{member: Member, reason: string | null}} about */
export function CardText({ member, reason }) {
  const { say, index } = useBench();
  const topic = index.topics.find((one) => one.name === member.topic);
  const { judgedBy = [] } = member.meta;
  return html`<p class="field-card-title">${member.title}</p>
    <p class="hint">${say(member.kind === "measure" ? "constructor-measure" : "constructor-dimension")}</p>
    ${reason && html`<p class="field-card-reason"><${Reason} reason=${reason} index=${index} /></p>`}
    ${member.description && html`<p lang=${DECLARED}>${member.description}</p>`}
    <dl>
      ${definition(member, index, say).map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}
      ${judgedBy.length > 0 && html`<dt>${say("constructor-card-rules")}</dt><dd lang=${DECLARED}>${judgedBy.join(", ")}</dd>`}
      ${topic && html`<dt>${say("constructor-card-source")}</dt><dd>${topic.title}${topic.meta.grain && html`: <span lang=${DECLARED}>${topic.meta.grain}</span>`}</dd>`}
      <dt>${say("constructor-card-name")}</dt>
      <dd><code>${member.name}</code></dd>
    </dl>`;
}

/**
 * A sentence of the page that may end with a declared ground.
 * @param {{reason: string, index: Index}} about
 */
function Reason({ reason, index }) {
  const grounds = index.topics.flatMap(({ meta }) => (meta.refusals ?? []).map((refusal) => refusal.reason));
  const ground = grounds.find((one) => reason.endsWith(one));
  return ground ? html`${reason.slice(0, -ground.length)}<span lang=${DECLARED}>${ground}</span>` : reason;
}
