// Field row: one field of the list, with the ways it can go to a shelf.

import { html } from "../../vendor/preact/preact.js";
import { useLazy } from "../lazy.js";
import { useBench } from "./bench.js";
import { letGo, take } from "./drag.js";
import { Menu } from "./menu.js";
import { measures, splits } from "./state.js";

/** @import { Card } from "./pointed.js" */
/** @import { Member } from "./types.d.ts" */

/** What a field means is fetched when somebody stops at one. */
export const CARD = () => import("./field-card.js");
const ITEMS = () => import("./field-items.js");

const SIGNS = { string: "Аа", number: "№", time: "◷" };

/**
 * @param {object} about
 * @param {Member} about.member
 * @param {boolean} about.isFirst whether Tab leads to it
 * @param {Card} about.card
 * @param {(name: string, shelf?: string) => void} about.onAdd
 * @param {() => void} about.onFocus
 */
export function FieldRow({ member, isFirst, card, onAdd, onFocus }) {
  const { store, say, index, target } = useBench();
  const { state } = store;
  const isMeasure = member.kind === "measure";
  const reason = index.reasonAgainst(state, member.name);
  const isUsed = isMeasure
    ? measures(state).includes(member.name)
    : splits(state).some((name) => name === member.name || (member.type === "time" && name.startsWith(`${member.name}.`)));
  const kind = say(isMeasure ? "constructor-measure" : "constructor-dimension");
  const label = say(reason ? "constructor-field-refused" : isUsed ? "constructor-field-used" : "constructor-field", {
    field: member.title,
    kind,
    reason: reason ?? "",
  });

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === "Enter" && event.shiftKey && !isMeasure) {
      event.preventDefault();
      onAdd(member.name, "columns");
    }
  };
  return html`<li class="fields-row">
    <button
      type="button"
      class=${`fields-field fields-${member.kind}${isUsed ? " is-used" : ""}`}
      data-row
      data-field=${member.name}
      tabindex=${isFirst ? "0" : "-1"}
      aria-disabled=${reason ? "true" : undefined}
      aria-label=${label}
      aria-describedby=${card.shown?.member.name === member.name ? "field-card" : undefined}
      draggable=${!reason}
      onDragStart=${(event) => {
        card.hide();
        take(event, { name: member.name, kind: member.kind, from: "" });
      }}
      onDragEnd=${letGo}
      onClick=${() => onAdd(member.name, target || undefined)}
      onKeyDown=${onKeyDown}
      onFocus=${(event) => {
        onFocus();
        if (event.currentTarget.matches(":focus-visible")) {
          card.show(member, reason, event.currentTarget);
        }
      }}
      onBlur=${card.hide}
      onPointerEnter=${(event) => event.pointerType === "mouse" && card.show(member, reason, event.currentTarget)}
      onPointerLeave=${card.leave}
    >
      <span class="fields-sign" data-sign=${isMeasure ? "Σ" : SIGNS[member.type]}></span>
      <span class="fields-title">${member.title}</span>
    </button>
    <${Menu}
      label=${say("constructor-field-menu", { field: member.title })}
      className="fields-menu icon-button"
      attributes=${{ tabindex: "-1" }}
      head=${html`<${Meaning} member=${member} reason=${reason} />`}
      load=${ITEMS}
      items=${({ fieldItems }) => fieldItems({ member, reason, say, onAdd })}
      >⋯<//
    >
  </li>`;
}

/** @param {{member: Member, reason: string | null}} about */
function Meaning(about) {
  const { module } = useLazy(CARD);
  return module && html`<${module.CardText} ...${about} />`;
}
