//! Nights: states of extracts, what replaces what, and releases.

use serde_json::json;
use svodka::app::{App, Purpose};
use svodka::content::Content;
use svodka::office::LoadState;

use crate::office::{Office, Segment, small_school};

async fn due(office: &Office) -> serde_json::Value {
    office.ask(json!({"measures": ["attendance.due"]})).await[0]["attendance.due"].clone()
}

#[tokio::test]
async fn the_same_bytes_change_nothing() {
    let mut office = Office::new().await;
    let segment = small_school("s1");
    let first = office.load(std::slice::from_ref(&segment)).await;
    assert_eq!(
        first[0].state,
        LoadState::Accepted,
        "{:?}",
        first[0].diagnostics
    );
    assert_eq!(first[0].release, Some(1));
    let versions = office.app.lake.latest();
    let again = office.load(&[segment]).await;
    assert_eq!(again[0].state, LoadState::Duplicate);
    assert_eq!(office.app.lake.latest(), versions);
    let releases = office.app.office.releases(10).await.expect("releases");
    assert_eq!(
        releases.len(),
        1,
        "a night without anything new is no release"
    );
}

#[tokio::test]
async fn many_schools_are_one_night_and_one_commit_per_table() {
    let mut office = Office::new().await;
    let records = office
        .load(&[small_school("s2"), small_school("s1"), small_school("s3")])
        .await;
    let schools: Vec<_> = records
        .iter()
        .filter_map(|record| record.school_id.as_deref())
        .collect();
    assert_eq!(
        schools,
        ["s2", "s1", "s3"],
        "records stand in the order of the paths"
    );
    assert!(records.iter().all(|record| record.release == Some(1)));
    for (table, version) in office.app.lake.latest() {
        assert!(
            version <= 1,
            "{table} was committed more than once: {version}"
        );
    }
    assert_eq!(due(&office).await, json!(36));
}

#[tokio::test]
async fn a_window_replaces_its_days_and_a_snapshot_the_year() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1"), small_school("s2")]).await;
    // A later extract of October alone, in which L3 became two lessons.
    let october = small_school("s1")
        .window("2025-10-01", "2025-10-31")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n\
             L3,g1,2025-10-14,1,08:30,09:15,1\nL7,g1,2025-10-15,1,08:30,09:15,1\n",
        )
        .table("absences", "lesson_id,pupil_id,code\nL7,p2,Б\n")
        .without("marks");
    let records = office.load(&[october]).await;
    assert_eq!(
        records[0].state,
        LoadState::Accepted,
        "{:?}",
        records[0].diagnostics
    );
    let rows = office
        .ask(json!({"measures": ["attendance.due", "attendance.missed", "marks.count"], "dimensions": ["school.id"],
            "order": [["school.id", "asc"]]}))
        .await;
    assert_eq!(
        rows[0]["attendance.due"],
        json!(15),
        "L7 adds p1, p2 and p5"
    );
    assert_eq!(rows[0]["attendance.missed"], json!(5));
    assert_eq!(
        rows[0]["marks.count"],
        json!(5),
        "a table that is not listed stays"
    );
    assert_eq!(
        rows[1]["attendance.due"],
        json!(12),
        "the other school stays"
    );
    // As of the first release nothing has changed.
    let before = office
        .ask(json!({"measures": ["attendance.due"], "asOf": 1}))
        .await;
    assert_eq!(before[0]["attendance.due"], json!(24));
}

#[tokio::test]
async fn a_late_enrolment_changes_days_before_the_window() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    let later = small_school("s1")
        .window("2025-10-20", "2025-10-31")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c5,2025-09-01,,,\np2,c5,2025-09-01,,start,\np3,c5,2025-09-01,2025-10-10,start,other_school\n\
             p4,c1,2025-09-01,,start,\np5,c5,2025-09-02,,other_municipality,\n",
        )
        .table("lessons", "lesson_id,group_id,date,number,starts_at,ends_at,held\n")
        .without("absences")
        .without("marks");
    let records = office.load(&[later]).await;
    assert_eq!(
        records[0].state,
        LoadState::Accepted,
        "{:?}",
        records[0].diagnostics
    );
    assert_eq!(due(&office).await, json!(13), "p5 was due at L1 after all");
}

#[tokio::test]
async fn an_empty_table_empties() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    let emptied = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table("absences", "lesson_id,pupil_id,code\n");
    office.load(&[emptied]).await;
    let rows = office
        .ask(json!({"measures": ["attendance.due", "attendance.missed"]}))
        .await;
    assert_eq!(
        (&rows[0]["attendance.due"], &rows[0]["attendance.missed"]),
        (&json!(13), &json!(0))
    );
}

#[tokio::test]
async fn an_older_extract_is_superseded_unless_its_days_are_others() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1").window("2025-09-10", "2025-10-31")
        .table("lessons", "lesson_id,group_id,date,number,starts_at,ends_at,held\nL3,g1,2025-10-14,1,08:30,09:15,1\n")
        .without("absences").without("marks")]).await;
    let older = small_school("s1").extracted_at("2025-10-30T23:40:00+03:00");
    let records = office.load(std::slice::from_ref(&older)).await;
    assert_eq!(records[0].state, LoadState::Superseded);
    assert_eq!(due(&office).await, json!(3));
    // Of other days: its lessons count, its snapshots do not.
    let september = older
        .window("2025-09-01", "2025-09-09")
        .table("pupils", "pupil_id,last_name,first_name,sex,birth_date\nx,Чужой,Имя,m,2014-05-10\n")
        .table("lessons", "lesson_id,group_id,date,number,starts_at,ends_at,held\nL1,g1,2025-09-02,1,08:30,09:15,1\n")
        .without("absences")
        .without("marks");
    let records = office.load(&[september]).await;
    assert_eq!(
        records[0].state,
        LoadState::Accepted,
        "{:?}",
        records[0].diagnostics
    );
    assert_eq!(due(&office).await, json!(6));
}

/// The newest extract may be of other days: what came before it of these days stays.
#[tokio::test]
async fn an_older_extract_does_not_get_behind_the_newest() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    let lessons = "lesson_id,group_id,date,number,starts_at,ends_at,held\n";
    let november = small_school("s1")
        .window("2025-11-01", "2025-11-10")
        .extracted_at("2025-11-10T23:40:00+03:00")
        .table("lessons", lessons)
        .without("absences")
        .without("marks");
    let records = office.load(&[november]).await;
    assert_eq!(
        records[0].state,
        LoadState::Accepted,
        "{:?}",
        records[0].diagnostics
    );
    assert_eq!(due(&office).await, json!(12));
    let october = small_school("s1")
        .extracted_at("2025-10-30T23:40:00+03:00")
        .table("lessons", lessons)
        .without("absences")
        .without("marks");
    let records = office.load(&[october]).await;
    assert_eq!(records[0].state, LoadState::Superseded);
    assert_eq!(due(&office).await, json!(12));
}

#[tokio::test]
async fn a_refused_extract_leaves_yesterday() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    let refused = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "absences",
            "lesson_id,pupil_id,code\nL1,p1,Б\nL1,p99,Б\nL2,p1,ХХ\n",
        );
    let records = office.load(&[refused, small_school("s2")]).await;
    assert_eq!(records[0].state, LoadState::Refused);
    assert_eq!(records[0].release, None);
    assert!(
        records[0]
            .diagnostics
            .iter()
            .any(|fault| fault.rule == "share")
    );
    assert_eq!(
        records[1].state,
        LoadState::Accepted,
        "the other school's night goes on"
    );
    assert_eq!(due(&office).await, json!(24));
    let quarantined = office
        .app
        .office
        .quarantine(&records[0].load_id, 10)
        .await
        .expect("rows");
    assert_eq!(quarantined.len(), 2);
    assert_eq!(quarantined[0].line, Some(3));
    assert_eq!(quarantined[0].raw.as_deref(), Some("L1,p99,Б"));
}

#[tokio::test]
async fn what_cannot_be_read_does_not_stop_the_others() {
    let mut office = Office::new().await;
    let good = office.seal(&small_school("s1"));
    let missing = good.with_file_name("nowhere.zip");
    let records = office.load_paths(&[missing, good]).await;
    assert_eq!(records[0].state, LoadState::Refused);
    assert_eq!(records[0].school_id, None);
    assert_eq!(records[1].state, LoadState::Accepted);
}

#[tokio::test]
async fn two_extracts_of_one_school_are_two_nights_the_older_first() {
    let mut office = Office::new().await;
    let later = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table("absences", "lesson_id,pupil_id,code\n");
    let records = office.load(&[later, small_school("s1")]).await;
    assert_eq!((records[0].release, records[1].release), (Some(2), Some(1)));
    assert_eq!(due(&office).await, json!(13));
}

#[tokio::test]
async fn an_unknown_school_registers_itself() {
    let mut office = Office::new().await;
    office.load(&[Segment::new("новая")]).await;
    let rows = office
        .ask(json!({"dimensions": ["school.id", "school.name"]}))
        .await;
    assert_eq!(rows[0]["school.id"], json!("новая"));
}

#[tokio::test]
async fn a_mart_that_is_declared_otherwise_is_made_anew() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    let numbers = json!({
        "measures": ["attendance.due"], "dimensions": ["lesson.number"], "order": [["lesson.number", "asc"]]
    });
    let asked = office.ask(numbers.clone()).await;
    assert_eq!(asked[0]["lesson.number"], json!(1));

    // The office declares the mart of lessons in its own way, and the next extract brings the last day alone.
    let marts = office.app.config.data.join("content/queries/marts");
    std::fs::create_dir_all(&marts).expect("a folder");
    let lessons = Content::embedded();
    let (_, lessons) = lessons
        .below("queries/marts")
        .find(|(path, _)| path.ends_with("/lessons.sql"))
        .expect("the mart");
    let other = lessons.replace(
        "l.number as lesson_number",
        "l.number + 100 as lesson_number",
    );
    assert_ne!(other, lessons);
    std::fs::write(marts.join("lessons.sql"), other).expect("a file");
    office.app = App::open((*office.app.config).clone(), Purpose::Work)
        .await
        .expect("the office opens");
    let last_day = small_school("s1")
        .window("2025-10-31", "2025-10-31")
        .extracted_at("2025-11-01T00:10:00+03:00")
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n",
        )
        .without("absences")
        .without("marks");
    let records = office.load(&[last_day]).await;
    assert!(
        records[0].state.is_applied(),
        "{:?}",
        records[0].diagnostics
    );
    let asked = office.ask(numbers).await;
    assert_eq!(asked[0]["lesson.number"], json!(101));
    assert_eq!(due(&office).await, json!(12));
}
