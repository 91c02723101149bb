// Bench: what every part of the constructor works with.

import { createContext, useContext, useEffect, useReducer } from "../../vendor/preact/preact.js";

/**
 * @typedef {object} Bench
 * @property {import("./store.js").Store} store
 * @property {import("../messages.js").Say} say
 * @property {import("./meta.js").Index} index
 * @property {string[]} may rights of the reader: export, save, publish
 * @property {(dialog: {kind: string, [key: string]: any} | null) => void} open shows a dialog
 * @property {(text: string) => void} announce tells a reader who does not see
 * @property {string} target the shelf that the next chosen field goes to, or ""
 * @property {(target: string) => void} aim
 * @property {boolean} isNarrow
 */

const Context = createContext(/** @type {Bench} */ (/** @type {unknown} */ (null)));

export const BenchProvider = Context.Provider;

/** @returns {Bench} */
export function useBench() {
  return useContext(Context);
}

/**
 * Draws anew with each change of the store.
 * @param {import("./store.js").Store} store
 */
export function useStore(store) {
  const [, draw] = useReducer((count) => count + 1, 0);
  useEffect(() => store.subscribe(() => draw(undefined)), [store]);
}
