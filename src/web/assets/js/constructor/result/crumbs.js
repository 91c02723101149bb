// Crumbs above an answer: the way that drills have come, with the ways back.

import { html } from "../../../vendor/preact/preact.js";
import { crumbs } from "./drill.js";

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
