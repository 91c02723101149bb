//! `/forms`: statistical forms, each with its newest periods: the own state and deadline for a school, counts by state
//! for the office.

pub mod board;
pub mod cell;
pub mod deeds;
pub mod entry;
pub mod errand;
pub mod file;
mod filing;
mod history;
mod name;
pub mod pupils;
mod recomputation;
mod returning;
mod sent;
mod sheet;
mod summary;
pub mod template;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};

use self::sent::Sent;
use super::{Layout, html};
use crate::app::{Action, Asker, CellKey, Filing, FormCount, FormState, Punctuality};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::{
    Badge, Cell, DataTable, Head, Notice, Row, Tone, Verbatim, address, words,
};
use crate::web::site::Site;

/// The place of the menu that these pages belong to.
const HERE: &str = "/forms";

#[derive(Template)]
#[template(path = "forms.html")]
struct FormsPage {
    layout: Layout,
    forms: Vec<FormCard>,
    notice: Option<Notice>,
}

/// A form with its periods.
struct FormCard {
    id: String,
    title: String,
    name: String,
    order: String,
    is_draft: bool,
    periods: DataTable,
}

/// Shows the forms that the reader has to do with.
pub async fn list(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let list = site.app.form_list(&asker).await?;
    let mut forms: Vec<FormCard> = Vec::new();
    for count in &list {
        let form = &count.filing.form;
        let known = forms.iter().position(|card| card.title == form.title_code);
        let place = known.unwrap_or_else(|| {
            forms.push(card(form, &asker));
            forms.len() - 1
        });
        let row = match &count.own {
            Some((_, punctuality)) => own_row(count, *punctuality),
            None => office_row(count),
        };
        forms[place].periods.rows.push(row);
    }
    html(&FormsPage {
        layout: Layout::for_reader(&site, &asker, say!("forms-title"), HERE),
        notice: forms
            .is_empty()
            .then(|| Notice::empty(say!("forms-none"), say!("forms-none-hint"))),
        forms,
    })
}

/// Shows a form of a period: the own school's, one that is asked for, or the board of all.
pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let view = fields.raw("view");
    if view == "summary" {
        return summary::page(&site, &asker, &filing).await;
    }
    let Some(school_id) = school_of(&site, &asker, &filing, &fields).await? else {
        let page = board::page(&site, &asker, &filing, &fields, Sent::default()).await?;
        return Ok(html(&page)?.into_response());
    };
    let cell = fields.text("cell");
    match view {
        _ if !cell.is_empty() => {
            let sent = Sent::default();
            let page = cell::page(&site, &asker, &filing, &school_id, &cell, sent).await?;
            Ok(html(&page)?.into_response())
        }
        "recomputation" => {
            recomputation::page(&site, &asker, &filing, &school_id, Sent::default()).await
        }
        "entry" => entry::page(&site, &asker, &filing, &school_id, Sent::default()).await,
        _ => {
            let done = Done::of(&fields);
            let sent = Sent::asked(fields);
            let page = filing::page(&site, &asker, &filing, &school_id, done, sent).await?;
            Ok(html(&page)?.into_response())
        }
    }
}

/// Returns the school whose form is asked for: the one named, or the reader's only one. None is the board's.
async fn school_of(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    fields: &Fields,
) -> Result<Option<String>, Error> {
    let named = fields.text("school");
    if !named.is_empty() {
        return Ok(Some(named));
    }
    let schools = site.app.filers(asker, &filing.form).await?;
    match schools.as_slice() {
        [] => Err(Error::NotFound),
        [only] if asker.may(Action::FileForms) => Ok(Some(only.id.clone())),
        _ => Ok(None),
    }
}

fn card(form: &crate::app::Form, asker: &Asker) -> FormCard {
    let heads = match asker.may(Action::FileForms) {
        true => vec![
            Head::text(say!("forms-period")),
            Head::text(say!("forms-due")),
            Head::text(say!("forms-state")),
            Head::text(say!("forms-punctuality")),
        ],
        false => vec![
            Head::text(say!("forms-period")),
            Head::text(say!("forms-due")),
            Head::number(say!("forms-schools")),
            Head::number(state_name(None)),
            Head::number(state_name(Some(FormState::Computed))),
            Head::number(state_name(Some(FormState::Ready))),
            Head::number(state_name(Some(FormState::Submitted))),
            Head::number(state_name(Some(FormState::Returned))),
            Head::number(state_name(Some(FormState::Accepted))),
        ],
    };
    FormCard {
        id: format!("form-{}", form.code),
        title: form.title_code.clone(),
        name: form.name.clone(),
        order: form.order.clone(),
        is_draft: form.is_draft,
        periods: DataTable {
            id: format!("periods-{}", form.code),
            caption: say!("forms-periods", form = form.title_code.as_str()),
            heads,
            rows: Vec::new(),
        },
    }
}

fn period_cells(filing: &Filing) -> Vec<Cell> {
    vec![
        Cell::Link {
            text: say!("forms-on-day", day = words::day(filing.period.on)),
            address: filing.address(),
        },
        Cell::Text(words::day(filing.period.due)),
    ]
}

fn own_row(count: &FormCount, punctuality: Punctuality) -> Row {
    let state = count.by_state.keys().next().copied().flatten();
    let mut cells = period_cells(&count.filing);
    cells.push(Cell::Badge(state_badge(state)));
    cells.push(Cell::Badge(punctuality_badge(punctuality)));
    Row {
        cells,
        ..Row::default()
    }
}

fn office_row(count: &FormCount) -> Row {
    let mut cells = period_cells(&count.filing);
    cells.push(Cell::number(numbers::integer(count.schools as i64)));
    let states = std::iter::once(None).chain(FormState::ALL.map(Some));
    cells.extend(states.map(|state| {
        let schools = count.by_state.get(&state).copied().unwrap_or_default();
        Cell::number(numbers::integer(schools as i64))
    }));
    Row {
        cells,
        ..Row::default()
    }
}

/// Names how far a form has come.
fn state_name(state: Option<FormState>) -> String {
    match state {
        None => say!("forms-state-created"),
        Some(FormState::Computed) => say!("forms-state-computed"),
        Some(FormState::Ready) => say!("forms-state-ready"),
        Some(FormState::Submitted) => say!("forms-state-submitted"),
        Some(FormState::Returned) => say!("forms-state-returned"),
        Some(FormState::Accepted) => say!("forms-state-accepted"),
    }
}

fn state_badge(state: Option<FormState>) -> Badge {
    let tone = match state {
        None | Some(FormState::Computed) => Tone::Quiet,
        Some(FormState::Ready | FormState::Submitted) => Tone::Warning,
        Some(FormState::Returned) => Tone::Bad,
        Some(FormState::Accepted) => Tone::Good,
    };
    Badge::new(tone, state_name(state))
}

fn punctuality_badge(punctuality: Punctuality) -> Badge {
    match punctuality {
        Punctuality::OnTime => Badge::new(Tone::Good, say!("forms-on-time")),
        Punctuality::Late(days) => Badge::new(Tone::Warning, say!("forms-late", days = days)),
        Punctuality::Awaited(0) => Badge::new(Tone::Warning, say!("forms-due-today")),
        Punctuality::Awaited(days) => Badge::new(Tone::Quiet, say!("forms-days-left", days = days)),
        Punctuality::Overdue(days) => Badge::new(Tone::Bad, say!("forms-overdue", days = days)),
    }
}

/// Says what a form on a page is: «ОО-1 на 20.09.2025».
fn title_of(filing: &Filing) -> String {
    say!(
        "forms-form-on-day",
        form = filing.form.title_code.as_str(),
        day = words::day(filing.period.on)
    )
}

/// Returns the address of a school's form.
fn address_of(filing: &Filing, school_id: &str) -> String {
    format!(
        "{}?school={}",
        filing.address(),
        address::encoded(school_id)
    )
}

/// Returns the address of a cell's card.
fn cell_address(filing: &Filing, school_id: &str, path: &str) -> String {
    format!(
        "{}&cell={}",
        address_of(filing, school_id),
        address::encoded(path)
    )
}

/// Writes a figure of a form: as many decimals as it has, «—» for none.
fn figure(value: Option<f64>) -> String {
    let Some(value) = value else {
        return words::NOTHING.to_owned();
    };
    let plain = numbers::plain(value);
    let decimals = plain.split_once(',').map_or(0, |(_, rest)| rest.len());
    numbers::number(value, decimals.min(4) as u8)
}

/// What was done to the form last, for the page that a deed leads back to.
struct Done {
    words: String,
    /// The cell that it was done to.
    at: Option<CellKey>,
}

impl Done {
    fn of(fields: &Fields) -> Option<Self> {
        Some(Self {
            words: done_in_words(fields.raw("done"))?,
            at: CellKey::parse(fields.raw("at")),
        })
    }
}

fn done_in_words(done: &str) -> Option<String> {
    Some(match done {
        "computed" => say!("forms-done-computed"),
        "recomputed" => say!("forms-done-recomputed"),
        "corrected" => say!("forms-done-corrected"),
        "uncorrected" => say!("forms-done-uncorrected"),
        "noted" => say!("forms-done-noted"),
        "ready" => say!("forms-done-ready"),
        "unready" => say!("forms-done-unready"),
        "submitted" => say!("forms-done-submitted"),
        "returned" => say!("forms-done-returned"),
        "accepted" => say!("forms-done-accepted"),
        "unlocked" => say!("forms-done-unlocked"),
        "template" => say!("forms-done-template"),
        "template-removed" => say!("forms-done-template-removed"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_decimals_that_they_have() {
        let plain = |value| figure(value).replace(numbers::NO_BREAK_SPACE, " ");
        assert_eq!(plain(None), "—");
        assert_eq!(plain(Some(1234.0)), "1 234");
        assert_eq!(plain(Some(93.4)), "93,4");
    }

    #[test]
    fn a_deadline_is_told_in_words_and_signs() {
        for (punctuality, expected) in [
            (Punctuality::OnTime, "сдана в срок"),
            (Punctuality::Late(2), "сдана на 2 дня позже срока"),
            (Punctuality::Awaited(0), "срок сегодня"),
            (Punctuality::Awaited(21), "остался 21 день"),
            (Punctuality::Overdue(5), "просрочена на 5 дней"),
        ] {
            let text = punctuality_badge(punctuality).text;
            assert_eq!(text.replace('\u{a0}', " "), expected);
        }
    }
}
