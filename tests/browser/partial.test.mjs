// Which periods of an answer are partial: those behind its days, and behind the last day of its data. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asked, isPartial } from "../../src/web/assets/js/constructor/result/columns.js";

const month = { granularity: "month" };

/** @param {object} known */
const answer = (known) => ({ query: { timeDimensions: [{ dateRange: ["2025-09-15T00:00:00.000", "2025-12-31T23:59:59.999"] }] }, ...known });

test("the last day of data is the office's day of the newest extract", () => {
  // Made on the last evening of October, published on the next morning.
  const about = asked(answer({ dataMoment: "2025-10-31T23:40:00+03:00", lastRefreshTime: "2025-11-01T05:00:00Z" }));
  assert.deepEqual(about, { from: "2025-09-15", to: "2025-12-31", dataDay: "2025-10-31" });
  assert.equal(isPartial("2025-10-01T00:00:00.000", month, about), false);
  assert.equal(isPartial("2025-09-01T00:00:00.000", month, about), true, "it begins before what was asked");
  assert.equal(isPartial("2025-11-01T00:00:00.000", month, about), true, "it has no data yet");
});

test("of a former release the day of its publishing is the last one that may have data", () => {
  assert.equal(asked(answer({ lastRefreshTime: "2025-11-01T05:00:00Z" })).dataDay, "2025-11-01");
});
