//! Rules: by which values each school is judged on which days, and by which declarations its marts are made, laid down
//! in the lake beside its rows. So a release keeps the rules by which it was made, and a change of them is seen.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use jiff::civil::Date;

use super::tables::RULES;
use super::{Error, Warehouse};
use crate::engine::{self, Workbench};
use crate::lake::{Replaced, TableDecl};
use crate::model::{Mart, Model, Parameter, ParameterKind, Rule, RuleSets, RuleValue};
use crate::office::LoadRecord;
use crate::period::{Period, epoch_day};

/// The rules of one school on some days.
struct Span {
    school_id: String,
    school_year: String,
    rule_set: String,
    days: Period,
}

/// Returns what tells the declarations of the stored marts from others.
pub fn digest_of_marts(model: &Model) -> String {
    let mut hasher = blake3::Hasher::new();
    // Rollups are made from views, too; what the office itself keeps makes no row of the lake.
    let made_anew = |mart: &&Arc<Mart>| !mart.is_kept() && !mart.is_register();
    for mart in model.marts.iter().filter(made_anew) {
        hasher.update(mart.name.as_bytes());
        hasher.update(mart.digest.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Declares the table: one row for each stretch of days on which nothing changes, with a column for every parameter
/// that figures depend on, such as `topics_days`.
pub fn decl() -> TableDecl {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let day = |name: &str| Field::new(name, DataType::Date32, true);
    let mut fields = vec![
        text("school_id"),
        text("school_year"),
        text("rule_set"),
        day("from_day"),
        day("to_day"),
        text("marts"),
    ];
    let parameters = RuleSets::judged();
    fields.extend(
        parameters.map(|(rule, parameter)| {
            Field::new(column(rule, parameter), arrow_type(parameter), true)
        }),
    );
    TableDecl {
        name: RULES.into(),
        schema: Arc::new(Schema::new(fields)),
        day: None,
        sort: vec!["from_day".into()],
        unique: Vec::new(),
    }
}

/// Writes the rules of the schools whose rows have just been written.
pub async fn write(
    warehouse: &Warehouse,
    bench: &Workbench,
    applied: &[(usize, LoadRecord)],
    load_ids: &[String],
) -> Result<(), Error> {
    let error = |source| Error::Engine {
        step: RULES.into(),
        source,
    };
    let named = bench
        .rows("select school_id, school_year, rule_set from lake.school order by school_year, school_id")
        .await
        .map_err(error)?;
    let mut spans = Vec::new();
    let mut replaced = Vec::new();
    for rows in &named {
        let text = |place: usize| cast(rows.column(place), &DataType::Utf8);
        let texts = |place| text(place).map_err(|source| error(engine::Error::Plan(source.into())));
        let (schools, years, sets) = (texts(0)?, texts(1)?, texts(2)?);
        for row in 0..rows.num_rows() {
            let value = |array: &ArrayRef| {
                let array = array.as_string::<i32>();
                arrow::array::Array::is_valid(array, row).then(|| array.value(row).to_owned())
            };
            let (Some(school_id), Some(school_year)) = (value(&schools), value(&years)) else {
                continue;
            };
            let is_applied = applied.iter().any(|(_, record)| {
                record.school_id.as_ref() == Some(&school_id)
                    && record.school_year.as_ref() == Some(&school_year)
            });
            if !is_applied {
                continue;
            }
            let named = value(&sets);
            replaced.push(Replaced {
                school_id: school_id.clone(),
                school_year: Some(school_year.clone()),
                days: None,
            });
            for (days, rule_set) in spans_of(warehouse, &school_id, named.as_deref()) {
                spans.push(Span {
                    school_id: school_id.clone(),
                    school_year: school_year.clone(),
                    rule_set,
                    days,
                });
            }
        }
    }
    let rows = rows(&warehouse.model, &spans)
        .map_err(|source| error(engine::Error::Plan(source.into())))?;
    let mut writer = warehouse.lake.writer(RULES).await?;
    writer.push(&rows)?;
    writer.commit(&replaced, load_ids).await?;
    Ok(())
}

/// Returns which set judges a school on which days, split where a value takes force. A record may lie outside its
/// school year, so the spans go as far as days can.
fn spans_of(warehouse: &Warehouse, school_id: &str, named: Option<&str>) -> Vec<(Period, String)> {
    let rules = &warehouse.model.rules;
    let known = named.filter(|name| rules.get(name).is_some());
    let chosen = warehouse
        .config
        .office
        .rule_sets
        .of(school_id, known, Period::EVER);
    let split = chosen.into_iter().flat_map(|(days, name)| {
        let spans = rules.spans(&name, days);
        spans.into_iter().map(move |days| (days, name.clone()))
    });
    split.collect()
}

fn rows(model: &Model, spans: &[Span]) -> Result<RecordBatch, ArrowError> {
    let (rules, marts) = (&model.rules, digest_of_marts(model));
    let text = |text: &dyn Fn(&Span) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(spans.iter().map(text)))
    };
    let day = |day: &dyn Fn(&Span) -> Date| -> ArrayRef {
        let days = spans.iter().map(|span| epoch_day(day(span)));
        Arc::new(Date32Array::from_iter_values(days))
    };
    let mut columns = vec![
        text(&|span| span.school_id.clone()),
        text(&|span| span.school_year.clone()),
        text(&|span| span.rule_set.clone()),
        day(&|span| span.days.from),
        day(&|span| span.days.to),
        text(&|_| marts.clone()),
    ];
    for (rule, parameter) in RuleSets::judged() {
        let values = spans.iter().map(|span| {
            let judgement =
                rules.judgement(&span.rule_set, rule.name, parameter.name, span.days.from);
            judgement.map(|judgement| judgement.value())
        });
        columns.push(match arrow_type(parameter) {
            DataType::Int64 => Arc::new(Int64Array::from_iter(
                values.map(|value| value.and_then(RuleValue::int)),
            )),
            DataType::Float64 => Arc::new(Float64Array::from_iter(
                values.map(|value| value.and_then(RuleValue::number)),
            )),
            DataType::Boolean => Arc::new(BooleanArray::from_iter(
                values.map(|value| value.and_then(RuleValue::flag)),
            )),
            _ => Arc::new(StringArray::from_iter(
                values.map(|value| value.and_then(RuleValue::text)),
            )),
        });
    }
    RecordBatch::try_new(decl().schema, columns)
}

fn column(rule: &Rule, parameter: &Parameter) -> String {
    format!("{}_{}", rule.name, parameter.name)
}

fn arrow_type(parameter: &Parameter) -> DataType {
    match parameter.kind {
        ParameterKind::Days | ParameterKind::Marks => DataType::Int64,
        ParameterKind::Hours | ParameterKind::Percent | ParameterKind::Average => DataType::Float64,
        ParameterKind::Flag => DataType::Boolean,
        ParameterKind::Choice(_) | ParameterKind::MonthDay | ParameterKind::Words => DataType::Utf8,
    }
}
