//! Marts: derived tables, filled anew for what changed, and checked before anybody sees them.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use futures::StreamExt;

use super::changes::Changed;
use super::steps::Steps;
use super::tables::mart_name;
use super::{Error, Progress, Warehouse};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{self, Workbench};
use crate::lake::Replaced;
use crate::model::{Mart, MartType};
use crate::period::Period;

/// Far enough for every record of a school.
const LAST_DAY: jiff::civil::Date = jiff::civil::date(9999, 12, 31);
/// Rows of a failed check that are told.
const TOLD: usize = 5;

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
    for mart in warehouse.model.marts.iter().filter(|mart| mart.is_stored()) {
        progress.writing(&mart.name);
        fill(warehouse, bench, mart, changed, load_ids).await?;
        steps.passed(&mart.name);
        bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
        faults.extend(check(bench, mart).await?);
    }
    Ok(faults)
}

async fn fill(
    warehouse: &Warehouse,
    bench: &Workbench,
    mart: &Mart,
    changed: &[Changed],
    load_ids: &[String],
) -> Result<(), Error> {
    let error = |source: engine::Error| Error::Engine {
        step: mart.name.clone(),
        source,
    };
    // Texts that came through a join still point into whole files; a copy of their own lets the sort
    // count, and hold, only what it sorts.
    let columns = mart.head.columns.iter().map(|column| match column.type_ {
        MartType::Text => format!("arrow_cast({0}, 'Utf8') as {0}", column.name),
        _ => column.name.clone(),
    });
    let columns: Vec<String> = columns.collect();
    let mut order = vec!["school_year", "school_id"];
    order.extend(mart.head.sort.iter().map(String::as_str));
    let sql = format!(
        "select {} from ({}) order by {}",
        columns.join(", "),
        mart.sql.trim().trim_end_matches(';'),
        order.join(", ")
    );
    let mut rows = bench.stream(&sql).await.map_err(error)?;
    let mut writer = warehouse.lake.writer(&mart_name(&mart.name)).await?;
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(|source| error(source.into()))?;
        let pushed = tokio::task::spawn_blocking(move || writer.push(&batch).map(|()| writer));
        writer = pushed
            .await
            .map_err(|broken| Error::Broken(broken.to_string()))??;
    }
    let replaced: Vec<Replaced> = if mart.head.is_whole {
        let schools = every_school(bench).await.map_err(error)?;
        schools
            .into_iter()
            .map(|school_id| Replaced {
                school_id,
                school_year: None,
                days: None,
            })
            .collect()
    } else {
        let has_year =
            mart.head.key.is_empty() || mart.head.key.iter().any(|key| key == "school_year");
        let replaced = changed.iter().map(|school| Replaced {
            school_id: school.school_id.clone(),
            school_year: has_year.then(|| school.school_year.clone()),
            days: mart
                .head
                .day
                .as_ref()
                .map(|_| Period::new(school.from_day, LAST_DAY)),
        });
        replaced.collect()
    };
    writer.commit(&replaced, load_ids).await?;
    Ok(())
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
