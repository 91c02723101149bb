//! `/loads`: what schools sent, who owes an extract, what became of every load and what each night published.

pub mod card;
mod file;
mod history;
pub mod mending;
mod nights;
mod rules;
mod segments;
pub mod upload;

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

pub use self::file::{export, export_table};
use self::history::Asked;
use self::segments::Standing;
use self::upload::{Refusal, UploadForm};
use super::{Layout, html};
use crate::app::{Action, Asker};
use crate::catalogue::say;
use crate::export::numbers;
use crate::office::LoadState;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::{Badge, DataTable, Field, Tone, Verbatim};
use crate::web::site::Site;

/// Loads of one page of the history.
const MOST_LOADS: usize = 50;

/// Nights that are told of.
const MOST_NIGHTS: usize = 14;

#[derive(Template)]
#[template(path = "loads.html")]
struct LoadsPage {
    layout: Layout,
    /// The form, for who may hand over extracts.
    upload: Option<UploadForm>,
    standing: Standing,
    filters: Vec<Field>,
    /// The name of the school whose loads alone are shown.
    only: Option<String>,
    history: Option<DataTable>,
    /// The address of the newest loads, on a page further back.
    newest: Option<String>,
    older: Option<String>,
    nights: Option<DataTable>,
}

/// The names of the schools by id.
type Names = HashMap<String, String>;

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let asked = Asked::read(&fields)?;
    html(&page(&site, &asker, &asked, None).await?)
}

async fn page(
    site: &Site,
    asker: &Asker,
    asked: &Asked,
    refusal: Option<Refusal>,
) -> Result<LoadsPage, Error> {
    let app = &site.app;
    let zone = &app.config.office.timezone;
    let segments = app.freshness(asker).await.map_err(Error::from);
    let known = segments.as_deref().unwrap_or_default();
    let names: Names = known
        .iter()
        .map(|segment| (segment.school_id.clone(), segment.school_name.clone()))
        .collect();
    // One more than is shown tells whether there are more.
    let mut loads = app
        .loads_seen(asker, &asked.loads(), MOST_LOADS + 1)
        .await?;
    let has_older = loads.len() > MOST_LOADS;
    loads.truncate(MOST_LOADS);
    let last = loads.last().filter(|_| has_older);
    let older = last.map(|landed| asked.address(Some(&landed.record.load_id)));
    let nights = app
        .published_nights(asker, asked.school_id(), MOST_NIGHTS)
        .await?;
    let filters = asked.fields(known);
    let standing = match segments {
        Ok(segments) => segments::standing(segments, asked.school_id(), zone),
        Err(error) => Standing::failed(&error),
    };
    Ok(LoadsPage {
        layout: Layout::for_reader(site, asker, say!("loads-title"), "/loads"),
        upload: asker
            .may(Action::Upload)
            .then(|| UploadForm::new(app.config.limits.body_bytes, refusal)),
        standing,
        filters,
        only: asked.school_id().map(|id| named(&names, id)),
        history: (!loads.is_empty()).then(|| history::table(&loads, &names, zone)),
        newest: asked.has_before().then(|| asked.address(None)),
        older,
        nights: (!nights.is_empty()).then(|| nights::table(&nights, &names, zone)),
    })
}

/// Returns what people call a school; its id where no data of it were accepted yet.
fn named(names: &Names, school_id: &str) -> String {
    let name = names.get(school_id).map_or(school_id, String::as_str);
    crate::web::parts::words::unbroken(name)
}

/// Says in a word or two what became of a load.
fn badge(state: LoadState) -> Badge {
    let tone = match state {
        LoadState::Running | LoadState::Duplicate | LoadState::Superseded => Tone::Quiet,
        LoadState::Accepted => Tone::Good,
        LoadState::AcceptedWithRejects => Tone::Warning,
        LoadState::Refused => Tone::Bad,
    };
    Badge::new(tone, say!(&format!("loads-state-{}", key(state.name()))))
}

/// Writes a name as it stands in the keys of messages.
fn key(name: &str) -> String {
    name.replace('_', "-")
}

/// Writes a count of rows.
fn counted(rows: u64) -> String {
    numbers::integer(i64::try_from(rows).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(standing: Standing, history: Option<DataTable>) -> String {
        let page = LoadsPage {
            layout: Layout {
                has_tour: false,
                data: None,
                language: crate::catalogue::Language::Russian,
                title: "Загрузки".to_owned(),
                office: "Управление образования".to_owned(),
                reader: None,
                here: "/loads",
            },
            upload: None,
            standing,
            filters: Vec::new(),
            only: None,
            history,
            newest: None,
            older: None,
            nights: None,
        };
        page.render().expect("a page")
    }

    #[test]
    fn an_empty_office_is_told_how_the_first_extract_comes() {
        let text = page(Standing::failed(&Error::NoRelease), None);
        assert!(text.contains("Загрузок ещё нет"), "{text}");
        assert!(!text.contains("<table"));
    }

    #[test]
    fn every_state_has_its_words() {
        for state in history::STATES {
            for part in ["state", "told", "next"] {
                let key = format!("loads-{part}-{}", key(state.name()));
                assert_ne!(say!(&key), key);
            }
        }
    }
}
