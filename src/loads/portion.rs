//! Portion: some schools of one year, whose marts are computed one after another over rows in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use arrow::array::RecordBatch;

use super::changes::{self, Changed};
use super::covered::{self, Covered};
use super::rollups::{self, PastMart};
use super::tables::{lake_name, mart_name};
use super::{Error, Progress, Warehouse, checks, differences};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Workbench};
use crate::lake::Snapshot;
use crate::model::{Kind, Mart};

/// Schools of one year that are computed together.
pub struct Portion {
    pub before: Snapshot,
    pub now: Snapshot,
    pub changed: Vec<Changed>,
    pub covered: Vec<Covered>,
}

impl Portion {
    fn schools(&self) -> Vec<&str> {
        let schools = self.changed.iter();
        schools.map(|one| one.school_id.as_str()).collect()
    }

    fn school_year(&self) -> &str {
        &self.changed[0].school_year
    }
}

/// What is filled for each portion, and what is read for it.
pub struct Plan {
    pub marts: Vec<Arc<Mart>>,
    pub rollups: Vec<Arc<Mart>>,
    pub read: Vec<LakeTable>,
    pub past: Vec<PastMart>,
}

/// What was computed for some schools.
pub struct Filled {
    /// The rows of each mart, those of rollups last.
    pub rows: Vec<Vec<RecordBatch>>,
    /// The schools, with the days that the rows stand for.
    pub changed: Vec<Changed>,
    pub faults: Vec<Diagnostic>,
}

/// Computes the marts of some schools one after another, each over the rows of those before.
pub async fn fill(
    warehouse: &Warehouse,
    plan: &Plan,
    mut portion: Portion,
    progress: &Arc<dyn Progress>,
) -> Result<Filled, Error> {
    let begun = Instant::now();
    let first = portion.changed[0].school_id.clone();
    let of_schools = |step: &str| {
        let step = format!("{step} from {first}");
        move |source| Error::Engine { step, source }
    };
    // Other schools are computed beside these: more parts would only shuffle the rows.
    let bench = Workbench::open(&warehouse.engine, portion.now.clone(), &warehouse.keys, 1);
    let bench = bench.map_err(of_schools("workbench"))?;
    bench.remember(portion.before.clone());
    changes::lay_out(&bench, &portion.changed).map_err(of_schools("changed"))?;
    covered::lay_out(&bench, &portion.covered).map_err(of_schools("covered days"))?;
    let mut lap = Lap::new(&first);
    for table in &plan.read {
        let held = hold(&bench, table, &portion).await;
        held.map_err(of_schools(&table.name))?;
    }
    lap.passed("held");
    differences::lay_out(
        &bench,
        &warehouse.model,
        &portion.schools(),
        portion.school_year(),
        &portion.covered,
    )
    .await
    .map_err(of_schools("differences"))?;
    lap.passed("differences");
    let mut filled = Filled {
        rows: Vec::new(),
        changed: Vec::new(),
        faults: Vec::new(),
    };
    for mart in &plan.marts {
        progress.writing(&format!("{} · {first}", mart.name));
        let rows = compute(&bench, mart, &portion).await;
        filled.rows.push(rows.map_err(of_schools(&mart.name))?);
        filled.faults.extend(checks::check(&bench, mart).await?);
        lap.passed(&mart.name);
    }
    let prepared = rollups::prepare(
        &bench,
        &warehouse.model,
        plan.rollups.as_slice(),
        &plan.past,
        &mut portion.changed,
    )
    .await;
    prepared.map_err(of_schools("rollups"))?;
    lap.passed("days before");
    for rollup in &plan.rollups {
        progress.writing(&format!("{} · {first}", rollup.name));
        let rows = compute(&bench, rollup, &portion).await;
        filled.rows.push(rows.map_err(of_schools(&rollup.name))?);
        lap.passed(&rollup.name);
    }
    tracing::debug!(
        schools = portion.changed.len(),
        duration_ms = begun.elapsed().as_millis(),
        "marts computed for some schools"
    );
    filled.changed = portion.changed;
    Ok(filled)
}

/// Tells the log how long each step of a portion takes.
struct Lap<'a> {
    first_school: &'a str,
    begun: Instant,
}

impl<'a> Lap<'a> {
    fn new(first_school: &'a str) -> Self {
        Self {
            first_school,
            begun: Instant::now(),
        }
    }

    fn passed(&mut self, step: &str) {
        let duration_us = self.begun.elapsed().as_micros();
        tracing::trace!(school = self.first_school, step, duration_us, "portion");
        self.begun = Instant::now();
    }
}

/// Returns the new rows of a mart, and lays out all its rows of these schools.
async fn compute(
    bench: &Workbench,
    mart: &Mart,
    portion: &Portion,
) -> Result<Vec<RecordBatch>, engine::Error> {
    let name = mart_name(&mart.name);
    if !mart.is_kept() {
        let (schema, rows) = bench.answer(&ordered(mart)).await?;
        bench.lay_out(&name, &schema, rows.clone())?;
        return Ok(rows);
    }
    let columns = mart.head.columns.iter().map(|column| column.name.clone());
    let (schools, school_year) = (portion.schools(), portion.school_year());
    bench
        .hold(
            &name,
            &columns.clone().collect(),
            &schools,
            school_year,
            None,
        )
        .await?;
    if portion.covered.is_empty() {
        return Ok(Vec::new());
    }
    let (schema, rows) = bench.answer(&ordered(mart)).await?;
    bench.lay_out("changes.seen", &schema, rows.clone())?;
    let columns = columns.collect::<Vec<_>>().join(", ");
    let all = format!("select {columns} from {name} union all select {columns} from seen");
    let (schema, all) = bench.answer(&all).await?;
    bench.lay_out(&name, &schema, all)?;
    Ok(rows)
}

/// What marts read of a lake table.
pub struct LakeTable {
    name: String,
    dataset: String,
    columns: BTreeSet<String>,
    /// What is read besides where its rows are compared with those before the night.
    compared: BTreeSet<String>,
    /// The column of the day, where rows before the changed days are not looked at.
    day: Option<String>,
}

/// Returns what the SQL of marts reads of the lake.
pub async fn lake_tables_read(
    warehouse: &Warehouse,
    bench: &Workbench,
    marts: &[Arc<Mart>],
) -> Result<Vec<LakeTable>, Error> {
    let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mart in marts {
        let columns = bench.columns_read(&mart.sql).await;
        let columns = columns.map_err(|source| Error::Engine {
            step: mart.name.clone(),
            source,
        })?;
        for (table, columns) in columns {
            read.entry(table).or_default().extend(columns);
        }
    }
    let looked_back: BTreeSet<&String> = marts
        .iter()
        .flat_map(|mart| &mart.head.looks_back)
        .collect();
    let datasets = warehouse.model.datasets.iter();
    let tables = datasets.filter_map(|dataset| {
        let name = lake_name(&dataset.name);
        let compared = dataset.memory.as_ref();
        let compared = compared.map(|memory| differences::columns_read(dataset, memory));
        let mut columns = read.remove(&name)?;
        columns.extend(["school_id", "school_year"].map(str::to_owned));
        let is_cut = dataset.kind == Kind::Window && !looked_back.contains(&dataset.name);
        Some(LakeTable {
            name,
            dataset: dataset.name.clone(),
            columns,
            compared: compared.unwrap_or_default(),
            day: dataset.day.clone().filter(|_| is_cut),
        })
    });
    Ok(tables.collect())
}

async fn hold(
    bench: &Workbench,
    table: &LakeTable,
    portion: &Portion,
) -> Result<(), engine::Error> {
    let first_day = portion.changed.iter().map(|one| one.judged_from).min();
    let is_compared = portion
        .covered
        .iter()
        .any(|one| one.dataset == table.dataset);
    let mut columns = table.columns.clone();
    columns.extend(table.compared.iter().filter(|_| is_compared).cloned());
    bench
        .hold(
            &table.name,
            &columns,
            &portion.schools(),
            portion.school_year(),
            table.day.as_deref().zip(first_day),
        )
        .await
}

/// Returns the mart's SQL with its rows in the order of the table.
pub fn ordered(mart: &Mart) -> String {
    let columns: Vec<&str> = mart
        .head
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let mut order = vec!["school_year", "school_id"];
    order.extend(mart.head.sort.iter().map(String::as_str));
    format!(
        "select {} from ({}) order by {}",
        columns.join(", "),
        mart.sql.trim().trim_end_matches(';'),
        order.join(", ")
    )
}
