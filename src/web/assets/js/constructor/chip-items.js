// Chip items: what the menu of a chip offers to do with its field.

import { focusChip } from "./chip.js";
import { GRANULARITIES } from "./meta.js";
import { onShelf, putOn, replace, withKey } from "./state.js";

/** @import { Bench } from "./bench.js" */
/** @import { Item } from "./popup.js" */
/** @import { Shelf, Way } from "./types.d.ts" */

/**
 * @param {object} about
 * @param {Bench} about.bench
 * @param {string} about.name
 * @param {Shelf} about.shelf
 * @param {number} about.place
 * @param {(to: number) => void} about.move
 * @param {() => void} about.remove
 */
export function chipItems({ bench: { store, say, index, open }, name, shelf, place, move, remove }) {
  const { state } = store;
  const member = index.member(name);
  const isFormula = state.formulas?.some((one) => one.name === name);
  const last = onShelf(state, shelf).length - 1;
  const way = state.order?.find(([key]) => key === name)?.[1];
  /** @param {Way | null} next */
  const sortBy = (next) => {
    const others = (state.order ?? []).filter(([key]) => key !== name);
    store.change(withKey(state, "order", next ? [[name, next], ...others] : others));
  };
  /** @param {string} granularity */
  const turn = (granularity) => {
    const other = name.replace(/\w+$/, granularity);
    store.change(replace(state, name, other));
    focusChip(other);
  };

  /** @type {Item[]} */
  const list = [];
  if (member?.granularity) {
    list.push(
      ...GRANULARITIES.map((granularity) => ({
        text: say("constructor-by-granularity", { granularity }),
        isOn: granularity === member.granularity,
        action: () => turn(granularity),
      })),
    );
  }
  if (isFormula) {
    list.push({ text: say("constructor-formula-change"), action: () => open({ kind: "formula", name }) });
  }
  list.push(
    { text: say("constructor-sort-desc"), isOn: way === "desc", isSeparate: list.length > 0, action: () => sortBy(way === "desc" ? null : "desc") },
    { text: say("constructor-sort-asc"), isOn: way === "asc", action: () => sortBy(way === "asc" ? null : "asc") },
  );
  if (member) {
    const filtered = member.granularity ? name.replace(/\.\w+$/, "") : name;
    list.push({ text: say("constructor-to-filters"), isSeparate: true, action: () => open({ kind: "filter", member: filtered }) });
  }
  list.push(
    { text: say("constructor-move-before"), isSeparate: true, isDisabled: place === 0, action: () => move(place - 1) },
    { text: say("constructor-move-after"), isDisabled: place === last, action: () => move(place + 1) },
  );
  if (shelf !== "measures") {
    const other = shelf === "rows" ? "columns" : "rows";
    list.push({
      text: say(`constructor-to-${other}`),
      action: () => {
        store.change(putOn(state, other, name));
        focusChip(name);
      },
    });
  }
  list.push({ text: say("constructor-remove"), isSeparate: true, action: remove });
  return list;
}
