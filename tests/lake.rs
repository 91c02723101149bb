//! The lake: what is written is read, and nothing else is touched.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Int32Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::util::pretty::pretty_format_batches;
use datafusion::physical_plan::displayable;
use datafusion::prelude::SessionContext;
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use svodka::clock::Clock;
use svodka::lake::{Error, Lake, Location, Replaced, Snapshot, TableDecl, Versions};
use svodka::period::{Period, epoch_day};
use tempfile::TempDir;

use crate::bucket_server::BucketServer;

const YEAR: &str = "2025/2026";
const LAST_YEAR: &str = "2024/2025";

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_two_schools_are_read_back() {
    let stage = Stage::new().await;
    stage
        .write("1", &[mark("a", day(1)), mark("b", day(2))])
        .await;
    stage.write("2", &[mark("c", day(1))]).await;

    stage
        .check(
            "select school_id, school_year, mark_id, work_date, value from marks order by mark_id",
            "
+-----------+-------------+---------+------------+-------+
| school_id | school_year | mark_id | work_date  | value |
+-----------+-------------+---------+------------+-------+
| 1         | 2025/2026   | a       | 2025-10-01 | 5     |
| 1         | 2025/2026   | b       | 2025-10-02 | 5     |
| 2         | 2025/2026   | c       | 2025-10-01 | 5     |
+-----------+-------------+---------+------------+-------+",
        )
        .await;
    assert_eq!(stage.marks().await, "1a 1b 2c");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_replaces_the_days_of_its_school_alone() {
    let stage = Stage::new().await;
    stage
        .write(
            "1",
            &[mark("a", day(1)), mark("b", day(2)), mark("c", day(3))],
        )
        .await;
    stage.write("2", &[mark("d", day(2))]).await;

    let window = Replaced {
        days: Some(Period::new(day(2), day(3))),
        ..school("1")
    };
    stage
        .replace(&[window], &[("1", YEAR, mark("e", day(2)))])
        .await;

    assert_eq!(stage.marks().await, "1a 1e 2d");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_year_is_replaced_alone() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    let old = ("1", LAST_YEAR, mark("b", date(2024, 10, 1)));
    stage.replace(&[], &[old]).await;

    let year = Replaced {
        school_year: Some(LAST_YEAR.to_owned()),
        ..school("1")
    };
    stage.replace(&[year], &[]).await;

    assert_eq!(stage.marks().await, "1a");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_replacement_empties_and_a_second_one_makes_no_version() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    stage.write("2", &[mark("b", day(1))]).await;

    stage.replace(&[school("1")], &[]).await;
    assert_eq!(stage.marks().await, "2b");
    let emptied = stage.lake.latest();
    stage.replace(&[school("1")], &[]).await;
    stage.replace(&[], &[]).await;
    assert_eq!(stage.lake.latest(), emptied);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_writer_leaves_no_trace_in_the_table() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    let before = stage.lake.latest();

    let mut writer = stage.lake.writer("lake.marks").await.unwrap();
    writer
        .push(&batch(&[("2", YEAR, mark("b", day(1)))]))
        .unwrap();
    drop(writer);

    assert_eq!(stage.lake.latest(), before);
    assert_eq!(stage.marks().await, "1a");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_needs_a_table_with_days() {
    let stage = Stage::new().await;
    let window = Replaced {
        days: Some(Period::new(day(1), day(1))),
        ..school("1")
    };
    let writer = stage.lake.writer("lake.classes").await.unwrap();
    let refused = writer.commit(&[window], &[]).await;
    assert!(matches!(refused, Err(Error::NoDay { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_files_are_merged() {
    let stage = Stage::new().await;
    for school in 10..40 {
        stage.write(&school.to_string(), &[mark("a", day(1))]).await;
    }
    let (plan, count) = stage
        .plan("select count(mark_id) from marks where value = '5'")
        .await;
    assert!(
        count <= 9,
        "{count} files for thirty small commits:\n{plan}"
    );
    let rows = stage.snapshot().await.table("lake.marks").unwrap();
    assert_eq!(rows.row_count().await.unwrap(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_is_replaced_in_the_midst_of_a_large_file() {
    let stage = Stage::new().await;
    let day_of = |n: i32| {
        day(1)
            .checked_add(jiff::Span::new().days(n / 2_000))
            .unwrap()
    };
    let marks = |prefix: &str| -> Vec<Mark> {
        let ids = (0..150_000).map(|n| mark(&format!("{prefix}{n:06}"), day_of(n)));
        ids.collect()
    };
    let schools = ["1", "2", "3", "4"];
    let old = marks("a");
    let rows: Vec<_> = schools
        .iter()
        .flat_map(|school| old.iter().map(|mark| (*school, YEAR, mark.clone())))
        .collect();
    stage.replace(&[], &rows).await;

    // The rows of the middle row groups pass as they are; those of school 2 give way.
    let new = marks("b");
    stage.write("2", &new).await;
    stage
        .check(
            "select school_id, substr(mark_id, 1, 1) as kind, count(*) as n, count(distinct mark_id) as ids,
                    min(work_date) as first, max(work_date) as last
             from marks group by 1, 2 order by 1, 2",
            "
+-----------+------+--------+--------+------------+------------+
| school_id | kind | n      | ids    | first      | last       |
+-----------+------+--------+--------+------------+------------+
| 1         | a    | 150000 | 150000 | 2025-10-01 | 2025-12-14 |
| 2         | b    | 150000 | 150000 | 2025-10-01 | 2025-12-14 |
| 3         | a    | 150000 | 150000 | 2025-10-01 | 2025-12-14 |
| 4         | a    | 150000 | 150000 | 2025-10-01 | 2025-12-14 |
+-----------+------+--------+--------+------------+------------+",
        )
        .await;
    // Pages and row groups of the copied rows are still found by their bounds.
    for school in schools {
        let sql = format!(
            "select count(*) as n from marks where school_id = '{school}' and work_date = date '2025-10-03'"
        );
        let n = query(&stage.lake, &stage.snapshot().await, &sql)
            .await
            .unwrap();
        assert!(n.contains("| 2000 |"), "{school}: {n}");
    }
    let window = Replaced {
        days: Some(Period::new(day(1), day(31))),
        ..school("3")
    };
    stage.replace(&[window], &[]).await;
    let sql = "select count(*) as n from marks where school_id = '3'";
    let n = query(&stage.lake, &stage.snapshot().await, sql)
        .await
        .unwrap();
    assert!(n.contains("| 88000 |"), "{n}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_files_that_may_hold_an_answer_are_scanned() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    stage.write("2", &[mark("b", day(2))]).await;
    stage
        .replace(&[], &[("1", LAST_YEAR, mark("c", date(2024, 10, 1)))])
        .await;

    for (filter, files) in [
        ("true", 3),
        ("school_id = '1'", 2),
        ("school_id = '1' and school_year = '2025/2026'", 1),
        ("school_year = '2024/2025'", 1),
        ("work_date >= date '2025-10-02'", 1),
        ("school_id in ('2', '7')", 1),
        ("school_id = '9'", 0),
    ] {
        let sql = format!("select mark_id from marks where {filter}");
        let (plan, count) = stage.plan(&sql).await;
        assert_eq!(count, files, "{filter}:\n{plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_counted_without_a_scan() {
    let stage = Stage::new().await;
    stage
        .write("1", &[mark("a", day(1)), mark("b", day(2))])
        .await;
    stage.write("2", &[mark("c", day(3))]).await;

    let sql = "select count(*) as marks, min(work_date), max(school_id) from marks";
    let (plan, files) = stage.plan(sql).await;
    assert_eq!(files, 0, "{plan}");
    stage
        .check(
            "select count(*) as n, min(work_date) as first, max(school_id) as last from marks",
            "
+---+------------+------+
| n | first      | last |
+---+------------+------+
| 3 | 2025-10-01 | 2    |
+---+------------+------+",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_opens_no_more_files_than_it_needs() {
    let stage = Stage::new().await;
    stage
        .write("1", &[mark("a", day(1)), mark("b", day(2))])
        .await;
    stage.write("2", &[mark("c", day(3))]).await;
    let (plan, files) = stage.plan("select mark_id from marks limit 2").await;
    assert_eq!(files, 1, "{plan}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_still_answers() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    let old = stage.lake.latest();
    stage.write("1", &[mark("b", day(1))]).await;

    let snapshot = stage.lake.snapshot(&old).await.unwrap();
    assert_eq!(stage.marks_of(&snapshot).await, "1a");
    assert_eq!(stage.marks().await, "1b");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lake_is_reopened_whole_or_pinned() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    let old = stage.lake.latest();
    for n in 0..25 {
        stage.write("1", &[mark(&format!("b{n}"), day(1))]).await;
    }

    let again = Lake::open(&stage.location, tables(), Clock::Wall)
        .await
        .unwrap();
    assert_eq!(again.latest(), stage.lake.latest());
    let newest = again.snapshot(&again.latest()).await.unwrap();
    assert_eq!(stage.marks_of(&newest).await, "1b24");

    let pinned = Lake::open_pinned(&stage.location, tables(), &old)
        .await
        .unwrap();
    let snapshot = pinned.snapshot(&pinned.latest()).await.unwrap();
    assert_eq!(stage.marks_of(&snapshot).await, "1a");
    let refused = pinned.writer("lake.marks").await.map(|_| ());
    assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_is_seen_by_its_versions() {
    let stage = Stage::new().await;
    let reader = Lake::open(&stage.location, tables(), Clock::Wall)
        .await
        .unwrap();
    stage.write("1", &[mark("a", day(1))]).await;

    let snapshot = reader.snapshot(&stage.lake.latest()).await.unwrap();
    assert_eq!(stage.marks_of(&snapshot).await, "1a");
    let unknown = Versions::from([("lake.marks".to_owned(), 77)]);
    let refused = reader.snapshot(&unknown).await.map(|_| ());
    assert!(
        matches!(refused, Err(Error::NoVersion { version: 77, .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_back_restores_the_rows_of_a_release() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    stage.write("2", &[mark("b", day(1))]).await;
    let released = stage.lake.latest();
    stage.lake.roll_back(&released).await.unwrap();
    assert_eq!(
        stage.lake.latest(),
        released,
        "nothing was to be rolled back"
    );

    stage.write("1", &[mark("c", day(1))]).await;
    stage.replace(&[school("2")], &[]).await;
    stage.lake.roll_back(&released).await.unwrap();
    assert_eq!(stage.marks().await, "1a 2b");
    assert!(stage.lake.latest()["lake.marks"] > released["lake.marks"]);

    stage.lake.roll_back(&Versions::new()).await.unwrap();
    assert_eq!(stage.marks().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn maintenance_removes_what_no_release_names() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    let kept = stage.lake.latest();
    stage.write("1", &[mark("b", day(1))]).await;
    let dropped = stage.lake.latest();
    stage.write("1", &[mark("c", day(1))]).await;
    let leftovers = ["2025-2026/crashed.parquet", "2025-2026/half.parquet#1"];
    for leftover in leftovers {
        std::fs::write(stage.folder().join(leftover), b"PAR1").unwrap();
    }
    assert_eq!(stage.marks().await, "1c", "leftovers are not rows");

    let early = stage
        .lake
        .maintain(
            std::slice::from_ref(&kept),
            svodka::clock::Clock::Wall.now(),
        )
        .await
        .unwrap();
    assert_eq!(
        early.removed_files, 0,
        "files may belong to a commit under way"
    );
    let later = svodka::clock::Clock::Wall.now() + SignedDuration::from_hours(2);
    let done = stage
        .lake
        .maintain(std::slice::from_ref(&kept), later)
        .await
        .unwrap();

    assert_eq!(
        done.removed_files, 3,
        "two leftovers and the file of the dropped version"
    );
    let kept = stage.lake.snapshot(&kept).await.unwrap();
    let dropped = stage.lake.snapshot(&dropped).await.unwrap();
    assert_eq!(stage_marks(&stage.lake, &kept).await, "1a");
    assert_eq!(stage.marks().await, "1c");
    assert!(query(&stage.lake, &dropped, MARKS).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn maintenance_shortens_the_log() {
    let stage = Stage::new().await;
    for n in 0..45 {
        stage.write("1", &[mark(&format!("a{n}"), day(1))]).await;
    }
    let kept = Versions::from([("lake.marks".to_owned(), 42)]);
    let done = stage
        .lake
        .maintain(
            std::slice::from_ref(&kept),
            svodka::clock::Clock::Wall.now(),
        )
        .await
        .unwrap();
    assert_eq!(
        done.removed_log_entries, 41,
        "forty commits and the checkpoint before the one at 40: {done:?}"
    );

    let again = Lake::open(&stage.location, tables(), Clock::Wall)
        .await
        .unwrap();
    assert_eq!(again.latest()["lake.marks"], 45);
    let kept = again.snapshot(&kept).await.unwrap();
    assert_eq!(stage.marks_of(&kept).await, "1a41");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_column_reads_as_null_in_old_rows() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;

    let mut wider = tables();
    let mut fields = wider[0].schema.fields().to_vec();
    fields.insert(3, Arc::new(Field::new("weight", DataType::Int32, true)));
    wider[0].schema = Arc::new(Schema::new(fields));
    let lake = Lake::open(&stage.location, wider.clone(), Clock::Wall)
        .await
        .unwrap();
    let rows = batch(&[("2", YEAR, mark("b", day(1)))]);
    let mut columns = rows.columns().to_vec();
    columns.insert(3, Arc::new(Int32Array::from(vec![7])) as ArrayRef);
    let rows = RecordBatch::try_new(wider[0].schema.clone(), columns).unwrap();
    let mut writer = lake.writer("lake.marks").await.unwrap();
    writer.push(&rows).unwrap();
    writer.commit(&[], &[]).await.unwrap();

    let snapshot = lake.snapshot(&lake.latest()).await.unwrap();
    let sql = "select mark_id, weight from marks where school_id < '3' order by mark_id";
    let answer = query(&lake, &snapshot, sql).await.unwrap();
    let expected = "
+---------+--------+
| mark_id | weight |
+---------+--------+
| a       |        |
| b       | 7      |
+---------+--------+";
    assert_eq!(answer, expected.trim());
    let heavy = query(
        &lake,
        &snapshot,
        "select mark_id from marks where weight > 1",
    )
    .await;
    assert!(heavy.unwrap().contains("b"));
    let log = last_commit(&stage.folder());
    assert!(
        log.contains("\\\"weight\\\""),
        "the log names the column: {log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_type_and_an_unknown_feature_are_refused() {
    let stage = Stage::new().await;
    let mut changed = tables();
    let fields = changed[0]
        .schema
        .fields()
        .iter()
        .map(|field| match field.name().as_str() {
            "value" => Arc::new(Field::new("value", DataType::Int32, true)),
            _ => field.clone(),
        });
    changed[0].schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let refused = Lake::open(&stage.location, changed, Clock::Wall)
        .await
        .map(|_| ());
    assert!(
        matches!(refused, Err(Error::ColumnType { .. })),
        "{refused:?}"
    );

    let entry = stage
        .folder()
        .join("_delta_log")
        .join(format!("{:020}.json", 1));
    let protocol = r#"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}"#;
    std::fs::write(entry, protocol).unwrap();
    let refused = Lake::open(&stage.location, tables(), Clock::Wall)
        .await
        .map(|_| ());
    assert!(
        matches!(refused, Err(Error::UnknownFeatures { .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_carries_its_loads_and_stays_at_protocol_1_2() {
    let stage = Stage::new().await;
    stage.write("1", &[mark("a", day(1))]).await;
    let log = last_commit(&stage.folder());
    assert!(log.contains(r#""loadIds":["load-1"]"#), "{log}");
    let first = stage
        .folder()
        .join("_delta_log")
        .join(format!("{:020}.json", 0));
    let first = std::fs::read_to_string(first).unwrap();
    assert!(
        first.contains(r#""minReaderVersion":1,"minWriterVersion":2"#),
        "{first}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_may_have_any_name() {
    let base = TempDir::new().unwrap();
    let folder = base.path().join("данные сводки 100%");
    let stage = Stage::at(base, &folder).await;
    stage.write("1", &[mark("a", day(1))]).await;
    assert_eq!(stage.marks().await, "1a");
    let again = Lake::open(&stage.location, tables(), Clock::Wall)
        .await
        .unwrap();
    assert_eq!(again.latest(), stage.lake.latest());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_a_lake_as_a_folder_does() {
    let bucket = BucketServer::start().await;
    let location = Location {
        url: "s3://office/svodka".to_owned(),
        options: bucket.options(),
    };
    let stage = Stage::over(TempDir::new().unwrap(), location).await;
    for n in 0..25 {
        stage.write("1", &[mark(&format!("a{n}"), day(1))]).await;
    }
    stage.write("2", &[mark("b", day(1))]).await;
    let released = stage.lake.latest();
    stage.replace(&[school("2")], &[]).await;
    assert_eq!(stage.marks().await, "1a24");
    stage.lake.roll_back(&released).await.unwrap();
    assert_eq!(stage.marks().await, "1a24 2b");

    // Another process takes up what this one committed, and the other way round.
    let other = Lake::open(&stage.location, tables(), Clock::Wall)
        .await
        .unwrap();
    assert_eq!(other.latest(), stage.lake.latest());
    let other = Stage {
        lake: other,
        location: stage.location.clone(),
        _folder: TempDir::new().unwrap(),
    };
    stage.write("3", &[mark("c", day(1))]).await;
    other.write("4", &[mark("d", day(1))]).await;
    stage.lake.refresh().await.unwrap();
    assert_eq!(stage.marks().await, "1a24 2b 3c 4d");

    let row_files = || {
        let names = bucket.names().into_iter();
        names
            .filter(|name| name.ends_with(".parquet") && !name.contains("_delta_log"))
            .count() as u64
    };
    let before = row_files();
    let later = Clock::Wall.now() + SignedDuration::from_hours(2);
    let done = stage
        .lake
        .maintain(std::slice::from_ref(&stage.lake.latest()), later)
        .await
        .unwrap();
    assert!(done.removed_files >= 24, "{done:?}");
    assert_eq!(row_files(), before - done.removed_files);
    assert_eq!(stage.marks().await, "1a24 2b 3c 4d");
}

#[tokio::test]
async fn a_bucket_needs_no_network_to_be_configured() {
    let mut location = Location {
        url: "s3://office-lake/svodka/prod".to_owned(),
        options: [
            ("aws_endpoint", "http://minio.local:9000"),
            ("aws_access_key_id", "key"),
            ("aws_secret_access_key", "secret"),
            ("aws_region", "ru-1"),
            ("aws_allow_http", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
    };
    Lake::open_pinned(&location, tables(), &Versions::new())
        .await
        .unwrap();
    location
        .options
        .insert("aws_colour".to_owned(), "red".to_owned());
    let refused = Lake::open_pinned(&location, tables(), &Versions::new())
        .await
        .map(|_| ());
    assert!(
        matches!(refused, Err(Error::UnknownOption { .. })),
        "{refused:?}"
    );
    let location = Location {
        url: "ftp://office".to_owned(),
        ..Location::default()
    };
    let refused = Lake::open_pinned(&location, tables(), &Versions::new())
        .await
        .map(|_| ());
    assert!(
        matches!(refused, Err(Error::Location { .. })),
        "{refused:?}"
    );
}

const MARKS: &str = "select school_id || mark_id from marks order by 1";

/// A lake of two tables in a folder of its own.
struct Stage {
    lake: Lake,
    location: Location,
    _folder: TempDir,
}

#[derive(Clone)]
struct Mark {
    id: String,
    day: Date,
}

impl Stage {
    async fn new() -> Self {
        let base = TempDir::new().unwrap();
        let folder = base.path().join("lake");
        Self::at(base, &folder).await
    }

    async fn at(base: TempDir, folder: &Path) -> Self {
        let location = Location {
            url: folder.display().to_string(),
            ..Location::default()
        };
        Self::over(base, location).await
    }

    async fn over(base: TempDir, location: Location) -> Self {
        let lake = Lake::open(&location, tables(), Clock::Wall).await.unwrap();
        Self {
            lake,
            location,
            _folder: base,
        }
    }

    /// Replaces all of a school's marks.
    async fn write(&self, id: &str, marks: &[Mark]) {
        let rows: Vec<_> = marks.iter().map(|mark| (id, YEAR, mark.clone())).collect();
        self.replace(&[school(id)], &rows).await;
    }

    async fn replace(&self, replaced: &[Replaced], rows: &[(&str, &str, Mark)]) {
        let mut writer = self.lake.writer("lake.marks").await.unwrap();
        if !rows.is_empty() {
            writer.push(&batch(rows)).unwrap();
        }
        let replaced = replaced.to_vec();
        // Loads commit many tables at once, each in a task of its own.
        let commit = async move { writer.commit(&replaced, &["load-1".to_owned()]).await };
        tokio::spawn(commit).await.unwrap().unwrap();
    }

    async fn snapshot(&self) -> Snapshot {
        self.lake.snapshot(&self.lake.latest()).await.unwrap()
    }

    /// Returns every mark as school and id.
    async fn marks(&self) -> String {
        self.marks_of(&self.snapshot().await).await
    }

    async fn marks_of(&self, snapshot: &Snapshot) -> String {
        stage_marks(&self.lake, snapshot).await
    }

    async fn check(&self, sql: &str, expected: &str) {
        let answer = query(&self.lake, &self.snapshot().await, sql)
            .await
            .unwrap();
        assert_eq!(answer, expected.trim(), "{answer}");
    }

    /// Returns the plan of a query, and how many files it opens.
    async fn plan(&self, sql: &str) -> (String, usize) {
        let session = session(&self.lake, &self.snapshot().await);
        let plan = session.sql(sql).await.unwrap();
        let plan = plan.create_physical_plan().await.unwrap();
        let plan = displayable(plan.as_ref()).indent(true).to_string();
        let files = plan.matches(".parquet").count();
        (plan, files)
    }

    fn folder(&self) -> PathBuf {
        Path::new(&self.location.url).join("lake/marks")
    }
}

async fn stage_marks(lake: &Lake, snapshot: &Snapshot) -> String {
    let session = session(lake, snapshot);
    let batches = session.sql(MARKS).await.unwrap().collect().await.unwrap();
    let mut marks = Vec::new();
    for batch in batches {
        let column = arrow::compute::cast(batch.column(0), &DataType::Utf8).unwrap();
        let column = column
            .as_any()
            .downcast_ref::<StringArray>()
            .unwrap()
            .clone();
        marks.extend(column.iter().flatten().map(str::to_owned));
    }
    marks.join(" ")
}

async fn query(lake: &Lake, snapshot: &Snapshot, sql: &str) -> datafusion::error::Result<String> {
    let answer = session(lake, snapshot).sql(sql).await?.collect().await?;
    Ok(pretty_format_batches(&answer)?.to_string())
}

fn session(lake: &Lake, snapshot: &Snapshot) -> SessionContext {
    let session = SessionContext::new();
    lake.register_store(&session.runtime_env());
    let marks = snapshot.table("lake.marks").unwrap();
    session.register_table("marks", marks).unwrap();
    session
}

fn tables() -> Vec<TableDecl> {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let moment = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let marks = Schema::new(vec![
        text("school_id"),
        text("school_year"),
        text("mark_id"),
        text("value"),
        Field::new("work_date", DataType::Date32, true),
        Field::new("entered_at", moment, true),
    ]);
    let classes = Schema::new(vec![
        text("school_id"),
        text("school_year"),
        text("class_id"),
    ]);
    vec![
        TableDecl {
            name: "lake.marks".to_owned(),
            schema: Arc::new(marks),
            day: Some("work_date".to_owned()),
            sort: vec!["school_id".to_owned(), "work_date".to_owned()],
            unique: vec!["mark_id".to_owned()],
        },
        TableDecl {
            name: "lake.classes".to_owned(),
            schema: Arc::new(classes),
            day: None,
            sort: vec!["class_id".to_owned()],
            unique: Vec::new(),
        },
    ]
}

fn batch(rows: &[(&str, &str, Mark)]) -> RecordBatch {
    let text = |values: Vec<&str>| Arc::new(StringArray::from(values)) as ArrayRef;
    let days = rows.iter().map(|row| epoch_day(row.2.day));
    let moments = rows.iter().map(|_| 1_760_000_000_000_000_i64);
    let moments = TimestampMicrosecondArray::from_iter_values(moments).with_timezone("UTC");
    let columns = vec![
        text(rows.iter().map(|row| row.0).collect()),
        text(rows.iter().map(|row| row.1).collect()),
        text(rows.iter().map(|row| row.2.id.as_str()).collect()),
        text(vec!["5"; rows.len()]),
        Arc::new(Date32Array::from_iter_values(days)),
        Arc::new(moments),
    ];
    RecordBatch::try_new(tables()[0].schema.clone(), columns).unwrap()
}

fn mark(id: &str, day: Date) -> Mark {
    Mark {
        id: id.to_owned(),
        day,
    }
}

fn day(day: i8) -> Date {
    date(2025, 10, day)
}

fn school(id: &str) -> Replaced {
    Replaced {
        school_id: id.to_owned(),
        school_year: None,
        days: None,
    }
}

fn last_commit(table: &Path) -> String {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(table.join("_delta_log"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    entries.sort();
    std::fs::read_to_string(entries.last().unwrap()).unwrap()
}
