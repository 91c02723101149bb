//! Told: whose segment a folder of tables is and which days it holds, where no manifest says so.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};

use super::column::Column;
use super::container::Extract;
use super::finding::Findings;
use super::judge::Judge;
use super::manifest::{Manifest, ManifestFile};
use super::plan::Plan;
use super::seal::files_of;
use super::unpacked::{Unpacked, unpack};
use super::zone::{Zone, civil};
use super::{Limits, source};
use crate::model::{ColumnType, Dataset, Datasets};
use crate::period::{Period, SchoolYear};

/// What the tables of a folder tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// The code in the table `school`, if it names exactly one.
    pub school_id: Option<String>,
    /// From the first to the last day of the window tables.
    pub window: Option<Period>,
}

/// Reads the school's code and the days of the window tables, whatever the files' format. Cells that cannot be read tell
/// nothing: what is wrong with them is said when the extract is loaded.
pub fn told(folder: &Path, datasets: &Datasets) -> io::Result<Told> {
    let extract = Extract {
        path: folder.to_owned(),
        manifest: Manifest {
            school_id: String::new(),
            extracted_at: Timestamp::UNIX_EPOCH,
            extracted_offset: Offset::UTC,
            window: Period::new(date(1, 1, 1), date(9999, 12, 31)),
            school_year: SchoolYear::of(date(2000, 1, 1)),
            files: files_of(folder)?,
        },
        identity: String::new(),
        warnings: Vec::new(),
        is_archive: false,
    };
    let limits = Limits {
        unpacked_bytes: u64::MAX,
        ..Limits::default()
    };
    let files = unpack(&extract, &limits).map_err(|faults| {
        io::Error::other(faults.first().map_or_else(String::new, ToString::to_string))
    })?;
    let mut told = Told::default();
    for file in &extract.manifest.files {
        let Some(dataset) = datasets.get(&file.table) else {
            continue;
        };
        if dataset.name == "school" {
            told.school_id = only_code(&files, dataset, file, &limits);
        }
        // A day that follows from the lesson is told by the lessons.
        let day = dataset.day.as_ref().and_then(|day| dataset.column(day));
        if let Some(day) = day.filter(|day| day.derived.is_none())
            && let Some(days) = distinct(&files, dataset, &day.name, file, &limits)
        {
            let days = (0..days.len()).filter_map(|row| days.int(row).and_then(civil));
            for day in days {
                let held = told.window.unwrap_or(Period::new(day, day));
                told.window = Some(Period::new(held.from.min(day), held.to.max(day)));
            }
        }
    }
    Ok(told)
}

fn only_code(
    files: &Unpacked,
    dataset: &Dataset,
    file: &ManifestFile,
    limits: &Limits,
) -> Option<String> {
    let codes = distinct(files, dataset, "school_id", file, limits)?;
    let code = codes.text(0).filter(|_| codes.len() == 1)?;
    Some(String::from_utf8_lossy(code).into_owned())
}

/// Returns the different values of one column, judged by its type alone.
fn distinct(
    files: &Unpacked,
    dataset: &Dataset,
    name: &str,
    file: &ManifestFile,
    limits: &Limits,
) -> Option<Column> {
    let mut column = dataset.column(name)?.clone();
    column.references = None;
    column.not_before = None;
    column.required = true;
    debug_assert!(matches!(column.type_, ColumnType::Date | ColumnType::Text));
    // Under a name of its own, so that no rule of the table applies to it.
    let alone = Dataset {
        name: format!("{} alone", dataset.name),
        day: None,
        key: vec![name.to_owned()],
        columns: vec![column],
        ..dataset.clone()
    };
    let zone = Zone::new(TimeZone::UTC);
    let parents = HashMap::new();
    let mut judge = Judge::new(
        Plan::new(&Arc::new(alone), files.manifest(), &zone),
        &parents,
        &zone,
        Findings::new(file, limits),
        Vec::new(),
        &|_| (),
    );
    source::feed(files, file, limits, &mut judge).ok()?;
    judge.columns.pop()
}
