//! ParquetRows: the Parquet form of a table, with native cells.

use std::io;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, RecordBatch,
    StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::days::Moment;
use super::hand::Hand;
use super::rows::{Cell, Column};

pub struct ParquetRows<'a> {
    hand: &'a Hand,
    schema: SchemaRef,
    builders: Vec<Builder>,
    /// The column that the next cell belongs to.
    next: usize,
    writer: Result<ArrowWriter<Vec<u8>>, ParquetError>,
}

enum Builder {
    Text(StringBuilder),
    Int(Int32Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Day(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
}

impl<'a> ParquetRows<'a> {
    pub fn new(columns: &[Column], hand: &'a Hand) -> Self {
        let fields: Vec<Field> = columns
            .iter()
            .map(|(name, cell)| Field::new(*name, data_type(*cell), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("svodka sample".to_owned())
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties));
        let builders = columns.iter().map(|(_, cell)| builder(*cell)).collect();
        Self {
            hand,
            schema,
            builders,
            next: 0,
            writer,
        }
    }

    pub fn text(&mut self, text: Option<&str>) {
        match self.builder() {
            Builder::Text(builder) => builder.append_option(text),
            other => other.append_null(),
        }
    }

    pub fn int(&mut self, number: u32) {
        match self.builder() {
            Builder::Int(builder) => builder.append_value(number as i32),
            Builder::Number(builder) => builder.append_value(f64::from(number)),
            other => other.append_null(),
        }
    }

    pub fn number(&mut self, number: f64) {
        match self.builder() {
            Builder::Number(builder) => builder.append_value(number),
            other => other.append_null(),
        }
    }

    pub fn flag(&mut self, flag: bool) {
        match self.builder() {
            Builder::Flag(builder) => builder.append_value(flag),
            other => other.append_null(),
        }
    }

    /// Writes a day, counted from 1970.
    pub fn day(&mut self, day: i32) {
        match self.builder() {
            Builder::Day(builder) => builder.append_value(day),
            other => other.append_null(),
        }
    }

    pub fn moment(&mut self, moment: Moment) {
        let seconds = i64::from(self.hand.epoch_day) * 86_400 + i64::from(moment.0)
            - i64::from(self.hand.offset);
        match self.builder() {
            Builder::Instant(builder) => builder.append_value(seconds * 1_000_000),
            other => other.append_null(),
        }
    }

    pub fn empty(&mut self) {
        self.builder().append_null();
    }

    /// Ends a row, the `count`-th of the table.
    pub fn end(&mut self, count: u64) {
        self.next = 0;
        if count.is_multiple_of(BATCH) {
            self.write();
        }
    }

    /// Returns the bytes of the file.
    pub fn finish(mut self) -> Result<Vec<u8>, io::Error> {
        self.write();
        self.writer
            .and_then(ArrowWriter::into_inner)
            .map_err(io::Error::other)
    }

    fn builder(&mut self) -> &mut Builder {
        let index = self.next;
        self.next += 1;
        &mut self.builders[index]
    }

    fn write(&mut self) {
        let arrays: Vec<ArrayRef> = self.builders.iter_mut().map(Builder::finish).collect();
        let Ok(writer) = &mut self.writer else { return };
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(ParquetError::from);
        if let Err(fault) = batch.and_then(|batch| writer.write(&batch)) {
            self.writer = Err(fault);
        }
    }
}

impl Builder {
    fn append_null(&mut self) {
        match self {
            Builder::Text(builder) => builder.append_null(),
            Builder::Int(builder) => builder.append_null(),
            Builder::Number(builder) => builder.append_null(),
            Builder::Flag(builder) => builder.append_null(),
            Builder::Day(builder) => builder.append_null(),
            Builder::Instant(builder) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Int(builder) => Arc::new(builder.finish()),
            Builder::Number(builder) => Arc::new(builder.finish()),
            Builder::Flag(builder) => Arc::new(builder.finish()),
            Builder::Day(builder) => Arc::new(builder.finish()),
            Builder::Instant(builder) => Arc::new(builder.finish().with_timezone("UTC")),
        }
    }
}

/// Rows gathered before they are handed to the writer.
const BATCH: u64 = 65_536;

fn data_type(cell: Cell) -> DataType {
    match cell {
        Cell::Text => DataType::Utf8,
        Cell::Int => DataType::Int32,
        Cell::Number => DataType::Float64,
        Cell::Flag => DataType::Boolean,
        Cell::Day => DataType::Date32,
        Cell::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

fn builder(cell: Cell) -> Builder {
    match cell {
        Cell::Text => Builder::Text(StringBuilder::new()),
        Cell::Int => Builder::Int(Int32Builder::new()),
        Cell::Number => Builder::Number(Float64Builder::new()),
        Cell::Flag => Builder::Flag(BooleanBuilder::new()),
        Cell::Day => Builder::Day(Date32Builder::new()),
        Cell::Instant => Builder::Instant(TimestampMicrosecondBuilder::new()),
    }
}
