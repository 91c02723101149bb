//! What is done to a form by the forms of its pages: computed, corrected, noted on, declared ready, handed in, returned,
//! accepted, unlocked.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::sent::{Sent, chosen};
use super::{address_of, board, cell, cell_address, entry, filing, recomputation};
use crate::app::{AskError, Asker, CellKind, ChosenForm, Explained, Filing, FormDeed};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::{Fields, parted};
use crate::web::pages::html;
use crate::web::parts::address;
use crate::web::site::Site;

/// Computes a form, or takes over what newer data change where that was shown.
pub async fn compute(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let school_id = fields.text("school");
    if !fields.has("release") {
        let computed = site.app.compute_filing(&asker, &filing, &school_id).await;
        return told(&site, &asker, &filing, fields, computed, "computed").await;
    }
    let chosen = chosen(&fields)?;
    let release = fields.raw("release").parse();
    let release = release.map_err(|_| Error::BadRequest(say!("forms-no-version")))?;
    let recomputed = site
        .app
        .recompute_filing(&asker, &filing, &chosen, release)
        .await;
    match recomputed {
        Ok(()) => Ok(back(&filing, &school_id, "recomputed")),
        Err(error) => {
            let sent = Sent::of(fields, error)?;
            // What cannot be recomputed at all is told by the form itself.
            let open = site.app.open_filing(&asker, &filing, &school_id).await?;
            match open.may(FormDeed::Recompute) {
                true => recomputation::page(&site, &asker, &filing, &school_id, sent).await,
                false => refused(&site, &asker, &filing, sent).await,
            }
        }
    }
}

/// Corrects one cell, or fills several that no data fill.
pub async fn correct(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let school_id = chosen.school_id.clone();
    let is_entry = fields.raw("view") == "entry";
    let typed = fields.pairs().filter(|(name, _)| name.contains('/'));
    let mut typed: Vec<(String, String)> = typed
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    if is_entry {
        let open = site.app.open_filing(&asker, &filing, &school_id).await?;
        // What was left as it stood is no correction, and what stays empty is none yet.
        typed.retain(|(path, value)| {
            let stands = filing.cell(path).and_then(|(key, _)| {
                let value = open.values.get(&key)?;
                Some(numbers::plain(*value))
            });
            *value != stands.unwrap_or_default()
        });
    }
    let reason = fields.text("reason");
    let corrected = site
        .app
        .correct_cells(&asker, &filing, &chosen, &typed, &reason)
        .await;
    let Err(error) = corrected else {
        return Ok(match typed.as_slice() {
            [(path, _)] if !is_entry => back_to_cell(&filing, &school_id, path, "corrected"),
            _ => back(&filing, &school_id, "corrected"),
        });
    };
    let sent = Sent::of(fields, error)?;
    match typed.as_slice() {
        _ if is_entry => entry::page(&site, &asker, &filing, &school_id, sent).await,
        [(path, _)] => cell_refused(&site, &asker, &filing, &school_id, path, sent).await,
        _ => refused(&site, &asker, &filing, sent).await,
    }
}

/// Takes a correction back.
pub async fn uncorrect(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let path = fields.text("cell");
    let uncorrected = site
        .app
        .uncorrect_cell(&asker, &filing, &chosen, &path)
        .await;
    match uncorrected {
        Ok(()) => Ok(back_to_cell(
            &filing,
            &chosen.school_id,
            &path,
            "uncorrected",
        )),
        Err(error) => {
            let sent = Sent::of(fields, error)?;
            cell_refused(&site, &asker, &filing, &chosen.school_id, &path, sent).await
        }
    }
}

/// Notes something on a cell.
pub async fn note(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let path = fields.text("cell");
    let note = fields.raw("note").replace("\r\n", "\n");
    let noted = site
        .app
        .note_on_cell(&asker, &filing, &chosen, &path, &note)
        .await;
    match noted {
        Ok(()) => {
            let address = cell_address(&filing, &chosen.school_id, &path);
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let sent = Sent::of(fields, error)?;
            cell_refused(&site, &asker, &filing, &chosen.school_id, &path, sent).await
        }
    }
}

/// Declares a form ready to be handed in.
pub async fn declare_ready(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let done = site.app.declare_ready(&asker, &filing, &chosen).await;
    told(&site, &asker, &filing, fields, done, "ready").await
}

/// Takes that back.
pub async fn take_back_ready(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let done = site.app.take_back_ready(&asker, &filing, &chosen).await;
    told(&site, &asker, &filing, fields, done, "unready").await
}

/// Hands a form in.
pub async fn submit(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let submitted = Explained {
        chosen: chosen(&fields)?,
        explanation: fields.text("explanation").replace("\r\n", "\n"),
    };
    let done = site.app.submit_form(&asker, &filing, &submitted).await;
    told(&site, &asker, &filing, fields, done, "submitted").await
}

/// Returns a form to its school.
pub async fn give_back(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let (reason, cells) = reason_and_cells(&fields);
    let done = site
        .app
        .return_form(&asker, &filing, &chosen, &reason, &cells)
        .await;
    told(&site, &asker, &filing, fields, done, "returned").await
}

/// Accepts one form from its own page, or several from the board.
pub async fn accept(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    if fields.has("version") {
        let chosen = chosen(&fields)?;
        let done = site.app.accept_forms(&asker, &filing, &[chosen]).await;
        return told(&site, &asker, &filing, fields, done, "accepted").await;
    }
    let mut forms = Vec::new();
    for school_id in fields.all("school") {
        let version = fields.raw(&format!("version:{school_id}")).parse();
        let version = version.map_err(|_| Error::BadRequest(say!("forms-no-version")))?;
        forms.push(ChosenForm { school_id, version });
    }
    match site.app.accept_forms(&asker, &filing, &forms).await {
        Ok(()) => {
            let address = format!("{}?done=accepted", filing.address());
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let sent = Sent::of(fields, error)?;
            let status = sent.status();
            let page = board::page(&site, &asker, &filing, &Fields::default(), sent).await?;
            Ok((status, html(&page)?).into_response())
        }
    }
}

/// Opens an accepted form again.
pub async fn unlock(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let chosen = chosen(&fields)?;
    let (reason, cells) = reason_and_cells(&fields);
    let done = site
        .app
        .unlock_form(&asker, &filing, &chosen, &reason, &cells)
        .await;
    told(&site, &asker, &filing, fields, done, "unlocked").await
}

/// Prints a form to be signed, or without a school the сводная, and leads to the record of the print.
pub async fn print(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let school_id = fields.text("school");
    if school_id.is_empty() {
        let print = site.app.print_summary(&asker, &filing).await?;
        return Ok(Redirect::to(&format!("/prints/{}", print.record.id)).into_response());
    }
    match site.app.print_form(&asker, &filing, &school_id).await {
        Ok(print) => {
            let address = format!("/prints/{}", print.record.id);
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => refused(&site, &asker, &filing, Sent::of(fields, error)?).await,
    }
}

fn reason_and_cells(fields: &Fields) -> (String, Vec<String>) {
    let reason = fields.raw("reason").replace("\r\n", "\n");
    let mut cells = fields.all("cell");
    for path in parted(fields.raw("cells")) {
        // One may be ticked and typed.
        if !cells.contains(&path) {
            cells.push(path);
        }
    }
    (reason, cells)
}

/// Leads back to the form, or shows it with what was wrong.
async fn told(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    fields: Fields,
    done: Result<(), AskError>,
    word: &str,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(back(filing, &fields.text("school"), word)),
        Err(error) => refused(site, asker, filing, Sent::of(fields, error)?).await,
    }
}

async fn refused(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    sent: Sent,
) -> Result<Response, Error> {
    let status = sent.status();
    let school_id = sent.fields.text("school");
    let page = filing::page(site, asker, filing, &school_id, None, sent).await?;
    Ok((status, html(&page)?).into_response())
}

/// Shows a cell's card with what was wrong; the form itself where there is no such card.
async fn cell_refused(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
    path: &str,
    sent: Sent,
) -> Result<Response, Error> {
    let open = site.app.open_filing(asker, filing, school_id).await?;
    let has_card = filing
        .cell(path)
        .is_some_and(|(_, kind)| kind != CellKind::Closed);
    if open.record.is_none() || !has_card {
        return refused(site, asker, filing, sent).await;
    }
    let status = sent.status();
    let page = cell::page(site, asker, filing, school_id, path, sent).await?;
    Ok((status, html(&page)?).into_response())
}

fn back(filing: &Filing, school_id: &str, done: &str) -> Response {
    let address = format!("{}&done={done}", address_of(filing, school_id));
    Redirect::to(&address).into_response()
}

/// Leads back to where a cell stands in the form: the top of a long one says nothing of it.
fn back_to_cell(filing: &Filing, school_id: &str, path: &str, done: &str) -> Response {
    let form = address_of(filing, school_id);
    let at = address::encoded(path);
    Redirect::to(&format!("{form}&done={done}&at={at}#touched")).into_response()
}
