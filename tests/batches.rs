//! Batches: long papers that are made while their asker waits, who sees them, and what is left of them.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use sha2::{Digest, Sha256};
use svodka::access::Scope;
use svodka::app::{BatchState, Given, PaperFormat};
use svodka::audit::{self, Filter};
use svodka::office::UserScope;
use svodka::reports::text_of;
use svodka::sheet::Block;

use crate::office::{Office, asker};
use crate::people::{PASSWORD, People, encoded};
use crate::reports::{printed, school};

async fn people() -> People {
    let people = People::new().await;
    people.load(&[school("s1"), school("s2")]).await;
    people
}

async fn cookie(people: &People, login: &str) -> String {
    people.set_password(login, false).await;
    let answer = people.sign_in(login, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
    answer.cookie()
}

/// Asks how far a batch is until it is over, and returns its page.
async fn page_of_finished(people: &People, cookie: &str, address: &str) -> String {
    for _ in 0..600 {
        let progress = people.visit(cookie, &format!("{address}/progress")).await;
        assert_eq!(progress.status, StatusCode::OK, "{}", progress.text());
        let progress = progress.json();
        if progress["state"] == "over" {
            return people.visit(cookie, address).await.text();
        }
        let (done, all) = (progress["done"].as_u64(), progress["all"].as_u64());
        assert!(all.is_none_or(|all| done <= Some(all)), "{progress}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{address} has not come to its end");
}

#[tokio::test]
async fn the_yearly_sheets_of_all_classes_are_one_document() {
    let mut office = Office::new().await;
    office.load(&[school("s1"), school("s2")]).await;
    let director = asker(&Scope::school("s1", true));
    let printed = office
        .app
        .report(&director, "school-year-book", &Given::new())
        .await
        .expect("a document");
    let [Block::Bound(bound)] = printed.paper.blocks.as_slice() else {
        panic!("{:?}", printed.paper.blocks);
    };
    let names: Vec<&str> = bound.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["1А", "5А"]);
    assert_eq!(bound.part_title, "Класс");
    assert!(bound.inscription.contains("прошнуровано, пронумеровано"));
    assert!(printed.paper.page.is_landscape);
    assert_eq!(printed.paper.signatures[0].post, "Директор");

    // Each part is what the class prints by itself.
    let chosen = [("class".to_owned(), vec!["5А".to_owned()])];
    let own = office
        .app
        .report(&director, "class-year-sheet", &chosen.into())
        .await
        .expect("a sheet");
    let part = &bound.parts[1];
    assert_eq!(part.blocks, own.paper.blocks);
    assert_eq!(part.subtitles, own.paper.subtitles);
    assert_eq!(part.signatures, own.paper.signatures);
    let text = text_of(&printed.paper).replace('\u{a0}', " ");
    assert!(text.contains("за 2025/2026 учебный год"), "{text}");
    assert!(text.contains("# Перечень листов\n1 | 1А\n2 | 5А"), "{text}");

    // The office must say of which school; a class is not asked for.
    let everybody = asker(&Scope::office(true, true));
    let refused = office
        .app
        .report(&everybody, "school-year-book", &Given::new())
        .await;
    assert!(refused.is_err());
    let classes = [
        ("school".to_owned(), vec!["s1".to_owned()]),
        ("class".to_owned(), vec!["5А".to_owned()]),
    ];
    let refused = office
        .app
        .report(&everybody, "school-year-book", &classes.into())
        .await;
    assert!(refused.is_err());
    // Nobody who has classes alone opens it.
    let homeroom = asker(&Scope::classes("s1", vec!["c5".into()], true));
    let absent = office
        .app
        .report(&homeroom, "school-year-book", &Given::new())
        .await;
    assert!(absent.is_err());
}

#[tokio::test]
async fn a_long_paper_is_made_in_sight_of_its_asker_and_leaves_a_record() {
    let people = people().await;
    let director = cookie(&people, "director").await;
    let page = people.visit(&director, "/reports/school-year-book").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("/reports/school-year-book/batches"), "{text}");
    assert!(!text.contains("Ёлкин"), "{text}");

    let begun = people
        .form(
            Method::POST,
            "/reports/school-year-book/batches",
            &director,
            &format!("format=pdf&year={}", encoded("2025/2026")),
        )
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let address = begun.header("location").to_owned();
    assert_eq!(address, "/batches/1");
    let page = page_of_finished(&people, &director, &address).await;
    assert!(
        page.contains("Документ готов") && page.contains("/prints/1"),
        "{page}"
    );
    assert_eq!(page.matches("<h1").count(), 1);

    let file = people.visit(&director, "/batches/1/file").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert!(file.bytes.starts_with(b"%PDF"));
    let hash: String = Sha256::digest(&file.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let record = people.app.office.print(1).await.expect("records");
    let record = record.expect("a print");
    assert_eq!(record.file_hash, hash);
    assert_eq!(record.print.report, "school-year-book");
    // Neither the report nor its print is made while a request waits.
    let refusals = [
        people
            .visit(&director, "/reports/school-year-book/file?format=pdf")
            .await,
        people
            .form(
                Method::POST,
                "/reports/school-year-book/prints",
                &director,
                "",
            )
            .await,
        people.visit(&director, "/prints/1/file").await,
        people
            .form(Method::POST, "/prints/1/comparison", &director, "")
            .await,
    ];
    for refused in refusals {
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("сразу не выдаётся"), "{text}");
        assert!(text.contains("/batches\""), "{text}");
    }
    assert!(people.app.office.print(2).await.expect("records").is_none());
    // It is long, so that its page has it drawn in sight, too.
    let page = people.visit(&director, "/prints/1").await;
    assert!(page.text().contains("/prints/1/batches"), "{}", page.text());
    assert!(
        !page.text().contains("/prints/1/comparison"),
        "{}",
        page.text()
    );
    let begun = people
        .form(Method::POST, "/prints/1/batches", &director, "")
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let address = begun.header("location").to_owned();
    let page = page_of_finished(&people, &director, &address).await;
    assert!(page.contains("Документ готов"), "{page}");
    let drawn = people.visit(&director, &format!("{address}/file")).await;
    assert_eq!(drawn.bytes, file.bytes);
    let filter = Filter {
        action: Some(audit::Action::Export),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(filter, 10).await.expect("entries");
    let handed_out = entries
        .iter()
        .find(|entry| entry.entry.object == "school-year-book pdf")
        .expect("written down");
    assert_eq!(handed_out.entry.file_hash, hash);

    // Nobody else sees it, whatever they may see otherwise.
    for login in ["deputy", "office_head", "homeroom"] {
        let token = people.token(login).await;
        for path in ["/batches/1", "/batches/1/progress", "/batches/1/file"] {
            let answer = people.get(&token, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {path}");
        }
    }
    let deputy = cookie(&people, "deputy").await;
    let answer = people
        .form(Method::POST, "/batches/1/stop", &deputy, "")
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let security = people.token("security").await;
    let closed = people.get(&security, "/batches/1").await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn slips_of_a_whole_school_are_a_file_and_those_of_a_class_a_page() {
    let people = people().await;
    let director = cookie(&people, "director").await;
    let week = "week.from=2025-09-15&week.to=2025-09-20";
    let page = people
        .visit(&director, &format!("/reports/weekly-slips?{week}"))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("/reports/weekly-slips/batches"), "{text}");
    assert!(!text.contains("Ёлкин"), "{text}");
    let class = encoded("5А");
    let page = people
        .visit(
            &director,
            &format!("/reports/weekly-slips?{week}&class={class}"),
        )
        .await;
    assert!(page.text().contains("Ёлкин Иван Петрович, 5А класс"));
    // Who has one class prints it from the page as ever.
    let homeroom = people.token("homeroom").await;
    let page = people
        .get(&homeroom, &format!("/reports/weekly-slips?{week}"))
        .await;
    assert!(page.text().contains("Ёлкин"), "{}", page.text());

    let begun = people
        .form(
            Method::POST,
            "/reports/weekly-slips/batches",
            &director,
            "format=xlsx&week=2025-09-15..2025-09-20",
        )
        .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let address = begun.header("location").to_owned();
    let page = page_of_finished(&people, &director, &address).await;
    assert!(!page.contains("/prints/"), "{page}");
    let file = people.visit(&director, &format!("{address}/file")).await;
    assert!(file.bytes.starts_with(b"PK"), "{}", file.text());
    assert!(file.header("content-disposition").contains("weekly-slips-"));
}

#[tokio::test]
async fn what_cannot_be_begun_is_told_and_numbers_are_not_guessed() {
    let people = people().await;
    let director = cookie(&people, "director").await;
    for (name, body, status) in [
        ("school-year-book", "", StatusCode::BAD_REQUEST),
        ("school-year-book", "format=exe", StatusCode::BAD_REQUEST),
        (
            "school-year-book",
            "format=pdf&school=s2",
            StatusCode::BAD_REQUEST,
        ),
        (
            "school-year-book",
            "format=pdf&class=1",
            StatusCode::BAD_REQUEST,
        ),
        (
            "school-year-book",
            "format=pdf&year=%3Cscript%3E",
            StatusCode::BAD_REQUEST,
        ),
        ("school-year-boo", "format=pdf", StatusCode::NOT_FOUND),
    ] {
        let path = format!("/reports/{name}/batches");
        let answer = people.form(Method::POST, &path, &director, body).await;
        assert_eq!(answer.status, status, "{name} {body}: {}", answer.text());
        assert!(!answer.text().contains("<script>"), "{body}");
    }
    for path in [
        "/batches/1",
        "/batches/one",
        "/batches/-1",
        "/batches/99999999999999999999",
        "/batches/1/file",
    ] {
        let answer = people.visit(&director, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/prints/1/batches", "/prints/one/batches"] {
        let answer = people.form(Method::POST, path, &director, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    people
        .add(
            "director2",
            "director",
            UserScope::School {
                school_id: "s2".into(),
            },
            &["personal_data"],
        )
        .await;
    let foreign = people.asker("director2").await;
    let own = people.asker("director").await;
    let begun = people
        .app
        .begin_batch(&own, "school-year-book", &Given::new(), PaperFormat::Xlsx)
        .await
        .expect("a batch");
    // The same one is not begun twice while it is under way.
    let same = people
        .app
        .begin_batch(&own, "school-year-book", &Given::new(), PaperFormat::Xlsx)
        .await
        .expect("a batch");
    let is_over = matches!(begun.state(), BatchState::Done(_));
    assert!(is_over || same.id == begun.id);
    assert!(people.app.batch(&foreign, begun.id).is_err());
    // A narrower token of the same person does not see what the person began.
    let mut narrowed = own.clone();
    narrowed.scope = Scope::school("s1", false);
    assert!(people.app.batch(&narrowed, begun.id).is_err());
}

#[tokio::test]
async fn one_that_is_stopped_leaves_nothing() {
    let people = people().await;
    let director = people.asker("director").await;
    let given = Given::new();
    let batch = people
        .app
        .begin_batch(&director, "school-year-book", &given, PaperFormat::Pdf)
        .await
        .expect("a batch");
    // The task has not been given its turn yet.
    batch.stop();
    assert!(matches!(batch.state(), BatchState::Stopped));
    let early = people.app.batch_file(&director, batch.id).await;
    assert!(early.is_err());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(matches!(batch.state(), BatchState::Stopped));
    let print = people.app.office.print(1).await;
    assert!(print.expect("records").is_none());
    // Stopped, it can be begun anew.
    let again = people
        .app
        .begin_batch(&director, "school-year-book", &given, PaperFormat::Pdf)
        .await
        .expect("a batch");
    assert_ne!(again.id, batch.id);
    again.stop();
}

#[tokio::test]
async fn what_somebody_printed_is_drawn_again_for_those_alone_who_may_see_it() {
    let people = people().await;
    let director = people.asker("director").await;
    let batch = people
        .app
        .begin_batch(
            &director,
            "school-year-book",
            &Given::new(),
            PaperFormat::Pdf,
        )
        .await
        .expect("a batch");
    for _ in 0..600 {
        if matches!(batch.state(), BatchState::Done(_)) {
            break;
        }
        people.app.batch(&director, batch.id).expect("the batch");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let short = printed(&people.app, &director, "movement", &Given::new()).await;
    let (long, short) = (1, short.record.id);
    assert_eq!(short, 2);

    // The office knows that the school has printed, and a batch of it would tell what was chosen.
    let office = cookie(&people, "office").await;
    let known = people.visit(&office, "/prints/1").await;
    assert_eq!(known.status, StatusCode::OK, "{}", known.text());
    for id in [long, short] {
        let path = format!("/prints/{id}/batches");
        let begun = people.form(Method::POST, &path, &office, "").await;
        assert_eq!(
            begun.status,
            StatusCode::NOT_FOUND,
            "{id}: {}",
            begun.text()
        );
    }
    // What is drawn at once is no batch.
    let director = cookie(&people, "director").await;
    let path = format!("/prints/{short}/batches");
    let begun = people.form(Method::POST, &path, &director, "").await;
    assert_eq!(begun.status, StatusCode::CONFLICT, "{}", begun.text());
}
