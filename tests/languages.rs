//! Both languages: every message is there and is said somewhere, no word for people stands outside the catalogue,
//! and a page that is asked for in English has no Russian word of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use svodka::audit::{Action, Filter};

use crate::people::{Answer, PASSWORD, People, encoded};

/// Messages that no page says yet.
const NOT_YET_SAID: &[&str] = &[
    "screen-cancel",
    "screen-close",
    "screen-failed",
    "screen-no-data",
    "screen-retry",
    "screen-withheld",
];

/// What still stands outside the catalogue: the first page, and the file of the audit, which is in the office's
/// language like the audit itself.
const APART: &[&str] = &["pages/audit/file.rs"];

/// What people of the office entered, which stays as it is.
const ENTERED: &[&str] = &[
    "Иванова Анна Петровна",
    "Приказ № 1",
    "Приказ № 2",
    "Школа s1",
    "Школа s2",
    "1А",
    "5А",
    "Математика",
    "Английский язык",
];

#[test]
fn what_is_said_is_in_the_catalogue_of_both_languages() {
    let (russian, english) = (keys("ru"), keys("en"));
    let mut absent = BTreeSet::new();
    let mut saying = texts("src/web", &["rs", "html"]);
    saying.extend(texts("src/app", &["rs"]));
    saying.extend(texts("src/constructor", &["rs"]));
    for (path, text) in saying {
        for rest in text.split("say!(").skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else {
                continue;
            };
            let key = rest.split('"').next().unwrap_or_default();
            if !russian.contains_key(key) || !english.contains_key(key) {
                absent.insert(format!("{key}: {path}"));
            }
        }
    }
    assert_eq!(absent, BTreeSet::new());
}

#[test]
fn what_is_in_the_catalogue_is_said() {
    let mut said = texts("src", &["rs", "html"]);
    said.extend(texts("src/web/assets/js", &["js"]));
    let mut whole = BTreeSet::new();
    let mut begun = BTreeSet::new();
    for (_, text) in &said {
        literals(text, &mut whole, &mut begun);
    }
    let is_said = |key: &str| {
        whole.contains(key)
            || NOT_YET_SAID.contains(&key)
            || begun.iter().any(|beginning| key.starts_with(beginning))
    };
    let keys = keys("ru");
    let unsaid: Vec<&String> = keys.keys().filter(|key| !is_said(key)).collect();
    assert_eq!(unsaid, Vec::<&String>::new());
}

/// A message with a tag is written into the page as it is, so that a value in it would be, too.
#[test]
fn messages_with_tags_take_no_values() {
    for language in ["ru", "en"] {
        for (key, text) in keys(language) {
            assert!(!(text.contains('<') && text.contains('$')), "{key}");
        }
    }
}

#[test]
fn no_word_for_people_stands_outside_the_catalogue() {
    let mut found = Vec::new();
    for (path, text) in texts("src/web/templates", &["html"]) {
        if !is_apart(&path) && has_russian(&without(&text, "{#", "#}")) {
            found.push(path);
        }
    }
    for (path, text) in texts("src/web/pages", &["rs"]) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().map(str::trim);
        let words = lines.filter(|line| {
            // What is written into the audit is in the office's language; names are sought with Е for Ё.
            let is_meant = line.contains("Deed::new(") || line.contains(".replace('ё'");
            !line.starts_with("//") && !is_meant && has_russian(line)
        });
        if !is_apart(&path) {
            found.extend(words.map(|line| format!("{path}: {line}")));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn an_english_page_has_no_russian_words_of_its_own() {
    let people = People::with(|config| config.office.name = "Office".to_owned()).await;
    for (login, paths) in [
        (
            "office_head",
            &[
                "/users",
                "/users?q=nobody",
                "/users/new",
                "/users/import",
                "/users/director",
                "/users/deputy?done=closed",
                "/users/office_head",
                "/usage",
                "/profile?done=codes-off",
                "/profile/codes",
                "/profile/password",
                "/audit",
                "/no-such-page",
            ][..],
        ),
        (
            "director",
            &["/users", "/users/teacher", "/usage", "/profile", "/sql"][..],
        ),
        ("centre", &["/sql", "/profile"][..]),
        ("security", &["/audit", "/audit?verify=1", "/usage"][..]),
    ] {
        let cookie = in_english(&people, login).await;
        for path in paths {
            let page = people.visit(&cookie, path).await;
            check(&format!("{login} {path}"), &page.text());
        }
    }
    for path in ["/login", "/no-such-page"] {
        let page = people.visit("language=en", path).await;
        check(path, &page.text());
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_told_in_the_language_of_the_page() {
    let people = People::new().await;
    let token = people.token("office").await;
    let of = |rest: Value| {
        let mut query = json!({"measures": ["attendance.missed"]});
        for (key, value) in rest.as_object().into_iter().flatten() {
            query[key] = value.clone();
        }
        query
    };
    let deep = (0..10).fold(
        json!({"member": "school.name", "operator": "set"}),
        |inner, _| json!({"or": [inner]}),
    );
    let days = |range: &str| json!([{"dimension": "calendar.date", "dateRange": range}]);
    let test = |member: &str, operator: &str, values: Value| json!({"filters": [{"member": member, "operator": operator, "values": values}]});
    let formula = |text: &str| json!({"formulas": [{"name": "f", "expression": text}]});
    let questions = [
        json!({"measures": ["attendance.mised"], "dimensions": ["attendance.missed"]}),
        json!({"measures": ["school.name"], "mesures": 1, "limit": -1, "total": 1, "asOf": "x"}),
        json!([]),
        json!({}),
        of(json!({"asOf": 1_000_000})),
        of(json!({"dimensions": ["account.role"]})),
        of(json!({"others": true, "compare": "previous_year"})),
        of(json!({"compare": "previous_day", "totals": 1, "pivot": 1, "order": [1]})),
        of(json!({"timeDimensions": [{"dimension": "school.name", "granularity": "hour"}, 1]})),
        of(json!({"timeDimensions": days("next month")})),
        of(json!({"timeDimensions": days("2025-13-01")})),
        of(
            json!({"timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-02", "2025-10-01"]}]}),
        ),
        of(json!({"filters": [deep]})),
        of(test("school.name", "gt", json!(["1"]))),
        of(test("school.name", "equalz", json!(["1"]))),
        of(test("attendance.missed", "gt", json!(["many"]))),
        of(test("attendance.missed", "gt", json!([1, 2]))),
        of(test("calendar.date", "inDateRange", json!(["this term"]))),
        of(formula("1 +")),
        of(formula("(1")),
        of(formula("1 $ 2")),
        of(formula("marks.count / 2")),
        of(json!({"order": [["marks.count", "asc"]], "totals": ["class.name"]})),
    ];
    for query in questions {
        let request = Request::post("/api/v1/load")
            .header(AUTHORIZATION, &token)
            .header(COOKIE, "language=en")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(json!({"query": query}).to_string()));
        let told = people.send(request.expect("a request")).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(!has_russian(&told.text()), "{query}: {}", told.text());
        assert!(!told.text().contains("question-"), "{}", told.text());
        // A program chooses no language.
        let told = people.ask(&token, &json!({"query": query})).await;
        assert!(has_russian(&told.text()), "{query}: {}", told.text());
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_saved_query_is_told_in_the_language_of_the_page() {
    let people = People::new().await;
    let token = people.token("office").await;
    let state = json!({"measures": ["attendance.missed"], "dimensions": ["school.name"]});
    let kept = json!({"title": "Absences", "state": state});
    let kept = people.post(&token, "/api/v1/saved", &kept).await;
    let shares = format!("{}/shares", kept.header("location"));
    let with_view = json!({"view": "tree", "measures": ["attendance.missed"]});
    let shared = |kind: &str, value: &str| json!({"shares": [{"kind": kind, "value": value}]});
    for (method, path, body) in [
        (
            Method::POST,
            "/api/v1/saved",
            json!({"title": "", "folder": "a\u{7}", "state": []}),
        ),
        (
            Method::POST,
            "/api/v1/saved",
            json!({"title": "x".repeat(300), "state": state, "parameters": 1}),
        ),
        (
            Method::POST,
            "/api/v1/saved",
            json!({"title": "x", "state": with_view}),
        ),
        (Method::PUT, shares.as_str(), shared("person", "office")),
        (Method::PUT, shares.as_str(), shared("person", "nobody")),
        (Method::PUT, shares.as_str(), shared("all", "")),
    ] {
        let send = async |language: &str| {
            let request = Request::builder()
                .method(method.clone())
                .uri(path)
                .header(AUTHORIZATION, &token)
                .header(COOKIE, language)
                .header(CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()));
            people.send(request.expect("a request")).await
        };
        let told = send("language=en").await;
        assert!(told.status.is_client_error(), "{body}");
        assert!(!has_russian(&told.text()), "{body}: {}", told.text());
        assert!(!told.text().contains("queries-fault"), "{}", told.text());
        let told = send("language=ru").await;
        assert!(has_russian(&told.text()), "{body}: {}", told.text());
    }
}

#[tokio::test]
async fn refused_forms_are_told_in_the_language_of_the_page() {
    let people = People::with(|config| config.office.name = "Office".to_owned()).await;
    let wrong = format!("login=nobody&password={}", encoded("wrong"));
    let answer = people
        .form(Method::POST, "/session", "language=en", &wrong)
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains("The login or the password is wrong"));
    check("a wrong password", &answer.text());

    for (login, path, body, told) in [
        (
            "office_head",
            "/users",
            "login=anna&name=Anna&role=deputy&school_id=s1&ground=",
            "Give the number and date of the order of appointment.",
        ),
        (
            "office_head",
            "/users",
            "login=one&valid_from=never",
            "The day “never” cannot be read",
        ),
        (
            "director",
            "/users",
            "login=director&name=Anna&role=director&school_id=s2&ground=1",
            "The scope is wider than your own.",
        ),
        (
            "office_head",
            "/users/director/rights",
            "name=",
            "Choose a right.",
        ),
        (
            "office_head",
            "/profile/tokens",
            "name=exchange&kind=none",
            "Choose what the key is for.",
        ),
        ("centre", "/sql", "sql=", "Write a question."),
        (
            "centre",
            "/sql",
            "sql=drop+table+schools",
            "was not answered",
        ),
    ] {
        let cookie = in_english(&people, login).await;
        let answer = people.form(Method::POST, path, &cookie, body).await;
        let text = answer.text();
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path} {body}"
        );
        assert!(text.contains(told), "{path} {body}: {told}: {text}");
        check(&format!("{path} {body}"), &text);
    }
}

#[tokio::test]
async fn the_audit_is_kept_in_russian_whoever_reads_it() {
    let people = People::new().await;
    let cookie = in_english(&people, "security").await;
    let page = people
        .visit(&cookie, "/audit?from=2025-10-01&to=2025-10-15")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("01.10.2025 to 15.10.2025"));
    let filter = Filter {
        action: Some(Action::ReadAudit),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(filter, 1).await.expect("entries");
    assert_eq!(entries[0].entry.filters, "с 01.10.2025 по 15.10.2025");
}

#[tokio::test]
async fn programs_are_told_in_russian_whatever_the_browser_reads() {
    let people = People::new().await;
    let cookie = in_english(&people, "security").await;
    let answer = people.visit(&cookie, "/api/v1/meta").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let told = answer.json();
    assert_eq!(told["error"], "Ваша роль не даёт доступа к данным журналов");
}

#[tokio::test]
async fn answers_are_titled_in_the_language_of_the_page_and_in_russian_for_programs() {
    let people = People::new().await;
    let cookie = in_english(&people, "office").await;
    let query = json!({
        "measures": ["attendance.missed"],
        "dimensions": ["school.name", "class.level"],
        "filters": [{"member": "attendance.missed", "operator": "gte", "values": ["0"]}],
    });
    let asked = encoded(&query.to_string());
    let path = format!("/api/v1/load?query={asked}");
    let english = people.visit(&cookie, &path).await;
    let token = people.token("office").await;
    let russian = people.get(&token, &path).await;
    let titles = |answer: &Answer| {
        let annotation = answer.json()["annotation"].clone();
        let title = |kind: &str, key: &str| annotation[kind][key]["title"].clone();
        [
            title("measures", "attendance.missed"),
            title("dimensions", "class.level"),
        ]
    };
    assert_eq!(titles(&english), ["Lessons missed", "Stage of education"]);
    assert_eq!(
        titles(&russian),
        ["Пропущено уроков", "Уровень образования"]
    );
    // The data are the same, and a browser does not take one for the other.
    assert_eq!(english.json()["data"], russian.json()["data"]);
    assert_ne!(english.header("etag"), russian.header("etag"));

    let plan = people.visit(&cookie, &path.replace("/load", "/plan")).await;
    let filters = &plan.json()["filters"];
    assert_eq!(filters[0], "Lessons missed is at least 0");
    let page = people
        .visit(&cookie, &format!("/constructor?q={asked}"))
        .await;
    let text = page.text();
    assert!(text.contains("Lessons missed") && text.contains("Lessons missed is at least 0"));
    assert!(!text.contains(">Пропущено") && !text.contains(">Уровень образования"));
    // What the data are called by the office stays.
    assert!(text.contains("Школа s1"));

    let csv = format!("query={asked}");
    let path = "/api/v1/export?format=csv";
    let file = people.form(Method::POST, path, &cookie, &csv).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(
        file.text().contains("Stage of education;Lessons missed"),
        "{}",
        file.text()
    );
}

/// Signs somebody in and returns the cookies of a browser that reads English.
async fn in_english(people: &People, login: &str) -> String {
    people.set_password(login, false).await;
    let answer = people.sign_in(login, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
    format!("{}; language=en", answer.cookie())
}

/// Checks a page outside of what is marked as Russian and of what people entered.
fn check(name: &str, page: &str) {
    assert!(page.contains(r#"<html lang="en">"#), "{name}");
    let mut own = without_russian_elements(page);
    for entered in ENTERED {
        own = own.replace(entered, "");
    }
    let left: Vec<&str> = own.lines().filter(|line| has_russian(line)).collect();
    assert_eq!(left, Vec::<&str>::new(), "{name}");
}

/// Drops the elements that are marked as Russian; none of them holds another one of its name.
fn without_russian_elements(page: &str) -> String {
    let mut rest = page.to_owned();
    while let Some(place) = rest.find(r#" lang="ru""#) {
        let begin = rest[..place].rfind('<').expect("a tag");
        let name: String = rest[begin + 1..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let end = format!("</{name}>");
        let length = rest[begin..].find(&end).expect("its end") + end.len();
        rest.replace_range(begin..begin + length, "");
    }
    rest
}

fn has_russian(text: &str) -> bool {
    text.chars()
        .any(|sign| matches!(sign, '\u{400}'..='\u{4ff}'))
}

fn is_apart(path: &str) -> bool {
    APART.iter().any(|apart| path.contains(apart))
}

/// Drops what stands between two marks, with the marks.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut parts = text.split(begin);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once(end).map_or("", |(_, rest)| rest));
    }
    kept
}

/// Returns the messages of a language with what stands behind their keys.
fn keys(language: &str) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (_, text) in texts(&format!("catalogues/{language}"), &["ftl"]) {
        let mut last = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once('=') {
                Some((key, rest)) if line.starts_with(|sign: char| sign.is_ascii_lowercase()) => {
                    last = key.trim().to_owned();
                    keys.insert(last.clone(), rest.to_owned());
                }
                _ => keys.entry(last.clone()).or_default().push_str(line),
            }
        }
    }
    assert!(!keys.is_empty());
    keys
}

/// Collects what stands in quotes and could be a key, or the beginning of keys whose end is put in.
fn literals(text: &str, whole: &mut BTreeSet<String>, begun: &mut BTreeSet<String>) {
    let is_of_key = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    for (place, quote) in text.char_indices() {
        if !matches!(quote, '"' | '\'' | '`') {
            continue;
        }
        let rest = &text[place + 1..];
        let end = rest.find(|sign| !is_of_key(sign)).unwrap_or(rest.len());
        let (key, rest) = rest.split_at(end);
        if rest.starts_with(quote) {
            whole.insert(key.to_owned());
        } else if key.ends_with('-') && (rest.starts_with('{') || rest.starts_with("${")) {
            begun.insert(key.to_owned());
        }
    }
}

/// Returns the files below a folder that end so, with their texts.
fn texts(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut files,
    );
    let is_asked = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    };
    let mut texts: Vec<(String, String)> = files
        .into_iter()
        .filter(is_asked)
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a text");
            (path.to_string_lossy().replace('\\', "/"), text)
        })
        .collect();
    texts.sort();
    texts
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true if path.ends_with("node_modules") => {}
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}
