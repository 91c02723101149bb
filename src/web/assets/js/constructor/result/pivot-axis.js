// One axis of a pivot: its heads as a tree of values, flattened into lines, with the lines of totals behind their groups.

/** @import { Values } from "../types.d.ts" */

/**
 * @typedef {object} Line
 * @property {"leaf" | "total" | "folded" | "others"} kind
 * @property {Record<string, unknown>} members the dimensions that the line keeps, with their values
 * @property {string | null} measure
 * @property {(Head | null)[]} heads one per level; null where the line has none
 */

/**
 * @typedef {object} Head
 * @property {number} from the first line
 * @property {number} count how many lines it spans
 * @property {number} depth how many levels it spans
 * @property {string} name the dimension, or "measures"
 * @property {unknown} value
 * @property {"value" | "total" | "others"} kind
 * @property {Record<string, unknown>} members
 * @property {string | null} measure
 * @property {string} path names the group: what is folded is kept by it
 * @property {boolean | null} isOpen null where the group cannot be folded
 */

/** @typedef {Map<string, {value: unknown, children: Branches}>} Branches */

/**
 * @param {string[]} names dimensions of the axis, and "measures" where measures are laid
 * @param {unknown[][]} tuples values of the dimensions, in their order
 * @param {string[]} measures
 * @param {(kept: string[]) => boolean} hasTotals whether there are totals that keep just these of the axis's dimensions
 * @param {Set<string>} folded
 * @param {boolean} [hasOthers] whether what lies beyond the limit has its line here
 * @returns {Line[]}
 */
export function axis(names, tuples, measures, hasTotals, folded, hasOthers = false) {
  /** @type {Line[]} */
  const lines = [];
  /** @param {number} depth */
  const isDimension = (depth) => depth < names.length && names[depth] !== "measures";

  /**
   * @param {Branches} node
   * @param {number} depth
   * @param {Values} members
   * @param {string | null} measure
   * @param {string} path
   * @param {(Head | null)[]} heads
   */
  const walk = (node, depth, members, measure, path, heads) => {
    if (depth === names.length) {
      lines.push({ kind: "leaf", members, measure, heads });
      return;
    }
    for (const [key, { value, children }] of node) {
      /** @type {Head} */
      const head = {
        from: lines.length,
        count: 0,
        depth: 1,
        name: names[depth],
        value,
        kind: "value",
        members: isDimension(depth) ? { ...members, [names[depth]]: value } : members,
        measure: isDimension(depth) ? measure : String(value),
        path: `${path}${key}\n`,
        isOpen: null,
      };
      if (isDimension(depth) && isDimension(depth + 1) && hasTotals(Object.keys(head.members))) {
        head.isOpen = !folded.has(head.path);
      }
      if (head.isOpen === false) {
        linesOf(depth + 1, head.members, head.measure, head.path, [...heads, head], "folded");
      } else {
        walk(children, depth + 1, head.members, head.measure, head.path, [...heads, head]);
      }
      head.count = lines.length - head.from;
    }
    if (isDimension(depth) && hasOthers && Object.keys(members).length === 0) {
      linesOf(depth, members, measure, path, heads, "others");
    }
    if (isDimension(depth) && hasTotals(Object.keys(members))) {
      linesOf(depth, members, measure, path, heads, "total");
    }
  };

  /**
   * The lines of one total or of the others: one, or one per measure where measures are laid further in.
   * @param {number} depth
   * @param {Values} members
   * @param {string | null} measure
   * @param {string} path
   * @param {(Head | null)[]} heads
   * @param {Line["kind"]} kind
   */
  const linesOf = (depth, members, measure, path, heads, kind) => {
    const isLaidWithin = names.slice(depth).includes("measures");
    const ofMeasures = isLaidWithin ? measures : [measure];
    /** @type {Head} */
    const total = {
      from: lines.length,
      count: ofMeasures.length,
      depth: names.length - depth - (isLaidWithin ? 1 : 0),
      name: names[depth],
      value: null,
      kind: kind === "others" ? "others" : "total",
      members,
      measure,
      path: `${path}${kind === "others" ? "others" : "total"}`,
      isOpen: null,
    };
    for (const one of ofMeasures) {
      const own = [...heads, total, ...Array(total.depth - 1).fill(null)];
      if (isLaidWithin) {
        own.push({ ...total, from: lines.length, count: 1, depth: 1, name: "measures", value: one, kind: "value", measure: one });
      }
      lines.push({ kind, members, measure: one, heads: own });
    }
  };

  walk(tree(names, tuples, measures), 0, {}, null, "", []);
  return lines;
}

/**
 * @param {string[]} names
 * @param {unknown[][]} tuples
 * @param {string[]} measures
 */
function tree(names, tuples, measures) {
  const root = new Map();
  /**
   * @param {Branches} node
   * @param {number} depth
   * @param {unknown[]} tuple
   * @param {number} used
   */
  const put = (node, depth, tuple, used) => {
    if (depth === names.length) {
      return;
    }
    if (names[depth] === "measures") {
      for (const measure of measures) {
        put(child(node, measure), depth + 1, tuple, used);
      }
      return;
    }
    put(child(node, tuple[used]), depth + 1, tuple, used + 1);
  };
  for (const tuple of tuples) {
    put(root, 0, tuple, 0);
  }
  return root;
}

/**
 * @param {Branches} node
 * @param {unknown} value
 */
function child(node, value) {
  const key = JSON.stringify(value ?? null);
  const known = node.get(key) ?? { value: value ?? null, children: new Map() };
  node.set(key, known);
  return known.children;
}
