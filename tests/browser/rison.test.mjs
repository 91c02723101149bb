// Rison: what is written is read back, and reads well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode } from "../../src/web/assets/js/rison-reader.js";
import { address, encode } from "../../src/web/assets/js/rison.js";

const cases = JSON.parse(readFileSync(new URL("../rison.json", import.meta.url), "utf8"));

test("the browser writes and reads as the server does", () => {
  for (const { value, rison, isOnlyRead } of cases) {
    if (!isOnlyRead) {
      assert.equal(encode(value), rison);
    }
    assert.deepEqual(decode(rison), value, rison);
  }
});

test("what is written is read back", () => {
  for (const value of [
    {},
    { a: [], b: {}, c: null, d: [true, false, [1, -2.5, 1e30, 1e-7]] },
    { "key with space": "(!',:)", кириллица: ["Ё", "9А", "№ 2"] },
    { deep: [{ or: [{ and: [{ member: "school.name", values: ["х", "y'z!"] }] }] }] },
  ]) {
    assert.deepEqual(decode(encode(value)), value);
  }
});

test("JSON is read, too", () => {
  assert.deepEqual(decode('{"a": [1]}'), { a: [1] });
});

test("an address carries the text whole", () => {
  const state = { a: "1 + 2 & 3 % #4", b: "«Ёлка»", c: '"<>' };
  const url = new URL(`http://here/constructor?q=${address(state)}`);
  assert.deepEqual(decode(url.searchParams.get("q")), state);
  assert.ok(address({ a: ["b"] }).includes("!("), "parentheses stay readable");
});

test("what cannot be read is refused, not guessed", () => {
  for (const text of ["a:", "a:!x", "a:'open", "a:(b:1", "a:1,", "a:1)", "a"]) {
    assert.throws(() => decode(text), SyntaxError, text);
  }
});

test("a key cannot reach the prototype", () => {
  const read = decode("__proto__:(polluted:!t)");
  assert.equal({}.polluted, undefined);
  assert.ok(Object.hasOwn(read, "__proto__"));
});
