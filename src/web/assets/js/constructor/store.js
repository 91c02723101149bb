// Store: the state with its past and its future, its address, and the asking that follows each change.

import { address } from "../rison.js";
import { call, callPatiently, inWords, Refused } from "./api.js";
import { question, questions } from "./question.js";
import { columns, tidy } from "./state.js";

/** @import { Answer, Plan, Query, State, Status, Values } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

const PAST_MOST = 200;
const TYPING_MS = 400;
// Several quick clicks are one question.
const SETTLING_MS = 120;
// More rows are read in the exported file; a pivot needs them whole to be laid out: eight hundred lines by the days of a
// month are twenty-five thousand. The server gives no more than these.
const ROWS_ON_SCREEN = 500;
const ROWS_OF_PIVOT = 50_000;
// Servers and messengers cut longer addresses.
const ADDRESS_MOST = 30_000;

export class Store {
  /**
   * @param {State} state
   * @param {Say} say
   */
  constructor(state, say) {
    this.say = say;
    this.state = tidy(state);
    /** @type {number | null} id of the saved query that the state began with */
    this.saved = null;
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {State} what the answer answers */
    this.answered = this.state;
    /** @type {Plan | null} */
    this.plan = null;
    /** @type {Status} */
    this.status = { phase: "empty", since: Date.now(), error: null, diagnostics: [] };
    /** @type {State[]} */
    this.past = [];
    /** @type {State[]} */
    this.future = [];
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {AbortController | null} */
    this.asking = null;
    this.timer = 0;
    this.isTyping = false;
  }

  /** Asks the first question and follows the browser's way back and forward. */
  start() {
    this.write("replace");
    addEventListener("popstate", (event) => {
      if (event.state?.question) {
        this.remember();
        this.future = [];
        this.state = event.state.question;
        this.askSoon(0);
      }
    });
    this.askSoon(0);
  }

  /** @param {() => void} listener */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Takes another state. What is still being typed is one step of the past.
   * @param {State} state
   * @param {{isTyping?: boolean}} [how]
   */
  change(state, { isTyping = false } = {}) {
    const next = tidy(state);
    if (JSON.stringify(next) === JSON.stringify(this.state)) {
      return;
    }
    const isGoingOn = isTyping && this.isTyping;
    if (!isGoingOn) {
      this.remember();
    }
    this.isTyping = isTyping;
    this.future = [];
    this.take(next, isGoingOn ? "replace" : "push", isTyping ? TYPING_MS : SETTLING_MS);
  }

  /**
   * Names the saved query that the state belongs to, in the address as well.
   * @param {number | null} id
   */
  keep(id) {
    this.saved = id;
    this.write("replace");
  }

  undo() {
    const before = this.past.pop();
    if (before) {
      this.future.push(this.state);
      this.take(before, "push", SETTLING_MS);
    }
  }

  redo() {
    const after = this.future.pop();
    if (after) {
      this.past.push(this.state);
      this.take(after, "push", SETTLING_MS);
    }
  }

  /** Asks at once, whatever it costs. */
  run() {
    this.ask(true);
  }

  /** Gives up what is under way; the former answer stands. */
  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (this.status.phase === "running") {
      this.becomes({ phase: "waiting" });
    }
  }

  /** Returns the address of the state; null where it would be too long to be sent. */
  address() {
    const written = address(this.state);
    const parts = [this.saved !== null && `saved=${this.saved}`, written && `q=${written}`].filter(Boolean);
    const { href } = new URL(parts.length > 0 ? `?${parts.join("&")}` : location.pathname, location.href);
    return href.length > ADDRESS_MOST ? null : href;
  }

  // Private from here on.

  /**
   * @param {State} state
   * @param {"push" | "replace"} how
   * @param {number} delay
   */
  take(state, how, delay) {
    const isSameQuestion = JSON.stringify(question(state)) === JSON.stringify(question(this.state));
    this.state = state;
    this.write(how);
    if (isSameQuestion) {
      this.tell();
    } else {
      this.askSoon(delay);
    }
  }

  remember() {
    this.past = [...this.past.slice(1 - PAST_MOST), this.state];
  }

  /** @param {"push" | "replace"} how */
  write(how) {
    const url = this.address() ?? location.pathname;
    history[how === "push" ? "pushState" : "replaceState"]({ question: this.state }, "", url);
  }

  /** @param {number} delay */
  askSoon(delay) {
    this.asking?.abort();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(false), delay);
    this.tell();
  }

  /** @param {boolean} isForced */
  async ask(isForced) {
    this.asking?.abort();
    clearTimeout(this.timer);
    this.isTyping = false;
    const query = question(this.state);
    if (!query) {
      this.answer = null;
      this.plan = null;
      this.becomes({ phase: "empty" });
      return;
    }
    const asking = new AbortController();
    const { signal } = asking;
    this.asking = asking;
    this.becomes({ phase: "running" });
    try {
      const plan = await planOf(query, signal);
      this.plan = plan;
      if (plan && !plan.isCheap && !isForced) {
        this.becomes({ phase: "waiting" });
        return;
      }
      this.tell();
      const { state } = this;
      const limit = query.limit ?? (columns(state).length > 0 ? ROWS_OF_PIVOT : ROWS_ON_SCREEN);
      const answer = await answerOf(state, limit, signal, (retryIn) => this.becomes({ phase: "running", retryIn }));
      if (!signal.aborted) {
        this.answer = answer;
        this.answered = state;
        this.becomes({ phase: "done" });
      }
    } catch (fault) {
      if (!signal.aborted) {
        const diagnostics = fault instanceof Refused ? fault.diagnostics : [];
        this.becomes({ phase: "failed", error: inWords(fault, this.say), diagnostics });
      }
    }
  }

  /** @param {Partial<Status> & {phase: Status["phase"]}} status */
  becomes(status) {
    this.status = { since: Date.now(), error: null, diagnostics: [], ...status };
    this.tell();
  }

  tell() {
    this.listeners.forEach((listener) => listener());
  }
}

/**
 * Asks for a state's rows up to a limit, with all totals that stand beside them.
 * @param {State} state
 * @param {number} limit
 * @param {AbortSignal | undefined} signal
 * @param {(seconds: number) => void} onWait
 * @returns {Promise<Answer>}
 */
export async function answerOf(state, limit, signal, onWait) {
  /** @param {Query} body */
  const load = (body) => callPatiently("/api/v1/load", { method: "POST", body: { query: body }, signal }, onWait);
  const [main, ...further] = questions(state);
  const [answer, ...withOtherTotals] = await Promise.all([
    load({ ...main, limit, total: true }),
    // The limit is of rows; totals come whole.
    ...further.map((other) => load({ ...other, limit: 1, others: undefined })),
  ]);
  return withOtherTotals.reduce((whole, { totals }) => withTotals(whole, totals ?? []), answer);
}

/**
 * Each knows the grand total.
 * @param {Answer} answer
 * @param {Values[]} further
 */
function withTotals(answer, further) {
  const keys = new Set((answer.totals ?? []).map((row) => JSON.stringify(row)));
  return { ...answer, totals: [...(answer.totals ?? []), ...further.filter((row) => !keys.has(JSON.stringify(row)))] };
}

/**
 * @param {Query} query
 * @param {AbortSignal} signal
 */
async function planOf(query, signal) {
  return callPatiently("/api/v1/plan", { method: "POST", body: { query }, signal }, () => {});
}
