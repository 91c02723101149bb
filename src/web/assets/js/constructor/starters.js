// Starters: questions to begin with, where there is none yet.

import { html } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";

/** @param {{starters: {title: string, text: string, state: any}[]}} about */
export function Starters({ starters }) {
  const { store, say } = useBench();
  return html`<section class="starters card" aria-labelledby="starters-title">
    <h2 id="starters-title">${say("constructor-starters")}</h2>
    <p class="hint">${say("constructor-starters-note")}</p>
    <ul class="starters-list" role="list">
      ${starters.map(
        (starter) => html`<li key=${starter.title}>
          <button type="button" class="starter" onClick=${() => store.change(starter.state)}>
            <span class="starter-title">${starter.title}</span>
            <span class="starter-text">${starter.text}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}
