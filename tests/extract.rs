//! The extract contract, sentence by sentence: container, manifest, cells, rows, tables and verdict.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    Time64MicrosecondArray, TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow::util::display::array_value_to_string;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sha2::{Digest, Sha256};
use svodka::app::reason_told;
use svodka::catalogue::Language;
use svodka::diagnostic::{Diagnostic, Severity};
use svodka::extract::{Ask, Extract, Known, Limits, Reading, Seal, open, read, seal};
use svodka::model::Datasets;
use tempfile::TempDir;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

// ---- the stage ----

/// An extract to be: a good one, until a test says otherwise.
#[derive(Clone)]
struct Parcel {
    manifest: serde_json::Map<String, serde_json::Value>,
    tables: Vec<ParcelTable>,
    /// The table that was set last.
    latest: String,
    limits: Limits,
    stored: Stored,
}

#[derive(Clone)]
struct ParcelTable {
    name: String,
    path: String,
    bytes: Vec<u8>,
    rows: u64,
    extra: serde_json::Map<String, serde_json::Value>,
}

/// What the lake holds in a test.
#[derive(Clone, Default)]
struct Stored {
    tables: BTreeMap<String, Vec<RecordBatch>>,
    timezone: Option<String>,
}

impl Parcel {
    /// One school, one class, two pupils, two lessons; any share of rejects is let pass.
    fn new() -> Self {
        let manifest = serde_json::json!({
            "format": "svodka-extract/1",
            "school_id": "s1",
            "extracted_at": "2025-10-14T23:40:00+03:00",
            "window": { "from": "2025-09-01", "to": "2025-10-14" },
            "school_year": "2025/2026",
        });
        let parcel = Self {
            manifest: manifest.as_object().expect("an object").clone(),
            tables: Vec::new(),
            latest: String::new(),
            limits: Limits {
                reject_share: 1.0,
                ..Limits::default()
            },
            stored: Stored::default(),
        };
        parcel
            .table("school", "school_id;name;kind;municipality;timezone\ns1;Школа 1;general;Округ;Europe/Moscow")
            .table("terms", "term_id;kind;ordinal;name;starts_on;ends_on\nq1;quarter;1;1 четверть;2025-09-01;2025-10-05\nq2;quarter;2;2 четверть;2025-10-06;2025-12-28")
            .table("classes", "class_id;kind;grade;letter;name\nc1;class;9;А;9А")
            .table("pupils", "pupil_id;last_name;first_name;sex;birth_date\np1;Иванов;Иван;м;2010-05-01\np2;Петрова;Анна;ж;2010-06-01")
            .table("enrolments", "pupil_id;class_id;from;to\np1;c1;2025-09-01;\np2;c1;2025-09-01;2025-10-13")
            .table("subjects", "subject_id;name\nmath;Математика")
            .table("groups", "group_id;class_id;subject_id\ng1;c1;math")
            .table("lessons", "lesson_id;group_id;date;number;starts_at;ends_at;held\nl1;g1;2025-10-13;1;08:30;09:15;true\nl2;g1;2025-10-14;1;08:30;09:15;true")
    }

    /// Sets a table to UTF-8 text.
    fn table(self, name: &str, text: &str) -> Self {
        self.file(
            name,
            &format!("{name}.csv"),
            text,
            text.trim_end().lines().count() as u64 - 1,
        )
    }

    fn file(mut self, name: &str, path: &str, bytes: impl AsRef<[u8]>, rows: u64) -> Self {
        let table = ParcelTable {
            name: name.to_owned(),
            path: path.to_owned(),
            bytes: bytes.as_ref().to_vec(),
            rows,
            extra: serde_json::Map::new(),
        };
        match self.tables.iter_mut().find(|table| table.name == name) {
            Some(place) => *place = table,
            None => self.tables.push(table),
        }
        self.latest = name.to_owned();
        self
    }

    fn without(mut self, names: &[&str]) -> Self {
        self.tables
            .retain(|table| !names.contains(&table.name.as_str()));
        self
    }

    fn set(mut self, key: &str, value: serde_json::Value) -> Self {
        self.manifest.insert(key.to_owned(), value);
        self
    }

    /// Changes what the manifest says of the table that was set last.
    fn claim(mut self, key: &str, value: serde_json::Value) -> Self {
        let latest = self
            .tables
            .iter_mut()
            .find(|table| table.name == self.latest);
        let table = latest.expect("a table");
        table.extra.insert(key.to_owned(), value);
        self
    }

    fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    /// Takes what another extract brought for what the lake holds.
    fn after(mut self, night: &Parcel) -> Self {
        let reading = night.read();
        assert!(!reading.is_refused, "{:#?}", reading.diagnostics);
        for table in reading.tables {
            self.stored.tables.insert(table.table, table.accepted);
        }
        self.stored.timezone = Some("Europe/Moscow".to_owned());
        self
    }

    fn manifest(&self) -> Vec<u8> {
        let mut manifest = self.manifest.clone();
        let files: Vec<_> = self
            .tables
            .iter()
            .map(|table| {
                let mut entry = serde_json::json!({
                    "table": table.name,
                    "path": table.path,
                    "rows": table.rows,
                    "sha256": hex(&Sha256::digest(&table.bytes)),
                });
                let object = entry.as_object_mut().expect("an object");
                object.extend(table.extra.clone());
                entry
            })
            .collect();
        manifest.entry("files").or_insert(files.into());
        serde_json::to_vec(&manifest).expect("JSON")
    }

    fn folder(&self) -> TempDir {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("manifest.json"), self.manifest()).expect("written");
        for table in &self.tables {
            std::fs::write(folder.path().join(&table.path), &table.bytes).expect("written");
        }
        folder
    }

    fn zip(&self) -> Vec<u8> {
        self.zip_with(|_| {})
    }

    fn zip_with(&self, more: impl FnOnce(&mut zip::ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        zip.start_file("manifest.json", options).expect("a member");
        zip.write_all(&self.manifest()).expect("written");
        for table in &self.tables {
            zip.start_file(table.path.as_str(), options)
                .expect("a member");
            zip.write_all(&table.bytes).expect("written");
        }
        more(&mut zip);
        zip.finish().expect("an archive").into_inner()
    }

    fn open(&self) -> Result<Extract, Vec<Diagnostic>> {
        open_path(self.folder().path(), &self.limits)
    }

    fn read(&self) -> Reading {
        let folder = self.folder();
        let extract = open(folder.path(), &self.limits).expect("a readable container");
        self.read_opened(&extract)
    }

    fn read_opened(&self, extract: &Extract) -> Reading {
        let known = Known {
            rows: &|ask: &Ask| {
                self.stored
                    .tables
                    .get(&ask.table)
                    .cloned()
                    .unwrap_or_default()
            },
            has_come: &|table| self.stored.tables.contains_key(table),
            timezone: self.stored.timezone.clone(),
        };
        read(extract, &datasets(), &known, &self.limits, &|_, _| {})
    }
}

/// Reads and compares the diagnostics, written as `severity rule table:line column`.
fn check(parcel: &Parcel, expected: &[&str]) -> Reading {
    let reading = parcel.read();
    assert_eq!(
        places(&reading.diagnostics),
        expected,
        "{:#?}",
        reading.diagnostics
    );
    reading
}

/// Opens and compares the rules of the refusals.
fn check_refused(opened: Result<Extract, Vec<Diagnostic>>, expected: &[&str]) {
    let diagnostics = opened.expect_err("a refusal");
    assert!(
        diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity == Severity::Refuse)
    );
    let rules: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.rule.as_str())
        .collect();
    assert_eq!(rules, expected, "{diagnostics:#?}");
}

/// Compares one column of the accepted rows.
fn check_column(reading: &Reading, table: &str, column: &str, expected: &[&str]) {
    assert_eq!(column_of(reading, table, column), expected);
}

fn places(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let severity = serde_json::to_value(diagnostic.severity).expect("a word");
            let mut text = format!("{} {}", severity.as_str().expect("a word"), diagnostic.rule);
            if let Some(table) = &diagnostic.table {
                text += &format!(" {table}");
            }
            if let Some(line) = diagnostic.line {
                text += &format!(":{line}");
            }
            if let Some(column) = &diagnostic.column {
                text += &format!(" {column}");
            }
            text
        })
        .collect()
}

fn column_of(reading: &Reading, table: &str, column: &str) -> Vec<String> {
    let table = reading
        .tables
        .iter()
        .find(|found| found.table == table)
        .expect("the table");
    table
        .accepted
        .iter()
        .flat_map(|batch| {
            let array = batch.column_by_name(column).expect("the column").clone();
            (0..array.len())
                .map(move |row| array_value_to_string(&array, row).expect("a value"))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn datasets() -> Datasets {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root().join("schemas/datasets")).expect("the datasets") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        files.push((path.display().to_string(), text));
    }
    files.sort();
    let pairs = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let (datasets, faults) = Datasets::parse(pairs);
    assert_eq!(faults, []);
    datasets
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn open_bytes(bytes: &[u8], limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("extract.zip");
    std::fs::write(&path, bytes).expect("written");
    open_path(&path, limits)
}

/// Opens and unpacks: what is refused here is refused whatever its rows are.
fn open_path(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let extract = open(path, limits)?;
    let known = Known {
        rows: &|_| Vec::new(),
        has_come: &|_| false,
        timezone: None,
    };
    let reading = read(&extract, &datasets(), &known, limits, &|_, _| {});
    let of_container = |fault: &Diagnostic| {
        fault.severity == Severity::Refuse
            && ["archive", "hash", "manifest"].contains(&fault.rule.as_str())
    };
    let faults: Vec<Diagnostic> = reading
        .diagnostics
        .into_iter()
        .filter(of_container)
        .collect();
    match faults.is_empty() {
        true => Ok(extract),
        false => Err(faults),
    }
}

const MARKS: &str = "mark_id;lesson_id;pupil_id;work_type;value;work_date;entered_at\n";

fn marks(rows: &str) -> Parcel {
    Parcel::new().table("marks", &format!("{MARKS}{rows}"))
}

// ---- the container ----

#[test]
fn a_folder_and_an_archive_bring_the_same() {
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13 09:00");
    let folder = parcel.folder();
    let from_folder = open(folder.path(), &parcel.limits).expect("a folder");
    let zip = folder.path().join("s1.zip");
    std::fs::write(&zip, parcel.zip()).expect("written");
    let from_zip = open(&zip, &parcel.limits).expect("an archive");
    let (a, b) = (
        parcel.read_opened(&from_folder),
        parcel.read_opened(&from_zip),
    );
    assert_eq!(places(&a.diagnostics), Vec::<String>::new());
    assert_eq!(places(&b.diagnostics), Vec::<String>::new());
    assert!(!a.is_refused && !b.is_refused);
    assert_eq!(a.tables.len(), 9);
    for (a, b) in a.tables.iter().zip(&b.tables) {
        assert_eq!(
            (&a.table, a.rows, &a.accepted),
            (&b.table, b.rows, &b.accepted)
        );
    }
}

#[test]
fn the_identity_is_of_the_archive_or_of_the_manifest() {
    let parcel = Parcel::new();
    let zip = parcel.zip();
    let extract = open_bytes(&zip, &parcel.limits).expect("an archive");
    assert_eq!(extract.identity, hex(&Sha256::digest(&zip)));
    let extract = parcel.open().expect("a folder");
    assert_eq!(extract.identity, hex(&Sha256::digest(parcel.manifest())));
}

#[test]
fn the_manifest_is_read() {
    let extract = Parcel::new().open().expect("a folder");
    let manifest = extract.manifest;
    assert_eq!(manifest.school_id, "s1");
    assert_eq!(manifest.extracted_at.to_string(), "2025-10-14T20:40:00Z");
    assert_eq!(manifest.extracted_offset.seconds(), 10_800);
    assert_eq!(manifest.window.from.to_string(), "2025-09-01");
    assert_eq!(manifest.school_year.to_string(), "2025/2026");
    assert_eq!(manifest.files.len(), 8);
}

#[test]
fn members_outside_the_root_and_links_are_refused() {
    let parcel = Parcel::new();
    let options = SimpleFileOptions::default();
    for name in [
        "../marks.csv",
        "/etc/marks.csv",
        "old/marks.csv",
        "C:marks.csv",
        "a\\marks.csv",
        "..",
    ] {
        let zip = parcel.zip_with(|zip| {
            zip.start_file(name, options).expect("a member");
        });
        check_refused(open_bytes(&zip, &parcel.limits), &["archive"]);
    }
    let zip = parcel.zip_with(|zip| {
        zip.add_symlink("link.csv", "/etc/passwd", options)
            .expect("a link");
    });
    check_refused(open_bytes(&zip, &parcel.limits), &["archive"]);
    let zip = parcel.zip_with(|zip| {
        zip.add_directory("old/", options).expect("a folder");
    });
    check_refused(open_bytes(&zip, &parcel.limits), &["archive"]);
}

#[test]
fn more_than_64_members_are_refused() {
    let parcel = Parcel::new();
    let with = |count: usize| {
        parcel.zip_with(|zip| {
            for index in 0..count {
                let options = SimpleFileOptions::default();
                zip.start_file(format!("{index}.txt"), options)
                    .expect("a member");
            }
        })
    };
    assert!(open_bytes(&with(55), &parcel.limits).is_ok());
    check_refused(open_bytes(&with(56), &parcel.limits), &["archive"]);
}

#[test]
fn an_unpacked_size_over_the_limit_is_refused() {
    let size: usize = Parcel::new()
        .tables
        .iter()
        .map(|table| table.bytes.len())
        .sum();
    let manifest = Parcel::new().manifest().len();
    let exact = Parcel::new().limits(|limits| limits.unpacked_bytes = (size + manifest) as u64);
    assert!(open_bytes(&exact.zip(), &exact.limits).is_ok());
    let tight = Parcel::new().limits(|limits| limits.unpacked_bytes = (size + manifest) as u64 - 1);
    check_refused(open_bytes(&tight.zip(), &tight.limits), &["archive"]);
    let folder = Parcel::new().limits(|limits| limits.unpacked_bytes = size as u64 - 1);
    check_refused(folder.open(), &["archive"]);
}

#[test]
fn a_compression_ratio_over_200_is_refused() {
    let parcel = Parcel::new();
    let zip = parcel.zip_with(|zip| {
        zip.start_file("notes.txt", SimpleFileOptions::default())
            .expect("a member");
        zip.write_all(&vec![b'0'; 1 << 20]).expect("written");
    });
    check_refused(open_bytes(&zip, &parcel.limits), &["archive"]);
}

#[test]
fn a_lying_size_does_not_help_a_bomb() {
    let parcel = Parcel::new().file("marks", "marks.csv", vec![b'0'; 1 << 20], 1);
    let mut zip = parcel.zip();
    // The member's size stands in the local header and in the directory; both are made small.
    let size = (1_u32 << 20).to_le_bytes();
    let places: Vec<_> = zip
        .windows(4)
        .enumerate()
        .filter(|(_, four)| *four == size)
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        zip[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    check_refused(open_bytes(&zip, &parcel.limits), &["archive"]);
}

#[test]
fn what_is_no_archive_is_refused() {
    check_refused(open_bytes(b"", &Limits::default()), &["archive"]);
    check_refused(
        open_bytes(b"PK\x03\x04 not really", &Limits::default()),
        &["archive"],
    );
    let told = open_bytes(b"PK", &Limits::default()).expect_err("a refusal");
    let latin = |text: &str| {
        text.replace("ZIP", "")
            .contains(|c: char| c.is_ascii_alphabetic())
    };
    assert!(told.iter().all(|fault| !latin(&fault.message)), "{told:?}");
    check_refused(
        open(Path::new("/nonexistent/extract.zip"), &Limits::default()),
        &["archive"],
    );
    let empty = TempDir::new().expect("a folder");
    check_refused(open(empty.path(), &Limits::default()), &["manifest"]);
}

#[test]
fn a_stored_archive_is_read_too() {
    let parcel = Parcel::new();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("manifest.json", options).expect("a member");
    zip.write_all(&parcel.manifest()).expect("written");
    for table in &parcel.tables {
        zip.start_file(table.path.as_str(), options)
            .expect("a member");
        zip.write_all(&table.bytes).expect("written");
    }
    let bytes = zip.finish().expect("an archive").into_inner();
    assert!(open_bytes(&bytes, &parcel.limits).is_ok());
}

#[test]
fn a_member_that_the_manifest_does_not_name_warns() {
    let parcel = Parcel::new();
    let zip = parcel.zip_with(|zip| {
        zip.start_file("readme.txt", SimpleFileOptions::default())
            .expect("a member");
    });
    let extract = open_bytes(&zip, &parcel.limits).expect("an archive");
    assert_eq!(places(&extract.warnings), ["warning manifest"]);
}

// ---- the manifest ----

#[test]
fn faults_of_the_manifest_are_refused() {
    use serde_json::json;
    let refused = |key: &str, value: serde_json::Value| {
        let opened = Parcel::new().set(key, value).open();
        check_refused(opened, &["manifest"]);
    };
    refused("format", json!("svodka-extract/2"));
    refused("format", json!(null));
    refused("school_id", json!("  "));
    refused("school_id", json!(4));
    refused("extracted_at", json!("2025-10-14T23:40:00"));
    refused("extracted_at", json!("14.10.2025 23:40"));
    refused(
        "window",
        json!({ "from": "2025-10-14", "to": "2025-10-13" }),
    );
    refused("window", json!({ "from": "2025-10-14" }));
    refused("school_year", json!("2025"));
    refused("school_year", json!("2025/2027"));
    refused("files", json!("lessons.csv"));
    refused("delimiter", json!("|"));
    refused("encoding", json!("koi8-r"));
}

#[test]
fn every_fault_of_the_manifest_is_told() {
    let opened = Parcel::new()
        .set("school_id", "".into())
        .set("school_year", "2025".into())
        .table("marks", MARKS)
        .claim("rows", "many".into())
        .claim("sha256", "abc".into())
        .open();
    let diagnostics = opened.expect_err("a refusal");
    let columns: Vec<_> = diagnostics
        .iter()
        .filter_map(|found| found.column.as_deref())
        .collect();
    assert_eq!(
        columns,
        [
            "school_id",
            "school_year",
            "files[8].rows",
            "files[8].sha256"
        ]
    );
}

#[test]
fn a_path_of_the_manifest_stays_in_the_root() {
    for path in [
        "../marks.csv",
        "/tmp/marks.csv",
        "old/marks.csv",
        "manifest.json",
        "pupils.csv",
    ] {
        let opened = Parcel::new()
            .table("marks", MARKS)
            .claim("path", path.into())
            .open();
        check_refused(opened, &["manifest"]);
    }
}

#[test]
fn a_file_of_a_folder_may_not_be_a_link() {
    let parcel = Parcel::new();
    let folder = parcel.folder();
    let target = folder.path().join("elsewhere.csv");
    let path = folder.path().join("pupils.csv");
    std::fs::rename(&path, &target).expect("renamed");
    std::os::unix::fs::symlink(&target, &path).expect("a link");
    check_refused(open_path(folder.path(), &parcel.limits), &["archive"]);
}

#[test]
fn a_listed_file_that_is_absent_is_refused() {
    let parcel = Parcel::new();
    let folder = parcel.folder();
    std::fs::remove_file(folder.path().join("pupils.csv")).expect("removed");
    check_refused(open_path(folder.path(), &parcel.limits), &["manifest"]);
}

#[test]
fn a_table_named_twice_is_refused() {
    let mut parcel = Parcel::new();
    let mut again = parcel.tables[0].clone();
    again.path = "again.csv".to_owned();
    parcel.tables.push(again);
    check_refused(parcel.open(), &["manifest"]);
}

#[test]
fn a_hash_that_does_not_agree_is_refused() {
    let opened = Parcel::new()
        .table("marks", MARKS)
        .claim("sha256", "0".repeat(64).into())
        .open();
    check_refused(opened, &["hash"]);
}

#[test]
fn a_hash_in_capitals_agrees() {
    let parcel = Parcel::new().table("marks", MARKS);
    let hash = hex(&Sha256::digest(MARKS)).to_uppercase();
    assert!(parcel.claim("sha256", hash.into()).open().is_ok());
}

#[test]
fn a_row_count_that_does_not_agree_is_refused() {
    for rows in [0, 2] {
        let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13").claim("rows", rows.into());
        let reading = check(&parcel, &["refuse rows marks"]);
        assert!(reading.is_refused);
    }
}

#[test]
fn an_unknown_table_is_told_and_not_read() {
    let parcel = Parcel::new().table("mark", "x\n1");
    let reading = check(&parcel, &["warning table mark"]);
    assert_eq!(reading.tables.len(), 8);
    assert!(!reading.is_refused);
}

#[test]
fn a_window_beyond_the_school_year_is_told() {
    let window = serde_json::json!({ "from": "2025-08-25", "to": "2025-10-14" });
    check(
        &Parcel::new().set("window", window),
        &["warning manifest window"],
    );
}

// ---- the files: delimiters and encodings ----

const PUPILS: &str = "pupil_id;last_name;first_name;sex;birth_date\np1;Иванов;Ёжик «Ё»;м;2010-05-01\np2;Петрова;Анна;ж;2010-06-01\n";

fn check_pupils(bytes: &[u8]) {
    let parcel = Parcel::new().file("pupils", "pupils.csv", bytes, 2);
    let reading = check(&parcel, &[]);
    check_column(&reading, "pupils", "first_name", &["Ёжик «Ё»", "Анна"]);
}

#[test]
fn every_delimiter_is_detected() {
    check_pupils(PUPILS.as_bytes());
    check_pupils(PUPILS.replace(';', ",").as_bytes());
    check_pupils(PUPILS.replace(';', "\t").as_bytes());
}

#[test]
fn delimiters_inside_quotes_of_the_header_do_not_count() {
    let header = "pupil_id,last_name,first_name,sex,birth_date,\"a;b;c;d;e;f;g;h\"\n";
    let rows = "p1,Иванов,Ёжик «Ё»,м,2010-05-01,\np2,Петрова,Анна,ж,2010-06-01,\n";
    let parcel = Parcel::new().file("pupils", "pupils.csv", format!("{header}{rows}"), 2);
    check(&parcel, &["warning column pupils:1 a;b;c;d;e;f;g;h"]);
}

#[test]
fn every_encoding_is_detected() {
    check_pupils(&[b"\xEF\xBB\xBF", PUPILS.as_bytes()].concat());
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(PUPILS);
    check_pupils(&cyrillic);
    let units: Vec<u16> = PUPILS.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    check_pupils(&[b"\xFF\xFE".as_slice(), &little].concat());
    check_pupils(&[b"\xFE\xFF".as_slice(), &big].concat());
}

#[test]
fn the_manifest_names_delimiter_and_encoding() {
    // Read as windows-1251 the bytes of «Ё» in UTF-8 are two other letters.
    let parcel = Parcel::new()
        .file(
            "pupils",
            "pupils.csv",
            PUPILS
                .replace("Ёжик «Ё»", "Ё")
                .replace("м;", "m;")
                .replace("ж;", "f;"),
            2,
        )
        .claim("encoding", "windows-1251".into())
        .claim("delimiter", ";".into());
    let reading = parcel.read();
    check_column(&reading, "pupils", "first_name", &["РЃ", "РђРЅРЅР°"]);
    let whole = Parcel::new().set("delimiter", ",".into());
    assert!(whole.read().is_refused);
}

#[test]
fn text_that_is_not_utf8_though_said_to_be_is_rejected() {
    let mut bytes = PUPILS.as_bytes().to_vec();
    let at = bytes.len() - 20;
    bytes[at] = 0xFF;
    let parcel = Parcel::new()
        .file("pupils", "pupils.csv", bytes, 2)
        .claim("encoding", "utf-8".into());
    let found = places(&parcel.read().diagnostics);
    assert_eq!(found[0], "reject type pupils:3 first_name");
}

#[test]
fn a_broken_pair_of_utf16_is_rejected() {
    let mut units: Vec<u16> = PUPILS.encode_utf16().collect();
    let at = PUPILS
        .chars()
        .position(|letter| letter == 'И')
        .expect("a letter");
    units[at] = 0xD800;
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let parcel = Parcel::new().file(
        "pupils",
        "pupils.csv",
        [b"\xFF\xFE".as_slice(), &bytes].concat(),
        2,
    );
    assert_eq!(
        places(&parcel.read().diagnostics)[0],
        "reject type pupils:2 last_name"
    );
}

#[test]
fn columns_stand_in_any_order_and_lines_end_in_any_way() {
    let text = "sex;birth_date;first_name;pupil_id;last_name\r\nж;01.06.2010;Анна;p2;Петрова\r\n\r\nм;2010-05-01;Иван;p1;Иванов";
    let reading = check(&Parcel::new().file("pupils", "pupils.csv", text, 2), &[]);
    check_column(&reading, "pupils", "pupil_id", &["p1", "p2"]);
    check_column(&reading, "pupils", "sex", &["m", "f"]);
    check_column(
        &reading,
        "pupils",
        "birth_date",
        &["2010-05-01", "2010-06-01"],
    );
}

#[test]
fn quotes_are_doubled_and_may_hold_lines_and_delimiters() {
    let text = "pupil_id;last_name;first_name;sex;birth_date\np1;\"Иванов; \"\"Ваня\"\"\nмладший\";Иван;м;2010-05-01\np2;Петрова;Анна \"Аня\";ж;2010-13-01\n";
    let reading = check(
        &Parcel::new().file("pupils", "pupils.csv", text, 2),
        &[
            "reject type pupils:4 birth_date",
            "reject orphan enrolments:3 pupil_id",
        ],
    );
    check_column(
        &reading,
        "pupils",
        "last_name",
        &["Иванов; \"Ваня\"\nмладший"],
    );
    assert_eq!(
        reading.diagnostics[0].raw.as_deref(),
        Some("p2;Петрова;Анна \"Аня\";ж;2010-13-01")
    );
}

#[test]
fn a_quote_without_its_pair_costs_one_row() {
    let parcel = marks(concat!(
        "m1;l1;p1;\"Ответ;5;2025-10-13;2025-10-13\n",
        "m2;l1;p1;\"Ответ; устный\";4;2025-10-13;2025-10-13\n",
        "m3;l1;p1;\"Ответ;3;2025-10-13;2025-10-13\n",
    ));
    let reading = check(&parcel, &["reject type marks:2", "reject type marks:4"]);
    check_column(&reading, "marks", "mark_id", &["m2"]);
}

#[test]
fn a_record_without_end_costs_one_row() {
    let long = "x".repeat(3000);
    let parcel = marks(&format!(
        "m1;l1;p1;{long};5;2025-10-13;2025-10-13\nm2;l1;p1;Ответ;4;2025-10-13;2025-10-13\n"
    ))
    .limits(|limits| limits.max_record_bytes = 1000);
    // The buffer holds more than the limit, so a whole record is taken all the same.
    check(&parcel, &[]);
    let endless = format!("m1;l1;p1;\"{}", "x".repeat(2 << 20));
    let parcel = marks(&format!(
        "{endless}\nm2;l1;p1;Ответ;4;2025-10-13;2025-10-13\n"
    ));
    let reading = check(&parcel, &["reject type marks:2"]);
    check_column(&reading, "marks", "mark_id", &["m2"]);
}

#[test]
fn a_row_of_another_width_is_rejected() {
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13\nm2;l1;p1;Ответ;5;2025-10-13;2025-10-13;1");
    check(&parcel, &["reject type marks:2", "reject type marks:3"]);
}

#[test]
fn an_unknown_column_warns_and_a_missing_required_one_refuses() {
    let parcel = Parcel::new().table("subjects", "subject_id;name;shortname\nmath;Математика;М");
    let reading = check(&parcel, &["warning column subjects:1 shortname"]);
    assert!(!reading.is_refused);
    assert!(reading.diagnostics[0].message.contains("short_name"));
    let parcel = Parcel::new().table("subjects", "subject_id;short_name\nmath;М");
    let reading = check(&parcel, &["refuse column subjects name"]);
    assert!(reading.is_refused);
    // What refers to a table that could not be read is not blamed for it.
    assert_eq!(
        reading
            .tables
            .iter()
            .map(|table| table.rejected)
            .sum::<u64>(),
        0
    );
}

#[test]
fn a_column_named_twice_refuses() {
    let parcel = Parcel::new().table("subjects", "subject_id;name;name\nmath;Математика;М");
    check(&parcel, &["refuse column subjects name"]);
}

#[test]
fn a_derived_column_is_not_read_from_the_file() {
    let parcel = Parcel::new().table(
        "absences",
        "lesson_id;pupil_id;code;lesson_day\nl1;p1;Н;2020-01-01",
    );
    let reading = check(&parcel, &["warning column absences:1 lesson_day"]);
    check_column(&reading, "absences", "lesson_day", &["2025-10-13"]);
    check_column(&reading, "absences", "code", &["ОТ"]);
}

#[test]
fn an_empty_file_has_no_header() {
    let parcel = Parcel::new().file("subjects", "subjects.csv", "", 0);
    check(
        &parcel,
        &[
            "refuse column subjects subject_id",
            "refuse column subjects name",
        ],
    );
}

#[test]
fn a_listed_table_with_no_rows_is_accepted_empty() {
    let parcel = Parcel::new().table("marks", MARKS);
    let reading = check(&parcel, &[]);
    let marks = reading.tables.last().expect("marks");
    assert_eq!(
        (marks.rows, marks.accepted.len(), marks.rejected),
        (0, 0, 0)
    );
}

// ---- the cells ----

/// Reads one cell of a table's column in a row that is good otherwise.
fn cell_of(column: &str, cell: &str) -> Result<String, String> {
    let header = "lesson_id;group_id;date;number;starts_at;ends_at;held;topic;plan_hours_done;substitute;topic_entered_at";
    let mut values = vec![
        "l9",
        "g1",
        "2025-10-14",
        "1",
        "08:30",
        "23:59:59",
        "true",
        "",
        "",
        "",
        "",
    ];
    let place = header
        .split(';')
        .position(|name| name == column)
        .expect("a column");
    values[place] = cell;
    let parcel = Parcel::new().table("lessons", &format!("{header}\n{}", values.join(";")));
    let reading = parcel.read();
    match reading
        .diagnostics
        .iter()
        .find(|found| found.severity == Severity::Reject)
    {
        Some(fault) => Err(fault.rule.clone()),
        None => Ok(column_of(&reading, "lessons", column)[0].clone()),
    }
}

fn check_cell(column: &str, cell: &str, expected: &str) {
    assert_eq!(cell_of(column, cell), Ok(expected.to_owned()), "{cell}");
}

fn check_bad_cell(column: &str, cell: &str, rule: &str) {
    assert_eq!(cell_of(column, cell), Err(rule.to_owned()), "{cell}");
}

#[test]
fn text_is_trimmed_and_empty_is_null() {
    check_cell("topic", "  Дроби  ", "Дроби");
    check_cell("topic", "\u{a0}Дроби\u{a0}\u{2003}", "Дроби");
    check_cell("topic", " \u{a0} ", "");
    check_cell("topic", "à", "à");
    check_bad_cell("lesson_id", "   ", "required");
    check_bad_cell("topic", "Дро\0би", "type");
}

#[test]
fn dates_have_two_shapes() {
    check_cell("date", "2025-10-14", "2025-10-14");
    check_cell("date", " 14.10.2025 ", "2025-10-14");
    for bad in [
        "31.09.2025",
        "2025-02-29",
        "2025-13-01",
        "2025-00-10",
        "14.10.25",
        "2025/10/14",
        "14-10-2025",
        "завтра",
        "2025-10-1x",
        "0000-01-01",
        "45000",
    ] {
        check_bad_cell("date", bad, "type");
    }
}

#[test]
fn instants_have_an_offset_or_are_local() {
    // The school's zone is Moscow.
    check_cell(
        "topic_entered_at",
        "2025-10-14T15:04:05+03:00",
        "2025-10-14T12:04:05Z",
    );
    check_cell(
        "topic_entered_at",
        "2025-10-14T15:04+05:30",
        "2025-10-14T09:34:00Z",
    );
    check_cell(
        "topic_entered_at",
        "2025-10-14T15:04:05.250Z",
        "2025-10-14T15:04:05.250Z",
    );
    check_cell(
        "topic_entered_at",
        "2025-10-14T15:04:05+0300",
        "2025-10-14T12:04:05Z",
    );
    check_cell(
        "topic_entered_at",
        "14.10.2025 15:04",
        "2025-10-14T12:04:00Z",
    );
    check_cell(
        "topic_entered_at",
        "14.10.2025 15:04:05",
        "2025-10-14T12:04:05Z",
    );
    check_cell(
        "topic_entered_at",
        "2025-10-14 15:04",
        "2025-10-14T12:04:00Z",
    );
    check_cell(
        "topic_entered_at",
        "2025-10-14 15:04:05",
        "2025-10-14T12:04:05Z",
    );
    check_cell(
        "topic_entered_at",
        "14.10.2025 9:04",
        "2025-10-14T06:04:00Z",
    );
    check_cell("topic_entered_at", "", "");
    for bad in [
        "2025-10-14T15:04:05",
        "2025-10-14T25:04:05Z",
        "14.10.2025 15",
        "14.10.2025 15:60",
        "14.10.2025T15:04",
        "2025-10-14 15:04:61",
        "2025-10-14T15:04+99:00",
        "14.10.2025 15:04+03:00",
        "15:04",
    ] {
        check_bad_cell("topic_entered_at", bad, "type");
    }
}

#[test]
fn a_bare_date_is_an_instant_of_day_precision() {
    check_cell("topic_entered_at", "14.10.2025", "2025-10-13T21:00:00Z");
    check_cell("topic_entered_at", "2025-10-14", "2025-10-13T21:00:00Z");
    let header = "mark_id;lesson_id;pupil_id;work_type;value;work_date;entered_at\n";
    let rows =
        "m1;l1;p1;Ответ;5;2025-10-13;2025-10-14\nm2;l1;p1;Ответ;5;2025-10-13;2025-10-14 10:00";
    let reading = check(
        &Parcel::new().table("marks", &format!("{header}{rows}")),
        &[],
    );
    check_column(&reading, "marks", "entered_at_is_day", &["true", "false"]);
}

#[test]
fn local_instants_use_the_zone_of_the_school() {
    let school = |zone: &str| {
        format!("school_id;name;kind;municipality;timezone\ns1;Школа;general;Округ;{zone}")
    };
    let entered = |zone: &str, moment: &str| {
        let text = format!("{MARKS}m1;l1;p1;Ответ;5;2025-10-13;{moment}");
        let parcel = Parcel::new()
            .table("school", &school(zone))
            .table("marks", &text);
        column_of(&parcel.read(), "marks", "entered_at")[0].clone()
    };
    assert_eq!(
        entered("Asia/Vladivostok", "2025-10-13 15:00"),
        "2025-10-13T05:00:00Z"
    );
    assert_eq!(
        entered("Asia/Vladivostok", "2025-10-13"),
        "2025-10-12T14:00:00Z"
    );
    // The clock of Berlin skips an hour on 2025-03-30 and shows one twice on 2024-10-27.
    assert_eq!(
        entered("Europe/Berlin", "2025-03-30 02:30"),
        "2025-03-30T01:30:00Z"
    );
    assert_eq!(
        entered("Europe/Berlin", "2025-03-30 03:30"),
        "2025-03-30T01:30:00Z"
    );
    assert_eq!(
        entered("Europe/Berlin", "2024-10-27 02:30"),
        "2024-10-27T00:30:00Z"
    );
    assert_eq!(
        entered("Europe/Berlin", "2024-10-27 03:30"),
        "2024-10-27T02:30:00Z"
    );
    assert_eq!(
        entered("Europe/Berlin", "2024-10-28 03:30"),
        "2024-10-28T02:30:00Z"
    );
}

#[test]
fn numbers_have_a_point_or_a_comma() {
    check_cell("plan_hours_done", "1.5", "1.5");
    check_cell("plan_hours_done", "1,5", "1.5");
    check_cell("plan_hours_done", "-0,25", "-0.25");
    check_cell(
        "plan_hours_done",
        "12345678901234567890",
        "1.2345678901234567e19",
    );
    for bad in [
        "1.5.2", "1,234.5", "NaN", "inf", "-inf", "1e999", "пять", ".", "1 000", "--1",
    ] {
        check_bad_cell("plan_hours_done", bad, "type");
    }
}

#[test]
fn whole_numbers_have_no_fraction() {
    check_cell("number", "7", "7");
    check_cell("number", "7,0", "7");
    check_cell("number", "-1", "-1");
    for bad in [
        "7.5",
        "7.",
        "2147483648",
        "9999999999999999999999",
        "семь",
        "1e3",
    ] {
        check_bad_cell("number", bad, "type");
    }
}

#[test]
fn bools_have_six_spellings() {
    for yes in ["true", "1", "да", "Да", "ДА", "TRUE"] {
        check_cell("substitute", yes, "true");
    }
    for no in ["false", "0", "нет", "Нет", "НЕТ"] {
        check_cell("substitute", no, "false");
    }
    for bad in ["yes", "2", "+", "ложь"] {
        check_bad_cell("substitute", bad, "type");
    }
}

#[test]
fn times_are_seconds_since_midnight() {
    check_cell("starts_at", "08:30", "30600");
    check_cell("starts_at", "8:30", "30600");
    check_cell("starts_at", "08:30:15", "30615");
    for bad in ["24:00", "08:60", "8.30", "0830", "08:30:60", "утром"] {
        check_bad_cell("starts_at", bad, "type");
    }
}

#[test]
fn defaults_stand_for_empty_cells_and_absent_columns() {
    let reading = check(&marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13"), &[]);
    check_column(&reading, "marks", "weight", &["1.0"]);
    let guardians = "guardian_id;pupil_id;electronic_access\nu1;p1;\nu2;p1;refused";
    let reading = check(&Parcel::new().table("guardians", guardians), &[]);
    check_column(
        &reading,
        "guardians",
        "electronic_access",
        &["yes", "refused"],
    );
    let corrections = "correction_id;requested_on\nk1;2025-10-01";
    let reading = check(&Parcel::new().table("corrections", corrections), &[]);
    check_column(&reading, "corrections", "decision", &["pending"]);
}

// ---- the rules of rows ----

#[test]
fn required_rejects_an_empty_cell() {
    check(
        &marks("m1;l1;p1;;5;2025-10-13;2025-10-13"),
        &["reject required marks:2 work_type"],
    );
}

#[test]
fn domain_rejects_a_value_outside_its_list() {
    check(
        &marks("m1;l1;p1;Ответ;6;2025-10-13;2025-10-13"),
        &["reject domain marks:2 value"],
    );
    for value in ["5", "4", "3", "2", "1", "зач", "незач", "н/а", "осв", "."] {
        check(
            &marks(&format!("m1;l1;p1;Ответ;{value};2025-10-13;2025-10-13")),
            &[],
        );
    }
}

#[test]
fn the_school_row_is_of_this_school_and_zone() {
    let school = |row: &str| {
        let text = format!("school_id;name;kind;municipality;timezone\n{row}");
        let parcel = Parcel::new().table("school", &text);
        places(&parcel.read().diagnostics)
    };
    assert_eq!(
        school("s2;Школа;general;Округ;Europe/Moscow"),
        ["reject domain school:2 school_id"]
    );
    assert_eq!(
        school("s1;Школа;general;Округ;Europe/Nowhere"),
        ["reject domain school:2 timezone"]
    );
    assert_eq!(
        school("s1;Школа;general;Округ;Etc/Unknown"),
        ["reject domain school:2 timezone"]
    );
}

#[test]
fn a_school_table_without_its_row_refuses() {
    let parcel = Parcel::new().table("school", "school_id;name;kind;municipality;timezone\n");
    check(&parcel, &["refuse required school"]);
}

#[test]
fn duplicate_rejects_other_content_and_drops_a_repeat() {
    let parcel = marks(concat!(
        "m1;l1;p1;Ответ;5;2025-10-13;2025-10-13\n",
        "m1;l1;p1;Ответ;4;2025-10-13;2025-10-13\n",
        "m1; l1;p1;Ответ;5;13.10.2025;2025-10-13\n",
    ));
    let reading = check(
        &parcel,
        &[
            "reject duplicate marks:3 mark_id",
            "warning duplicate marks:4",
        ],
    );
    check_column(&reading, "marks", "value", &["5"]);
    let marks = reading.tables.last().expect("marks");
    assert_eq!(
        (marks.rows, marks.rejected, marks.accepted[0].num_rows()),
        (3, 1, 1)
    );
}

#[test]
fn a_rejected_row_holds_no_key() {
    let parcel =
        marks("m1;l1;p1;Ответ;6;2025-10-13;2025-10-13\nm1;l1;p1;Ответ;4;2025-10-13;2025-10-13");
    let reading = check(&parcel, &["reject domain marks:2 value"]);
    check_column(&reading, "marks", "value", &["4"]);
}

#[test]
fn keys_of_several_columns_are_compared_whole() {
    let enrolments = "pupil_id;class_id;from;to\np1;c1;2025-09-01;2025-09-10\np1;c1;2025-09-20;\np1;c1;2025-09-01;2025-09-11\np2;c1;2025-09-01;";
    let parcel = Parcel::new().table("enrolments", enrolments);
    check(&parcel, &["reject duplicate enrolments:4 pupil_id"]);
    let group_pupils = "group_id;pupil_id;from\ng1;p1;\ng1;p1;2025-09-01\ng1;p1;";
    let parcel = Parcel::new().table("group_pupils", group_pupils);
    check(&parcel, &["warning duplicate group_pupils:4"]);
}

#[test]
fn orphan_rejects_a_reference_to_nothing() {
    let parcel =
        marks("m1;l9;p1;Ответ;5;2025-10-13;2025-10-13\nm2;l1;p9;Ответ;5;2025-10-13;2025-10-13");
    check(
        &parcel,
        &[
            "reject orphan marks:2 lesson_id",
            "reject orphan marks:3 pupil_id",
        ],
    );
}

#[test]
fn a_row_that_refers_to_a_rejected_row_is_an_orphan() {
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held\nl1;g1;2025-10-13;1;08:30;09:15;может быть";
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13").table("lessons", lessons);
    check(
        &parcel,
        &[
            "reject type lessons:2 held",
            "reject orphan marks:2 lesson_id",
        ],
    );
}

#[test]
fn an_empty_reference_refers_to_nothing_and_stays() {
    let corrections = "correction_id;requested_on;class_id;staff_id\nk1;2025-10-01;;\nk2;2025-10-01;c1;\nk3;2025-10-01;;t1";
    let parcel = Parcel::new().table("corrections", corrections);
    check(&parcel, &["reject orphan corrections:4 staff_id"]);
}

#[test]
fn window_rejects_a_day_outside() {
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held\nl1;g1;2025-08-31;1;08:30;09:15;true\nl2;g1;2025-09-01;1;08:30;09:15;true\nl3;g1;2025-10-14;1;08:30;09:15;true\nl4;g1;2025-10-15;1;08:30;09:15;true";
    check(
        &Parcel::new().table("lessons", lessons),
        &[
            "reject window lessons:2 date",
            "reject window lessons:5 date",
        ],
    );
    let corrections = "correction_id;requested_on\nk1;2025-10-15";
    check(
        &Parcel::new().table("corrections", corrections),
        &["reject window corrections:2 requested_on"],
    );
    let visits = "account_id;date;visits\na1;2025-10-15;3";
    let accounts = "account_id;role\na1;pupil";
    let parcel = Parcel::new()
        .table("accounts", accounts)
        .table("visits", visits);
    check(&parcel, &["reject window visits:2 date"]);
}

#[test]
fn a_mark_lies_in_the_window_by_its_work_date() {
    check(
        &marks("m1;l1;p1;Ответ;5;2025-10-15;2025-10-13"),
        &["reject window marks:2 work_date"],
    );
}

#[test]
fn homework_and_absences_lie_in_the_window_by_the_day_of_the_lesson() {
    let night = Parcel::new();
    let window = serde_json::json!({ "from": "2025-10-14", "to": "2025-10-14" });
    let parcel = Parcel::new()
        .after(&night)
        .without(&["lessons"])
        .set("window", window)
        .table("absences", "lesson_id;pupil_id;code\nl1;p1;Н\nl2;p1;Н")
        .table(
            "homework",
            "lesson_id;due_on;entered_at\nl1;;2025-10-13\nl2;2025-10-20;2025-10-13",
        );
    let reading = check(
        &parcel,
        &[
            "reject window absences:2 lesson_day",
            "reject window homework:2 lesson_day",
        ],
    );
    check_column(&reading, "absences", "lesson_day", &["2025-10-14"]);
}

#[test]
fn future_begins_after_ten_minutes() {
    let parcel = marks(concat!(
        "m1;l1;p1;Ответ;5;2025-10-13;2025-10-14T23:50:00+03:00\n",
        "m2;l1;p1;Ответ;5;2025-10-13;2025-10-14T23:50:00.000001+03:00\n",
        "m3;l1;p1;Ответ;5;2025-10-13;14.10.2025 23:51\n",
    ));
    check(
        &parcel,
        &[
            "reject future marks:3 entered_at",
            "reject future marks:4 entered_at",
        ],
    );
}

#[test]
fn a_bare_date_is_future_after_the_local_day() {
    let rows = "m1;l1;p1;Ответ;5;2025-10-13;2025-10-14\nm2;l1;p1;Ответ;5;2025-10-13;2025-10-15";
    check(&marks(rows), &["reject future marks:3 entered_at"]);
    // 23:40 of Moscow is the next morning in Vladivostok.
    let school =
        "school_id;name;kind;municipality;timezone\ns1;Школа;general;Округ;Asia/Vladivostok";
    check(&marks(rows).table("school", school), &[]);
}

#[test]
fn future_looks_at_every_instant_of_entry() {
    let lessons = concat!(
        "lesson_id;group_id;date;number;starts_at;ends_at;held;topic_entered_at;attendance_entered_at\n",
        "l1;g1;2025-10-13;1;08:30;09:15;true;2025-10-16;\nl2;g1;2025-10-14;1;08:30;09:15;true;;2025-10-16",
    );
    check(
        &Parcel::new().table("lessons", lessons),
        &[
            "reject future lessons:2 topic_entered_at",
            "reject future lessons:3 attendance_entered_at",
        ],
    );
    let homework = "lesson_id;due_on;entered_at;changed_at\nl1;;2025-10-13;2025-10-16";
    check(
        &Parcel::new().table("homework", homework),
        &["reject future homework:2 changed_at"],
    );
    let accounts = "account_id;role;last_login_at\na1;pupil;2025-10-16";
    check(&Parcel::new().table("accounts", accounts), &[]);
}

#[test]
fn order_rejects_an_end_before_its_beginning() {
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held\nl1;g1;2025-10-13;1;08:30;08:29;true\nl2;g1;2025-10-14;1;08:30;08:30;true";
    check(
        &Parcel::new().table("lessons", lessons),
        &["reject order lessons:2 ends_at"],
    );
    let enrolments =
        "pupil_id;class_id;from;to\np1;c1;2025-09-02;2025-09-01\np2;c1;2025-09-01;2025-09-01";
    check(
        &Parcel::new().table("enrolments", enrolments),
        &["reject order enrolments:2 to"],
    );
    let days_off = "starts_on;ends_on\n2025-10-27;2025-10-26";
    check(
        &Parcel::new().table("days_off", days_off),
        &["reject order days_off:2 ends_on"],
    );
}

#[test]
fn a_row_with_several_faults_is_one_reject_that_lists_them_all() {
    let reading = check(
        &marks("m1;l1;p9;;6;2025-10-15;завтра"),
        &["reject required marks:2 work_type"],
    );
    let fault = &reading.diagnostics[0];
    for rule in ["[required]", "[domain]", "[type]", "[orphan]", "[window]"] {
        assert!(fault.message.contains(rule), "{}", fault.message);
    }
    assert_eq!(fault.raw.as_deref(), Some("m1;l1;p9;;6;2025-10-15;завтра"));
    assert_eq!(fault.file.as_deref(), Some("marks.csv"));
    assert_eq!(reading.tables.last().expect("marks").rejected, 1);
}

// ---- warnings ----

#[test]
fn early_warns_of_an_entry_before_the_day_of_the_lesson() {
    let parcel = marks(
        "m1;l2;p1;Ответ;5;2025-10-14;2025-10-13 23:59\nm2;l2;p1;Ответ;5;2025-10-14;2025-10-14 00:00\nm3;l2;p1;Ответ;5;2025-10-14;2025-10-13",
    );
    let reading = check(
        &parcel,
        &[
            "warning early marks:2 entered_at",
            "warning early marks:4 entered_at",
        ],
    );
    check_column(&reading, "marks", "mark_id", &["m1", "m2", "m3"]);
    let lessons = concat!(
        "lesson_id;group_id;date;number;starts_at;ends_at;held;topic_entered_at\n",
        "l1;g1;2025-10-13;1;08:30;09:15;true;2025-10-12",
    );
    check(
        &Parcel::new().table("lessons", lessons),
        &["warning early lessons:2 topic_entered_at"],
    );
}

#[test]
fn homework_may_be_set_ahead() {
    check(
        &Parcel::new().table("homework", "lesson_id;entered_at\nl1;2025-10-01"),
        &[],
    );
}

#[test]
fn enrolment_warns_of_a_pupil_whom_no_class_has() {
    // p2 left on 13 October, which was the last day.
    let parcel =
        marks("m1;l1;p2;Ответ;н/а;2025-10-13;2025-10-14\nm2;l2;p2;Ответ;5;2025-10-14;2025-10-14")
            .table("absences", "lesson_id;pupil_id;code\nl1;p2;Б\nl2;p2;Б");
    let reading = check(
        &parcel,
        &[
            "warning enrolment marks:3 pupil_id",
            "warning enrolment absences:3 pupil_id",
        ],
    );
    check_column(&reading, "marks", "mark_id", &["m1", "m2"]);
}

#[test]
fn enrolments_of_the_lake_count_where_none_came() {
    let parcel = marks("m1;l2;p2;Ответ;5;2025-10-14;2025-10-14")
        .after(&Parcel::new())
        .without(&["enrolments"]);
    check(&parcel, &["warning enrolment marks:2 pupil_id"]);
}

#[test]
fn exempt_warns_of_a_number_in_that_lesson() {
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13\nm2;l1;p1;Ответ;осв;2025-10-13;2025-10-13\nm3;l2;p1;Ответ;5;2025-10-14;2025-10-14")
        .table("absences", "lesson_id;pupil_id;code\nl1;p1;ОСВ\nl2;p1;ОП");
    check(&parcel, &["warning exempt marks:2 value"]);
}

#[test]
fn exempt_warns_of_a_number_where_the_term_mark_is_exempt() {
    let term_marks = |term: &str| {
        format!("pupil_id;group_id;term_id;kind;value\np1;g1;{term};term;осв\np2;g1;{term};term;5")
    };
    let rows = "m1;l1;p1;Ответ;5;2025-10-13;2025-10-13\nm2;l1;p2;Ответ;5;2025-10-13;2025-10-13\nm3;l1;p1;Ответ;.;2025-10-13;2025-10-13";
    let parcel = marks(rows).table("term_marks", &term_marks("q2"));
    check(&parcel, &["warning exempt marks:2 value"]);
    // The first quarter had ended.
    check(&marks(rows).table("term_marks", &term_marks("q1")), &[]);
    let night = Parcel::new().table("term_marks", &term_marks("q2"));
    check(
        &marks(rows).after(&night),
        &["warning exempt marks:2 value"],
    );
}

#[test]
fn twins_warn_of_letters_of_two_alphabets() {
    let classes = "class_id;kind;grade;letter;name\nc1;class;9;А;9А\nc2;class;9;A;9A\nc3;class;8;A;8A\nc4;class;9;Б;9Б\nc5;association;;;Хор";
    check(
        &Parcel::new().table("classes", classes),
        &["warning twins classes:3 letter"],
    );
}

#[test]
fn warnings_beyond_the_list_are_counted() {
    let rows: String = (0..7)
        .map(|n| format!("m{n};l2;p1;Ответ;5;2025-10-14;2025-10-13\n"))
        .collect();
    let parcel = marks(&rows).limits(|limits| limits.listed_warnings = 5);
    let reading = parcel.read();
    assert_eq!(reading.diagnostics.len(), 6);
    assert!(
        reading.diagnostics[5].message.ends_with(": 2"),
        "{}",
        reading.diagnostics[5].message
    );
}

// ---- the lake ----

#[test]
fn references_are_resolved_against_the_lake() {
    let night = Parcel::new();
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13")
        .after(&night)
        .without(&[
            "school",
            "terms",
            "classes",
            "pupils",
            "enrolments",
            "subjects",
            "groups",
            "lessons",
        ]);
    let reading = check(&parcel, &[]);
    assert_eq!(reading.tables.len(), 1);
}

#[test]
fn rows_that_the_extract_replaces_do_not_count() {
    let night = Parcel::new();
    let rows = "m1;l1;p1;Ответ;5;2025-10-13;2025-10-13\nm2;l1;p2;Ответ;5;2025-10-13;2025-10-13";
    let pupils = "pupil_id;last_name;first_name;sex;birth_date\np1;Иванов;Иван;м;2010-05-01";
    let parcel = marks(rows)
        .after(&night)
        .without(&["enrolments"])
        .table("pupils", pupils);
    check(&parcel, &["reject orphan marks:3 pupil_id"]);
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held\nl2;g1;2025-10-14;1;08:30;09:15;true";
    let parcel = marks(rows).after(&night).table("lessons", lessons);
    check(
        &parcel,
        &[
            "reject orphan marks:2 lesson_id",
            "reject orphan marks:3 lesson_id",
        ],
    );
}

#[test]
fn lessons_outside_the_window_live_on() {
    let night = Parcel::new();
    let window = serde_json::json!({ "from": "2025-10-14", "to": "2025-10-14" });
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held\nl2;g1;2025-10-14;1;08:30;09:15;true";
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-14;2025-10-14")
        .after(&night)
        .set("window", window)
        .table("lessons", lessons);
    check(&parcel, &[]);
}

#[test]
fn snapshots_of_another_year_do_not_count() {
    let mut parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13")
        .after(&Parcel::new())
        .without(&["pupils", "enrolments"]);
    parcel
        .manifest
        .insert("school_year".to_owned(), "2026/2027".into());
    let found = places(&parcel.read().diagnostics);
    assert!(
        found.contains(&"reject orphan marks:2 pupil_id".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_key_of_a_window_table_is_unique_beyond_the_window() {
    let night = marks("m1;l1;p1;Ответ;5;2025-09-10;2025-10-13");
    let window = serde_json::json!({ "from": "2025-10-01", "to": "2025-10-14" });
    let parcel =
        marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13\nm2;l1;p1;Ответ;5;2025-10-13;2025-10-13")
            .after(&night)
            .set("window", window);
    check(&parcel, &["reject duplicate marks:2 mark_id"]);
    check(
        &marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13").after(&night),
        &[],
    );
}

#[test]
fn the_zone_of_the_lake_counts_where_no_school_row_came() {
    let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13 12:00")
        .after(&Parcel::new())
        .without(&["school"]);
    let mut parcel = parcel;
    parcel.stored.timezone = Some("Asia/Vladivostok".to_owned());
    let reading = check(&parcel, &[]);
    check_column(&reading, "marks", "entered_at", &["2025-10-13T02:00:00Z"]);
}

// ---- the verdict ----

#[test]
fn a_required_table_that_never_came_refuses() {
    for table in [
        "school",
        "terms",
        "classes",
        "pupils",
        "enrolments",
        "subjects",
        "groups",
        "lessons",
    ] {
        let reading = Parcel::new().without(&[table]).read();
        assert!(reading.is_refused, "{table}");
        assert_eq!(
            places(&reading.diagnostics),
            [format!("refuse required {table}")]
        );
        let later = Parcel::new().after(&Parcel::new()).without(&[table]).read();
        assert!(!later.is_refused, "{table}");
    }
    check(&Parcel::new(), &[]);
}

#[test]
fn over_five_percent_of_rejected_rows_refuse() {
    let rows = |bad: usize| -> String {
        (0..20)
            .map(|n| {
                format!(
                    "m{n};l1;p1;Ответ;{};2025-10-13;2025-10-13\n",
                    if n < bad { 6 } else { 5 }
                )
            })
            .collect()
    };
    let parcel = |bad| marks(&rows(bad)).limits(|limits| limits.reject_share = 0.05);
    let reading = parcel(1).read();
    assert!(!reading.is_refused);
    assert_eq!(reading.tables.last().expect("marks").rejected, 1);
    let reading = parcel(2).read();
    assert!(reading.is_refused);
    assert_eq!(
        places(&reading.diagnostics).last().expect("a refusal"),
        "refuse share marks"
    );
    let lenient = marks(&rows(2)).limits(|limits| limits.reject_share = 0.1);
    assert!(!lenient.read().is_refused);
}

#[test]
fn accepted_rows_have_the_shape_and_order_of_the_lake() {
    let parcel = marks(concat!(
        "m3;l1;p1;Ответ;5;2025-10-13;2025-10-13\n",
        "m9;l1;p1;Ответ;5;2025-09-13;2025-10-13\n",
        "m1;l1;p2;Ответ;5;2025-10-13;2025-10-13\n",
    ));
    let reading = check(&parcel, &[]);
    check_column(&reading, "marks", "mark_id", &["m9", "m1", "m3"]);
    check_column(&reading, "marks", "school_id", &["s1", "s1", "s1"]);
    check_column(
        &reading,
        "marks",
        "school_year",
        &["2025/2026", "2025/2026", "2025/2026"],
    );
    let datasets = datasets();
    for table in &reading.tables {
        let schema = datasets.get(&table.table).expect("a dataset").lake_schema();
        assert!(
            table.accepted.iter().all(|batch| batch.schema() == schema),
            "{}",
            table.table
        );
    }
    check_column(&reading, "school", "school_id", &["s1"]);
}

#[test]
fn rows_come_by_day_and_key_whatever_their_order_in_the_file() {
    let reading = marks(
        "m-1000000002;l1;p1;Ответ;5;2025-10-13;2025-10-13 09:00\n\
         m-1000000001;l2;p1;Ответ;5;2025-10-14;2025-10-14 09:00\n\
         m-1000000001a;l1;p1;Ответ;5;2025-10-13;2025-10-13 09:00\n\
         m;l1;p1;Ответ;5;2025-10-13;2025-10-13 09:00\n\
         m-1000000000;l2;p1;Ответ;5;2025-10-14;2025-10-14 09:00",
    )
    .read();
    let by_day = [
        "m",
        "m-1000000001a",
        "m-1000000002",
        "m-1000000000",
        "m-1000000001",
    ];
    check_column(&reading, "marks", "mark_id", &by_day);
}

#[test]
fn diagnostics_stand_in_the_order_of_the_files() {
    let parcel = Parcel::new()
        .without(&["subjects"])
        .table(
            "marks",
            &format!(
                "{MARKS}m1;l1;p1;Ответ;6;2025-10-13;2025-10-13\nm2;l1;p1;;5;2025-10-13;2025-10-13"
            ),
        )
        .table("subjects", "subject_id;name\nmath;Математика\nrus;");
    check(
        &parcel,
        &[
            "reject domain marks:2 value",
            "reject required marks:3 work_type",
            "reject required subjects:3 name",
        ],
    );
}

#[test]
fn progress_is_told() {
    let parcel = Parcel::new();
    let folder = parcel.folder();
    let extract = open(folder.path(), &parcel.limits).expect("a folder");
    let heard = std::cell::RefCell::new(BTreeMap::new());
    let known = Known {
        rows: &|_| Vec::new(),
        has_come: &|_| false,
        timezone: None,
    };
    read(
        &extract,
        &datasets(),
        &known,
        &parcel.limits,
        &|table, rows| {
            heard.borrow_mut().insert(table.to_owned(), rows);
        },
    );
    assert_eq!(heard.borrow().get("pupils"), Some(&2));
    assert_eq!(heard.borrow().len(), 8);
}

// ---- XLSX ----

fn marks_workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in MARKS.trim().split(';').chain(["weight"]).enumerate() {
        sheet.write(0, column as u16, name).expect("a cell");
    }
    fill(sheet);
    workbook
        .add_worksheet()
        .write(0, 0, "второй лист")
        .expect("a cell");
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_has_native_cells_or_text() {
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let moment = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    let bytes = marks_workbook(|sheet| {
        for (column, text) in ["m1", "l1", "p1"].iter().enumerate() {
            sheet.write(1, column as u16, *text).expect("a cell");
        }
        sheet.write(1, 3, 17).expect("a cell");
        sheet.write(1, 4, 5).expect("a cell");
        let date = ExcelDateTime::from_ymd(2025, 10, 13).expect("a day");
        sheet.write_with_format(1, 5, &date, &day).expect("a cell");
        let entered = ExcelDateTime::from_ymd(2025, 10, 13)
            .and_then(|day| day.and_hms(15, 4, 5.0))
            .expect("a moment");
        sheet
            .write_with_format(1, 6, &entered, &moment)
            .expect("a cell");
        sheet.write(1, 7, 1.5).expect("a cell");
        for (column, text) in ["m2", "l1", "p2", "Ответ", "5", "13.10.2025", "", "1,5"]
            .iter()
            .enumerate()
        {
            sheet.write(3, column as u16, *text).expect("a cell");
        }
        sheet.write_with_format(3, 6, &date, &day).expect("a cell");
    });
    let parcel = Parcel::new().file("marks", "marks.xlsx", bytes, 2);
    let reading = check(&parcel, &[]);
    check_column(&reading, "marks", "work_type", &["17", "Ответ"]);
    check_column(&reading, "marks", "value", &["5", "5"]);
    check_column(
        &reading,
        "marks",
        "work_date",
        &["2025-10-13", "2025-10-13"],
    );
    check_column(
        &reading,
        "marks",
        "entered_at",
        &["2025-10-13T12:04:05Z", "2025-10-12T21:00:00Z"],
    );
    check_column(&reading, "marks", "entered_at_is_day", &["false", "true"]);
    check_column(&reading, "marks", "weight", &["1.5", "1.5"]);
}

#[test]
fn faults_of_a_workbook_name_the_row_of_the_sheet() {
    let bytes = marks_workbook(|sheet| {
        for (column, text) in ["m1", "l1", "p1", "Ответ", "6", "2025-10-13", "2025-10-13"]
            .iter()
            .enumerate()
        {
            sheet.write(4, column as u16, *text).expect("a cell");
        }
        sheet.write(4, 12, "лишнее").expect("a cell");
    });
    let reading = check(
        &Parcel::new().file("marks", "marks.xlsx", bytes, 1),
        &["warning column marks:1", "reject domain marks:5 value"],
    );
    assert_eq!(
        reading.diagnostics[1].raw.as_deref(),
        Some("m1;l1;p1;Ответ;6;2025-10-13;2025-10-13")
    );
}

#[test]
fn times_and_bools_of_a_workbook_are_native_too() {
    let clock = Format::new().set_num_format("hh:mm");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let header = "lesson_id;group_id;date;number;starts_at;ends_at;held";
    for (column, name) in header.split(';').enumerate() {
        sheet.write(0, column as u16, name).expect("a cell");
    }
    sheet.write(1, 0, 1).expect("a cell");
    sheet.write(1, 1, "g1").expect("a cell");
    sheet.write(1, 2, "2025-10-13").expect("a cell");
    sheet.write(1, 3, 2).expect("a cell");
    let start = ExcelDateTime::from_hms(8, 30, 0.0).expect("a time");
    sheet
        .write_with_format(1, 4, &start, &clock)
        .expect("a cell");
    sheet.write(1, 5, "09:15").expect("a cell");
    sheet.write(1, 6, true).expect("a cell");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let reading = check(
        &Parcel::new().file("lessons", "lessons.xlsx", bytes, 1),
        &[],
    );
    check_column(&reading, "lessons", "lesson_id", &["1"]);
    check_column(&reading, "lessons", "starts_at", &["30600"]);
    check_column(&reading, "lessons", "held", &["true"]);
}

#[test]
fn a_workbook_that_unpacks_too_far_is_refused() {
    let bytes = marks_workbook(|_| {});
    let parcel = Parcel::new()
        .file("marks", "marks.xlsx", bytes.clone(), 0)
        .limits(|limits| limits.unpacked_bytes = bytes.len() as u64 + 3000);
    check(&parcel, &["refuse archive marks"]);
}

#[test]
fn a_damaged_workbook_is_refused() {
    let parcel = Parcel::new().file("marks", "marks.xlsx", b"PK\x03\x04....", 0);
    check(&parcel, &["refuse format marks"]);
    let parcel = Parcel::new().file("marks", "marks.parquet", b"PAR1PAR1", 0);
    check(&parcel, &["refuse format marks"]);
}

// ---- Parquet ----

fn marks_parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

const MICROS: i64 = 1_760_360_645_000_000; // 2025-10-13T13:04:05

fn native_marks(entered: ArrayRef) -> Parcel {
    let bytes = marks_parquet(vec![
        ("mark_id", Arc::new(Int64Array::from(vec![17]))),
        ("lesson_id", text(&["l1"])),
        ("pupil_id", text(&["p1"])),
        ("work_type", text(&[" Ответ "])),
        ("value", Arc::new(Float64Array::from(vec![5.0]))),
        ("work_date", Arc::new(Date32Array::from(vec![20_374]))),
        ("entered_at", entered),
        ("weight", Arc::new(Int64Array::from(vec![2]))),
    ]);
    Parcel::new().file("marks", "marks.parquet", bytes, 1)
}

#[test]
fn parquet_cells_are_native() {
    let zoned: ArrayRef =
        Arc::new(TimestampMicrosecondArray::from(vec![MICROS]).with_timezone("Europe/Moscow"));
    let reading = check(&native_marks(zoned), &[]);
    check_column(&reading, "marks", "mark_id", &["17"]);
    check_column(&reading, "marks", "value", &["5"]);
    check_column(&reading, "marks", "work_type", &["Ответ"]);
    check_column(&reading, "marks", "work_date", &["2025-10-13"]);
    check_column(&reading, "marks", "entered_at", &["2025-10-13T13:04:05Z"]);
    check_column(&reading, "marks", "weight", &["2.0"]);
    let local: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![MICROS / 1000]));
    let reading = check(&native_marks(local), &[]);
    check_column(&reading, "marks", "entered_at", &["2025-10-13T10:04:05Z"]);
    let day: ArrayRef = Arc::new(Date32Array::from(vec![20_374]));
    let reading = check(&native_marks(day), &[]);
    check_column(&reading, "marks", "entered_at", &["2025-10-12T21:00:00Z"]);
    check_column(&reading, "marks", "entered_at_is_day", &["true"]);
}

#[test]
fn parquet_cells_are_text() {
    let bytes = marks_parquet(vec![
        ("extra", Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef),
        ("mark_id", text(&["m1", "m2"])),
        ("lesson_id", text(&["l1", "l1"])),
        ("pupil_id", text(&["p1", "p1"])),
        ("work_type", text(&["Ответ", "Ответ"])),
        ("value", text(&["5", "6"])),
        ("work_date", text(&["13.10.2025", "2025-10-13"])),
        ("entered_at", text(&["13.10.2025 15:04", "2025-10-13"])),
    ]);
    let reading = check(
        &Parcel::new().file("marks", "marks.parquet", bytes, 2),
        &[
            "warning column marks:1 extra",
            "reject domain marks:2 value",
        ],
    );
    check_column(&reading, "marks", "entered_at", &["2025-10-13T12:04:00Z"]);
    assert_eq!(
        reading.diagnostics[1].raw.as_deref(),
        Some("m2;l1;p1;Ответ;6;2025-10-13;2025-10-13")
    );
}

#[test]
fn times_and_bools_of_parquet_are_native() {
    let bytes = marks_parquet(vec![
        ("lesson_id", text(&["l1"])),
        ("group_id", text(&["g1"])),
        (
            "date",
            Arc::new(TimestampMicrosecondArray::from(vec![
                20_374 * 86_400_000_000,
            ])),
        ),
        ("number", Arc::new(Float64Array::from(vec![3.0]))),
        (
            "starts_at",
            Arc::new(Time64MicrosecondArray::from(vec![30_600_000_000])),
        ),
        ("ends_at", text(&["09:15"])),
        ("held", Arc::new(BooleanArray::from(vec![true]))),
    ]);
    let reading = check(
        &Parcel::new().file("lessons", "lessons.parquet", bytes, 1),
        &[],
    );
    check_column(&reading, "lessons", "date", &["2025-10-13"]);
    check_column(&reading, "lessons", "number", &["3"]);
    check_column(&reading, "lessons", "starts_at", &["30600"]);
    check_column(&reading, "lessons", "held", &["true"]);
}

#[test]
fn native_values_of_another_kind_are_rejected() {
    let wrong: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
    check(&native_marks(wrong), &["reject type marks:1 entered_at"]);
    let number: ArrayRef = Arc::new(Float64Array::from(vec![45_000.5]));
    check(&native_marks(number), &["reject type marks:1 entered_at"]);
}

// ---- sealing ----

#[test]
fn a_sealed_folder_is_a_good_extract() {
    let parcel = Parcel::new();
    let folder = parcel.folder();
    let workbook = marks_workbook(|sheet| {
        let row = ["m1", "l1", "p1", "Ответ", "5", "2025-10-13", "2025-10-13"];
        for (column, text) in row.iter().enumerate() {
            sheet.write(3, column as u16, *text).expect("a cell");
        }
    });
    std::fs::write(folder.path().join("marks.xlsx"), workbook).expect("written");
    let text = "lesson_id;due_on;entered_at\nl1;;2025-10-13\n\nl2;;\"2025-10-13\"\n";
    std::fs::write(folder.path().join("homework.csv"), text).expect("written");
    let first = parcel.open().expect("a folder").manifest;
    let words = Seal {
        school_id: first.school_id,
        extracted_at: "2025-10-14T23:40:00+03:00".to_owned(),
        window: first.window,
        school_year: first.school_year,
    };
    let archive = folder.path().join("s1.zip");
    seal(folder.path(), &words, Some(&archive)).expect("sealed");
    for path in [folder.path(), &archive] {
        let extract = open(path, &parcel.limits).expect("an extract");
        let reading = parcel.read_opened(&extract);
        assert_eq!(places(&reading.diagnostics), Vec::<String>::new());
        assert_eq!(reading.tables.len(), 10);
    }
}

// ---- the bad samples ----

/// Every sample of `sample-data/bad/` has one fault, named by the sample; the snapshot holds what is said of it.
#[test]
fn bad_samples() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("sample-data/bad"))
        .expect("the samples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 30);
    let known = Known {
        rows: &|_| Vec::new(),
        has_come: &|_| false,
        timezone: None,
    };
    let mut said = String::new();
    let mut untold = Vec::new();
    for path in paths {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let (verdict, diagnostics) = match open(&path, &Limits::default()) {
            Err(diagnostics) => ("refused", diagnostics),
            Ok(extract) => {
                let reading = read(
                    &extract,
                    &datasets(),
                    &known,
                    &Limits::default(),
                    &|_, _| {},
                );
                let rejected: u64 = reading.tables.iter().map(|table| table.rejected).sum();
                let verdict = match (reading.is_refused, rejected) {
                    (true, _) => "refused",
                    (false, 0) => "accepted",
                    (false, _) => "accepted_with_rejects",
                };
                (verdict, reading.diagnostics)
            }
        };
        assert!(!diagnostics.is_empty(), "{name}");
        said += &format!("{name}: {verdict}\n");
        for found in diagnostics {
            if in_english(&found.message) == found.message {
                untold.push(found.message.clone());
            }
            let severity = serde_json::to_value(found.severity).expect("a word");
            said += &format!("  {} {found}\n", severity.as_str().expect("a word"));
            if let Some(raw) = &found.raw {
                said += &format!("    {raw}\n");
            }
        }
    }
    insta::assert_snapshot!(said);
    // Pages tell all of it in English, too.
    assert_eq!(untold, Vec::<String>::new());
}

fn in_english(message: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let told = Language::English.in_force(async { reason_told(message) });
    runtime.expect("a runtime").block_on(told)
}

// ---- nothing panics ----

fn survives(parcel: &Parcel) {
    let folder = parcel.folder();
    if let Ok(extract) = open(folder.path(), &parcel.limits) {
        let reading = parcel.read_opened(&extract);
        for table in &reading.tables {
            let accepted: usize = table.accepted.iter().map(RecordBatch::num_rows).sum();
            assert!(accepted as u64 + table.rejected <= table.rows);
        }
    }
}

/// Overwrites, inserts and removes bytes.
fn spoil(bytes: &mut Vec<u8>, changes: &[(usize, u8, u8)]) {
    for &(place, kind, byte) in changes {
        if bytes.is_empty() {
            return;
        }
        let at = place % bytes.len();
        match kind % 4 {
            0 => bytes[at] = byte,
            1 => bytes[at] ^= 1 << (byte % 8),
            2 => bytes.insert(at, byte),
            _ => {
                let end = (at + usize::from(byte)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12)
}

/// Text of the characters that matter to a reader of tables.
fn awkward() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\"".to_vec()),
        Just(b";".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\"\"".to_vec()),
        Just(b"m1;l1;p1;\xD0\x9E;5;2025-10-13;2025-10-13".to_vec()),
        Just("2025-10-13 15:04".as_bytes().to_vec()),
        Just(vec![0, 0xFF]),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_archive_panics(changes in changes()) {
        let parcel = marks("m1;l1;p1;Ответ;5;2025-10-13;2025-10-13");
        let mut zip = parcel.zip();
        spoil(&mut zip, &changes);
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("extract.zip");
        std::fs::write(&path, zip).expect("written");
        if let Ok(extract) = open(&path, &parcel.limits) {
            parcel.read_opened(&extract);
        }
    }

    #[test]
    fn no_bytes_panic_as_an_archive(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = open_bytes(&bytes, &Limits::default());
    }

    #[test]
    fn no_manifest_panics(changes in changes()) {
        let mut bytes = Parcel::new().manifest();
        spoil(&mut bytes, &changes);
        let folder = Parcel::new().folder();
        std::fs::write(folder.path().join("manifest.json"), bytes).expect("written");
        if let Ok(extract) = open(folder.path(), &Limits::default()) {
            Parcel::new().read_opened(&extract);
        }
    }

    #[test]
    fn no_text_panics(body in awkward(), has_header in any::<bool>(), record in 1_usize..200) {
        let header = if has_header { MARKS.as_bytes() } else { b"" };
        let bytes = [header, &body].concat();
        let parcel = Parcel::new()
            .file("marks", "marks.csv", bytes, 1)
            .limits(|limits| limits.max_record_bytes = record);
        survives(&parcel);
    }

    #[test]
    fn no_table_panics(table in 0_usize..8, changes in changes()) {
        let mut parcel = Parcel::new();
        spoil(&mut parcel.tables[table].bytes, &changes);
        survives(&parcel);
    }
}

proptest! {
    // A workbook costs a hundred times a text.
    #![proptest_config(ProptestConfig { cases: config().cases.div_ceil(8), ..config() })]

    #[test]
    fn no_workbook_panics(changes in changes()) {
        let mut bytes = marks_workbook(|sheet| { sheet.write(1, 0, "m1").expect("a cell"); });
        spoil(&mut bytes, &changes);
        survives(&Parcel::new().file("marks", "marks.xlsx", bytes, 1));
    }

    #[test]
    fn no_parquet_panics(changes in changes()) {
        let mut parcel = native_marks(Arc::new(Date32Array::from(vec![20_374])));
        let table = parcel.tables.last_mut().expect("marks");
        spoil(&mut table.bytes, &changes);
        survives(&parcel);
    }
}
