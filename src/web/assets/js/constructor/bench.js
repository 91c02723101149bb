// Bench: what every part of the constructor works with.

import { createContext, useContext, useEffect, useReducer } from "../../vendor/preact/preact.js";

/** @import { Store } from "./store.js" */
/** @import { Index } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

/** @typedef {{kind: string, [key: string]: any}} Dialog one that is open, with what it is about */

/**
 * @typedef {object} Bench
 * @property {Store} store
 * @property {Say} say
 * @property {Index} index
 * @property {string[]} may rights of the reader: export, save, publish, order
 * @property {(dialog: Dialog | null) => void} open shows a dialog
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
 * @param {Store} store
 */
export function useStore(store) {
  const [, draw] = useReducer((count) => count + 1, 0);
  useEffect(() => store.subscribe(() => draw(undefined)), [store]);
}
