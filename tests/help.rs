//! Help: every page of the site is explained, no link leads astray, words are found in every form, the tour is remembered.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{Request, StatusCode};
use svodka::catalogue::Language;
use svodka::help::{Book, Page, Sought};
use svodka::office::{NewUser, UserScope};

use crate::web::{Answer, PASSWORD, Stage, empty, encoded};

/// Routes that are answered with no page.
const NO_PAGES: [&str; 7] = [
    "/api/",
    "/assets/",
    "/favicon.ico",
    "/healthz",
    "/metrics",
    "/readyz",
    "/session/oidc",
];

/// An office with a person in some roles.
async fn office() -> Stage {
    let stage = Stage::new().await;
    for (login, role) in [("segment", "segment_admin"), ("security", "security")] {
        let user = NewUser::new(login, "Кто-то", role, UserScope::Office);
        stage.add(user).await;
    }
    stage
}

async fn sign_in(stage: &Stage, login: &str) -> String {
    let answer = stage.sign_in_as(login, PASSWORD, "/").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
    let cookie = answer.header(SET_COOKIE).split(';').next();
    cookie.unwrap_or_default().to_owned()
}

async fn read(stage: &Stage, cookie: &str, path: &str) -> Answer {
    let request = Request::get(path).header(COOKIE, cookie);
    stage.send(empty(request)).await
}

async fn mark(stage: &Stage, head: (axum::http::HeaderName, &str), tour: &str) -> Answer {
    let request = Request::post("/profile/tour")
        .header(head.0, head.1)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("tour={}", encoded(tour))));
    stage.send(request.expect("a request")).await
}

fn pages_of_the_site() -> impl Iterator<Item = &'static str> {
    let routes = svodka::web::map().into_iter();
    let paths = routes.filter_map(|(method, path, _)| (method == "GET").then_some(path));
    paths.filter(|path| {
        let is_file = path.ends_with(".csv") || path.ends_with(".xlsx");
        !is_file && NO_PAGES.iter().all(|other| !path.starts_with(other))
    })
}

#[test]
fn every_page_of_the_site_is_explained() {
    for language in Language::ALL {
        for path in pages_of_the_site() {
            let page = Book::of(language).page_of_screen(path);
            assert!(page.is_some(), "no help about {path} in {language:?}");
        }
    }
}

#[test]
fn both_languages_explain_the_same() {
    let [russian, english] = Language::ALL.map(|language| Book::of(language).pages());
    assert_eq!(russian.len(), english.len());
    let ids = |page: &Page| -> Vec<String> {
        let headings = page.headings.iter();
        headings.map(|heading| heading.id.clone()).collect()
    };
    for (page, twin) in russian.iter().zip(english) {
        assert_eq!(page.name, twin.name);
        assert_eq!(ids(page), ids(twin), "{}", page.name);
        assert_eq!(page.screens, twin.screens, "{}", page.name);
    }
}

/// Returns where a page's links lead.
fn links(page: &Page) -> Vec<&str> {
    let links = page.html.split("href=\"").skip(1);
    links
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

fn is_route(path: &str) -> bool {
    svodka::web::map().iter().any(|(method, route, _)| {
        let is_met = route
            .split('/')
            .map(Some)
            .chain([None])
            .zip(path.split('/').map(Some).chain([None]))
            .all(|(own, asked)| own == asked || own.is_some_and(|own| own.starts_with('{')));
        *method == "GET" && is_met
    })
}

#[test]
fn every_link_in_the_help_leads_somewhere() {
    for language in Language::ALL {
        let book = Book::of(language);
        for page in book.pages() {
            for link in links(page) {
                let (path, part) = link.split_once('#').unwrap_or((link, ""));
                let place = format!("{language:?} {}: {link}", page.name);
                let name = match path {
                    "" => Some(page.name.as_str()),
                    "/help/measures" => None,
                    path => path.strip_prefix("/help/"),
                };
                if let Some(name) = name {
                    let led_to = book.page(name).unwrap_or_else(|| panic!("{place}"));
                    let mut headings = led_to.headings.iter();
                    let is_there = headings.any(|heading| heading.id == part);
                    assert!(part.is_empty() || is_there, "{place}");
                } else {
                    assert!(is_route(path), "{place}");
                }
            }
        }
    }
}

#[test]
fn words_are_found_in_every_form() {
    let first = |text: &str| {
        let found = Book::of(Language::Russian).find(&Sought::new(text));
        let first = found.first().map(|found| found.passage.address.clone());
        first.unwrap_or_default()
    };
    for text in [
        "отклонённые строки",
        "отклонённая строка",
        "ОТКЛОНЕННОЙ СТРОКЕ",
        "отклонен строк",
    ] {
        assert_eq!(first(text), "/help/loads#rejected", "{text}");
    }
    assert!(first("пользователю").starts_with("/help/users"));
    assert_eq!(first("персональных данных"), "/help/rights#personal");
    for text in ["звёздочка", "звездочку"] {
        assert_eq!(first(text), "/help/reading#asterisk", "{text}");
    }
    assert_eq!(first("ъъъ"), "");
    let found = Book::of(Language::English).find(&Sought::new("rejected row"));
    assert_eq!(found[0].passage.page(), "/help/loads");
}

#[tokio::test]
async fn help_is_for_whoever_has_signed_in() {
    let stage = office().await;
    for path in ["/help", "/help/rights", "/help/measures"] {
        let answer = stage.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header(LOCATION).starts_with("/login"), "{path}");
    }
    // Who may do nothing with data reads, too.
    let security = sign_in(&stage, "security").await;
    for path in ["/help", "/help/rights", "/help/measures"] {
        let answer = read(&stage, &security, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    for path in ["/help/nothing", "/help/..%2Fru", "/help/start.md"] {
        let answer = read(&stage, &security, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let english = format!("{security}; language=en");
    let page = read(&stage, &english, "/help/rights").await;
    assert!(page.body.contains("Rights and personal data"));
}

#[tokio::test]
async fn a_search_marks_what_it_finds_and_takes_the_question_as_text() {
    let stage = office().await;
    let reader = sign_in(&stage, "methodist").await;
    let search = async |text: &str| {
        let path = format!("/help?find={}", encoded(text));
        let answer = read(&stage, &reader, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{text}");
        answer.body
    };
    let page = search("отклоненных строк").await;
    assert!(page.contains("href=\"/help/loads#rejected\""), "{page}");
    assert!(page.contains("<mark>"), "{page}");
    let page = search("посещаемостью").await;
    assert!(page.contains("/help/measures#attendance."), "{page}");
    let page = search("шмяк").await;
    assert!(page.contains("Ничего не найдено"), "{page}");
    for attack in [
        "<script>alert(1)</script>",
        "\" autofocus onfocus=\"alert(1)",
        "строка</mark><img src=x onerror=alert(1)>",
        "{{ 7*7 }}",
    ] {
        let page = search(attack).await;
        assert!(!page.contains("<script>alert"), "{attack}");
        assert!(!page.contains("<img src=x"), "{attack}");
        assert!(!page.contains("\" autofocus"), "{attack}");
    }
    let long = "строка ".repeat(500);
    assert!(search(&long).await.contains("<mark>"));
}

#[tokio::test]
async fn the_glossary_tells_what_the_reader_may_ask() {
    let stage = office().await;
    let methodist = sign_in(&stage, "methodist").await;
    let page = read(&stage, &methodist, "/help/measures").await;
    for topic in &stage.app.model.topics {
        for measure in &topic.measures {
            let id = format!("id=\"{}.{}\"", topic.name, measure.name);
            assert!(page.body.contains(&id), "{id}");
        }
    }
    let segment = sign_in(&stage, "segment").await;
    let page = read(&stage, &segment, "/help/measures").await;
    assert!(page.body.contains("id=\"loads\""));
    assert!(!page.body.contains("attendance."));
    let found = format!("/help?find={}", encoded("посещаемость"));
    let found = read(&stage, &segment, &found).await;
    assert!(!found.body.contains("/help/measures#attendance."));
    let security = sign_in(&stage, "security").await;
    let page = read(&stage, &security, "/help/measures").await;
    assert!(page.body.contains("Показателей нет"));
}

#[tokio::test]
async fn each_page_leads_to_its_help() {
    let stage = office().await;
    let methodist = sign_in(&stage, "methodist").await;
    let security = sign_in(&stage, "security").await;
    for (cookie, path, help) in [
        (&methodist, "/", "/help/overview"),
        (&methodist, "/profile", "/help/profile"),
        (&methodist, "/usage", "/help/usage"),
        (&security, "/audit", "/help/audit"),
        (&security, "/help/audit", "/help"),
    ] {
        let page = read(&stage, cookie, path).await;
        let link = format!("class=\"help-link\" href=\"{help}\"");
        assert!(page.body.contains(&link), "{path}");
    }
}

const TOUR: &str = "js/tour.js";

#[tokio::test]
async fn the_tour_is_shown_until_it_is_ended_and_again_when_asked_for() {
    let stage = office().await;
    let methodist = sign_in(&stage, "methodist").await;
    let segment = sign_in(&stage, "segment").await;
    assert!(read(&stage, &methodist, "/").await.body.contains(TOUR));
    assert!(
        read(&stage, &methodist, "/profile")
            .await
            .body
            .contains(TOUR)
    );

    let answer = mark(&stage, (COOKIE, &methodist), "seen").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(!read(&stage, &methodist, "/").await.body.contains(TOUR));
    // It stays ended in the next session, and another person's is that person's own.
    let next = sign_in(&stage, "methodist").await;
    assert!(!read(&stage, &next, "/").await.body.contains(TOUR));
    assert!(read(&stage, &segment, "/").await.body.contains(TOUR));

    for form in ["/profile", "/help"] {
        let page = read(&stage, &next, form).await;
        assert!(page.body.contains("action=\"/profile/tour\""), "{form}");
    }
    let answer = mark(&stage, (COOKIE, &next), "again").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(LOCATION), "/");
    assert!(read(&stage, &next, "/").await.body.contains(TOUR));
}

#[tokio::test]
async fn only_the_person_marks_the_own_tour() {
    let stage = office().await;
    let methodist = sign_in(&stage, "methodist").await;
    let token = format!("Bearer {}", stage.token);
    let answer = mark(&stage, (AUTHORIZATION, &token), "seen").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    for wrong in ["", "maybe", "seen'; delete from preferences; --"] {
        let answer = mark(&stage, (COOKIE, &methodist), wrong).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let request = Request::post("/profile/tour")
        .header(COOKIE, &methodist)
        .header(ORIGIN, "https://evil.example")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("tour=seen"));
    let answer = stage.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(read(&stage, &methodist, "/").await.body.contains(TOUR));
    // A program is not shown around.
    let request = Request::get("/").header(AUTHORIZATION, &token);
    assert!(!stage.send(empty(request)).await.body.contains(TOUR));
}

#[tokio::test]
async fn the_sign_of_the_site_is_where_browsers_look() {
    let stage = Stage::new().await;
    let answer = stage.get("/favicon.ico").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(CONTENT_TYPE), "image/x-icon");
    let page = stage.get("/login").await;
    for sign in [
        "icon.svg",
        "icon-32.png",
        "apple-touch-icon.png",
        "theme-color",
    ] {
        assert!(page.body.contains(sign), "{sign}");
    }
}
