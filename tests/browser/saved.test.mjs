// Saved questions: parameters are taken out of a state and put back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { byPlace, placeOf } from "../../src/web/assets/js/constructor/diagnostics.js";
import { index } from "../../src/web/assets/js/constructor/meta.js";
import { candidates, withPlaceholders } from "../../src/web/assets/js/constructor/parameters.js";
import { filled } from "../../src/web/assets/js/constructor/saved.js";

const found = index({
  cubes: [
    { name: "m", title: "М", measures: [{ name: "m.pct", title: "Доля", type: "number" }], dimensions: [] },
    { name: "school", title: "Школа", measures: [], dimensions: [{ name: "school.name", title: "Организация", type: "string" }] },
  ],
});

const state = {
  measures: ["m.pct"],
  timeDimensions: [{ dimension: "calendar.date", granularity: "month", dateRange: ["2026-09-01", "2026-10-31"] }],
  filters: [
    { member: "school.name", operator: "equals", values: ["а", "б"] },
    { member: "school.name", operator: "set" },
    { or: [{ member: "school.name", operator: "equals", values: ["в"] }] },
    { member: "m.pct", operator: "lt", values: ["95"] },
    { member: "school.name", operator: "notEquals", values: ["г"] },
  ],
};

test("the period and plain filters can be asked on opening", () => {
  const open = candidates(state, found, "Период");
  assert.deepEqual(open.map(({ parameter }) => [parameter.name, parameter.type]), [
    ["period", "dates"], ["school_name", "values"], ["m_pct", "number"], ["school_name_2", "values"],
  ]);
});

test("what is taken out is put back", () => {
  const chosen = candidates(state, found, "Период");
  const open = withPlaceholders(state, chosen);
  assert.equal(open.timeDimensions[0].dateRange, "{period}");
  assert.deepEqual(open.filters[0].values, ["{school_name}"]);
  assert.deepEqual(open.filters[2], state.filters[2]);
  const back = filled(open, chosen.map(({ parameter }) => parameter));
  assert.deepEqual(back.filters[0], state.filters[0]);
  assert.deepEqual(back.timeDimensions, state.timeDimensions);
  assert.deepEqual(back.filters[3].values, [95]);
});

test("what has no default is left out", () => {
  const open = { filters: [{ member: "school.name", operator: "equals", values: ["{s}"] }], timeDimensions: [{ dimension: "d", dateRange: "{p}" }] };
  const parameters = [{ name: "s", title: "", type: "values" }, { name: "p", title: "", type: "dates" }];
  assert.deepEqual(filled(open, parameters), { filters: [], timeDimensions: [{ dimension: "d" }] });
});

test("faults find the chips they are about", () => {
  const query = { ...state, dimensions: ["school.name"], formulas: [{ name: "f", expression: "x" }], pivot: { rows: ["school.name"], columns: [] } };
  for (const [path, place] of [
    ["measures[0]", "m.pct"],
    ["dimensions[0]", "school.name"],
    ["timeDimensions[0].dimension", "calendar.date.month"],
    ["timeDimensions[0].dateRange", "period"],
    ["filters[2].or[0].member", "filter:2.0"],
    ["filters[1]", "filter:1"],
    ["formulas[0].expression", "f"],
    ["pivot.rows[0]", "school.name"],
    ["compare", "period"],
    ["limit", ""],
    ["measures[9]", ""],
  ]) {
    assert.equal(placeOf(path, query), place, path);
  }
  const faults = byPlace([{ path: "measures[0]", message: "нет", hint: "есть" }, { path: "measures[0]", message: "совсем" }], query);
  assert.deepEqual(faults.get("m.pct"), ["нет (есть)", "совсем"]);
});
