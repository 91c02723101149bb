//! The SQL page: a person's own question over the tables of that person's scope, and its rows as a table.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::{Layout, html};
use crate::app::{AskError, Asker, SqlAnswer, SqlTable};
use crate::catalogue::say;
use crate::export::cell::lines;
use crate::export::numbers;
use crate::table::{Format, Table};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::data_table::{Cell, Head, Row};
use crate::web::parts::{DataTable, Verbatim};
use crate::web::site::Site;

/// Rows of one page: more is a file's matter.
const ROWS: usize = 1_000;

#[derive(Template)]
#[template(path = "sql.html")]
struct SqlPage {
    layout: Layout,
    sql: String,
    /// What is wrong with the question.
    fault: Option<String>,
    /// How many rows came, and of which release.
    summary: Option<String>,
    answer: Option<DataTable>,
    tables: Vec<SqlTable>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    html(&page(&site, &asker, String::new()))
}

/// Answers the question of the form below itself.
pub async fn answer(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Response, Error> {
    let mut page = page(&site, &asker, fields.raw("sql").to_owned());
    if page.sql.trim().is_empty() {
        page.fault = Some(say!("sql-empty"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let asking = site.metrics.asking();
    let answered = site
        .app
        .ask_sql_as(&asker, &page.sql, &Value::Null, Some(ROWS))
        .await;
    drop(asking);
    match answered {
        Ok(answer) => {
            let table = answer.to_table().map_err(Error::inner)?;
            page.summary = Some(summary(&answer, &table));
            page.answer = Some(laid_out(&table));
            Ok(html(&page)?.into_response())
        }
        Err(AskError::Refused { faults, .. }) => {
            let faults = faults.into_iter().map(|fault| fault.message);
            page.fault = Some(faults.collect::<Vec<_>>().join("; "));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn page(site: &Site, asker: &Asker, sql: String) -> SqlPage {
    SqlPage {
        layout: Layout::for_reader(site, asker, say!("sql-title"), "/sql"),
        sql,
        fault: None,
        summary: None,
        answer: None,
        tables: site.app.sql_tables(asker),
    }
}

fn summary(answer: &SqlAnswer, table: &Table) -> String {
    let count = table.row_count();
    // The number of a release is its name and is not grouped.
    let release = answer.release.to_string();
    match answer.is_truncated {
        true => say!("sql-count-cut", count = count, release = release),
        false => say!("sql-count", count = count, release = release),
    }
}

fn laid_out(table: &Table) -> DataTable {
    let is_number = |format: Format| matches!(format, Format::Number(_) | Format::Percent(_));
    let heads = table
        .columns
        .iter()
        .map(|column| match is_number(column.format) {
            true => Head::number(column.title.clone()),
            false => Head::text(column.title.clone()),
        });
    let rows = lines(table).map(|line| {
        let cells = line.printed(&table.columns).zip(&table.columns);
        let cells = cells.map(|(cell, column)| {
            let text = numbers::show(&cell, column);
            match is_number(column.format) {
                true => Cell::number(text),
                false => Cell::Text(text),
            }
        });
        Row {
            cells: cells.collect(),
            ..Row::default()
        }
    });
    DataTable {
        id: "answer".to_owned(),
        caption: say!("sql-answer-rows"),
        heads: heads.collect(),
        rows: rows.collect(),
    }
}
