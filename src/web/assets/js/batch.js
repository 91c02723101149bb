// Shows how far a paper is that is being made, and the page anew when it is over. Without this module the page has a link.

/** @typedef {{ state: string, done: number, all: number | null, stage: string, count: string }} Progress */

const FIRST_PAUSE_MS = 700;
const LONGEST_PAUSE_MS = 5_000;
// The server may be busy for a moment; after so many failures in a row it is said that nobody answers.
const MOST_FAILURES = 10;

for (const place of document.querySelectorAll("[data-batch]")) {
  if (place instanceof HTMLElement) {
    watch(place);
  }
}

/** @param {HTMLElement} place */
async function watch(place) {
  const address = place.dataset.batch;
  const stage = place.querySelector("[data-batch-stage]");
  const count = place.querySelector("[data-batch-count]");
  const bar = place.querySelector("progress");
  const stop = place.querySelector("[data-batch-stop]");
  if (!address || !stage || !count || !bar) {
    return;
  }
  let pause = FIRST_PAUSE_MS;
  let failures = 0;
  while (failures < MOST_FAILURES) {
    await slept(pause);
    // A page in the background asks, too: who looks at another tab still waits.
    const progress = await asked(address);
    pause = Math.min(pause * 1.3, LONGEST_PAUSE_MS);
    if (!progress) {
      failures += 1;
      continue;
    }
    failures = 0;
    // Said aloud only when it changes.
    if (stage.textContent !== progress.stage) {
      stage.textContent = progress.stage;
    }
    if (progress.state === "over") {
      location.reload();
      return;
    }
    count.textContent = progress.count;
    if (stop instanceof HTMLElement) {
      stop.hidden = progress.state !== "asking";
    }
    if (progress.all === null) {
      bar.removeAttribute("value");
    } else {
      bar.max = progress.all;
      bar.value = progress.done;
    }
  }
  stage.textContent = place.dataset.textLost ?? "";
}

/**
 * @param {string} address
 * @returns {Promise<Progress | null>}
 */
async function asked(address) {
  try {
    const response = await fetch(address, { headers: { accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @param {number} time */
function slept(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}
