// App: the constructor as a whole; binds fields, shelves, dialogs and the result to one store.

import { html, useEffect, useMemo, useState } from "../../vendor/preact/preact.js";
import { useLazy } from "../lazy.js";
import { add } from "./adding.js";
import { BenchProvider, useStore } from "./bench.js";
import { OpenDialog } from "./dialogs.js";
import { FieldList } from "./field-list.js";
import { Options } from "./options.js";
import { question } from "./question.js";
import { Result } from "./result/result.js";
import { filled } from "./saved.js";
import { Shelves } from "./shelves.js";
import { tidy } from "./state.js";
import { TopBar } from "./top-bar.js";

/** @import { Dialog } from "./bench.js" */
/** @import { Store } from "./store.js" */
/** @import { Answer, Diagnostic, Index, Saved, Status } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

const NARROW = "(max-width: 56rem)";
const STARTERS = () => import("./starters.js");

/**
 * @param {object} about
 * @param {Store} about.store
 * @param {Say} about.say
 * @param {Index} about.index
 * @param {string[]} about.may
 * @param {any[]} about.starters
 * @param {Saved | null} about.opened the saved query that the page was opened with
 * @param {number} about.headingLevel
 */
export function App({ store, say, index, may, starters, opened, headingLevel }) {
  useStore(store);
  const { state, answer, plan, status } = store;
  const [dialog, open] = useState(/** @type {Dialog | null} */ (null));
  const [said, announce] = useState("");
  const [target, aim] = useState("");
  const [saved, setSaved] = useState(opened);
  const isNarrow = useMedia(NARROW);
  const starting = useLazy(question(state) ? null : STARTERS);
  useKeys(store);
  useEffect(() => announce(statusWords(status, answer, say)), [status]);

  /** @param {Dialog | null} next */
  const show = (next) => {
    open(next);
    if (!next) {
      aim("");
    }
  };
  const bench = { store, say, index, may, open: show, announce, target, aim, isNarrow };
  /**
   * @param {string} name
   * @param {string | undefined} shelf
   */
  const onAdd = (name, shelf) => add(bench, name, shelf);
  /** @param {Saved} next */
  const onSaved = (next, isTaken = false) => {
    setSaved(next);
    store.keep(next.id);
    if (isTaken) {
      store.change(filled(next.state, next.parameters ?? []));
    } else {
      announce(say("constructor-saved", { title: next.title }));
    }
  };
  const kept = useMemo(() => (saved?.state ? JSON.stringify(tidy(filled(saved.state, saved.parameters ?? []))) : ""), [saved]);
  const onAnew = () => {
    setSaved(null);
    store.keep(null);
    store.change({});
  };

  return html`<${BenchProvider} value=${bench}>
    <div class="constructor">
      <${TopBar} saved=${saved} isChanged=${kept !== "" && kept !== JSON.stringify(state)} onSaved=${onSaved} onAnew=${onAnew} headingLevel=${headingLevel} />
      <p class="visually-hidden" role="status">${said}</p>
      ${!isNarrow &&
      html`<section class="constructor-fields card screen-only" aria-labelledby="constructor-fields">
        <h2 id="constructor-fields">${say("constructor-fields")}</h2>
        <${FieldList} onAdd=${onAdd} />
      </section>`}
      <div class="constructor-main">
        <section class="constructor-shelves card screen-only" aria-labelledby="constructor-question">
          <h2 id="constructor-question" class="visually-hidden">${say("constructor-question")}</h2>
          <${Shelves} onAdd=${onAdd} />
          <${Options} />
          <${Faults} status=${status} />
        </section>
        ${question(state)
          ? html`<${Result} state=${state} answer=${answer} plan=${plan} status=${status} say=${say} index=${index} change=${(next) => store.change(next)} isNarrow=${isNarrow} />`
          : starting.module && html`<${starting.module.Starters} starters=${starters} />`}
      </div>
      ${dialog && html`<${OpenDialog} key=${dialog.kind} dialog=${dialog} onAdd=${onAdd} saved=${saved} onSaved=${onSaved} />`}
    </div>
  <//>`;
}

/** @param {{status: Status}} about */
function Faults({ status: { diagnostics, error } }) {
  /** @param {Diagnostic} about */
  const words = ({ message, hint }) => (hint ? `${message} (${hint})` : message);
  if (diagnostics.length === 0) {
    return null;
  }
  return html`<div class="notice notice-fault">
    <p class="notice-title">${diagnostics.length === 1 ? words(diagnostics[0]) : error}</p>
    ${diagnostics.length > 1 &&
    html`<ul>
      ${diagnostics.map((one) => html`<li>${words(one)}</li>`)}
    </ul>`}
  </div>`;
}

/**
 * @param {Status} status
 * @param {Answer | null} answer
 * @param {Say} say
 */
function statusWords(status, answer, say) {
  switch (status.phase) {
    case "running":
      return status.retryIn ? say("constructor-status-full", { seconds: status.retryIn }) : say("result-running");
    case "waiting":
      return say("result-costly");
    case "done":
      return say("constructor-status-done", { count: answer?.data?.length ?? 0 });
    case "failed":
      return say("screen-failed", { reason: status.error ?? "" });
    default:
      return "";
  }
}

/** @param {string} query */
function useMedia(query) {
  const list = useMemo(() => matchMedia(query), [query]);
  const [matches, setMatches] = useState(list.matches);
  useEffect(() => {
    const follow = () => setMatches(list.matches);
    list.addEventListener("change", follow);
    return () => list.removeEventListener("change", follow);
  }, [list]);
  return matches;
}

/** @param {Store} store */
function useKeys(store) {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      const isInDialog = document.querySelector("dialog[open]") !== null;
      if ((!event.ctrlKey && !event.metaKey) || isInDialog) {
        return;
      }
      // Within a field of text these keys are the field's own.
      const isTyped = event.target instanceof Element && event.target.matches("input:not([type=checkbox], [type=radio]), textarea");
      if (event.key === "Enter") {
        event.preventDefault();
        store.run();
      } else if (event.code === "KeyZ" && !isTyped) {
        event.preventDefault();
        if (event.shiftKey) {
          store.redo();
        } else {
          store.undo();
        }
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [store]);
}
