// Crumbs above an answer: the way that drills have come, with the ways back.

import { html } from "../../../vendor/preact/preact.js";
import { crumbs } from "./drill.js";

/** @import { Given } from "../types.d.ts" */

/** @param {Given} about */
export function Crumbs({ state, index, say, change }) {
  const trails = crumbs(state, index);
  return trails.map(
    (list, place) => html`<nav key=${place} class="result-crumbs" aria-label=${say("result-crumbs", { tree: index.trees.find(({ members }) => members.includes(list[0].member))?.title ?? "" })}>
      <ol>${list.map(({ member, value, state: next }, depth) => {
        const label = value === null ? say("result-crumbs-all") : String(value);
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
