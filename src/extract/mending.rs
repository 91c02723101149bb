//! Mending: an extract made anew from the files of another and from rows mended in place of rejected ones.
//!
//! Only the tables with mended rows are written anew, as CSV; the other files are copied as they are. A row that was
//! not mended stays what it was: read again, it is accepted or rejected as before.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use ::csv::{Terminator, Writer, WriterBuilder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::cell::Cell;
use super::container::{Extract, hex};
use super::csv::Records;
use super::manifest::{Manifest, ManifestFile, is_plain_name};
use super::row::{Row, UNREADABLE};
use super::source::{self, Sink};
use super::survey::{Budget, survey};
use super::unpacked::unpack;
use super::{FORMAT, Limits, encoding};
use crate::diagnostic::Diagnostic;
use crate::model::{ColumnType, Dataset, Datasets};

/// What is to stand in place of rejected rows of a table, by the line at which they stand. A row without cells is left
/// out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    pub table: String,
    pub rows: BTreeMap<u64, Option<Vec<String>>>,
}

/// One record of a CSV file in the forms that extracts may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvLine {
    pub line: u64,
    /// The cells, or why the record cannot be cut into them.
    pub cells: Result<Vec<String>, &'static str>,
}

#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The files of the extract are not those that its manifest names.
    #[error("the extract cannot be read again")]
    Unreadable(Vec<Diagnostic>),
    #[error("the extract cannot be read again")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the mended extract cannot be written")]
    Io(#[from] io::Error),
}

/// Reads a CSV file of any delimiter and encoding that extracts may have, header included.
pub fn lines_of(bytes: &[u8]) -> io::Result<Vec<CsvLine>> {
    let mut unlimited = Budget {
        unpacked: u64::MAX,
        kept: 0,
    };
    let facts = survey(&mut &bytes[..], u64::MAX, &mut unlimited)?;
    let mut bytes = bytes;
    let text = encoding::decode(&mut bytes, encoding::of(&facts, None), &facts)?;
    let mut records = Records::new(text, None, Limits::default().max_record_bytes)?;
    let mut lines = Vec::new();
    while let Some(record) = records.next_record()? {
        let cells = (0..record.len()).filter_map(|index| record.get(index));
        lines.push(CsvLine {
            line: record.line,
            cells: match record.fault {
                Some(fault) => Err(fault),
                None => Ok(cells
                    .map(|cell| String::from_utf8_lossy(cell).into_owned())
                    .collect()),
            },
        });
    }
    Ok(lines)
}

/// Writes an archive with the files of an extract, mended rows in place of those that were rejected.
pub fn mend(
    extract: &Extract,
    datasets: &Datasets,
    mended: &[Mended],
    limits: &Limits,
    archive: &Path,
) -> Result<(), MendError> {
    let files = unpack(extract, limits).map_err(MendError::Unreadable)?;
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut zip = ZipWriter::new(BufWriter::new(options.open(archive)?));
    let manifest = &extract.manifest;
    let mut named = Vec::new();
    for file in &manifest.files {
        let rows = mended.iter().find(|mended| mended.table == file.table);
        let Some((rows, dataset)) = rows.zip(datasets.get(&file.table)) else {
            start(&mut zip, &file.path)?;
            files.with_file(&file.path, |bytes| io::copy(bytes, &mut zip))?;
            named.push(file.clone());
            continue;
        };
        let path = csv_name(file, manifest);
        start(&mut zip, &path)?;
        let mut copy = Copy::new(dataset, &rows.rows, Hashing::new(&mut zip));
        source::feed(&files, file, limits, &mut copy)
            .map_err(|error| MendError::Source(Box::new(error)))?;
        let (rows, sha256) = copy.finish()?;
        named.push(ManifestFile {
            table: file.table.clone(),
            path,
            rows,
            sha256,
            delimiter: Some(DELIMITER),
            encoding: Some(encoding_rs::UTF_8),
        });
    }
    start(&mut zip, "manifest.json")?;
    writeln!(zip, "{:#}", manifest_of(manifest, &named))?;
    let written = zip.finish().map_err(io::Error::other)?;
    let written: File = written
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    written.sync_all()?;
    Ok(())
}

const DELIMITER: u8 = b';';

/// Begins a member. It is not packed: however alike its rows are, nobody takes it for a bomb.
fn start<W: Write + io::Seek>(zip: &mut ZipWriter<W>, name: &str) -> io::Result<()> {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file(name, options).map_err(io::Error::other)
}

/// Returns a name for a table written anew that no other file of the extract has.
fn csv_name(file: &ManifestFile, manifest: &Manifest) -> String {
    let is_taken = |name: &String| {
        let others = manifest
            .files
            .iter()
            .filter(|other| other.path != file.path);
        others.map(|other| &other.path).any(|path| path == name)
    };
    let names = (0..).map(|number| match number {
        0 => format!("{}.csv", file.table),
        _ => format!("{}-{number}.csv", file.table),
    });
    // A table may be called so that it is no name of a file; the file then keeps its own.
    let mut plain = names.take_while(|name| is_plain_name(name));
    plain
        .find(|name| !is_taken(name))
        .unwrap_or_else(|| file.path.clone())
}

fn manifest_of(manifest: &Manifest, files: &[ManifestFile]) -> Value {
    let moment = manifest
        .extracted_at
        .display_with_offset(manifest.extracted_offset);
    let files = files.iter().map(|file| {
        json!({
            "table": file.table,
            "path": file.path,
            "rows": file.rows,
            "sha256": file.sha256,
            "delimiter": file.delimiter.map(|byte| char::from(byte).to_string()),
            "encoding": file.encoding.map(encoding_rs::Encoding::name),
        })
    });
    json!({
        "format": FORMAT,
        "school_id": manifest.school_id,
        "extracted_at": moment.to_string(),
        "window": {
            "from": manifest.window.from.to_string(),
            "to": manifest.window.to.to_string(),
        },
        "school_year": manifest.school_year.to_string(),
        "files": files.collect::<Vec<Value>>(),
    })
}

/// A table on its way into the mended extract.
struct Copy<'a, W: Write> {
    dataset: &'a Arc<Dataset>,
    mended: &'a BTreeMap<u64, Option<Vec<String>>>,
    writer: Writer<Hashing<W>>,
    /// Of each column of the file, as which type it is read.
    types: Vec<Option<ColumnType>>,
    rows: u64,
    /// Why nothing more could be written.
    fault: Option<::csv::Error>,
}

impl<'a, W: Write> Copy<'a, W> {
    fn new(
        dataset: &'a Arc<Dataset>,
        mended: &'a BTreeMap<u64, Option<Vec<String>>>,
        out: Hashing<W>,
    ) -> Self {
        let mut writer = WriterBuilder::new();
        writer
            .delimiter(DELIMITER)
            .terminator(Terminator::CRLF)
            // A row that cannot be cut as the header says stays so.
            .flexible(true);
        Self {
            dataset,
            mended,
            writer: writer.from_writer(out),
            types: Vec::new(),
            rows: 0,
            fault: None,
        }
    }

    fn write<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) {
        if self.fault.is_none()
            && let Err(error) = self.writer.write_record(cells)
        {
            self.fault = Some(error);
        }
    }

    /// Returns the count of rows and the hash.
    fn finish(self) -> io::Result<(u64, String)> {
        if let Some(fault) = self.fault {
            return Err(fault.into());
        }
        let out = self.writer.into_inner();
        let out = out.map_err(::csv::IntoInnerError::into_error)?;
        Ok((self.rows, hex(&out.hash.finalize())))
    }
}

impl<W: Write> Sink for Copy<'_, W> {
    fn header(&mut self, names: &[String]) -> bool {
        let mut types: Vec<Option<ColumnType>> = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let is_first = names[..place]
                .iter()
                .all(|other| other.trim() != name.trim());
            let column = self.dataset.column(name.trim());
            let column = column.filter(|column| is_first && column.derived.is_none());
            types.push(column.map(|column| column.type_));
        }
        self.types = types;
        self.write(names);
        true
    }

    fn places(&self) -> Vec<usize> {
        let places = self.types.iter().enumerate();
        places
            .filter_map(|(place, type_)| type_.map(|_| place))
            .collect()
    }

    fn row(&mut self, line: u64, row: &impl Row) {
        match self.mended.get(&line) {
            Some(None) => return,
            Some(Some(cells)) => self.write(cells.iter().map(|cell| marked(cell))),
            None if row.fault().is_some() => {
                self.write(row.pieces().iter().map(|piece| marked(piece)));
            }
            None => {
                let types = std::mem::take(&mut self.types);
                let cells = types.iter().enumerate().map(|(place, type_)| {
                    let text = row.text(place, *type_);
                    match row.cell(place) {
                        Cell::Unreadable(_) if text.contains(UNREADABLE) => {
                            marked(&text).into_owned()
                        }
                        Cell::Unreadable(_) => vec![NO_LETTER],
                        _ => text.into_owned().into_bytes(),
                    }
                });
                self.write(cells);
                self.types = types;
            }
        }
        self.rows += 1;
    }

    fn is_full(&self) -> bool {
        self.fault.is_some()
    }

    fn stray(&mut self) {}
}

/// A byte that no UTF-8 has: a cell with it cannot be read, as what it stands for could not.
const NO_LETTER: u8 = 0xFF;

/// Returns the bytes of a cell that cannot be read again where it could not be read before.
fn marked(text: &str) -> Cow<'_, [u8]> {
    if !text.contains(UNREADABLE) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            UNREADABLE => bytes.push(NO_LETTER),
            letter => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

/// Passes bytes on and hashes them.
struct Hashing<W> {
    out: W,
    hash: Sha256,
}

impl<W> Hashing<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            hash: Sha256::new(),
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
