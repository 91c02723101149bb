//! The constructor: a question is put together from fields, answered as it changes, and stands whole in the address.
//!
//! The bench itself is the browser's (`js/constructor`). Here stands what it begins with, and for who reads without
//! JavaScript the question in words, its answer and its files.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Layout, html};
use crate::app::{
    Action, Answer, AskError, Asker, CHARTS, Given, Plan, Right, Saved, VIEWS, is_pivot,
    on_shelves, parse_id,
};
use crate::catalogue::{Language, say};
use crate::export::numbers;
use crate::web::Error;
use crate::web::api::plan::filters;
use crate::web::api::saved;
use crate::web::door::SignedIn;
use crate::web::parts::{AnswerTable, Downloads, Notice, address};
use crate::web::rison;
use crate::web::site::Site;

/// Rows of one page: more is a file's matter, or the bench's, which draws only what is in sight.
const ROWS: usize = 500;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The state, in Rison or JSON.
    #[serde(default)]
    q: String,
    /// The id of the saved query that the state began with.
    saved: Option<String>,
    /// Whether a costly question is to be answered all the same.
    run: Option<String>,
}

#[derive(Template)]
#[template(path = "constructor.html")]
struct ConstructorPage {
    layout: Layout,
    /// JSON of the state; nothing where there is none, or none that can be read.
    state: String,
    /// JSON of what the reader may do with a question.
    may: String,
    /// JSON of the questions to begin with.
    starters: String,
    /// JSON of the saved question that was opened.
    saved: String,
    /// Whether a chart is wanted at once, so that its library may be fetched beforehand.
    draws: bool,
    question: Option<Said>,
    inside: Inside,
}

impl ConstructorPage {
    /// Returns the path of the messages that the bench says.
    fn messages(&self) -> &'static str {
        match self.layout.language {
            Language::Russian => "catalogue/ru.ftl",
            Language::English => "catalogue/en.ftl",
        }
    }

    fn fail(&mut self, error: Error) -> StatusCode {
        self.inside = Inside::Notice(Notice::failed(&error));
        error.status()
    }
}

/// The question in words.
pub(super) struct Said {
    pub measures: String,
    pub dimensions: String,
    pub filters: Vec<String>,
}

/// What stands in the bench's place until it comes.
enum Inside {
    Starters(Vec<Link>),
    Answer {
        summary: String,
        table: AnswerTable,
        /// None for who may not take it away.
        downloads: Option<Downloads>,
    },
    /// The question would read so much that it waits to be wanted.
    Costly {
        rows: String,
        state: String,
        /// The id of the saved query, where there is one.
        saved: String,
    },
    Faults(Vec<Fault>),
    Notice(Notice),
}

struct Link {
    title: String,
    text: String,
    address: String,
}

struct Fault {
    /// Where in the question.
    path: String,
    message: String,
    hint: String,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Error> {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let mut page = page(&site, &asker);
    let saved = opened(&site, &asker, asked.saved.as_deref()).await?;
    if let Some(saved) = &saved {
        page.saved = saved::told(&site, &asker, saved).await?.to_string();
    }
    let state = match rison::decode(&asked.q) {
        Ok(state) if state.is_empty() => kept_state(saved.as_ref()),
        Ok(state) => state,
        Err(unread) => {
            page.inside = Inside::Faults(vec![Fault::at("q", unread.said())]);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
        }
    };
    if state.is_empty() {
        return Ok(html(&page)?.into_response());
    }
    page.state = Value::Object(state.clone()).to_string();
    page.draws = state.get("view") == Some(&json!("chart"));
    let status = fill(&mut page, &site, &asker, state, &asked).await;
    Ok((status, html(&page)?).into_response())
}

/// Returns the saved query of the address. A link may have been sent to somebody to whom it is closed, or after it was
/// deleted: the question itself still stands in the link.
async fn opened(site: &Site, asker: &Asker, id: Option<&str>) -> Result<Option<Saved>, Error> {
    let Some(id) = id.and_then(parse_id) else {
        return Ok(None);
    };
    match site.app.saved(asker, id).await {
        Ok(saved) => Ok(Some(saved)),
        Err(AskError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Returns the state of a saved query with the defaults of what it asks for; an empty one where it has to be told.
fn kept_state(saved: Option<&Saved>) -> Map<String, Value> {
    let filled = saved.and_then(|saved| saved.filled(&Given::new()).ok());
    match filled.map(on_shelves) {
        Some(Value::Object(state)) => state,
        _ => Map::new(),
    }
}

fn page(site: &Site, asker: &Asker) -> ConstructorPage {
    let mut may = vec!["save"];
    if asker.may(Action::Export) {
        may.push("export");
    }
    if asker.holds(Right::Publish) {
        may.push("publish");
    }
    if asker.may(Action::Order) {
        may.push("order");
    }
    let starters = site.app.starters(asker);
    let told = starters.iter().map(
        |starter| json!({"title": starter.title, "text": starter.text, "state": starter.state}),
    );
    let links = starters.iter().map(|starter| Link {
        title: starter.title.clone(),
        text: starter.text.clone(),
        address: address::constructor(&starter.state),
    });
    ConstructorPage {
        layout: Layout::for_reader(site, asker, say!("menu-constructor"), "/constructor"),
        state: String::new(),
        may: json!(may).to_string(),
        starters: json!(told.collect::<Vec<_>>()).to_string(),
        saved: String::new(),
        draws: false,
        question: None,
        inside: Inside::Starters(links.collect()),
    }
}

/// Puts the answer into the page, or what is wrong with the question, and says how that went.
async fn fill(
    page: &mut ConstructorPage,
    site: &Site,
    asker: &Asker,
    mut state: Map<String, Value>,
    asked: &Asked,
) -> StatusCode {
    let text = rison::encode(&state);
    let is_pivot = is_pivot(&Value::Object(state.clone()));
    let mut faults = Vec::new();
    for (key, known) in [("view", VIEWS.as_slice()), ("chart", CHARTS.as_slice())] {
        let given = state.shift_remove(key).filter(|given| !given.is_null());
        let is_known = |given: &Value| given.as_str().is_some_and(|given| known.contains(&given));
        if given.is_some_and(|given| !is_known(&given)) {
            let known = known.join(", ");
            faults.push(Fault::at(
                key,
                say!("constructor-page-unknown-view", known = known),
            ));
        }
    }
    let query = Value::Object(state);
    let planned = site.app.plan(asker, &query).await;
    let plan = match (planned, faults.is_empty()) {
        (Ok(plan), true) => plan,
        (Err(AskError::Refused { faults: told, .. }), _) => {
            faults.extend(told.into_iter().map(|fault| Fault {
                path: fault.path,
                message: fault.message,
                hint: fault.hint.unwrap_or_default(),
            }));
            page.inside = Inside::Faults(faults);
            return StatusCode::UNPROCESSABLE_ENTITY;
        }
        (Ok(_), false) => {
            page.inside = Inside::Faults(faults);
            return StatusCode::UNPROCESSABLE_ENTITY;
        }
        (Err(error), _) => return page.fail(error.into()),
    };
    page.question = Some(said(site, &plan, &query));
    if !plan.is_cheap && asked.run.is_none() {
        page.inside = Inside::Costly {
            rows: numbers::integer(i64::try_from(plan.rows).unwrap_or(i64::MAX)),
            state: text,
            saved: asked.saved.clone().unwrap_or_default(),
        };
        return StatusCode::OK;
    }
    let asking = site.metrics.asking();
    let answered = match is_pivot {
        true => site.app.ask_pivot(asker, &query).await,
        false => site.app.ask(asker, &query).await.map(|answer| vec![answer]),
    };
    drop(asking);
    match answered {
        Ok(answers) => {
            let downloads = asker.may(Action::Export).then(|| {
                let label = say!("constructor-page-download");
                Downloads::of(label, "", &query, is_pivot).with_parquet(&query)
            });
            if let Some(inside) = inside(site, &answers, is_pivot, downloads) {
                page.inside = inside;
            }
            StatusCode::OK
        }
        Err(error) => page.fail(error.into()),
    }
}

impl Fault {
    fn at(path: &str, message: String) -> Self {
        Self {
            path: path.to_owned(),
            message,
            hint: String::new(),
        }
    }
}

fn inside(
    site: &Site,
    answers: &[Answer],
    is_pivot: bool,
    downloads: Option<Downloads>,
) -> Option<Inside> {
    let table = &answers.first()?.table;
    let caption = say!("constructor-page-table");
    let laid_out = AnswerTable::of(answers, is_pivot, caption, ROWS, &|member, value| {
        site.app.value_titled(member, value)
    })?;
    let (shown, count) = laid_out.lines(table, ROWS);
    let (is_cut, shown, all) = (shown < count, shown as i64, count as i64);
    let mut summary = match (is_cut, table.is_truncated) {
        (_, true) => say!("constructor-page-rows-and-more", shown = shown),
        (true, false) => say!("constructor-page-rows-of", shown = shown, count = all),
        (false, false) => say!("constructor-page-rows", count = all),
    };
    if table.withholds() {
        summary.push(' ');
        summary.push_str(&say!("constructor-page-withheld"));
    }
    for note in laid_out.notes() {
        summary.push(' ');
        summary.push_str(&note);
    }
    Some(Inside::Answer {
        summary,
        table: laid_out,
        downloads,
    })
}

/// Returns a state's question in words; none where the asker cannot ask it.
pub(super) async fn said_of(
    site: &Site,
    asker: &Asker,
    mut state: Map<String, Value>,
) -> Option<Said> {
    state.shift_remove("view");
    state.shift_remove("chart");
    let query = Value::Object(state);
    let plan = site.app.plan(asker, &query).await.ok()?;
    Some(said(site, &plan, &query))
}

fn said(site: &Site, plan: &Plan, query: &Value) -> Said {
    let title = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        site.app.titled(name).unwrap_or_else(|| name.to_owned())
    };
    let list = |key: &str| query[key].as_array().into_iter().flatten();
    let formulas = list("formulas").map(|formula| {
        let named = [&formula["title"], &formula["name"]];
        let named = named.into_iter().find_map(Value::as_str);
        named.unwrap_or_default().to_owned()
    });
    let measures: Vec<String> = list("measures").map(&title).chain(formulas).collect();
    let times = list("timeDimensions").filter(|time| time["granularity"].is_string());
    let times = times.map(|time| title(&time["dimension"]));
    let dimensions: Vec<String> = list("dimensions").map(&title).chain(times).collect();
    Said {
        measures: measures.join(", "),
        dimensions: dimensions.join(", "),
        filters: filters(site, plan, query),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(inside: Inside) -> String {
        let page = ConstructorPage {
            layout: Layout {
                has_tour: false,
                data: None,
                language: Language::Russian,
                title: "Конструктор".to_owned(),
                office: "Управление образования".to_owned(),
                reader: None,
                here: "/constructor",
            },
            state: r#"{"a":"\"><script>alert(1)</script>"}"#.to_owned(),
            may: "[]".to_owned(),
            starters: "[]".to_owned(),
            saved: String::new(),
            draws: false,
            question: Some(Said {
                measures: "Посещаемость, %".to_owned(),
                dimensions: String::new(),
                filters: vec!["Организация — <b>".to_owned()],
            }),
            inside,
        };
        page.render().expect("a page")
    }

    #[test]
    fn what_came_with_the_address_is_escaped() {
        let text = page(Inside::Faults(vec![Fault {
            path: "filters[0].member".to_owned(),
            message: "«<i>» не объявлено".to_owned(),
            hint: String::new(),
        }]));
        assert!(!text.contains("<script>alert") && !text.contains("<i>") && !text.contains("<b>"));
        assert!(text.contains("filters[0].member") && text.contains(r#"role="alert""#));
    }

    #[test]
    fn a_costly_question_waits_for_a_button() {
        let text = page(Inside::Costly {
            rows: "20 000 000".to_owned(),
            state: "measures:!(a.b)".to_owned(),
            saved: "7".to_owned(),
        });
        assert!(text.contains(r#"name="run""#) && text.contains("20 000 000"));
    }

    #[test]
    fn starters_are_links() {
        let text = page(Inside::Starters(vec![Link {
            title: "Посещаемость".to_owned(),
            text: "Кто ходил.".to_owned(),
            address: "/constructor?q=measures:!(a.b)".to_owned(),
        }]));
        assert!(text.contains(r#"<a class="starter" href="/constructor?q=measures:!(a.b)">"#));
    }
}
