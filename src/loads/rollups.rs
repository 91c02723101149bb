//! Rollups: filled behind the marts of some schools, over rows that reach back to where a month or a term begins.
//!
//! A night computes marts from the first changed day on. A row of a rollup stands for a longer stretch; the days of it
//! before are read from the marts as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;

use super::changes::{self, Changed};
use super::tables::mart_name;
use crate::engine::{Error, Workbench};
use crate::model::{Mart, Model, Unit};

/// A mart of which rollups read days before the changed ones.
pub struct PastMart {
    name: String,
    columns: BTreeSet<String>,
    day: String,
    /// The longest stretch that a rollup's row stands for.
    unit: Unit,
    is_judged: bool,
    schema: SchemaRef,
}

/// Returns the marts of which the rollups' SQL, and the views under it, read days.
pub async fn past_read(
    bench: &Workbench,
    model: &Model,
    rollups: &[Arc<Mart>],
) -> Result<Vec<PastMart>, Error> {
    lay_out_views(bench, model, rollups).await?;
    let mut past: BTreeMap<String, PastMart> = BTreeMap::new();
    for rollup in rollups {
        let unit = rollup.head.unit.unwrap_or(Unit::Day);
        for (table, columns) in bench.columns_read(&rollup.sql).await? {
            let name = table.strip_prefix("mart.").unwrap_or(&table);
            let Some((mart, day)) = model
                .mart(name)
                .filter(|mart| mart.is_stored() && !mart.is_rollup())
                .and_then(|mart| Some((mart, mart.head.day.clone()?)))
            else {
                continue;
            };
            let one = past.entry(name.to_owned()).or_insert(PastMart {
                name: name.to_owned(),
                columns: BTreeSet::new(),
                day: day.clone(),
                unit,
                is_judged: mart.head.is_judged,
                schema: mart.schema(),
            });
            one.unit = one.unit.max(unit);
            one.columns.extend(columns);
            let always = ["school_id", "school_year", day.as_str()];
            one.columns.extend(always.map(str::to_owned));
        }
    }
    Ok(past.into_values().collect())
}

/// Lays out whole stretches of the marts that rollups read, and the views over them.
pub async fn prepare(
    bench: &Workbench,
    model: &Model,
    rollups: &[Arc<Mart>],
    past: &[PastMart],
    changed: &mut [Changed],
) -> Result<(), Error> {
    if past.iter().any(|mart| mart.unit == Unit::Term) {
        changes::reach_changed_term_marks(bench, changed).await?;
    }
    let schools: Vec<&str> = changed.iter().map(|one| one.school_id.as_str()).collect();
    for mart in past {
        let first = changed.iter().map(|school| school.begin(mart.unit)).min();
        let table = format!("past.{}", mart.name);
        let from = first.map(|first| (mart.day.as_str(), first));
        bench
            .hold(
                &table,
                &mart.columns,
                &schools,
                &changed[0].school_year,
                from,
            )
            .await?;
        let of = |alias: &str| {
            let columns = mart.columns.iter().map(|name| format!("{alias}.{name}"));
            columns.collect::<Vec<_>>().join(", ")
        };
        let begins = match mart.unit {
            Unit::Day | Unit::Year => "judged_from",
            Unit::Month => "month_from",
            Unit::Term => "term_from",
        };
        let ends = match mart.is_judged {
            true => "judged_from",
            false => "from_day",
        };
        let whole = format!(
            "select {} from {table} p \
             join changed x on x.school_id = p.school_id and x.school_year = p.school_year \
             where p.{day} >= x.{begins} and p.{day} < x.{ends} \
             union all select {} from {now} n",
            of("p"),
            of("n"),
            day = mart.day,
            now = mart_name(&mart.name),
        );
        let (schema, rows) = bench.answer(&whole).await?;
        bench.lay_out_some(&mart_name(&mart.name), &schema, rows, &mart.schema)?;
    }
    lay_out_views(bench, model, rollups).await
}

/// Rollups name what they are made from; of those, views are laid out.
async fn lay_out_views(
    bench: &Workbench,
    model: &Model,
    rollups: &[Arc<Mart>],
) -> Result<(), Error> {
    let froms: BTreeSet<&String> = model
        .rollups
        .iter()
        .filter(|rollup| rollups.iter().any(|mart| mart.name == rollup.name))
        .map(|rollup| &rollup.from)
        .collect();
    for from in froms {
        bench.lay_out_view(from, model).await?;
    }
    Ok(())
}
