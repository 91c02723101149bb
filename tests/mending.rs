//! Mending: rejected rows are downloaded in the columns of their tables, mended and handed over again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, RecordBatch, StringArray};
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use svodka::audit::{Action, Filter};
use svodka::clock::Clock;
use svodka::diagnostic::{Diagnostic, Severity};
use svodka::extract::{self, Seal};
use svodka::loads::Silent;
use svodka::office::{LoadRecord, LoadState, TableCount, UserScope};
use svodka::period::Period;

use crate::access::zipped;
use crate::office::{Segment, small_school};
use crate::people::{Answer, People};

const MOMENT: &str = "2025-11-01T23:40:00+03:00";

const MARKS: &str = "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n\
    m1;L1;p1;Ответ на уроке;1;5;02.09.2025;02.09.2025 10:00\n\
    =m8;L1;p9;\"Ответ; на \"\"уроке\"\"\";-1;6;02.09.2025;02.09.2025 10:00\n\
    m9;L1;p1;Зачёт;1;5;02.09.2025;02.09.2025 10:00;лишнее\n\
    m10;L1;p1;Зачёт;1;4;02.09.2025;02.09.2025 10:00\n";

const PUPILS: &str = "pupil_id,last_name,first_name,middle_name,sex,birth_date\n\
    p1,Ёлкин,Иван,Петрович,m,2014-05-10\n\
    p2,Жукова,Анна,,f,2014-11-20\n\
    p3,Белов,Олег,,м,2014-01-15\n\
    p4,Сомова,Яна,,ж,2018-03-03\n\
    p5,Агеева,Нина,,f,2014-10-31\n\
    p9,Тайнова,Ольга,,f,31.02.2014\n";

/// A school of whose marks and pupils some rows are wrong: one mark has a value of no list and a pupil who is rejected
/// herself, another a cell too many.
fn dirty_school(school_id: &str) -> Segment {
    small_school(school_id)
        .extracted_at(MOMENT)
        .table("pupils", PUPILS)
        .table("marks", MARKS)
}

async fn people() -> People {
    People::with(|config| config.limits.reject_share = 0.9).await
}

/// Lays a segment out in a folder that stays.
fn laid_out(people: &People, segment: &Segment) -> PathBuf {
    let folder = tempfile::tempdir_in(people.folder.path()).expect("a folder");
    let folder = folder.keep();
    segment.write(&folder);
    folder
}

/// Sends an archive as the director, loads it and returns its record.
async fn sent(people: &People, bytes: Vec<u8>) -> LoadRecord {
    let token = people.token("director").await;
    let request = Request::post("/api/v1/extracts")
        .header(AUTHORIZATION, &token)
        .body(Body::from(bytes));
    let answer = people.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    people.app.load_inbox().await.expect("a load");
    let load_id = answer.json()["load_id"].as_str().expect("an id").to_owned();
    record(people, &load_id).await
}

async fn record(people: &People, load_id: &str) -> LoadRecord {
    let load = people.app.office.load(load_id).await.expect("records");
    load.expect("a load")
}

/// Hands files over for a load.
async fn handed(people: &People, token: &str, load_id: &str, files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"rows\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    let request = Request::post(format!("/loads/{load_id}"))
        .header(AUTHORIZATION, token)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body));
    people.send(request.expect("a request")).await
}

/// Hands files over, loads what was made of them and returns its record.
async fn mended(people: &People, load_id: &str, files: &[(&str, &[u8])]) -> LoadRecord {
    let token = people.token("director").await;
    let answer = handed(people, &token, load_id, files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let place = answer.header("location").to_owned();
    let made = place.strip_prefix("/loads/").expect("a load");
    let waiting = record(people, made).await;
    assert_eq!(waiting.state, LoadState::Running);
    people.app.load_inbox().await.expect("a load");
    record(people, made).await
}

async fn file(people: &People, load_id: &str, table: &str) -> String {
    let token = people.token("director").await;
    let path = format!("/loads/{load_id}/rejects/{table}");
    let answer = people.get(&token, &path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text()
}

/// Counts the numeric marks of the school and the mean of them.
async fn marks(people: &People) -> Value {
    let token = people.token("director").await;
    let query = json!({"measures": ["marks.count", "marks.average"]});
    let answer = people.ask(&token, &query).await.json();
    answer["data"][0].clone()
}

fn rejects(load: &LoadRecord) -> Vec<&Diagnostic> {
    let all = load.diagnostics.iter();
    all.filter(|row| row.severity == Severity::Reject).collect()
}

#[tokio::test]
async fn rows_of_csv_are_downloaded_mended_and_handed_over() {
    let people = people().await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    assert_eq!(load.state, LoadState::AcceptedWithRejects);
    assert_eq!(rejects(&load).len(), 3);
    let before = marks(&people).await;
    assert_eq!(before["marks.count"], json!(2));

    // The page offers a file for each table, with its count.
    let token = people.token("director").await;
    let path = format!("/loads/{}", load.load_id);
    let page = people.get(&token, &path).await.text();
    for told in [
        format!("href=\"{path}/rejects/marks\""),
        format!("href=\"{path}/rejects/pupils\""),
        format!("action=\"{path}#mending\""),
        "Скачать marks (CSV)".to_owned(),
        "Исправить отклонённые строки".to_owned(),
    ] {
        assert!(page.contains(&told), "{told}: {page}");
    }

    // The columns are those of the file, in their order, and the values as they came.
    let (marks_file, pupils_file) = (
        file(&people, &load.load_id, "marks").await,
        file(&people, &load.load_id, "pupils").await,
    );
    let lines: Vec<&str> = marks_file.split("\r\n").collect();
    assert_eq!(
        lines[0],
        format!(
            "\u{feff}mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at;\
             Строка загрузки {};Причина",
            load.load_id
        )
    );
    assert!(
        lines[1].starts_with(
            "'=m8;L1;p9;\"Ответ; на \"\"уроке\"\"\";'-1;6;02.09.2025;02.09.2025 10:00;3;"
        ),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("m9;L1;p1;Зачёт;1;5;02.09.2025;02.09.2025 10:00;4;")
            && lines[2].ends_with(";лишнее"),
        "{}",
        lines[2]
    );
    assert!(pupils_file.contains("\r\np9;Тайнова;Ольга;;f;31.02.2014;7;столбец birth_date"));
    // It was written down with the hash of what was handed out.
    let filter = Filter {
        action: Some(Action::Export),
        ..Filter::default()
    };
    let exported = people.app.audit_entries(filter, 10).await.expect("entries");
    let hash = Sha256::digest(marks_file.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let written = exported.iter().find(|found| found.entry.file_hash == hash);
    assert_eq!(written.expect("an entry").entry.rows, Some(2));

    // A spreadsheet saves in its own encoding; a cell too many goes where it belongs: nowhere.
    let better = marks_file
        .trim_start_matches('\u{feff}')
        .replace(";6;02.09", ";3;02.09")
        .replace(";лишнее", ";");
    let (better, _, _) = encoding_rs::WINDOWS_1251.encode(&better);
    let pupils = pupils_file.replace("31.02.2014", "28.02.2014");
    let files: &[(&str, &[u8])] = &[("marks.csv", &better), ("pupils.csv", pupils.as_bytes())];
    let made = mended(&people, &load.load_id, files).await;
    assert_eq!(made.state, LoadState::Accepted, "{:#?}", made.diagnostics);
    assert_eq!(rejects(&made), Vec::<&Diagnostic>::new());
    assert_eq!(made.extracted_at, load.extracted_at);
    let rows = |load: &LoadRecord| {
        let tables = load.tables.iter();
        let mut rows: Vec<(String, u64)> = tables
            .map(|table| (table.table.clone(), table.rows))
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(rows(&made), rows(&load), "every other row came along");
    let after = marks(&people).await;
    assert_eq!(after["marks.count"], json!(4));
    assert_eq!(
        after["marks.average"].as_f64(),
        Some((5 + 3 + 5 + 4) as f64 / 4.0)
    );
    let segments = people.app.freshness(&people.asker("director").await).await;
    assert_eq!(segments.expect("segments")[0].rejected_rows, 0);

    // What was is what it was, and leads to what became of it.
    let old = record(&people, &load.load_id).await;
    assert_eq!(old.state, LoadState::AcceptedWithRejects);
    assert_eq!(rejects(&old).len(), 3);
    let page = people.get(&token, &path).await.text();
    assert!(page.contains(&format!("href=\"/loads/{}\"", made.load_id)));
    assert!(page.contains("за те же дни уже принята другая выгрузка"));
    assert!(!page.contains("action=\"/loads/20"), "no form any more");
    let page = people
        .get(&token, &format!("/loads/{}", made.load_id))
        .await;
    assert!(
        page.text().contains("Заменено строк: 3, исключено: 0."),
        "{}",
        page.text()
    );
    let again = handed(&people, &token, &load.load_id, files).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_was_not_mended_stays_rejected_and_can_be_mended_next() {
    let people = people().await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    // One row mended, one left out; the pupil stays as she was, and so the mark of hers.
    let text = file(&people, &load.load_id, "marks").await;
    let text = text
        .replace(";6;02.09", ";3;02.09")
        .replace(
            "m9;L1;p1;Зачёт;1;5;02.09.2025;02.09.2025 10:00;",
            ";;;;;;;;",
        )
        .replace(";лишнее", ";");
    let made = mended(&people, &load.load_id, &[("a.csv", text.as_bytes())]).await;
    assert_eq!(made.state, LoadState::AcceptedWithRejects);
    let left = rejects(&made);
    let rules: Vec<&str> = left.iter().map(|row| row.rule.as_str()).collect();
    assert_eq!(left.len(), 2, "{left:#?}");
    assert!(
        rules.contains(&"orphan") && rules.contains(&"type"),
        "{rules:?}"
    );
    let count = |table: &str| {
        let mut tables = made.tables.iter();
        tables
            .find(|found| found.table == table)
            .map(|found| found.rows)
    };
    assert_eq!(count("marks"), Some(3), "one row was left out");

    // The mark is good as soon as the pupil is.
    let text = file(&people, &made.load_id, "pupils").await;
    let text = text.replace("31.02.2014", "2014-02-28");
    let made = mended(&people, &made.load_id, &[("p.csv", text.as_bytes())]).await;
    assert_eq!(made.state, LoadState::Accepted, "{:#?}", made.diagnostics);
    assert_eq!(marks(&people).await["marks.count"], json!(3));
}

#[tokio::test]
async fn rows_of_workbooks_and_parquet_are_mended_as_csv() {
    let people = people().await;
    let folder = laid_out(
        &people,
        &small_school("s1")
            .extracted_at(MOMENT)
            .without("marks")
            .without("pupils"),
    );
    std::fs::write(folder.join("marks.xlsx"), workbook()).expect("a file");
    std::fs::write(folder.join("pupils.parquet"), parquet()).expect("a file");
    seal_again(&folder);
    let load = sent(&people, zipped(&folder)).await;
    assert_eq!(
        load.state,
        LoadState::AcceptedWithRejects,
        "{:#?}",
        load.diagnostics
    );
    assert_eq!(rejects(&load).len(), 3);

    let text = file(&people, &load.load_id, "marks").await;
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}mark_id;lesson_id;pupil_id;work_type;value;"));
    // Cells of their own kind are written so that they are read again as what they are.
    assert!(
        lines[1].starts_with("17;L1;p1;Зачёт;6;2025-09-02;2025-09-02 10:00:00;4;"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].contains('\u{FFFD}'),
        "a formula that failed: {}",
        lines[2]
    );
    let text = text.replace("Зачёт;6;", "Зачёт;2;");
    let pupils = file(&people, &load.load_id, "pupils").await;
    assert!(
        pupils.contains("\r\np9;Тайнова;Ольга;x;2014-02-28;6;"),
        "{pupils}"
    );
    let pupils = pupils.replace(";x;", ";f;");
    let files: &[(&str, &[u8])] = &[("m.csv", text.as_bytes()), ("p.csv", pupils.as_bytes())];
    let made = mended(&people, &load.load_id, files).await;
    // What no cell could be read from is not taken for text on the way.
    let left = rejects(&made);
    assert_eq!(left.len(), 1, "{left:#?}");
    assert_eq!(
        (left[0].rule.as_str(), left[0].column.as_deref()),
        ("type", Some("value"))
    );
    let found = marks(&people).await;
    assert_eq!(found["marks.count"], json!(2));
    assert_eq!(found["marks.average"], json!(3.5));
    let boys = json!({"measures": ["contingent.boys"]});
    let token = people.token("director").await;
    let boys = people.ask(&token, &boys).await.json();
    assert!(boys["data"][0]["contingent.boys"].as_i64() > Some(0));
}

/// Three marks with dates, moments and numbers of Excel's own: one good, one of no list, one with a formula that failed.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = [
        "mark_id",
        "lesson_id",
        "pupil_id",
        "work_type",
        "value",
        "work_date",
        "entered_at",
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write(0, column, head).expect("a head");
    }
    let (day, moment) = (
        Format::new().set_num_format("dd.mm.yyyy"),
        Format::new().set_num_format("dd.mm.yyyy hh:mm"),
    );
    // A blank line stands between the rows: lines are those of the sheet.
    for (line, id, value) in [(1, 16, 5), (3, 17, 6), (4, 18, 4)] {
        sheet.write(line, 0, id).expect("a cell");
        sheet.write(line, 1, "L1").expect("a cell");
        sheet.write(line, 2, "p1").expect("a cell");
        sheet.write(line, 3, "Зачёт").expect("a cell");
        sheet.write(line, 4, value).expect("a cell");
        let date = ExcelDateTime::from_ymd(2025, 9, 2).expect("a day");
        sheet
            .write_with_format(line, 5, &date, &day)
            .expect("a cell");
        let date = date.and_hms(10, 0, 0).expect("a moment");
        sheet
            .write_with_format(line, 6, &date, &moment)
            .expect("a cell");
    }
    let failed = rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!");
    sheet.write_formula(4, 4, failed).expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

/// Six pupils with days of Parquet's own, one of a sex that is in no list.
fn parquet() -> Vec<u8> {
    let texts = |texts: [&str; 6]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
    let days = [16_200, 16_394, 16_085, 17_593, 16_374, 16_129];
    let batch = RecordBatch::try_from_iter([
        ("pupil_id", texts(["p1", "p2", "p3", "p4", "p5", "p9"])),
        (
            "last_name",
            texts(["Ёлкин", "Жукова", "Белов", "Сомова", "Агеева", "Тайнова"]),
        ),
        (
            "first_name",
            texts(["Иван", "Анна", "Олег", "Яна", "Нина", "Ольга"]),
        ),
        ("sex", texts(["m", "f", "м", "ж", "f", "x"])),
        (
            "birth_date",
            Arc::new(Date32Array::from(days.to_vec())) as ArrayRef,
        ),
    ]);
    let batch = batch.expect("a batch");
    let mut bytes = Vec::new();
    let writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None);
    let mut writer = writer.expect("a writer");
    writer.write(&batch).expect("rows");
    writer.close().expect("a file");
    bytes
}

#[tokio::test]
async fn an_extract_refused_for_its_rejects_is_mended_too() {
    let people = People::with(|config| config.limits.reject_share = 0.1).await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    assert_eq!(load.state, LoadState::Refused);
    let marks = file(&people, &load.load_id, "marks").await;
    let marks = marks
        .replace(";6;02.09", ";3;02.09")
        .replace(";лишнее", ";");
    let pupils = file(&people, &load.load_id, "pupils").await;
    let pupils = pupils.replace("31.02.2014", "2014-02-28");
    let files: &[(&str, &[u8])] = &[("m", marks.as_bytes()), ("p", pupils.as_bytes())];
    let made = mended(&people, &load.load_id, files).await;
    assert_eq!(made.state, LoadState::Accepted, "{:#?}", made.diagnostics);
    assert_eq!(
        record(&people, &load.load_id).await.state,
        LoadState::Refused
    );
    // Other faults are not mended by rows.
    let segment = dirty_school("s1")
        .extracted_at("2025-11-03T23:40:00+03:00")
        .table("subjects", "subject_id\nmath\n");
    let load = sent(&people, zipped(&laid_out(&people, &segment))).await;
    assert_eq!(load.state, LoadState::Refused);
    let token = people.token("director").await;
    let page = people
        .get(&token, &format!("/loads/{}", load.load_id))
        .await;
    assert!(
        page.text()
            .contains("выгрузка отклонена не только из-за них")
    );
}

#[tokio::test]
async fn the_page_of_a_load_leads_to_mending_as_long_as_it_can_be_done() {
    let people = people().await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    let scope = UserScope::School {
        school_id: "s1".into(),
    };
    people.add("unsworn", "deputy", scope, &[]).await;
    let next = async |login: &str| {
        let token = people.token(login).await;
        let path = format!("/loads/{}", load.load_id);
        let page = people.get(&token, &path).await.text();
        let (_, begun) = page.split_once(r#"id="next">"#).expect("what is next");
        let (next, _) = begun.split_once("</p>").expect("its end");
        next.to_owned()
    };
    let told = next("director").await;
    assert!(told.contains("прямо на этой странице"), "{told}");
    assert!(told.contains(r##"href="#mending""##), "{told}");
    // Who may not see the rows mends them in the journal.
    let told = next("unsworn").await;
    assert!(told.contains("в журнале") && !told.contains("#mending"));
    let pupils = file(&people, &load.load_id, "pupils").await;
    let pupils = pupils.replace("31.02.2014", "2014-02-28");
    let files: &[(&str, &[u8])] = &[("p.csv", pupils.as_bytes())];
    let token = people.token("director").await;
    let answer = handed(&people, &token, &load.load_id, files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    for login in ["director", "unsworn"] {
        let told = next(login).await;
        assert!(told.starts_with("Дождитесь"), "{login}: {told}");
    }
    people.app.load_inbox().await.expect("a load");
    let made = answer.header("location");
    for login in ["director", "unsworn"] {
        let told = next(login).await;
        assert!(told.contains("уже не нужно"), "{login}: {told}");
        assert!(told.contains(made), "{login}: {told}");
        assert!(!told.contains("снимите"), "{login}: {told}");
    }
}

#[tokio::test]
async fn what_came_later_is_not_undone() {
    let people = people().await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    let text = file(&people, &load.load_id, "pupils").await;
    let text = text.replace("31.02.2014", "2014-02-28");
    let token = people.token("director").await;
    let files: &[(&str, &[u8])] = &[("p.csv", text.as_bytes())];
    let answer = handed(&people, &token, &load.load_id, files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    // While it waits nothing else is made of the same load …
    let again = handed(&people, &token, &load.load_id, files).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("уже переданы и ждут загрузки"));
    // … and an extract of the same moment that is applied meanwhile stays.
    let resent = dirty_school("s1").table("marks", &MARKS.replace(";6;", ";5;"));
    let resent = laid_out(&people, &resent);
    let loaded = people.app.load(&[resent], false, Arc::new(Silent)).await;
    assert!(loaded.expect("a load")[0].state.is_applied());
    people.app.load_inbox().await.expect("a load");
    let made = answer.header("location").trim_start_matches("/loads/");
    assert_eq!(record(&people, made).await.state, LoadState::Superseded);
}

#[tokio::test]
async fn a_night_forgets_what_was_mended() {
    let people = people().await;
    let rejected = json!({"measures": ["loads.rejected_rows", "loads.received"]});
    let token = people.token("director").await;
    for (moment, segment, count) in [
        ("2025-11-02T02:00:00+03:00", dirty_school("s1"), 3),
        (
            "2025-11-02T12:00:00+03:00",
            small_school("s1").extracted_at(MOMENT),
            0,
        ),
    ] {
        let clock = Clock::Fixed(moment.parse().expect("a moment"));
        let paths = [laid_out(&people, &segment)];
        let loaded = people.app.load_at(clock, &paths, false, Arc::new(Silent));
        assert!(loaded.await.expect("a load")[0].state.is_applied());
        let told = people.ask(&token, &rejected).await.json();
        let told = &told["data"][0];
        assert_eq!(told["loads.rejected_rows"], json!(count), "{moment}");
        assert_eq!(told["loads.received"], json!(2), "{moment}");
    }
}

#[tokio::test]
async fn a_school_is_late_with_an_extract_and_not_with_mending_it() {
    let people = People::with(|config| {
        config.limits.reject_share = 0.9;
        config.clock = Clock::Fixed("2025-11-02T12:00:00+03:00".parse().expect("a moment"));
    })
    .await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    let text = file(&people, &load.load_id, "pupils").await;
    let text = text.replace("31.02.2014", "2014-02-28");
    let made = mended(&people, &load.load_id, &[("p.csv", text.as_bytes())]).await;
    let token = people.token("director").await;
    for (load_id, is_late) in [(&load.load_id, true), (&made.load_id, false)] {
        let page = people
            .get(&token, &format!("/loads/{load_id}"))
            .await
            .text();
        assert_eq!(page.contains("с опозданием"), is_late, "{page}");
    }
}

#[tokio::test]
async fn rows_stay_with_whom_they_concern() {
    let people = people().await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let load = sent(&people, archive).await;
    let path = format!("/loads/{}/rejects/pupils", load.load_id);
    let own = file(&people, &load.load_id, "pupils").await;
    let scope = UserScope::School {
        school_id: "s2".into(),
    };
    people
        .add("stranger", "director", scope.clone(), &["personal_data"])
        .await;
    let own_scope = UserScope::School {
        school_id: "s1".into(),
    };
    people.add("unsworn", "deputy", own_scope, &[]).await;
    let files: &[(&str, &[u8])] = &[("p.csv", own.as_bytes())];
    for (login, get, post) in [
        ("stranger", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        (
            "unsworn",
            StatusCode::FORBIDDEN,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("office", StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
        (
            "segment_admin",
            StatusCode::FORBIDDEN,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("homeroom", StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
    ] {
        let token = people.token(login).await;
        let answer = people.get(&token, &path).await;
        assert_eq!(answer.status, get, "{login}");
        assert!(!answer.text().contains("Тайнова"), "{login}");
        let answer = handed(&people, &token, &load.load_id, files).await;
        assert_eq!(answer.status, post, "{login}: {}", answer.text());
        assert!(!answer.text().contains("Тайнова"), "{login}");
        let page = people
            .get(&token, &format!("/loads/{}", load.load_id))
            .await;
        assert!(!page.text().contains("/rejects/pupils"), "{login}");
    }
    let bound = people.upload_token("director", "s2").await;
    assert_eq!(
        people.get(&bound, &path).await.status,
        StatusCode::NOT_FOUND
    );
    let answer = handed(&people, &bound, &load.load_id, files).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let token = people.token("director").await;
    for name in [
        "lessons",
        "nothing",
        "..%2F..%2Foffice",
        "pupils%27%20or%201=1--",
    ] {
        let path = format!("/loads/{}/rejects/{name}", load.load_id);
        assert_eq!(
            people.get(&token, &path).await.status,
            StatusCode::NOT_FOUND,
            "{name}"
        );
    }
    let inbox = std::fs::read_dir(people.folder.path().join("data/inbox"));
    assert_eq!(inbox.expect("a folder").count(), 0, "nothing waits");
    let left = std::fs::read_dir(people.folder.path().join("data/uploads"));
    assert_eq!(left.expect("a folder").count(), 0, "nothing is left");
}

#[tokio::test]
async fn what_is_wrong_with_handed_files_is_told() {
    let people = people().await;
    let archive = zipped(&laid_out(&people, &dirty_school("s1")));
    let first = sent(&people, archive).await;
    let older = file(&people, &first.load_id, "pupils").await;
    let segment = dirty_school("s1").extracted_at("2025-11-02T23:40:00+03:00");
    let load = sent(&people, zipped(&laid_out(&people, &segment))).await;
    let own = file(&people, &load.load_id, "pupils").await;
    let token = people.token("director").await;
    let line = |text: &str, with: &str| own.replace(text, with);
    for (text, told) in [
        (own.clone(), "ни одна строка не исправлена"),
        (
            older.replace("31.02", "28.02"),
            "файл скачан из другой загрузки",
        ),
        (line("last_name", "фамилия"), "столбцы не те"),
        (line(";7;", ";3;"), "под этим номером ничего не отклонено"),
        (line(";7;", ";;"), "нет номера строки"),
        (line("Тайнова", "\"Тайнова"), "кавычки не закрыты"),
        (
            format!("{own}{}", own.lines().last().unwrap_or_default()),
            "уже была выше",
        ),
        ("<script>alert(1)</script>".to_owned(), "столбцы не те"),
        (String::new(), "файл не читается как CSV"),
    ] {
        let files: &[(&str, &[u8])] = &[("<b>п.csv", text.as_bytes())];
        let answer = handed(&people, &token, &load.load_id, files).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        let page = answer.text();
        assert!(
            page.contains(told) && page.contains("role=\"alert\""),
            "{told}: {page}"
        );
        assert!(
            !page.contains("<b>п.csv") && !page.contains("<script>alert"),
            "{told}"
        );
    }
    let better = line("31.02", "28.02");
    let twice: &[(&str, &[u8])] = &[("a", better.as_bytes()), ("b", better.as_bytes())];
    let answer = handed(&people, &token, &load.load_id, twice).await;
    assert!(answer.text().contains("есть и в другом переданном файле"));
    let answer = handed(&people, &token, &load.load_id, &[("", b"")]).await;
    assert!(answer.text().contains("Файл не выбран"));
    // Nothing of all this was taken, and the mended row still can be.
    let made = mended(&people, &load.load_id, &twice[..1]).await;
    assert!(made.state.is_applied());
}

#[tokio::test]
async fn a_load_without_files_or_columns_says_so() {
    let people = people().await;
    // Loaded from a folder that is gone by now.
    people.load(&[dirty_school("s1")]).await;
    let load = people.app.office.loads(1).await.expect("loads").remove(0);
    let token = people.token("director").await;
    let path = format!("/loads/{}", load.load_id);
    let page = people.get(&token, &path).await.text();
    assert!(
        page.contains("исходных файлов выгрузки больше нет на сервере"),
        "{page}"
    );
    assert!(
        page.contains("/rejects/marks\""),
        "rows can still be looked at"
    );
    let text = file(&people, &load.load_id, "pupils").await;
    let text = text.replace("31.02.2014", "2014-02-28");
    let answer = handed(&people, &token, &load.load_id, &[("p", text.as_bytes())]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);

    // Written down by a version that kept the row as one text.
    let row = Diagnostic::new(Severity::Reject, "type", "столбец a: «x» — не число")
        .at_table("marks")
        .at_file("marks.csv")
        .at_line(2)
        .with_raw("m1;x");
    let old = LoadRecord {
        load_id: "20251014T204000-aaaaaaaa".to_owned(),
        diagnostics: vec![row],
        tables: vec![TableCount {
            table: "marks".to_owned(),
            rows: 9,
            accepted: 8,
            rejected: 1,
        }],
        identity: "old".to_owned(),
        ..load
    };
    let now = people.app.clock.now();
    let written = people.app.office.publish(None, &[old], now).await;
    written.expect("a record");
    let path = "/loads/20251014T204000-aaaaaaaa";
    let page = people.get(&token, path).await.text();
    assert!(
        page.contains("столбцы отклонённых строк ещё не сохранялись"),
        "{page}"
    );
    assert!(page.contains("m1;x"), "the row is there as it was kept");
    assert!(!page.contains("/rejects/marks\""));
    let answer = people.get(&token, &format!("{path}/rejects/marks")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let list = people.get(&token, &format!("{path}/rejects.csv")).await;
    assert!(list.text().contains("m1;x"));
}

/// Bytes of a file that are no letters stay unreadable when other rows of it are mended.
#[tokio::test]
async fn unreadable_letters_are_not_mended_by_the_way() {
    let people = people().await;
    let folder = laid_out(&people, &dirty_school("s1"));
    let path = folder.join("pupils.csv");
    let text = std::fs::read_to_string(&path).expect("a file");
    // UTF-16 with half a pair in a name.
    let units = text.encode_utf16();
    let half = text
        .find("Агеева")
        .map(|at| text[..at].encode_utf16().count());
    let units: Vec<u16> = units.collect();
    let mut bytes = vec![0xFF, 0xFE];
    for (place, unit) in units.into_iter().enumerate() {
        let unit = if Some(place) == half { 0xD800 } else { unit };
        bytes.extend_from_slice(&unit.to_le_bytes());
    }
    std::fs::write(&path, bytes).expect("a file");
    seal_again(&folder);
    let load = sent(&people, zipped(&folder)).await;
    assert_eq!(
        load.state,
        LoadState::AcceptedWithRejects,
        "{:#?}",
        load.diagnostics
    );
    let text = file(&people, &load.load_id, "pupils").await;
    assert!(text.contains("\u{FFFD}геева"), "{text}");
    let text = text.replace("31.02.2014", "2014-02-28");
    let made = mended(&people, &load.load_id, &[("p", text.as_bytes())]).await;
    let left = rejects(&made);
    let names: Vec<Option<&str>> = left.iter().map(|row| row.column.as_deref()).collect();
    assert!(names.contains(&Some("last_name")), "{left:#?}");
}

fn seal_again(folder: &Path) {
    std::fs::remove_file(folder.join("manifest.json")).expect("a manifest");
    let seal = Seal {
        school_id: "s1".into(),
        extracted_at: MOMENT.into(),
        window: Period::new(
            "2025-09-01".parse().expect("a day"),
            "2025-10-31".parse().expect("a day"),
        ),
        school_year: "2025/2026".parse().expect("a school year"),
    };
    extract::seal(folder, &seal, None).expect("a sealed folder");
}
