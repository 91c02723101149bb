// Cube's published client against our API: what it reads of meta and of answers must be there.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import cube from "@cubejs-client/core";
import { person, skip, url } from "./site.mjs";

const QUESTION = {
  measures: ["attendance.attendance_pct"],
  dimensions: ["school.name"],
  timeDimensions: [
    { dimension: "calendar.date", granularity: "week", dateRange: "this year" },
  ],
};

let client;
before(async () => {
  if (skip) {
    return;
  }
  const apiUrl = `${url}/api/v1`;
  if (process.env.SVODKA_TOKEN) {
    client = cube(process.env.SVODKA_TOKEN, { apiUrl });
    return;
  }
  const response = await fetch(`${url}/session`, {
    method: "POST",
    body: new URLSearchParams(person("office")),
    redirect: "manual",
  });
  const [cookie] = response.headers.getSetCookie();
  assert.ok(cookie, "signing in sets a cookie");
  client = cube({ apiUrl, headers: { Cookie: cookie.split(";")[0] } });
});

test("meta tells the members by topic", { skip }, async () => {
  const meta = await client.meta();
  const measure = meta.resolveMember("attendance.attendance_pct", "measures");
  assert.equal(measure.error, undefined);
  assert.equal(measure.type, "number");
  assert.equal(meta.resolveMember("calendar.date", "dimensions").type, "time");
  assert.ok(meta.membersForQuery(null, "dimensions").length > 0);
  assert.ok(meta.membersGroupedByCube().measures.length > 0);
});

test("an answer can be pivoted, drawn and tabled", { skip }, async () => {
  const result = await client.load(QUESTION);
  assert.ok(result.rawData().length > 0);
  assert.equal(typeof result.rawData()[0]["attendance.attendance_pct"], "number");
  assert.match(result.rawData()[0]["calendar.date.week"], /^\d{4}-\d\d-\d\dT00:00:00\.000$/);
  assert.equal(result.rawData()[0]["calendar.date"], result.rawData()[0]["calendar.date.week"]);
  assert.ok(result.chartPivot().length >= 2);
  assert.ok(result.series().length > 0);
  assert.ok(result.tableColumns().every((column) => column.key));
  assert.deepEqual(result.query().measures, QUESTION.measures);
  assert.ok(result.annotation().measures["attendance.attendance_pct"].title);
});

test("compact and columnar answers read the same", { skip }, async () => {
  const [plain, compact, columnar] = await Promise.all([
    client.load(QUESTION),
    client.load(QUESTION, {}, undefined, "compact"),
    client.load(QUESTION, {}, undefined, "columnar"),
  ]);
  assert.deepEqual(compact.rawData(), plain.rawData());
  assert.deepEqual(columnar.rawData(), plain.rawData());
});

test("several questions come back blended", { skip }, async () => {
  const result = await client.load([QUESTION, { ...QUESTION, dimensions: [] }]);
  assert.equal(result.decompose().length, 2);
});

test("a refused question says why", { skip }, async () => {
  await assert.rejects(client.load({ measures: ["nothing.here"] }), (error) => {
    assert.equal(error.status, 400);
    assert.ok(error.response.diagnostics.length > 0);
    return true;
  });
});

test("long questions travel in the body", { skip }, async () => {
  const filters = [{ member: "school.name", operator: "notEquals", values: Array(150).fill("Нет такой школы") }];
  const result = await client.load({ ...QUESTION, filters });
  assert.ok(Array.isArray(result.rawData()));
});
