// Lazy: modules that come when they are first wanted, so that a page begins with what is seen first.

import { useEffect, useState } from "../vendor/preact/preact.js";

/** @type {Map<Function, any>} */
const known = new Map();

/**
 * Fetches a module and draws anew when it is here; what has come once is there at once from then on.
 * @template T
 * @param {(() => Promise<T>) | null} load one and the same function each time; null while nothing is wanted
 * @returns {{module: T | null, isFailed: boolean}}
 */
export function useLazy(load) {
  const [failed, fail] = useState(/** @type {Function | null} */ (null));
  const [, came] = useState(/** @type {Function | null} */ (null));
  useEffect(() => {
    if (!load || known.has(load)) {
      return;
    }
    let isGone = false;
    fail(null);
    load().then(
      (module) => {
        known.set(load, module);
        if (!isGone) {
          came(() => load);
        }
      },
      () => {
        if (!isGone) {
          fail(() => load);
        }
      },
    );
    return () => {
      isGone = true;
    };
  }, [load]);
  return { module: load ? (known.get(load) ?? null) : null, isFailed: load !== null && failed === load };
}
