// The page of the constructor names the modules of its first sight, so that they come side by side and not one behind
// another as each is found to import the next. Needs no server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const assets = new URL("../../src/web/assets/", import.meta.url);
const template = readFileSync(new URL("../../src/web/templates/constructor.html", import.meta.url), "utf8");

test("the constructor preloads the modules that its first sight imports, and no others", () => {
  const [, list] = /\{% for module in \[([^\]]*)\] %\}/.exec(template) ?? [];
  const named = [...(list ?? "").matchAll(/"([^"]+)"/g)].map(([, path]) => path);
  assert.deepEqual(named, [...imported("js/constructor/main.js")].sort());
});

/**
 * Names a module and all that it imports at once; what it imports later by `import()` is left out.
 * @param {string} path
 * @param {Set<string>} found
 */
function imported(path, found = new Set()) {
  found.add(path);
  const url = new URL(path, assets);
  for (const [, address] of readFileSync(url, "utf8").matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";$/gm)) {
    const next = new URL(address, url).href.slice(assets.href.length);
    if (!found.has(next)) {
      imported(next, found);
    }
  }
  return found;
}
