//! Export: a `Table` turned into bytes that people and programs open elsewhere.
//!
//! Values in, bytes out: nothing here asks, reads or knows where the answer came from beyond
//! its `Provenance`. Totals are written as the engine computed them, never computed here.

pub mod arrow;
pub mod cell;
pub mod csv;
pub mod json;
pub mod layout;
pub mod numbers;
pub mod parquet;
pub mod pdf;
pub mod text;
pub mod wording;
pub mod xlsx;

use jiff::Zoned;

pub use self::xlsx::DataSheet;
use crate::table::Table;

/// The name of a sheet that nobody named.
pub const DATA: &str = "Данные";

/// The formats of files that hold an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    Xlsx,
    Csv,
    Parquet,
    Arrow,
}

/// Where an answer comes from: who asked what of which release, and what was cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
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
}

/// What is said at the foot of a paper. The same paper with the same stamp makes the same file.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// When it was made, in the office's time zone.
    pub made_at: Zoned,
    /// The moment of the data, as the screen says it.
    pub data_moment: String,
    pub release: i64,
    /// The hash of the record that the paper is, where it is one.
    pub record: Option<String>,
    /// Who made it.
    pub asker: String,
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
    match (format, sheet.layout) {
        (FileFormat::Xlsx, _) => return workbook(std::slice::from_ref(sheet), provenance),
        (FileFormat::Csv, Some(layout)) => {
            csv::write_layout(layout, csv::Encoding::Utf8, &mut bytes)?;
        }
        (FileFormat::Csv, None) => csv::write(sheet.table, csv::Encoding::Utf8, &mut bytes)?,
        (FileFormat::Parquet, _) => parquet::write(sheet.table, provenance, &mut bytes)?,
        (FileFormat::Arrow, _) => arrow::write(sheet.table, &mut bytes)?,
    }
    Ok(bytes)
}

/// Writes several answers as one workbook, a sheet each, in this order.
pub fn workbook(sheets: &[DataSheet], provenance: &Provenance) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    xlsx::write(sheets, provenance, &mut bytes)?;
    Ok(bytes)
}

impl FileFormat {
    /// Reads the name used in URLs and on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "xlsx" => Self::Xlsx,
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            "arrow" => Self::Arrow,
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
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }
}
