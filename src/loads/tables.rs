//! The lake's tables: one per dataset, one per stored mart, and the list of applied loads.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};

use super::rules;
use crate::lake::TableDecl;
use crate::model::{Dataset, Kind, Model};

/// The name of the table of applied loads.
pub(super) const LOADS: &str = "lake.loads";
/// The name of the table of the rules that judge each school.
pub(super) const RULES: &str = "lake.rules";

/// Returns the declarations of all tables that a lake has.
pub fn table_decls(model: &Model) -> Vec<TableDecl> {
    let datasets = model.datasets.iter().map(|dataset| TableDecl {
        name: lake_name(&dataset.name),
        schema: dataset.lake_schema(),
        day: dataset.day.clone(),
        sort: sort_of(dataset),
        unique: unreferenced_key(model, dataset).into_iter().collect(),
    });
    let marts = model
        .marts
        .iter()
        .filter(|mart| mart.is_stored())
        .map(|mart| TableDecl {
            name: mart_name(&mart.name),
            schema: mart.schema(),
            day: mart.head.day.clone(),
            sort: mart.head.sort.clone(),
            unique: Vec::new(),
        });
    datasets
        .chain(marts)
        .chain([loads(), rules::decl()])
        .collect()
}

pub(super) fn lake_name(dataset: &str) -> String {
    format!("lake.{dataset}")
}

pub(super) fn mart_name(mart: &str) -> String {
    format!("mart.{mart}")
}

fn sort_of(dataset: &Dataset) -> Vec<String> {
    dataset.day.iter().chain(&dataset.key).cloned().collect()
}

/// A row's own id that no other table names: it is stored for the sake of later comparison only.
fn unreferenced_key(model: &Model, dataset: &Dataset) -> Option<String> {
    let [key] = dataset.key.as_slice() else {
        return None;
    };
    let is_referenced = model
        .datasets
        .iter()
        .flat_map(|other| &other.columns)
        .any(|column| {
            let reference = column.references.as_ref();
            reference.is_some_and(|to| to.table == dataset.name && to.column == *key)
        });
    (dataset.kind == Kind::Window && !is_referenced).then(|| key.clone())
}

fn loads() -> TableDecl {
    let instant = || DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let column = |name: &str, type_: DataType| Field::new(name, type_, true);
    TableDecl {
        name: LOADS.into(),
        schema: Arc::new(Schema::new(vec![
            column("school_id", DataType::Utf8),
            column("school_year", DataType::Utf8),
            column("load_id", DataType::Utf8),
            column("night", DataType::Date32),
            column("window_from", DataType::Date32),
            column("window_to", DataType::Date32),
            column("extracted_at", instant()),
            column("received_at", instant()),
            column("is_on_time", DataType::Boolean),
            column("rejected_rows", DataType::Int64),
        ])),
        day: None,
        sort: vec!["night".into()],
        unique: Vec::new(),
    }
}
