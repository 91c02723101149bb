// Rison: JSON that reads well in an address. An object stands without its outer parentheses (O-Rison).

/** @typedef {any} Json what JSON can hold */

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

/**
 * Reads O-Rison, or JSON that begins with a brace.
 * @param {string} text
 * @returns {{[key: string]: Json}}
 */
export function decode(text) {
  if (text.startsWith("{")) {
    return JSON.parse(text);
  }
  const reader = new Reader(`(${text})`);
  const value = reader.value();
  reader.end();
  return /** @type {{[key: string]: Json}} */ (value);
}

// What begins with a digit or a minus would be read as a number.
const BARE = /^[A-Za-zА-Яа-яЁё_][A-Za-z0-9А-Яа-яЁё_.]*$/;

function members(object) {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${text(key)}:${written(value)}`)
    .join(",");
}

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

function text(value) {
  return BARE.test(value) ? value : `'${value.replace(/[!']/g, "!$&")}'`;
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.place = 0;
  }

  /** @returns {Json} */
  value() {
    const sign = this.text[this.place];
    if (sign === "(") {
      return this.object();
    }
    if (sign === "'") {
      return this.quoted();
    }
    if (sign === "!") {
      return this.marked();
    }
    return this.bare();
  }

  end() {
    if (this.place !== this.text.length) {
      throw this.fault();
    }
  }

  object() {
    const object = {};
    this.list(")", () => {
      const key = this.value();
      this.expect(":");
      // The plain way would let the key `__proto__` change more than this object.
      Object.defineProperty(object, String(key), { value: this.value(), enumerable: true, configurable: true, writable: true });
    });
    return object;
  }

  list(end, item) {
    this.place += 1;
    if (this.text[this.place] === end) {
      this.place += 1;
      return;
    }
    for (;;) {
      item();
      if (this.text[this.place] === end) {
        this.place += 1;
        return;
      }
      this.expect(",");
    }
  }

  marked() {
    this.place += 1;
    const sign = this.text[this.place];
    if (sign === "(") {
      const values = [];
      this.list(")", () => values.push(this.value()));
      return values;
    }
    this.place += 1;
    const known = { t: true, f: false, n: null };
    if (!(sign in known)) {
      throw this.fault();
    }
    return known[sign];
  }

  quoted() {
    let found = "";
    for (this.place += 1; this.place < this.text.length; this.place += 1) {
      const sign = this.text[this.place];
      if (sign === "'") {
        this.place += 1;
        return found;
      }
      if (sign === "!") {
        this.place += 1;
      }
      found += this.text[this.place] ?? "";
    }
    throw this.fault();
  }

  bare() {
    const [word] = /^[^\s'!:(),]*/.exec(this.text.slice(this.place)) ?? [""];
    if (word === "") {
      throw this.fault();
    }
    this.place += word.length;
    return /^-?(0|[1-9]\d*)(\.\d+)?(e-?\d+)?$/.test(word) ? Number(word) : word;
  }

  expect(sign) {
    if (this.text[this.place] !== sign) {
      throw this.fault();
    }
    this.place += 1;
  }

  fault() {
    return new SyntaxError(`Rison cannot be read at ${this.place}`);
  }
}
