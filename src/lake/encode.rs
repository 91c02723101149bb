//! Rows into Parquet bytes: how the files of a table are laid out, and the file being written.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, new_null_array};
use arrow::compute::{CastOptions, cast, cast_with_options, partition};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::{ColumnPath, SchemaDescriptor};

use super::statistics::{FileStatistics, is_bounded};
use super::{SCHOOL, TableDecl, YEAR};

/// Compressed size at which a file is closed: among the 32–256 MiB that scans like.
pub(super) const FILE_BYTES: usize = 64 << 20;
/// Fine enough that a school is found without reading its neighbours.
const ROW_GROUP_ROWS: usize = 128 << 10;
/// A row group of so many rows ends with its school, so that replacing one school leaves the others' row groups
/// as they are; smaller ones are merged with others.
pub(super) const WHOLE_ROWS: usize = 32 << 10;
/// How many columns have their bounds in the log, where every opening reads them.
const BOUNDED_COLUMNS: usize = 8;

/// How the files of one table are written.
#[derive(Debug)]
pub(super) struct Layout {
    /// The columns that stand in the files: all but the school year.
    pub schema: SchemaRef,
    /// The same columns with text as views, in which rows are read back and merged without copying it.
    pub merged: SchemaRef,
    /// The columns that rows are sorted by inside a file.
    pub sort: Vec<String>,
    /// The columns whose bounds stand in the log.
    pub bounded: Vec<String>,
    pub properties: WriterProperties,
    /// The columns as Parquet has them.
    pub parquet_schema: SchemaDescriptor,
}

impl Layout {
    /// Lays out a table whose log holds `stored` columns, the school year among them.
    pub fn new(decl: &TableDecl, stored: &Schema) -> Result<Self, ParquetError> {
        let fields: Vec<Field> = stored
            .fields()
            .iter()
            .filter(|field| field.name() != YEAR)
            .map(|field| field.as_ref().clone())
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let mut sort = vec![SCHOOL.to_owned()];
        for column in &decl.sort {
            if column != YEAR && !sort.contains(column) && schema.index_of(column).is_ok() {
                sort.push(column.clone());
            }
        }
        let merged = schema.fields().iter().map(|field| {
            let field = field.as_ref().clone();
            let merged = merged_type(field.data_type());
            field.with_data_type(merged)
        });
        Ok(Self {
            merged: Arc::new(Schema::new(merged.collect::<Vec<_>>())),
            bounded: bounded_columns(decl, &schema, &sort),
            properties: properties(decl, &schema, &sort),
            parquet_schema: ArrowSchemaConverter::new().convert(&schema)?,
            schema,
            sort,
        })
    }

    /// Gives a batch the columns of the files, in their order: absent ones become NULL, the school
    /// year and columns of no use fall out. Text keeps its Arrow form, for the encoder takes any.
    pub fn fit(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        self.arrange(batch, &self.schema, is_text)
    }

    /// Does the same and gives text the form in which it is merged.
    pub fn fit_merged(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        self.arrange(batch, &self.merged, |_| false)
    }

    fn arrange(
        &self,
        batch: &RecordBatch,
        schema: &Schema,
        is_kept: fn(&DataType) -> bool,
    ) -> Result<RecordBatch, ArrowError> {
        let strict = CastOptions {
            safe: false,
            ..CastOptions::default()
        };
        let mut fields = Vec::with_capacity(schema.fields().len());
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            let wanted = field.data_type();
            let column = match batch.column_by_name(field.name()) {
                None => new_null_array(wanted, batch.num_rows()),
                Some(column) if column.data_type() == wanted => column.clone(),
                Some(column) if is_kept(wanted) && is_kept(column.data_type()) => column.clone(),
                Some(column) => cast_with_options(column, wanted, &strict)?,
            };
            fields.push(Field::new(field.name(), column.data_type().clone(), true));
            columns.push(column);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }
}

/// Returns the type in which a stored column is read back.
pub(super) fn merged_type(stored: &DataType) -> DataType {
    match stored {
        DataType::Utf8 => DataType::Utf8View,
        other => other.clone(),
    }
}

/// A file being written, in memory.
pub(super) struct FileEncoder {
    layout: Arc<Layout>,
    writer: ArrowWriter<Vec<u8>>,
    /// The school of the last row.
    school: Option<String>,
}

impl FileEncoder {
    pub fn new(layout: Arc<Layout>) -> Result<Self, ParquetError> {
        // The Arrow schema is left out of the file: Parquet's own types say all that is needed, and
        // readers would otherwise have to parse it in every file.
        let options = ArrowWriterOptions::new()
            .with_properties(layout.properties.clone())
            .with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(Vec::new(), layout.schema.clone(), options)?;
        Ok(Self {
            layout,
            writer,
            school: None,
        })
    }

    /// Encodes rows that have the columns of the layout and are sorted by school.
    pub fn push(&mut self, rows: &RecordBatch) -> Result<(), ParquetError> {
        for of_school in by_school(rows)? {
            let school = first_school(&of_school)?;
            if self.school != school && self.writer.in_progress_rows() >= WHOLE_ROWS {
                self.writer.flush()?;
            }
            self.school = school;
            self.writer.write(&of_school)?;
        }
        Ok(())
    }

    /// Whether the file is as large as files should be.
    pub fn is_full(&self) -> bool {
        self.writer.bytes_written() >= FILE_BYTES
    }

    /// Closes the file and returns its bytes and what the log should know of them.
    pub fn finish(mut self) -> Result<(Vec<u8>, FileStatistics), ParquetError> {
        self.writer.flush()?;
        let statistics = FileStatistics::of_row_groups(
            self.writer.flushed_row_groups(),
            &self.layout.bounded,
            &self.layout.schema,
        )?;
        Ok((self.writer.into_inner()?, statistics))
    }
}

/// Splits rows where another school begins.
fn by_school(rows: &RecordBatch) -> Result<Vec<RecordBatch>, ArrowError> {
    let Some(last) = rows.num_rows().checked_sub(1) else {
        return Ok(Vec::new());
    };
    // Most batches are of one school.
    if first_school(rows)? == first_school(&rows.slice(last, 1))? {
        return Ok(vec![rows.clone()]);
    }
    let schools = rows.column_by_name(SCHOOL).cloned();
    let schools = partition(schools.as_slice())?;
    let parts = schools.ranges().into_iter();
    Ok(parts
        .map(|part| rows.slice(part.start, part.len()))
        .collect())
}

fn first_school(rows: &RecordBatch) -> Result<Option<String>, ArrowError> {
    let Some(schools) = rows.column_by_name(SCHOOL) else {
        return Ok(None);
    };
    let first = cast(&schools.slice(0, 1), &DataType::Utf8)?;
    Ok(first
        .as_string::<i32>()
        .iter()
        .next()
        .flatten()
        .map(str::to_owned))
}

fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8
    )
}

fn bounded_columns(decl: &TableDecl, schema: &Schema, sort: &[String]) -> Vec<String> {
    let names = schema.fields().iter().map(|field| field.name());
    let mut bounded: Vec<String> = Vec::new();
    for name in sort.iter().chain(&decl.day).chain(names) {
        let is_useful = schema
            .field_with_name(name)
            .is_ok_and(|field| is_bounded(field.data_type()));
        if is_useful && !bounded.contains(name) && !decl.unique.contains(name) {
            bounded.push(name.clone());
        }
    }
    bounded.truncate(BOUNDED_COLUMNS);
    bounded
}

fn properties(decl: &TableDecl, schema: &Schema, sort: &[String]) -> WriterProperties {
    // Level 1 costs a third of level 3 and leaves files a tenth larger.
    let level = ZstdLevel::try_new(1).unwrap_or_default();
    let sorting = sort
        .iter()
        .filter_map(|name| i32::try_from(schema.index_of(name).ok()?).ok())
        .map(|column_idx| SortingColumn {
            column_idx,
            descending: false,
            nulls_first: true,
        });
    let mut properties = WriterProperties::builder()
        .set_created_by("svodka".to_owned())
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_write_batch_size(8192)
        .set_sorting_columns(Some(sorting.collect()));
    for field in schema.fields() {
        let path = || ColumnPath::from(field.name().as_str());
        if decl.unique.contains(field.name()) {
            // A dictionary of values that do not repeat is built in vain, and their bounds are as
            // wide as the table.
            properties = properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_statistics_enabled(path(), EnabledStatistics::None);
            continue;
        }
        properties = match field.data_type() {
            DataType::Timestamp(_, _) => properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED),
            DataType::Boolean | DataType::Float32 | DataType::Float64 => {
                properties.set_column_statistics_enabled(path(), EnabledStatistics::Chunk)
            }
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_statistics_enabled(path(), EnabledStatistics::None),
            _ => properties,
        };
    }
    properties.build()
}
