// Rison: JSON that reads well in an address. An object stands without its outer parentheses (O-Rison).
// `rison-reader.js` reads it back.

/**
 * Writes an object as O-Rison.
 * @param {object} object
 */
export function encode(object) {
  return members(object);
}

/**
 * Writes an object as it stands behind `?q=`: only what would end or change the address is escaped.
 * @param {object} object
 */
export function address(object) {
  return encode(object).replace(/[%&#+\s"<>\\^`{|}]/g, (sign) => encodeURIComponent(sign));
}

// What begins with a digit or a minus would be read as a number.
const BARE = /^[A-Za-zА-Яа-яЁё_][A-Za-z0-9А-Яа-яЁё_.]*$/;

/**
 * @param {object} object
 * @returns {string}
 */
function members(object) {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${text(key)}:${written(value)}`)
    .join(",");
}

/**
 * @param {any} value
 * @returns {string}
 */
function written(value) {
  switch (typeof value) {
    case "string":
      return text(value);
    case "number":
      return Number.isFinite(value) ? String(value).replace("+", "") : "!n";
    case "boolean":
      return value ? "!t" : "!f";
    case "object":
      if (value === null) {
        return "!n";
      }
      return Array.isArray(value) ? `!(${value.map(written).join(",")})` : `(${members(value)})`;
    default:
      return "!n";
  }
}

/** @param {string} value */
function text(value) {
  return BARE.test(value) ? value : `'${value.replace(/[!']/g, "!$&")}'`;
}
