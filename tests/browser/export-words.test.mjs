// How far a file has come, in words. Needs no server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runningWords } from "../../src/web/assets/js/export-notice.js";
import { sayer } from "../../src/web/assets/js/messages.js";

const catalogue = readFileSync(new URL("../../catalogues/ru/screen/screen.ftl", import.meta.url), "utf8");
const russian = sayer("ru", catalogue);

test("parts and rows are told while they are made, then how much of the file has come", () => {
  const progress = { seconds: 7, rows: 0, steps: null, bytes: 0, all: null, state: "running", text: "" };
  const words = (change, total = null) => runningWords({ ...progress, ...change }, "XLSX", total, russian).replaceAll(/[\u00a0\u202f]/g, " ");
  assert.equal(words({}), "Готовится файл XLSX: 7 с.");
  assert.equal(words({ steps: { done: 0, all: 9 } }), "Готовится файл XLSX: 7 с.");
  assert.equal(words({ steps: { done: 1, all: 9 } }), "Готовится файл XLSX: готова 1 часть из 9.");
  assert.equal(words({ steps: { done: 3, all: 9 } }), "Готовится файл XLSX: готовы 3 части из 9.");
  assert.equal(words({ steps: { done: 9, all: 9 }, rows: 2 }), "Готовится файл XLSX: записаны 2 строки.");
  assert.equal(words({ rows: 340_000 }, 1_000_000), "Готовится файл XLSX: записано 340 000 строк из 1 000 000.");
  assert.equal(words({ rows: 1 }), "Готовится файл XLSX: записана 1 строка.");
  assert.equal(words({ rows: 20 }, 10), "Готовится файл XLSX: записано 20 строк.", "the total is of another question");
  assert.equal(words({ bytes: 3_145_728, all: 6_291_456 }), "Принимается файл XLSX: 50 % из 6,0 МБ.");
  assert.equal(words({ bytes: 2048 }), "Принимается файл XLSX: 2 КБ.");
});
