//! Prints: an answer as PDF over HTTP, to whom it is handed out and to whom not.

use axum::http::StatusCode;
use serde_json::{Value, json};
use svodka::audit::{self, Filter};

use crate::people::{People, encoded};

const PATH: &str = "/api/v1/export?format=pdf";

fn question() -> Value {
    json!({
        "measures": ["attendance.due", "attendance.missed"],
        "dimensions": ["school.name", "class.name"],
        "pivot": {"rows": ["school.name", "class.name"], "columns": ["measures"]},
        "totals": true,
    })
}

#[tokio::test]
async fn an_answer_is_handed_out_as_pdf_and_written_down() {
    let people = People::new().await;
    let token = people.token("office").await;
    for path in [
        PATH.to_owned(),
        format!("{PATH}&layout=pivot"),
        format!("{PATH}&title={}", encoded("#panic() *Пропуски* <b>")),
    ] {
        let file = people.post(&token, &path, &question()).await;
        assert_eq!(file.status, StatusCode::OK, "{path}: {}", file.text());
        assert_eq!(file.header("content-type"), "application/pdf");
        assert!(file.header("content-disposition").contains(".pdf\""));
        assert!(file.bytes.starts_with(b"%PDF-"), "{path}");
    }
    let filter = Filter {
        action: Some(audit::Action::Export),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(filter, 10).await;
    let entries = entries.expect("the audit");
    assert_eq!(entries.len(), 3);
    assert!(
        entries
            .iter()
            .all(|entry| !entry.entry.file_hash.is_empty())
    );
}

#[tokio::test]
async fn a_print_is_refused_to_whom_any_file_is() {
    let people = People::new().await;
    let stranger = people.post("", PATH, &question()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let tutor = people.token("house_tutor").await;
    let refused = people.post(&tutor, PATH, &question()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());

    let token = people.token("office").await;
    for path in [
        "/api/v1/export?format=PDF",
        "/api/v1/export?format=pdf&layout=paper",
    ] {
        let refused = people.post(&token, path, &question()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
    }
    let no_pivot = json!({"measures": ["attendance.due"]});
    let refused = people
        .post(&token, &format!("{PATH}&layout=pivot"), &no_pivot)
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["diagnostics"][0]["path"], "pivot");
}
