// Shelves: rows, columns, measures and filters, each taking what is dragged or sent to it.

import { html, useState } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";
import { split } from "./adding.js";
import { byPlace } from "./diagnostics.js";
import { placeUnder, suited } from "./drag.js";
import { Chip } from "./chip.js";
import { FilterShelf } from "./filter-shelf.js";
import { asked } from "./question.js";
import { columns, onShelf, putOn, rows, swapped } from "./state.js";

/** @import { Held } from "./drag.js" */
/** @import { Shelf } from "./types.d.ts" */

/** @param {{onAdd: (name: string, shelf?: string) => void}} about */
export function Shelves({ onAdd }) {
  const { store, say, open } = useBench();
  const { state, status } = store;
  const faults = byPlace(status.diagnostics, asked(state));
  const isTurnable = rows(state).length + columns(state).length > 0;
  return html`<div class="shelves">
    <div class="shelves-turned">
      <${Shelf} shelf="rows" faults=${faults} />
      <button type="button" class="icon-button shelves-swap" aria-label=${say("constructor-swap")} title=${say("constructor-swap")} disabled=${!isTurnable} onClick=${() => store.change(swapped(state))}>⇄</button>
      <${Shelf} shelf="columns" faults=${faults} />
    </div>
    <${Shelf} shelf="measures" faults=${faults}>
      <li>
        <button type="button" class="button button-quiet" disabled=${!state.measures?.length} onClick=${() => open({ kind: "formula" })}>
          ${say("constructor-formula-add")}
        </button>
      </li>
    <//>
    <${ShelfFrame} shelf="filters" onDrop=${(held) => onAdd(held.name, "filters")}>
      <${FilterShelf} faults=${faults} />
    <//>
  </div>`;
}

/** @param {{shelf: Shelf, faults: Map<string, string[]>, children?: any}} about */
function Shelf({ shelf, faults, children = null }) {
  const { store, say, index } = useBench();
  const names = onShelf(store.state, shelf);
  /**
   * @param {Held} about
   * @param {number | undefined} place
   */
  const onDrop = ({ name }, place) => store.change(putOn(store.state, shelf, split(name, index), place));
  return html`<${ShelfFrame} shelf=${shelf} onDrop=${onDrop}>
    <ul class="shelf-chips" role="list" aria-label=${say(`constructor-shelf-${shelf}`)}>
      ${names.map((name, place) => html`<${Chip} key=${name} name=${name} shelf=${shelf} place=${place} faults=${faults.get(name) ?? []} />`)}
      ${children}
    </ul>
  <//>`;
}

/** @param {{shelf: Shelf | "filters", onDrop: (held: Held, place: number | undefined) => void, children?: any}} about */
function ShelfFrame({ shelf, onDrop, children }) {
  const { say, aim, target, isNarrow, open } = useBench();
  const [isOver, setOver] = useState(false);
  const title = say(`constructor-shelf-${shelf}`);
  const begin = () => {
    aim(shelf);
    if (isNarrow) {
      open({ kind: "fields" });
    } else {
      document.getElementById("fields-search")?.focus();
    }
  };
  return html`<div
    class=${`shelf shelf-${shelf}${isOver ? " is-over" : ""}${target === shelf ? " is-target" : ""}`}
    data-shelf=${shelf}
    onDragOver=${(event) => {
      if (suited(shelf)) {
        event.preventDefault();
        setOver(true);
      }
    }}
    onDragLeave=${(event) => !event.currentTarget.contains(event.relatedTarget) && setOver(false)}
    onDrop=${(event) => {
      const held = suited(shelf);
      event.preventDefault();
      setOver(false);
      if (held) {
        onDrop(held, placeUnder(event));
      }
    }}
  >
    <p class="shelf-title" aria-hidden="true">${title}</p>
    ${children}
    <button type="button" class="icon-button shelf-add" aria-label=${say("constructor-shelf-add", { shelf: title })} onClick=${begin}>+</button>
  </div>`;
}
