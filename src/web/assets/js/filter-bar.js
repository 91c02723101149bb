// The bar of filters: days and the name of a period exclude each other, and a long list of schools can be searched.

/** @param {HTMLFormElement} bar */
export function bind(bar) {
  bindDays(bar);
  for (const picks of /** @type {NodeListOf<HTMLDetailsElement>} */ (bar.querySelectorAll("[data-picks]"))) {
    bindPicks(picks);
  }
}

/** @param {HTMLFormElement} bar */
function bindDays(bar) {
  const range = /** @type {HTMLSelectElement | null} */ (bar.querySelector("[name=period]"));
  const days = /** @type {NodeListOf<HTMLInputElement>} */ (bar.querySelectorAll("[name=from], [name=to]"));
  if (!range) {
    return;
  }
  for (const day of days) {
    day.addEventListener("input", () => {
      range.value = "days";
    });
  }
  range.addEventListener("change", () => {
    if (range.value === "days") {
      days[0]?.focus();
    } else {
      days.forEach((day) => (day.value = ""));
    }
  });
}

/** Fewer boxes than these are seen at once. */
const MANY = 8;

/** @param {HTMLDetailsElement} picks */
function bindPicks(picks) {
  const summary = picks.querySelector("summary");
  const tools = /** @type {HTMLElement | null} */ (picks.querySelector(".picks-tools"));
  const search = /** @type {HTMLInputElement | null} */ (picks.querySelector(".picks-search"));
  const clear = picks.querySelector(".picks-tools button");
  const boxes = [.../** @type {NodeListOf<HTMLInputElement>} */ (picks.querySelectorAll("input[type=checkbox]"))];
  if (!summary || !tools || !search || !clear) {
    return;
  }
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    const { none = "", some = "" } = picks.dataset;
    summary.textContent = chosen === 0 ? none : some.replace("{count}", String(chosen));
  };
  const show = () => {
    const wanted = plain(search.value);
    for (const box of boxes) {
      const label = box.closest("label");
      // What is ticked stays in sight: it is sent, too.
      label?.toggleAttribute("hidden", !box.checked && !plain(label.textContent ?? "").includes(wanted));
    }
  };
  tools.hidden = boxes.length < MANY;
  picks.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "checkbox") {
      tell();
    }
  });
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    // Return would send the form before anything is ticked; with one school left in sight it ticks that.
    if (event.key === "Enter") {
      event.preventDefault();
      const shown = boxes.filter((box) => !box.checked && !box.closest("label")?.hidden);
      if (search.value !== "" && shown.length === 1) {
        shown[0].checked = true;
        search.value = "";
        show();
        tell();
      }
    }
  });
  clear.addEventListener("click", () => {
    boxes.forEach((box) => (box.checked = false));
    search.value = "";
    show();
    tell();
  });
}

/**
 * Names are sought as people type them: with Е for Ё, whatever the letters' size and the kind of spaces.
 * @param {string} text
 */
export function plain(text) {
  return text.toLowerCase().replaceAll("ё", "е").replace(/[\s\u00a0]+/g, " ").trim();
}
