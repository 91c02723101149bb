// People, their rights and the audit in a real browser: added, signed in, read and checked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fitsItsWidth, isAccessible, launch, open, person, picture, signIn, signInAs, skip, url } from "./site.mjs";

const WIDTHS = [1440, 390];

let browser;
before(async () => {
  if (!skip) {
    browser = await launch();
  }
});
after(() => browser?.close());

/** Looks at the page as it stands, in every width. */
async function stands(page, name) {
  const { width, height } = page.viewportSize();
  for (const other of WIDTHS) {
    await page.setViewportSize({ width: other, height });
    await fitsItsWidth(page);
    await isAccessible(page);
    await picture(page, `${name}-${other}`);
  }
  await page.setViewportSize({ width, height });
}

/** A login that no run before this one has used. */
function newLogin() {
  return `deputy-${Date.now()}`;
}

/** Adds a deputy of the director's school and returns the login with the password that the page shows. */
async function addDeputy(page) {
  const login = newLogin();
  await page.goto(`${url}/users/new`);
  await page.fill("#person-login", login);
  await page.fill("#person-name", "Белова <Анна> Ивановна");
  await page.selectOption("#person-role", "deputy");
  await page.fill("#person-school_id", "school-001");
  await page.fill("#person-ground", "приказ от 25.08.2026 № 113");
  await page.check("input[name=rights][value=personal_data]");
  await page.click("main button[type=submit]");
  return { login, password: await page.textContent("#passwords .secret") };
}

test("who keeps the people starts with them and sees no other places", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  assert.equal(await page.textContent("h1"), "Пользователи");
  assert.deepEqual(await page.locator(".menu a").allTextContents(), ["Пользователи", "Посещения «Сводки»"]);
  assert.ok((await page.locator("#users-table tbody tr").count()) >= 5);
  await stands(page, "users");

  await page.fill("#people-q", "кузнецов");
  await page.click(".filters button");
  assert.equal(await page.locator("#users-table tbody tr").count(), 1);
  await page.fill("#people-q", "никто с таким именем");
  await page.click(".filters button");
  assert.match(await page.textContent(".notice-title"), /Никого не найдено/);
  assert.deepEqual(page.complaints, []);
});

test("what is wrong with a new person is told beside its field, and the rest stays", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  await page.goto(`${url}/users/new`);
  await stands(page, "users-new");
  await page.fill("#person-login", "not a login");
  await page.fill("#person-name", "Белова Анна Ивановна");
  await page.selectOption("#person-role", "homeroom");
  await page.fill("#person-school_id", "school-001");
  await page.fill("#person-ground", "приказ № 113");
  await page.check("input[name=rights][value=sql]");
  await page.click("main button[type=submit]");
  assert.ok(await page.locator("main [role=alert]").isVisible());
  assert.match(await page.textContent("#person-login-fault"), /не годится/);
  assert.match(await page.textContent("#person-scope-fault"), /не бывает такой области/);
  assert.match(await page.textContent("#person-rights-fault"), /не даётся/);
  assert.equal(await page.inputValue("#person-name"), "Белова Анна Ивановна");
  assert.equal(await page.inputValue("#person-role"), "homeroom");
  assert.ok(await page.isChecked("input[name=rights][value=sql]"));
  await stands(page, "users-new-faults");
});

test("a new person gets a password that is shown once and replaced at the first sign-in", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  const { login, password } = await addDeputy(page);
  assert.match(password, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  assert.ok(!page.url().includes(password));
  await stands(page, "users-password");

  await page.goto(`${url}/users/${login}`);
  assert.equal(await page.textContent("h1"), "Белова <Анна> Ивановна");
  assert.ok(!(await page.content()).includes(password));
  assert.match(await page.textContent("#rights-table"), /Персональные данные/);
  await stands(page, "users-card");
  assert.deepEqual(page.complaints, []);

  const own = await open(browser);
  await signInAs(own, { login, password }, "/profile/password");
  await stands(own, "password-due");
  // Nothing else opens before.
  await own.goto(`${url}/profile`);
  assert.equal(new URL(own.url()).pathname, "/profile/password");
  await own.fill("#password-old", password);
  await own.fill("#password-new", "директор1");
  await own.fill("#password-again", "директор1");
  await own.click("main .form button");
  assert.match(await own.textContent("#password-new-fault"), /короче 10 знаков/);
  const next = "фонарь осока трамвай";
  await own.fill("#password-old", password);
  await own.fill("#password-new", next);
  await own.fill("#password-again", next);
  await Promise.all([own.waitForURL(`${url}/profile`), own.click("main .form button")]);
  assert.equal(await own.textContent("h1"), "Мои права и чем они обоснованы");
  assert.match(await own.textContent("#rights-table"), /приказ от 25\.08\.2026 № 113/);

  const again = await open(browser);
  await again.goto(`${url}/login`);
  await again.fill("#login", login);
  await again.fill("#password", password);
  await again.click("main button[type=submit]");
  assert.match(await again.textContent("[role=alert]"), /Логин или пароль неверны/);
});

test("a right is given by an order, taken back, and the access closed and opened", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  const { login } = await addDeputy(page);
  await page.goto(`${url}/users/${login}`);
  await page.selectOption("#grant-name", "publish");
  await page.fill("#grant-ground", "приказ № 114");
  await page.fill("#grant-valid_to", "2099-05-31");
  await page.click("#grant button");
  assert.match(await page.textContent("[role=status]"), /Право предоставлено/);
  const row = page.locator("#rights-table tr", { hasText: "Публикация" });
  assert.match(await row.textContent(), /действует.*приказ № 114.*по 31\.05\.2099/s);
  await row.locator("button").click();
  assert.match(await row.textContent(), /не предоставлено/);
  await page.click("text=Закрыть доступ");
  assert.match(await page.textContent(".page-head"), /закрыт/);
  await page.click("text=Открыть доступ");
  assert.match(await page.textContent(".page-head"), /открыт/);
  assert.deepEqual(page.complaints, []);
});

test("one's own card offers nothing to change", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  await page.goto(`${url}/users/${person("admin").login}`);
  assert.match(await page.textContent("main"), /Собственные права меняет другой администратор/);
  assert.equal(await page.locator("main form").count(), 0);
  await stands(page, "users-card-own");
});

test("a list of people is taken whole or told line by line", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  await page.goto(`${url}/users/import`);
  await stands(page, "users-import");
  const head = "login;name;role;school_id;ground\n";
  const [first, second] = [`${newLogin()}-a`, `${newLogin()}-b`];
  const good = `${first};Орлова Мария Петровна;deputy;school-001;приказ № 115\n`;
  const file = (text) => ({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(head + text) });
  await page.setInputFiles("#import-list", file(`${good}${second};Осин Пётр Ильич;principal;school-001;приказ № 115\n`));
  await page.click("main button[type=submit]");
  assert.match(await page.textContent("#faults-table tbody"), /3.*role.*роли «principal» нет/s);
  await stands(page, "users-import-faults");
  await page.setInputFiles("#import-list", file(good));
  await page.click("main button[type=submit]");
  assert.match(await page.textContent("#passwords"), new RegExp(first));
});

test("a director sees the own rights and the orders they rest on", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  await page.click(".reader-name");
  assert.equal(new URL(page.url()).pathname, "/profile");
  const rights = await page.textContent("#rights-table");
  assert.match(rights, /Персональные данные/);
  assert.match(rights, /Приказ управления от 25\.08\.2025 № 112/);
  assert.match(rights, /не предоставлено/);
  assert.match(await page.textContent(".facts"), /Директор/);
  assert.ok((await page.locator("#sign-ins-table tbody tr").count()) > 0);
  assert.match(await page.textContent("#sessions-table"), /этот сеанс/);
  await stands(page, "profile");
  assert.deepEqual(page.complaints, []);
});

test("a key for a program is shown once and can be revoked", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  await page.goto(`${url}/profile`);
  const name = `обмен ${Date.now()}`;
  await page.fill("#token-name", name);
  await page.click("#tokens form[action='/profile/tokens'] button");
  const secret = await page.textContent("#token-secret");
  assert.ok(secret.length > 20);
  await stands(page, "profile-token");
  await page.goto(`${url}/profile`);
  assert.ok(!(await page.content()).includes(secret));
  const row = page.locator("#tokens-table tr", { hasText: name });
  assert.match(await row.textContent(), /вся ваша область/);
  await row.locator("button").click();
  assert.match(await page.textContent("[role=status]"), /Ключ отозван/);
  assert.equal(await row.count(), 0);
});

test("one-time codes are offered as text, and a wrong one turns nothing on", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  await page.goto(`${url}/profile/codes`);
  assert.match(await page.textContent("#codes-secret"), /^([A-Z2-7]{4} )+[A-Z2-7]{4}$/);
  assert.match(await page.getAttribute("#codes-address", "href"), /^otpauth:\/\/totp\//);
  await stands(page, "profile-codes");
  const secret = await page.textContent("#codes-secret");
  await page.fill("#codes-code", "12345");
  await page.click("main button[type=submit]");
  assert.match(await page.textContent("#codes-code-fault"), /Код не подошёл/);
  assert.equal(await page.textContent("#codes-secret"), secret, "the key that was typed stays");
});

test("the audit is read, filtered, checked and taken away, which it tells of itself", { skip }, async () => {
  const page = await open(browser, { acceptDownloads: true });
  await signIn(page, "security", "/audit");
  assert.deepEqual(await page.locator(".menu a").allTextContents(), ["Журнал доступа"]);
  assert.ok((await page.locator("#audit-table tbody tr").count()) > 1);
  await stands(page, "audit");
  await page.click("text=Проверить цепочку");
  assert.match(await page.textContent("#chain"), /Цепочка цела/);
  await stands(page, "audit-checked");

  await page.goto(`${url}/audit`);
  await page.selectOption("#audit-action", "sign_in");
  await page.fill("#audit-login", "security");
  await page.click(".filters button");
  const actions = await page.locator("#audit-table tbody tr td:nth-child(5)").allTextContents();
  assert.ok(actions.length > 0 && actions.every((action) => action === "Вход"));

  const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=Выгрузить CSV")]);
  assert.match(file.suggestedFilename(), /^svodka-audit-.*\.csv$/);
  await page.goto(`${url}/audit?action=read_audit`);
  assert.match(await page.textContent("#audit-table"), /выгрузка CSV.*действие «Вход»/s);
  assert.deepEqual(page.complaints, []);
});

test("conditions of the audit keep their room on a telephone", { skip }, async () => {
  const page = await open(browser, { viewport: { width: 390, height: 800 } });
  await signIn(page, "security", "/audit");
  const widths = await page.locator("#audit-table .conditions").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
  assert.ok(widths.length > 0 && widths.every((width) => width >= 320), `${widths}`);
  assert.deepEqual(page.complaints, []);
});

test("visits are counted by role and by person", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "admin", "/users");
  await page.goto(`${url}/usage`);
  await page.goto(`${url}/usage`);
  assert.match(await page.textContent("#usage-people"), /Орлов Денис Игоревич/);
  assert.match(await page.textContent("#usage-objects"), /Посещения/);
  await stands(page, "usage");
  assert.deepEqual(page.complaints, []);
});

test("a question in SQL is answered below itself, or says what is wrong with it", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "centre");
  await page.goto(`${url}/sql`);
  await page.fill("#sql", "select school_id, name from schools order by school_id");
  await page.click("main button[type=submit]");
  assert.equal(await page.locator("#answer tbody tr").count(), 8);
  assert.match(await page.inputValue("#sql"), /order by school_id/);
  await stands(page, "sql");
  assert.deepEqual(page.complaints, []);
});

test("a place of others is closed, and says so", { skip }, async () => {
  const page = await open(browser);
  await signIn(page, "director");
  const response = await page.goto(`${url}/audit`);
  assert.equal(response.status(), 403);
  assert.match(await page.textContent("h1"), /только администратору безопасности/);
});

for (const [name, home, role] of [["/users", "/users", "admin"], ["/profile", "/", "director"], ["/audit", "/audit", "security"]]) {
  test(`${name} prints, fits 360 pixels and stands in dark colours`, { skip }, async () => {
    const page = await open(browser, { viewport: { width: 360, height: 800 }, colorScheme: "dark" });
    await signIn(page, role, home);
    await page.goto(`${url}${name}`);
    await fitsItsWidth(page);
    await isAccessible(page);
    await picture(page, `${name.slice(1)}-360-dark`);
    const pdf = await page.pdf({
      preferCSSPageSize: true,
      ...(process.env.SVODKA_PICTURES ? { path: `${process.env.SVODKA_PICTURES}/${name.slice(1)}.pdf` } : {}),
    });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.deepEqual(page.complaints, []);
  });
}
