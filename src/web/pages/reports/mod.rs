//! `/reports`: the papers that a person can have made, by section; `/prints`: those that were printed to be signed;
//! `/batches`: those that are being made.

mod asked;
pub mod batches;
pub mod prints;
pub mod report;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::{Layout, html};
use crate::app::{Action, Report, ReportSection};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::parts::{Notice, address};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    layout: Layout,
    status: String,
    sections: Vec<SectionOfList>,
    notice: Option<Notice>,
    has_prints: bool,
}

struct SectionOfList {
    id: &'static str,
    title: String,
    reports: Vec<Item>,
}

struct Item {
    title: String,
    about: String,
    address: String,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let reports = site.app.reports_of(&asker);
    let mut sections = Vec::new();
    for section in ReportSection::ALL {
        let of_section = reports.iter().filter(|report| report.section == section);
        let of_section: Vec<Item> = of_section.map(|report| item(report)).collect();
        if !of_section.is_empty() {
            let (id, title) = match section {
                ReportSection::Class => ("class", say!("reports-class")),
                ReportSection::Subject => ("subject", say!("reports-subject")),
                ReportSection::School => ("school", say!("reports-school")),
                ReportSection::Office => ("office", say!("reports-office")),
            };
            sections.push(SectionOfList {
                id,
                title,
                reports: of_section,
            });
        }
    }
    let none = || Notice::empty(say!("reports-none"), say!("reports-none-advice"));
    html(&ReportsPage {
        layout: Layout::for_reader(&site, &asker, say!("reports-title"), "/reports"),
        status: say!("reports-count", count = reports.len() as i64),
        notice: sections.is_empty().then(none),
        sections,
        has_prints: asker.may(Action::Export),
    })
}

fn item(report: &Report) -> Item {
    Item {
        title: report.title.plain(),
        about: report.description.plain(),
        address: address_of(&report.name),
    }
}

fn address_of(name: &str) -> String {
    format!("/reports/{}", address::encoded(name))
}
