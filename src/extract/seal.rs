//! Seal: a folder of tables becomes an extract when its manifest names every file with rows and hash.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use calamine::{DataRef, Reader, Xlsx};
use serde_json::{Value, json};

use super::csv::Records;
use super::manifest::ManifestFile;
use super::survey::{Budget, Facts, survey};
use super::{FORMAT, Limits, encoding};
use crate::period::{Period, SchoolYear};

/// What the manifest says beside its files.
#[derive(Debug, Clone)]
pub struct Seal {
    pub school_id: String,
    /// RFC 3339, with the offset that it was written in.
    pub extracted_at: String,
    pub window: Period,
    pub school_year: SchoolYear,
}

/// Writes `manifest.json` over the CSV, Parquet and XLSX files of a folder, and the archive if asked.
pub fn seal(folder: &Path, seal: &Seal, archive: Option<&Path>) -> io::Result<()> {
    let sealed = files_of(folder)?;
    let names: Vec<String> = sealed.iter().map(|file| file.path.clone()).collect();
    let files = sealed.into_iter().map(|file| {
        json!({
            "table": file.table,
            "path": file.path,
            "rows": file.rows,
            "sha256": file.sha256,
        })
    });
    let files: Vec<Value> = files.collect();
    let manifest = json!({
        "format": FORMAT,
        "school_id": seal.school_id,
        "extracted_at": seal.extracted_at,
        "window": {"from": seal.window.from.to_string(), "to": seal.window.to.to_string()},
        "school_year": seal.school_year.to_string(),
        "files": files,
    });
    std::fs::write(folder.join("manifest.json"), format!("{manifest:#}\n"))?;
    match archive {
        Some(archive) => pack(folder, &names, archive),
        None => Ok(()),
    }
}

/// Returns every table of a folder with its rows and hash, by name.
pub(super) fn files_of(folder: &Path) -> io::Result<Vec<ManifestFile>> {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_table = [".csv", ".parquet", ".xlsx"]
            .iter()
            .any(|end| name.to_lowercase().ends_with(end));
        if is_table {
            names.push(name);
        }
    }
    names.sort();
    let mut files = Vec::new();
    for name in names {
        let path = folder.join(&name);
        let table = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        let mut unlimited = Budget {
            unpacked: u64::MAX,
            kept: 0,
        };
        let facts = survey(&mut File::open(&path)?, u64::MAX, &mut unlimited)?;
        files.push(ManifestFile {
            table: table.to_owned(),
            rows: count_rows(&path, &facts)?,
            sha256: facts.sha256,
            path: name,
            delimiter: None,
            encoding: None,
        });
    }
    Ok(files)
}

fn pack(folder: &Path, names: &[String], archive: &Path) -> io::Result<()> {
    let mut zip = zip::ZipWriter::new(File::create(archive)?);
    let options = zip::write::SimpleFileOptions::default();
    for name in names.iter().map(String::as_str).chain(["manifest.json"]) {
        zip.start_file(name, options).map_err(io::Error::other)?;
        io::copy(&mut File::open(folder.join(name))?, &mut zip)?;
    }
    zip.finish().map_err(io::Error::other)?.flush()
}

/// Counts the rows below the header just as the reader will.
fn count_rows(path: &Path, facts: &Facts) -> io::Result<u64> {
    let name = path.to_string_lossy().to_lowercase();
    if name.ends_with(".parquet") {
        let file = SerializedFileReader::new(File::open(path)?).map_err(io::Error::other)?;
        Ok(file.metadata().file_metadata().num_rows().unsigned_abs())
    } else if name.ends_with(".xlsx") {
        count_sheet_rows(path).map_err(io::Error::other)
    } else {
        count_records(&mut File::open(path)?, facts)
    }
}

fn count_records(file: &mut dyn Read, facts: &Facts) -> io::Result<u64> {
    let text = encoding::decode(file, encoding::of(facts, None), facts)?;
    let mut records = Records::new(text, None, Limits::default().max_record_bytes)?;
    let mut count: u64 = 0;
    while records.next_record()?.is_some() {
        count += 1;
    }
    Ok(count.saturating_sub(1))
}

/// Counts the rows of the first sheet that are not blank.
fn count_sheet_rows(path: &Path) -> Result<u64, calamine::XlsxError> {
    let mut workbook: Xlsx<_> = calamine::open_workbook(path)?;
    let Some(sheet) = workbook.sheet_names().first().cloned() else {
        return Ok(0);
    };
    let mut cells = workbook.worksheet_cells_reader(&sheet)?;
    let mut count: u64 = 0;
    let mut latest = None;
    while let Some(cell) = cells.next_cell()? {
        let row = cell.get_position().0;
        if *cell.get_value() != DataRef::Empty && latest != Some(row) {
            latest = Some(row);
            count += 1;
        }
    }
    Ok(count.saturating_sub(1))
}
