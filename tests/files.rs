//! Files: answers of more rows than are held at once, and what becomes of a file that nobody waits for.

use std::io::{self, Cursor, Read};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use datafusion::common::DataFusionError;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::{AskError, Asker, FileError, Filed};
use svodka::audit;
use svodka::config::Config;
use svodka::engine;
use svodka::export::csv::Encoding;
use svodka::export::{self, DataSheet, FileFormat, Provenance};
use tower::ServiceExt;

use crate::office::{Office, asker, small_school};
use crate::people::People;

const PUPILS: usize = 20_000;

/// An office of one school with more pupils than are held at once.
async fn office(settings: impl FnOnce(&mut Config)) -> Office {
    let mut pupils = String::from("pupil_id,last_name,first_name,middle_name,sex,birth_date\n");
    let mut enrolments = String::from("pupil_id,class_id,from,to,arrival,departure\n");
    for number in 0..PUPILS {
        pupils.push_str(&format!("n{number},Ученик{number},Олег,,m,2014-05-10\n"));
        enrolments.push_str(&format!("n{number},c5,2025-09-01,,start,\n"));
    }
    let mut office = Office::with(settings).await;
    let school = small_school("s1")
        .table("pupils", &pupils)
        .table("enrolments", &enrolments)
        .table("group_pupils", "group_id,pupil_id,from,to\n")
        .table("absences", "lesson_id,pupil_id,code\n")
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n",
        )
        .table("term_marks", "pupil_id,group_id,term_id,kind,value\n");
    office.load(&[school]).await;
    office
}

fn whole() -> Asker {
    asker(&Scope::office(true, true))
}

fn by_pupil() -> Value {
    json!({"measures": ["contingent.pupils"], "dimensions": ["class.name", "pupil.name"], "totals": true})
}

fn provenance() -> Provenance {
    Provenance {
        office: "Управление образования".to_owned(),
        title: "Ученики".to_owned(),
        asker: "Иванова И. И.".to_owned(),
        made_at: "2025-10-15T08:00:00+03:00[Europe/Moscow]".parse().unwrap(),
        release: 1,
        data_moment: "14.10.2025 23:40".to_owned(),
        filters: Vec::new(),
        limits: Vec::new(),
        labels: export::Labels::default(),
    }
}

async fn filed(office: &Office, query: &Value, format: FileFormat) -> Filed {
    let listed = office.app.list(&whole(), query).await.expect("an answer");
    let filed = office.app.file(listed, move |answer, rows, out| {
        let sheet = DataSheet::of(export::DATA, &answer.table);
        export::write(&sheet, rows, format, &provenance(), out).map(|()| 0)
    });
    filed.await.expect("a file")
}

/// Returns the text of an asker's file, and how many of its rows had to be known before the first was written.
async fn csv_of(office: &Office, asker: &Asker, query: &Value) -> (String, usize) {
    let listed = office.app.list(asker, query).await.expect("an answer");
    let held = listed.answer.table.row_count();
    let filed = office.app.file(listed, |answer, rows, out| {
        let sheet = DataSheet::of(export::DATA, &answer.table);
        export::write_csv(&sheet, rows, Encoding::Utf8, out)
    });
    let mut text = String::new();
    let mut filed = filed.await.expect("a file");
    filed.file.read_to_string(&mut text).expect("text");
    (text, held)
}

/// Waits until nothing runs: what is stopped gives its turn back a moment later.
async fn at_rest(office: &Office) -> bool {
    for _ in 0..100 {
        if office.app.engine.load() == (0, 0) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

async fn bytes(office: &Office, query: &Value, format: FileFormat) -> Vec<u8> {
    let mut filed = filed(office, query, format).await;
    let mut bytes = Vec::new();
    filed
        .file
        .read_to_end(&mut bytes)
        .expect("what was written");
    assert_eq!(bytes.len() as u64, filed.bytes);
    bytes
}

fn arrow_rows(bytes: &[u8]) -> (usize, RecordBatch) {
    let reader = StreamReader::try_new(Cursor::new(bytes), None).expect("a stream");
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.map(|batch| batch.expect("rows")).collect();
    let rows = concat_batches(&schema, &batches).expect("one schema");
    (batches.len(), rows)
}

fn parquet_rows(bytes: Vec<u8>) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(axum::body::Bytes::from(bytes));
    let reader = reader.expect("a file").build().expect("rows");
    let batches: Vec<RecordBatch> = reader.map(|batch| batch.expect("rows")).collect();
    concat_batches(&batches[0].schema(), &batches).expect("one schema")
}

fn cells(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let rows = range.rows();
    rows.map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

#[tokio::test]
async fn a_long_file_holds_what_the_whole_answer_does() {
    let office = office(|_| ()).await;
    let query = by_pupil();
    let answer = office.app.ask_all(&whole(), &query).await;
    let answer = answer.expect("an answer");
    let listed = office.app.list(&whole(), &query).await;
    let listed = listed.expect("an answer").answer;
    assert_eq!(listed.table.row_count(), 0, "the rows are on their way");
    assert_eq!(
        (listed.etag, listed.query, listed.release, listed.rollup),
        (
            answer.etag,
            answer.query,
            answer.release,
            answer.rollup.clone()
        )
    );
    assert_eq!(listed.last_refresh_time, answer.last_refresh_time);
    let table = answer.table;
    assert_eq!(table.row_count(), PUPILS);
    let of_whole = |format| export::to_bytes(&table, format, &provenance()).expect("a file");

    let csv = bytes(&office, &query, FileFormat::Csv).await;
    assert_eq!(csv, of_whole(FileFormat::Csv));
    let lines = String::from_utf8(csv).expect("text");
    assert_eq!(lines.lines().count(), 1 + PUPILS + 1, "head, rows, total");
    assert!(lines.trim_end().ends_with(&format!("Всего;;{PUPILS}")));

    let (batches, rows) = arrow_rows(&bytes(&office, &query, FileFormat::Arrow).await);
    assert!(batches > 1, "the rows came one batch after another");
    assert_eq!(rows, arrow_rows(&of_whole(FileFormat::Arrow)).1);
    assert_eq!(
        parquet_rows(bytes(&office, &query, FileFormat::Parquet).await),
        parquet_rows(of_whole(FileFormat::Parquet))
    );
    let book = bytes(&office, &query, FileFormat::Xlsx).await;
    for sheet in [export::DATA, "О выгрузке"] {
        assert_eq!(
            cells(book.clone(), sheet),
            cells(of_whole(FileFormat::Xlsx), sheet)
        );
    }
    assert_eq!(office.app.answers_kept().await, 1, "the whole one alone");
}

#[tokio::test]
async fn a_long_file_for_old_programs_has_their_letters() {
    let office = office(|_| ()).await;
    let mut query = by_pupil();
    query["formulas"] =
        json!([{"name": "f", "title": "∑ 日本", "expression": "contingent.pupils * 2"}]);
    let listed = office.app.list(&whole(), &query).await;
    let filed = office
        .app
        .file(listed.expect("an answer"), |answer, rows, out| {
            let sheet = DataSheet::of(export::DATA, &answer.table);
            export::write_csv(&sheet, rows, Encoding::Windows1251, out)
        });
    let mut filed = filed.await.expect("a file");
    assert_eq!((filed.rows, filed.replaced), (PUPILS as u64, 3));
    let mut bytes = Vec::new();
    filed
        .file
        .read_to_end(&mut bytes)
        .expect("what was written");
    let (text, _, _) = encoding_rs::WINDOWS_1251.decode(&bytes);
    assert_eq!(text.lines().count(), 1 + PUPILS + 1);
    assert!(text.lines().any(|line| line.contains("Ученик19999")));
}

#[tokio::test]
async fn a_file_withholds_what_the_whole_answer_does() {
    // A class of 20 000 and one of two.
    let mut office = office(|_| ()).await;
    let other = small_school("s2");
    office.load(&[other]).await;
    let query = json!({
        "measures": ["contingent.pupils"],
        "dimensions": ["school.id", "class.name"],
        "order": [["school.id", "asc"], ["class.name", "asc"]],
        "totals": true,
    });
    let outsider = asker(&Scope::office(false, false));
    let (seen, held) = csv_of(&office, &outsider, &query).await;
    assert!(held > 0, "what withholds is decided about all rows at once");
    assert!(seen.lines().any(|line| line.ends_with(";*")), "{seen}");
    let answer = office.app.ask_all(&outsider, &query).await;
    let of_answer = export::to_bytes(
        &answer.expect("an answer").table,
        FileFormat::Csv,
        &provenance(),
    );
    assert_eq!(seen.as_bytes(), of_answer.expect("a file"));

    let (open, held) = csv_of(&office, &whole(), &query).await;
    assert_eq!(held, 0, "who may see small counts gets rows as they come");
    assert!(!open.contains('*'), "{open}");
    assert_eq!(open.lines().count(), seen.lines().count());
}

#[tokio::test]
async fn a_file_has_no_row_outside_the_scope() {
    let mut office = office(|_| ()).await;
    office.load(&[small_school("s2")]).await;
    let own = asker(&Scope::school("s2", true));
    let mut query = json!({
        "measures": ["contingent.pupils"],
        "dimensions": ["school.id", "pupil.name"],
        "totals": true,
    });
    let (file, held) = csv_of(&office, &own, &query).await;
    assert_eq!(held, 0);
    assert!(file.contains("Жукова Анна"), "{file}");
    assert!(!file.contains("Ученик1"), "another school's pupils");
    assert!(file.lines().count() < 10, "{file}");
    query["filters"] = json!([{"member": "school.id", "operator": "equals", "values": ["s1"]}]);
    let (foreign, _) = csv_of(&office, &own, &query).await;
    assert!(!foreign.contains("Ученик1"), "{foreign}");
    assert!(!foreign.contains("Жукова"), "{foreign}");
}

#[tokio::test]
async fn nobody_gets_a_file_that_they_may_not_have() {
    let people = People::new().await;
    let names = json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"]});
    let counts = json!({"measures": ["contingent.pupils"], "dimensions": ["class.name"]});
    // One may know no names, the other may take no files.
    for (login, query) in [("office", &names), ("house_tutor", &counts)] {
        let token = people.token(login).await;
        for format in ["xlsx", "csv", "parquet", "arrow", "pdf"] {
            let path = format!("/api/v1/export?format={format}");
            let refused = people.post(&token, &path, query).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login} {format}");
            assert!(!refused.text().contains("Жукова"));
        }
    }
    assert!(exports(&people).await.is_empty(), "nothing was handed out");
}

#[tokio::test]
async fn a_file_that_has_no_room_is_told_so() {
    let office = office(|_| ()).await;
    let full = DataFusionError::IoError(io::ErrorKind::StorageFull.into());
    let of_engine = ArrowError::ExternalError(Box::new(engine::Error::from(full)));
    for fault in [export::Error::NoRoom, of_engine.into()] {
        let listed = office.app.list(&whole(), &by_pupil()).await;
        let filed = office
            .app
            .file(listed.expect("an answer"), move |_, _, _| Err(fault));
        let error = filed.await.err().expect("no file");
        assert!(
            matches!(error, FileError::Ask(AskError::NoRoom)),
            "{error:?}"
        );
        assert!(error.to_string().contains("сообщите администратору"));
        assert!(at_rest(&office).await, "the turn is given back");
    }
}

#[tokio::test]
async fn a_cut_list_says_so() {
    let office = office(|_| ()).await;
    let mut query = by_pupil();
    query["limit"] = json!(9_000);
    query["offset"] = json!(10);
    query["total"] = json!(true);
    let about = cells(bytes(&office, &query, FileFormat::Xlsx).await, "О выгрузке");
    let said = |name: &str| about.iter().find(|row| row[0] == name).map(|row| &row[1]);
    assert_eq!(said("Строк").expect("a count"), "9\u{a0}000");
    assert_eq!(
        said("Ограничения").expect("a note"),
        "показаны первые 9\u{a0}000 из 20\u{a0}000"
    );
}

#[tokio::test]
async fn a_file_that_nobody_waits_for_is_not_finished() {
    let office = office(|_| ()).await;
    let (told, heard) = mpsc::channel();
    let listed = office.app.list(&whole(), &by_pupil()).await;
    let writing = office
        .app
        .file(listed.expect("an answer"), move |_, rows, out| {
            let mut end = Ok(());
            for batch in rows {
                std::thread::sleep(Duration::from_millis(300));
                end = batch.map(|_| ());
                if end.is_ok() && out.write_all(b"rows").is_err() {
                    end = Err(ArrowError::ComputeError("nobody waits".to_owned()));
                }
            }
            told.send(end.is_err()).expect("the test listens");
            end?;
            Ok(0)
        });
    let left = tokio::time::timeout(Duration::from_millis(100), writing).await;
    assert!(left.is_err(), "the writer is slow");
    let broke_off = tokio::task::spawn_blocking(move || heard.recv()).await;
    assert_eq!(
        broke_off.expect("a thread"),
        Ok(true),
        "rows do not just end"
    );
    assert!(at_rest(&office).await, "the turn is given back");
}

#[tokio::test]
async fn a_file_that_takes_too_long_is_no_file() {
    let office = office(|config| config.limits.export_timeout_s = 5).await;
    let listed = office.app.list(&whole(), &by_pupil()).await;
    let filed = office
        .app
        .file(listed.expect("an answer"), |answer, rows, out| {
            std::thread::sleep(Duration::from_secs(6));
            let sheet = DataSheet::of(export::DATA, &answer.table);
            export::write_csv(&sheet, rows, Encoding::Utf8, out)
        });
    let error = filed.await.err().expect("no file");
    assert!(
        matches!(error, FileError::Ask(AskError::TimedOut)),
        "{error:?}"
    );
    assert!(error.to_string().contains("сузьте отрезок"));
    assert!(at_rest(&office).await, "the turn is given back");
}

#[tokio::test]
async fn one_long_file_holds_up_another_but_no_question() {
    let office = office(|_| ()).await;
    let first = office.app.list(&whole(), &by_pupil()).await;
    let first = first.expect("an answer");
    assert_eq!(office.app.engine.load(), (1, 0));
    let asker = whole();
    let query = by_pupil();
    let second = office.app.list(&asker, &query);
    tokio::pin!(second);
    let waited = tokio::time::timeout(Duration::from_millis(200), &mut second).await;
    assert!(waited.is_err(), "its turn has not come");
    let few = json!({"measures": ["contingent.pupils"]});
    assert_eq!(office.ask(few).await.len(), 1);
    drop(first);
    assert_eq!(
        second.await.expect("an answer").answer.table.columns.len(),
        3
    );
}

#[tokio::test]
async fn a_file_is_written_down_before_it_is_handed_out() {
    let people = People::new().await;
    let token = people.token("director").await;
    let names =
        json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"], "totals": true});
    let path = "/api/v1/export?format=xlsx";
    let file = people.post(&token, path, &names).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-length"), file.bytes.len().to_string());
    let rows = cells(file.bytes, export::DATA).len() as u64 - 2;
    let written = exports(&people).await;
    let entry = &written[0];
    assert_eq!((entry.rows, entry.persons), (Some(rows), Some(rows)));
    assert_eq!(entry.object, "xlsx");
}

/// Returns what was written down of files, the newest first.
async fn exports(people: &People) -> Vec<audit::Entry> {
    let filter = audit::Filter {
        action: Some(audit::Action::Export),
        ..audit::Filter::default()
    };
    let written = people.app.audit_entries(filter, 10).await.expect("entries");
    let entries = written.into_iter().map(|recorded| recorded.entry);
    entries.collect()
}

#[tokio::test]
async fn every_way_to_a_file_counts_the_same_rows() {
    let people = People::new().await;
    let token = people.token("director").await;
    let query = json!({
        "measures": ["contingent.pupils"],
        "dimensions": ["class.name", "pupil.name"],
        "totals": true,
        "pivot": {"rows": ["class.name", "pupil.name"], "columns": ["measures"]},
    });
    let rows = people.ask(&token, &query).await.json()["data"]
        .as_array()
        .map_or(0, Vec::len) as u64;
    assert!(rows > 0);
    let ways = [
        "format=xlsx",
        "format=csv",
        "format=csv&encoding=windows-1251",
        "format=parquet",
        "format=arrow",
        "format=pdf",
        "format=xlsx&layout=pivot",
        "format=csv&layout=pivot",
    ];
    for way in ways {
        let path = format!("/api/v1/export?{way}");
        let file = people.post(&token, &path, &query).await;
        assert_eq!(file.status, StatusCode::OK, "{way}: {}", file.text());
        assert!(!file.bytes.is_empty(), "{way}");
        let entry = exports(&people).await.swap_remove(0);
        assert_eq!(
            (entry.rows, entry.persons),
            (Some(rows), Some(rows)),
            "{way}"
        );
    }
}

fn query_by_command(people: &People, arguments: &[&str]) -> Output {
    let question = people.folder.path().join("question.json");
    let names = json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"]});
    std::fs::write(&question, names.to_string()).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_svodka"))
        .env_clear()
        .env("SVODKA_NOW", "2025-11-05T05:00:00Z")
        .arg("--data")
        .arg(people.folder.path().join("data"))
        .args(["-q", "query", "--spec"])
        .arg(&question)
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[tokio::test]
async fn the_command_writes_the_same_file() {
    let people = People::new().await;
    let printed = query_by_command(&people, &["--as", "director", "--format", "csv"]);
    assert_eq!(printed.status.code(), Some(0), "{printed:?}");
    let rows = String::from_utf8_lossy(&printed.stdout).lines().count() as u64 - 1;
    assert!(rows > 0);
    let entries = exports(&people).await;
    assert_eq!(
        (entries[0].rows, entries[0].persons),
        (Some(rows), Some(rows))
    );
    let path = people.folder.path().join("answer.csv");
    let out = path.to_str().expect("a path");
    let written = query_by_command(
        &people,
        &["--as", "director", "--format", "csv", "--out", out],
    );
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    assert_eq!(std::fs::read(&path).expect("a file"), printed.stdout);
    // Who may know no names gets no file from the command either.
    let refused = query_by_command(
        &people,
        &["--as", "office", "--format", "xlsx", "--out", out],
    );
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
    assert_eq!(std::fs::read(&path).expect("a file"), printed.stdout);
}

#[tokio::test]
async fn the_command_tells_what_it_refuses_and_lists_as_json() {
    let people = People::new().await;
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_svodka"))
            .env_clear()
            .env("SVODKA_NOW", "2025-11-05T05:00:00Z")
            .arg("--data")
            .arg(people.folder.path().join("data"))
            .arg("-q")
            .args(arguments)
            .output()
            .expect("the program starts")
    };
    let question = people.folder.path().join("broken.json");
    std::fs::write(&question, "{\"measures\": [").expect("a file");
    let refused = run(&["query", "--spec", question.to_str().expect("a path")]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let told: Value = serde_json::from_slice(&refused.stdout).expect("the JSON of the 400");
    assert_eq!(told["diagnostics"][0]["message"], told["error"]);

    let listed = run(&["report", "--list", "--format", "json"]);
    assert_eq!(listed.status.code(), Some(0), "{listed:?}");
    let reports: Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    let reports = reports.as_array().expect("a list");
    let first = reports.first().expect("a report");
    assert!(
        first["name"].is_string() && first["parameters"].is_array(),
        "{first}"
    );
    // Without a list there is nothing to print as JSON.
    let name = first["name"].as_str().expect("a name");
    let refused = run(&["report", name, "--out", "x.pdf", "--format", "json"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
}

#[tokio::test]
async fn whoever_waits_for_a_file_is_told_how_far_it_has_come() {
    let office = office(|_| ()).await;
    let (asker, mut other) = (whole(), whole());
    other.user.id += 1;
    let followed = office.app.follow_export(&asker, "of-mine");
    let rows = |asker| {
        let written = office.app.export_followed(asker, "of-mine");
        written.map(|written| written.rows())
    };
    assert_eq!(rows(&asker), Some(0));
    let listed = office.app.list(&asker, &by_pupil()).await;
    let listed = listed.expect("an answer").counted(followed.written());
    let counter = followed.written();
    let filed = office.app.file(listed, move |_, rows, _| {
        let mut told = Vec::new();
        for batch in rows {
            let count = batch.expect("rows").num_rows() as u64;
            let before = told.last().copied().unwrap_or_default();
            let now = counter.rows();
            assert_eq!(now, before + count, "as they are written");
            told.push(now);
        }
        assert!(told.len() > 1);
        Ok(0)
    });
    filed.await.expect("a file");
    assert_eq!(rows(&asker), Some(PUPILS as u64));
    assert_eq!(rows(&other), None, "it is nobody else's");
    // Another export under the same id is another one.
    let again = office.app.follow_export(&asker, "of-mine");
    drop(followed);
    assert_eq!(rows(&asker), Some(0));
    drop(again);
    assert_eq!(rows(&asker), None);
}

#[tokio::test]
async fn an_export_is_found_until_its_file_is_handed_out() {
    let people = People::new().await;
    let token = people.token("director").await;
    let query = json!({"measures": ["contingent.pupils"], "dimensions": ["class.name"]});
    let request = Request::post("/api/v1/export?format=csv&id=a-1")
        .header(AUTHORIZATION, &token)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(query.to_string()));
    let router = people.router.clone();
    let response = router.oneshot(request.expect("a request")).await;
    let response = response.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
    let path = "/api/v1/exports/a-1";
    let told = people.get(&token, path).await.json();
    assert_eq!(told, json!({"rows": 2, "steps": null}));
    let stranger = people.token("deputy").await;
    let refused = people.get(&stranger, path).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    drop(response);
    assert_eq!(people.get(&token, path).await.status, StatusCode::NOT_FOUND);

    let path = "/api/v1/export?format=csv&id=..%2Fa";
    let refused = people.post(&token, path, &query).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["diagnostics"][0]["path"], "id");
}

#[tokio::test]
async fn a_file_speaks_the_language_of_the_page() {
    let people = People::new().await;
    let token = people.token("office").await;
    let query = json!({
        "measures": ["contingent.pupils"],
        "dimensions": ["school.name", "class.name"],
        "totals": ["school.name"],
        "pivot": {"rows": ["school.name", "class.name"], "columns": ["measures"]},
    });
    for (path, total, grand) in [
        (
            "/api/v1/export?format=csv",
            "Школа s1;Total;",
            "Grand total;",
        ),
        (
            "/api/v1/export?format=csv&layout=pivot",
            "Школа s1;Total;",
            "Grand total;",
        ),
    ] {
        let request = Request::post(path)
            .header(AUTHORIZATION, &token)
            .header(COOKIE, "language=en")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(query.to_string()));
        let text = people.send(request.expect("a request")).await.text();
        assert!(text.contains(total) && text.contains(grand), "{text}");
        let russian = people.post(&token, path, &query).await.text();
        assert!(russian.contains("Школа s1;Итого;"), "{russian}");
    }
}
