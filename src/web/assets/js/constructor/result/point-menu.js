// The menu of a cell or a head: where it leads. Focus goes in, and back to the grid when it closes.

import { html, useLayoutEffect, useRef } from "../../../vendor/preact/preact.js";
import { placeBy } from "../menu.js";

/** @param {{box: DOMRect, label: string, items: {text: string, action: () => void}[], onClose: () => void}} props */
export function PointMenu({ box, label, items, onClose }) {
  const popup = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (popup.current);
    element.showPopover();
    placeBy(element, box, "below");
    /** @type {HTMLElement | null} */ (element.querySelector("[role=menuitem]"))?.focus();
    // A popup that closed by itself would close on the very press of the right button that opened it.
    const onPress = (event) => !element.contains(event.target) && onClose();
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, [box]);

  const onKeyDown = (event) => {
    const buttons = [.../** @type {HTMLElement} */ (popup.current).querySelectorAll("[role=menuitem]")];
    const here = buttons.indexOf(/** @type {Element} */ (document.activeElement));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    event.stopPropagation();
    if (next !== undefined) {
      event.preventDefault();
      /** @type {HTMLElement} */ (buttons.at(next % buttons.length)).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      onClose();
    }
  };
  return html`<div class="menu-popup result-menu" popover="manual" ref=${popup} onKeyDown=${onKeyDown}>
    <div class="menu-head" aria-hidden="true">${label}</div>
    <div role="menu" aria-label=${label}>${items.map(
      ({ text, action }) => html`<button key=${text} type="button" role="menuitem" class="menu-item" tabindex="-1"
        onClick=${() => {
          onClose();
          action();
        }}>${text}</button>`,
    )}</div>
  </div>`;
}
