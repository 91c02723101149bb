// Numbers, percents and dates as people here read them: «1 234 567,5», «93,4 %», 14.10.2025.
// The same letters as the server's src/export/numbers.rs writes, so that screen and export agree.

/** What stands where there is no value. */
export const NO_VALUE = "—";

/** What stands where a figure tells of few people. */
export const WITHHELD = "*";

/** @typedef {"count" | "number" | "percent" | "hours" | "points" | "text" | "day"} Format */

const SPACE = "\u00a0";
const MINUS = "\u2212";
const DECIMALS = { count: 0, number: 2, percent: 1, hours: 1, points: 1 };
const DAY_MS = 86_400_000;
const MONTHS = [
  "январь",
  "февраль",
  "март",
  "апрель",
  "май",
  "июнь",
  "июль",
  "август",
  "сентябрь",
  "октябрь",
  "ноябрь",
  "декабрь",
];
const QUARTERS = ["I квартал", "II квартал", "III квартал", "IV квартал"];

/**
 * Shows a value in a format. A format that the value does not suit is left aside.
 * @param {unknown} value as `/api/v1/load` gives it
 * @param {Format} [format]
 * @param {{withheld?: boolean}} [about]
 * @returns {string}
 */
export function format(value, format = "text", { withheld = false } = {}) {
  if (withheld) {
    return WITHHELD;
  }
  if (value === null || value === undefined) {
    return NO_VALUE;
  }
  if (typeof value === "boolean") {
    return value ? "да" : "нет";
  }
  if (typeof value === "string") {
    return format === "day" ? moment(value) : value;
  }
  if (typeof value !== "number") {
    return String(value);
  }
  if (format === "text" || format === "day") {
    return plain(value);
  }
  return format === "percent" ? percent(value, DECIMALS.percent) : number(value, DECIMALS[format]);
}

/**
 * Returns how many decimals a format shows.
 * @param {Format} format
 */
export function decimals(format) {
  return format === "text" || format === "day" ? 0 : (DECIMALS[format] ?? 0);
}

/**
 * Shows a number with so many decimals, halves away from zero.
 * @param {number} value
 * @param {number} decimals
 */
export function number(value, decimals) {
  if (!Number.isFinite(value)) {
    return NO_VALUE;
  }
  const digits = roundedDigits(Math.abs(value), decimals);
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  const sign = value < 0 && /[1-9]/.test(digits) ? MINUS : "";
  return `${sign}${grouped(whole)}${decimals > 0 ? `,${fraction}` : ""}`;
}

/**
 * Shows a percent, given as 0 to 100.
 * @param {number} value
 * @param {number} decimals
 */
export function percent(value, decimals) {
  return Number.isFinite(value) ? `${number(value, decimals)}${SPACE}%` : NO_VALUE;
}

/**
 * Shows all decimals that a number has, ungrouped: «1234,5».
 * @param {number} value
 */
export function plain(value) {
  if (!Number.isFinite(value)) {
    return NO_VALUE;
  }
  // Adding zero turns minus zero into zero.
  const text = String(value + 0);
  return (text.includes("e") ? unfolded(text) : text).replace(".", ",");
}

/**
 * Shows a moment, or its day alone where it is midnight.
 * @param {string} iso
 */
export function moment(iso) {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?/.exec(iso);
  if (!found) {
    return iso;
  }
  const [, year, month, day, hour = "00", minute = "00", second = "00", rest = ""] = found;
  const isMidnight = /^0*$/.test(hour + minute + second + rest);
  return `${day}.${month}.${year}${isMidnight ? "" : ` ${hour}:${minute}`}`;
}

/**
 * A moment of the server by the office's clock, as pages and files have it.
 * @param {string | undefined} iso
 * @param {string | undefined} timeZone such as `Europe/Moscow`; the reader's where it is not known
 */
export function instant(iso, timeZone) {
  const date = new Date(iso ?? "");
  if (Number.isNaN(date.getTime())) {
    return String(iso ?? "—");
  }
  const parts = new Intl.DateTimeFormat("en", { timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  const { year, month, day, hour, minute } = Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]));
  return moment(`${year}-${month}-${day}T${hour}:${minute}:01`);
}

/**
 * Names the period that begins on a day: «13.10–19.10.2025», «октябрь 2025», «IV квартал 2025».
 * @param {string} iso
 * @param {string} granularity
 */
export function period(iso, granularity) {
  const first = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(first.getTime())) {
    return iso;
  }
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth()];
  switch (granularity) {
    case "week": {
      const last = new Date(first.getTime() + 6 * DAY_MS);
      const ofFirst = last.getUTCFullYear() === year ? "" : `.${year}`;
      return `${two(first.getUTCDate())}.${two(month + 1)}${ofFirst}–${day(last)}`;
    }
    case "month":
      return `${MONTHS[month]}${SPACE}${year}`;
    case "quarter":
      return `${QUARTERS[Math.floor(month / 3)]}${SPACE}${year}`.replaceAll(" ", SPACE);
    case "year":
      return String(year);
    default:
      return day(first);
  }
}

/**
 * Returns the first and the last day of the period that begins on a day, as `2025-10-01`.
 * @param {string} iso
 * @param {string} granularity
 * @returns {[string, string]}
 */
export function span(iso, granularity) {
  const first = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  const [year, month, date] = [first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()];
  /** @type {Record<string, () => number>} */
  const ends = {
    week: () => Date.UTC(year, month, date + 6),
    month: () => Date.UTC(year, month + 1, 0),
    quarter: () => Date.UTC(year, month + 3, 0),
    year: () => Date.UTC(year, 11, 31),
  };
  const last = ends[granularity]?.();
  return [iso.slice(0, 10), new Date(last ?? first.getTime()).toISOString().slice(0, 10)];
}

/** @param {Date} date */
function day(date) {
  return `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${String(date.getUTCFullYear()).padStart(4, "0")}`;
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, "0");
}

/**
 * The digits of a number without the comma, at least one before it.
 * @param {number} value
 * @param {number} decimals
 */
function roundedDigits(value, decimals) {
  const scaled = value * 10 ** decimals;
  // A half in decimal is often a little less in binary (1.005); two units in the last place
  // make it a half again. Beyond 15 digits there are no decimals left to round.
  const digits =
    scaled < 1e15
      ? String(Math.round(scaled * (1 + 2 * Number.EPSILON)))
      : value < 1e21
        ? value.toFixed(decimals).replace(".", "")
        : `${BigInt(value)}${"0".repeat(decimals)}`;
  return digits.padStart(decimals + 1, "0");
}

/** @param {string} digits */
function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, SPACE);
}

/**
 * «1.5e-7» as «0.00000015».
 * @param {string} text
 */
function unfolded(text) {
  const [, sign, whole, fraction = "", power] = /** @type {RegExpExecArray} */ (/^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text));
  const place = whole.length + Number(power);
  const digits = whole + fraction;
  if (place <= 0) {
    return `${sign}0.${"0".repeat(-place)}${digits}`;
  }
  return `${sign}${digits.padEnd(place, "0")}`;
}
