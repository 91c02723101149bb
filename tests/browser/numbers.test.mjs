// Numbers on screen are written as the server writes them. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { format, instant, number, percent, period, plain, span } from "../../src/web/assets/js/numbers.js";

test("halves go away from zero", () => {
  assert.equal(number(2.5, 0), "3");
  assert.equal(number(1.005, 2), "1,01");
  assert.equal(number(0.05, 1), "0,1");
  assert.equal(number(-2.5, 0), "\u22123");
  assert.equal(number(-0.04, 1), "0,0");
  assert.equal(number(4.449, 1), "4,4");
});

test("thousands are parted by no-break spaces", () => {
  assert.equal(number(1_234_567.5, 1), "1\u00a0234\u00a0567,5");
  assert.equal(number(1000, 0), "1\u00a0000");
  assert.equal(number(-999, 0), "\u2212999");
  assert.equal(
    number(1e18, 2),
    "1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000,00",
  );
  assert.equal(number(1e21, 0), "1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000");
});

test("percents and what is no number", () => {
  assert.equal(percent(93.44, 1), "93,4\u00a0%");
  assert.equal(percent(NaN, 1), "—");
  assert.equal(number(Infinity, 1), "—");
});

test("a format shows what the server shows", () => {
  assert.equal(format(null, "count"), "—");
  assert.equal(format(undefined, "percent"), "—");
  assert.equal(format(5, "count", { withheld: true }), "*");
  assert.equal(format("*", "percent"), "*");
  assert.equal(format(1234, "count"), "1\u00a0234");
  assert.equal(format(4.125, "number"), "4,13");
  assert.equal(format(7.25, "hours"), "7,3");
  assert.equal(format(93.44, "percent"), "93,4\u00a0%");
  assert.equal(format(2025, "text"), "2025");
  assert.equal(format(true, "text"), "да");
  assert.equal(format("9А", "text"), "9А");
  assert.equal(format("2025-10-14T00:00:00.000", "day"), "14.10.2025");
  assert.equal(format("2025-10-14T23:40:05.000", "day"), "14.10.2025 23:40");
  assert.equal(plain(1234.5), "1234,5");
  assert.equal(plain(1.5e-7), "0,00000015");
  assert.equal(plain(-0), "0");
});

test("periods have names", () => {
  assert.equal(period("2025-10-13T00:00:00.000", "week"), "13.10–19.10.2025");
  assert.equal(period("2025-12-29T00:00:00.000", "week"), "29.12.2025–04.01.2026");
  assert.equal(period("2025-10-01T00:00:00.000", "month"), "октябрь\u00a02025");
  assert.equal(period("2025-10-01T00:00:00.000", "quarter"), "IV\u00a0квартал\u00a02025");
  assert.equal(period("2025-01-01T00:00:00.000", "year"), "2025");
  assert.equal(period("2025-10-14T00:00:00.000", "day"), "14.10.2025");
});

test("periods have a first and a last day", () => {
  assert.deepEqual(span("2024-02-01T00:00:00.000", "month"), ["2024-02-01", "2024-02-29"]);
  assert.deepEqual(span("2025-10-13", "week"), ["2025-10-13", "2025-10-19"]);
  assert.deepEqual(span("2025-10-01", "quarter"), ["2025-10-01", "2025-12-31"]);
  assert.deepEqual(span("2025-10-13", "day"), ["2025-10-13", "2025-10-13"]);
});

test("moments are those of the office's clock, wherever the browser is", () => {
  assert.equal(instant("2025-10-14T20:40:00Z", "Europe/Moscow"), "14.10.2025 23:40");
  assert.equal(instant("2025-10-14T20:40:00Z", "Asia/Kamchatka"), "15.10.2025 08:40");
  assert.equal(instant("2025-12-31T21:00:00Z", "Europe/Moscow"), "01.01.2026 00:00");
  assert.equal(instant(undefined, "Europe/Moscow"), "—");
});
