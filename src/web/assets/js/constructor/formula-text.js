// Formula text: an expression as people write it, with titles for names, and as the server reads it.

/**
 * @typedef {object} Known what an expression may name
 * @property {string} name
 * @property {string[]} titles
 */

/**
 * @typedef {object} Read
 * @property {string} expression the text with names for titles
 * @property {{key: string, args: Record<string, string>} | null} fault what is wrong: the message that says so
 */

const NAME = /^[\p{L}_][\p{L}\p{N}_.]*/u;
const NUMBER = /^(?:\d+(?:[.,]\d+)?|\.\d+)/;
const SIGNS = new Map([
  ["+", "+"],
  ["-", "-"],
  ["−", "-"],
  ["–", "-"],
  ["*", "*"],
  ["·", "*"],
  ["×", "*"],
  ["/", "/"],
  [":", "/"],
  ["÷", "/"],
]);

/**
 * Reads what a person wrote. A title may stand in «» or bare; the longest that fits is meant.
 * @param {string} text
 * @param {Known[]} known
 * @returns {Read}
 */
export function read(text, known) {
  /** @type {{kind: "value" | "sign" | "minus" | "open" | "close"}[]} */
  const tokens = [];
  let expression = "";
  let rest = text;
  /** @param {"value" | "sign" | "minus" | "open" | "close"} kind @param {string} written @param {number} taken */
  const put = (kind, written, taken) => {
    tokens.push({ kind });
    expression += written;
    rest = rest.slice(taken);
  };
  while (rest !== "") {
    const space = /^\s+/.exec(rest)?.[0];
    if (space) {
      expression += space;
      rest = rest.slice(space.length);
      continue;
    }
    const titled = longest(rest, known);
    const number = NUMBER.exec(rest)?.[0];
    const sign = SIGNS.get(rest[0]);
    const word = NAME.exec(rest)?.[0];
    if (titled) {
      put("value", titled.name, titled.length);
    } else if (number) {
      put("value", number.replace(",", "."), number.length);
    } else if (sign) {
      put(sign === "-" ? "minus" : "sign", sign, 1);
    } else if (rest[0] === "(" || rest[0] === ")") {
      put(rest[0] === "(" ? "open" : "close", rest[0], 1);
    } else if (word && known.some(({ name }) => name === word)) {
      put("value", word, word.length);
    } else {
      return { expression: text, fault: unknown(rest, known) };
    }
  }
  return { expression, fault: fault(tokens) };
}

/**
 * Writes titles for names, in «». A title that two have is no name for either.
 * @param {string} expression
 * @param {Known[]} known
 */
export function shown(expression, known) {
  return expression.replace(/[\p{L}_][\p{L}\p{N}_.]*/gu, (name) => {
    const own = known.find((one) => one.name === name);
    return own ? titleOf(own, known) : name;
  });
}

/**
 * What to write for a measure.
 * @param {Known} own
 * @param {Known[]} known
 */
export function titleOf(own, known) {
  const title = own.titles[0];
  const isShared = known.some((other) => other !== own && other.titles.some((one) => plain(one) === plain(title ?? "")));
  return title && !isShared && !/[«»]/.test(title) ? `«${title}»` : own.name;
}

/**
 * Finds the longest title that the text begins with.
 * @param {string} rest
 * @param {Known[]} known
 */
function longest(rest, known) {
  let found = null;
  for (const own of known) {
    for (const title of own.titles) {
      for (const written of [`«${title}»`, `"${title}"`, title]) {
        const head = rest.slice(0, written.length);
        const next = rest.slice(written.length);
        const isWhole = plain(head) === plain(written) && !/^[\p{L}\p{N}_.]/u.test(next);
        const owners = known.filter((other) => other.titles.some((one) => plain(one) === plain(title)));
        if (isWhole && owners.length === 1 && written.length > (found?.length ?? 0)) {
          found = { name: own.name, length: written.length };
        }
      }
    }
  }
  return found;
}

/** @param {string} text */
function plain(text) {
  return text.replaceAll("\u00a0", " ").toLowerCase();
}

/**
 * @param {string} rest
 * @param {Known[]} known
 * @returns {{key: string, args: Record<string, string>}}
 */
function unknown(rest, known) {
  const quoted = /^[«"]([^»"]*)[»"]?/.exec(rest)?.[1];
  const words = /^[\p{L}_][\p{L}\p{N}_. %№,]*/u.exec(rest)?.[0].trim();
  const word = quoted ?? words;
  if (word === undefined) {
    return { key: "constructor-formula-sign", args: { sign: [...rest][0] } };
  }
  if (known.length === 0) {
    return { key: "constructor-formula-no-names", args: { word } };
  }
  const names = known.map((own) => titleOf(own, known)).join(", ");
  return { key: "constructor-formula-unknown", args: { word, names } };
}

/**
 * Says where signs and values do not follow one another as they must.
 * @param {{kind: string}[]} tokens
 */
function fault(tokens) {
  let depth = 0;
  let isValueDue = true;
  for (const { kind } of tokens) {
    if (isValueDue) {
      if (kind === "open") {
        depth += 1;
      } else if (kind === "value") {
        isValueDue = false;
      } else if (kind !== "minus") {
        return { key: "constructor-formula-value-due", args: {} };
      }
      continue;
    }
    if (kind === "close") {
      depth -= 1;
    } else if (kind === "sign" || kind === "minus") {
      isValueDue = true;
    } else {
      return { key: "constructor-formula-sign-due", args: {} };
    }
    if (depth < 0) {
      return { key: "constructor-formula-unopened", args: {} };
    }
  }
  if (tokens.length > 0 && isValueDue) {
    return { key: "constructor-formula-broken-off", args: {} };
  }
  return depth > 0 ? { key: "constructor-formula-unclosed", args: {} } : null;
}
