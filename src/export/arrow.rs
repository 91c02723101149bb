//! Arrow: the rows as an IPC stream, for programs.
//!
//! Totals and the row of the others are left out: among rows of one schema nothing would tell them apart.

use std::io::Write;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::ipc::writer::StreamWriter;

use super::Error;
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Writes the rows as one stream.
pub fn write(table: &Table, out: &mut dyn Write) -> Result<(), Error> {
    let schema = schema(table);
    let mut writer = StreamWriter::try_new(out, &schema)?;
    for batch in &table.rows {
        writer.write(&batch.clone().with_schema(schema.clone())?)?;
    }
    writer.finish()?;
    Ok(())
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
