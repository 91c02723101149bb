//! `/forms/{code}/{period}/pupils`: the pupils whom a figure counts, for who may know them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;

use super::name::FormName;
use super::{HERE, cell_address, figure};
use crate::app::{CellKey, FormError, OpenFiling};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html};
use crate::web::parts::{AnswerTable, Notice, Verbatim, words};
use crate::web::site::Site;

/// Pupils of one page; no school has more of them in one cell.
const MOST: usize = 5_000;

#[derive(Template)]
#[template(path = "forms/pupils.html")]
struct PupilsPage {
    layout: Layout,
    heading: String,
    title: String,
    form: FormName,
    back: String,
    count: String,
    /// By which data it is made.
    hint: String,
    table: Option<AnswerTable>,
    notice: Option<Notice>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((code, period)): Path<(String, String)>,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let filing = site.app.filing(&asker, &code, &period)?;
    let (key, _) = filing.cell(&fields.text("cell")).ok_or(Error::NotFound)?;
    let school_id = fields.text("school");
    let open = site.app.open_filing(&asker, &filing, &school_id).await?;
    if !open.has_figures {
        return Err(Error::NotFound);
    }
    let release = open.record.as_ref().map(|record| record.release);
    let listed = site
        .app
        .pupils_behind(
            &asker,
            (&filing.form, &filing.period),
            &school_id,
            &key,
            release,
        )
        .await;
    let path = key.path();
    let (mut count, mut hint, mut table) = (String::new(), String::new(), None);
    let notice;
    match listed {
        Ok(answer) => {
            let pupils = answer.table.row_count();
            count = say!("forms-pupils-count", count = pupils as i64);
            hint = say!("forms-pupils-hint", release = answer.release.to_string());
            notice = difference(&open, &key, pupils);
            let caption = say!("forms-pupils-table", cell = path.as_str());
            let titles = |member: &str, value: &str| site.app.value_title(member, value);
            table = AnswerTable::of(std::slice::from_ref(&answer), false, caption, MOST, &titles);
        }
        Err(FormError::Ask(error)) => return Err(error.into()),
        Err(FormError::NoSchool { .. }) => return Err(Error::NotFound),
        Err(error) => {
            let told = words::sentence(&error.to_string());
            notice = Some(Notice::empty(say!("forms-pupils-none"), told));
        }
    }
    html(&PupilsPage {
        layout: Layout::for_reader(
            &site,
            &asker,
            say!("forms-pupils", cell = path.as_str()),
            HERE,
        ),
        heading: say!("forms-pupils", cell = path.as_str()),
        title: filing.form.cell_title(&key),
        form: FormName::of_school(&filing, &open.school),
        back: cell_address(&filing, &school_id, &path),
        count,
        hint,
        table,
        notice,
    })
}

/// Tells both figures where the list is not as long as the form says, and why where that is known.
fn difference(open: &OpenFiling, key: &CellKey, pupils: usize) -> Option<Notice> {
    let stands = *open.values.get(key)?;
    if stands == pupils as f64 {
        return None;
    }
    let title = say!(
        "forms-pupils-differ",
        figure = figure(Some(stands)),
        count = pupils.to_string()
    );
    let cell = open.cell(key);
    let is_corrected = cell.is_some_and(|cell| cell.correction.is_some());
    Some(Notice::empty(
        title,
        match is_corrected {
            true => say!(
                "forms-pupils-corrected",
                computed = figure(cell.and_then(|cell| cell.computed))
            ),
            false => say!("forms-pupils-counted-otherwise"),
        },
    ))
}
