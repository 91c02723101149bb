//! A lake in a bucket of the S3 protocol: the same nights, the same answers.

use serde_json::json;
use svodka::app::{App, Purpose};
use svodka::config::Config;
use svodka::office::LoadState;

use crate::bucket_server::BucketServer;
use crate::office::{Office, small_school};

#[tokio::test(flavor = "multi_thread")]
async fn nights_land_in_a_bucket_and_questions_are_answered_from_it() {
    let bucket = BucketServer::start().await;
    let mut office = Office::with(|config| in_bucket(config, &bucket)).await;
    let night = [small_school("s1"), small_school("s2")];
    let records = office.load(&night).await;
    assert_eq!(records[1].state, LoadState::Accepted, "{:?}", records[1]);
    let question = json!({
        "measures": ["attendance.due", "attendance.missed"],
        "dimensions": ["school.id"],
    });
    let by_school = office.ask(question.clone()).await;
    assert_eq!(by_school.len(), 2);

    let on_disk = {
        let mut office = Office::new().await;
        office.load(&night).await;
        office.ask(question.clone()).await
    };
    assert_eq!(by_school, on_disk);

    // A second night replaces the rows of the first and is seen by whoever opens the office afterwards.
    let again = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table("absences", "lesson_id,pupil_id,code\n");
    let records = office.load(&[again]).await;
    assert_eq!(records[0].release, Some(2), "{:?}", records[0]);
    let opened = App::open((*office.app.config).clone(), Purpose::Question)
        .await
        .expect("the office opens");
    assert_eq!(opened.lake.latest(), office.app.lake.latest());
    let answer = office.ask(question).await;
    assert_eq!(answer[0]["attendance.missed"], json!(0));

    let names = bucket.names();
    assert!(
        names.iter().all(|name| name.starts_with("svodka/lake/")),
        "{names:?}"
    );
    assert!(!office.app.config.data.join("lake").exists());
}

fn in_bucket(config: &mut Config, bucket: &BucketServer) {
    config.lake.url = "s3://office/svodka/lake".to_owned();
    config.lake.options = bucket.options();
}
