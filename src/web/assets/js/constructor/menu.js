// Menu: a button that opens a list of actions above everything else on the page.

import { html, useRef, useState } from "../../vendor/preact/preact.js";
import { useLazy } from "../lazy.js";

/** @import { Item } from "./popup.js" */

/** What opens comes when it is first wanted. */
export const POPUP = () => import("./popup.js");

/**
 * @param {object} about
 * @param {string} about.label what the button is called aloud
 * @param {any} about.children what stands on the button
 * @param {(module: any) => Item[]} about.items
 * @param {() => Promise<any>} [about.load] what knows the items, where that is much; one and the same function each time
 * @param {string} [about.className]
 * @param {any} [about.head] what is told above the actions
 * @param {Record<string, any>} [about.attributes] of the button
 */
export function Menu({ label, children, items, load, className = "", head = null, attributes = {} }) {
  const [isOpen, setOpen] = useState(false);
  const { module } = useLazy(isOpen ? POPUP : null);
  const { module: knowing } = useLazy(isOpen && load ? load : null);
  const wasOpen = useRef(false);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return html`<button
      type="button"
      ...${attributes}
      ref=${button}
      class=${className}
      aria-label=${label || undefined}
      aria-haspopup="menu"
      aria-expanded=${isOpen ? "true" : "false"}
      onPointerDown=${() => (wasOpen.current = isOpen)}
      onClick=${(event) => {
        // A press outside has closed the menu already, and the press was on its own button.
        setOpen(!(wasOpen.current && event.detail > 0));
        wasOpen.current = false;
      }}
    >
      ${children}</button
    >${isOpen &&
    module &&
    (knowing || !load) &&
    html`<${module.Popup} box=${button.current?.getBoundingClientRect()} label=${label} head=${head} items=${items(knowing)} close=${close} onGone=${() => setOpen(false)} />`}`;
}
