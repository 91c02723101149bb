//! Differences: what a night's extracts say otherwise than the lake before them, record by record.
//!
//! Which columns are compared the datasets declare. What was empty and is filled in is no difference. What counts
//! as late, and whose the records are, the mart `journal_changes` says.

use std::collections::BTreeSet;

use super::covered::Covered;
use crate::engine::{self, Workbench};
use crate::model::{Column, ColumnType, Dataset, Memory, Model};

/// The columns of `differences` that a dataset may have, by which marts find whose a record is.
const FOUND_BY: [&str; 5] = ["lesson_id", "group_id", "staff_id", "term_id", "pupil_id"];

/// Compares the covered tables of some schools, whose new rows are held, and lays the list out as `differences`.
pub async fn lay_out(
    bench: &Workbench,
    model: &Model,
    schools: &[&str],
    school_year: &str,
    covered: &[Covered],
) -> Result<(), engine::Error> {
    let mut found = Vec::new();
    for (dataset, memory) in remembered(model) {
        let days = covered.iter().filter(|one| one.dataset == dataset.name);
        let Some(first) = days.map(|one| one.days.from).min() else {
            continue;
        };
        let from = dataset.day.as_deref().map(|day| (day, first));
        let table = format!("before.{}", dataset.name);
        let columns = columns_read(dataset, memory);
        bench
            .hold(&table, &columns, schools, school_year, from)
            .await?;
        let (schema, rows) = bench.answer(&comparison(dataset, memory)).await?;
        found.extend(rows);
        bench.lay_out("changes.differences", &schema, found.clone())?;
    }
    Ok(())
}

/// Lays out an empty list, so that what reads it can be planned.
pub async fn lay_out_none(bench: &Workbench, model: &Model) -> Result<(), engine::Error> {
    if let Some((dataset, memory)) = remembered(model).next() {
        let schema = bench.schema_of(&comparison(dataset, memory)).await?;
        bench.lay_out("changes.differences", &schema, Vec::new())?;
    }
    Ok(())
}

/// Returns the datasets whose records are compared.
fn remembered(model: &Model) -> impl Iterator<Item = (&Dataset, &Memory)> {
    let datasets = model.datasets.iter();
    datasets.filter_map(|dataset| Some((dataset.as_ref(), dataset.memory.as_ref()?)))
}

/// Returns the columns that comparing reads.
pub fn columns_read(dataset: &Dataset, memory: &Memory) -> BTreeSet<String> {
    let mut columns: BTreeSet<String> = ["school_id", "school_year"].map(str::to_owned).into();
    columns.extend(dataset.key.iter().chain(&memory.compares).cloned());
    columns.extend(dataset.day.clone());
    for name in FOUND_BY {
        columns.extend(dataset.column(name).map(|column| column.name.clone()));
    }
    for name in &memory.entered {
        columns.extend([name.clone(), format!("{name}_is_day")]);
    }
    columns
}

/// Writes the SQL that compares a table with itself before the night.
fn comparison(dataset: &Dataset, memory: &Memory) -> String {
    let name = &dataset.name;
    let side = |from: &str| {
        let within = match &dataset.day {
            Some(day) => format!(" and t.{day} >= c.from_day and t.{day} <= c.to_day"),
            None => String::new(),
        };
        format!(
            "select t.*, c.last_day, c.seen_at, c.night, c.release from {from}.{name} t join covered c \
             on c.dataset = '{name}' and c.school_id = t.school_id and c.school_year = t.school_year{within}"
        )
    };
    let compared: Vec<&Column> = memory
        .compares
        .iter()
        .filter_map(|name| dataset.column(name))
        .collect();
    let key = &dataset.key[0];
    let is_changed = |column: &Column| {
        let name = &column.name;
        format!(
            "(o.{name} is not null and n.{key} is not null and o.{name} is distinct from n.{name})"
        )
    };
    let each = |value: &dyn Fn(&Column) -> String| {
        let parts = compared.iter().map(|column| {
            format!(
                "case when {} then {} end",
                is_changed(column),
                value(column)
            )
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    let main = compared[0];
    let either = |name: &str| format!("coalesce(o.{name}, n.{name})");
    let record: Vec<String> = dataset
        .key
        .iter()
        .filter(|name| *name != "pupil_id")
        .map(|name| either(name))
        .collect();
    let found_by = FOUND_BY.map(|name| match dataset.column(name) {
        Some(_) => format!("cast({} as text) as {name}", either(name)),
        None => format!("cast(null as text) as {name}"),
    });
    let day = match &dataset.day {
        Some(day) => either(day),
        None => "cast(null as date)".to_owned(),
    };
    let moments: Vec<String> = memory
        .entered
        .iter()
        .map(|name| format!("n.{name}"))
        .collect();
    let precisions: String = memory
        .entered
        .iter()
        .map(|name| format!("when n.{name} is not null then n.{name}_is_day "))
        .collect();
    let on: Vec<String> = dataset
        .key
        .iter()
        .map(|name| format!("n.{name} = o.{name}"))
        .collect();
    let differs: Vec<String> = compared.iter().map(|column| is_changed(column)).collect();
    format!(
        "select {school} as school_id, {year} as school_year, '{name}' as dataset, \
         concat_ws('/', {record}) as record, \
         case when n.{key} is null then 'deleted' when o.{key} is null then 'inserted' else 'changed' end as kind, \
         {found_by}, {day} as date, {night} as night, {release} as release, \
         concat_ws(', ', {titles}) as what, \
         case when n.{key} is null then {old_main} when o.{key} is not null then concat_ws('; ', {old}) end as old_value, \
         case when o.{key} is null then {new_main} when n.{key} is not null then concat_ws('; ', {new}) end as new_value, \
         coalesce({moments}) as entered_at, case {precisions}else false end as entered_at_is_day, \
         n.seen_at, n.last_day \
         from ({before}) o full join ({now}) n on n.school_id = o.school_id and {on} \
         where o.{key} is null or n.{key} is null or {differs}",
        school = either("school_id"),
        year = either("school_year"),
        record = record.join(", "),
        found_by = found_by.join(", "),
        night = either("night"),
        release = either("release"),
        titles = each(&|column| format!("'{}'", column.title)),
        old_main = shown(main, "o"),
        new_main = shown(main, "n"),
        old = each(&|column| shown(column, "o")),
        new = each(&|column| format!("coalesce({}, '—')", shown(column, "n"))),
        moments = moments.join(", "),
        before = side("before"),
        now = side("lake"),
        on = on.join(" and "),
        differs = differs.join(" or "),
    )
}

/// Returns the expression that shows a value as people write it.
fn shown(column: &Column, side: &str) -> String {
    let value = format!("{side}.{}", column.name);
    match column.type_ {
        ColumnType::Text => value,
        ColumnType::Int => format!("cast({value} as text)"),
        ColumnType::Number => {
            format!("replace(rtrim(rtrim(cast({value} as text), '0'), '.'), '.', ',')")
        }
        ColumnType::Bool => format!("case when {value} then 'да' when not {value} then 'нет' end"),
        ColumnType::Date => format!("to_char({value}, '%d.%m.%Y')"),
        ColumnType::Time => format!(
            "lpad(cast({value} / 3600 as text), 2, '0') || ':' || lpad(cast({value} / 60 % 60 as text), 2, '0')"
        ),
        ColumnType::Instant => format!("to_char({value}, '%d.%m.%Y %H:%M')"),
    }
}
