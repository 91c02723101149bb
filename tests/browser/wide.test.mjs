// A pivot as wide as two months of a school and as long as its classes: it scrolls without a stop, and its file is the screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { laidOut, sheet } from "./bench.mjs";
import { scrolled, widePivot } from "./pace.mjs";
import { launch, skip } from "./site.mjs";
import { padded, plain, sorted, spans, taken, texts } from "./taking.mjs";

const FRAME_MOST_MS = 20;
const TRIES_MORE = 2;
// A window of the grid holds some hundreds, the whole pivot fifty thousand.
const CELLS_MOST = 1500;

let browser;
let pivot;
before(async () => {
  if (!skip) {
    browser = await launch();
    pivot = await widePivot(browser);
  }
});
after(() => browser?.close());

test("a wide pivot stands whole", { skip }, async () => {
  const { page, lines, columns } = pivot;
  const { heads, body } = await sheet(page);
  assert.equal(body.length, lines, "no line is cut");
  assert.ok(lines > 600, `${lines} lines`);
  assert.equal(laidOut(heads)[0].length, columns + 3, "figures and their heads");
  assert.equal(columns, 62);
});

for (const way of ["top", "left"]) {
  test(`a wide pivot scrolls smoothly from the ${way}`, { skip }, async (about) => {
    const { page } = pivot;
    const whole = await told(page);
    let pace = await scrolled(page, way);
    // A machine that is at something else may stutter for a while.
    for (let again = 0; again < TRIES_MORE && pace.median > FRAME_MOST_MS; again += 1) {
      pace = await scrolled(page, way);
    }
    about.diagnostic(`${(1000 / pace.median).toFixed(0)} frames a second, a frame ${pace.median.toFixed(1)} ms, the worst ${pace.worst.toFixed(0)} ms, ${pace.cells} cells at once`);
    assert.ok(pace.median <= FRAME_MOST_MS, `a frame takes ${pace.median} ms`);
    assert.ok(pace.cells > 0 && pace.cells <= CELLS_MOST, `${pace.cells} cells in the document`);
    // Wherever it is scrolled to, what is drawn is what stands there.
    for (const share of [0.37, 1, 0]) {
      const drawn = await cellsAt(page, way, share);
      assert.ok(drawn.length > 100, `${drawn.length} cells`);
      assert.deepEqual(drawn.filter(({ row, column, text }) => whole[row][column] !== text), []);
    }
  });
}

test("the file of a wide pivot is the screen, cell by cell", { skip }, async () => {
  const { page } = pivot;
  const { heads, body } = await sheet(page);
  const [{ rows, merges }] = (await taken(page, /XLSX/))[0];
  const wanted = [...laidOut(heads), ...laidOut(body)].map(plain);
  assert.equal(rows.length, wanted.length);
  assert.deepEqual(rows.map((row) => padded(texts(row), wanted[0].length)), wanted);
  assert.deepEqual(sorted(merges), sorted([...spans(heads, 0), ...spans(body, heads.length)]));
  assert.deepEqual(page.complaints, []);
});

/** The whole pivot, heads and all. */
async function told(page) {
  const { heads, body } = await sheet(page);
  return [...laidOut(heads), ...laidOut(body)];
}

/** Scrolls to a part of the way and reads the figures in the document with their places. */
function cellsAt(page, way, share) {
  return page.evaluate(
    async ([way, share]) => {
      const grid = document.querySelector(".grid");
      const most = way === "top" ? grid.scrollHeight - grid.clientHeight : grid.scrollWidth - grid.clientWidth;
      grid.scrollTo({ [way]: most * share });
      for (let frame = 0; frame < 3; frame += 1) {
        await new Promise((done) => requestAnimationFrame(done));
      }
      return [...grid.querySelectorAll(".grid-body [role=gridcell]")].map((cell) => ({
        row: Number(cell.parentElement.getAttribute("aria-rowindex")) - 1,
        column: Number(cell.getAttribute("aria-colindex")) - 1,
        text: cell.firstChild?.textContent ?? "",
      }));
    },
    [way, share],
  );
}
