// Dashboards and tasks in a real browser: by people, by widths, by colour schemes, on paper, without JavaScript.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { drawn, enter, fitsItsWidth, isAccessible, launch, picture, skip, url } from "./site.mjs";
import { bytes, workbook } from "./workbook.mjs";

const ATTENDANCE = "/dashboards/attendance";
const ROLES = ["office", "director", "centre"];

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

for (const role of ["office", "director"]) {
  test(`every dashboard of ${role} says its moment, and draws what its tables tell`, { skip }, async () => {
    const page = await enter(browser, role);
    await page.goto(`${url}/dashboards`);
    const addresses = await page.locator(".link-card a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.ok(addresses.length > 0);
    for (const address of addresses) {
      await page.goto(url + address);
      assert.match(await page.textContent(".data-line"), /\d\d\.\d\d\.\d{4} \d\d:\d\d/, address);
      await drawn(page);
      // A drawing stands beside the table that it draws, and no table is without a caption.
      const alone = await page.$$eval("[data-chart]", (all) => all.filter((one) => !document.getElementById(one.dataset.table)?.tBodies[0]?.rows.length).length);
      assert.equal(alone, 0, address);
      assert.equal(await page.locator("table:not(:has(caption))").count(), 0, address);
      assert.ok((await page.locator(".tile, .figure").count()) > 0, address);
    }
    assert.deepEqual(page.complaints, []);
  });
}

test("weeks are drawn in the order of the table, and axes speak as tables do", { skip }, async () => {
  const page = await opened("office", ATTENDANCE);
  await drawn(page);
  const figure = page.locator("[data-chart=heatmap]").first();
  const table = page.locator(`#${await figure.getAttribute("data-table")}`);
  const heads = await table.locator("th[data-x]").evaluateAll((all) => all.map((head) => head.dataset.x));
  const labels = (await figure.locator("svg text").allTextContents()).filter((text) => heads.includes(text));
  // A narrow axis leaves out every other label.
  assert.ok(labels.length > 1);
  assert.deepEqual(labels, heads.filter((head) => labels.includes(head)));
  const words = await page.locator("svg text").allTextContents();
  assert.deepEqual(words.filter((text) => /\d,\d{3}/.test(text)), [], "thousands are parted by spaces");
});

test("the director sees the own school only, and less than the office", { skip }, async () => {
  const page = await opened("office", ATTENDANCE);
  const tile = page.locator(".tile:has(tbody a)").first();
  const schools = await tile.locator("tbody th a").allTextContents();
  assert.equal(schools.length, 8);
  const own = await opened("director", ATTENDANCE);
  const text = await own.textContent("main");
  const seen = schools.filter((name) => text.replaceAll("\u00a0", " ").includes(name.replaceAll("\u00a0", " ")));
  assert.ok(seen.length <= 1, seen.join());
  assert.deepEqual(own.complaints, []);
});

test("filters narrow the page, are told, and are taken off one by one", { skip }, async () => {
  const page = await opened("office", ATTENDANCE);
  const schools = page.locator('input[name="school.name"]');
  await page.click(".picks summary");
  // The list is searched as people type, and what is ticked stays in sight.
  const name = await schools.nth(2).inputValue();
  await page.fill(".picks-search", name.replaceAll("\u00a0", " ").toUpperCase());
  const shown = page.locator(".picks .check:visible");
  assert.ok((await shown.count()) < (await schools.count()));
  await page.check(`input[name="school.name"][value="${name}"]`);
  await page.fill(".picks-search", "нет такой");
  assert.equal(await shown.count(), 1);
  await page.fill(".picks-search", "");
  await schools.nth(0).check();
  assert.match(await page.textContent(".picks summary"), /2$/);
  await isAccessible(page);
  await Promise.all([page.waitForURL(/school\.name=.*&school\.name=/), page.click(".filter-actions button")]);
  assert.equal(await page.locator('input[name="school.name"]:checked').count(), 2);
  assert.equal(await page.locator(".crumbs").count(), 0);
  // One of them less leaves the other, with the way down to it.
  await Promise.all([page.waitForURL((address) => address.searchParams.getAll("school.name").length === 1), page.locator(".chosen-remove").first().click()]);
  await isAccessible(page);
  await Promise.all([page.waitForURL((address) => !address.searchParams.has("school.name")), page.locator(".crumbs a").first().click()]);
  assert.equal(await page.locator('input[name="school.name"]:checked').count(), 0);
  assert.deepEqual(page.complaints, []);
});

for (const javaScriptEnabled of [true, false]) {
  test(`two days that are filled in are taken, ${javaScriptEnabled ? "with" : "without"} JavaScript, and words after them`, { skip }, async () => {
    const page = await opened("office", ATTENDANCE, { javaScriptEnabled });
    assert.notEqual(await page.inputValue("#period"), "days");
    await page.fill("#from", "2025-10-06");
    await page.fill("#to", "2025-10-17");
    assert.equal(await page.inputValue("#period"), javaScriptEnabled ? "days" : "last 4 weeks");
    await Promise.all([page.waitForURL(/from=2025-10-06/), page.click(".filter-actions button")]);
    assert.match(await page.textContent(".chosen"), /06\.10\.2025 – 17\.10\.2025/);
    assert.equal(await page.inputValue("#period"), "days");
    assert.equal(await page.inputValue("#from"), "2025-10-06");
    // One day alone is refused, with what was typed still there.
    await page.fill("#to", "");
    await Promise.all([page.waitForURL(/to=(&|$)/), page.click(".filter-actions button")]);
    assert.ok(await page.locator("#period-fault").isVisible());
    assert.equal(await page.inputValue("#from"), "2025-10-06");
    await page.fill("#to", "2025-10-17");
    await Promise.all([page.waitForURL(/to=2025-10-17/), page.click(".filter-actions button")]);
    await page.selectOption("#period", "last month");
    await Promise.all([page.waitForURL(/period=last\+month/), page.click(".filter-actions button")]);
    assert.equal(await page.inputValue("#period"), "last month");
    assert.equal(await page.inputValue("#from"), "");
    if (javaScriptEnabled) {
      // A page that is refused says so with a status that the browser writes down; nothing else may be there.
      assert.deepEqual(page.complaints.filter((text) => !text.includes("400")), []);
    }
  });
}

test("a term is chosen by its name", { skip }, async () => {
  const page = await opened("office", ATTENDANCE);
  const term = page.locator("#period optgroup option").first();
  const name = await term.getAttribute("value");
  assert.match(name, /\d{4}\/\d{4}$/);
  await page.selectOption("#period", name);
  await Promise.all([page.waitForURL(/period=/), page.click(".filter-actions button")]);
  assert.ok((await page.textContent(".chosen")).includes(name));
  assert.equal(await page.inputValue("#period"), name);
  assert.deepEqual(page.complaints, []);
});

test("the moment of the data stands in the frame, on a narrow screen in one line", { skip }, async () => {
  for (const role of ["office", "director"]) {
    const page = await enter(browser, role, { viewport: { width: 360, height: 800 } });
    for (const path of ["/tasks", "/queries", "/reports", "/constructor", "/dashboards/segments"]) {
      await page.goto(url + path);
      const line = page.locator(".data-line");
      assert.match(await line.textContent(), /\d\d\.\d\d\.\d{4} \d\d:\d\d/, path);
      const [height, lineHeight] = await line.evaluate((one) => {
        const { lineHeight, paddingBottom } = getComputedStyle(one);
        return [one.clientHeight - parseFloat(paddingBottom), parseFloat(lineHeight)];
      });
      assert.ok(height < lineHeight * 1.5, `${role} ${path}: ${height} of ${lineHeight}`);
      await fitsItsWidth(page, path);
    }
    assert.deepEqual(page.complaints, []);
  }
});

test("what rule sets ask for can be read and compared", { skip }, async () => {
  const page = await opened("office", "/dashboards/timeliness");
  const table = page.locator("#demands-table");
  assert.ok(await table.isVisible());
  assert.ok((await table.locator("thead th").count()) >= 2);
  assert.ok((await table.locator("tbody th").allTextContents()).some((text) => text.includes("Тема урока")));
  await isAccessible(page);
});

test("a row leads down to its school, and the browser leads back", { skip }, async () => {
  const page = await opened("office", ATTENDANCE);
  const before = page.url();
  const link = page.locator(".tile tbody th a").first();
  const name = await link.textContent();
  await Promise.all([page.waitForURL((address) => address.href !== before), link.click()]);
  assert.ok((await page.textContent(".chosen")).includes(name), "the badge names the school");
  // Below a school stand its classes.
  assert.ok((await page.locator(".tile tbody th").allTextContents()).some((text) => /^\d{1,2}[А-Я]/.test(text.trim())));
  await page.goBack();
  assert.equal(page.url(), before);
  await Promise.all([page.waitForURL(/\/constructor\?q=/), page.locator('.tile a[href^="/constructor"]').first().click()]);
  await page.waitForSelector(".constructor .result:not(.result-former)");
  assert.deepEqual(page.complaints, []);
});

test("a bar leads where its row leads, and a row to its records", { skip }, async () => {
  const page = await opened("director", "/");
  await drawn(page);
  const figure = page.locator("[data-chart=bar]:visible, [data-chart=dot]:visible").first();
  const table = page.locator(`#${await figure.getAttribute("data-table")}`);
  const ways = await table.locator("tr[data-href]").evaluateAll((all) => all.map((row) => new URL(row.dataset.href, location.href).href));
  assert.ok(ways.length > 0);
  await figure.scrollIntoViewIfNeeded();
  const box = await figure.locator("svg").boundingBox();
  const before = page.url();
  // Somewhere along the first rows a mark stands.
  for (let y = 8; y < Math.min(box.height, 120) && page.url() === before; y += 4) {
    for (let x = 60; x < box.width - 4 && page.url() === before; x += 6) {
      await page.mouse.move(box.x + x, box.y + y);
      const isHand = await figure.locator(".chart-canvas > div").first().evaluate((canvas) => getComputedStyle(canvas).cursor === "pointer");
      if (isHand) {
        await Promise.all([page.waitForURL((address) => address.href !== before), page.mouse.click(box.x + x, box.y + y)]);
      }
    }
  }
  assert.ok(ways.some((way) => decodeURI(way) === decodeURI(page.url()) || page.url().startsWith(`${url}/constructor`)), page.url());
  await page.goBack();
  const records = table.locator("td.way a").first();
  await Promise.all([page.waitForURL(/\/constructor\?q=/), records.click()]);
  await page.waitForSelector(".constructor .result:not(.result-former)");
  assert.match(decodeURI(page.url()), /view:table/);
  assert.deepEqual(page.complaints, []);
});

for (const [width, scheme] of [[768, "light"], [360, "light"], [1440, "dark"], [360, "dark"]]) {
  test(`the first page stands at ${width} pixels in ${scheme} colours`, { skip }, async () => {
    const page = await enter(browser, "office", { viewport: { width, height: 800 }, colorScheme: scheme });
    await page.goto(url);
    await drawn(page);
    await fitsItsWidth(page);
    await isAccessible(page);
    await picture(page, `office-${width}-${scheme}`);
    assert.deepEqual(page.complaints, []);
  });
}

test("the keyboard goes to the content first and can scroll the tables", { skip }, async () => {
  const page = await opened("office", "/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "К содержанию");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => location.hash), "#content");
  const frames = await page.locator(".table-frame").evaluateAll((all) => all.map((frame) => frame.tabIndex));
  assert.ok(frames.every((place) => place === 0));
});

test("without JavaScript the tables stand, filters work and the drawings are not missed", { skip }, async () => {
  const page = await opened("office", ATTENDANCE, { javaScriptEnabled: false });
  assert.ok(await page.locator(".tile .data-table").first().isVisible());
  assert.equal(await page.locator(".tile .chart:visible").count(), 0);
  await page.click(".picks summary");
  await page.locator('input[name="school.name"]').first().check();
  await page.click(".filter-actions button");
  await page.waitForURL(/school\.name=/);
  assert.ok(await page.locator(".tile .data-table").first().isVisible());
  for (const path of ["/", "/tasks", "/queries", "/constructor", "/loads", "/help", "/profile"]) {
    const response = await page.goto(url + path);
    assert.equal(response.status(), 200);
    assert.ok(((await page.locator("main").innerText()) ?? "").length > 100, `${path} is readable`);
  }
});

test("the page prints, in dark colours too", { skip }, async () => {
  const page = await opened("office", ATTENDANCE, { colorScheme: "dark" });
  await drawn(page);
  const folder = process.env.SVODKA_PICTURES;
  const pdf = await page.pdf({ preferCSSPageSize: true, ...(folder ? { path: `${folder}/attendance.pdf` } : {}) });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.deepEqual(page.complaints, []);
});

test("the whole dashboard and one of its tiles come down as workbooks without JavaScript", { skip }, async () => {
  const page = await opened("office", ATTENDANCE, { javaScriptEnabled: false });
  const tiles = await page.locator(".tile:has(.data-table)").count();
  const [whole] = await Promise.all([page.waitForEvent("download"), page.click('a[href*="/workbook"]')]);
  const sheets = workbook(await bytes(whole)).map(({ name }) => name);
  assert.equal(sheets.at(-1), "О выгрузке");
  // A sheet a tile; figures at the top are a tile as well.
  assert.ok(sheets.length - 1 >= tiles, `${sheets} for ${tiles} tiles`);
  assert.equal(new Set(sheets).size, sheets.length);
  const [one] = await Promise.all([page.waitForEvent("download"), page.locator(".tile .card-actions button").first().click()]);
  const [data] = workbook(await bytes(one));
  assert.ok(data.rows.length > 1);
});

test("a homeroom teacher opens the own class and finds no other", { skip }, async () => {
  const page = await opened("homeroom", "/");
  assert.match(await page.textContent("h1"), /класс/i);
  const answer = await page.request.get(`${url}/api/v1/values?member=class.name`);
  assert.equal((await answer.json()).values.length, 1);
  await isAccessible(page);
  await fitsItsWidth(page);
  assert.deepEqual(page.complaints, []);
});

test("a chart without a mark gives way to a sentence, and one without some of its figures says so", { skip }, async () => {
  const page = await enter(browser, "office");
  // The figures of the demonstration are what they are: these are put in on their way.
  const changed = async (change) => {
    await page.route(url + ATTENDANCE, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: change(await answer.text()) });
    });
    await page.goto(url + ATTENDANCE);
    await drawn(page);
    await page.unroute(url + ATTENDANCE);
  };
  const bars = page.locator("[data-chart=column], [data-chart=stacked], [data-chart=bar]");

  await changed((text) => text.replaceAll(/data-value="[^"]*"/g, 'data-value="0"'));
  assert.ok((await bars.count()) > 0);
  for (const figure of await bars.all()) {
    assert.ok(await figure.locator(".chart-nothing").isVisible());
    assert.equal(await figure.locator("svg, figcaption:visible").count(), 0);
  }
  assert.ok(await page.locator("[data-chart=heatmap] svg").first().isVisible());
  await isAccessible(page);

  await changed((text) => text.replaceAll('<td class="number">*</td>', '<td class="number">—</td>'));
  assert.equal(await page.locator(".chart-nothing:visible, .chart-withheld:visible").count(), 0);
  await changed((text) => text.replaceAll(/(<tbody>[^]*?<td class="number")[^>]* data-value="[^"]*">[^<]*/g, "$1>*"));
  for (const figure of await bars.all()) {
    assert.ok(await figure.locator(".chart-withheld").isVisible());
    assert.ok(await figure.locator("svg").isVisible());
  }
  await isAccessible(page);
  assert.deepEqual(page.complaints, []);
});

test("tables of tiles stand whole, and the way to the records beside the line that it belongs to", { skip }, async () => {
  // Days are more columns than any page has room for: their tables scroll.
  const DAYS_LEAST = 14;
  for (const [role, path] of [["director", "/"], ["homeroom", "/"], ["office", "/"], ["office", "/dashboards/activity"], ["director", "/dashboards/accumulation"]]) {
    const page = await opened(role, path);
    await drawn(page);
    const frames = await page.$$eval(".tile .table-frame", (all) =>
      all.map((frame) => ({
        caption: frame.querySelector("caption").textContent,
        columns: frame.querySelectorAll("thead tr:last-child th").length,
        hidden: frame.scrollWidth - frame.clientWidth,
        ways: [...frame.querySelectorAll("tbody .way a")].map((way) => {
          const row = way.closest("tr");
          const text = (cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return range.getClientRects()[0];
          };
          const figure = [...row.querySelectorAll("td:not(.way)")].findLast((cell) => cell.textContent.trim() !== "");
          const lines = Math.max(...[...row.cells].filter((cell) => cell !== way.parentElement).map((cell) => cell.scrollHeight));
          return {
            beyond: way.getBoundingClientRect().right - frame.getBoundingClientRect().right,
            below: way.getBoundingClientRect().top + way.clientHeight / 2 - (text(figure).top + text(figure).bottom) / 2,
            spare: way.scrollHeight - lines,
          };
        }),
      })),
    );
    assert.ok(frames.length > 0);
    for (const { caption, columns, hidden, ways } of frames) {
      assert.ok(columns >= DAYS_LEAST || hidden <= 0, `${role} ${path} ${caption}: ${hidden} pixels are out of sight`);
      for (const { beyond, below, spare } of ways) {
        assert.ok(beyond <= 0, `${role} ${path} ${caption}: the way is ${beyond} pixels out of sight`);
        assert.ok(Math.abs(below) <= 2, `${role} ${path} ${caption}: the way stands ${below} pixels below its line`);
        assert.ok(spare <= 1, `${role} ${path} ${caption}: the way is ${spare} pixels higher than its row`);
      }
    }
    assert.deepEqual(page.complaints, []);
  }
});

test("a task is marked as taken and says by whom", { skip }, async (about) => {
  for (const role of ROLES) {
    const page = await opened(role, "/tasks");
    await isAccessible(page);
    await fitsItsWidth(page);
    // What waits by an order or a form goes by itself and has nothing to mark.
    const tasks = page.locator(".task:has(summary)");
    if ((await tasks.count()) === 0) {
      continue;
    }
    // A large pile opens by a click.
    for (const closed of await page.locator(".task-pile:not([open])").elementHandles()) {
      await (await closed.$("summary")).click();
    }
    await isAccessible(page);
    const task = tasks.first();
    const title = await task.locator(".alert a").textContent();
    const text = await task.locator(".alert").innerText();
    const note = `звонок ${Date.now()}`;
    await task.locator("summary").click();
    await task.locator("select[name=state]").selectOption("taken");
    await task.locator("[name=note]").fill(note);
    await isAccessible(page);
    await task.locator("button[type=submit]").click();
    const marked = page.locator(".task", { hasText: note });
    await marked.waitFor();
    assert.ok((await marked.locator(".alert a").textContent()) === title, text);
    assert.match(await marked.locator(".hint").first().textContent(), /В работе: .+, \d\d\.\d\d\.\d{4}/);
    // The next run finds it as it was.
    await marked.locator("summary").click();
    await marked.locator("select[name=state]").selectOption("");
    await marked.locator("button[type=submit]").click();
    await page.waitForFunction((words) => !document.querySelector("main").textContent.includes(words), note);
    assert.deepEqual(page.complaints, []);
    return;
  }
  about.skip("no figure of the demonstration is beyond its bounds");
});

async function opened(role, path, settings) {
  const page = await enter(browser, role, settings);
  await page.goto(url + path);
  return page;
}
