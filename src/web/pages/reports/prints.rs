//! `/prints`: papers that were printed to be signed: their list, one of them, the same bytes again.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::report::{given_of, handed_out, too_long};
use crate::app::{AskError, Asker, PaperFormat, Print, PrintsAsked, SchoolSeen};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::following::Following;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{
    Cell, Choice, DataTable, Faults, Field, Head, Input, Notice, Row, Verbatim, address, words,
};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "reports/prints.html")]
struct PrintsPage {
    layout: Layout,
    faults: Faults,
    field: Field,
    /// The schools to choose from, for who sees several.
    schools: Option<Field>,
    /// What was found by a hash.
    found: Option<Notice>,
    table: Option<DataTable>,
    notice: Option<Notice>,
    /// Where the older ones are.
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "reports/print.html")]
struct PrintPage {
    layout: Layout,
    title: String,
    report: String,
    facts: Vec<(String, String)>,
    /// Where it is printed again; nothing where what stands in it is not the reader's to see.
    address: Option<String>,
    /// Whether drawing it again takes its time.
    is_long: bool,
    /// What came of a comparison.
    notice: Option<Notice>,
}

/// Keeps a print of a report and leads to it.
pub async fn make(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    sent: Fields,
) -> Result<Response, Error> {
    let report = site.app.report_named(&asker, &name)?;
    let given = given_of(&report, &sent)?;
    let form = site.app.report_form(&asker, &report, &given).await?;
    if let Some(page) = too_long(&site, &asker, &report, &form)? {
        return Ok(page);
    }
    let asking = site.metrics.asking();
    let print = site.app.print_report(&asker, report, form).await?;
    drop(asking);
    Ok(Redirect::to(&format!("/prints/{}", print.record.id)).into_response())
}

pub async fn list(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    sent: Fields,
) -> Result<Response, Error> {
    let below = match sent.raw("below") {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    let schools = site.app.schools_seen(&asker).await?;
    let school = sent.text("school");
    // A school of somebody else looks absent.
    if !school.is_empty() && !schools.iter().any(|seen| seen.id == school) {
        return Err(Error::NotFound);
    }
    let asked = PrintsAsked {
        below,
        school_id: Some(school.as_str()).filter(|school| !school.is_empty()),
    };
    let listed = site.app.prints(&asker, &asked).await?;
    let prints = &listed.prints;
    let mut faults = Faults::default();
    let hash = sent.text("hash");
    let found = match hash.is_empty() {
        true => None,
        false => match site.app.print_of_file(&asker, &hash).await {
            Ok(found) => Some(said_of(found)),
            Err(AskError::Refused { faults: found, .. }) => {
                for fault in found {
                    faults.add(fault.path, &fault.message);
                }
                None
            }
            Err(error) => return Err(error.into()),
        },
    };
    let field = Field::new("prints", "hash", say!("prints-hash"), Input::Search)
        .with_value(hash)
        .with_hint(say!("prints-hash-hint"))
        .with_faults(&faults);
    let is_wrong = !faults.is_empty();
    let page = PrintsPage {
        layout: Layout::for_reader(&site, &asker, say!("prints-title"), "/reports"),
        faults,
        field,
        found,
        notice: match (prints.is_empty(), listed.older) {
            (false, _) => None,
            (true, None) => Some(Notice::empty(
                say!("prints-none"),
                say!("prints-none-advice"),
            )),
            (true, Some(_)) => Some(Notice::empty(
                say!("prints-none-here"),
                say!("prints-none-here-advice"),
            )),
        },
        older: listed.older.map(|below| {
            let school = address::encoded(&school);
            format!("/prints?school={school}&below={below}")
        }),
        table: (!prints.is_empty()).then(|| table(&site, prints, &schools)),
        schools: (schools.len() > 1).then(|| schools_field(&schools, &school)),
    };
    match is_wrong {
        true => refused(&page),
        false => Ok(html(&page)?.into_response()),
    }
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let print = site.app.print(&asker, number(&id)?).await?;
    let notice = (!print.is_whole)
        .then(|| Notice::empty(say!("prints-of-school"), say!("prints-of-school-hint")));
    html(&page_of(&site, &asker, &print, notice).await?)
}

/// Draws a print again and says whether the bytes are those that were signed.
pub async fn compare(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let print = site.app.print(&asker, number(&id)?).await?;
    if let Some(page) = too_long_to_draw(&site, &asker, &print).await? {
        return Ok(page);
    }
    let notice = match site.app.reprint(&asker, print.record.id).await {
        Ok(again) if again.is_same => Notice::empty(say!("prints-same"), say!("prints-same-hint")),
        Ok(_) => Notice {
            is_fault: true,
            ..Notice::empty(say!("prints-other"), say!("prints-other-hint"))
        },
        Err(AskError::Conflict { message }) => Notice {
            is_fault: true,
            ..Notice::empty(say!("prints-gone"), words::sentence(&message))
        },
        Err(error) => return Err(error.into()),
    };
    let page = page_of(&site, &asker, &print, Some(notice)).await?;
    Ok(html(&page)?.into_response())
}

/// Hands the bytes out again.
pub async fn file(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(id): Path<String>,
    following: Following,
) -> Result<Response, Error> {
    let print = site.app.print(&asker, number(&id)?).await?;
    if let Some(page) = too_long_to_draw(&site, &asker, &print).await? {
        return Ok(page);
    }
    let (written, id) = (following.written(), print.record.id);
    let again = site
        .app
        .reprint_in_steps(&asker, id, written.steps())
        .await?;
    if !again.is_same {
        return Err(Error::Conflict(say!("prints-other-hint")));
    }
    let record = &again.record;
    let name = format!("{}-{}", record.print.report.replace('/', "-"), record.id);
    let title = format!("{} № {}", record.print.title, record.id);
    let response = handed_out(again.bytes, PaperFormat::Pdf, &name, &title);
    Ok(following.handed_out(response))
}

/// Says of a print that takes long to draw that it is prepared, and offers to begin; none where it does not.
async fn too_long_to_draw(
    site: &Site,
    asker: &Asker,
    print: &Print,
) -> Result<Option<Response>, Error> {
    if !print.is_whole || !site.app.is_long_print(&print.record).await? {
        return Ok(None);
    }
    let notice = Notice {
        is_fault: true,
        ..Notice::empty(say!("reports-long-refused"), say!("prints-long-advice"))
    };
    let page = page_of(site, asker, print, Some(notice)).await?;
    refused(&page).map(Some)
}

/// What is no number is the number of no print.
fn number(id: &str) -> Result<i64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

fn said_of(found: Option<Print>) -> Notice {
    match found {
        Some(print) => Notice::empty(
            say!("prints-found", number = print.record.id.to_string()),
            say!(
                "prints-found-what",
                title = print.record.print.title.as_str(),
                name = print.record.print.name.as_str()
            ),
        ),
        None => Notice::empty(say!("prints-not-found"), say!("prints-not-found-hint")),
    }
}

fn schools_field(schools: &[SchoolSeen], chosen: &str) -> Field {
    let mut choices = vec![Choice::new("", say!("prints-all-schools"))];
    let schools = schools.iter();
    choices.extend(schools.map(|school| Choice::new(&school.id, &school.name)));
    let label = say!("prints-school");
    Field::new("prints", "school", label, Input::Select(choices)).with_value(chosen)
}

/// Returns what was chosen, for who may see it.
fn chosen_of(print: &Print) -> String {
    match print.is_whole {
        true => print.record.print.chosen.join("; "),
        false => words::NOTHING.to_owned(),
    }
}

fn table(site: &Site, prints: &[Print], schools: &[SchoolSeen]) -> DataTable {
    let zone = &site.app.config.office.timezone;
    let school_of = |print: &Print| {
        let id = print.school_id.as_deref()?;
        let mut schools = schools.iter();
        let school = schools.find(|school| school.id == id)?;
        Some(school.name.clone())
    };
    let rows = prints.iter().map(|print| {
        let record = &print.record;
        let school = school_of(print).unwrap_or_else(|| words::NOTHING.to_owned());
        Row {
            cells: vec![
                Cell::Link {
                    text: format!("№\u{a0}{}", record.id),
                    address: format!("/prints/{}", record.id),
                },
                Cell::Text(record.print.title.clone()),
                Cell::Text(school),
                Cell::Text(chosen_of(print)),
                Cell::Text(words::moment(record.print.made_at, zone)),
                Cell::Text(record.print.name.clone()),
            ],
            ..Row::default()
        }
    });
    let heads = [
        say!("prints-number"),
        say!("prints-report"),
        say!("prints-school"),
        say!("prints-chosen"),
        say!("prints-made"),
        say!("prints-by"),
    ];
    DataTable {
        id: "prints".to_owned(),
        caption: say!("prints-title"),
        heads: heads.into_iter().map(Head::text).collect(),
        rows: rows.collect(),
    }
}

async fn page_of(
    site: &Site,
    asker: &Asker,
    print: &Print,
    notice: Option<Notice>,
) -> Result<PrintPage, Error> {
    let record = &print.record;
    let zone = &site.app.config.office.timezone;
    let title = say!("prints-one", number = record.id.to_string());
    Ok(PrintPage {
        layout: Layout::for_reader(site, asker, title.clone(), "/reports"),
        title,
        report: record.print.title.clone(),
        facts: vec![
            (say!("prints-chosen"), chosen_of(print)),
            (
                say!("prints-made"),
                words::moment(record.print.made_at, zone),
            ),
            (say!("prints-by"), record.print.name.clone()),
            (
                say!("prints-data"),
                say!(
                    "reports-provenance",
                    moment = record.print.data_moment.as_str(),
                    release = record.print.release.to_string()
                ),
            ),
            (say!("prints-record-hash"), record.hash.clone()),
            (say!("prints-file-hash"), record.file_hash.clone()),
        ],
        address: print.is_whole.then(|| format!("/prints/{}", record.id)),
        is_long: print.is_whole && site.app.is_long_print(record).await?,
        notice,
    })
}
