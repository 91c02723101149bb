// Preact with its hooks, and htm bound to it.
export { h, render, Fragment, createContext, createRef } from "preact";
export {
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "preact/hooks";
export { html } from "htm/preact";
