// Mounts the constructor on its place in the page.

import { html, render } from "../../vendor/preact/preact.js";
import { messages } from "../messages.js";
import { call, inWords } from "./api.js";
import { App } from "./app.js";
import { index } from "./meta.js";
import { filled } from "./saved.js";
import { Store } from "./store.js";

/** @import { Say } from "../messages.js" */

const place = document.getElementById("constructor");
if (place) {
  const say = await messages();
  try {
    await mount(place, say);
  } catch (fault) {
    // The answer that the server wrote stands; what it lacks is said above it.
    const notice = document.createElement("p");
    notice.className = "notice notice-fault";
    notice.setAttribute("role", "alert");
    notice.textContent = say("screen-failed", { reason: inWords(fault, say) });
    place.prepend(notice);
    throw fault;
  }
}

/**
 * @param {HTMLElement} place
 * @param {Say} say
 */
async function mount(place, say) {
  const decoded = read(place.dataset.state, null);
  if (!decoded && !(await isReadable())) {
    return;
  }
  const meta = await call("/api/v1/meta");
  const saved = read(place.dataset.saved, null);
  const given = history.state?.question ?? decoded ?? saved?.state ?? {};
  const found = index(meta, say);
  const store = new Store(filled(given, saved?.parameters ?? []), say);
  store.saved = saved?.id ?? null;
  place.replaceChildren();
  const app = html`<${App}
    store=${store}
    say=${say}
    index=${found}
    may=${read(place.dataset.may, [])}
    starters=${read(place.dataset.starters, [])}
    opened=${saved}
    headingLevel=${document.querySelector("h1") ? 2 : 1}
  />`;
  render(app, place);
  store.start();
}

/**
 * @param {string | undefined} text
 * @param {any} otherwise
 */
function read(text, otherwise) {
  return text ? JSON.parse(text) : otherwise;
}

// The server reads the question of an address. Where it gave none, either there is none or it has said what is wrong.
async function isReadable() {
  const text = new URLSearchParams(location.search).get("q");
  if (!text) {
    return true;
  }
  const { decode } = await import("../rison-reader.js");
  try {
    decode(text);
    return true;
  } catch {
    return false;
  }
}
