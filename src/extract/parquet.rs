//! Parquet: rows of a Parquet file, cells native or text.

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray, Time64MicrosecondArray, TimestampMicrosecondArray,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, TimeUnit};

use super::Limits;
use super::cell::Cell;
use super::manifest::ManifestFile;
use super::row::Row;
use super::source::{Error, Sink};
use super::unpacked::Unpacked;
use super::value::show;

/// Few rows at once: a dictionary may hold one long text that every row repeats.
const BATCH_ROWS: usize = 1024;

pub(super) fn feed(
    files: &Unpacked,
    file: &ManifestFile,
    limits: &Limits,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(files.seekable(&file.path)?)?;
    let header: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    if !sink.header(&header) {
        return Ok(());
    }
    // Only columns that are asked for are unpacked; the others may be of any kind.
    let mut places = sink.places();
    places.sort_unstable();
    let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
    let reader = builder
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()?;
    let mut number = 0;
    let mut unpacked = 0;
    for batch in reader {
        let batch = batch?;
        unpacked += batch.get_array_memory_size() as u64;
        if unpacked > limits.unpacked_bytes || sink.is_full() {
            return Err(Error::TooLarge);
        }
        let cells = BatchCells::new(&batch, &places, header.len(), limits)?;
        for row in 0..batch.num_rows() {
            number += 1;
            sink.row(number, &ParquetRow { cells: &cells, row });
        }
    }
    Ok(())
}

/// The columns of a batch in the few forms that cells have.
struct BatchCells {
    /// By the place in the file; absent where the column is not read.
    columns: Vec<Option<Cells>>,
    max_text_bytes: usize,
}

enum Cells {
    Text(StringArray),
    Bytes(BinaryArray),
    Int(Int64Array),
    Number(Float64Array),
    Bool(BooleanArray),
    Day(Date32Array),
    Local(TimestampMicrosecondArray),
    Utc(TimestampMicrosecondArray),
    Clock(Time64MicrosecondArray),
    Null,
    Foreign,
}

impl BatchCells {
    fn new(
        batch: &RecordBatch,
        places: &[usize],
        width: usize,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut columns: Vec<Option<Cells>> = (0..width).map(|_| None).collect();
        for (&place, array) in places.iter().zip(batch.columns()) {
            columns[place] = Some(cells(array)?);
        }
        Ok(Self {
            columns,
            max_text_bytes: limits.max_record_bytes,
        })
    }
}

struct ParquetRow<'a> {
    cells: &'a BatchCells,
    row: usize,
}

impl Row for ParquetRow<'_> {
    fn cell(&self, index: usize) -> Cell<'_> {
        let Some(Some(cells)) = self.cells.columns.get(index) else {
            return Cell::Empty;
        };
        match cells.get(self.row) {
            Cell::Text(text) if text.len() > self.cells.max_text_bytes => {
                Cell::Unreadable("текст длиннее допустимого")
            }
            cell => cell,
        }
    }

    fn fault(&self) -> Option<String> {
        None
    }

    fn raw(&self) -> String {
        let cells: Vec<String> = self
            .cells
            .columns
            .iter()
            .flatten()
            .map(|cells| match cells.get(self.row) {
                Cell::Text(text) => String::from_utf8_lossy(text).into_owned(),
                cell => show(&cell),
            })
            .collect();
        cells.join(";")
    }
}

impl Cells {
    fn get(&self, row: usize) -> Cell<'_> {
        let is_null = match self {
            Cells::Text(array) => array.is_null(row),
            Cells::Bytes(array) => array.is_null(row),
            Cells::Int(array) => array.is_null(row),
            Cells::Number(array) => array.is_null(row),
            Cells::Bool(array) => array.is_null(row),
            Cells::Day(array) => array.is_null(row),
            Cells::Local(array) | Cells::Utc(array) => array.is_null(row),
            Cells::Clock(array) => array.is_null(row),
            Cells::Null => true,
            Cells::Foreign => false,
        };
        if is_null {
            return Cell::Empty;
        }
        match self {
            Cells::Text(array) => Cell::Text(array.value(row).as_bytes()),
            Cells::Bytes(array) => match std::str::from_utf8(array.value(row)) {
                Ok(text) => Cell::Text(text.as_bytes()),
                Err(_) => Cell::Unreadable("знаки не читаются как UTF-8"),
            },
            Cells::Int(array) => Cell::Int(array.value(row)),
            Cells::Number(array) => Cell::Number(array.value(row)),
            Cells::Bool(array) => Cell::Bool(array.value(row)),
            Cells::Day(array) => Cell::Day(array.value(row)),
            Cells::Local(array) => Cell::Local(array.value(row)),
            Cells::Utc(array) => Cell::Utc(array.value(row)),
            Cells::Clock(array) => Cell::Clock(array.value(row)),
            Cells::Null => Cell::Empty,
            Cells::Foreign => Cell::Unreadable("значение такого вида не читается"),
        }
    }
}

fn cells(array: &ArrayRef) -> Result<Cells, Error> {
    let micros = TimeUnit::Microsecond;
    let target = match array.data_type() {
        DataType::Null => return Ok(Cells::Null),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Dictionary(_, value) => match value.as_ref() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
            _ => return Ok(Cells::Foreign),
        },
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => DataType::Binary,
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64 => DataType::Int64,
        DataType::Float16
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => DataType::Float64,
        DataType::Boolean => DataType::Boolean,
        DataType::Date32 | DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, zone) => DataType::Timestamp(micros, zone.clone()),
        DataType::Time32(_) | DataType::Time64(_) => DataType::Time64(micros),
        _ => return Ok(Cells::Foreign),
    };
    // A value that does not fit must be an error: turned into a null it would be lost without a word.
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let data = cast_with_options(array, &target, &strict)?.to_data();
    Ok(match target {
        DataType::Utf8 => Cells::Text(data.into()),
        DataType::Binary => Cells::Bytes(data.into()),
        DataType::Int64 => Cells::Int(data.into()),
        DataType::Float64 => Cells::Number(data.into()),
        DataType::Boolean => Cells::Bool(data.into()),
        DataType::Date32 => Cells::Day(data.into()),
        DataType::Timestamp(_, None) => Cells::Local(data.into()),
        DataType::Timestamp(_, Some(_)) => Cells::Utc(data.into()),
        DataType::Time64(_) => Cells::Clock(data.into()),
        _ => Cells::Foreign,
    })
}
