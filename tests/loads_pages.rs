//! The pages of loads: whose they show, who is late, what was rejected, the file of rejects and the form of uploads.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use svodka::audit::{Action, Filter};
use svodka::clock::Clock;
use svodka::diagnostic::{Diagnostic, Severity};
use svodka::office::{LoadRecord, LoadState, TableCount, UserScope};

use crate::access::zipped;
use crate::followed::{progress, unread};
use crate::office::{Segment, small_school};
use crate::people::{Answer, PASSWORD, People, encoded};
use crate::web::{Stage, empty};

/// A later extract of the first school, with a mark that is in no list and a pupil whose birthday is no day.
fn dirty_school() -> Segment {
    small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,middle_name,sex,birth_date\n\
             p1,Ёлкин,Иван,Петрович,m,2014-05-10\n\
             p2,Жукова,Анна,,f,2014-11-20\n\
             p3,Белов,Олег,,м,2014-01-15\n\
             p4,Сомова,Яна,,ж,2018-03-03\n\
             p5,Агеева,Нина,,f,2014-10-31\n\
             p9,<b>Тайнова</b>,Ольга,,f,31.02.2014\n",
        )
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n\
             m1;L1;p1;Ответ на уроке;1;5;02.09.2025;02.09.2025 10:00\n\
             =m8;L1;p1;Ответ на уроке;1;6;02.09.2025;02.09.2025 10:00\n",
        )
}

/// An office whose limits let the dirty school through, and the id of its load.
async fn people_with_rejects() -> (People, String) {
    let people = People::with(|config| config.limits.reject_share = 0.9).await;
    people.load(&[dirty_school()]).await;
    let loads = people.app.office.loads(1).await.expect("loads");
    assert_eq!(loads[0].state, LoadState::AcceptedWithRejects);
    (people, loads[0].load_id.clone())
}

/// Returns the id of the last load of a school.
async fn load_of(people: &People, school_id: &str) -> String {
    let loads = people.app.office.loads(100).await.expect("loads");
    let of_school = |load: &&LoadRecord| load.school_id.as_deref() == Some(school_id);
    let load = loads.iter().find(of_school);
    load.expect("a load").load_id.clone()
}

/// A load record of a school that nobody has to compute.
fn record(load_id: &str, school_id: Option<&str>, rejects: usize) -> LoadRecord {
    let moment: Timestamp = "2025-10-14T20:40:00Z".parse().expect("a moment");
    let row = |number: usize| {
        Diagnostic::new(
            Severity::Reject,
            "type",
            format!("столбец a: «{number}» — не день"),
        )
        .at_table("lessons")
        .at_file("lessons.csv")
        .at_line(number as u64 + 2)
        .at_column("date")
        .with_raw(format!("row-{number};<script>alert(1)</script>"))
    };
    LoadRecord {
        path: format!("/data/secret/inbox/{load_id}.zip"),
        load_id: load_id.to_owned(),
        school_id: school_id.map(str::to_owned),
        extracted_at: Some(moment),
        state: LoadState::Refused,
        release: None,
        tables: vec![TableCount {
            table: "lessons".to_owned(),
            rows: 10_000,
            accepted: 10_000 - rejects as u64,
            rejected: rejects as u64,
        }],
        diagnostics: (0..rejects).map(row).collect(),
        identity: load_id.to_owned(),
        school_year: Some("2025/2026".to_owned()),
        window: None,
        received_at: moment,
        is_forced: false,
        headers: Vec::new(),
    }
}

/// Sends a file by the form with a cookie.
async fn upload(people: &People, cookie: &str, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"extract\"; filename=\"{name}\"\r\n\
         Content-Type: application/zip\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post("/loads")
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body));
    people.send(request.expect("a request")).await
}

async fn cookie(people: &People, login: &str) -> String {
    people.set_password(login, false).await;
    let answer = people.sign_in(login, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.cookie()
}

fn archive(people: &People, school_id: &str, moment: &str) -> Vec<u8> {
    let folder = people.folder.path().join(format!("sealed-{school_id}"));
    small_school(school_id).extracted_at(moment).write(&folder);
    zipped(&folder)
}

/// Returns the addresses of a page's links that begin so.
fn links<'a>(page: &'a str, begin: &str) -> Vec<&'a str> {
    let links = page.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split_once('"'));
    let links = links.map(|(link, _)| link);
    links.filter(|link| link.starts_with(begin)).collect()
}

/// Text without the spaces that keep numbers with their nouns.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_schools_people_see_loads_of_their_school_alone() {
    let people = People::new().await;
    let unknown = record("20251014T204000-aaaaaaaa", None, 1);
    let now = people.app.clock.now();
    let written = people.app.office.publish(None, &[unknown], now).await;
    written.expect("a record");
    let (own, foreign) = (load_of(&people, "s1").await, load_of(&people, "s2").await);
    for login in ["director", "deputy"] {
        let token = people.token(login).await;
        for path in [
            "/loads",
            "/loads?school=s1",
            "/loads?school=s2",
            "/loads?school=s1%27%20or%201=1--",
            "/loads?state=accepted",
        ] {
            let page = people.get(&token, path).await;
            assert_eq!(page.status, StatusCode::OK, "{login} {path}");
            let page = page.text();
            assert!(!page.contains(&foreign), "{login} {path}");
            assert!(!page.contains("Школа s2"), "{login} {path}");
            assert!(!page.contains("aaaaaaaa"), "{login} {path}");
            let is_own = !path.contains("s2") && !path.contains("or");
            assert_eq!(page.contains(&own), is_own, "{login} {path}");
        }
        for foreign in [
            foreign.as_str(),
            "20251014T204000-aaaaaaaa",
            "nothing",
            &encoded(&format!("{foreign}' or '1'='1")),
            "..%2f..%2foffice.sqlite",
        ] {
            for path in [
                format!("/loads/{foreign}"),
                format!("/loads/{foreign}?rule=reject-type"),
                format!("/loads/{foreign}/rejects.csv"),
            ] {
                let answer = people.get(&token, &path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
        }
        let path = format!("/loads/{own}");
        assert_eq!(people.get(&token, &path).await.status, StatusCode::OK);
    }
    // A program with a key for uploads knows its school's loads, whoever its owner is.
    let bound = people.upload_token("segment_admin", "s1").await;
    let page = people.get(&bound, "/loads").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(&own) && !page.text().contains(&foreign));
    let path = format!("/loads/{foreign}");
    assert_eq!(
        people.get(&bound, &path).await.status,
        StatusCode::NOT_FOUND
    );

    let office = people.token("office").await;
    let page = people.get(&office, "/loads").await.text();
    for id in [&own, &foreign, "20251014T204000-aaaaaaaa"] {
        assert!(page.contains(id), "{id}");
    }
    assert!(!page.contains("/data/secret"), "no paths of the machine");
    let one = people.get(&office, "/loads?school=s2").await.text();
    assert!(one.contains(&foreign) && !one.contains(&own));
    assert!(one.contains("Загрузки: Школа s2"));
}

#[tokio::test]
async fn some_schools_are_some_schools() {
    let people = People::new().await;
    let scope = UserScope::Schools {
        school_ids: vec!["s2".into(), "s3".into()],
    };
    people.add("curator", "office", scope, &[]).await;
    let token = people.token("curator").await;
    let (closed, open) = (load_of(&people, "s1").await, load_of(&people, "s2").await);
    let page = people.get(&token, "/loads").await.text();
    assert!(page.contains(&open) && !page.contains(&closed));
    for (id, status) in [(&open, StatusCode::OK), (&closed, StatusCode::NOT_FOUND)] {
        let answer = people.get(&token, &format!("/loads/{id}")).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn who_has_nothing_to_do_with_loads_sees_none() {
    let people = People::new().await;
    let own = load_of(&people, "s1").await;
    for login in [
        "homeroom",
        "house_tutor",
        "teacher",
        "security",
        "system_admin",
    ] {
        let token = people.token(login).await;
        for path in [
            "/loads".to_owned(),
            format!("/loads/{own}"),
            format!("/loads/{own}/rejects.csv"),
        ] {
            let answer = people.get(&token, &path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login} {path}");
        }
        let home = people.get(&token, "/profile").await.text();
        assert!(links(&home, "/loads").is_empty(), "{login}");
    }
    let office = people.token("office").await;
    let page = people.get(&office, "/loads").await.text();
    assert!(links(&page, "/loads").contains(&"/loads"), "the menu");
    assert!(!page.contains("data-upload"), "the office sends nothing");
    let answer = people.post(&office, "/loads", &serde_json::json!({})).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_english_card_tells_reasons_and_tables_in_english() {
    let (people, load_id) = people_with_rejects().await;
    let director = crate::reader::Reader::new(&people, "director").await;
    let page = director
        .in_english()
        .page(&format!("/loads/{load_id}"))
        .await;
    for told in [
        "Pupils (pupils)",
        "Marks (marks)",
        "pupils.csv, line 7: column birth_date: “31.02.2014”: not a date",
        "column value: “6”: there is no such value in the list: 5, 4,",
        r#"<span lang="ru">Дата рождения</span>"#,
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    for written in ["столбец", "Отметки (", "не дата"] {
        assert!(!page.contains(written), "{written}: {page}");
    }
}

#[tokio::test]
async fn rejected_rows_are_told_by_rule_and_row_by_row() {
    let (people, load_id) = people_with_rejects().await;
    let token = people.token("director").await;
    let page = people.get(&token, &format!("/loads/{load_id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    for told in [
        "принята частично",
        "Выгрузка принята, но часть строк отклонена",
        "Исправьте отклонённые строки в журнале",
        "Значения нет в списке допустимых",
        "Выберите значение из списка",
        "Отметки (marks)",
        "=m8;L1;p1;Ответ на уроке;1;6;02.09.2025;02.09.2025 10:00",
        "marks.csv, строка 3",
        "&#60;b&#62;Тайнова&#60;/b&#62;",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("<b>Тайнова"));
    let chosen = format!("/loads/{load_id}?rule=reject-domain");
    let chosen = people.get(&token, &chosen).await.text();
    assert!(chosen.contains("=m8;") && !chosen.contains("Тайнова"));
    let none = people
        .get(&token, &format!("/loads/{load_id}?rule=reject-window"))
        .await;
    assert!(none.text().contains("Таких строк нет"));
    for wrong in ["rule=drop-table", "rule=type", "after=last", "after=1.5"] {
        let path = format!("/loads/{load_id}?{wrong}");
        let answer = people.get(&token, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // Rows that name people were shown: that is written down.
    let filter = Filter {
        action: Some(Action::View),
        login: Some("director".into()),
        ..Filter::default()
    };
    let seen = people.app.audit_entries(filter, 10).await.expect("entries");
    assert!(seen.iter().any(|seen| seen.entry.object.contains(&load_id)));
}

#[tokio::test]
async fn what_rows_hold_stays_with_who_may_know_names() {
    let (people, load_id) = people_with_rejects().await;
    people
        .add(
            "unsworn",
            "deputy",
            UserScope::School {
                school_id: "s1".into(),
            },
            &[],
        )
        .await;
    let mut closed = Vec::new();
    for login in [
        "office",
        "centre",
        "office_head",
        "segment_admin",
        "unsworn",
    ] {
        closed.push((login, people.token(login).await));
    }
    closed.push(("upload", people.upload_token("director", "s1").await));
    for (login, token) in &closed {
        for path in [
            format!("/loads/{load_id}"),
            format!("/loads/{load_id}?rule=reject-type"),
            format!("/loads/{load_id}/rejects.csv"),
            format!("/api/v1/loads/{load_id}"),
        ] {
            let answer = people.get(token, &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{login} {path}");
            let text = answer.text();
            for secret in ["Тайнова", "Ольга", "31.02.2014", "m8;L1"] {
                assert!(!text.contains(secret), "{login} {path}: {secret}");
            }
            assert!(text.contains("birth_date"), "{login} {path}");
        }
    }
    let sworn = people.token("director").await;
    let path = format!("/api/v1/loads/{load_id}");
    assert!(
        people
            .get(&sworn, &path)
            .await
            .text()
            .contains("31.02.2014")
    );
}

#[tokio::test]
async fn the_file_of_rejects_cell_by_cell() {
    let (people, load_id) = people_with_rejects().await;
    let path = format!("/loads/{load_id}/rejects.csv");
    let token = people.token("director").await;
    let file = people.get(&token, &path).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        format!("attachment; filename=\"svodka-rejects-{load_id}.csv\"")
    );
    assert_eq!(
        cells(&file),
        [
            vec![
                "Файл",
                "Строка",
                "Столбец",
                "Правило",
                "Причина",
                "Строка как пришла"
            ],
            vec![
                "marks.csv",
                "3",
                "value",
                "Значения нет в списке допустимых",
                "столбец value: «6» — такого значения нет в списке: 5, 4, 3, 2, 1, зач, незач, н/а, осв, .",
                "'=m8;L1;p1;Ответ на уроке;1;6;02.09.2025;02.09.2025 10:00",
            ],
            vec![
                "pupils.csv",
                "7",
                "birth_date",
                "Значение не читается",
                "столбец birth_date: «31.02.2014» — не дата",
                "p9,<b>Тайнова</b>,Ольга,,f,31.02.2014",
            ],
        ]
    );
    // It was written down with the hash of what was handed out.
    let filter = Filter {
        action: Some(Action::Export),
        ..Filter::default()
    };
    let exported = people.app.audit_entries(filter, 10).await;
    let exported = exported.expect("entries");
    let hash = Sha256::digest(&file.bytes);
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(exported[0].entry.file_hash, hash);
    assert_eq!(exported[0].entry.rows, Some(2));
    assert!(exported[0].entry.object.contains(&load_id));
    assert_eq!(exported[0].entry.login, "director");

    // Without the right to names the rows themselves are left out, and so are the values.
    let token = people.token("office").await;
    let file = people.get(&token, &path).await;
    let told = cells(&file);
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|line| line.len() == 5), "{told:?}");
    assert_eq!(told[2][4], "столбец birth_date: «…» — не дата");

    // In English, too.
    let request = Request::get(&path)
        .header(AUTHORIZATION, &token)
        .header(COOKIE, "language=en")
        .body(Body::empty());
    let file = people.send(request.expect("a request")).await;
    let told = cells(&file);
    assert_eq!(told[0][..2], ["File", "Line"]);
    assert_eq!(told[2][3], "The value cannot be read");
}

#[tokio::test]
async fn a_file_of_many_portions_is_whole() {
    let people = People::new().await;
    let mut many = record("20251014T204000-bbbbbbbb", Some("s1"), 0);
    many.diagnostics = record("x", None, 1_001).diagnostics;
    let now = people.app.clock.now();
    let written = people.app.office.publish(None, &[many], now).await;
    written.expect("a record");
    let token = people.token("director").await;
    let path = "/loads/20251014T204000-bbbbbbbb/rejects.csv";
    let file = people.get(&token, path).await;
    let told = cells(&file);
    assert_eq!(told.len(), 1_002);
    assert_eq!(told[1_001][1], "1002");
    assert_eq!(told[1_001][5], "row-1000;<script>alert(1)</script>");

    // How far it has come is told also to a role that exports no answers, and to nobody else.
    let token = people.token("segment_admin").await;
    let response = unread(&people, &token, &format!("{path}?id=rejects")).await;
    let (status, told) = progress(&people, &token, "rejects").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(told, json!({"rows": 1_001, "steps": null}));
    let other = people.token("director").await;
    let (status, _) = progress(&people, &other, "rejects").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    drop(response);
    let (status, _) = progress(&people, &token, "rejects").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

/// Reads a file as a spreadsheet does.
fn cells(file: &Answer) -> Vec<Vec<String>> {
    let text = file.text();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let lines = reader.records().map(|line| line.expect("a line"));
    let mut lines: Vec<Vec<String>> = lines
        .map(|line| line.iter().map(str::to_owned).collect())
        .collect();
    // The files of an extract come in the order of its manifest.
    lines[1..].sort_by(|one, other| one[0].cmp(&other[0]));
    lines
}

#[tokio::test]
async fn history_and_rows_are_paged() {
    let people = People::new().await;
    let now = people.app.clock.now();
    let many: Vec<LoadRecord> = (0..120)
        .map(|number| record(&format!("20251014T204000-{number:08x}"), Some("s1"), 0))
        .chain([record("20251014T204000-cccccccc", Some("s1"), 250)])
        .collect();
    let written = people.app.office.publish(None, &many, now).await;
    written.expect("records");
    let token = people.token("director").await;
    let mut address = Some("/loads?state=refused".to_owned());
    let (mut pages, mut seen) = (0, BTreeSet::new());
    while let Some(path) = address {
        let page = people.get(&token, &path).await.text();
        let found = links(&page, "/loads/");
        assert!(found.len() <= 50, "{path}");
        for link in found {
            assert!(seen.insert(link.to_owned()), "{link} stands twice");
        }
        let older = links(&page, "/loads?").into_iter();
        let older: Vec<&str> = older.filter(|link| link.contains("before=")).collect();
        address = older.first().map(|link| link.replace("&#38;", "&"));
        pages += 1;
    }
    assert_eq!((pages, seen.len()), (3, 121));
    // A load that there is not begins no page, and says so.
    let lost = people.get(&token, "/loads?before=nothing%27--").await;
    assert_eq!(lost.status, StatusCode::OK);
    assert!(lost.text().contains("Загрузок нет"));
    assert_eq!(
        people.get(&token, "/loads?state=drop").await.status,
        StatusCode::BAD_REQUEST
    );

    let mut address = Some("/loads/20251014T204000-cccccccc".to_owned());
    let (mut pages, mut rows) = (0, BTreeSet::new());
    while let Some(path) = address {
        let page = people.get(&token, &path).await.text();
        assert!(!page.contains("<script>alert"), "{path}");
        let found = page.split("row-").skip(1);
        for row in found.filter_map(|rest| rest.split_once(';')) {
            rows.insert(row.0.parse::<usize>().expect("a number"));
        }
        let more = links(&page, "/loads/").into_iter();
        let more: Vec<&str> = more.filter(|link| link.contains("after=")).collect();
        address = more
            .first()
            .map(|link| link.split('#').next().unwrap_or_default().to_owned());
        pages += 1;
    }
    assert_eq!((pages, rows.len()), (3, 250));
}

#[tokio::test]
async fn skipped_repeats_make_the_sum_of_rows_right() {
    let people = People::new().await;
    let cookie = cookie(&people, "office").await;
    let card = async || {
        let load_id = load_of(&people, "s1").await;
        people
            .visit(&cookie, &format!("/loads/{load_id}"))
            .await
            .text()
    };
    assert!(!card().await.contains("Пропущено повторов"));
    let marks = "mark_id;lesson_id;pupil_id;work_type;weight;value;work_date;entered_at\n";
    let mark = "m1;L1;p1;Ответ на уроке;1;5;02.09.2025;02.09.2025 10:00\n";
    let repeating = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table("marks", &format!("{marks}{mark}{mark}"));
    people.load(&[repeating]).await;
    assert!(card().await.contains("Пропущено повторов"));
}

#[tokio::test]
async fn an_empty_office_says_how_the_first_extract_comes() {
    let stage = Stage::new().await;
    let request = Request::get("/loads").header(AUTHORIZATION, &stage.token);
    let page = stage.send(empty(request)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Загрузок ещё нет"));
    assert!(page.body.contains("Загрузок нет"));
    assert!(!page.body.contains("nights-table"));
}

#[tokio::test]
async fn who_is_late_is_told_by_the_hour_of_the_office_and_the_calendar_of_the_school() {
    // The extracts were made on 31 October, in the holidays, and the term begins on 5 November.
    let at = |moment: &str| {
        let moment = moment.parse().expect("a moment");
        People::with(move |config| config.clock = Clock::Fixed(moment))
    };
    let in_the_holidays = at("2025-11-04T08:00:00+03:00").await;
    let token = in_the_holidays.token("office").await;
    let page = plain(&in_the_holidays.get(&token, "/loads").await.text());
    assert!(
        page.contains("Опозданий нет: выгрузки получены от 2 школ."),
        "{page}"
    );

    let before_the_hour = at("2025-11-06T05:59:00+03:00").await;
    let token = before_the_hour.token("office").await;
    let page = plain(&before_the_hour.get(&token, "/loads").await.text());
    assert!(page.contains("Опозданий нет"), "{page}");

    let people = at("2025-11-06T08:00:00+03:00").await;
    let (office, director) = (people.token("office").await, people.token("director").await);
    let page = plain(&people.get(&office, "/loads").await.text());
    assert!(
        page.contains("Сегодня выгрузку не прислали 2 школы из 2: "),
        "{page}"
    );
    let page = plain(&people.get(&director, "/loads").await.text());
    assert!(
        page.contains("Сегодня выгрузка школы не получена: ждали к 06.11.2025 06:00."),
        "{page}"
    );
    people
        .load(&[small_school("s2").extracted_at("2025-11-05T23:40:00+03:00")])
        .await;
    let page = plain(&people.get(&office, "/loads").await.text());
    assert!(
        page.contains("Сегодня выгрузку не прислала 1 школа из 2: Школа s1."),
        "{page}"
    );
    assert!(page.contains("опаздывает: ждали к 06.11.2025 06:00"));
    let (late, present) = (page.find("school=s1"), page.find("school=s2"));
    assert!(late.is_some() && late < present, "what is late comes first");
    // The extract came after its night's hour: the night says so.
    let (_, nights) = page.split_once("nights-table").expect("nights");
    assert!(
        nights.contains("05.11.2025") && nights.contains("Школа s2"),
        "{nights}"
    );
    // Another school's night is not told.
    let page = people.get(&director, "/loads").await.text();
    assert!(!page.contains("Школа s2"));
}

#[tokio::test]
async fn an_extract_is_sent_by_the_form_and_watched() {
    let people = People::new().await;
    let cookie = cookie(&people, "director").await;
    let page = people.visit(&cookie, "/loads").await.text();
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("data-upload"));
    let own = archive(&people, "s1", "2025-11-02T23:40:00+03:00");
    let name = "C:\\\\Temp\\\\<img src=x onerror=alert(1)>.zip";
    let answer = upload(&people, &cookie, name, &own).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let place = answer.header("location").to_owned();
    assert!(place.starts_with("/loads/"));
    let page = people.visit(&cookie, &place).await.text();
    for told in [
        "ждёт загрузки",
        "data-refresh=\"/api/v1/loads/",
        "Обновить",
        "&#60;img src=x onerror=alert(1)&#62;.zip",
        "через сайт: Иванова Анна Петровна",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("<img src=x") && !page.contains("Temp"));
    people.app.load_inbox().await.expect("a load");
    let page = people.visit(&cookie, &place).await.text();
    assert!(page.contains("Выгрузка принята целиком") && !page.contains("data-refresh"));
    assert!(page.contains("через сайт: Иванова Анна Петровна"));

    // The same file again is a duplicate, an older one superseded.
    let again = upload(&people, &cookie, "ночь.zip", &own).await;
    let older = archive(&people, "s1", "2025-09-20T23:40:00+03:00");
    people.app.load_inbox().await.expect("a load");
    let older = upload(&people, &cookie, "ночь.zip", &older).await;
    people.app.load_inbox().await.expect("a load");
    for (answer, told) in [
        (again, "Этот файл уже был принят раньше"),
        (older, "уже принята более новая выгрузка"),
    ] {
        let page = people.visit(&cookie, answer.header("location")).await;
        assert!(page.text().contains(told), "{told}");
    }
    // A program says who it is.
    let token = people.upload_token("director", "s1").await;
    let bytes = archive(&people, "s1", "2025-11-03T23:40:00+03:00");
    let request = Request::post("/api/v1/extracts")
        .header(AUTHORIZATION, &token)
        .body(Body::from(bytes));
    let answer = people.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let page = people.visit(&cookie, "/loads").await.text();
    assert!(page.contains("программой «u-s1»: Иванова Анна Петровна"));
}

#[tokio::test]
async fn what_is_not_taken_is_told_in_plain_words() {
    let people = People::with(|config| config.limits.body_bytes = 200_000).await;
    let cookie = cookie(&people, "director").await;
    let foreign = archive(&people, "s2", "2025-11-02T23:40:00+03:00");
    let mut broken = archive(&people, "s1", "2025-11-02T23:40:00+03:00");
    broken.truncate(broken.len() / 2);
    for (what, name, bytes, status, told) in [
        (
            "another school's",
            "a.zip",
            foreign.clone(),
            StatusCode::FORBIDDEN,
            "Это выгрузка не вашей организации",
        ),
        (
            "no archive",
            "a.zip",
            b"<script>alert(1)</script>".to_vec(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "Это не выгрузка: прочитать файл не удалось",
        ),
        (
            "half an archive",
            "a.zip",
            broken,
            StatusCode::UNPROCESSABLE_ENTITY,
            "Архив не читается",
        ),
        (
            "nothing",
            "",
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "Файл не выбран",
        ),
        (
            "too much",
            "a.zip",
            vec![0; 300_000],
            StatusCode::PAYLOAD_TOO_LARGE,
            "Файл слишком велик",
        ),
    ] {
        let answer = upload(&people, &cookie, name, &bytes).await;
        assert_eq!(answer.status, status, "{what}");
        let page = answer.text();
        assert!(page.contains(told), "{what}: {page}");
        assert!(page.contains("role=\"alert\""), "{what}");
        assert!(!page.contains("<script>alert"), "{what}");
        let left = std::fs::read_dir(people.folder.path().join("data/uploads"));
        assert_eq!(left.expect("a folder").count(), 0, "{what}");
    }
    let inbox = std::fs::read_dir(people.folder.path().join("data/inbox"));
    assert_eq!(inbox.expect("a folder").count(), 0, "nothing waits");
    // A form of another kind, a body cut short, a page of another site.
    let send = async |kind: &str, body: &str, origin: &str| {
        let request = Request::post("/loads")
            .header(COOKIE, &cookie)
            .header(CONTENT_TYPE, kind)
            .header("host", "svodka.local")
            .header("origin", origin)
            .body(Body::from(body.to_owned()));
        people.send(request.expect("a request")).await.status
    };
    let own = "http://svodka.local";
    let form = "application/x-www-form-urlencoded";
    assert_eq!(
        send(form, "extract=a", own).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let cut =
        "--edge\r\nContent-Disposition: form-data; name=\"extract\"; filename=\"a.zip\"\r\n\r\nPK";
    let multipart = "multipart/form-data; boundary=edge";
    assert_eq!(send(multipart, cut, own).await, StatusCode::BAD_REQUEST);
    assert_eq!(
        send(multipart, "", "https://evil.example").await,
        StatusCode::FORBIDDEN
    );
    let loads = people.app.office.loads(10).await.expect("loads");
    assert_eq!(loads.len(), 2, "no record of what was not taken");
}

#[tokio::test]
async fn pages_stand_in_english() {
    let (people, load_id) = people_with_rejects().await;
    let token = people.token("office").await;
    for (path, told) in [
        ("/loads".to_owned(), "Who has sent data"),
        (format!("/loads/{load_id}"), "The value is not in its list"),
    ] {
        let request = Request::get(&path)
            .header(AUTHORIZATION, &token)
            .header(COOKIE, "language=en")
            .body(Body::empty());
        let page = people.send(request.expect("a request")).await.text();
        assert!(page.contains(told), "{path}: {page}");
        assert!(!page.contains(">loads-"), "{path}: a key without words");
    }
}

#[tokio::test]
async fn what_a_check_found_in_other_schools_is_the_offices_matter() {
    let people = People::new().await;
    let check = Diagnostic::new(Severity::Refuse, "check", "повторяется ключ витрины")
        .at_table("pupils")
        .with_raw("school_id=s2 pupil_name=Чужой");
    let refused = LoadRecord {
        diagnostics: vec![check],
        ..record("20251014T204000-dddddddd", Some("s1"), 0)
    };
    let now = people.app.clock.now();
    let written = people.app.office.publish(None, &[refused], now).await;
    written.expect("a record");
    people
        .add("insider", "office", UserScope::Office, &["personal_data"])
        .await;
    for (login, sees) in [("director", false), ("office", false), ("insider", true)] {
        let token = people.token(login).await;
        let path = "/api/v1/loads/20251014T204000-dddddddd";
        let told = people.get(&token, path).await.text();
        assert_eq!(told.contains("Чужой"), sees, "{login}");
        let page = people.get(&token, "/loads/20251014T204000-dddddddd").await;
        assert!(page.text().contains("Данные не сошлись при сводке"));
    }
}

/// Every rule that the reader of extracts and the night can report has its words in both languages.
#[test]
fn every_rule_has_its_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
    let mut rules: BTreeSet<String> = BTreeSet::new();
    // What the code names: a severity or one of the verbs, then the rule as a text.
    let mut sources: Vec<_> = std::fs::read_dir(root.join("src/extract"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    sources.extend(["landing.rs", "checks.rs"].map(|name| root.join("src/loads").join(name)));
    for source in sources {
        let code = std::fs::read_to_string(&source).expect("a file");
        for (mark, severity) in [
            ("Severity::Warning,", "warning"),
            ("Severity::Refuse,", "refuse"),
            (".warn(", "warning"),
            (".refuse(", "refuse"),
        ] {
            for rest in code.split(mark).skip(1) {
                if let Some(rule) = quoted(rest.trim_start()) {
                    rules.insert(format!("{severity}-{rule}"));
                }
            }
        }
        // Rules that rows broke, and what makes a file unreadable.
        for line in code.lines() {
            let Some((left, right)) = line.split_once("=> ") else {
                continue;
            };
            let severity = match left.trim() {
                left if left.starts_with("Rule::") => "reject",
                left if left.starts_with("Error::") || left.starts_with("| Error::") => "refuse",
                _ => continue,
            };
            if let Some(rule) = quoted(right) {
                rules.insert(format!("{severity}-{rule}"));
            }
        }
    }
    for rule in ["enrolment", "exempt", "twins"] {
        assert!(read("src/extract/crosscheck.rs").contains(&format!("\"{rule}\",")));
        rules.insert(format!("warning-{rule}"));
    }
    // What the spoilt samples yield.
    for line in read("tests/snapshots/tests__extract__bad_samples.snap").lines() {
        let mut words = line.split_whitespace();
        let severity = words.next().unwrap_or_default();
        let rule = line.rsplit_once('[').map(|(_, rule)| rule);
        if let (true, Some(rule)) = (line.starts_with("  "), rule) {
            rules.insert(format!("{severity}-{}", rule.trim_end_matches(']')));
        }
    }
    assert!(rules.len() >= 26, "{rules:#?}");
    for language in ["ru", "en"] {
        let words = read(&format!("catalogues/{language}/loads.ftl"));
        for rule in &rules {
            for part in ["", "-cure"] {
                let key = format!("\nloads-{}{part} = ", rule.replace('_', "-"));
                assert!(words.contains(&key), "{language}: {key}");
            }
        }
    }
}

/// Returns a text that code begins with.
fn quoted(code: &str) -> Option<&str> {
    let (rule, _) = code.strip_prefix('"')?.split_once('"')?;
    let is_rule = |sign: char| sign.is_ascii_lowercase() || sign == '_';
    rule.chars().all(is_rule).then_some(rule)
}
