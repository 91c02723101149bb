// Keeps what was entered into a form while its sender signs in again: a session may end over a long form.
//
// It stays in the tab and only until the next page says that it arrived. What was lost on the way is put back into the
// same form, for the same person.

const KEY = "svodka-entered";
const LONGEST_MS = 3_600_000;
const ENTERED = "input:not([type=hidden], [type=file], [type=submit]), select, textarea";

/** @typedef {[name: string, value: string]} Field */
/** @typedef {{reader: string, form: string, fields: Field[], at: number, isLost: boolean}} Kept */

const main = document.querySelector("main");
const reader = document.querySelector(".reader-name")?.textContent?.trim();
if (main && reader) {
  bringBack(main, reader);
  main.addEventListener("submit", ({ target }) => {
    if (target instanceof HTMLFormElement && target.method === "post") {
      keep({ reader, form: nameOf(target), fields: entered(target), at: Date.now(), isLost: false });
    }
  });
} else {
  const kept = last();
  if (kept && new URLSearchParams(location.search).has("ended")) {
    keep({ ...kept, isLost: true });
  }
}

/**
 * @param {HTMLElement} page
 * @param {string} person
 */
function bringBack(page, person) {
  const kept = last();
  const isOurs = kept?.isLost && kept.reader === person && Date.now() - kept.at < LONGEST_MS;
  if (!kept || !isOurs) {
    sessionStorage.removeItem(KEY);
    return;
  }
  const form = [...page.querySelectorAll("form")].find((one) => nameOf(one) === kept.form);
  if (!form) {
    return;
  }
  sessionStorage.removeItem(KEY);
  fill(form, kept.fields);
  const notice = document.createElement("p");
  notice.className = "notice kept-input";
  notice.setAttribute("role", "status");
  form.prepend(notice);
  // What is said once its place is there is read out.
  notice.textContent = page.dataset.restored ?? "";
  form.scrollIntoView();
}

/**
 * Names a form by its address and by what it is about; the version of that changes with each page.
 * @param {HTMLFormElement} form
 */
function nameOf(form) {
  const about = [...form.querySelectorAll("input[type=hidden]")]
    .map((field) => /** @type {HTMLInputElement} */ (field))
    .filter(({ name }) => name !== "version")
    .map(({ name, value }) => `${name}=${value}`);
  return [form.getAttribute("action") ?? location.pathname, ...about].join("&");
}

/**
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
function entered(form) {
  // A password is nobody's to keep, and what stands beside it is soon typed again.
  if (form.querySelector("input[type=password]")) {
    return [];
  }
  return controls(form)
    .filter((field) => !isTicked(field) || field.checked)
    .map(({ name, value }) => [name, value]);
}

/**
 * @param {HTMLFormElement} form
 * @param {Field[]} fields
 */
function fill(form, fields) {
  const left = [...fields];
  for (const field of controls(form)) {
    const at = left.findIndex(([name, value]) => name === field.name && (!isTicked(field) || value === field.value));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (isTicked(field)) {
      if (field.checked !== Boolean(found)) {
        field.checked = Boolean(found);
        unfold(field);
      }
    } else if (found && field.value !== found[1]) {
      field.value = found[1];
      unfold(field);
    }
  }
}

/** @param {Element} field */
function unfold(field) {
  for (let around = field.closest("details"); around; around = around.parentElement?.closest("details") ?? null) {
    around.open = true;
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]}
 */
function controls(form) {
  const found = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(ENTERED));
  return [...found].filter(({ name }) => name !== "");
}

/**
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field
 * @returns {field is HTMLInputElement}
 */
function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

/** @returns {Kept | null} */
function last() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

/** @param {Kept} kept */
function keep(kept) {
  if (kept.fields.length === 0) {
    return;
  }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that stores nothing sends the form all the same.
  }
}
