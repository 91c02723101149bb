//! Columns: what stands in the columns of an answer, and in which types.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::arrow::error::ArrowError;

use super::runtime::Error;
use crate::constructor::Question;
use crate::model::{DimensionType, MeasureFormat};
use crate::table::{ColumnKind, Format, TableColumn};

pub fn columns(question: &Question) -> Vec<TableColumn> {
    let dimensions = question
        .dimensions
        .iter()
        .filter(|bound| !bound.is_hidden)
        .map(|bound| TableColumn {
            key: bound.key.clone(),
            title: bound.title.clone(),
            short_title: bound.short_title.clone(),
            kind: bound.kind,
            format: match bound.type_ {
                DimensionType::Text => Format::Text,
                DimensionType::Number => Format::Number(0),
                DimensionType::Time => Format::Day,
            },
            description: bound.description.clone(),
            titles: bound.titles.clone(),
        });
    let measures = question
        .measures
        .iter()
        .filter(|measure| !measure.is_hidden)
        .map(|measure| {
            let declared = &measure.measure;
            TableColumn {
                key: measure.key.clone(),
                title: declared.title.clone(),
                short_title: declared
                    .short_title
                    .clone()
                    .unwrap_or_else(|| declared.title.clone()),
                kind: ColumnKind::Measure,
                format: format_of(declared.format),
                description: declared.description.clone(),
                titles: Vec::new(),
            }
        });
    let title = |name: &str| {
        let measures = question.measures.iter();
        let mut measures = measures.map(|bound| (&bound.key, &bound.measure.title));
        let formulas = question.formulas.iter();
        let mut formulas = formulas.map(|formula| (&formula.key, &formula.title));
        let found = measures.find(|(key, _)| *key == name);
        let found = found.or_else(|| formulas.find(|(key, _)| *key == name));
        found.map_or_else(|| name.to_owned(), |(_, title)| format!("«{title}»"))
    };
    let formulas = question.formulas.iter().map(|formula| TableColumn {
        key: formula.key.clone(),
        title: formula.title.clone(),
        short_title: formula.title.clone(),
        kind: ColumnKind::Measure,
        format: match formula.is_share {
            true => format_of(MeasureFormat::Percent),
            false => format_of(MeasureFormat::Number),
        },
        description: formula.formula.in_words(&title),
        titles: Vec::new(),
    });
    dimensions.chain(measures).chain(formulas).collect()
}

/// Returns how the figures of a measure are shown.
pub fn format_of(format: MeasureFormat) -> Format {
    match format {
        MeasureFormat::Count => Format::Number(0),
        MeasureFormat::Number => Format::Number(2),
        MeasureFormat::Hours => Format::Number(1),
        MeasureFormat::Percent => Format::Percent(1),
    }
}

pub fn schema(columns: &[TableColumn], question: &Question) -> SchemaRef {
    let fields: Vec<Field> = columns
        .iter()
        .map(|column| {
            let is_formula = question
                .formulas
                .iter()
                .any(|formula| formula.key == column.key);
            let type_ = match (column.kind, column.format) {
                (ColumnKind::Time(_), _) => DataType::Timestamp(TimeUnit::Millisecond, None),
                (_, Format::Text) => DataType::Utf8,
                (_, Format::Number(0)) if !is_formula => DataType::Int64,
                _ => DataType::Float64,
            };
            Field::new(&column.key, type_, true)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// Leaves the shown columns, in order, with the table's types; a column that a level lacks is null.
pub fn shown(batches: &[RecordBatch], schema: &SchemaRef) -> Result<Vec<RecordBatch>, Error> {
    let mut rows = Vec::new();
    for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
        rows.push(shown_batch(batch, schema)?);
    }
    if rows.is_empty() {
        rows.push(RecordBatch::new_empty(schema.clone()));
    }
    Ok(rows)
}

pub fn shown_batch(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, Error> {
    let columns: Result<Vec<ArrayRef>, ArrowError> = schema
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(column) => cast(column, field.data_type()),
            None => Ok(new_null_array(field.data_type(), batch.num_rows())),
        })
        .collect();
    Ok(RecordBatch::try_new(schema.clone(), columns?)?)
}
