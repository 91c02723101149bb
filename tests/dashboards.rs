//! Dashboards: every declared page opens for its readers in both languages; what stands on it, where it leads, and what
//! it never tells; the tasks that come of it.

use std::fmt::Write;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION};
use axum::http::{Method, Request, StatusCode};
use serde_json::json;
use svodka::clock::Clock;
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
pub fn tile<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!(r#"id="tile-{name}""#))
        .unwrap_or_else(|| panic!("no tile {name}: {page}"));
    rest.split("</section>").next().unwrap_or_default()
}

/// Returns the texts of a table, its heads first.
pub fn rows(page: &str, id: &str) -> Vec<Vec<String>> {
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
pub fn addresses(piece: &str) -> Vec<String> {
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
            "5А|63,6 %|4|1|1|1|1|1|Записи",
            "1А|100,0 %|0|0|0|0|0|0|Записи",
            "Всего|66,7 %|4|1|1|1|1|1|Записи",
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
async fn months_in_which_few_moved_stand_though_their_figures_are_withheld() {
    let people = People::new().await;
    let address = "/dashboards/movement?period=days&from=2025-09-01&to=2025-12-31";
    for (login, september) in [("office", "*"), ("director", "1")] {
        let reader = Reader::new(&people, login).await;
        let rows = rows(&reader.page(address).await, "tile-months-table");
        let months: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(
            months,
            ["сентябрь 2025", "октябрь 2025", "Всего"],
            "{login}"
        );
        assert_eq!(rows[1][1], september, "{login}: {rows:?}");
    }
}

#[tokio::test]
async fn where_nobody_has_any_nobody_has_most() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let asked =
        |from: &str, to: &str| format!("/dashboards/movement?period=days&from={from}&to={to}");
    let september = director.page(&asked("2025-09-10", "2025-09-30")).await;
    let sentence = tile(&september, "balance");
    assert!(sentence.contains("прибыло 1, выбыло 0"), "{sentence}");
    assert!(!sentence.contains("Спросить о причинах"), "{sentence}");
    let october = director.page(&asked("2025-10-01", "2025-10-31")).await;
    let sentence = tile(&october, "balance");
    assert!(
        sentence.contains("выбывает больше прочих: 5А"),
        "{sentence}"
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

/// Returns what is chosen on a page, as its badges say.
fn badges(page: &str) -> Vec<String> {
    let (_, rest) = page.split_once(r#"<ul class="chosen""#).expect("badges");
    let list = rest.split("</ul>").next().unwrap_or_default();
    let badges = list.split("<li").skip(1);
    badges
        .map(|badge| text(badge).trim_end_matches(" ×").to_owned())
        .collect()
}

/// Returns the line of the frame that says up to when the data tell.
fn data_line(page: &str) -> String {
    let (_, rest) = page
        .split_once(r#"<p class="data-line""#)
        .unwrap_or_else(|| panic!("no line: {page}"));
    text(rest.split("</p>").next().unwrap_or_default())
}

/// Says whether an option of a selection is there, and whether it is the chosen one.
fn option(page: &str, value: &str) -> Option<bool> {
    let (_, rest) = page.split_once(&format!(r#"value="{value}""#))?;
    let tag = rest.split('>').next().unwrap_or_default();
    Some(tag.contains("selected") || tag.contains("checked"))
}

#[tokio::test]
async fn days_that_are_filled_in_win_over_the_words_beside_them() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let days = "from=2025-09-01&to=2025-10-31";
    let page = director
        .page(&format!(
            "/dashboards/attendance?period=last+4+weeks&{days}"
        ))
        .await;
    assert_eq!(badges(&page), ["Период: 01.09.2025 – 31.10.2025"]);
    assert_eq!(option(&page, "days"), Some(true));
    assert_eq!(option(&page, "last 4 weeks"), Some(false));
    assert!(rows(&page, "tile-reasons-table").len() > 2);
    // Who then chooses words leaves the days where they are: those are not new.
    let held = r#"name="held" value="2025-09-01..2025-10-31""#;
    assert!(page.contains(held), "{page}");
    let words = format!("period=last+4+weeks&{days}&held=2025-09-01..2025-10-31");
    let page = director
        .page(&format!("/dashboards/attendance?{words}"))
        .await;
    assert!(badges(&page)[0].contains("последние 4 недели"), "{page}");
    assert!(!page.contains(r#"value="2025-09-01""#), "{page}");
}

#[tokio::test]
async fn a_period_that_cannot_be_read_is_refused_in_words() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let school = format!("school.name={}", encoded("Школа s1"));
    for (query, told, told_in_english) in [
        (
            "period=last+fortnight",
            "Периода «last fortnight» нет",
            "no period",
        ),
        (
            "period=days&from=2025-13-01&to=2025-10-01",
            "«2025-13-01» — не дата",
            "is not a date",
        ),
        (
            "period=last+4+weeks&from=2025-10-31&to=2025-10-01",
            "Последний день, 01.10.2025, раньше первого, 31.10.2025",
            "is before the first one",
        ),
        (
            "period=last+4+weeks&from=&to=2025-10-01",
            "Указан только один день",
            "Only one day",
        ),
        (
            "period=days&from=&to=",
            "а дни не указаны",
            "no days are given",
        ),
    ] {
        let path = format!("/dashboards/attendance?{query}&{school}");
        let answer = office.get(&path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let page = answer.text();
        assert!(page.contains(told), "{query}: {page}");
        assert!(!page.contains(r#"class="card tile"#), "{query}");
        // Nothing that was typed is lost.
        assert_eq!(option(&page, "Школа s1"), Some(true), "{query}");
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let is_day = name != "period" && !value.is_empty();
            assert!(
                !is_day || page.contains(&format!(r#"value="{value}""#)),
                "{query}"
            );
        }
        let english = office.in_english().get(&path).await.text();
        assert!(english.contains(told_in_english), "{query}: {english}");
        let file = office.get(&path.replace('?', "/workbook?")).await;
        assert_eq!(file.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn a_term_is_chosen_by_its_name() {
    let people = People::new().await;
    let later = small_school("s3").table(
        "terms",
        "term_id,kind,ordinal,name,starts_on,ends_on\n\
         q1,quarter,1,1 четверть,2025-09-01,2025-10-26\n\
         h1,half_year,1,1 полугодие,2025-09-01,2025-12-28\n\
         y,year,1,Год,2025-09-01,2026-05-26\n",
    );
    people.load(&[later]).await;
    let director = Reader::new(&people, "director").await;
    let term = encoded("1 четверть 2025/2026");
    let path = format!("/dashboards/attendance?period={term}");
    let page = director.page(&path).await;
    assert_eq!(
        badges(&page),
        ["Период: 1 четверть 2025/2026, 01.09.2025 – 24.10.2025"]
    );
    assert_eq!(option(&page, "1 четверть 2025/2026"), Some(true));
    // Neither what has not begun nor what only another school has.
    assert_eq!(option(&page, "2 четверть 2025/2026"), None);
    assert_eq!(option(&page, "1 полугодие 2025/2026"), None);
    let of_days = director
        .page("/dashboards/attendance?from=2025-09-01&to=2025-10-24")
        .await;
    assert_eq!(
        rows(&page, "tile-reasons-table"),
        rows(&of_days, "tile-reasons-table")
    );

    let office = Reader::new(&people, "office").await;
    let page = office.page(&path).await;
    assert_eq!(
        badges(&page),
        [
            "Период: 1 четверть 2025/2026, 01.09.2025 – 26.10.2025 (дни у школ разные, взяты крайние)"
        ]
    );
    assert_eq!(option(&page, "1 полугодие 2025/2026"), Some(false));
    assert_eq!(option(&page, "Год 2025/2026"), None);
    // Lessons are those of its days, whatever terms their classes are marked by.
    let of_days = office
        .page("/dashboards/attendance?from=2025-09-01&to=2025-10-26")
        .await;
    assert_eq!(
        rows(&page, "tile-reasons-table"),
        rows(&of_days, "tile-reasons-table")
    );
    // A school that is chosen has its own days, and the term stays in the links down.
    let one = format!("{path}&school.name={}", encoded("Школа s1"));
    let page = office.page(&one).await;
    assert!(badges(&page)[0].ends_with("24.10.2025"), "{page}");
    let down = addresses(tile(&page, "reasons"));
    assert!(
        down.iter().any(|address| address.contains("class.name=")
            && address.contains("period=1%20")
            && !address.contains("from=")),
        "{down:?}"
    );
    // What is asked about terms by their last day is asked about those that are over.
    let page = office.page("/dashboards/programme").await;
    assert_eq!(option(&page, "1 четверть 2025/2026"), None);
}

#[tokio::test]
async fn a_chosen_quarter_counts_no_marks_of_a_half_year() {
    let people = People::new().await;
    let both = small_school("s1").table(
        "terms",
        "term_id,kind,ordinal,name,starts_on,ends_on\n\
         q1,quarter,1,1 четверть,2025-09-01,2025-10-24\n\
         h1,half_year,1,1 полугодие,2025-09-01,2025-10-24\n",
    );
    let marks = "pupil_id,group_id,term_id,kind,value\np1,g1,q1,term,5\np1,g1,h1,term,2\n";
    let both = both
        .table("term_marks", marks)
        .extracted_at("2025-11-01T23:40:00+03:00");
    people.load(&[both]).await;
    let director = Reader::new(&people, "director").await;
    let asked = async |term: &str| {
        let path = format!("/dashboards/performance?period={}", encoded(term));
        let page = director.page(&path).await;
        rows(&page, "tile-quality-table")
    };
    let quarter = asked("1 четверть 2025/2026").await;
    let half_year = asked("1 полугодие 2025/2026").await;
    assert_ne!(quarter, half_year);
}

#[tokio::test]
async fn several_schools_are_compared_and_counted_alone() {
    let people = People::new().await;
    people.load(&[small_school("s3")]).await;
    let office = Reader::new(&people, "office").await;
    let names = |page: &str| -> Vec<String> {
        let rows = rows(page, "tile-reasons-table").into_iter().skip(1);
        let names = rows.map(|row| row[0].clone());
        names.filter(|name| name.starts_with("Школа")).collect()
    };
    let all = office.page("/dashboards/attendance?period=this+year").await;
    assert_eq!(names(&all).len(), 3);
    assert_eq!(option(&all, "Школа s3"), Some(false));
    assert!(data_line(&all).contains("3 из 3 школ"), "{all}");
    let two = ["Школа s1", "Школа s3"].map(|name| format!("&school.name={}", encoded(name)));
    let path = format!("/dashboards/attendance?period=this+year{}", two.concat());
    let page = office.page(&path).await;
    let mut found = names(&page);
    found.sort();
    assert_eq!(found, ["Школа s1", "Школа s3"]);
    assert!(data_line(&page).contains("2 из 2 школ"), "{page}");
    assert_eq!(badges(&page).len(), 3, "a badge of each");
    assert!(
        !page.contains(r#"class="crumbs""#),
        "there is no one way down to two schools"
    );
    assert!(page.contains("Организация: выбрано 2"), "{page}");
    let (_, chosen) = page.split_once(r#"<ul class="chosen""#).expect("badges");
    let one = addresses(chosen.split("</ul>").next().unwrap_or_default());
    let page = office.page(&one[0]).await;
    assert_eq!(option(&page, "Школа s3"), Some(true));
    assert_eq!(option(&page, "Школа s1"), Some(false));

    let segments = office
        .page(&format!("/dashboards/segments?{}", &two.concat()[1..]))
        .await;
    assert_eq!(rows(&segments, "freshness-table").len(), 3);
}

#[tokio::test]
async fn the_way_down_leads_back_step_by_step() {
    let people = People::new().await;
    let crumbs = |page: &str| -> Vec<(String, bool)> {
        let Some((_, rest)) = page.split_once(r#"<nav class="crumbs""#) else {
            return Vec::new();
        };
        let nav = rest.split("</nav>").next().unwrap_or_default();
        let steps = nav.split("<li").skip(1);
        steps
            .map(|step| (text(step), step.contains("<a ")))
            .collect()
    };
    let step = |title: &str, leads: bool| (title.to_owned(), leads);
    let office = Reader::new(&people, "office").await;
    let path = "/dashboards/attendance?period=this+year";
    assert_eq!(crumbs(&office.page(path).await), []);
    let school = format!("{path}&school.name={}", encoded("Школа s1"));
    assert_eq!(
        crumbs(&office.page(&school).await),
        [step("Муниципалитет", true), step("Школа s1", false)]
    );
    let class = format!("{school}&class.name={}", encoded("5А"));
    let page = office.page(&class).await;
    assert_eq!(
        crumbs(&page),
        [
            step("Муниципалитет", true),
            step("Школа s1", true),
            step("5А", false)
        ]
    );
    let (_, nav) = page.split_once(r#"<nav class="crumbs""#).expect("the way");
    let up = addresses(nav.split("</nav>").next().unwrap_or_default());
    assert_eq!(up[0], "/dashboards/attendance?period=this%20year");
    assert!(up[1].contains("school.name=") && !up[1].contains("class.name="));

    let director = Reader::new(&people, "director").await;
    assert_eq!(crumbs(&director.page(path).await), []);
    let class = format!("{path}&class.name={}", encoded("5А"));
    assert_eq!(
        crumbs(&director.page(&class).await),
        [step("Школа s1", true), step("5А", false)]
    );
    let homeroom = Reader::new(&people, "homeroom").await;
    assert_eq!(crumbs(&homeroom.page(&class).await), []);
}

#[tokio::test]
async fn each_page_is_filtered_by_what_its_readers_have() {
    let people = People::new().await;
    for login in ["office", "director", "homeroom"] {
        let asker = people.asker(login).await;
        for dashboard in people.app.dashboards_of(&asker) {
            let has = |member: &str| dashboard.filters.iter().any(|known| known == member);
            let is_of_schools = has("district.name") && has("school.name");
            let place = &dashboard.name;
            assert_eq!(
                is_of_schools,
                !["director", "homeroom"].contains(&place.as_str()),
                "{place}"
            );
            let is_of_lessons = !["movement", "activity", "segments"].contains(&place.as_str());
            assert_eq!(has("subject.name"), is_of_lessons, "{place}");
            let is_of_grades = !["homeroom", "activity", "segments"].contains(&place.as_str());
            assert_eq!(
                has("class.level") && has("class.grade"),
                is_of_grades,
                "{place}"
            );
        }
    }
    // Who has one class chooses among its subjects.
    let homeroom = Reader::new(&people, "homeroom").await;
    let page = homeroom.page("/").await;
    assert!(page.contains(r#"name="subject.name""#) && !page.contains(r#"name="class.name""#));
}

#[tokio::test]
async fn every_page_says_up_to_when_its_data_tell() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let director = Reader::new(&people, "director").await;
    let release = async || {
        let newest = people.app.office.newest_release().await.expect("records");
        newest.expect("a release")
    };
    let first = release().await;
    for path in [
        "/",
        "/tasks",
        "/queries",
        "/reports",
        "/constructor",
        "/forms",
    ] {
        assert_eq!(
            data_line(&office.page(path).await),
            format!("Данные на 31.10.2025 23:40 · 2 из 2 школ · выпуск {first}"),
            "{path}"
        );
        assert_eq!(
            data_line(&director.page(path).await),
            format!("Данные на 31.10.2025 23:40 · выпуск {first}"),
            "{path}"
        );
    }
    // A new release is said at once, and of the own school's moment alone.
    let later = small_school("s2").extracted_at("2025-11-01T23:40:00+03:00");
    people.load(&[later]).await;
    let second = release().await;
    assert_ne!(second, first);
    assert_eq!(
        data_line(&office.page("/tasks").await),
        format!("Данные на 01.11.2025 23:40 · 2 из 2 школ · выпуск {second}")
    );
    assert_eq!(
        data_line(&director.page("/tasks").await),
        format!("Данные на 31.10.2025 23:40 · выпуск {second}")
    );
    // An answer to a program says the same; of a former release it is not known.
    let token = people.token("office").await;
    let query = json!({"measures": ["attendance.missed"]});
    let answer = people.ask(&token, &json!({"query": query})).await.json();
    assert_eq!(answer["dataMoment"], "2025-11-01T23:40:00+03:00");
    let query = json!({"measures": ["attendance.missed"], "asOf": first});
    let answer = people.ask(&token, &json!({"query": query})).await.json();
    assert_eq!(
        (&answer["release"], answer.get("dataMoment")),
        (&json!(first), None)
    );
    // Who sees no data is told of none.
    let security = Reader::new(&people, "security").await;
    assert!(!security.page("/audit").await.contains("data-line"));
}

#[tokio::test]
async fn the_rule_sets_stand_side_by_side() {
    let people = People::new().await;
    let other = |school_id: &str, rule_set: &str| {
        let school = format!(
            "school_id,name,kind,municipality,settlement,timezone,rule_set\n\
             {school_id},Школа {school_id},general,Демо,urban,Europe/Moscow,{rule_set}\n"
        );
        small_school(school_id).table("school", &school)
    };
    people
        .load(&[other("s3", "kropotkin-4"), other("s4", "tomsk-cadet")])
        .await;
    let office = Reader::new(&people, "office").await;
    let page = office.page("/dashboards/timeliness").await;
    let table = rows(&page, "demands-table");
    assert_eq!(
        table[0],
        [
            "Требование",
            "Школа № 4",
            "Муниципальный свод правил",
            "Кадетский корпус"
        ]
    );
    assert!(
        table[1][1].contains("приказ от 09.01.2020 № 1/1"),
        "{table:?}"
    );
    let said = |rule: &str| {
        let row = table.iter().find(|row| row[0] == rule);
        row.unwrap_or_else(|| panic!("no {rule}: {table:?}"))[1..].to_vec()
    };
    assert_eq!(
        said("Тема урока внесена"),
        [
            "в тот же день (п. 2.1)",
            "в тот же день (практика)",
            "в тот же день; на следующий день — допустимая задержка (п. 2.1)"
        ]
    );
    assert_eq!(
        said("Отметка внесена"),
        [
            "не позже чем через 7 дн. после дня работы (п. 2.4)",
            "не позже чем через 7 дн. после дня работы (практика)",
            "не позже чем через 7 дн. после дня работы (Муниципальный свод правил, практика)"
        ]
    );
    assert_eq!(said("Домашнее задание заранее")[1], "—");
    // A school that is chosen is judged by its own rules alone, whatever the days and the subject.
    let path = format!(
        "/dashboards/timeliness?period=this+year&school.name={}",
        encoded("Школа s3")
    );
    let page = office.page(&path).await;
    assert_eq!(rows(&page, "demands-table")[0], ["Требование", "Школа № 4"]);
    let (_, section) = page.split_once(r#"id="demands""#).expect("the demands");
    assert!(
        section.contains("Не зависит от фильтров: Период"),
        "{section}"
    );
}

#[tokio::test]
async fn a_director_stands_among_the_schools_on_each_page_that_compares() {
    let people = People::new().await;
    let others = ["s3", "s4", "s5", "s6"].map(small_school);
    people.load(&others).await;
    let director = Reader::new(&people, "director").await;
    for name in ["attendance", "performance", "timeliness", "accumulation"] {
        let page = director
            .page(&format!("/dashboards/{name}?period=this+year"))
            .await;
        let place = page.find(r#"id="standing""#);
        let place = place.unwrap_or_else(|| panic!("{name}: {page}"));
        let tiles = page.find(r#"class="tiles""#).expect("the tiles");
        assert!(place < tiles, "{name}: above the tiles");
        assert!(
            !page.contains("Школа s2") && !page.contains("Школа\u{a0}s2"),
            "{name}"
        );
    }
    // A grade is compared with the same grade elsewhere; a class has no like.
    let of = async |query: &str| {
        let path = format!("/dashboards/attendance?period=this+year&{query}");
        let page = director.page(&path).await;
        let (_, rest) = page.split_once(r#"id="standing""#).expect("the standing");
        let section = rest.split("</section>").next().unwrap_or_default();
        let row = rows(&page, "standing-table")[1][1..4].to_vec();
        (row, section.contains("Не зависит от фильтров: "))
    };
    let whole = ["66,7 %", "66,7 %", "1 из 6"];
    assert_eq!(of("").await, (whole.map(str::to_owned).to_vec(), false));
    let class = format!("class.name={}", encoded("5А"));
    assert_eq!(of(&class).await, (whole.map(str::to_owned).to_vec(), true));
    let (grade, is_told) = of("class.grade=5").await;
    assert!(!is_told && grade[0] != whole[0], "{grade:?}");
    // The figures of the own school are nothing to who sees a class of it, nor to the office.
    for login in ["homeroom", "teacher", "office"] {
        let reader = Reader::new(&people, login).await;
        let page = reader.page("/dashboards/attendance").await;
        assert!(!page.contains(r#"id="standing""#), "{login}");
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
    // Marks of a term are no matter of the days chosen.
    let quality = rows.iter().find(|row| row[0].starts_with("Качество"));
    assert_eq!(
        quality.expect("quality")[0],
        "Качество по ученикам, % (последний законченный учебный период)"
    );
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
    let (_, tiles) = page.split_once(r#"class="tiles""#).expect("the tiles");
    assert!(!tiles.contains("66,7"), "{page}");
}

#[tokio::test]
async fn what_a_term_ended_with_is_compared_whatever_days_are_chosen() {
    let after = "2025-11-05T05:00:00Z".parse().expect("a moment");
    let people = People::with(|config| config.clock = Clock::Fixed(after)).await;
    // Of 24 pupils of each school as many as said have a five for the term, the others a three.
    let schools = [
        ("s1", 12),
        ("s2", 18),
        ("s3", 6),
        ("s4", 6),
        ("s5", 9),
        ("s6", 6),
    ];
    let schools = schools.map(|(school, fives)| {
        let (mut pupils, mut enrolments, mut marks) = (
            "pupil_id,last_name,first_name,sex,birth_date\n".to_owned(),
            "pupil_id,class_id,from\n".to_owned(),
            "pupil_id,group_id,term_id,kind,value\n".to_owned(),
        );
        for pupil in 1..=24 {
            let mark = if pupil <= fives { 5 } else { 3 };
            let _ = writeln!(pupils, "p{pupil},Белова,Анна,f,2014-05-10");
            let _ = writeln!(enrolments, "p{pupil},c5,2025-09-01");
            let _ = writeln!(marks, "p{pupil},g1,q1,term,{mark}");
        }
        small_school(school)
            .table("pupils", &pupils)
            .table("enrolments", &enrolments)
            .table("term_marks", &marks)
            .extracted_at("2025-11-04T23:40:00+03:00")
    });
    people.load(&schools).await;
    let director = Reader::new(&people, "director").await;
    let of = async |period: &str| {
        let page = director.page(&format!("/?period={period}")).await;
        let named = "Качество по ученикам, % (последний законченный учебный период)";
        let row = rows(&page, "standing-table")
            .into_iter()
            .find(|row| row[0] == named);
        let row = row.unwrap_or_else(|| panic!("no row: {page}"));
        let (_, figures) = page.split_once(r#"class="figures""#).expect("figures");
        let figures = text(figures.split("</dl>").next().unwrap_or_default());
        (row, figures)
    };
    let (days, figures) = of("last+7+days").await;
    // Of 25,0, 25,0, 25,0, 37,5, 50,0 and 75,0 the middle is half-way from the third to the fourth.
    assert_eq!(days[1..4], ["50,0 %", "31,3 %", "2 из 6"]);
    let tile = format!("Качество по ученикам {}", days[1]);
    assert!(figures.contains(&tile), "{tile}: {figures}");
    assert_eq!(days, of("this+year").await.0);
}

#[tokio::test]
async fn a_school_of_few_pupils_sees_its_own_figure_among_others_that_are_withheld() {
    let people = People::new().await;
    let others = ["s3", "s4", "s5", "s6"].map(small_school);
    people.load(&others).await;
    let director = Reader::new(&people, "director").await;
    let page = director.page("/?period=this+year").await;
    let rows = rows(&page, "standing-table");
    let quality = rows.iter().find(|row| row[0].starts_with("Качество"));
    // One of three who are not without a mark has fives and fours alone.
    let quality = &quality.expect("quality")[1..4];
    assert_eq!(
        quality,
        ["33,3 %", "—", "данные есть меньше чем у пяти школ"]
    );
}

#[tokio::test]
async fn nobody_is_named_for_most_of_what_nobody_has() {
    let people = People::new().await;
    let excused = small_school("s1")
        .table("absences", "lesson_id,pupil_id,code\nL1,p1,УП\n")
        .extracted_at("2025-11-01T23:40:00+03:00");
    people.load(&[excused]).await;
    let homeroom = Reader::new(&people, "homeroom").await;
    let page = homeroom.page("/?period=this+year").await;
    let said = tile(&page, "pupils").to_owned();
    assert!(
        said.contains("Без уважительной причины никто не пропускал."),
        "{said}"
    );
    assert!(!said.contains("больше всех"), "{said}");
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
