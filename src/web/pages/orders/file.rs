//! `/requests.xlsx` and `/requests.csv`: the register of orders as a file, picked as the page was.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use arrow::datatypes::{Field, Schema};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::filter::Asked;
use super::told::{self, Told};
use crate::app::{Action, Asker, OrderTerm, titles};
use crate::catalogue::say;
use crate::export::{self, FileFormat, Provenance};
use crate::office::Order;
use crate::table::{ColumnKind, Format, Table, TableColumn};
use crate::web::Error;
use crate::web::api::attachment::{Title, disposition};
use crate::web::api::load::written;
use crate::web::api::provenance;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::following::Following;
use crate::web::site::Site;

pub async fn xlsx(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    following: Following,
    fields: Fields,
) -> Result<Response, Error> {
    let response = hand_out(&site, &asker, &fields, FileFormat::Xlsx).await?;
    Ok(following.handed_out(response))
}

pub async fn csv(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    following: Following,
    fields: Fields,
) -> Result<Response, Error> {
    let response = hand_out(&site, &asker, &fields, FileFormat::Csv).await?;
    Ok(following.handed_out(response))
}

/// Hands out the orders that the filter lets through. What is handed out is written down first.
async fn hand_out(
    site: &Site,
    asker: &Asker,
    fields: &Fields,
    format: FileFormat,
) -> Result<Response, Error> {
    if !asker.may(Action::Export) {
        return Err(Error::NotAllowed(titles::refusal(Action::Export)));
    }
    let (asked, faults) = Asked::read(fields);
    if !faults.is_empty() {
        return Err(Error::BadRequest(say!("orders-filter-unread")));
    }
    let mut orders = site.app.orders(asker).await?;
    let told = Told::of(site, asker).await;
    orders.retain(|order| asked.view.has(asker, order) && asked.lets_through(order, &told));
    let made_at = site.app.clock.now().to_zoned(told.zone.clone());
    let release = site.app.office.current_release().await;
    let title = say!("orders-file");
    let provenance = Provenance {
        office: site.app.config.office.name.clone(),
        title: title.clone(),
        asker: asker.user.name.clone(),
        release: release
            .map_err(Error::inner)?
            .map_or(0, |release| release.id),
        data_moment: told.moment(made_at.timestamp()),
        filters: asked.said(&told),
        limits: Vec::new(),
        labels: provenance::labels(),
        made_at,
    };
    let name = provenance.made_at.strftime("svodka-requests-%Y-%m-%d-%H%M");
    let name = name.to_string();
    let table = table(&orders, &told).map_err(Error::inner)?;
    let bytes = written(move || export::to_bytes(&table, format, &provenance)).await?;
    let bytes = bytes.map_err(Error::inner)?;
    site.app
        .record_orders_export(asker, orders.len() as u64, format.name(), &bytes)
        .await?;
    let mut response = ([(CONTENT_TYPE, format.media_type())], bytes).into_response();
    if let Some(value) = disposition(&name, Title::read(&title).as_ref(), format.name()) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn table(orders: &[Order], told: &Told) -> Result<Table, arrow::error::ArrowError> {
    let text = |value: &dyn Fn(&Order) -> String| -> ArrayRef {
        let values = orders.iter().map(|order| Some(value(order)));
        Arc::new(values.collect::<StringArray>())
    };
    let day = |value: &dyn Fn(&Order) -> Option<Date>| -> ArrayRef {
        let values = orders.iter().map(|order| value(order).map(midnight));
        Arc::new(values.collect::<TimestampMillisecondArray>())
    };
    let number = |value: &dyn Fn(&Order) -> Option<i64>| -> ArrayRef {
        let values = orders.iter().map(value);
        Arc::new(values.collect::<Int64Array>())
    };
    let columns: Vec<(&str, String, Format, ArrayRef)> = vec![
        (
            "id",
            say!("orders-number"),
            Format::Text,
            text(&|order| order.id.to_string()),
        ),
        (
            "asked_on",
            say!("orders-asked"),
            Format::Day,
            day(&|order| Some(told.date(order.asked_at))),
        ),
        (
            "asker",
            say!("orders-asker"),
            Format::Text,
            text(&|order| told.asker(order)),
        ),
        (
            "whence",
            say!("orders-whence"),
            Format::Text,
            text(&|order| told.whence(order)),
        ),
        (
            "title",
            say!("orders-title"),
            Format::Text,
            text(&|order| order.wanted.title.clone()),
        ),
        (
            "purpose",
            say!("orders-purpose"),
            Format::Text,
            text(&|order| order.wanted.purpose.clone()),
        ),
        (
            "ground",
            say!("orders-ground"),
            Format::Text,
            text(&|order| order.wanted.ground.clone()),
        ),
        (
            "needed_by",
            say!("orders-needed-by"),
            Format::Day,
            day(&|order| Some(order.wanted.needed_by)),
        ),
        (
            "state",
            say!("orders-state"),
            Format::Text,
            text(&|order| told::state(order.state)),
        ),
        (
            "performer",
            say!("orders-performer"),
            Format::Text,
            text(&|order| {
                let performer = order.performer.as_ref();
                performer.map_or_else(String::new, |party| party.name.clone())
            }),
        ),
        (
            "due_on",
            say!("orders-due"),
            Format::Day,
            day(&|order| order.due_on),
        ),
        (
            "delivered_on",
            say!("orders-delivered"),
            Format::Day,
            day(&|order| order.delivered_at.map(|moment| told.date(moment))),
        ),
        (
            "closed_on",
            say!("orders-closed"),
            Format::Day,
            day(&|order| order.closed_at.map(|moment| told.date(moment))),
        ),
        (
            "late_days",
            say!("orders-late-days"),
            Format::Number(0),
            number(&|order| match told.term(order) {
                OrderTerm::Late(days) => Some(days),
                OrderTerm::InTime => Some(0),
                OrderTerm::None | OrderTerm::Left(_) => None,
            }),
        ),
    ];
    let fields: Vec<Field> = columns
        .iter()
        .map(|(key, _, _, values)| Field::new(*key, values.data_type().clone(), true))
        .collect();
    let values: Vec<ArrayRef> = columns.iter().map(|column| column.3.clone()).collect();
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), values)?;
    let columns = columns
        .into_iter()
        .map(|(key, title, format, _)| TableColumn {
            key: key.to_owned(),
            short_title: title.clone(),
            title,
            kind: match format {
                Format::Number(_) => ColumnKind::Measure,
                _ => ColumnKind::Dimension,
            },
            format,
            description: String::new(),
            titles: Vec::new(),
        });
    Ok(Table {
        columns: columns.collect(),
        rows: vec![rows],
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    })
}

fn midnight(day: Date) -> i64 {
    let midnight = day.to_zoned(TimeZone::UTC);
    midnight.map_or(0, |midnight| midnight.timestamp().as_millisecond())
}
