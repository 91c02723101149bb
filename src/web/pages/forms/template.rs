//! The office's own workbook for a form: handed over on the board with which cell goes where, and taken away again.

use askama::Template;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::board;
use super::sent::Sent;
use crate::app::{Action, Asker, Filing, TEMPLATE_BYTES};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::html;
use crate::web::parts::{Verbatim, words};
use crate::web::site::Site;

/// The largest form: a workbook with what goes where in it.
pub const BODY_LIMIT: usize = TEMPLATE_BYTES + (256 << 10);

#[derive(Template)]
#[template(path = "forms/template.html")]
pub struct TemplatePart {
    address: String,
    /// What the kept workbook is called, who kept it and when.
    kept: Option<(String, String)>,
    mapping: String,
    /// Whether what was handed over was not kept: it stands there to be mended.
    is_refused: bool,
    may_change: bool,
}

impl askama::filters::HtmlSafe for TemplatePart {}

/// Returns the part of the board about the workbook; none where there is neither one nor a right to hand one over.
pub async fn part(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    sent: &Fields,
) -> Result<Option<TemplatePart>, Error> {
    let kept = site.app.form_template(asker, filing).await?;
    let may_change = asker.may(Action::AcceptForms);
    if kept.is_none() && !may_change {
        return Ok(None);
    }
    let zone = &site.app.config.office.timezone;
    let mapping = match (&kept, sent.raw("mapping")) {
        (Some(kept), "") => kept.mapping.clone(),
        (_, sent) => sent.to_owned(),
    };
    Ok(Some(TemplatePart {
        address: filing.address(),
        kept: kept.map(|kept| {
            let at = words::moment(kept.uploaded_at, zone);
            let said = say!("forms-by-at", by = kept.uploaded_by.as_str(), at = at);
            (kept.file_name, said)
        }),
        mapping,
        is_refused: sent.has("mapping"),
        may_change,
    }))
}

/// Keeps a workbook of the office's own.
pub async fn keep(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let mut form = form.map_err(|_| Error::BadRequest(say!("faults-fields-unread")))?;
    let (mut name, mut workbook, mut mapping) = (String::new(), Vec::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(unread)? {
        match field.name() {
            Some("workbook") => {
                name = field.file_name().unwrap_or_default().to_owned();
                workbook = field.bytes().await.map_err(unread)?.to_vec();
            }
            Some("mapping") => mapping = field.text().await.map_err(unread)?,
            _ => {}
        }
    }
    let kept = site
        .app
        .keep_form_template(&asker, &filing, &name, workbook, &mapping)
        .await;
    let Err(error) = kept else {
        return Ok(back(&filing, "template"));
    };
    let sent = Sent::of(Fields::of(&[("mapping", &mapping)]), error)?;
    let status = sent.status();
    let page = board::page(&site, &asker, &filing, &Fields::default(), sent).await?;
    Ok((status, html(&page)?).into_response())
}

/// Takes the workbook away.
pub async fn drop(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
) -> Result<Response, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    site.app.drop_form_template(&asker, &filing).await?;
    Ok(back(&filing, "template-removed"))
}

fn unread(error: MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::BadRequest(say!("faults-fields-unread")),
    }
}

fn back(filing: &Filing, done: &str) -> Response {
    let address = format!("{}?done={done}", filing.address());
    Redirect::to(&address).into_response()
}
