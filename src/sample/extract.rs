//! Extract: one school's night as a zip archive or a folder, by the contract `svodka-extract/1`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::days::Moment;
use super::hand::Hand;
use super::municipality::Kind;
use super::night::Night;
use super::rows::{Column, Rows};
use super::school::School;
use super::view::View;
use super::{Error, FileKind, SampleSpec, faults, pages, registers, rosters};
use crate::period::SchoolYear;

/// Writes one school's extract of a night below `out` and returns its path and its rows.
pub fn write(
    spec: &SampleSpec,
    school: &School,
    night: Night,
    out: &Path,
    progress: &dyn Fn(u64),
) -> Result<(PathBuf, u64), Error> {
    let setting = &school.setting;
    let profile = &setting.profile;
    let calendar = &setting.calendar;
    let zone = TimeZone::get(profile.zone).map_err(|source| Error::Zone {
        zone: profile.zone,
        source,
    })?;
    let hand = Hand::new(profile, calendar, &zone);
    let minute = NIGHTLY_MINUTE + (profile.number % 12) as i32;
    let cut = Moment::new(night.day, minute, 0);
    let view = View::new(school, night.from, night.day, cut);
    let id = profile.id();
    let folder = out.join(calendar.date(night.day).to_string());
    let mut archive = Archive::create(&folder, &id, spec)?;
    let mut files = Vec::new();
    let mut total = 0;
    for table in &TABLES {
        if profile.kind == Kind::Additional && table.is_of_schools {
            continue;
        }
        let name = match spec.files {
            FileKind::Csv => format!("{}.csv", table.name),
            FileKind::Parquet => format!("{}.parquet", table.name),
        };
        let finished = archive.member(&name, |out| {
            let mut rows = match spec.files {
                FileKind::Csv => Rows::csv(table.columns, &hand, out),
                FileKind::Parquet => Rows::parquet(table.columns, &hand, out),
            };
            (table.fill)(&view, &mut rows);
            faults::add(table.name, &view, &mut rows);
            rows.finish()
        })?;
        total += finished.rows;
        progress(finished.rows);
        files.push(json!({
            "table": table.name,
            "path": name,
            "rows": finished.rows,
            "sha256": finished.sha256,
        }));
    }
    let extracted_at = calendar
        .date(night.day)
        .at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    let mut manifest = json!({
        "format": "svodka-extract/1",
        "school_id": id,
        "extracted_at": format!("{extracted_at}{}", hand.offset_text),
        "window": {
            "from": calendar.date(night.from).to_string(),
            "to": calendar.date(night.day).to_string(),
        },
        "school_year": SchoolYear::of(calendar.first).to_string(),
    });
    if profile.dialect.is_declared && spec.files == FileKind::Csv {
        manifest["delimiter"] = json!(char::from(profile.dialect.delimiter).to_string());
        manifest["encoding"] = json!(if profile.dialect.is_windows_1251 {
            "windows-1251"
        } else {
            "utf-8"
        });
    }
    manifest["files"] = Value::Array(files);
    let text = format!("{manifest:#}\n");
    archive.member("manifest.json", |out| out.write_all(text.as_bytes()))?;
    Ok((archive.finish()?, total))
}

/// Where the members of an extract go.
enum Archive {
    Zip {
        path: PathBuf,
        writer: Box<ZipWriter<BufWriter<File>>>,
        options: SimpleFileOptions,
    },
    Folder(PathBuf),
}

impl Archive {
    fn create(folder: &Path, id: &str, spec: &SampleSpec) -> Result<Self, Error> {
        if !spec.is_zipped {
            let path = folder.join(id);
            fs::create_dir_all(&path).map_err(|source| Error::at(&path, source))?;
            return Ok(Self::Folder(path));
        }
        fs::create_dir_all(folder).map_err(|source| Error::at(folder, source))?;
        let path = folder.join(format!("{id}.zip"));
        let file = File::create(&path).map_err(|source| Error::at(&path, source))?;
        // Parquet is compressed already.
        let method = match spec.files {
            FileKind::Csv => CompressionMethod::Deflated,
            FileKind::Parquet => CompressionMethod::Stored,
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((spec.files == FileKind::Csv).then_some(1))
            // The same spec gives the same bytes, so no member has a time of its own.
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        let writer = Box::new(ZipWriter::new(BufWriter::new(file)));
        Ok(Self::Zip {
            path,
            writer,
            options,
        })
    }

    fn member<T>(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
    ) -> Result<T, Error> {
        match self {
            Archive::Zip {
                path,
                writer,
                options,
            } => writer
                .start_file(name, *options)
                .map_err(std::io::Error::from)
                .and_then(|()| fill(writer))
                .map_err(|source| Error::at(path, source)),
            Archive::Folder(path) => {
                let path = path.join(name);
                let written = File::create(&path).and_then(|file| {
                    let mut out = BufWriter::new(file);
                    let value = fill(&mut out)?;
                    out.flush()?;
                    Ok(value)
                });
                written.map_err(|source| Error::at(&path, source))
            }
        }
    }

    fn finish(self) -> Result<PathBuf, Error> {
        match self {
            Archive::Zip { path, writer, .. } => {
                let finished = writer.finish().map_err(std::io::Error::from);
                finished
                    .and_then(|mut out| out.flush())
                    .map_err(|source| Error::at(&path, source))?;
                Ok(path)
            }
            Archive::Folder(path) => Ok(path),
        }
    }
}

/// A table of an extract and what fills it.
struct Table {
    name: &'static str,
    columns: &'static [Column],
    fill: fn(&View, &mut Rows),
    /// Whether a house of creativity does not keep it.
    is_of_schools: bool,
}

const fn table(
    name: &'static str,
    columns: &'static [Column],
    fill: fn(&View, &mut Rows),
) -> Table {
    Table {
        name,
        columns,
        fill,
        is_of_schools: false,
    }
}

const fn of_schools(mut table: Table) -> Table {
    table.is_of_schools = true;
    table
}

const TABLES: [Table; 20] = [
    table("school", registers::SCHOOL, registers::school),
    table("terms", registers::TERMS, registers::terms),
    table("days_off", registers::DAYS_OFF, registers::days_off),
    table("staff", registers::STAFF, registers::staff),
    table("classes", registers::CLASSES, registers::classes),
    table("pupils", rosters::PUPILS, rosters::pupils),
    table("enrolments", rosters::ENROLMENTS, rosters::enrolments),
    table("subjects", registers::SUBJECTS_COLUMNS, registers::subjects),
    table("groups", registers::GROUPS, registers::groups),
    of_schools(table(
        "group_pupils",
        registers::GROUP_PUPILS,
        registers::group_pupils,
    )),
    table("lessons", pages::LESSONS, pages::lessons),
    of_schools(table("homework", pages::HOMEWORK, pages::homework)),
    of_schools(table("marks", pages::MARKS, pages::marks)),
    table("absences", pages::ABSENCES, pages::absences),
    of_schools(table(
        "term_marks",
        rosters::TERM_MARKS,
        rosters::term_marks,
    )),
    of_schools(table(
        "exam_results",
        rosters::EXAM_RESULTS,
        rosters::exam_results,
    )),
    of_schools(table("corrections", pages::CORRECTIONS, pages::corrections)),
    table("accounts", rosters::ACCOUNTS, rosters::accounts),
    table("visits", pages::VISITS, pages::visits),
    table("guardians", rosters::GUARDIANS, rosters::guardians),
];

/// 23:40, a little later at each next school.
const NIGHTLY_MINUTE: i32 = 23 * 60 + 40;
