// Crumbs above an answer: the way that drills have come, with the ways back.

import { html } from "../../../vendor/preact/preact.js";
import { splits, tidy } from "../state.js";
import { isEquals, onlyValue, replaced } from "./levels.js";

/** @import { Given, Index, State } from "../types.d.ts" */

/** @param {Given} about */
export function Crumbs({ state, index, say, change }) {
  const trails = crumbs(state, index);
  return trails.map(
    (list, place) => html`<nav key=${place} class="result-crumbs" aria-label=${say("result-crumbs", { tree: list[0].tree })}>
      <ol>${list.map(({ member, value, state: next }, depth) => {
        const named = index.member(member)?.values?.find((one) => one.value === value)?.title;
        const label = value === null ? say("result-crumbs-all") : (named ?? String(value));
        const title = value === null ? undefined : index.member(member)?.title;
        return html`<li key=${depth}>${
          next
            ? html`<button type="button" class="result-link" title=${title} onClick=${() => change(next)}>${label}</button>`
            : html`<span aria-current="step" title=${title}>${label}</span>`
        }</li>`;
      })}</ol>
    </nav>`,
  );
}

/**
 * @typedef {object} Crumb
 * @property {unknown} value null for the whole
 * @property {string} member
 * @property {string} tree what the tree is called
 * @property {State | null} state where it leads; null where the reader is
 */

/**
 * Tells the way that drills have come, one list per tree that the question goes down. Of one level alone it is a way where
 * the rows go on below it, and a filter otherwise.
 * @param {State} state
 * @param {Index} index
 * @returns {Crumb[][]}
 */
export function crumbs(state, index) {
  const ways = index.trees.map((tree) => {
    const list = trail(state, tree);
    const taken = list.slice(1).map(({ member }) => member);
    const below = tree.members.slice(tree.members.indexOf(taken.at(-1) ?? "") + 1).find((member) => splits(state).includes(member));
    return { list, taken, below };
  });
  const gone = ways.filter(({ taken, below }) => taken.length > 1 || (taken.length === 1 && below !== undefined));
  // Trees share levels: no level is told twice, and the longest way tells most.
  const told = new Set();
  return gone.toSorted((one, other) => other.taken.length - one.taken.length).flatMap(({ list, taken, below }) => {
    const levels = below === undefined ? taken : [...taken, below];
    if (levels.some((member) => told.has(member))) {
      return [];
    }
    levels.forEach((member) => told.add(member));
    return [list];
  });
}

/**
 * Names the members whose filters the crumbs tell.
 * @param {State} state
 * @param {Index} index
 */
export function toldByCrumbs(state, index) {
  return crumbs(state, index).flatMap((list) => list.slice(1).map(({ member }) => member));
}

/**
 * @param {State} state
 * @param {Index["trees"][number]} tree
 * @returns {Crumb[]}
 */
function trail(state, { title: tree, members }) {
  const taken = members
    .map((member, depth) => ({ member, depth, value: onlyValue(state, member) }))
    .filter(({ value }) => value !== undefined);
  const list = [{ member: members[0], value: null, depth: -1 }, ...taken];
  return list.map(({ member, value, depth }, place) => ({
    member,
    value,
    tree,
    state: place === list.length - 1 ? null : risen(state, members, depth),
  }));
}

/**
 * Finer filters of the tree go, and what the question splits by rises to the level behind the crumb.
 * @param {State} state
 * @param {string[]} members
 * @param {number} depth
 */
function risen(state, members, depth) {
  const filters = (state.filters ?? []).filter((filter) => !(members.indexOf(filter.member ?? "") > depth && isEquals(filter)));
  let next = tidy({ ...state, filters });
  const gone = (state.filters ?? []).filter((filter) => !filters.includes(filter)).map(({ member }) => members.indexOf(member ?? ""));
  const to = members[Math.min(...gone)];
  const finer = members.slice(members.indexOf(to) + 1).filter((name) => splits(next).includes(name));
  if (finer.length > 0 && !splits(next).includes(to)) {
    next = replaced(next, finer[0], to);
  }
  return next;
}
