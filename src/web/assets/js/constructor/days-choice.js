// Days choice: a stretch of days in words, as a month or a term by its name, or from a day to a day.

import { html, useEffect, useId, useState } from "../../vendor/preact/preact.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { schoolMonths } from "./months.js";
import { termTitle } from "./terms.js";
import { rangeWords } from "./words.js";

/** @import { Index } from "./types.d.ts" */
/** @import { Term } from "./terms.js" */

const OPEN = "";
const DAYS = "days";

/** @typedef {ReturnType<typeof useDays>} Days */

/**
 * What is being chosen.
 * @param {string | string[] | null} present what was chosen before: words, one day or two
 */
export function useDays(present) {
  const [from, to] = present && /^\d/.test([present].flat()[0] ?? "") ? [present].flat() : ["", ""];
  const words = from ? "" : [present ?? OPEN].flat()[0] ?? OPEN;
  const [chosen, choose] = useState(words || (from ? DAYS : OPEN));
  const [first, setFirst] = useState(from.slice(0, 10));
  const [last, setLast] = useState((to ?? from).slice(0, 10));
  const isReversed = chosen === DAYS && Boolean(first && last) && last < first;
  return {
    chosen,
    choose,
    first,
    last,
    isReversed,
    isBlocked: chosen === DAYS && (!first || isReversed),
    /** Words, two days, or null where all days are meant. */
    value: chosen === DAYS ? [first, last || first] : chosen || null,
    /**
     * @param {string} from
     * @param {string} to
     */
    set(from, to) {
      choose(DAYS);
      setFirst(from);
      setLast(to);
    },
  };
}

/**
 * @param {object} about
 * @param {Days} about.days
 * @param {Index["ranges"]} about.ranges the words that may be chosen
 * @param {boolean} about.isOpen whether all days may be meant
 */
export function DaysChoice({ days, ranges, isOpen }) {
  const { say, index } = useBench();
  const { chosen, choose, first, last, isReversed, set } = days;
  const id = useId();
  const { terms, fault } = useTerms();
  const months = schoolMonths(index.today, document.documentElement.lang);
  const isKnown = [OPEN, DAYS, ...ranges.map(({ name }) => name)].includes(chosen);
  /**
   * @param {string} value
   * @param {string} title
   */
  const choice = (value, title) => html`<label class="check"><input type="radio" name="${id}-days" value=${value} checked=${chosen === value} onChange=${() => choose(value)} />${title}</label>`;
  /**
   * @param {string} part
   * @param {string} value
   * @param {(day: string) => void} change
   */
  const day = (part, value, change) => html`<div class="field">
    <label for="${id}-${part}">${say(`constructor-day-${part}`)}</label>
    <input
      id="${id}-${part}"
      type="date"
      value=${value}
      aria-invalid=${isReversed ? "true" : undefined}
      aria-describedby=${isReversed ? `${id}-fault` : undefined}
      onInput=${(event) => change(event.currentTarget.value)}
    />
  </div>`;
  /**
   * Stretches that have names: the one that is chosen is told by its days.
   * @param {string} part
   * @param {{from: string, to: string, title: string}[]} list
   */
  const named = (part, list) => {
    const present = chosen === DAYS ? list.find((one) => one.from === first && one.to === last) : undefined;
    return html`<div class="field">
      <label for="${id}-${part}">${say(`constructor-period-${part}`)}</label>
      <select
        id="${id}-${part}"
        data-named=${part}
        value=${present ? `${present.from}/${present.to}` : ""}
        onChange=${(event) => {
          const [from, to = ""] = event.currentTarget.value.split("/");
          set(from, to);
        }}
      >
        <option value="">${say("constructor-period-month-none")}</option>
        ${list.map((one) => html`<option value="${one.from}/${one.to}">${one.title}</option>`)}
      </select>
    </div>`;
  };
  return html`<fieldset class="fieldset">
    <legend>${say("constructor-period-which")}</legend>
    <div class="period-choices">
      ${isOpen && choice(OPEN, say("constructor-period-open"))} ${ranges.map((one) => choice(one.name, one.title))}
      ${!isKnown && choice(chosen, rangeWords(chosen, index, say))} ${choice(DAYS, say("constructor-period-days"))}
    </div>
    <div class="fields-pair">
      ${named("month", months)}
      ${terms.length > 0 && named("term", terms.map((term) => ({ from: term.from, to: term.to, title: termTitle(term, terms, say) })))}
    </div>
    ${fault && html`<p class="field-fault" role="status">${fault}</p>`}
    <div class="fields-pair">${day("from", first, (from) => set(from, last))} ${day("to", last, (to) => set(first, to))}</div>
    ${isReversed && html`<p class="field-fault" id="${id}-fault">${say("constructor-period-reversed")}</p>`}
  </fieldset>`;
}

/** @type {Term[] | null} */
let known = null;

/** The terms of the reader's schools, asked for when somebody first chooses days, and again where that failed. */
function useTerms() {
  const { say } = useBench();
  const [found, setFound] = useState({ terms: known ?? [], fault: "" });
  useEffect(() => {
    if (known) {
      return;
    }
    const asking = new AbortController();
    call("/api/v1/terms", { signal: asking.signal }).then(
      ({ terms }) => {
        known = terms;
        setFound({ terms, fault: "" });
      },
      (fault) => asking.signal.aborted || setFound({ terms: [], fault: say("constructor-terms-failed", { reason: inWords(fault, say) }) }),
    );
    return () => asking.abort();
  }, []);
  return found;
}
