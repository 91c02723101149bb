// The months that the period picker names. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { schoolMonths } from "../../src/web/assets/js/constructor/months.js";

test("months are named from the present one back to the September of the year before", () => {
  const months = schoolMonths("2025-11-23", "ru");
  assert.deepEqual(months.slice(0, 2), [
    { from: "2025-11-01", to: "2025-11-30", title: "ноябрь\u00a02025" },
    { from: "2025-10-01", to: "2025-10-31", title: "октябрь\u00a02025" },
  ]);
  assert.equal(months.at(-1).from, "2024-09-01");
  assert.equal(months.length, 15);
});

test("a school year begins in September, and February has its leap day", () => {
  const months = schoolMonths("2024-08-31", "en");
  assert.deepEqual(months.find(({ from }) => from === "2024-02-01"), { from: "2024-02-01", to: "2024-02-29", title: "February\u00a02024" });
  assert.equal(months.at(-1).from, "2022-09-01");
  assert.equal(schoolMonths("2024-09-01", "en").at(-1).from, "2023-09-01");
});
