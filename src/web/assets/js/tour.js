// Shows a newcomer around: a few hints, each beside the element that it is about. The page stays usable meanwhile.

import { messages } from "./messages.js";

/** @import { Say } from "./messages.js" */

/** Where hints point, by `data-tour`, in the order in which they are met. */
const STEPS = ["menu", "moment", "figures", "menu-constructor", "menu-queries", "reader", "languages", "sign-out", "help"];
/** What matters most; where a page or a role is without it, others of the frame take its place. */
const FIRST = ["menu", "figures", "menu-constructor", "menu-queries", "help"];

/** The step under way, so that the tour goes on where a link was followed. */
const KEPT = "svodka-tour";

/** The distance between a hint, its element and the edges of the page, in CSS pixels. */
const GAP = 12;

const seen = [...new Set([...FIRST, ...STEPS])].filter((name) => found(name) !== null);
const told = seen.slice(0, FIRST.length);
const targets = STEPS.filter((name) => told.includes(name)).map((name) => ({ name, element: found(name) }));
if (targets.length > 0) {
  begin(await messages());
}

/**
 * @param {string} name
 * @returns {HTMLElement | null} the element, where it is seen; for a place in a closed group of the menu, its group
 */
function found(name) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector(`[data-tour="${name}"]`));
  const group = /** @type {HTMLElement | null} */ (element?.closest("details:not([open])")?.querySelector("summary") ?? null);
  const seen = group ?? element;
  return seen !== null && seen.getClientRects().length > 0 ? seen : null;
}

/** @param {Say} say */
function begin(say) {
  const before = document.activeElement;
  const kept = targets.findIndex(({ name }) => name === sessionStorage.getItem(KEPT));
  let step = Math.max(kept, 0);

  const title = made("h2", "tour-title", { id: "tour-title" });
  const text = made("p", "tour-text", { id: "tour-text" });
  const count = made("p", "tour-count");
  const back = button("button button-quiet", say("tour-back"), () => go(step - 1));
  const next = button("button", "", () => (step + 1 < targets.length ? go(step + 1) : end()));
  const close = button("tour-close", "×", end);
  close.setAttribute("aria-label", say("tour-close"));
  const actions = made("div", "tour-actions");
  actions.append(count, back, next);
  const hint = made("div", "tour", {
    role: "dialog",
    tabindex: "-1",
    "aria-labelledby": title.id,
    "aria-describedby": text.id,
  });
  hint.append(close, title, text, actions);
  hint.addEventListener("keydown", (event) => {
    const deeds = { Escape: end, ArrowRight: () => go(step + 1), ArrowLeft: () => go(step - 1) };
    const deed = deeds[/** @type {keyof typeof deeds} */ (event.key)];
    if (deed) {
      event.preventDefault();
      deed();
    }
  });
  document.body.append(hint);
  addEventListener("resize", place);
  go(step);

  /** @param {number} to */
  function go(to) {
    if (to < 0 || to >= targets.length) {
      return;
    }
    targets[step].element?.classList.remove("tour-target");
    step = to;
    const { name, element } = targets[step];
    sessionStorage.setItem(KEPT, name);
    title.textContent = say(`tour-${name}-title`);
    text.textContent = say(`tour-${name}-text`);
    count.textContent = say("tour-step", { step: step + 1, steps: targets.length });
    back.hidden = step === 0;
    next.textContent = say(step + 1 < targets.length ? "tour-next" : "tour-end");
    element?.classList.add("tour-target");
    element?.scrollIntoView({ block: "nearest" });
    place();
    // The hint is read from its title on; what can be done with it is a Tab away.
    hint.focus({ preventScroll: true });
    hint.scrollIntoView({ block: "nearest" });
  }

  /** Puts the hint below its element, or above where there is no room below. */
  function place() {
    const target = /** @type {HTMLElement} */ (targets[step].element).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = hint;
    const isBelow = target.bottom + GAP + height <= innerHeight || target.top < height + GAP;
    const top = isBelow ? target.bottom + GAP : target.top - GAP - height;
    const most = document.documentElement.clientWidth - width - GAP;
    hint.style.left = `${Math.max(GAP, Math.min(target.left, most)) + scrollX}px`;
    hint.style.top = `${top + scrollY}px`;
  }

  function end() {
    targets[step].element?.classList.remove("tour-target");
    removeEventListener("resize", place);
    hint.remove();
    sessionStorage.removeItem(KEPT);
    const main = document.querySelector("main");
    const focused = before instanceof HTMLElement && before !== document.body ? before : main;
    focused?.focus({ preventScroll: true });
    // A tour that could not be marked as seen comes again, which harms nobody.
    const body = new URLSearchParams({ tour: "seen" });
    fetch("/profile/tour", { method: "POST", body, keepalive: true }).catch(() => undefined);
  }
}

/**
 * @param {string} tag
 * @param {string} name the class
 * @param {Record<string, string>} attributes
 */
function made(tag, name, attributes = {}) {
  const element = document.createElement(tag);
  element.className = name;
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  return element;
}

/**
 * @param {string} name the class
 * @param {string} text
 * @param {() => void} deed
 */
function button(name, text, deed) {
  const element = made("button", name, { type: "button" });
  element.textContent = text;
  element.addEventListener("click", deed);
  return element;
}
