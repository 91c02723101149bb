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

use super::{Error, Listing};
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Writes the rows as one stream.
pub fn write<'a>(listing: impl Into<Listing<'a>>, out: &mut dyn Write) -> Result<(), Error> {
    let Listing { table, rows, .. } = listing.into();
    let shape = Shape::of(table);
    let mut writer = StreamWriter::try_new(out, &shape.whole)?;
    for batch in rows {
        writer.write(&shape.shaped(&batch?)?)?;
    }
    writer.finish()?;
    Ok(())
}

/// How programs read the rows of a table.
pub(super) struct Shape {
    whole: SchemaRef,
    withheld: Vec<usize>,
}

impl Shape {
    pub fn of(table: &Table) -> Self {
        let own = schema(table);
        let withheld = table.withheld();
        let mut fields: Vec<Arc<Field>> = own.fields().iter().cloned().collect();
        for place in &withheld {
            let name = format!("{}.withheld", own.field(*place).name());
            fields.push(Arc::new(Field::new(name, DataType::Boolean, false)));
        }
        Self {
            whole: Arc::new(Schema::new(fields)),
            withheld,
        }
    }

    pub fn schema(&self) -> SchemaRef {
        self.whole.clone()
    }

    /// Returns rows as programs read them.
    pub fn shaped(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let mut columns = batch.columns().to_vec();
        for place in &self.withheld {
            let flags = crate::table::withheld_of(&columns[*place]);
            columns[*place] = nullif(&columns[*place], &flags)?;
            columns.push(Arc::new(flags));
        }
        RecordBatch::try_new(self.whole.clone(), columns)
    }
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
