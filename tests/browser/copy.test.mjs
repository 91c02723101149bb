// Copying a table: what the screen does without is loaded first, and what is still left out is told. Needs no server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { copyAll } from "../../src/web/assets/js/constructor/result/copy.js";
import { sayer } from "../../src/web/assets/js/messages.js";

const catalogue = readFileSync(new URL("../../catalogues/ru/screen/result.ftl", import.meta.url), "utf8");
const russian = sayer("ru", catalogue);
const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");

const fetched = globalThis.fetch;
afterEach(() => (globalThis.fetch = fetched));

/** Rows as the server gives them: as many as it has, up to the limit. */
function answer(total, limit) {
  const count = Math.min(total, limit);
  return { data: Array.from({ length: count }, (_, place) => ({ "school.name": `Школа ${place}` })), total, truncated: total > limit, annotation: {} };
}

/** A sheet that knows no more than how many rows it has. */
function sheetOf({ data }) {
  return { heads: [], widths: [1], fixed: 1, rowCount: data.length, rowHeads: (row) => [{ column: 0, text: data[row]["school.name"] }], bare: () => ({ text: "", isText: true }) };
}

/** Copies an answer of which the screen has 500 rows; returns what was asked of the server, said and copied. */
async function copied(total, state = {}) {
  const asked = [];
  globalThis.fetch = async (_, { body }) => {
    const { query } = JSON.parse(body);
    asked.push(query.limit);
    return new Response(JSON.stringify(answer(total, query.limit)));
  };
  let text = "";
  const clipboard = { write: async ([{ forms }]) => (text = await forms["text/plain"].text()) };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { clipboard } });
  globalThis.ClipboardItem = class {
    constructor(forms) {
      this.forms = forms;
    }
  };
  const shown = answer(total, Math.min(state.limit ?? 500, 500));
  const answered = { dimensions: ["school.name"], ...state };
  const said = await copyAll({ store: { answer: shown, answered }, sheet: sheetOf(shown), make: sheetOf, say: russian, tell: () => {} });
  return { asked, said: plain(said), rows: text.split("\r\n").length };
}

test("rows that the screen does without are copied, too", async () => {
  assert.deepEqual(await copied(300), { asked: [], said: "Скопировано 300 строк", rows: 300 });
  assert.deepEqual(await copied(1301), { asked: [20_000], said: "Скопирована 1 301 строка", rows: 1301 });
});

test("rows beyond what a clipboard bears are told", async () => {
  assert.deepEqual(await copied(48_211), { asked: [20_000], said: "Скопированы первые 20 000 строк из 48 211; все — в выгрузке", rows: 20_000 });
});

test("a question for so many rows is copied with as many", async () => {
  assert.deepEqual(await copied(48_211, { limit: 100 }), { asked: [], said: "Скопировано 100 строк", rows: 100 });
  assert.deepEqual(await copied(48_211, { limit: 700 }), { asked: [700], said: "Скопировано 700 строк", rows: 700 });
});
