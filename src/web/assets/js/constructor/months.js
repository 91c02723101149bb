// Months: those of the school year that people name, with their first and last day.

const SEPTEMBER = 9;

/** @typedef {{from: string, to: string, title: string}} Month */

/**
 * Lists the months of the school year up to the present one, the newest first, and all of the year before.
 * @param {string} today such as `2025-10-14`
 * @param {string} language
 * @returns {Month[]}
 */
export function schoolMonths(today, language) {
  const [year, month] = today.split("-").map(Number);
  const beginning = month >= SEPTEMBER ? year : year - 1;
  const before = (beginning - 1) * 12 + SEPTEMBER - 1;
  const present = year * 12 + month - 1;
  const name = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
  return Array.from({ length: present - before + 1 }, (_, back) => {
    const first = new Date(Date.UTC(0, 0, 1));
    first.setUTCFullYear(Math.floor((present - back) / 12), (present - back) % 12, 1);
    const last = new Date(first);
    last.setUTCMonth(last.getUTCMonth() + 1, 0);
    return { from: iso(first), to: iso(last), title: `${name.format(first)}\u00a0${first.getUTCFullYear()}` };
  });
}

/** @param {Date} day */
function iso(day) {
  return day.toISOString().slice(0, 10);
}
