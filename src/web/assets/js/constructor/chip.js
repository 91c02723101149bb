// Chip: a field on a shelf. It is dragged, moved by Alt with arrows, or by its menu.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { letGo, take } from "./drag.js";
import { Menu } from "./menu.js";
import { onShelf, putOn, takeOff } from "./state.js";

/** @import { Shelf } from "./types.d.ts" */

const ITEMS = () => import("./chip-items.js");

/**
 * @param {object} about
 * @param {string} about.name
 * @param {Shelf} about.shelf
 * @param {number} about.place
 * @param {string[]} about.faults
 */
export function Chip({ name, shelf, place, faults }) {
  const bench = useBench();
  const { store, say, index, announce } = bench;
  const { state } = store;
  const member = index.member(name);
  const formula = state.formulas?.find((one) => one.name === name);
  const title = formula?.title || member?.title || name;
  const kind = formula ? "formula" : member?.kind ?? (shelf === "measures" ? "measure" : "dimension");
  const last = onShelf(state, shelf).length - 1;
  const way = state.order?.find(([key]) => key === name)?.[1];

  /** @param {number} to */
  const move = (to) => {
    if (to >= 0 && to <= last) {
      // Before the one that stands there now, or behind it on the way on.
      store.change(putOn(state, shelf, name, to > place ? to + 1 : to));
      announce(say("constructor-moved", { field: title, place: to + 1, count: last + 1 }));
      focusChip(name);
    }
  };
  const remove = () => {
    store.change(takeOff(state, name));
    announce(say("constructor-removed", { field: title }));
    focusNear(shelf, place);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.altKey && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      event.preventDefault();
      move(place + (event.key === "ArrowLeft" ? -1 : 1));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove();
    }
  };

  const faultId = faults.length > 0 ? `fault-${shelf}-${place}` : undefined;
  return html`<li
    class=${`chip chip-${kind}${faults.length > 0 ? " chip-faulty" : ""}`}
    data-chip=${name}
    draggable="true"
    onDragStart=${(event) => take(event, { name, kind, from: shelf })}
    onDragEnd=${letGo}
  >
    <${Menu}
      label=${say(way ? `constructor-chip-${way}` : "constructor-chip", { field: title })}
      className="chip-name"
      attributes=${{ onKeyDown, "aria-describedby": faultId, "data-chip-name": name, "data-way": way }}
      load=${ITEMS} items=${({ chipItems }) => chipItems({ bench, name, shelf, place, move, remove })}
      >${title}<//
    >
    <button type="button" class="chip-remove" aria-label=${say("constructor-remove-field", { field: title })} onClick=${remove}>×</button>
    ${faultId && html`<span class="chip-fault" id=${faultId}>${faults.join("; ")}</span>`}
  </li>`;
}

/**
 * Gives the focus to a chip once it is drawn in its new place.
 * @param {string} name
 */
export function focusChip(name) {
  requestAnimationFrame(() => {
    const chips = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chip-name]"));
    [...chips].find((chip) => chip.dataset.chipName === name)?.focus();
  });
}

/**
 * Gives the focus to what stands where a chip was.
 * @param {string} shelf
 * @param {number} place
 */
export function focusNear(shelf, place) {
  requestAnimationFrame(() => {
    const chips = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-shelf="${shelf}"] [data-chip-name]`));
    const add = /** @type {HTMLElement | null} */ (document.querySelector(`[data-shelf="${shelf}"] .shelf-add`));
    (chips[Math.min(place, chips.length - 1)] ?? add)?.focus();
  });
}
