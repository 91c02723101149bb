//! Marts: derived tables, filled anew for what changed, and checked before anybody sees them.
//!
//! Most marts hold a school's year by itself. They are filled for some schools at a time, one mart after
//! another over rows in memory, so that the size of a night does not matter. The few others see all schools.

use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use futures::StreamExt;
use tokio::task::JoinHandle;

use super::changes::{self, Changed};
use super::commits::{self, Written};
use super::covered::Covered;
use super::portion::{self, Plan, Portion};
use super::steps::Steps;
use super::tables::mart_name;
use super::{Error, Progress, Warehouse, checks, differences, rollups};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Workbench};
use crate::lake::{self, Replaced, Snapshot, TableWriter};
use crate::model::Mart;
use crate::period::Period;

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
    let (_, rows) = bench.answer(&portion::ordered(mart)).await.map_err(error)?;
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
        read: portion::lake_tables_read(warehouse, bench, &marts).await?,
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
            let work =
                async move { Ok(portion::fill(&warehouse, &plan, portion, &progress).await) };
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
            Period::new(from, Period::EVER.to)
        }),
    });
    replaced.collect()
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
        let ids = cast(rows.column(0), &DataType::Utf8)?;
        schools.extend(ids.as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    Ok(schools)
}
