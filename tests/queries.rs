//! Named questions: each answers its reader over `sample-data`, and the snapshot holds what.

use std::path::Path;

use serde_json::json;
use svodka::access::Scope;
use svodka::app::Given;
use svodka::clock::Clock;
use svodka::constructor::Reader;
use svodka::export::text;

use crate::office::{Office, asker};

#[tokio::test]
async fn named_questions_answer_their_readers() {
    let office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-07T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/good");
    let loads = office
        .load_paths(&[good.join("school-001"), good.join("school-002")])
        .await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );

    assert!(office.app.queries.len() >= 40);
    for reader in [Reader::Office, Reader::Centre, Reader::Director] {
        let written = office
            .app
            .queries
            .iter()
            .filter(|query| query.user == reader);
        assert!(written.count() >= 10, "for {reader:?}");
    }
    let settings = insta::Settings::clone_current();
    let mut settings = settings.clone();
    settings.set_snapshot_path("snapshots/queries");
    settings.set_prepend_module_to_snapshot(false);
    for query in &office.app.queries {
        let scope = match query.user {
            Reader::Office | Reader::Centre | Reader::Segment => Scope::office(false, false),
            Reader::Director | Reader::Homeroom | Reader::Tutor | Reader::Teacher => {
                Scope::school("school-001", true)
            }
        };
        let asked = office.app.named_query(&query.name, &Given::new());
        let asked = asked.expect("a question");
        let answer = office.app.ask(&asker(&scope), &asked).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", query.name));
        let shown = text::lay_out(&answer.table);
        settings.bind(|| insta::assert_snapshot!(query.name.as_str(), shown));
    }
}

#[tokio::test]
async fn an_unknown_question_names_the_nearest() {
    let office = Office::new().await;
    let refused = office.app.named_query("attendance-by-scool", &Given::new());
    let refused = refused.expect_err("a refusal").to_string();
    assert!(refused.contains("attendance-by-scool"), "{refused}");
    let given = Given::from([("schol".to_owned(), vec!["Школа".to_owned()])]);
    let refused = office.app.named_query("attendance-by-school", &given);
    let refused = refused.expect_err("a refusal").to_string();
    assert!(
        refused.contains("параметра «schol» у вопроса нет"),
        "{refused}"
    );
}

/// Whatever a parameter is set to, it stays a value inside the asker's scope.
#[tokio::test]
async fn parameters_do_not_widen_a_scope() {
    let mut office = Office::new().await;
    let schools = ["s1", "s2"].map(crate::office::small_school);
    office.load(&schools).await;
    let director = asker(&Scope::school("s1", true));
    for value in ["Школа s2", "{period}", "' or 1=1 --", "%"] {
        let given = Given::from([
            ("school".to_owned(), vec![value.to_owned()]),
            ("period".to_owned(), vec!["this year".to_owned()]),
        ]);
        let asked = office.app.named_query("attendance-by-school", &given);
        let answer = office.app.ask(&director, &asked.expect("a question")).await;
        let answer = answer.expect("an answer").to_json();
        assert_eq!(answer["data"], json!([]), "{value}");
    }
}
