// The constructor as people use it: how a test waits for its answers and reads what it shows.

import { enter, url } from "./site.mjs";

/** Opens the constructor with a question, or with none. */
export async function begun(browser, role, query = "", settings = {}) {
  const page = await enter(browser, role, settings);
  await page.goto(`${url}/constructor${query}`);
  await page.waitForSelector(".constructor");
  return page;
}

/** Waits for the answer to the question as it stands. */
export async function answered(page) {
  // What was clicked last is asked a moment later.
  await page.waitForTimeout(200);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll(".constructor > [role=status]")].some((one) => /Готово|Done|Ready/.test(one.textContent ?? "")) &&
      document.querySelector(".result:not(.result-former)[aria-busy=false] :is(.grid [role=row], .result-chart, .result-panel .notice)") !== null,
  );
}

/** Does something and waits for the answer that follows. */
export async function asking(page, doing) {
  await doing();
  await answered(page);
}

/** Names what a shelf holds. Changes are drawn with the next frame. */
export async function chips(page, shelf) {
  await page.waitForTimeout(100);
  return page.$$eval(`[data-shelf="${shelf}"] [data-chip]`, (found) => found.map((chip) => chip.dataset.chip));
}

/** Reads the whole answer, row by row: a cell that covers several is told once, with what it covers. */
export async function sheet(page) {
  return page.evaluate(() => {
    // On paper stands every row, on the screen only what is in sight.
    dispatchEvent(new Event("beforeprint"));
    const table = document.querySelector(".result-printed table");
    const read = (row) => [...row.cells].map((cell) => ({ text: cell.textContent, columns: cell.colSpan, rows: cell.rowSpan }));
    const found = { heads: [...table.tHead.rows].map(read), body: [...table.tBodies[0].rows].map(read) };
    dispatchEvent(new Event("afterprint"));
    return found;
  });
}

/** Lays rows of merged cells out as a plain grid: a covered place is null. */
export function laidOut(rows) {
  const grid = rows.map(() => []);
  rows.forEach((cells, row) => {
    let column = 0;
    for (const cell of cells) {
      while (grid[row][column] !== undefined) {
        column += 1;
      }
      for (let down = 0; down < cell.rows; down += 1) {
        for (let along = 0; along < cell.columns; along += 1) {
          grid[row + down][column + along] = down + along === 0 ? cell.text : null;
        }
      }
    }
  });
  return grid;
}

/** Reads the heads of rows that are in sight. */
export async function rowHeads(page) {
  return page.$$eval(".grid-side [role=rowheader], .grid-passing [role=rowheader]", (all) => all.map((one) => one.textContent));
}

/** Opens the menu of a head of rows, or of the figure beside it, as the keyboard does. */
export async function pointMenu(page, text) {
  await page.locator(".grid [role=rowheader]", { hasText: text }).first().click({ button: "right" });
  await page.waitForSelector(".menu-popup [role=menuitem]");
}

/** Chooses from the menu that is open. */
export async function choose(page, text) {
  await page.locator("[role^=menuitem]", { hasText: text }).first().click();
}

/** The first and the last day of the last October of which there are data. */
export async function october(page) {
  const answer = await page.request.get(`${url}/api/v1/load`, {
    params: { query: JSON.stringify({ measures: ["attendance.missed"], timeDimensions: [{ dimension: "calendar.date", granularity: "month" }] }) },
  });
  const { data } = await answer.json();
  const month = data.map((row) => row["calendar.date.month"].slice(0, 7)).filter((one) => one.endsWith("-10")).at(-1);
  return [`${month}-01`, `${month}-31`];
}
