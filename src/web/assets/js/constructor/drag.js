// Drag: the field that is on its way to a shelf. Browsers keep what is dragged secret until the drop.

/** @typedef {{name: string, kind: "measure" | "dimension" | "formula", from: string}} Held */

/** @type {Held | null} */
let held = null;

/**
 * @param {DragEvent} event
 * @param {Held} field
 */
export function take(event, field) {
  held = field;
  if (event.dataTransfer) {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", field.name);
  }
}

export function letGo() {
  held = null;
}

/**
 * Returns the field under way when the shelf can take it.
 * @param {string} shelf
 */
export function suited(shelf) {
  if (!held) {
    return null;
  }
  const isMeasure = held.kind !== "dimension";
  const suits = shelf === "measures" ? isMeasure : shelf === "filters" ? held.kind !== "formula" : !isMeasure;
  return suits ? held : null;
}

/**
 * Says before which chip of a shelf a drop would put the field.
 * @param {DragEvent} event
 */
export function placeUnder(event) {
  const shelf = /** @type {HTMLElement} */ (event.currentTarget);
  const chips = [...shelf.querySelectorAll("[data-chip]")];
  const place = chips.findIndex((chip) => {
    const box = chip.getBoundingClientRect();
    return event.clientY < box.bottom && (event.clientY < box.top || event.clientX < box.left + box.width / 2);
  });
  return place < 0 ? undefined : place;
}
