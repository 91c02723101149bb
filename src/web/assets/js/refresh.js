// Watches a load that waits for its turn, and shows the page anew when its state is another one.

// The first question comes after three seconds; each further pause is longer, and after ten minutes it is enough.
const FIRST_PAUSE_MS = 3_000;
const LONGEST_PAUSE_MS = 30_000;
const PATIENCE_MS = 10 * 60_000;

for (const place of document.querySelectorAll("[data-refresh]")) {
  if (place instanceof HTMLElement) {
    watch(place);
  }
}

/** @param {HTMLElement} place */
async function watch(place) {
  const { refresh: address, textWaiting, textDone, textStopped } = place.dataset;
  if (!address) {
    return;
  }
  const until = Date.now() + PATIENCE_MS;
  let pause = FIRST_PAUSE_MS;
  let isTold = false;
  while (Date.now() < until) {
    await slept(pause);
    if (document.hidden) {
      continue;
    }
    const state = await asked(address);
    if (state === null) {
      break;
    }
    if (state !== "running" && state !== "") {
      place.textContent = textDone ?? "";
      location.reload();
      return;
    }
    if (!isTold) {
      place.textContent = textWaiting ?? "";
      isTold = true;
    }
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  }
  place.textContent = textStopped ?? "";
}

/**
 * Returns the state of the load; nothing where it could not be asked for this time, null where it never can.
 * @param {string} address
 * @returns {Promise<string | null>}
 */
async function asked(address) {
  try {
    const response = await fetch(address, { headers: { accept: "application/json" } });
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      return null;
    }
    return response.ok ? String((await response.json()).state ?? "") : "";
  } catch {
    return "";
  }
}

/** @param {number} time */
function slept(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}
