//! Dashboards: every declared page opens for its readers in both languages; what stands on it, where it leads, and what
//! it never tells; the tasks that come of it.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Method, Request, StatusCode};
use svodka::office::UserScope;

use crate::office::{Segment, small_school};
use crate::people::{Answer, People, encoded};
use crate::reader::Reader;

/// What each reader opens, in the order of the list; the first page first.
const OPEN: [(&str, &str, &[&str]); 6] = [
    (
        "office",
        "overview",
        &[
            "overview",
            "attendance",
            "performance",
            "timeliness",
            "accumulation",
            "programme",
            "movement",
            "changes",
            "activity",
            "segments",
        ],
    ),
    ("segment_admin", "segments", &["segments"]),
    (
        "director",
        "director",
        &[
            "director",
            "attendance",
            "performance",
            "timeliness",
            "accumulation",
            "programme",
            "movement",
            "changes",
            "activity",
            "segments",
        ],
    ),
    (
        "homeroom",
        "homeroom",
        &[
            "homeroom",
            "attendance",
            "performance",
            "timeliness",
            "accumulation",
            "programme",
        ],
    ),
    (
        "house_tutor",
        "homeroom",
        &["homeroom", "attendance", "performance", "accumulation"],
    ),
    (
        "teacher",
        "timeliness",
        &[
            "attendance",
            "performance",
            "timeliness",
            "accumulation",
            "programme",
        ],
    ),
];

impl Reader<'_> {
    /// Says something of a task.
    async fn say(&self, dashboard: &str, alert: &str, about: &str, more: &str) -> Answer {
        let about = encoded(about);
        let body = format!("dashboard={dashboard}&alert={alert}&about={about}&{more}");
        self.send("/tasks", &body).await
    }
}

/// Returns the part of a page that is one tile.
fn tile<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!(r#"id="tile-{name}""#))
        .unwrap_or_else(|| panic!("no tile {name}: {page}"));
    rest.split("</section>").next().unwrap_or_default()
}

/// Returns the texts of a table, its heads first.
fn rows(page: &str, id: &str) -> Vec<Vec<String>> {
    let (_, rest) = page
        .split_once(&format!(r#"id="{id}""#))
        .unwrap_or_else(|| panic!("no table {id}: {page}"));
    let table = rest.split("</table>").next().unwrap_or_default();
    let rows = table.split("<tr").skip(1);
    rows.map(|row| {
        let row = row.replace("</th>", "</td>");
        let cells: Vec<&str> = row.split("</td>").collect();
        let cells = cells[..cells.len() - 1].iter();
        cells
            .map(|cell| {
                let (_, inside) = cell.split_once('<').expect("a cell begins");
                text(inside)
            })
            .collect()
    })
    .collect()
}

/// Returns what is left of a piece of a page without its tags; the first of them has begun.
fn text(inside: &str) -> String {
    let pieces = inside.split('<').map(|piece| match piece.split_once('>') {
        Some((_, text)) => text,
        None => "",
    });
    let text = pieces.collect::<String>().replace('\u{a0}', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the addresses inside a piece of a page, as a browser reads them.
fn addresses(piece: &str) -> Vec<String> {
    let addresses = piece.split(r#"href=""#).skip(1);
    let addresses = addresses.filter_map(|rest| rest.split('"').next());
    addresses
        .map(|address| address.replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

#[tokio::test]
async fn every_dashboard_answers_its_readers_in_both_languages() {
    let people = People::new().await;
    for (login, home, expected) in OPEN {
        let asker = people.asker(login).await;
        let open = people.app.dashboards_of(&asker);
        let names: Vec<&str> = open
            .iter()
            .map(|dashboard| dashboard.name.as_str())
            .collect();
        assert_eq!(names, expected, "{login}");
        let first = people.app.home_of(&asker).expect("a first page");
        assert_eq!(first.name, home, "{login}");

        let reader = Reader::new(&people, login).await;
        let in_english = reader.in_english();
        for (language, reader) in [("ru", &reader), ("en", &in_english)] {
            for dashboard in &open {
                let place = format!("{login} {} {language}", dashboard.name);
                let page = reader
                    .page(&format!("/dashboards/{}", dashboard.name))
                    .await;
                assert!(
                    page.contains(&format!(r#"<html lang="{language}">"#)),
                    "{place}"
                );
                assert!(!page.contains("notice-fault"), "{place}: {page}");
                assert!(
                    !page.contains("{$") && !page.contains("{ $") && !page.contains("$unit"),
                    "{place}: a value that a text asks for is not there"
                );
                for declared in &dashboard.tiles {
                    let is_shown = page.contains(&format!(r#"id="tile-{}""#, declared.name));
                    if !is_shown || declared.sentence.is_none() {
                        continue;
                    }
                    let shown = tile(&page, &declared.name);
                    assert_eq!(
                        shown.contains("<table"),
                        shown.contains(r#"class="summary""#),
                        "{place}, {}: rows have their sentence",
                        declared.name
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_tile_stands_cell_by_cell_with_totals_by_definition() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let page = director
        .page("/dashboards/attendance?period=days&from=2025-09-01&to=2025-10-31")
        .await;
    let rows = rows(&page, "tile-reasons-table");
    let told: Vec<String> = rows[1..].iter().map(|row| row.join("|")).collect();
    // 5А: due are 3 on L1, 3 on L2 without the exempt, 3 on L3 and 2 on L4, missed 4 of the 11; 1А: 1 due on L6. The total
    // is 8 of 12, and no mean of 63.6 and 100.
    assert_eq!(
        told,
        [
            "5А|63,6 %|4|1|1|1|1|1",
            "1А|100,0 %|0|0|0|0|0|0",
            "Всего|66,7 %|4|1|1|1|1|1",
        ]
    );
    let sentence = tile(&page, "reasons");
    assert!(
        sentence.contains("Без уважительной причины пропущен 1\u{a0}урок, больше всех — 5А"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_school_without_data_reads_so_and_is_no_nought() {
    let people = People::new().await;
    people.load(&[Segment::new("s3")]).await;
    let office = Reader::new(&people, "office").await;
    let page = office.page("/dashboards/attendance?period=this+year").await;
    let rows = rows(&page, "tile-reasons-table");
    let absent = rows.iter().find(|row| row[0] == "Школа s3");
    assert_eq!(
        absent.expect("the school"),
        &["Школа s3", "нет данных"],
        "{rows:?}"
    );
}

#[tokio::test]
async fn links_down_keep_the_period_and_the_filters() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let page = office
        .page("/dashboards/attendance?period=this+year&class.grade=5")
        .await;
    let down = addresses(tile(&page, "reasons"));
    let down = down
        .iter()
        .find(|address| address.starts_with("/dashboards/attendance?"))
        .expect("a link down");
    let (_, query) = down.split_once('?').expect("a query");
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    pairs.sort();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        pairs[..2],
        [pair("class.grade", "5"), pair("period", "this year")]
    );
    assert_eq!(pairs[2].0, "school.name");
    assert!(pairs[2].1.starts_with("Школа s"), "{pairs:?}");

    let below = office.page(down).await;
    let below = addresses(tile(&below, "reasons"));
    assert!(
        below.iter().any(|address| {
            ["class.name=", "class.grade=5", "school.name=", "period="]
                .iter()
                .all(|pair| address.contains(pair))
        }),
        "{below:?}"
    );
}

#[tokio::test]
async fn filters_that_a_topic_does_not_know_are_told() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let subject = encoded("Математика");
    let page = director
        .page(&format!("/dashboards/performance?subject.name={subject}"))
        .await;
    let told = "Не зависит от фильтров: ";
    assert!(tile(&page, "pupils").contains(told), "{page}");
    assert!(!tile(&page, "quality").contains(told), "{page}");
}

#[tokio::test]
async fn a_period_that_cannot_be_read_is_refused_in_words() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    for (query, told) in [
        ("period=last+fortnight", "неизвестный отрезок"),
        ("period=days&from=2025-13-01&to=2025-10-01", "не день"),
        (
            "period=days&from=2025-10-31&to=2025-10-01",
            "раньше, чем начинается",
        ),
    ] {
        let answer = director
            .get(&format!("/dashboards/attendance?{query}"))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.text().contains(told), "{query}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_director_learns_the_place_and_no_other_school() {
    let people = People::new().await;
    let others = ["s3", "s4", "s5", "s6"].map(small_school);
    people.load(&others).await;
    let director = Reader::new(&people, "director").await;
    let page = director.page("/?period=this+year").await;
    let rows = rows(&page, "standing-table");
    let attendance = rows.iter().find(|row| row[0].starts_with("Посещаемость"));
    let attendance = attendance.expect("attendance");
    assert_eq!(attendance[1..4], ["66,7 %", "66,7 %", "1 из 6"]);
    for other in ["s2", "s3", "s4", "s5", "s6"] {
        let name = format!("Школа {other}");
        assert!(
            !page.contains(&name) && !page.contains(&name.replace(' ', "\u{a0}")),
            "{name}"
        );
    }
    // Nor by asking for it: the filter stands in the address and nothing comes of it.
    let page = director
        .page(&format!(
            "/dashboards/attendance?period=this+year&school.name={}",
            encoded("Школа s2")
        ))
        .await;
    assert!(!tile(&page, "reasons").contains("<table"), "{page}");
    assert!(!page.contains("66,7"), "{page}");
}

#[tokio::test]
async fn alerts_stand_as_long_as_what_they_are_about() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    // Of the lessons of the four weeks, L2 and L4, three of five were missed.
    let told = "5А: 40,0\u{a0}% за четыре недели; пропущено уроков: 3.";
    for path in ["/dashboards/attendance", "/", "/tasks"] {
        let page = director.page(path).await;
        assert!(page.contains(told), "{path}: {page}");
    }
    let mended = small_school("s1")
        .table("absences", "lesson_id,pupil_id,code\nL1,p1,Б\n")
        .extracted_at("2025-11-01T23:40:00+03:00");
    people.load(&[mended]).await;
    for path in ["/dashboards/attendance", "/", "/tasks"] {
        let page = director.page(path).await;
        assert!(!page.contains("за четыре недели; пропущено"), "{path}");
    }
}

#[tokio::test]
async fn tasks_stand_together_by_kind_and_by_what_they_are_about() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let by_kind = director.page("/tasks").await;
    assert!(by_kind.contains("task-pile") && by_kind.contains("<summary><h3>"));
    assert!(!by_kind.contains("<h3>5А</h3>"), "{by_kind}");
    let by_about = director.page("/tasks?by=about").await;
    assert!(by_about.contains("<h3>5А</h3>"), "{by_about}");
    // What is unknown is as if nothing were asked, and nothing of it comes back.
    let odd = director
        .page(&format!(
            "/tasks?by={}",
            encoded("<script>alert(1)</script>")
        ))
        .await;
    assert!(odd.contains("task-pile") && !odd.contains("<script>alert"));
}

#[tokio::test]
async fn what_is_said_of_a_task_is_kept_among_those_who_see_it() {
    let people = People::new().await;
    let elsewhere = UserScope::School {
        school_id: "s2".into(),
    };
    people
        .add("director2", "director", elsewhere, &["personal_data"])
        .await;
    let director = Reader::new(&people, "director").await;
    let note = "<script>alert(1)</script> позвонить";
    let more = format!("state=taken&note={}", encoded(note));
    let answer = director.say("attendance", "low", "5А", &more).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(answer.header(LOCATION.as_str()), "/tasks");

    let deputy = Reader::new(&people, "deputy").await;
    for reader in [&director, &deputy] {
        let page = reader.page("/tasks").await;
        assert!(page.contains(r#"id="taken""#), "{page}");
        assert!(
            page.contains("позвонить") && !page.contains("<script>alert"),
            "{page}"
        );
    }
    // A class of another school has the same name, and its people see nothing of this.
    let director2 = Reader::new(&people, "director2").await;
    let page = director2.page("/tasks").await;
    assert!(page.contains("5А: 40,0"), "{page}");
    assert!(
        !page.contains("позвонить") && !page.contains(r#"id="taken""#),
        "{page}"
    );

    let answer = director
        .say("attendance", "low", "5А", "state=&by=about")
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(LOCATION.as_str()), "/tasks?by=about");
    let page = director.page("/tasks").await;
    assert!(!page.contains("позвонить"), "taken back: {page}");
}

#[tokio::test]
async fn nothing_is_said_of_what_does_not_stand() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let taken = "state=taken&note=x";
    for (dashboard, alert, about) in [
        ("attendance", "low", "Школа s2"),
        ("attendance", "low", "1А"),
        ("attendance", "low", ""),
        ("attendance", "nothing", "5А"),
        ("attendance", "days", "5А"),
        ("timeliness", "low", "5А"),
        ("overview", "low", "5А"),
        ("nothing", "low", "5А"),
    ] {
        let answer = director.say(dashboard, alert, about, taken).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{dashboard} {alert} {about}"
        );
    }
    for more in [
        "state=put_off&until=&note=",
        "state=put_off&until=2025-10-15&note=",
        "state=put_off&until=never&note=",
    ] {
        let answer = director.say("attendance", "low", "5А", more).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{more}");
    }
    let long = format!("state=taken&note={}", "x".repeat(501));
    let answer = director.say("attendance", "low", "5А", &long).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    let body = format!(
        "dashboard=attendance&alert=low&about={}&{taken}",
        encoded("5А")
    );
    let foreign = Request::post("/tasks")
        .header(COOKIE, &director.cookie)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(body.clone()));
    let answer = people.send(foreign.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let stranger = people.form(Method::POST, "/tasks", "", &body).await;
    assert_ne!(stranger.status, StatusCode::OK);

    let page = director.page("/tasks").await;
    assert!(!page.contains(r#"id="taken""#), "{page}");
}

#[tokio::test]
async fn dashboards_of_other_readers_look_absent() {
    let people = People::new().await;
    for (login, absent) in [
        ("office", &["director", "homeroom", "nothing"][..]),
        ("segment_admin", &["overview", "attendance"][..]),
        ("director", &["overview", "homeroom", "nothing"][..]),
        (
            "homeroom",
            &["director", "movement", "changes", "activity"][..],
        ),
        ("teacher", &["director", "homeroom", "segments"][..]),
    ] {
        let reader = Reader::new(&people, login).await;
        for name in absent {
            let answer = reader.get(&format!("/dashboards/{name}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {name}");
        }
        let list = reader.page("/dashboards").await;
        for name in absent {
            let address = format!(r#"href="/dashboards/{name}""#);
            assert!(!list.contains(&address), "{login} {name}");
        }
    }
    let security = Reader::new(&people, "security").await;
    let answer = security.get("/dashboards/attendance").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_the_address_says_is_only_text() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let attack = encoded(r#""><script>alert(1)</script>"#);
    for query in [
        format!("school.name={attack}"),
        format!("school.name={attack}&class.name={attack}&period=this+year"),
        format!("{attack}={attack}"),
    ] {
        let page = office
            .page(&format!("/dashboards/attendance?{query}"))
            .await;
        assert!(!page.contains("<script>alert"), "{query}");
    }
    let answer = office
        .get(&format!("/dashboards/attendance?period={attack}"))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!answer.text().contains("<script>alert"));
    // Neither an operator nor a pattern: a value is looked for as it is.
    for value in ["%", "Школа s1' or '1'='1", "$unit", "{period}"] {
        let page = office
            .page(&format!(
                "/dashboards/attendance?period=this+year&school.name={}",
                encoded(value)
            ))
            .await;
        assert!(!tile(&page, "reasons").contains("<table"), "{value}");
    }
}
