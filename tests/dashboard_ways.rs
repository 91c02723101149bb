//! Where dashboards lead: from rows to pages, to the constructor and to records; from alerts to what they are about; into
//! a workbook. And what is told of lists that are cut, periods that are not over and filters that change nothing.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Reader as _, Xlsx, open_workbook_from_rs};

use crate::dashboards::{addresses, rows, tile};
use crate::people::{People, encoded};
use crate::reader::Reader;

/// A page whose lists are as short as they can be.
const SHORT: &str = r#"
title = { ru = "Проба", en = "Probe" }
description = { ru = "Проба", en = "Probe" }
order = 999
readers = ["office", "school"]
period = "this year"
filters = ["school.name", "class.name", "class.grade"]

[[tiles]]
name = "figures"
title = { ru = "Итог", en = "Summary" }
period = "this year"
chart = "figures"
targets = { "attendance.attendance_pct" = 95 }
query = { measures = ["attendance.attendance_pct"], compare = "previous_period" }

[[tiles]]
name = "first"
title = { ru = "Первый", en = "The first" }
sentence = { ru = "Строк: { $rows }", en = "Rows: { $rows }" }
chart = "bar"
targets = { "attendance.attendance_pct" = 95 }
query = { measures = ["attendance.attendance_pct", "attendance.missed"], dimensions = ["$unit"], order = [["$unit", "asc"]], limit = 1 }

[[tiles]]
name = "all"
title = { ru = "Все", en = "All" }
query = { measures = ["attendance.missed"], dimensions = ["$unit"], filters = [{ member = "class.kind", operator = "equals", values = ["class"] }] }

[[tiles]]
name = "months"
title = { ru = "Месяцы", en = "Months" }
query = { measures = ["attendance.missed"], timeDimensions = [{ dimension = "calendar.date", granularity = "month" }], order = [["calendar.date", "asc"]] }

[[tiles]]
name = "teachers"
title = { ru = "Учителя", en = "Teachers" }
readers = ["school"]
units = ["teacher"]
query = { measures = ["timeliness.on_time_pct"], dimensions = ["$unit"] }

[[alerts]]
name = "some"
title = { ru = "Пропуски", en = "Absences" }
text = { ru = "{ $name }: { $missed }", en = "{ $name }: { $missed }" }
period = "this year"
query = { measures = ["attendance.missed"], dimensions = ["$unit"], order = [["$unit", "asc"]], limit = 1 }

[[alerts]]
name = "late"
title = { ru = "Журналы", en = "Journals" }
text = { ru = "{ $name }", en = "{ $name }" }
readers = ["school"]
units = ["teacher"]
period = "last month"
query = { measures = ["timeliness.topics_missing"], dimensions = ["$unit"] }
"#;

async fn short() -> People {
    People::with(|config| {
        let folder = config.data.join("content/dashboards");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("probe.toml"), SHORT).expect("a page");
    })
    .await
}

/// Returns the first address that has all of the parts.
fn leading_to<'a>(found: &'a [String], parts: &[&str]) -> Option<&'a String> {
    found
        .iter()
        .find(|address| parts.iter().all(|part| address.contains(part)))
}

/// Writes an address as a browser sends it.
fn sent(address: &str) -> String {
    let address = address.replace("&#39;", "'");
    let signs = address.chars().map(|sign| match sign.is_ascii() {
        true => sign.to_string(),
        false => encoded(&sign.to_string()),
    });
    signs.collect()
}

#[tokio::test]
async fn a_row_leads_to_the_records_behind_its_figures() {
    let people = People::new().await;
    let director = Reader::new(&people, "director").await;
    let page = director
        .page("/dashboards/attendance?period=days&from=2025-09-01&to=2025-10-31")
        .await;
    let found = addresses(tile(&page, "reasons"));
    let of_class = leading_to(
        &found,
        &["/constructor?q=", "view:table", "limit:500", "5А"],
    );
    let of_class = of_class.unwrap_or_else(|| panic!("{found:?}"));
    for part in [
        "pupil.name",
        "lesson.number",
        "granularity:day",
        "2025-10-31",
    ] {
        assert!(of_class.contains(part), "{part}: {of_class}");
    }
    // It opens, and holds the class alone.
    let records = director.page(&sent(of_class)).await;
    assert!(
        records.contains("Ёлкин") && !records.contains("Сомова"),
        "{records}"
    );
}

#[tokio::test]
async fn who_may_not_see_single_pupils_is_offered_no_records_of_them() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let page = office.page("/dashboards/attendance?period=this+year").await;
    let found = addresses(tile(&page, "reasons"));
    assert!(leading_to(&found, &["view:table"]).is_none(), "{found:?}");
    assert!(!tile(&page, "reasons").contains("Записи"));
    let page = office.page("/dashboards/timeliness?period=this+year").await;
    let found = addresses(tile(&page, "kinds"));
    let records = leading_to(&found, &["view:table", "school.name"]);
    assert!(records.is_some(), "lessons are no pupils: {found:?}");
}

#[tokio::test]
async fn a_pupil_and_a_teacher_lead_one_step_down_in_the_constructor() {
    let people = short().await;
    let director = Reader::new(&people, "director").await;
    let page = director.page("/dashboards/probe").await;
    let found = addresses(tile(&page, "teachers"));
    let down = leading_to(
        &found,
        &["/constructor?q=", "class.name", "member:teacher.name"],
    );
    assert!(down.is_some(), "{found:?}");
    let class = format!("/dashboards/probe?class.name={}", encoded("5А"));
    let page = director.page(&class).await;
    let found = addresses(tile(&page, "all"));
    let down = leading_to(
        &found,
        &["/constructor?q=", "subject.name", "member:pupil.name"],
    );
    let down = down.unwrap_or_else(|| panic!("{found:?}"));
    director.page(&sent(down)).await;
}

#[tokio::test]
async fn a_mark_leads_where_its_row_leads_and_a_month_to_its_days() {
    let people = short().await;
    let office = Reader::new(&people, "office").await;
    let page = office.page("/dashboards/probe").await;
    let first = tile(&page, "first");
    let (_, row) = first.split_once("data-href=\"").expect("a way of the row");
    let address = row.split('"').next().expect("an address");
    assert!(address.contains("school.name="), "{address}");
    assert!(
        addresses(first)
            .iter()
            .any(|link| *link == address.replace("&#38;", "&"))
    );
    let months = addresses(tile(&page, "months"));
    let september = leading_to(&months, &["from=2025-09-01", "to=2025-09-30"]);
    assert!(september.is_some(), "{months:?}");
}

#[tokio::test]
async fn a_list_that_is_cut_says_of_how_many() {
    let people = short().await;
    let office = Reader::new(&people, "office").await;
    let page = office.page("/dashboards/probe").await;
    let first = tile(&page, "first");
    assert!(first.contains("Показана первая строка из 2."), "{first}");
    assert!(
        first.contains("Строк: 2"),
        "the sentence tells of all: {first}"
    );
    let all = first.split("class=\"cut\"").nth(1).expect("the note");
    let all = &addresses(all)[0];
    assert!(
        all.starts_with("/constructor?q=") && !all.contains("limit"),
        "{all}"
    );
    assert!(!tile(&page, "all").contains("class=\"cut\""));
    let in_english = office.in_english().page("/dashboards/probe").await;
    assert!(tile(&in_english, "first").contains("The first row of 2 is shown."));
    // So are alerts, which are counted whole.
    assert!(page.contains("Требует внимания: 2 задачи"), "{page}");
    let tasks = office.page("/tasks").await;
    assert!(
        tasks.contains("«Пропуски»: показана первая задача из 2."),
        "{tasks}"
    );
}

#[tokio::test]
async fn a_month_that_is_not_over_says_so() {
    let people = short().await;
    let office = Reader::new(&people, "office").await;
    let page = office
        .page("/dashboards/probe?period=days&from=2025-09-01&to=2025-10-15")
        .await;
    let months = rows(&page, "tile-months-table");
    let noted = |month: usize| months[month][0].contains("неполный период");
    assert!(!noted(1) && noted(2), "{months:?}");
}

#[tokio::test]
async fn a_figure_says_what_it_is_measured_by() {
    let people = short().await;
    let office = Reader::new(&people, "office").await;
    let page = office
        .page("/dashboards/probe?period=last+month&class.grade=5")
        .await;
    let (_, figure) = page.split_once(r#"<dl class="figures""#).expect("figures");
    let figure = figure.split("</dl>").next().unwrap_or_default();
    assert!(
        figure.contains("цель 95 %") || figure.contains("цель 95\u{a0}%"),
        "{figure}"
    );
    assert!(figure.contains("этот учебный год"), "{figure}");
    assert!(
        figure.contains("неполный период: данные есть по"),
        "{figure}"
    );
    let first = tile(&page, "first");
    assert!(first.contains(r#"data-targets="[95.0]""#), "{first}");
    assert!(first.contains("Пунктир — цель 95"), "{first}");
}

#[tokio::test]
async fn schools_without_data_are_told_under_filters_of_classes() {
    let people = short().await;
    people.load(&[crate::office::Segment::new("s3")]).await;
    let office = Reader::new(&people, "office").await;
    for query in ["", "?class.grade=5"] {
        let page = office.page(&format!("/dashboards/probe{query}")).await;
        let rows = rows(&page, "tile-all-table");
        let absent = rows.iter().find(|row| row[0] == "Школа s3");
        assert_eq!(
            absent.expect("the school")[1..],
            ["нет данных".to_owned()],
            "{query}: {rows:?}"
        );
    }
    let two = ["Школа s1", "Школа s2"].map(|name| format!("school.name={}", encoded(name)));
    let page = office
        .page(&format!("/dashboards/probe?{}", two.join("&")))
        .await;
    assert!(
        !tile(&page, "all").contains("нет данных"),
        "not asked about"
    );
}

#[tokio::test]
async fn an_alert_about_a_teacher_leads_to_the_tile_of_teachers() {
    let people = short().await;
    let director = Reader::new(&people, "director").await;
    let page = director.page("/dashboards/probe").await;
    let found = addresses(&page);
    let led = leading_to(
        &found,
        &["/dashboards/probe?period=last%20month", "#tile-teachers"],
    );
    assert!(led.is_some(), "{found:?}");
    assert!(
        page.contains("По всей школе независимо от фильтров."),
        "{page}"
    );
}

#[tokio::test]
async fn a_workbook_says_what_is_chosen_and_has_what_stands_below() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let sheets = async |path: &str| {
        let answer = office.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let mut book: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(answer.bytes.clone())).expect("a workbook");
        let names = book.sheet_names();
        let about = book.worksheet_range("О выгрузке").expect("the last sheet");
        let told: Vec<String> = about
            .rows()
            .map(|row| {
                row.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(": ")
            })
            .collect();
        (names, told)
    };
    let (names, told) = sheets(&format!(
        "/dashboards/overview/workbook?school.name={}",
        encoded("Школа s1")
    ))
    .await;
    assert!(
        names.iter().any(|name| name == "Состояние сегментов"),
        "{names:?}"
    );
    let has = |part: &str| {
        told.iter()
            .any(|line| line.replace('\u{a0}', " ").contains(part))
    };
    assert!(has("Школа s1") && has("последние 4 недели"), "{told:?}");
    let (_, told) = sheets("/dashboards/overview/workbook?period=last+month").await;
    assert!(
        told.iter()
            .any(|line| line.contains("Не зависит от фильтров: Период")),
        "the states of segments: {told:?}"
    );
}

#[tokio::test]
async fn a_workbook_has_the_demands_and_the_extracts_of_the_schools_that_are_chosen() {
    let people = People::new().await;
    let office = Reader::new(&people, "office").await;
    let lines = async |path: &str, sheet: &str| {
        let answer = office.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let mut book: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(answer.bytes.clone())).expect("a workbook");
        let names = book.sheet_names();
        let sheet = book.worksheet_range(sheet);
        let sheet = sheet.unwrap_or_else(|error| panic!("{error}: {names:?}"));
        let cell = |cell: &calamine::Data| cell.to_string().replace('\u{a0}', " ");
        let lines = sheet.rows().map(|row| row.iter().map(cell).collect());
        lines.collect::<Vec<Vec<String>>>()
    };
    let query = format!("school.name={}", encoded("Школа s1"));
    let page = office
        .page(&format!("/dashboards/timeliness?{query}"))
        .await;
    let path = format!("/dashboards/timeliness/workbook?{query}");
    let demands = lines(&path, "Чего требуют положения школ").await;
    assert_eq!(demands, rows(&page, "demands-table"));
    let path = format!("/dashboards/overview/workbook?{query}");
    let extracts = lines(&path, "Состояние сегментов").await;
    assert_eq!(extracts.len(), 2, "the heads and one school: {extracts:?}");
    assert_eq!(extracts[1][0], "Школа s1");
}
