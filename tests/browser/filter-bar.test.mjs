// Names of schools are found as people type them. Needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "../../src/web/assets/js/filter-bar.js";

test("a name is found whatever its letters and spaces", () => {
  assert.equal(plain("Школа\u00a0№\u00a04"), plain("  школа №  4 "));
  assert.ok(plain("Берёзовская СОШ").includes(plain("БЕРЕЗ")));
  assert.ok(!plain("Школа № 4").includes(plain("№ 5")));
});
