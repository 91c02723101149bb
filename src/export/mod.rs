//! Export: a `Table` turned into bytes that people and programs open elsewhere.
//!
//! Values in, bytes out: nothing here asks, reads or knows where the answer came from beyond
//! its `Provenance`. Totals are written as the engine computed them, never computed here.

pub mod answer;
pub mod arrow;
pub mod cell;
pub mod csv;
pub mod form_cells;
pub mod json;
pub mod labels;
pub mod layout;
pub mod numbers;
pub mod parquet;
pub mod pdf;
pub mod template;
pub mod text;
pub mod wording;
pub mod xlsx;

use std::io::{ErrorKind, Write};

use ::arrow::array::RecordBatch;
use ::arrow::error::ArrowError;
use jiff::Zoned;

pub use self::labels::Labels;
pub use self::xlsx::DataSheet;
use crate::table::{Batches, Table};

/// The name of a sheet that nobody named.
pub const DATA: &str = "Данные";

/// The formats of files that hold an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    Xlsx,
    Csv,
    Parquet,
    Arrow,
    /// A print: neither rows for programs nor all of a long list.
    Pdf,
}

/// Where an answer comes from: who asked what of which release, and what was cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The office whose data it is.
    pub office: String,
    pub title: String,
    /// Who made the file.
    pub asker: String,
    /// When, in the office's time zone.
    pub made_at: Zoned,
    pub release: i64,
    /// The moment of the data, as the screen says it.
    pub data_moment: String,
    /// The filters in words, one by one.
    pub filters: Vec<String>,
    /// What was left out or made coarser, in words, one by one.
    pub limits: Vec<String>,
    /// What is said around the figures.
    pub labels: Labels,
}

/// An answer on its way into a file: its table, and the rows in the order of the table, as they come.
pub struct Listing<'a> {
    /// Its own rows are not looked at.
    pub table: &'a Table,
    pub rows: Box<Batches<'a>>,
    /// What its lines say that stand for several rows.
    pub labels: &'a Labels,
}

impl<'a> From<&'a Table> for Listing<'a> {
    fn from(table: &'a Table) -> Self {
        Self {
            table,
            rows: Box::new(table.batches()),
            labels: Labels::of_office(),
        }
    }
}

/// What is said at the foot of a paper. The same paper with the same stamp makes the same file.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// When it was made, in the office's time zone.
    pub made_at: Zoned,
    /// The moment of the data, as the screen says it; of a blank, which has none, a dash or nothing.
    pub data_moment: String,
    /// Nought of a blank.
    pub release: i64,
    /// The hash of the record that the paper is, where it is one.
    pub record: Option<String>,
    /// Who made it.
    pub asker: String,
}

impl Stamp {
    /// Says of which moment the data are.
    fn moment_told(&self) -> Option<String> {
        let is_known = !["", numbers::NO_VALUE].contains(&self.data_moment.as_str());
        is_known.then(|| format!("Данные на {}", self.data_moment))
    }

    /// Says of which release the data are.
    fn release_told(&self) -> Option<String> {
        let space = numbers::NO_BREAK_SPACE;
        (self.release > 0).then(|| format!("Выпуск данных №{space}{}", self.release))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("не удалось записать CSV")]
    Csv(#[from] ::csv::Error),
    #[error("не удалось записать книгу XLSX")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("не удалось записать Parquet")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    #[error("не удалось записать Arrow")]
    Arrow(#[from] ::arrow::error::ArrowError),
    #[error("не удалось записать PDF: {0}")]
    Pdf(String),
    #[error(
        "сводная таблица слишком велика: строк {}, столбцов {}",
        numbers::integer(*lines as i64),
        numbers::integer(*columns as i64)
    )]
    TooLarge { lines: usize, columns: usize },
    #[error(
        "для печати ответ слишком велик: строк {}, столбцов {}",
        numbers::integer(*lines as i64),
        numbers::integer(*columns as i64)
    )]
    TooLargeForPaper { lines: usize, columns: usize },
    #[error("не удалось записать файл")]
    Write(#[source] std::io::Error),
    #[error("на диске нет места для файла")]
    NoRoom,
    #[error("файла больше никто не ждёт")]
    NotWanted,
}

/// Writes the whole table in a format.
pub fn to_bytes(
    table: &Table,
    format: FileFormat,
    provenance: &Provenance,
) -> Result<Vec<u8>, Error> {
    file(&DataSheet::of(DATA, table), format, provenance)
}

/// Writes one answer in a format, a spreadsheet as it is laid out. Programs get rows and no layout.
pub fn file(
    sheet: &DataSheet,
    format: FileFormat,
    provenance: &Provenance,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let rows = Box::new(sheet.table.batches());
    write(sheet, rows, format, provenance, &mut bytes)?;
    Ok(bytes)
}

/// Writes one answer whose rows come while it is written. A print gathers them first, a layout has them already.
pub fn write(
    sheet: &DataSheet,
    rows: Box<Batches<'_>>,
    format: FileFormat,
    provenance: &Provenance,
    out: &mut (dyn Write + Send),
) -> Result<(), Error> {
    let table = sheet.table;
    let labels = sheet.labels;
    let listing = Listing {
        table,
        rows,
        labels,
    };
    match format {
        FileFormat::Xlsx => xlsx::write_listing(sheet, listing, provenance, out),
        FileFormat::Pdf => {
            let gathered: Result<Vec<RecordBatch>, ArrowError> = listing.rows.collect();
            let table = Table {
                rows: gathered?,
                ..table.clone()
            };
            let sheet = DataSheet {
                table: &table,
                ..*sheet
            };
            let paper = answer::paper(&sheet, provenance)?;
            let bytes = pdf::paper(&paper, &answer::stamp(provenance))?;
            out.write_all(&bytes).map_err(Error::Write)
        }
        FileFormat::Csv => {
            write_csv(sheet, listing.rows, csv::Encoding::Utf8, out)?;
            Ok(())
        }
        FileFormat::Parquet => parquet::write(listing, provenance, out),
        FileFormat::Arrow => arrow::write(listing, out),
    }
}

/// Writes one answer as CSV in an encoding, as it is laid out, and returns how many letters became question marks.
pub fn write_csv(
    sheet: &DataSheet,
    rows: Box<Batches<'_>>,
    encoding: csv::Encoding,
    out: &mut dyn Write,
) -> Result<usize, Error> {
    let table = sheet.table;
    match sheet.layout {
        Some(layout) => csv::write_layout(layout, encoding, out),
        None => {
            let labels = sheet.labels;
            let listing = Listing {
                table,
                rows,
                labels,
            };
            csv::write(listing, encoding, out)
        }
    }
}

/// Writes several answers as one workbook, a sheet each, in this order. `on_sheet` is told of each that is written, and
/// says whether the file is still wanted.
pub fn workbook(
    sheets: &[DataSheet],
    provenance: &Provenance,
    on_sheet: impl FnMut(&DataSheet) -> bool,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    xlsx::write(sheets, provenance, on_sheet, &mut bytes)?;
    Ok(bytes)
}

/// Says whether what could not be written had no room.
pub fn is_full(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

impl FileFormat {
    /// Reads the name used in URLs and on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "xlsx" => Self::Xlsx,
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            "arrow" => Self::Arrow,
            "pdf" => Self::Pdf,
            _ => return None,
        })
    }

    /// Returns the name, which is also the extension of the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Pdf => "pdf",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => csv::Encoding::Utf8.media_type(),
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.stream",
            Self::Pdf => "application/pdf",
        }
    }
}
