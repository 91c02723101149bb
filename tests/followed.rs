//! Followed files: how far a file has come, told to its asker's page and to nobody else, and what is left of one that is
//! given up.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HeaderValue};
use axum::http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use svodka::audit::{Action, Filter};
use tower::ServiceExt;

use crate::office::small_school;
use crate::people::{People, encoded};
use crate::reports::school;

const WORKBOOK: &str = "/dashboards/attendance/workbook?period=days&from=2025-09-01&to=2025-10-31";

fn request(token: &str, path: &str) -> Request<Body> {
    let request = Request::get(path).header(AUTHORIZATION, token);
    request.body(Body::empty()).expect("a request")
}

/// Asks for a file and leaves it lying there.
pub async fn unread(people: &People, token: &str, path: &str) -> Response<Body> {
    let response = people.router.clone().oneshot(request(token, path)).await;
    let response = response.expect("a response");
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response
}

pub async fn progress(people: &People, token: &str, id: &str) -> (StatusCode, Value) {
    let told = people.get(token, &format!("/api/v1/exports/{id}")).await;
    (told.status, told.json())
}

#[tokio::test]
async fn every_file_of_a_page_can_be_followed_by_its_asker_alone() {
    let people = People::new().await;
    people.load(&[school("s1"), small_school("s2")]).await;
    let class = encoded("5А");
    let files = [
        ("director", WORKBOOK.to_owned()),
        (
            "director",
            format!("/reports/class-year-sheet/file?class={class}&format=pdf"),
        ),
        ("director", "/registers/reviews/file?format=xlsx".to_owned()),
        ("office", "/requests.csv?view=mine".to_owned()),
        ("security", "/audit.csv?login=director".to_owned()),
    ];
    for (place, (login, path)) in files.iter().enumerate() {
        let token = people.token(login).await;
        let id = format!("file-{place}");
        assert_eq!(
            progress(&people, &token, &id).await.0,
            StatusCode::NOT_FOUND
        );
        let response = unread(&people, &token, &format!("{path}&id={id}")).await;
        let length = response.headers()[CONTENT_LENGTH].clone();
        let (status, told) = progress(&people, &token, &id).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(told["rows"].is_u64(), "{told}");
        // Of the same school and of the same role, but another person.
        for other in ["deputy", "office_head"] {
            let other = people.token(other).await;
            let (status, told) = progress(&people, &other, &id).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(told["rows"].is_null(), "{told}");
        }
        let bytes = to_bytes(response.into_body(), usize::MAX).await;
        let bytes = bytes.expect("a file");
        assert_eq!(length, bytes.len().to_string(), "{path}");
        assert_eq!(
            progress(&people, &token, &id).await.0,
            StatusCode::NOT_FOUND
        );
        let refused = people.get(&token, &format!("{path}&id=a%2Fb")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_file_that_is_packed_already_keeps_its_length_on_its_way() {
    let people = People::new().await;
    let token = people.token("director").await;
    for (format, is_compressed) in [("xlsx", false), ("csv", true)] {
        let path = format!("/registers/reviews/file?format={format}");
        let mut request = request(&token, &path);
        let ways = HeaderValue::from_static("gzip");
        request.headers_mut().insert(ACCEPT_ENCODING, ways);
        let answer = people.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let encoding = answer.header("content-encoding");
        assert_eq!(encoding, if is_compressed { "gzip" } else { "" }, "{path}");
        let length = answer.header("content-length");
        assert_eq!(length == answer.bytes.len().to_string(), !is_compressed);
    }
}

#[tokio::test]
async fn a_file_of_many_answers_tells_how_many_are_there() {
    let people = People::new().await;
    people.load(&[school("s1"), small_school("s2")]).await;
    let token = people.token("director").await;
    let class = encoded("5А");
    for (path, has_rows) in [
        (WORKBOOK, true),
        (
            &format!("/reports/class-year-sheet/file?class={class}&format=xlsx"),
            false,
        ),
    ] {
        let response = unread(&people, &token, &format!("{path}&id=whole")).await;
        let (_, told) = progress(&people, &token, "whole").await;
        let steps = &told["steps"];
        assert!(steps["all"].as_u64() > Some(1), "{path}: {told}");
        assert_eq!(steps["done"], steps["all"], "{path}");
        assert_eq!(told["rows"] != json!(0), has_rows, "{path}: {told}");
        drop(response);
    }
}

#[tokio::test]
async fn a_workbook_that_is_given_up_is_worked_on_no_more() {
    let people = People::new().await;
    let (token, asker) = (
        people.token("director").await,
        people.asker("director").await,
    );
    let path = format!("{WORKBOOK}&id=left");
    let mut asking = Box::pin(people.router.clone().oneshot(request(&token, &path)));
    let begun = async {
        let steps = |id| {
            let written = people.app.export_followed(&asker, id);
            written.map_or((0, 0), |written| written.steps().so_far())
        };
        while steps("left").1 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        biased;
        () = begun => {}
        answer = &mut asking => panic!("before anybody could leave: {answer:?}"),
    }
    let written = people.app.export_followed(&asker, "left");
    let written = written.expect("it is under way");
    assert!(written.is_awaited());
    drop(asking);
    assert!(!written.is_awaited());
    assert_eq!(
        progress(&people, &token, "left").await.0,
        StatusCode::NOT_FOUND
    );
    let (done, all) = written.steps().so_far();
    assert!(done < all, "{done} of {all}");
    // What is stopped gives its turn back a moment later.
    let mut tries = 0;
    while people.app.engine.load() != (0, 0) {
        assert!(tries < 100, "the engine still works");
        tries += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(
        written.steps().so_far().0,
        done,
        "no tile was answered since"
    );
    let filter = Filter {
        action: Some(Action::Export),
        ..Filter::default()
    };
    let handed_out = people.app.audit_entries(filter, 10).await;
    assert!(handed_out.expect("entries").is_empty());
}

#[tokio::test]
async fn pages_mark_what_they_offer_as_files() {
    let people = People::new().await;
    let director = people.token("director").await;
    for (path, marks) in [
        (
            "/dashboards/attendance?period=days&from=2025-09-01&to=2025-10-31",
            &[
                "/dashboards/attendance/workbook",
                r#"action="/api/v1/export?format=xlsx" data-export="XLSX""#,
                r#"data-export="PDF""#,
            ][..],
        ),
        ("/registers/reviews", &[r#"download data-export="CSV""#][..]),
    ] {
        let page = people.get(&director, path).await.text();
        for mark in marks {
            assert!(page.contains(mark), "{path}: {mark}\n{page}");
        }
        // What the mark is for comes with the page, and the words that it says.
        assert!(page.contains("/js/site.js\"") && page.contains("data-messages"));
    }
}
