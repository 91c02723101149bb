// Export links: files that a page offers by plain links and by buttons come with their progress in sight, and can be
// given up. Without this module, or where it does not come, the browser fetches them by itself.

/** @import { Say } from "./messages.js" */
/** @import { Wanted } from "./export-notice.js" */

/** @typedef {HTMLAnchorElement | HTMLFormElement} Offer marked by `data-export`, which says the format */

/**
 * Where the notice about the file of an offer stands: another try takes the place of the one before.
 * @type {WeakMap<Offer, HTMLElement>}
 */
const places = new WeakMap();

/** @type {Promise<Say> | null} */
let words = null;

/** @param {Offer} offer */
export function bind(offer) {
  if (offer instanceof HTMLFormElement) {
    offer.addEventListener("submit", (event) => {
      event.preventDefault();
      fetched(offer).catch(() => offer.submit());
    });
  } else {
    offer.addEventListener("click", (event) => {
      // Into another tab or onto the disk is the browser's own way.
      if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
        event.preventDefault();
        fetched(offer).catch(() => location.assign(offer.href));
      }
    });
  }
}

/** @param {Offer} offer */
async function fetched(offer) {
  const wanted = wantedOf(offer);
  const [{ html, render }, { ExportNotice }, say] = await Promise.all([
    import("../vendor/preact/preact.js"),
    import("./export-notice.js"),
    (words ??= import("./messages.js").then(({ messages }) => messages())),
  ]).catch((fault) => {
    words = null;
    throw fault;
  });
  const place = placeOf(offer);
  const onEnd = () => {
    render(null, place);
    place.remove();
    (offer.querySelector("button") ?? offer).focus();
  };
  // The key tells one try from the next.
  render(html`<${ExportNotice} key=${Date.now()} wanted=${wanted} total=${null} say=${say} onEnd=${onEnd} />`, place);
}

/**
 * @param {Offer} offer
 * @returns {Wanted}
 */
function wantedOf(offer) {
  const format = offer.dataset.export ?? "";
  return offer instanceof HTMLFormElement
    ? { format, path: offer.action, body: new URLSearchParams(/** @type {any} */ (new FormData(offer))) }
    : { format, path: offer.href };
}

/**
 * The notice stands below the head in which the file is offered.
 * @param {Offer} offer
 */
function placeOf(offer) {
  const place = places.get(offer) ?? document.createElement("div");
  places.set(offer, place);
  if (!place.isConnected) {
    (offer.closest("header") ?? offer).after(place);
  }
  return place;
}
