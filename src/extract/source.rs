//! Source: gives the rows of one file to the judge, or to whoever else takes them, whatever its format.

use std::borrow::Cow;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

use super::cell::Cell;
use super::csv::{Record, Records};
use super::manifest::ManifestFile;
use super::row::Row;
use super::unpacked::Unpacked;
use super::{Limits, encoding, parquet, xlsx};
use crate::model::ColumnType;

/// What the rows of a file are given to.
pub(super) trait Sink {
    /// Finds the columns in the header. False when the file cannot be used.
    fn header(&mut self, names: &[String]) -> bool;

    /// Returns the places in the header of the columns that are read.
    fn places(&self) -> Vec<usize>;

    /// Takes the next row of the file.
    fn row(&mut self, line: u64, row: &impl Row);

    /// Tells whether no more rows can be taken.
    fn is_full(&self) -> bool;

    /// Hears that a sheet has values beside its columns.
    fn stray(&mut self);
}

/// A file that cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("файл не читается: {0}")]
    Io(#[from] io::Error),
    #[error("файл не читается как Parquet: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    #[error("файл не читается как Parquet: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    #[error("файл не читается как XLSX: {0}")]
    Xlsx(#[from] calamine::XlsxError),
    #[error("файл не читается как XLSX: {0}")]
    XlsxArchive(#[from] zip::result::ZipError),
    #[error("файл не читается: {0}")]
    Malformed(&'static str),
    #[error("файл разворачивается больше, чем допускается")]
    TooLarge,
}

impl Error {
    /// Returns the rule code of the refusal.
    pub fn rule(&self) -> &'static str {
        match self {
            Error::TooLarge => "archive",
            Error::Io(_)
            | Error::Parquet(_)
            | Error::Arrow(_)
            | Error::Xlsx(_)
            | Error::XlsxArchive(_)
            | Error::Malformed(_) => "format",
        }
    }
}

/// Reads the file and gives every row to the sink, header first.
pub(super) fn feed(
    files: &Unpacked,
    file: &ManifestFile,
    limits: &Limits,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    match format(files, file) {
        Format::Csv => feed_csv(files, file, limits, sink),
        Format::Parquet => without_panic(|| parquet::feed(files, file, limits, sink)),
        Format::Xlsx => without_panic(|| xlsx::feed(files, file, limits, sink)),
    }?;
    if sink.is_full() {
        return Err(Error::TooLarge);
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    Parquet,
    Xlsx,
}

/// Tells the format by the name, and where the name does not tell, by the first bytes.
fn format(files: &Unpacked, file: &ManifestFile) -> Format {
    let name = file.path.to_lowercase();
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv" | "txt" | "tsv") => Format::Csv,
        Some("parquet") => Format::Parquet,
        Some("xlsx") => Format::Xlsx,
        _ => match files.facts(&file.path).head.as_slice() {
            b"PAR1" => Format::Parquet,
            b"PK\x03\x04" => Format::Xlsx,
            _ => Format::Csv,
        },
    }
}

/// Runs a reader of a foreign library. A panic on damaged bytes is its way to say that they are damaged.
fn without_panic(read: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Error::Malformed("файл повреждён")))
}

fn feed_csv(
    files: &Unpacked,
    file: &ManifestFile,
    limits: &Limits,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    let facts = files.facts(&file.path);
    let encoding = encoding::of(facts, file.encoding);
    let doubt = if encoding == UTF_8 && !facts.is_utf8 {
        Doubt::Invalid
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        Doubt::Replaced
    } else {
        Doubt::None
    };
    let is_full = files.with_file(&file.path, |stream| {
        let text = encoding::decode(stream, encoding, facts)?;
        let mut records = Records::new(text, file.delimiter, limits.max_record_bytes)?;
        let mut header = Vec::new();
        if let Some(record) = records.next_record()? {
            header.extend(
                (0..record.len())
                    .filter_map(|index| record.get(index))
                    .map(|name| String::from_utf8_lossy(name).into_owned()),
            );
        }
        if !sink.header(&header) {
            return Ok(false);
        }
        let mut rows: u64 = 0;
        while let Some(record) = records.next_record()? {
            let row = CsvRow {
                record,
                width: header.len(),
                doubt: if doubt.concerns(record.raw) {
                    doubt
                } else {
                    Doubt::None
                },
            };
            sink.row(record.line, &row);
            rows += 1;
            if rows.is_multiple_of(1024) && sink.is_full() {
                return Ok(true);
            }
        }
        Ok(false)
    })?;
    if is_full {
        return Err(Error::TooLarge);
    }
    Ok(())
}

/// What may be wrong with the characters of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Doubt {
    None,
    /// Bytes that are not UTF-8 though the file is said to be.
    Invalid,
    /// Bytes that were no characters and became the replacement character.
    Replaced,
}

impl Doubt {
    fn concerns(self, text: &[u8]) -> bool {
        match self {
            Doubt::None => false,
            Doubt::Invalid => std::str::from_utf8(text).is_err(),
            Doubt::Replaced => text.windows(3).any(|three| three == "\u{FFFD}".as_bytes()),
        }
    }
}

struct CsvRow<'a> {
    record: Record<'a>,
    width: usize,
    doubt: Doubt,
}

impl Row for CsvRow<'_> {
    fn cell(&self, index: usize) -> Cell<'_> {
        match self.record.get(index) {
            None => Cell::Empty,
            Some(text) if self.doubt.concerns(text) => {
                Cell::Unreadable("знаки не читаются в кодировке файла")
            }
            Some(text) => Cell::Text(text),
        }
    }

    fn text(&self, index: usize, _: Option<ColumnType>) -> Cow<'_, str> {
        String::from_utf8_lossy(self.record.get(index).unwrap_or_default())
    }

    fn fault(&self) -> Option<String> {
        if let Some(fault) = self.record.fault {
            return Some(fault.to_owned());
        }
        (self.record.len() != self.width).then(|| {
            format!(
                "в строке полей: {}, а в заголовке: {}",
                self.record.len(),
                self.width
            )
        })
    }

    fn raw(&self) -> String {
        String::from_utf8_lossy(self.record.raw).into_owned()
    }

    fn pieces(&self) -> Vec<String> {
        if self.record.fault.is_some() {
            return vec![self.raw()];
        }
        let cells = (0..self.record.len()).map(|index| self.text(index, None).into_owned());
        cells.collect()
    }
}
