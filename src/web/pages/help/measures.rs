//! `/help/measures`: what every measure means that the reader may ask for, topic by topic, as the model says it.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use serde_json::Value;

use crate::app::{Action, Asker};
use crate::catalogue::{Language, say};
use crate::help::Passage;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::pages::{Layout, html};
use crate::web::parts::Notice;
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "help/measures.html")]
struct MeasuresPage {
    layout: Layout,
    summary: String,
    topics: Vec<Topic>,
    /// Stands where nothing may be asked for.
    notice: Option<Notice>,
}

struct Topic {
    name: String,
    title: String,
    description: String,
    measures: Vec<Measure>,
}

struct Measure {
    /// `attendance.missed`: its name in questions, and the id of its place.
    name: String,
    title: String,
    description: String,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let topics = topics(&site, &asker);
    let count: usize = topics.iter().map(|topic| topic.measures.len()).sum();
    html(&MeasuresPage {
        layout: Layout::for_reader(&site, &asker, say!("help-measures"), "/help"),
        summary: say!("help-measures-count", count = count as i64),
        notice: topics
            .is_empty()
            .then(|| Notice::empty(say!("help-no-measures"), say!("help-no-measures-advice"))),
        topics,
    })
}

/// Returns what can be searched of them.
pub fn passages(site: &Site, asker: &Asker) -> Vec<Passage> {
    let mut passages = Vec::new();
    for topic in topics(site, asker) {
        passages.extend(topic.measures.into_iter().map(|measure| Passage {
            address: format!("/help/measures#{}", measure.name),
            title: measure.title,
            heading: topic.title.clone(),
            text: sentence(&measure.description),
        }));
    }
    passages
}

fn topics(site: &Site, asker: &Asker) -> Vec<Topic> {
    if !asker.may(Action::Ask) {
        return Vec::new();
    }
    let meta = site.app.meta(asker, Language::current());
    let cubes = meta["cubes"].as_array().map_or(&[][..], Vec::as_slice);
    let topics = cubes.iter().map(|cube| Topic {
        name: text(&cube["name"]),
        title: text(&cube["title"]),
        description: sentence(&text(&cube["description"])),
        measures: measures(&cube["measures"]),
    });
    topics.filter(|topic| !topic.measures.is_empty()).collect()
}

fn measures(measures: &Value) -> Vec<Measure> {
    let measures = measures.as_array().map_or(&[][..], Vec::as_slice);
    let measures = measures.iter().map(|measure| Measure {
        name: text(&measure["name"]),
        title: text(&measure["title"]),
        description: sentence(&text(&measure["description"])),
    });
    measures.collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Descriptions are declared without a full stop.
fn sentence(text: &str) -> String {
    match text.is_empty() || text.ends_with('.') {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}
