// Popup: a list of actions above everything else on the page.

import { html, useId, useLayoutEffect, useRef } from "../../vendor/preact/preact.js";

/** @typedef {{text: string, action?: () => void, isOn?: boolean, isDisabled?: boolean, isSeparate?: boolean}} Item */

/**
 * The actions themselves, below a box.
 * @param {object} about
 * @param {DOMRect} about.box
 * @param {string} about.label
 * @param {any} [about.head]
 * @param {Item[]} about.items
 * @param {() => void} about.close gives the focus back, too
 * @param {() => void} [about.onGone] a press elsewhere has closed it
 */
export function Popup({ box, label, head = null, items, close, onGone = close }) {
  const popup = useRef(/** @type {HTMLElement | null} */ (null));
  const headId = useId();
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (popup.current);
    element.showPopover();
    // What is told above the actions may come a moment later.
    const observer = new ResizeObserver(() => placeBy(element, box, "below"));
    placeBy(element, box, "below");
    observer.observe(element);
    /** @type {HTMLElement | null} */ (element.querySelector("[role^=menuitem]"))?.focus();
    /**
     * A popup that closed by itself would close on the very press of the right button that opened it.
     * @param {PointerEvent} event
     */
    const onPress = (event) => !element.contains(/** @type {Node} */ (event.target)) && onGone();
    document.addEventListener("pointerdown", onPress);
    return () => {
      observer.disconnect();
      document.removeEventListener("pointerdown", onPress);
    };
  }, [box]);

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const buttons = [.../** @type {HTMLElement} */ (popup.current).querySelectorAll("[role^=menuitem]")];
    const here = buttons.indexOf(/** @type {Element} */ (document.activeElement));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    event.stopPropagation();
    if (next !== undefined) {
      event.preventDefault();
      /** @type {HTMLElement} */ (buttons.at(next % buttons.length)).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
    }
  };
  /** @param {Item} item */
  const pick = (item) => {
    if (!item.isDisabled) {
      close();
      item.action?.();
    }
  };
  return html`<div class="menu-popup" popover="manual" ref=${popup} onKeyDown=${onKeyDown}>
    ${head && html`<div class="menu-head" id=${headId}>${head}</div>`}
    <div role="menu" aria-label=${label || undefined} aria-describedby=${head ? headId : undefined}>
      ${items.map(
        (item) => html`<button
          type="button"
          class=${item.isSeparate ? "menu-item menu-item-separate" : "menu-item"}
          role=${item.isOn === undefined ? "menuitem" : "menuitemradio"}
          aria-checked=${item.isOn === undefined ? undefined : String(item.isOn)}
          aria-disabled=${item.isDisabled ? "true" : undefined}
          tabindex="-1"
          onClick=${() => pick(item)}
        >
          ${item.text}
        </button>`,
      )}
    </div>
  </div>`;
}

const EDGE = 8;

/**
 * Places what floats in the top layer below a box, or beside it, within the window.
 * @param {HTMLElement} element
 * @param {DOMRect} box
 * @param {"below" | "beside"} where
 */
export function placeBy(element, box, where) {
  const { width, height } = element.getBoundingClientRect();
  const [wide, tall] = [document.documentElement.clientWidth, window.innerHeight];
  const isBeside = where === "beside" && box.right + width + 2 * EDGE < wide;
  const left = isBeside ? box.right + EDGE : Math.min(box.left, wide - width - EDGE);
  let top = isBeside ? box.top : box.bottom + 4;
  if (top + height > tall - EDGE) {
    top = isBeside ? tall - height - EDGE : box.top - height - 4;
  }
  element.style.left = `${Math.max(EDGE, left)}px`;
  element.style.top = `${Math.max(EDGE, top)}px`;
}
