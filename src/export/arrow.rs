//! Arrow: the rows as an IPC stream, for programs.
//!
//! Totals and the row of the others are left out: among rows of one schema nothing would tell them apart.
//! A withheld figure is null; where a column has one, a column `<name>.withheld` of booleans stands at the end.

use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::nullif;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;

use super::Error;
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Writes the rows as one stream.
pub fn write(table: &Table, out: &mut dyn Write) -> Result<(), Error> {
    let (schema, rows) = rows(table)?;
    let mut writer = StreamWriter::try_new(out, &schema)?;
    for batch in &rows {
        writer.write(batch)?;
    }
    writer.finish()?;
    Ok(())
}

/// Returns the rows as programs read them, and their schema.
pub(super) fn rows(table: &Table) -> Result<(SchemaRef, Vec<RecordBatch>), ArrowError> {
    let own = schema(table);
    let withheld = table.withheld();
    if withheld.is_empty() {
        let rows = table.rows.iter().cloned();
        let rows = rows.map(|batch| batch.with_schema(own.clone()));
        let rows = rows.collect::<Result<_, _>>()?;
        return Ok((own, rows));
    }
    let mut fields: Vec<Arc<Field>> = own.fields().iter().cloned().collect();
    for place in &withheld {
        let name = format!("{}.withheld", own.field(*place).name());
        fields.push(Arc::new(Field::new(name, DataType::Boolean, false)));
    }
    let whole = Arc::new(Schema::new(fields));
    let mut batches = Vec::new();
    for batch in &table.rows {
        let mut columns = batch.columns().to_vec();
        for place in &withheld {
            let flags = crate::table::withheld_of(&columns[*place]);
            columns[*place] = nullif(&columns[*place], &flags)?;
            columns.push(Arc::new(flags));
        }
        batches.push(RecordBatch::try_new(whole.clone(), columns)?);
    }
    Ok((whole, batches))
}

/// Returns the schema of the rows with the titles of the columns in its metadata, also of a table without rows.
pub(super) fn schema(table: &Table) -> SchemaRef {
    let rows = table.schema();
    let fields = table.columns.iter().enumerate().map(|(index, column)| {
        let field = match rows.fields().get(index) {
            Some(field) => field.as_ref().clone(),
            None => Field::new(&column.key, declared_type(column), true),
        };
        let mut metadata = field.metadata().clone();
        metadata.insert("title".to_owned(), column.title.clone());
        field.with_metadata(metadata)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn declared_type(column: &TableColumn) -> DataType {
    match (column.kind, column.format) {
        (ColumnKind::Time(_), _) | (_, Format::Day) => {
            DataType::Timestamp(TimeUnit::Millisecond, None)
        }
        (ColumnKind::Dimension, Format::Text) => DataType::Utf8,
        (ColumnKind::Dimension, _) => DataType::Int64,
        (ColumnKind::Measure, _) => DataType::Float64,
    }
}
