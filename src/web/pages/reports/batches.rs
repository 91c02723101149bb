//! `/batches`: a paper that takes its time, how far it is, and its file. Without scripts the page is asked for again by its link.

use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::report::{given_of, handed_out};
use super::{address_of, asked};
use crate::app::{Batch, BatchState, PaperFormat};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Notice, Verbatim};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "reports/batch.html")]
struct BatchPage {
    layout: Layout,
    title: String,
    address: String,
    /// The report with what was chosen, or the print: where it is begun anew.
    report: String,
    report_title: String,
    chosen: String,
    /// Of one that is under way.
    progress: Option<Progress>,
    notice: Option<Notice>,
    done: Option<Done>,
}

/// How far a batch is, in words and for a script.
#[derive(Serialize)]
pub struct Progress {
    state: &'static str,
    done: usize,
    /// None where nobody can know.
    all: Option<usize>,
    stage: String,
    count: String,
}

struct Done {
    format: &'static str,
    /// The number of the print and the address of its record.
    print: Option<(i64, String)>,
}

/// Begins to make a report and leads to where it is watched.
pub async fn begin(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    sent: Fields,
) -> Result<Response, Error> {
    let report = site.app.report_named(&asker, &name)?;
    let format = PaperFormat::parse(sent.raw("format"))
        .ok_or_else(|| Error::bad_parameter("format", &say!("reports-format"), "format=pdf"))?;
    let given = given_of(&report, &sent)?;
    let batch = site.app.begin_batch(&asker, &name, &given, format).await?;
    Ok(Redirect::to(&address(&batch)).into_response())
}

/// Begins to draw a print again that is long.
pub async fn begin_reprint(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Redirect, Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let batch = site.app.begin_reprint(&asker, id).await?;
    Ok(Redirect::to(&address(&batch)))
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let batch = site.app.batch(&asker, number(&id)?)?;
    let state = batch.state();
    let notice = match &state {
        BatchState::Asking { .. } | BatchState::Writing | BatchState::Done(_) => None,
        BatchState::Failed(error) => Some(Notice::failed(&error.clone().into())),
        BatchState::Stopped => Some(Notice::empty(
            say!("batches-stopped"),
            say!("batches-stopped-text"),
        )),
        BatchState::Left => Some(Notice::empty(
            say!("batches-left"),
            say!("batches-left-text"),
        )),
    };
    let done = match &state {
        BatchState::Done(file) => Some(Done {
            format: batch.format.name(),
            print: file.print.map(|id| (id, format!("/prints/{id}"))),
        }),
        _ => None,
    };
    let title = match done {
        Some(_) => say!("batches-done"),
        None => say!("batches-title"),
    };
    let again = match batch.print {
        Some(id) => format!("/prints/{id}"),
        None => {
            let query = asked::written(&batch.given);
            format!("{}?{query}", address_of(&batch.report.name))
        }
    };
    html(&BatchPage {
        layout: Layout::for_reader(&site, &asker, title.clone(), "/reports"),
        title,
        address: address(&batch),
        report: again,
        report_title: batch.report.title.plain(),
        chosen: batch.chosen.join("; "),
        progress: progress_of(&state),
        notice,
        done,
    })
}

/// Says how far a batch is, for the page's script.
pub async fn progress(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Progress>, Error> {
    let batch = site.app.batch(&asker, number(&id)?)?;
    let over = || Progress {
        state: "over",
        done: 0,
        all: None,
        stage: say!("batches-over"),
        count: String::new(),
    };
    Ok(Json(progress_of(&batch.state()).unwrap_or_else(over)))
}

pub async fn stop(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Redirect, Error> {
    let batch = site.app.batch(&asker, number(&id)?)?;
    batch.stop();
    Ok(Redirect::to(&address(&batch)))
}

/// Hands the file out, as often as it is asked for while it is kept.
pub async fn file(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = number(&id)?;
    let batch = site.app.batch(&asker, id)?;
    let file = site.app.batch_file(&asker, id).await?;
    let title = match file.print {
        Some(number) => format!("{} № {number}", file.title),
        None => file.title.clone(),
    };
    Ok(handed_out(
        Bytes::from_owner(file.bytes.clone()),
        batch.format,
        &file.name,
        &title,
    ))
}

/// What is no number is the number of no batch.
fn number(id: &str) -> Result<u64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

fn address(batch: &Batch) -> String {
    format!("/batches/{}", batch.id)
}

/// Returns how far a batch is that is under way.
fn progress_of(state: &BatchState) -> Option<Progress> {
    match state {
        BatchState::Asking { done, all } => Some(Progress {
            state: "asking",
            done: *done,
            all: (*all > 0).then_some(*all),
            stage: say!("batches-asking"),
            count: match all {
                0 => String::new(),
                all => say!("batches-count", done = *done as i64, all = *all as i64),
            },
        }),
        BatchState::Writing => Some(Progress {
            state: "writing",
            done: 0,
            all: None,
            stage: say!("batches-writing"),
            count: String::new(),
        }),
        BatchState::Done(_) | BatchState::Failed(_) | BatchState::Stopped | BatchState::Left => {
            None
        }
    }
}

impl Progress {
    /// Says whether there is still something to stop.
    fn may_stop(&self) -> bool {
        self.state == "asking"
    }
}
