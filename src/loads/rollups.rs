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
    let terms = bench.schema_of(CHANGED_TERMS).await?;
    bench.lay_out("changes.changed_terms", &terms, Vec::new())?;
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
            let always = ["school_id", "school_year", "term_id", day.as_str()];
            let always = always
                .into_iter()
                .filter(|name| mart.column(name).is_some());
            one.columns.extend(always.map(str::to_owned));
        }
    }
    Ok(past.into_values().collect())
}

/// Terms that may differ, which rollups of terms join.
const CHANGED_TERMS: &str = "
    select t.school_id, t.school_year, t.term_id, t.ends_on from lake.terms t
    join changed x on x.school_id = t.school_id and x.school_year = t.school_year
    where t.kind <> 'year' and t.ends_on >= x.term_from";

/// Lays out whole stretches of the marts that rollups read, and the views over them.
pub async fn prepare(
    bench: &Workbench,
    model: &Model,
    rollups: &[Arc<Mart>],
    past: &[PastMart],
    changed: &mut [Changed],
) -> Result<(), Error> {
    changes::reach_changed_term_marks(bench, changed).await?;
    lay_out_terms(bench, model).await?;
    let schools: Vec<&str> = changed.iter().map(|one| one.school_id.as_str()).collect();
    for mart in past {
        let first = changed.iter().map(|school| match mart.unit {
            Unit::Term => school.terms_begin.min(school.begin(Unit::Month)),
            unit => school.begin(unit),
        });
        let table = format!("past.{}", mart.name);
        let from = first.min().map(|first| (mart.day.as_str(), first));
        bench
            .hold(
                &table,
                &mart.columns,
                &schools,
                &changed[0].school_year,
                from,
            )
            .await?;
        let (schema, rows) = bench.answer(&whole(mart, &table)).await?;
        bench.lay_out_some(&mart_name(&mart.name), &schema, rows, &mart.schema)?;
    }
    lay_out_views(bench, model, rollups).await
}

/// Writes the SQL of a mart's rows from where stretches begin: those of before the changed days, then the new ones.
fn whole(mart: &PastMart, past: &str) -> String {
    let of = |alias: &str| {
        let columns = mart.columns.iter().map(|name| format!("{alias}.{name}"));
        columns.collect::<Vec<_>>().join(", ")
    };
    let day = &mart.day;
    let (terms, begins) = match mart.unit {
        Unit::Day | Unit::Year => (String::new(), format!("p.{day} >= x.judged_from")),
        Unit::Month => (String::new(), format!("p.{day} >= x.month_from")),
        Unit::Term => (
            "left join changed_terms t on t.school_id = p.school_id \
             and t.school_year = p.school_year and t.term_id = p.term_id "
                .to_owned(),
            format!("(p.{day} >= x.month_from or t.term_id is not null)"),
        ),
    };
    let ends = match mart.is_judged {
        true => "judged_from",
        false => "from_day",
    };
    format!(
        "select {} from {past} p \
         join changed x on x.school_id = p.school_id and x.school_year = p.school_year \
         {terms}where p.{day} < x.{ends} and {begins} union all select {} from {} n",
        of("p"),
        of("n"),
        mart_name(&mart.name),
    )
}

/// Lays out the terms that may differ, in the place of all, too: views make rows of no other.
async fn lay_out_terms(bench: &Workbench, model: &Model) -> Result<(), Error> {
    let (schema, terms) = bench.answer(CHANGED_TERMS).await?;
    bench.lay_out("changes.changed_terms", &schema, terms)?;
    let Some(mart) = model.mart("terms") else {
        return Ok(());
    };
    let columns = mart
        .head
        .columns
        .iter()
        .map(|column| format!("m.{}", column.name));
    let some = format!(
        "select {} from mart.terms m join changed_terms t \
         on t.school_id = m.school_id and t.school_year = m.school_year and t.term_id = m.term_id",
        columns.collect::<Vec<_>>().join(", ")
    );
    let (schema, terms) = bench.answer(&some).await?;
    bench.lay_out("mart.terms", &schema, terms)
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
