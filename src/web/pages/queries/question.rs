//! `/queries/{name}`: one question: what it asks for, its answer as a table, and who keeps it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::{parameters, question_address};
use crate::app::{
    Action, Answer, Asker, Given, NamedQuery, Parameter, Recipient, Right, Saved, is_pivot,
    saved_id,
};
use crate::catalogue::say;
use crate::office::{FavouriteKind, SavedVersion, ShareKind};
use crate::table::Table;
use crate::web::Error;
use crate::web::api::provenance;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::orders::{self, order_address};
use crate::web::pages::{Layout, html};
use crate::web::parts::{
    AnswerTable, Choice, Downloads, Faults, Field, Input, Notice, Star, address, words,
};
use crate::web::site::Site;

/// Rows of one page: more is a file's matter.
const ROWS: usize = 500;

#[derive(Template)]
#[template(path = "queries/question.html")]
struct QuestionPage {
    layout: Layout,
    title: String,
    /// What it answers.
    about: String,
    status: String,
    star: Star,
    /// What has just been done.
    done: Option<String>,
    /// Why it cannot be asked.
    broken: Vec<String>,
    /// What whoever reads can do about it.
    broken_advice: String,
    address: String,
    constructor: String,
    /// The address at which a report like it is ordered; none for who may not.
    order: Option<String>,
    /// The orders to which the reader can hand the query over.
    orders: Vec<OrderLink>,
    asked: Vec<parameters::Asked>,
    asked_faults: Faults,
    answer: Option<Answered>,
    notice: Option<Notice>,
    kept: Option<Kept>,
}

struct OrderLink {
    title: String,
    address: String,
}

/// The answer as it stands on the page.
struct Answered {
    table: AnswerTable,
    filters: Vec<String>,
    summary: String,
    notes: Vec<String>,
    provenance: String,
    /// None for who may not take it away.
    downloads: Option<Downloads>,
}

/// What a saved query has beside its question.
struct Kept {
    versions: Vec<VersionRow>,
    /// What its owner may do.
    changing: Option<Changing>,
}

struct VersionRow {
    version: i64,
    said: String,
    note: String,
    is_newest: bool,
}

struct Changing {
    /// The version that the forms were made from.
    version: i64,
    faults: Faults,
    fields: Vec<Field>,
    shares: Vec<ShareRow>,
    share_faults: Faults,
    /// With whom it can be shared besides: the kind, and the field that names who.
    share_forms: Vec<(&'static str, Field)>,
    /// Whether it can be opened to everybody and is not.
    may_open_to_all: bool,
}

struct ShareRow {
    said: String,
    kind: &'static str,
    value: String,
}

/// What is asked: a saved query or a declared one.
pub enum Question {
    Saved(Box<Saved>),
    Named {
        query: Arc<NamedQuery>,
        is_marked: bool,
    },
}

/// What a form of the page was sent with, where it comes back.
#[derive(Default)]
pub struct Sent {
    pub change: Option<(Fields, Faults)>,
    pub share: Option<(Fields, Faults)>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let question = find(&site, &asker, &name).await?;
    page(&site, &asker, &question, &fields, Sent::default()).await
}

/// Writes the page with a form that was not accepted.
pub async fn refused(
    site: &Site,
    asker: &Asker,
    question: &Question,
    sent: Sent,
) -> Result<Response, Error> {
    let mut response = page(site, asker, question, &Fields::default(), sent).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Finds a question that the person sees.
pub async fn find(site: &Site, asker: &Asker, name: &str) -> Result<Question, Error> {
    if let Some(id) = saved_id(name) {
        let saved = site.app.saved(asker, id).await?;
        return Ok(Question::Saved(Box::new(saved)));
    }
    let mut queries = site.app.queries.iter();
    let Some(query) = queries.find(|query| query.name == name) else {
        return Err(Error::NotFound);
    };
    let marks = site.app.favourites(asker).await?;
    Ok(Question::Named {
        query: query.clone(),
        is_marked: marks.contains(&(FavouriteKind::Named, name.to_owned())),
    })
}

impl Question {
    pub fn title(&self) -> &str {
        match self {
            Self::Saved(saved) => &saved.query.title,
            Self::Named { query, .. } => &query.title,
        }
    }

    pub fn about(&self) -> &str {
        match self {
            Self::Saved(saved) => &saved.query.description,
            Self::Named { query, .. } => &query.answers,
        }
    }

    /// Returns what the constructor would show, with parameters in it.
    pub fn state(&self) -> &Value {
        match self {
            Self::Saved(saved) => &saved.query.state,
            Self::Named { query, .. } => &query.query,
        }
    }

    pub fn parameters(&self) -> &[Parameter] {
        match self {
            Self::Saved(saved) => &saved.parameters,
            Self::Named { query, .. } => &query.parameters,
        }
    }

    pub fn name(&self) -> String {
        match self {
            Self::Saved(saved) => saved.name(),
            Self::Named { query, .. } => query.name.clone(),
        }
    }

    fn is_marked(&self) -> bool {
        match self {
            Self::Saved(saved) => saved.is_favourite,
            Self::Named { is_marked, .. } => *is_marked,
        }
    }

    /// Returns the address at which the constructor opens the question, a saved one as saved.
    fn constructor(&self, state: &Value) -> String {
        match self {
            Self::Saved(saved) => address::constructor_of_saved(saved.query.id, state),
            Self::Named { .. } => address::constructor(state),
        }
    }

    /// Returns what to ask and what to open the constructor with.
    fn filled(&self, site: &Site, given: &Given) -> Result<(Value, Value), Error> {
        Ok(match self {
            Self::Saved(saved) => (saved.question(given)?, saved.filled(given)?),
            Self::Named { query, .. } => {
                let question = site.app.named_query(&query.name, given)?;
                (question.clone(), question)
            }
        })
    }
}

async fn page(
    site: &Site,
    asker: &Asker,
    question: &Question,
    fields: &Fields,
    sent: Sent,
) -> Result<Response, Error> {
    let offered = parameters::offered(site, asker, question.parameters()).await;
    let mut page = started(site, asker, question, &offered, fields);
    if let Question::Saved(saved) = question {
        let versions = site.app.saved_versions(saved).await?;
        let open_to = match saved.may_change {
            true => Some(OpenTo::of(site, asker, saved).await?),
            false => None,
        };
        page.kept = Some(kept(site, saved, &versions, open_to, sent));
        if saved.is_own && saved.broken.is_empty() {
            let orders = site.app.orders_in_work_of(asker).await?;
            let links = orders.iter().map(|order| OrderLink {
                title: orders::titled(order),
                address: format!(
                    "{}?query={}#deliver",
                    order_address(order.id),
                    saved.query.id
                ),
            });
            page.orders = links.collect();
        }
    }
    let given = parameters::given(question.parameters(), fields);
    let filled = given.and_then(|given| {
        question.filled(site, &given).map_err(|error| match error {
            Error::BadQuestion { faults, .. } => faults_of(&faults),
            error => Faults::one("", &error.to_string()),
        })
    });
    match filled {
        Err(faults) => {
            page.asked = parameters::form(question.parameters(), &offered, fields, &faults);
            page.asked_faults = faults;
        }
        Ok((asked, state)) => {
            page.constructor = question.constructor(&state);
            // Whoever builds reports orders none by the way.
            if asker.may(Action::Order) && !asker.may(Action::Deliver) {
                page.order = Some(address::order(&state, question.title()));
            }
            if page.broken.is_empty() {
                let is_pivot = is_pivot(&state);
                match ask(site, asker, &asked, is_pivot).await {
                    Ok(answers) => {
                        let about = About {
                            title: &page.title,
                            question: &asked,
                            is_pivot,
                        };
                        page.answer = answered(site, asker, about, &answers).await;
                    }
                    Err(Error::BadQuestion { faults, .. }) => {
                        page.asked_faults = faults_of(&faults);
                    }
                    Err(error @ Error::NotAllowed(_)) => return Err(error),
                    Err(error) => page.notice = Some(Notice::failed(&error)),
                }
            }
        }
    }
    Ok(html(&page)?.into_response())
}

fn started(
    site: &Site,
    asker: &Asker,
    question: &Question,
    offered: &parameters::Offered,
    fields: &Fields,
) -> QuestionPage {
    let title = question.title().to_owned();
    let address = question_address(&question.name());
    let zone = &site.app.config.office.timezone;
    let (status, broken, may_change) = match question {
        Question::Saved(saved) => (
            say!(
                "queries-status",
                owner = saved.query.owner_name.as_str(),
                version = saved.query.version.to_string(),
                moment = words::moment(saved.query.saved_at, zone),
                saver = saved.query.saved_by.as_str()
            ),
            saved
                .broken
                .iter()
                .map(|text| words::sentence(text))
                .collect(),
            saved.may_change,
        ),
        Question::Named { query, .. } => (
            say!("queries-status-named", section = query.section.as_str()),
            Vec::new(),
            false,
        ),
    };
    QuestionPage {
        layout: Layout::for_reader(site, asker, title.clone(), "/queries"),
        star: Star::new(&title, &address, question.is_marked(), &address),
        about: question.about().to_owned(),
        status,
        done: done_in_words(fields.raw("done")),
        broken,
        broken_advice: match may_change {
            true => say!("queries-broken-own"),
            false => say!("queries-broken-foreign"),
        },
        constructor: question.constructor(question.state()),
        order: None,
        orders: Vec::new(),
        asked: parameters::form(question.parameters(), offered, fields, &Faults::default()),
        asked_faults: Faults::default(),
        answer: None,
        notice: None,
        kept: None,
        title,
        address,
    }
}

async fn ask(
    site: &Site,
    asker: &Asker,
    question: &Value,
    is_pivot: bool,
) -> Result<Vec<Answer>, Error> {
    let asking = site.metrics.asking();
    let answers = match is_pivot {
        true => site.app.ask_pivot(asker, question).await?,
        false => vec![site.app.ask(asker, question).await?],
    };
    drop(asking);
    Ok(answers)
}

/// What was asked.
#[derive(Clone, Copy)]
struct About<'a> {
    title: &'a str,
    question: &'a Value,
    is_pivot: bool,
}

async fn answered(
    site: &Site,
    asker: &Asker,
    about: About<'_>,
    answers: &[Answer],
) -> Option<Answered> {
    let answer = answers.first()?;
    let provenance = provenance::of(site, asker, answer).await;
    let table = &answer.table;
    let caption = say!("queries-answer-rows");
    let laid_out = AnswerTable::of(answers, about.is_pivot, caption, ROWS, &|member, value| {
        site.app.value_titled(member, value)
    })?;
    let (shown, count) = laid_out.lines(table, ROWS);
    let (is_cut, shown) = (shown < count, shown as i64);
    let cut = note_of_cut(table);
    let summary = match (is_cut, table.is_truncated) {
        (true, true) => say!("queries-cut-more", shown = shown, count = count as i64),
        (true, false) => say!("queries-cut", shown = shown, count = count as i64),
        (false, _) if count == 0 => say!("queries-no-rows"),
        (false, _) => cut.map_or_else(
            || say!("queries-rows", count = count as i64),
            |cut| words::sentence(&cut),
        ),
    };
    let mut notes = laid_out.notes();
    if table.withholds() {
        notes.push(say!("answer-withheld"));
    }
    let partial = table.partial.as_ref();
    if let Some(day) = partial.and_then(|partial| partial.breaks_off(&table.rows)) {
        notes.push(say!("queries-partial", day = words::day(day)));
    }
    let downloads = asker.may(Action::Export).then(|| {
        let label = say!("queries-download");
        Downloads::of(label, about.title, about.question, about.is_pivot)
    });
    Some(Answered {
        table: laid_out,
        filters: provenance.filters,
        summary,
        notes,
        provenance: say!(
            "queries-provenance",
            moment = provenance.data_moment,
            release = answer.release.to_string()
        ),
        downloads,
    })
}

/// Says how much of the answer has come, where it is not all.
fn note_of_cut(table: &Table) -> Option<String> {
    let shown = table.row_count() as i64;
    match table.total {
        Some(total) if total > table.row_count() as u64 => {
            Some(say!("answer-cut", shown = shown, total = total as i64))
        }
        _ if table.is_truncated => Some(say!("answer-cut-more", shown = shown)),
        _ => None,
    }
}

/// To whom a query is open, and to whom it can be opened besides.
struct OpenTo {
    now: Vec<Recipient>,
    people: Vec<Recipient>,
    /// None for who may open to persons alone.
    roles_and_schools: Option<(Vec<Recipient>, Vec<Recipient>)>,
}

impl OpenTo {
    async fn of(site: &Site, asker: &Asker, saved: &Saved) -> Result<Self, Error> {
        let app = &site.app;
        let roles_and_schools = match asker.holds(Right::Publish) {
            true => Some((
                app.recipients(asker, ShareKind::Role, "").await?,
                app.recipients(asker, ShareKind::School, "").await?,
            )),
            false => None,
        };
        Ok(Self {
            now: app.recipients_of(asker, &saved.query.shares).await?,
            people: app.recipients(asker, ShareKind::Person, "").await?,
            roles_and_schools,
        })
    }
}

fn kept(
    site: &Site,
    saved: &Saved,
    versions: &[SavedVersion],
    open_to: Option<OpenTo>,
    sent: Sent,
) -> Kept {
    let zone = &site.app.config.office.timezone;
    let rows = versions.iter().map(|version| VersionRow {
        version: version.version,
        said: say!(
            "queries-version",
            version = version.version.to_string(),
            moment = words::moment(version.saved_at, zone),
            saver = version.saved_by.as_str()
        ),
        note: version.note.clone(),
        is_newest: version.version == saved.query.version,
    });
    Kept {
        versions: rows.collect(),
        changing: open_to.map(|open_to| changing(saved, open_to, sent)),
    }
}

fn changing(saved: &Saved, open_to: OpenTo, sent: Sent) -> Changing {
    let query = &saved.query;
    let (change, faults) = match sent.change {
        Some((fields, faults)) => (Some(fields), faults),
        None => (None, Faults::default()),
    };
    let (share, share_faults) = sent.share.unwrap_or_default();
    let field = |name: &str, label: String, input: Input, kept: &str| {
        let value = change.as_ref().map(|fields| fields.text(name));
        Field::new("change", name, label, input)
            .with_value(value.unwrap_or_else(|| kept.to_owned()))
            .with_faults(&faults)
    };
    let form = |kind: ShareKind, label: String, input: Input| {
        let is_sent = share.raw("kind") == kind.name();
        let mut field = Field {
            id: format!("share-{}", kind.name()),
            ..Field::new("share", "value", label, input)
        };
        if is_sent {
            field.value = share.text("value");
            field.faults = share_faults.below("shares");
        }
        (kind.name(), field.required())
    };
    let mut people = form(
        ShareKind::Person,
        say!("queries-share-person"),
        Input::Suggest(suggested(open_to.people)),
    );
    people.1.hint = say!("queries-share-person-hint");
    let mut share_forms = vec![people];
    let may_publish = open_to.roles_and_schools.is_some();
    if let Some((roles, schools)) = open_to.roles_and_schools {
        share_forms.push(form(
            ShareKind::Role,
            say!("queries-share-role"),
            Input::Select(chosen(say!("queries-choose-role"), roles)),
        ));
        // Before the first night no school has a name.
        share_forms.push(match schools.is_empty() {
            true => form(
                ShareKind::School,
                say!("queries-share-school-code"),
                Input::Plain,
            ),
            false => form(
                ShareKind::School,
                say!("queries-share-school"),
                Input::Select(chosen(say!("queries-choose-school"), schools)),
            ),
        });
    }
    let is_for_all = query
        .shares
        .iter()
        .any(|share| share.kind == ShareKind::All);
    Changing {
        version: query.version,
        fields: vec![
            field(
                "title",
                say!("queries-field-title"),
                Input::Text,
                &query.title,
            )
            .required(),
            field(
                "folder",
                say!("queries-field-folder"),
                Input::Text,
                &query.folder,
            ),
            field(
                "description",
                say!("queries-field-description"),
                Input::Lines,
                &query.description,
            ),
        ],
        faults,
        shares: open_to.now.into_iter().map(share_row).collect(),
        share_faults,
        share_forms,
        may_open_to_all: may_publish && !is_for_all,
    }
}

/// Most names that a list of suggestions has: whoever is not among them is found by the whole name or the login.
const SUGGESTED_MOST: usize = 1_000;

fn suggested(people: Vec<Recipient>) -> Vec<Choice> {
    let people = people.into_iter().take(SUGGESTED_MOST);
    let title = |person: &Recipient| format!("{} — {}", person.title, person.about);
    people
        .map(|person| Choice::new(&person.value, title(&person)))
        .collect()
}

/// Returns the values of a selection behind one that is no choice yet.
fn chosen(none: String, recipients: Vec<Recipient>) -> Vec<Choice> {
    let choices = recipients
        .into_iter()
        .map(|one| Choice::new(one.value, one.title));
    [Choice::new("", none)].into_iter().chain(choices).collect()
}

fn share_row(recipient: Recipient) -> ShareRow {
    let title = recipient.title.as_str();
    ShareRow {
        said: match recipient.kind {
            ShareKind::Person if recipient.about.is_empty() => {
                say!("queries-shared-person", person = title)
            }
            ShareKind::Person => say!(
                "queries-shared-known-person",
                person = title,
                about = recipient.about.as_str()
            ),
            ShareKind::Role => say!("queries-shared-role", role = title),
            ShareKind::School => say!("queries-shared-school", school = title),
            ShareKind::All => say!("queries-shared-all"),
        },
        kind: recipient.kind.name(),
        value: recipient.value,
    }
}

/// Returns the faults of a question, each at its parameter.
fn faults_of(list: &[Value]) -> Faults {
    let mut faults = Faults::default();
    for fault in list {
        let text = |key: &str| fault[key].as_str().unwrap_or_default();
        faults.add(text("path"), text("message"));
    }
    faults
}

fn done_in_words(done: &str) -> Option<String> {
    Some(match done {
        "changed" => say!("queries-done-changed"),
        "copied" => say!("queries-done-copied"),
        "shared" => say!("queries-done-shared"),
        "unshared" => say!("queries-done-unshared"),
        "reverted" => say!("queries-done-reverted"),
        _ => return None,
    })
}
