//! `/reports/{name}`: one report: what it asks for, its paper on the screen, and its files.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::{address_of, asked};
use crate::app::{
    Action, AskError, Asker, Given, Offered, PaperFormat, ParameterKind, Printed, Report,
    ReportForm, ReportParameter,
};
use crate::catalogue::say;
use crate::sheet::{Block, Paper};
use crate::web::Error;
use crate::web::api::attachment::{Title, disposition};
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::following::Following;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Faults, Notice, PaperView, Verbatim, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "reports/report.html")]
struct ReportPage {
    layout: Layout,
    title: String,
    about: String,
    address: String,
    asked: Vec<asked::Asked>,
    faults: Faults,
    notice: Option<Notice>,
    made: Option<Made>,
    /// Of a long one, which is not made for the screen.
    long: Option<Long>,
}

/// The ways to have a long paper made.
struct Long {
    /// What is to be chosen to see a part of it; empty where nothing helps.
    narrower: String,
    /// What was chosen, for the forms that begin.
    given: Vec<(String, String)>,
}

/// The paper as it stands on the page.
struct Made {
    paper: PaperView,
    provenance: String,
    /// What is left to the files, where it is too long for a screen.
    cut: String,
    /// None for who may not take it away.
    files: Option<Files>,
}

struct Files {
    xlsx: String,
    pdf: String,
    /// What was chosen, for the form that keeps a print.
    given: Vec<(String, String)>,
}

/// More slips and rows are a file's matter.
const SLIPS: usize = 12;
const ROWS: usize = 600;

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    sent: Fields,
) -> Result<Response, Error> {
    let report = site.app.report_named(&asker, &name)?;
    let (given, mut faults) = match asked::given(&report, &sent) {
        Ok(given) => (given, Faults::default()),
        Err(faults) => (Given::new(), faults),
    };
    let form = match site.app.report_form(&asker, &report, &given).await {
        Ok(form) => form,
        Err(AskError::NoRelease) => {
            let notice = Some(Notice::no_data());
            let page = page(&site, &asker, &report, Vec::new(), faults, notice, None);
            return Ok(html(&page)?.into_response());
        }
        Err(error) => return Err(error.into()),
    };
    for fault in &form.faults {
        let message = match &fault.hint {
            Some(hint) => format!("{}: {hint}", fault.message),
            None => fault.message.clone(),
        };
        let field = match sent.has(&fault.path) {
            false if report.parameter(&fault.path).is_some_and(is_range) => {
                format!("{}.from", fault.path)
            }
            _ => fault.path.clone(),
        };
        faults.add(field, &message);
    }
    let fields = asked::form(&form, &sent, &faults);
    if !faults.is_empty() {
        return refused(&page(&site, &asker, &report, fields, faults, None, None));
    }
    if !form.is_whole {
        let notice = Notice::empty(say!("reports-to-choose"), missing(&form));
        let page = page(&site, &asker, &report, fields, faults, Some(notice), None);
        return Ok(html(&page)?.into_response());
    }
    if site.app.is_long_report(&report, &form) {
        let may_take = asker.may(Action::Export);
        if may_take || report.part.is_some() {
            let notice = (!may_take).then(|| {
                Notice::empty(
                    say!("reports-long-closed"),
                    say!("reports-long-closed-text"),
                )
            });
            let long = may_take.then(|| long(&report, &form));
            let page = ReportPage {
                long,
                ..page(&site, &asker, &report, fields, faults, notice, None)
            };
            return Ok(html(&page)?.into_response());
        }
    }
    let asking = site.metrics.asking();
    let printed = site.app.report_of_form(&asker, report.clone(), form).await;
    drop(asking);
    let (notice, made) = match printed {
        Ok(printed) => (None, Some(made(&asker, printed))),
        Err(AskError::Refused { faults: found, .. }) => {
            for fault in found {
                faults.add(fault.path, &fault.message);
            }
            (None, None)
        }
        Err(error @ AskError::Busy) => return Err(error.into()),
        Err(error) => (Some(Notice::failed(&error.into())), None),
    };
    let page = page(&site, &asker, &report, fields, faults, notice, made);
    Ok(html(&page)?.into_response())
}

/// Hands a report out as a file.
pub async fn file(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    following: Following,
    sent: Fields,
) -> Result<Response, Error> {
    let format = PaperFormat::parse(sent.raw("format"))
        .ok_or_else(|| Error::bad_parameter("format", &say!("reports-format"), "?format=pdf"))?;
    let report = site.app.report_named(&asker, &name)?;
    let given = given_of(&report, &sent)?;
    let form = site.app.report_form(&asker, &report, &given).await?;
    if let Some(page) = too_long(&site, &asker, &report, &form)? {
        return Ok(page);
    }
    let asking = site.metrics.asking();
    let written = following.written();
    let printed = site
        .app
        .short_report(&asker, report, form, written.steps())
        .await?;
    drop(asking);
    let stamp = site.app.stamp_of(&asker, &printed);
    let stamped = stamp.made_at.strftime("%Y-%m-%d-%H%M").to_string();
    let bytes = site.app.report_file(&printed, format, stamp).await?;
    site.app
        .record_report_export(&asker, &printed, format, &bytes)
        .await?;
    let name = format!("{name}-{stamped}");
    let response = handed_out(bytes, format, &name, &title_of(&printed));
    Ok(following.handed_out(response))
}

/// Says of a report that takes long that it is prepared, and offers to begin; none where it does not.
pub fn too_long(
    site: &Site,
    asker: &Asker,
    report: &Arc<Report>,
    form: &ReportForm,
) -> Result<Option<Response>, Error> {
    let is_long = form.is_whole && site.app.is_long_report(report, form);
    if !is_long || !asker.may(Action::Export) {
        return Ok(None);
    }
    let fields = asked::form(form, &Fields::default(), &Faults::default());
    let notice = Notice {
        is_fault: true,
        ..Notice::empty(say!("reports-long-refused"), say!("reports-long-advice"))
    };
    let page = ReportPage {
        long: Some(long(report, form)),
        ..page(
            site,
            asker,
            report,
            fields,
            Faults::default(),
            Some(notice),
            None,
        )
    };
    refused(&page).map(Some)
}

/// Reads what was given with a file or a print; how it is made and followed is no parameter.
pub fn given_of(report: &Report, sent: &Fields) -> Result<Given, Error> {
    let mut given = asked::given(report, sent)
        .map_err(|faults| Error::BadRequest(faults.first().unwrap_or_default()))?;
    given.retain(|name, _| !["format", "id"].contains(&name.as_str()));
    Ok(given)
}

/// Returns a file under a name for programs and one for people.
pub fn handed_out(
    bytes: impl Into<Bytes>,
    format: PaperFormat,
    name: &str,
    title: &str,
) -> Response {
    let bytes: Bytes = bytes.into();
    let mut response = ([(CONTENT_TYPE, format.media_type())], bytes).into_response();
    let title = Title::read(title);
    if let Some(value) = disposition(name, title.as_ref(), format.name()) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Names the file: the paper and what it is of.
fn title_of(printed: &Printed) -> String {
    let of = printed.paper.subtitles.first();
    match of {
        Some(of) => format!("{}, {of}", printed.paper.title),
        None => printed.paper.title.clone(),
    }
}

fn is_range(parameter: &ReportParameter) -> bool {
    parameter.kind == ParameterKind::Range
}

fn missing(form: &ReportForm) -> String {
    let missing = form
        .offered
        .iter()
        .filter(|one| one.value.is_empty() && !one.parameter.is_optional);
    let missing: Vec<&Offered> = missing.collect();
    let bare = missing
        .iter()
        .find(|one| one.parameter.kind == ParameterKind::Entry && one.choices.is_empty());
    if let (Some(one), true) = (bare, form.school_id.is_some()) {
        return words::sentence(&say!(
            "reports-no-entries",
            title = one.parameter.title.as_str()
        ));
    }
    let missing: Vec<&str> = missing
        .iter()
        .map(|one| one.parameter.title.as_str())
        .collect();
    say!("reports-missing", names = missing.join(", "))
}

fn made(asker: &Asker, printed: Printed) -> Made {
    let files = asker.may(Action::Export).then(|| {
        let query = asked::written(&printed.given);
        let file = format!("{}/file?{query}&format=", address_of(&printed.report.name));
        Files {
            xlsx: format!("{file}{}", PaperFormat::Xlsx.name()),
            pdf: format!("{file}{}", PaperFormat::Pdf.name()),
            given: pairs(&printed.given),
        }
    });
    let (paper, cut) = on_screen(printed.paper);
    Made {
        paper: PaperView::of(&paper, "paper"),
        provenance: say!(
            "reports-provenance",
            moment = printed.data_moment.as_str(),
            release = printed.release.to_string()
        ),
        cut,
        files,
    }
}

fn long(report: &Report, form: &ReportForm) -> Long {
    let without = report.is_long_without.as_deref();
    let narrower = without.and_then(|name| report.parameter(name));
    Long {
        narrower: narrower.map_or_else(String::new, |one| one.title.clone()),
        given: pairs(&form.given),
    }
}

/// Returns what was chosen as the fields of a form.
fn pairs(given: &Given) -> Vec<(String, String)> {
    let pairs = given.iter().flat_map(|(name, values)| {
        let values = values.iter();
        values.map(move |value| (name.clone(), value.clone()))
    });
    pairs.collect()
}

/// Leaves of a paper what a screen can show, and says what is left out.
fn on_screen(mut paper: Paper) -> (Paper, String) {
    let mut cut = String::new();
    for block in &mut paper.blocks {
        match block {
            Block::Slips { slips, .. } if slips.len() > SLIPS => {
                cut = say!(
                    "reports-slips-cut",
                    shown = SLIPS as i64,
                    count = slips.len() as i64
                );
                slips.truncate(SLIPS);
            }
            // A row that spans reaches over others: what is cut is cut behind a whole one.
            Block::Sheet(sheet) if sheet.body.len() > ROWS => {
                cut = say!(
                    "reports-rows-cut",
                    shown = ROWS as i64,
                    count = sheet.body.len() as i64
                );
                let ends = |place: &usize| {
                    let mut rows = sheet.body[..*place].iter().enumerate();
                    rows.all(|(row, cells)| {
                        cells
                            .iter()
                            .all(|cell| row + usize::from(cell.rows) <= *place)
                    })
                };
                let most = (0..=ROWS).rev().find(ends).unwrap_or(ROWS);
                sheet.body.truncate(most);
            }
            _ => {}
        }
    }
    (paper, cut)
}

fn page(
    site: &Site,
    asker: &Asker,
    report: &Arc<Report>,
    asked: Vec<asked::Asked>,
    faults: Faults,
    notice: Option<Notice>,
    made: Option<Made>,
) -> ReportPage {
    let title = report.title.plain();
    ReportPage {
        layout: Layout::for_reader(site, asker, title.clone(), "/reports"),
        title,
        about: report.description.plain(),
        address: address_of(&report.name),
        asked,
        faults,
        notice,
        made,
        long: None,
    }
}
