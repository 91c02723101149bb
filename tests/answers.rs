//! Answers that are kept: found by the same question, release and scope alone.

use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::{Answer, Chosen};
use svodka::clock::Clock;
use svodka::office::{NewUser, UserScope};

use crate::office::{Office, asker, small_school};

fn due_by_school() -> Value {
    json!({
        "measures": ["attendance.due", "attendance.missed"], "dimensions": ["school.id"],
        "order": [["school.id", "asc"]]
    })
}

#[tokio::test]
async fn an_answer_is_kept_for_the_same_scope_alone() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1"), small_school("s2")]).await;
    let whole = asker(&Scope::office(false, false));
    let first = office
        .app
        .ask(&whole, &due_by_school())
        .await
        .expect("an answer");
    assert_eq!(office.app.answers_kept().await, 1);
    let again = office
        .app
        .ask(&whole, &due_by_school())
        .await
        .expect("an answer");
    assert_eq!(office.app.answers_kept().await, 1);
    assert_eq!(first.to_json(), again.to_json());
    assert_eq!(first.to_json()["data"].as_array().map(Vec::len), Some(2));

    // A director who asks the same, letter by letter, gets the own school; so does the other.
    for (number, school) in ["s1", "s2"].into_iter().enumerate() {
        let director = asker(&Scope::school(school, true));
        let answer = office
            .app
            .ask(&director, &due_by_school())
            .await
            .expect("an answer");
        let rows = answer.to_json()["data"].clone();
        assert_eq!(rows.as_array().map(Vec::len), Some(1));
        assert_eq!(rows[0]["school.id"], json!(school));
        assert_eq!(office.app.answers_kept().await, 2 + number as u64);
    }
    // Whoever may not see names is refused, though the one who may has just been answered.
    let names = json!({"measures": ["marks.count"], "dimensions": ["pupil.name"]});
    let named = asker(&Scope::office(true, true));
    office.app.ask(&named, &names).await.expect("an answer");
    assert!(office.app.ask(&whole, &names).await.is_err());
}

#[tokio::test]
async fn a_new_release_is_asked_anew() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    let whole = asker(&Scope::office(true, false));
    let before = office
        .app
        .ask(&whole, &due_by_school())
        .await
        .expect("an answer");
    let emptied = small_school("s1")
        .table("absences", "lesson_id,pupil_id,code\n")
        .extracted_at("2025-11-01T23:40:00+03:00");
    office.load(&[emptied]).await;
    let after = office
        .app
        .ask(&whole, &due_by_school())
        .await
        .expect("an answer");
    assert_eq!(before.to_json()["data"][0]["attendance.missed"], json!(4));
    assert_eq!(after.to_json()["data"][0]["attendance.missed"], json!(0));
    assert_eq!(after.release, before.release + 1);
    // As of the first one, the first one's figures.
    let mut then = due_by_school();
    then["asOf"] = json!(before.release);
    let then = office.app.ask(&whole, &then).await.expect("an answer");
    assert_eq!(then.to_json()["data"], before.to_json()["data"]);
}

#[tokio::test]
async fn what_time_changes_is_kept_for_its_minute_alone() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1"), small_school("s2")]).await;
    let whole = asker(&Scope::office(false, false));
    let app = &mut office.app;
    let at = |text: &str| Clock::Fixed(text.parse().expect("a moment"));
    let age = json!({"measures": ["loads.data_age_hours"]});
    let counted = json!({"measures": ["loads.rejected_rows"]});
    let hours = |answer: Answer| answer.to_json()["data"][0]["loads.data_age_hours"].as_f64();

    app.clock = at("2025-11-01T10:00:20Z");
    let first = app.ask(&whole, &age).await.expect("an answer");
    let of_counts = app.ask(&whole, &counted).await.expect("an answer");
    assert_eq!(app.answers_kept().await, 2);
    app.clock = at("2025-11-01T10:00:59Z");
    let again = app.ask(&whole, &age).await.expect("an answer");
    assert_eq!(again.etag, first.etag);
    assert_eq!(app.answers_kept().await, 2);
    // Another scope finds neither.
    let director = asker(&Scope::school("s1", true));
    let own = app.ask(&director, &age).await.expect("an answer");
    assert_ne!(own.etag, first.etag);

    app.clock = at("2025-11-01T13:00:00Z");
    let later = app.ask(&whole, &age).await.expect("an answer");
    assert_ne!(later.etag, first.etag);
    let grown = hours(later)
        .zip(hours(first))
        .map(|(later, first)| later - first);
    assert!(
        grown.is_some_and(|grown| (grown - 3.0).abs() < 1e-6),
        "{grown:?}"
    );
    // Counts of the same nights do not change with the hour.
    let counts_later = app.ask(&whole, &counted).await.expect("an answer");
    assert_eq!(counts_later.etag, of_counts.etag);
}

#[tokio::test]
async fn no_answer_is_kept_where_none_is_wanted() {
    let whole = asker(&Scope::office(false, false));
    let mut office = Office::with(|config| config.limits.answers_mb = 0).await;
    office.load(&[small_school("s1")]).await;
    office
        .app
        .ask(&whole, &due_by_school())
        .await
        .expect("an answer");
    assert_eq!(office.app.answers_kept().await, 0);
}

#[tokio::test]
async fn the_first_page_is_answered_before_it_is_asked() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    office.app.warm().await;
    assert_eq!(
        office.app.answers_kept().await,
        0,
        "nobody sees the whole office yet"
    );
    let specialist = NewUser::new("office", "Специалист", "office", UserScope::Office);
    let now = office.app.clock.now();
    office
        .app
        .office
        .add_user(&specialist, "", now)
        .await
        .expect("a user");
    office.app.warm().await;
    let warmed = office.app.answers_kept().await;
    assert!(warmed > 10, "{warmed}");
    let whole = asker(&Scope::office(false, false));
    let home = office.app.home_of(&whole).expect("a first page");
    let open = office
        .app
        .open_dashboard(&whole, home, &Chosen::default())
        .await
        .expect("a page");
    assert!(open.tiles.iter().all(|tile| tile.answer.is_ok()));
    assert_eq!(office.app.answers_kept().await, warmed);
}
