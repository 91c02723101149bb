// Pointed: the field that is pointed at or has the focus, once it is so for a while.

import { useEffect, useRef, useState } from "../../vendor/preact/preact.js";

/** @import { Member } from "./types.d.ts" */

const POINTED_MS = 350;
const LEFT_MS = 200;

/** @typedef {{member: Member, reason: string | null, box: DOMRect}} Shown */

/** @typedef {ReturnType<typeof useCard>} Card */

export function useCard() {
  const [shown, setShown] = useState(/** @type {Shown | null} */ (null));
  const timer = useRef(0);
  /**
   * @param {() => void} what
   * @param {number} delay
   */
  const later = (what, delay) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(what, delay);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    shown,
    /**
     * @param {Member} member
     * @param {string | null} reason
     * @param {Element} element
     */
    show(member, reason, element) {
      later(() => element.isConnected && setShown({ member, reason, box: element.getBoundingClientRect() }), POINTED_MS);
    },
    /** The pointer may be on its way to the card itself. */
    leave: () => later(() => setShown(null), LEFT_MS),
    stay: () => clearTimeout(timer.current),
    hide() {
      clearTimeout(timer.current);
      setShown(null);
    },
  };
}
