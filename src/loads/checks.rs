//! Checks: what a mart says of its own rows must hold before anybody sees them.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::Error;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Workbench;
use crate::model::Mart;

/// Rows of a failed check that are told.
const TOLD: usize = 5;

/// Looks for rows that share a key and for rows that a check calls wrong, among those just filled.
pub async fn check(bench: &Workbench, mart: &Mart) -> Result<Vec<Diagnostic>, Error> {
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
