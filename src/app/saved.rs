//! Saved queries: who sees which, who may change them, and what may be kept.
//!
//! A query belongs to whoever saved it. Others see it by a share, ask it in their own scope and never learn a figure of
//! its owner's: what is kept is the question. What lies outside of what a person sees looks absent.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::ask::{inner, refused};
use super::asker::schools_in;
use super::queries::{bind_as_asked, member_faults};
use super::trail::Deed;
use super::{App, AskError, Asker, Role};
use crate::access::{Level, Right, Scope};
use crate::audit;
use crate::constructor::{self, Fault, Given, Parameter, Refusal, parameter_faults};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::sort_key;
use crate::model::{Member, Model, Personal};
use crate::office::{
    self, Audience, FavouriteKind, NewQuery, SavedQuery, SavedVersion, Share, ShareKind, UserScope,
};

/// What the name of a saved query begins with, where declared ones have names of their own.
const PREFIX: &str = "saved-";

/// The constructor's own keys beside the question, with the values that they may have.
const VIEWS: [(&str, &[&str]); 2] = [
    ("view", &["table", "pivot", "chart"]),
    (
        "chart",
        &[
            "auto",
            "column",
            "stacked",
            "line",
            "bar",
            "heatmap",
            "dot",
            "value",
            "multiples",
        ],
    ),
];

const LONGEST_TITLE: usize = 200;
const LONGEST_DESCRIPTION: usize = 2_000;
const LONGEST_FOLDER: usize = 100;
const LONGEST_NOTE: usize = 200;
/// Bytes of state and parameters as JSON.
const LARGEST_STATE: usize = 64 << 10;
const MOST_PARAMETERS: usize = 20;
const MOST_SHARES: usize = 200;

/// What a person wants to keep, as it came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub title: String,
    pub description: String,
    pub folder: String,
    pub state: Value,
    /// A list; null for none.
    pub parameters: Value,
    pub note: String,
}

/// A saved query as one person sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// With shares only for who may change them.
    pub query: SavedQuery,
    pub parameters: Vec<Parameter>,
    pub is_own: bool,
    pub may_change: bool,
    pub is_favourite: bool,
    /// Why it cannot be asked: what the model no longer knows, or what this person may not ask.
    pub broken: Vec<String>,
}

impl Saved {
    /// Returns the state with parameters put in.
    pub fn filled(&self, given: &Given) -> Result<Value, AskError> {
        constructor::filled(&self.query.state, &self.parameters, given).map_err(refused)
    }

    /// Returns the question with parameters put in.
    pub fn question(&self, given: &Given) -> Result<Value, AskError> {
        self.filled(given).map(question_of)
    }

    /// Returns the name under which pages and the API find it.
    pub fn name(&self) -> String {
        saved_name(self.query.id)
    }
}

/// Returns the id that a name such as `saved-12` stands for.
pub fn saved_id(name: &str) -> Option<i64> {
    parse_id(name.strip_prefix(PREFIX)?)
}

/// Returns the name of a saved query.
pub fn saved_name(id: i64) -> String {
    format!("{PREFIX}{id}")
}

impl App {
    /// Returns every saved query that a person sees, in the order in which people sort.
    pub async fn saved_list(&self, asker: &Asker) -> Result<Vec<Saved>, AskError> {
        let school_ids = schools_of(asker);
        let audience = audience(asker, &school_ids);
        let queries = self.office.saved_queries(&audience).await;
        let queries = queries.map_err(inner)?;
        let marks = self.favourites(asker).await?;
        let mut list = Vec::with_capacity(queries.len());
        for query in queries {
            let is_favourite = marks.contains(&(FavouriteKind::Saved, query.id.to_string()));
            list.push(self.seen(asker, query, is_favourite)?);
        }
        list.sort_by_cached_key(|saved| (sort_key(&saved.query.title), saved.query.id));
        Ok(list)
    }

    /// Returns a saved query that a person sees.
    pub async fn saved(&self, asker: &Asker, id: i64) -> Result<Saved, AskError> {
        let school_ids = schools_of(asker);
        let audience = audience(asker, &school_ids);
        let query = self.office.saved_query(id, &audience).await;
        let query = query.map_err(inner)?.ok_or(AskError::NotFound)?;
        let marks = self.favourites(asker).await?;
        let is_favourite = marks.contains(&(FavouriteKind::Saved, id.to_string()));
        self.seen(asker, query, is_favourite)
    }

    /// Returns the versions of a saved query that a person sees, the newest first.
    pub async fn saved_versions(&self, saved: &Saved) -> Result<Vec<SavedVersion>, AskError> {
        let versions = self.office.saved_versions(saved.query.id).await;
        versions.map_err(inner)
    }

    /// Keeps a query and returns its id.
    pub async fn save(&self, asker: &Asker, draft: &Draft) -> Result<i64, AskError> {
        let (new, _) = self.checked(asker, draft)?;
        let now = self.clock.now();
        let saved = self.office.save_query(&asker.user, &new, now).await;
        let id = saved.map_err(of_records)?;
        let deed = Deed::new(audit::Action::SaveQuery, saved_name(id));
        self.record(asker, deed.about(&new.title)).await?;
        Ok(id)
    }

    /// Keeps a new version of a query, made from the version `based_on`.
    pub async fn change_saved(
        &self,
        asker: &Asker,
        id: i64,
        based_on: i64,
        draft: &Draft,
    ) -> Result<(), AskError> {
        let saved = self.changeable(asker, id).await?;
        let (new, parameters) = self.checked(asker, draft)?;
        self.require_nobody_named(&saved.query.shares, &new.state, &parameters)?;
        let deed = Deed::new(audit::Action::SaveQuery, saved_name(id));
        self.record(asker, deed.about(&new.title)).await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let changed = self.office.change_query(id, based_on, &new, by, now).await;
        changed.map(drop).map_err(of_records)
    }

    /// Returns a query to one of its versions, which is to be askable today.
    pub async fn revert_saved(
        &self,
        asker: &Asker,
        id: i64,
        version: i64,
        note: &str,
    ) -> Result<(), AskError> {
        let saved = self.changeable(asker, id).await?;
        let found = self.office.saved_version(id, version).await;
        let (state, parameters) = found.map_err(inner)?.ok_or(AskError::NotFound)?;
        let parameters = read_parameters(&parameters)?;
        let question = question_of(state.clone());
        self.bind_for(asker, &question, &parameters)?;
        self.require_nobody_named(&saved.query.shares, &state, &parameters)?;
        let deed = Deed::new(audit::Action::SaveQuery, saved_name(id));
        let words = format!("{}, возврат версии {version}", saved.query.title);
        self.record(asker, deed.about(words)).await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let reverted = self.office.revert_query(id, version, note, by, now).await;
        reverted.map(drop).map_err(of_records)
    }

    /// Deletes a query for everybody.
    pub async fn delete_saved(&self, asker: &Asker, id: i64) -> Result<(), AskError> {
        let saved = self.owned(asker, id).await?;
        let deed = Deed::new(audit::Action::DeleteQuery, saved_name(id));
        self.record(asker, deed.about(&saved.query.title)).await?;
        match self.office.delete_query(id).await.map_err(inner)? {
            true => Ok(()),
            false => Err(AskError::NotFound),
        }
    }

    /// Shares a query with these and with nobody else. With more than persons it needs a right.
    pub async fn share_saved(
        &self,
        asker: &Asker,
        id: i64,
        shares: &[Share],
    ) -> Result<(), AskError> {
        let saved = self.owned(asker, id).await?;
        let mut wanted: Vec<Share> = shares.iter().map(plain).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let is_new = |share: &&Share| !saved.query.shares.contains(share);
        let mut faults = Vec::new();
        if wanted.len() > MOST_SHARES {
            let message = format!("слишком много: не больше {MOST_SHARES}");
            faults.push(Fault::new("shares", message));
        }
        for (place, share) in wanted.iter().enumerate().filter(|(_, share)| is_new(share)) {
            if is_wide(share) && !asker.holds(Right::Publish) {
                return Err(AskError::NotAllowed {
                    message:
                        "Открыть запрос роли, организации или всем можно с правом «Публикация»"
                            .to_owned(),
                });
            }
            if let Some(message) = self.fault_of_share(asker, &saved, share).await? {
                faults.push(Fault::new(format!("shares[{place}].value"), message));
            }
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        self.require_nobody_named(&wanted, &saved.query.state, &saved.parameters)?;
        let deed = Deed::new(audit::Action::ShareQuery, saved_name(id));
        self.record(asker, deed.about(shares_in_words(&wanted)))
            .await?;
        let set = self.office.set_shares(id, &wanted).await;
        set.map_err(of_records)
    }

    async fn fault_of_share(
        &self,
        asker: &Asker,
        saved: &Saved,
        share: &Share,
    ) -> Result<Option<String>, AskError> {
        let value = share.value.as_str();
        Ok(match share.kind {
            ShareKind::Person if value == saved.query.owner_login => {
                Some("это владелец запроса".to_owned())
            }
            ShareKind::Person => {
                let user = self.office.user_by_login(value).await.map_err(inner)?;
                let is_there = user.is_some_and(|user| !user.is_disabled && user.login == value);
                (!is_there).then(|| format!("пользователя «{value}» нет"))
            }
            ShareKind::Role => Role::named(value)
                .is_none()
                .then(|| format!("роли «{value}» нет")),
            ShareKind::School if value.is_empty() || value.chars().count() > 100 => {
                Some("назовите код организации".to_owned())
            }
            ShareKind::School => (!self.reaches_school(asker, value).await?)
                .then(|| "такой организации в вашей области нет".to_owned()),
            ShareKind::All => {
                (!value.is_empty()).then(|| "для всех значение не указывается".to_owned())
            }
        })
    }

    fn seen(
        &self,
        asker: &Asker,
        mut query: SavedQuery,
        is_favourite: bool,
    ) -> Result<Saved, AskError> {
        let parameters = read_parameters(&query.parameters)?;
        let is_own = query.owner_id == Some(asker.user.id);
        let may_change = is_own || tends(asker, &query.shares);
        if !may_change {
            query.shares.clear();
        }
        let question = question_of(query.state.clone());
        let broken = match self.bind_for(asker, &question, &parameters) {
            Ok(()) => Vec::new(),
            Err(AskError::Refused { faults, .. }) => faults.iter().map(told).collect(),
            Err(AskError::NotAllowed { message }) => vec![message],
            Err(error) => return Err(error),
        };
        Ok(Saved {
            query,
            parameters,
            is_own,
            may_change,
            is_favourite,
            broken,
        })
    }

    /// Returns a query that a person may change in what it asks. Many rely on one that is open to a role, a school or
    /// everybody, so that changing it takes the same right as opening it.
    async fn changeable(&self, asker: &Asker, id: i64) -> Result<Saved, AskError> {
        let saved = self.owned(asker, id).await?;
        if saved.query.shares.iter().any(is_wide) && !asker.holds(Right::Publish) {
            return Err(AskError::NotAllowed {
                message: "Запрос открыт роли, организации или всем: менять его можно с правом «Публикация»"
                    .to_owned(),
            });
        }
        Ok(saved)
    }

    async fn owned(&self, asker: &Asker, id: i64) -> Result<Saved, AskError> {
        let saved = self.saved(asker, id).await?;
        match saved.may_change {
            true => Ok(saved),
            false => Err(AskError::NotAllowed {
                message: "Этот запрос меняет его владелец; вы можете сохранить себе копию"
                    .to_owned(),
            }),
        }
    }

    /// Checks what a person wants to keep: its shape, and that the person may ask it.
    fn checked(
        &self,
        asker: &Asker,
        draft: &Draft,
    ) -> Result<(NewQuery, Vec<Parameter>), AskError> {
        let mut faults = Vec::new();
        let title = draft.title.trim();
        if title.is_empty() {
            faults.push(Fault::new("title", "назовите запрос"));
        }
        for (path, text, longest) in [
            ("title", title, LONGEST_TITLE),
            (
                "description",
                draft.description.as_str(),
                LONGEST_DESCRIPTION,
            ),
            ("folder", draft.folder.as_str(), LONGEST_FOLDER),
            ("note", draft.note.as_str(), LONGEST_NOTE),
        ] {
            if text.chars().count() > longest {
                let message = format!("слишком длинно: не больше {longest} знаков");
                faults.push(Fault::new(path, message));
            }
            let is_line = path != "description";
            if text
                .chars()
                .any(|sign| sign.is_control() && (is_line || sign != '\n' && sign != '\r'))
            {
                faults.push(Fault::new(path, "в тексте есть управляющие знаки"));
            }
        }
        let Value::Object(state) = &draft.state else {
            faults.push(Fault::new(
                "state",
                "ожидается объект: состояние конструктора",
            ));
            return Err(refused(faults));
        };
        faults.extend(faults_of_view(state));
        let size = draft.state.to_string().len() + draft.parameters.to_string().len();
        if size > LARGEST_STATE {
            let message = format!("слишком велико: не больше {} КБ", LARGEST_STATE >> 10);
            faults.push(Fault::new("state", message));
            return Err(refused(faults));
        }
        let parameters = match draft.parameters {
            Value::Null => Ok(Vec::new()),
            _ => serde_json::from_value::<Vec<Parameter>>(draft.parameters.clone()),
        };
        let Ok(parameters) = parameters else {
            let message = "ожидается список объектов с name, title, type, member, default";
            faults.push(Fault::new("parameters", message));
            return Err(refused(faults));
        };
        let question = question_of(draft.state.clone());
        if parameters.len() > MOST_PARAMETERS {
            let message = format!("слишком много: не больше {MOST_PARAMETERS}");
            faults.push(Fault::new("parameters", message));
        }
        faults.extend(parameter_faults(&question, &parameters));
        faults.extend(member_faults(&parameters, &self.model));
        match self.bind_for(asker, &question, &parameters) {
            Ok(()) => {}
            Err(AskError::Refused { faults: found, .. }) => faults.extend(found),
            Err(error) => return Err(error),
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let new = NewQuery {
            title: title.to_owned(),
            description: draft.description.trim().to_owned(),
            folder: draft.folder.trim().to_owned(),
            state: draft.state.clone(),
            parameters: serde_json::to_value(&parameters).map_err(inner)?,
            note: draft.note.trim().to_owned(),
        };
        Ok((new, parameters))
    }

    /// Refuses to show others a query in which people are named: whoever may not know names would read them there.
    fn require_nobody_named(
        &self,
        shares: &[Share],
        state: &Value,
        parameters: &[Parameter],
    ) -> Result<(), AskError> {
        if shares.is_empty() {
            return Ok(());
        }
        let mut members = Vec::new();
        members_with_values(state, &mut members);
        let defaults = parameters
            .iter()
            .filter(|parameter| parameter.default.is_some());
        members.extend(defaults.filter_map(|parameter| parameter.member.as_deref()));
        let mut titles: Vec<&str> = Vec::new();
        for name in members {
            if let Some(Member::Dimension(_, dimension)) = self.model.member(name)
                && matches!(
                    dimension.personal,
                    Some(Personal::Identity | Personal::Pupil | Personal::Staff)
                )
                && !titles.contains(&dimension.title.as_str())
            {
                titles.push(&dimension.title);
            }
        }
        match titles.is_empty() {
            true => Ok(()),
            false => {
                let message = format!("в фильтрах названы люди: {}", titles.join(", "));
                let hint = "уберите эти значения или сделайте их параметром";
                Err(refused(vec![Fault::new("state", message).with_hint(hint)]))
            }
        }
    }
}

/// Tells which of everybody's saved queries the model breaks: each is bound as its owner could ask it at the most.
pub fn broken_by_model(queries: &[SavedQuery], model: &Model, today: Date) -> Vec<Diagnostic> {
    let mut broken = Vec::new();
    for query in queries {
        let faults = match read_parameters(&query.parameters) {
            Ok(parameters) => {
                let mut faults = member_faults(&parameters, model);
                let question = question_of(query.state.clone());
                let level = query.owner_role.as_deref().and_then(Role::named);
                let sight = widest(level.map(|role| role.level)).sight();
                if let Err(Refusal::Faults(found)) =
                    bind_as_asked(&question, &parameters, model, sight, today)
                {
                    faults.extend(found);
                }
                faults
            }
            Err(error) => vec![Fault::new("parameters", error.to_string())],
        };
        for fault in faults {
            let message = format!(
                "запрос «{}» (владелец {}) не выполнится: {}",
                query.title, query.owner_login, fault.message
            );
            let mut diagnostic = Diagnostic::new(Severity::Warning, "saved_query", message)
                .at_file(saved_name(query.id))
                .at_column(fault.path);
            diagnostic.hint = fault.hint;
            broken.push(diagnostic);
        }
    }
    broken
}

/// Returns what somebody of a level sees at the most.
fn widest(level: Option<Level>) -> Scope {
    match level {
        None | Some(Level::Office | Level::Nothing) => Scope::office(true, true),
        Some(Level::School) => Scope::school("", true),
        Some(Level::Classes) => Scope::classes("", Vec::new(), true),
        Some(Level::Groups) => Scope::groups("", Vec::new(), Vec::new(), true),
    }
}

fn audience<'a>(asker: &'a Asker, school_ids: &'a [String]) -> Audience<'a> {
    Audience {
        user_id: asker.user.id,
        role: &asker.user.role,
        school_ids,
    }
}

/// Returns the schools that a person works at; none for who looks at schools from outside.
fn schools_of(asker: &Asker) -> Vec<String> {
    match asker.role.map(|role| role.level) {
        Some(Level::School | Level::Classes | Level::Groups) => schools_in(&asker.reach),
        Some(Level::Office | Level::Nothing) | None => Vec::new(),
    }
}

/// Says whether a person keeps in order what is open to everybody: the office does, with the right to publish.
fn tends(asker: &Asker, shares: &[Share]) -> bool {
    let is_of_office = asker.role.is_some_and(|role| role.level == Level::Office);
    is_of_office
        && asker.reach == UserScope::Office
        && asker.holds(Right::Publish)
        && shares.iter().any(|share| share.kind == ShareKind::All)
}

/// Returns a share as it is kept: people write logins in any case.
fn plain(share: &Share) -> Share {
    let value = share.value.trim();
    Share {
        kind: share.kind,
        value: match share.kind {
            ShareKind::Person => value.to_lowercase(),
            ShareKind::Role | ShareKind::School | ShareKind::All => value.to_owned(),
        },
    }
}

/// Says whether a share reaches people who were not named.
fn is_wide(share: &Share) -> bool {
    share.kind != ShareKind::Person
}

/// Returns the question of a constructor's state: the state without what only says how it is shown.
fn question_of(mut state: Value) -> Value {
    if let Value::Object(object) = &mut state {
        for (key, _) in VIEWS {
            object.remove(key);
        }
    }
    state
}

fn faults_of_view(state: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, known) in VIEWS {
        let Some(value) = state.get(key) else {
            continue;
        };
        if !value.as_str().is_some_and(|name| known.contains(&name)) {
            let message = format!("ожидается одно из: {}", known.join(", "));
            faults.push(Fault::new(key, message));
        }
    }
    faults
}

/// Finds the members of filters with values that are no parameters.
fn members_with_values<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            let member = object.get("member").or_else(|| object.get("dimension"));
            let is_parameter = |value: &Value| {
                let text = value.as_str();
                text.is_some_and(|text| text.starts_with('{') && text.ends_with('}'))
            };
            let values = object.get("values").and_then(Value::as_array);
            if let Some(member) = member.and_then(Value::as_str)
                && values.is_some_and(|values| values.iter().any(|value| !is_parameter(value)))
            {
                found.push(member);
            }
            object
                .values()
                .for_each(|value| members_with_values(value, found));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| members_with_values(item, found)),
        _ => {}
    }
}

fn read_parameters(value: &Value) -> Result<Vec<Parameter>, AskError> {
    serde_json::from_value(value.clone()).map_err(inner)
}

/// Reads an id as it is written: digits alone, so that one query has one address.
pub fn parse_id(text: &str) -> Option<i64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    is_plain.then(|| text.parse().ok()).flatten()
}

fn told(fault: &Fault) -> String {
    match &fault.hint {
        None => fault.message.clone(),
        Some(hint) => format!("{} ({hint})", fault.message),
    }
}

fn shares_in_words(shares: &[Share]) -> String {
    let words = shares.iter().map(|share| match share.kind {
        ShareKind::All => "все".to_owned(),
        kind => format!("{} {}", kind.name(), share.value),
    });
    match shares.is_empty() {
        true => "никому".to_owned(),
        false => words.collect::<Vec<_>>().join(", "),
    }
}

fn of_records(error: office::Error) -> AskError {
    match error {
        office::Error::UnknownQuery(_) => AskError::NotFound,
        error @ office::Error::NewerVersion(_) => AskError::Conflict {
            message: error.to_string(),
        },
        error @ (office::Error::TooMany { .. } | office::Error::UnknownUser(_)) => {
            refused(vec![Fault::new("", error.to_string())])
        }
        error => inner(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_query_has_one_name() {
        assert_eq!(saved_id("saved-12"), Some(12));
        for name in [
            "saved-",
            "saved-012",
            "saved-+1",
            "saved-1 or 1=1",
            "saved-../1",
            "saved-99999999999999999999",
            "12",
            "attendance-by-school",
        ] {
            assert_eq!(saved_id(name), None, "{name}");
        }
    }

    #[test]
    fn values_of_filters_are_found_wherever_they_stand() {
        let state = json!({"filters": [
            {"or": [{"member": "pupil.name", "operator": "equals", "values": ["Ёлкин"]}]},
            {"member": "school.name", "operator": "equals", "values": ["{school}"]},
            {"dimension": "teacher.name", "operator": "equals", "values": ["{t}", "Орлова"]},
        ]});
        let mut found = Vec::new();
        members_with_values(&state, &mut found);
        assert_eq!(found, ["pupil.name", "teacher.name"]);
    }

    #[test]
    fn how_a_query_is_shown_is_no_part_of_the_question() {
        let state = json!({"view": "chart", "chart": "line", "measures": ["marks.count"]});
        let object = state.as_object().expect("an object");
        assert!(faults_of_view(object).is_empty());
        assert_eq!(
            question_of(state.clone()),
            json!({"measures": ["marks.count"]})
        );
        let odd = json!({"view": "<b>", "chart": 1});
        assert_eq!(faults_of_view(odd.as_object().expect("an object")).len(), 2);
    }
}
