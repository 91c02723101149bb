//! The сводная of a form and period: the sum over accepted forms, with who is missing in it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::filing::{FormFile, files};
use super::name::FormName;
use super::{HERE, address_of, state_badge};
use crate::app::{Action, Asker, Filing};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Badge, PaperView, Verbatim};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "forms/summary.html")]
struct SummaryPage {
    layout: Layout,
    title: String,
    form: FormName,
    back: String,
    counts: String,
    is_draft: bool,
    /// A school, the address of its form and how far that has come.
    missing: Vec<(String, String, Badge)>,
    /// None where nothing is accepted yet.
    paper: Option<PaperView>,
    files: Vec<FormFile>,
    /// Where it is printed to be signed, for who may.
    prints: Option<String>,
}

pub async fn page(site: &Site, asker: &Asker, filing: &Filing) -> Result<Response, Error> {
    let summary = site.app.form_summary(asker, filing).await?;
    let (included, missing) = (summary.included.len(), summary.missing.len());
    let paper = summary.paper(filing, &site.app.config.office.name);
    let page = SummaryPage {
        layout: Layout::for_reader(site, asker, say!("forms-summary"), HERE),
        title: say!("forms-summary"),
        form: FormName::of(filing),
        back: filing.address(),
        counts: say!(
            "forms-summary-count",
            included = included as i64,
            all = (included + missing) as i64
        ),
        is_draft: filing.form.is_draft,
        missing: summary
            .missing
            .iter()
            .map(|(school, state)| {
                let address = address_of(filing, &school.id);
                (school.name.clone(), address, state_badge(*state))
            })
            .collect(),
        paper: (included > 0).then(|| PaperView::of(&paper, "summary").without_head()),
        files: files(site, asker, filing, "", true).await?,
        prints: asker
            .may(Action::Export)
            .then(|| format!("{}/prints", filing.address())),
    };
    Ok(html(&page)?.into_response())
}
