// The types of what the bundle beside holds.

import type { VNode } from "preact";

export { Fragment, createContext, createRef, h, render } from "preact";
export { useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";

/** What stands in a template: an element's property, a child, a part with its properties, or what answers an event. */
type Value = ((...given: any[]) => unknown) | object | string | number | bigint | boolean | null | undefined;

export declare function html(strings: TemplateStringsArray, ...values: Value[]): VNode<any>;
