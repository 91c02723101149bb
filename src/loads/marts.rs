//! Marts: derived tables, filled anew for what changed, and checked before anybody sees them.
//!
//! Most marts hold a school's year by itself. They are filled for some schools at a time, one mart after
//! another over rows in memory, so that the size of a night does not matter. The few others see all schools.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use tokio::task::JoinHandle;

use super::changes::{self, Changed};
use super::steps::Steps;
use super::tables::{lake_name, mart_name};
use super::{Error, Progress, Warehouse};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{self, Workbench};
use crate::lake::{self, Replaced, TableWriter};
use crate::model::{Kind, Mart, MartType};
use crate::period::Period;

/// Far enough for every record of a school.
const LAST_DAY: jiff::civil::Date = jiff::civil::date(9999, 12, 31);
/// Rows of a failed check that are told.
const TOLD: usize = 5;
/// Rows of the night whose schools are computed together: enough that planning costs little beside, few
/// enough that a whole year of them, should it have to be computed anew, stays under a gigabyte.
const PORTION_ROWS: u64 = 1_500_000;

/// Fills every stored mart for the changed schools, one commit each, and returns what the checks found.
pub async fn recompute(
    warehouse: &Warehouse,
    bench: &Workbench,
    changed: &[Changed],
    load_ids: &[String],
    progress: &dyn Progress,
    steps: &mut Steps,
) -> Result<Vec<Diagnostic>, Error> {
    let mut faults = Vec::new();
    let stored: Vec<&Mart> = warehouse
        .model
        .marts
        .iter()
        .map(AsRef::as_ref)
        .filter(|mart: &&Mart| mart.is_stored())
        .collect();
    let (by_school, others): (Vec<&Mart>, Vec<&Mart>) =
        stored.into_iter().partition(|mart| mart.is_by_school());
    // Those that look at marts of schools come after them.
    let (before, after): (Vec<&Mart>, Vec<&Mart>) = others.into_iter().partition(|mart| {
        let named = &mart.head.after;
        !by_school.iter().any(|other| named.contains(&other.name))
    });
    for mart in before {
        faults.extend(fill(warehouse, bench, mart, changed, load_ids, progress, steps).await?);
    }
    faults.extend(
        fill_by_school(
            warehouse, bench, &by_school, changed, load_ids, progress, steps,
        )
        .await?,
    );
    for mart in after {
        faults.extend(fill(warehouse, bench, mart, changed, load_ids, progress, steps).await?);
    }
    Ok(faults)
}

/// Fills one mart over all schools at once.
async fn fill(
    warehouse: &Warehouse,
    bench: &Workbench,
    mart: &Mart,
    changed: &[Changed],
    load_ids: &[String],
    progress: &dyn Progress,
    steps: &mut Steps,
) -> Result<Vec<Diagnostic>, Error> {
    let error = |source: engine::Error| Error::Engine {
        step: mart.name.clone(),
        source,
    };
    progress.writing(&mart.name);
    let (_, rows) = bench.answer(&ordered(mart)).await.map_err(error)?;
    let writer = warehouse.lake.writer(&mart_name(&mart.name)).await?;
    let writer = push(writer, rows).await.map_err(broken)??;
    let schools = match mart.head.is_whole {
        true => every_school(bench).await.map_err(error)?,
        false => changed.iter().map(|one| one.school_id.clone()).collect(),
    };
    let replaced: Vec<Replaced> = schools
        .into_iter()
        .map(|school_id| Replaced {
            school_id,
            school_year: None,
            days: None,
        })
        .collect();
    writer.commit(&replaced, load_ids).await?;
    steps.passed(&mart.name);
    bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
    check(bench, mart).await
}

/// Fills the marts that hold a school's year by itself, some schools at a time.
async fn fill_by_school(
    warehouse: &Warehouse,
    bench: &Workbench,
    marts: &[&Mart],
    changed: &[Changed],
    load_ids: &[String],
    progress: &dyn Progress,
    steps: &mut Steps,
) -> Result<Vec<Diagnostic>, Error> {
    let read = lake_tables_read(warehouse, bench, marts).await?;
    let mut writers = Vec::new();
    for mart in marts {
        writers.push(warehouse.lake.writer(&mart_name(&mart.name)).await?);
    }
    let mut faults = Vec::new();
    for portion in portions(changed) {
        let of_schools = |step: &str| {
            let step = format!("{step} from {}", portion[0].school_id);
            move |source| Error::Engine { step, source }
        };
        changes::lay_out(bench, portion).map_err(of_schools("changed"))?;
        for table in &read {
            let held = hold(bench, table, portion).await;
            held.map_err(of_schools(&table.name))?;
        }
        let mut encoding = Vec::new();
        for (mart, writer) in marts.iter().zip(writers) {
            progress.writing(&format!("{} · {}", mart.name, portion[0].school_id));
            let begun = Instant::now();
            let answer = bench.answer(&ordered(mart)).await;
            let (schema, rows) = answer.map_err(of_schools(&mart.name))?;
            let laid_out = bench.lay_out(&mart_name(&mart.name), &schema, rows.clone());
            laid_out.map_err(of_schools(&mart.name))?;
            // Rows are encoded while the next mart is computed.
            encoding.push(push(writer, rows));
            faults.extend(check(bench, mart).await?);
            tracing::debug!(
                mart = mart.name,
                schools = portion.len(),
                duration_ms = begun.elapsed().as_millis(),
                "mart filled for some schools"
            );
        }
        writers = Vec::new();
        for encoded in encoding {
            writers.push(encoded.await.map_err(broken)??);
        }
        bench.clear();
    }
    for (mart, writer) in marts.iter().zip(writers) {
        progress.writing(&mart.name);
        let replaced = changed.iter().map(|school| Replaced {
            school_id: school.school_id.clone(),
            school_year: Some(school.school_year.clone()),
            days: mart
                .head
                .day
                .as_ref()
                .map(|_| Period::new(school.from_day, LAST_DAY)),
        });
        writer
            .commit(&replaced.collect::<Vec<_>>(), load_ids)
            .await?;
        steps.passed(&mart.name);
    }
    changes::lay_out(bench, changed).map_err(|source| Error::Engine {
        step: "changed".into(),
        source,
    })?;
    bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
    Ok(faults)
}

/// What marts read of a lake table.
struct LakeTable {
    name: String,
    columns: BTreeSet<String>,
    /// The column of the day, where rows before the changed days are not looked at.
    day: Option<String>,
}

async fn lake_tables_read(
    warehouse: &Warehouse,
    bench: &Workbench,
    marts: &[&Mart],
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
        let mut columns = read.remove(&name)?;
        columns.extend(["school_id", "school_year"].map(str::to_owned));
        let is_cut = dataset.kind == Kind::Window && !looked_back.contains(&dataset.name);
        Some(LakeTable {
            name,
            columns,
            day: dataset.day.clone().filter(|_| is_cut),
        })
    });
    Ok(tables.collect())
}

async fn hold(
    bench: &Workbench,
    table: &LakeTable,
    portion: &[Changed],
) -> Result<(), engine::Error> {
    let schools: Vec<&str> = portion.iter().map(|one| one.school_id.as_str()).collect();
    let first_day = portion.iter().map(|one| one.from_day).min();
    bench
        .hold(
            &table.name,
            &table.columns,
            &schools,
            &portion[0].school_year,
            table.day.as_deref().zip(first_day),
        )
        .await
}

/// Splits schools, which come sorted by year, into those that are computed together.
fn portions(changed: &[Changed]) -> Vec<&[Changed]> {
    let mut portions = Vec::new();
    let mut start = 0;
    let mut rows = 0;
    for (place, school) in changed.iter().enumerate() {
        let is_other_year = school.school_year != changed[start].school_year;
        if place > start && (is_other_year || rows + school.rows > PORTION_ROWS) {
            portions.push(&changed[start..place]);
            (start, rows) = (place, 0);
        }
        rows += school.rows;
    }
    if start < changed.len() {
        portions.push(&changed[start..]);
    }
    portions
}

/// Returns the mart's SQL with its rows in the order of the table.
fn ordered(mart: &Mart) -> String {
    // Texts that came through a join still point into whole files; a copy of their own lets the sort
    // count, and hold, only what it sorts.
    let columns = mart.head.columns.iter().map(|column| match column.type_ {
        MartType::Text => format!("arrow_cast({0}, 'Utf8') as {0}", column.name),
        _ => column.name.clone(),
    });
    let columns: Vec<String> = columns.collect();
    let mut order = vec!["school_year", "school_id"];
    order.extend(mart.head.sort.iter().map(String::as_str));
    format!(
        "select {} from ({}) order by {}",
        columns.join(", "),
        mart.sql.trim().trim_end_matches(';'),
        order.join(", ")
    )
}

/// Begins to encode rows, on a thread of its own.
fn push(
    mut writer: TableWriter,
    rows: Vec<RecordBatch>,
) -> JoinHandle<Result<TableWriter, lake::Error>> {
    tokio::task::spawn_blocking(move || {
        for batch in rows {
            writer.push(&batch)?;
        }
        Ok(writer)
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

/// Looks for rows that share a key and for rows that a check calls wrong, among those just filled.
async fn check(bench: &Workbench, mart: &Mart) -> Result<Vec<Diagnostic>, Error> {
    let among = match &mart.head.day {
        Some(day) => format!(
            "(select m.* from mart.{name} m join changed x on x.school_id = m.school_id \
             and x.school_year = m.school_year where m.{day} >= x.from_day)",
            name = mart.name
        ),
        None => format!("mart.{}", mart.name),
    };
    let mut faults = Vec::new();
    if !mart.head.key.is_empty() {
        let key = mart.head.key.join(", ");
        let sql =
            format!("select {key} from {among} group by {key} having count(*) > 1 limit {TOLD}");
        let message = format!("повторяется ключ витрины ({key})");
        faults.extend(told(bench, mart, "key", &sql, &message).await?);
    }
    for check in &mart.head.checks {
        let sql = format!("select * from {among} where {} limit {TOLD}", check.wrong);
        faults.extend(told(bench, mart, &check.name, &sql, &check.message).await?);
    }
    Ok(faults)
}

async fn told(
    bench: &Workbench,
    mart: &Mart,
    check: &str,
    sql: &str,
    message: &str,
) -> Result<Vec<Diagnostic>, Error> {
    let found = bench.rows(sql).await.map_err(|source| Error::Engine {
        step: format!("check `{check}` of {}", mart.name),
        source,
    })?;
    let mut faults = Vec::new();
    for rows in found {
        for row in 0..rows.num_rows() {
            let cells: Vec<String> = rows
                .schema()
                .fields()
                .iter()
                .zip(rows.columns())
                .map(|(field, column)| {
                    let text = cast(&column.slice(row, 1), &DataType::Utf8);
                    let text = text.ok().filter(|text| text.is_valid(0));
                    let value = text.map_or(String::new(), |text| {
                        text.as_string::<i32>().value(0).to_owned()
                    });
                    format!("{}={value}", field.name())
                })
                .collect();
            faults.push(
                Diagnostic::new(Severity::Refuse, "check", message)
                    .at_table(&mart.name)
                    .at_column(check)
                    .with_raw(cells.join(" ")),
            );
        }
    }
    Ok(faults)
}
