//! `/requests/new`: ordering a report, from words alone or from a question of the constructor.

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use serde_json::{Map, Value};

use super::{order_address, told};
use crate::app::{Asker, OrderDraft, SchoolSeen};
use crate::catalogue::say;
use crate::office::OrderOutput;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::{self, Fields};
use crate::web::pages::constructor::{Said, said_of};
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Check, Checks, Choice, Faults, Field, Input, Verbatim, words};
use crate::web::rison;
use crate::web::site::Site;

/// Days that a report usually takes.
const USUAL_DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "orders/new.html")]
struct NewOrderPage {
    layout: Layout,
    faults: Faults,
    /// The question that it begins with, as it came.
    q: String,
    question: Option<Said>,
    wanted: Vec<Field>,
    /// None for who sees one school.
    schools: Option<Checks>,
    has_chosen: bool,
    period: Vec<Field>,
    why: Vec<Field>,
    how: Vec<Field>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let mut faults = Faults::default();
    let question = question(&fields, &mut faults);
    html(&page(&site, &asker, &fields, question, faults).await?)
}

/// Places the order and leads to its card.
pub async fn place(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Response, Error> {
    let mut faults = Faults::default();
    let question = question(&fields, &mut faults);
    let mut day = |name: &str| {
        fields::day(fields.raw(name)).unwrap_or_else(|message| {
            faults.add(name, &message);
            None
        })
    };
    let draft = OrderDraft {
        from: day("from"),
        to: day("to"),
        needed_by: day("needed_by"),
        title: fields.text("title"),
        words: fields.text("words"),
        school_ids: fields.all("schools"),
        purpose: fields.text("purpose"),
        ground: fields.text("ground"),
        output: fields.text("output"),
        question: question.clone(),
    };
    if faults.is_empty() {
        match site.app.place_order(&asker, &draft).await {
            Ok(id) => {
                let address = format!("{}?done=submit", order_address(id));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(error) => faults = Faults::of(error)?,
        }
    }
    refused(&page(&site, &asker, &fields, question, faults).await?)
}

/// Reads the constructor's state; what cannot be read is told.
fn question(fields: &Fields, faults: &mut Faults) -> Map<String, Value> {
    rison::decode(fields.raw("q")).unwrap_or_else(|unread| {
        let reason = unread.to_string();
        faults.add("q", &say!("orders-fault-question", reason = reason));
        Map::new()
    })
}

async fn page(
    site: &Site,
    asker: &Asker,
    sent: &Fields,
    question: Map<String, Value>,
    faults: Faults,
) -> Result<NewOrderPage, Error> {
    let schools = site.app.schools_seen(asker).await?;
    let question = match question.is_empty() {
        true => None,
        false => said_of(site, asker, question).await,
    };
    let field = |name: &str, label: String, input: Input| {
        Field::new("order", name, label, input)
            .with_value(sent.text(name))
            .with_faults(&faults)
    };
    let usual = site.app.moment().today.saturating_add(USUAL_DAYS.days());
    let mut needed_by = field("needed_by", say!("orders-needed-by"), Input::Date).required();
    if !sent.has("needed_by") {
        needed_by.value = usual.to_string();
    }
    let outputs = OrderOutput::ALL.map(|output| Choice::new(output.name(), told::output(output)));
    Ok(NewOrderPage {
        layout: Layout::for_reader(site, asker, say!("orders-new"), "/requests"),
        // What cannot be asked is left out, with what was typed around it kept.
        q: match faults.at("q").is_empty() {
            true => sent.raw("q").to_owned(),
            false => String::new(),
        },
        question: question.filter(|_| faults.at("q").is_empty()),
        wanted: vec![
            field("title", say!("orders-title"), Input::Text)
                .with_hint(say!("orders-title-hint"))
                .required(),
            field("words", say!("orders-words"), Input::Lines)
                .with_hint(say!("orders-words-hint"))
                .required(),
        ],
        has_chosen: sent.has("schools"),
        schools: (schools.len() > 1).then(|| checks(&schools, sent, &faults)),
        period: vec![
            field("from", say!("orders-from"), Input::Date),
            field("to", say!("orders-to"), Input::Date),
        ],
        why: vec![
            field("purpose", say!("orders-purpose"), Input::Text)
                .with_hint(say!("orders-purpose-hint"))
                .required(),
            field("ground", say!("orders-ground"), Input::Text)
                .with_hint(say!("orders-ground-hint")),
        ],
        how: vec![
            needed_by,
            field(
                "output",
                say!("orders-output"),
                Input::Select(outputs.into()),
            ),
        ],
        faults,
    })
}

fn checks(schools: &[SchoolSeen], sent: &Fields, faults: &Faults) -> Checks {
    let chosen: HashSet<String> = sent.all("schools").into_iter().collect();
    Checks {
        id: "order-schools".to_owned(),
        name: "schools",
        legend: say!("orders-about"),
        hint: say!("orders-about-hint"),
        boxes: schools
            .iter()
            .map(|school| Check {
                value: school.id.clone(),
                title: words::unbroken(&school.name),
                note: String::new(),
                is_checked: chosen.contains(&school.id),
            })
            .collect(),
        faults: faults.at("schools"),
        is_single: false,
    }
}
