//! Marts: derived tables, filled anew for what changed, and checked before anybody sees them.
//!
//! Most marts hold a school's year by itself. They are filled for some schools at a time, one mart after
//! another over rows in memory, so that the size of a night does not matter. The few others see all schools.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use futures::StreamExt;
use tokio::task::JoinHandle;

use super::changes::{self, Changed};
use super::commits::{self, Written};
use super::covered::{self, Covered};
use super::rollups::{self, PastMart};
use super::steps::Steps;
use super::tables::{lake_name, mart_name};
use super::{Error, Progress, Warehouse, checks, differences};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Workbench};
use crate::lake::{self, Replaced, Snapshot, TableWriter};
use crate::model::{Kind, Mart};
use crate::period::Period;

/// Far enough for every record of a school.
const LAST_DAY: jiff::civil::Date = jiff::civil::date(9999, 12, 31);

/// What a night's marts are made of.
pub struct Night<'a> {
    /// The tables before it.
    pub before: &'a Snapshot,
    pub changed: &'a [Changed],
    pub covered: &'a [Covered],
    pub load_ids: &'a [String],
}

/// Fills every stored mart for the changed schools, one commit each, and returns what the checks found.
pub async fn recompute(
    warehouse: &Warehouse,
    bench: &Workbench,
    night: &Night<'_>,
    progress: &Arc<dyn Progress>,
    steps: &mut Steps,
) -> Result<Vec<Diagnostic>, Error> {
    let mut faults = Vec::new();
    let stored = warehouse.model.marts.iter().filter(|mart| mart.is_stored());
    let (by_school, others): (Vec<_>, Vec<_>) =
        stored.cloned().partition(|mart| mart.is_by_school());
    // They come in the order of `after`: whatever waits for nothing but these few goes first.
    let (mut before, mut after): (Vec<Arc<Mart>>, Vec<Arc<Mart>>) = Default::default();
    for mart in others {
        let is_filled = |name: &String| before.iter().any(|other| other.name == *name);
        match mart.head.after.iter().all(is_filled) {
            true => before.push(mart),
            false => after.push(mart),
        }
    }
    for mart in &before {
        faults.extend(fill(warehouse, bench, mart, night, progress, steps).await?);
    }
    faults.extend(fill_by_school(warehouse, bench, &by_school, night, progress, steps).await?);
    for mart in &after {
        faults.extend(fill(warehouse, bench, mart, night, progress, steps).await?);
    }
    Ok(faults)
}

/// Fills one mart over all schools at once.
async fn fill(
    warehouse: &Warehouse,
    bench: &Workbench,
    mart: &Mart,
    night: &Night<'_>,
    progress: &Arc<dyn Progress>,
    steps: &mut Steps,
) -> Result<Vec<Diagnostic>, Error> {
    let error = |source: engine::Error| Error::Engine {
        step: mart.name.clone(),
        source,
    };
    progress.writing(&mart.name);
    let (_, rows) = bench.answer(&ordered(mart)).await.map_err(error)?;
    let writer = warehouse.lake.writer(&mart_name(&mart.name)).await?;
    let writers = push(vec![writer], vec![rows]).await.map_err(broken)??;
    let schools = match mart.head.is_whole {
        true => every_school(bench).await.map_err(error)?,
        false => night
            .changed
            .iter()
            .map(|one| one.school_id.clone())
            .collect(),
    };
    let replaced: Vec<Replaced> = schools
        .into_iter()
        .map(|school_id| Replaced {
            school_id,
            school_year: None,
            days: None,
        })
        .collect();
    let written = writers.into_iter().map(|writer| Written {
        table: mart.name.clone(),
        writer,
        replaced: replaced.clone(),
    });
    commits::commit(
        warehouse,
        written.collect(),
        night.load_ids,
        progress,
        steps,
    )
    .await?;
    bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
    checks::check(bench, mart).await
}

/// Fills the marts that hold a school's year by itself, some schools at a time.
async fn fill_by_school(
    warehouse: &Warehouse,
    bench: &Workbench,
    marts: &[Arc<Mart>],
    night: &Night<'_>,
    progress: &Arc<dyn Progress>,
    steps: &mut Steps,
) -> Result<Vec<Diagnostic>, Error> {
    differences::lay_out_none(bench, &warehouse.model)
        .await
        .map_err(|source| Error::Engine {
            step: "differences".into(),
            source,
        })?;
    let (rollups, marts): (Vec<_>, Vec<_>) =
        marts.iter().cloned().partition(|mart| mart.is_rollup());
    let plan = Arc::new(Plan {
        read: lake_tables_read(warehouse, bench, &marts).await?,
        past: rollups::past_read(bench, &warehouse.model, &rollups)
            .await
            .map_err(|source| Error::Engine {
                step: "rollups".into(),
                source,
            })?,
        marts,
        rollups,
    });
    let now = warehouse.lake.snapshot(&warehouse.lake.latest()).await?;
    let mut work = Vec::new();
    for changed in changes::portions(night.changed, warehouse.engine.cores()) {
        let (warehouse, plan) = (warehouse.clone(), plan.clone());
        let is_in = |one: &&Covered| {
            let mut schools = changed.iter();
            schools.any(|school| {
                school.school_id == one.school_id && school.school_year == one.school_year
            })
        };
        let portion = Portion {
            before: night.before.clone(),
            now: now.clone(),
            changed: changed.to_vec(),
            covered: night.covered.iter().filter(is_in).cloned().collect(),
        };
        let progress = progress.clone();
        work.push(async move {
            let engine = warehouse.engine.clone();
            let work = async move { Ok(fill_portion(&warehouse, &plan, portion, &progress).await) };
            engine.run_unlimited(work).await
        });
    }
    let mut portions = futures::stream::iter(work).buffered(warehouse.engine.cores());
    let marts: Vec<Arc<Mart>> = plan.marts.iter().chain(&plan.rollups).cloned().collect();
    let mut writers = Vec::new();
    for mart in &marts {
        writers.push(warehouse.lake.writer(&mart_name(&mart.name)).await?);
    }
    let mut encoding = push(writers, Vec::new());
    let mut faults = Vec::new();
    let mut changed = Vec::new();
    while let Some(filled) = portions.next().await {
        let filled = filled.map_err(|source| Error::Engine {
            step: "marts by school".into(),
            source,
        })??;
        faults.extend(filled.faults);
        changed.extend(filled.changed);
        // Rows are encoded while the next ones are computed.
        encoding = push(encoding.await.map_err(broken)??, filled.rows);
    }
    let writers = encoding.await.map_err(broken)??;
    let written = marts.iter().zip(writers).map(|(mart, writer)| Written {
        table: mart.name.clone(),
        writer,
        replaced: replaced(mart, &changed),
    });
    commits::commit(
        warehouse,
        written.collect(),
        night.load_ids,
        progress,
        steps,
    )
    .await?;
    bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
    Ok(faults)
}

/// Schools of one year that are computed together.
struct Portion {
    before: Snapshot,
    now: Snapshot,
    changed: Vec<Changed>,
    covered: Vec<Covered>,
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
struct Plan {
    marts: Vec<Arc<Mart>>,
    rollups: Vec<Arc<Mart>>,
    read: Vec<LakeTable>,
    past: Vec<PastMart>,
}

/// What was computed for some schools.
struct Filled {
    /// The rows of each mart, those of rollups last.
    rows: Vec<Vec<RecordBatch>>,
    /// The schools, with the days that the rows stand for.
    changed: Vec<Changed>,
    faults: Vec<Diagnostic>,
}

/// Computes the marts of some schools one after another, each over the rows of those before.
async fn fill_portion(
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
    for table in &plan.read {
        let held = hold(&bench, table, &portion).await;
        held.map_err(of_schools(&table.name))?;
    }
    differences::lay_out(
        &bench,
        &warehouse.model,
        &portion.schools(),
        portion.school_year(),
        &portion.covered,
    )
    .await
    .map_err(of_schools("differences"))?;
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
    for rollup in &plan.rollups {
        progress.writing(&format!("{} · {first}", rollup.name));
        let rows = compute(&bench, rollup, &portion).await;
        filled.rows.push(rows.map_err(of_schools(&rollup.name))?);
    }
    tracing::debug!(
        schools = portion.changed.len(),
        duration_ms = begun.elapsed().as_millis(),
        "marts computed for some schools"
    );
    filled.changed = portion.changed;
    Ok(filled)
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

fn replaced(mart: &Mart, changed: &[Changed]) -> Vec<Replaced> {
    if mart.is_kept() {
        return Vec::new();
    }
    let day = mart.head.day.as_ref();
    let replaced = changed.iter().map(|school| Replaced {
        school_id: school.school_id.clone(),
        school_year: Some(school.school_year.clone()),
        days: day.map(|_| {
            let from = match (mart.head.unit, mart.head.is_judged) {
                (Some(unit), _) => school.begin(unit),
                (None, true) => school.judged_from,
                (None, false) => school.from_day,
            };
            Period::new(from, LAST_DAY)
        }),
    });
    replaced.collect()
}

/// What marts read of a lake table.
struct LakeTable {
    name: String,
    dataset: String,
    columns: BTreeSet<String>,
    /// What is read besides where its rows are compared with those before the night.
    compared: BTreeSet<String>,
    /// The column of the day, where rows before the changed days are not looked at.
    day: Option<String>,
}

async fn lake_tables_read(
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
fn ordered(mart: &Mart) -> String {
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

/// Begins to encode the rows of each writer's mart, on a thread of its own.
fn push(
    mut writers: Vec<TableWriter>,
    rows: Vec<Vec<RecordBatch>>,
) -> JoinHandle<Result<Vec<TableWriter>, lake::Error>> {
    tokio::task::spawn_blocking(move || {
        for (writer, rows) in writers.iter_mut().zip(rows) {
            for batch in rows {
                writer.push(&batch)?;
            }
        }
        Ok(writers)
    })
}

fn broken(error: tokio::task::JoinError) -> Error {
    Error::Broken(error.to_string())
}

async fn every_school(bench: &Workbench) -> Result<Vec<String>, engine::Error> {
    let mut schools = Vec::new();
    for rows in bench
        .rows("select distinct school_id from lake.loads")
        .await?
    {
        let ids = cast(rows.column(0), &DataType::Utf8)
            .map_err(|error| engine::Error::Plan(error.into()))?;
        schools.extend(ids.as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    Ok(schools)
}
