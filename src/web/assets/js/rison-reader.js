// Reads Rison back; seldom needed, since the server reads the address of a page.

/** @typedef {any} Json what JSON can hold */

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

  /**
   * @param {string} end
   * @param {() => void} item
   */
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
      /** @type {Json[]} */
      const values = [];
      this.list(")", () => values.push(this.value()));
      return values;
    }
    this.place += 1;
    /** @type {Record<string, boolean | null>} */
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

  /** @param {string} sign */
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
