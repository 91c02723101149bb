//! Named questions: those that are declared, each answered in its asker's scope like any other.

use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::ask::{refused, require_topics};
use super::people::require;
use super::saved::saved_id;
use super::{App, AskError, Asker};
use crate::access::{Action, Level, Role, Scope};
use crate::catalogue::say;
use crate::constructor::{
    self, CHARTS, Fault, Given, NamedQuery, Parameter, ParameterType, QuerySpec, Question, Reader,
    Refusal, VIEWS,
};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Member, Model, Sight};

/// Ranges in words are understood on any day.
const SOME_DAY: Date = date(2026, 2, 1);

/// Reads every named question and returns those that can be asked, in order of name, with all faults found.
pub fn load_queries(content: &Content, model: &Model) -> (Vec<Arc<NamedQuery>>, Vec<Diagnostic>) {
    let mut queries: Vec<Arc<NamedQuery>> = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in content.below("queries") {
        let name = path.trim_start_matches("queries/").strip_suffix(".toml");
        let Some(name) = name.filter(|name| !name.contains('/')) else {
            continue;
        };
        match NamedQuery::parse(name, text) {
            Ok(query) => {
                let found = check(&query, model, &queries);
                faults.extend(found.into_iter().map(|fault| fault.at_file(path)));
                queries.push(Arc::new(query));
            }
            Err(found) => faults.extend(found),
        }
    }
    (queries, faults)
}

/// Binds a question as its reader would ask it, with its defaults and with every filter.
fn check(query: &NamedQuery, model: &Model, others: &[Arc<NamedQuery>]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut fault = |rule: &str, message: String| {
        faults.push(Diagnostic::new(Severity::Error, rule, message));
    };
    if saved_id(&query.name).is_some() {
        fault(
            "name",
            format!("имя «{}» — сохранённых вопросов", query.name),
        );
    }
    if others.iter().any(|other| other.title == query.title) {
        fault("title", format!("вопрос «{}» уже есть", query.title));
    }
    for one in member_faults(&query.parameters, model) {
        fault("parameter", one.message);
    }
    for starter in &query.starters {
        for (rule, given, known) in [
            ("view", &starter.view, VIEWS.as_slice()),
            ("chart", &starter.chart, CHARTS.as_slice()),
        ] {
            if let Some(given) = given
                && !known.contains(&given.as_str())
            {
                fault(
                    rule,
                    format!("«{given}» не показать: есть {}", known.join(", ")),
                );
            }
        }
    }
    let starters = query.starters.iter();
    let readers = starters.flat_map(|one| one.readers.iter().copied());
    for reader in readers.chain([query.user]) {
        let scope = match reader {
            Reader::Office | Reader::Centre | Reader::Segment => Scope::office(false, false),
            Reader::Director => Scope::school("", true),
            Reader::Homeroom | Reader::Tutor => Scope::classes("", Vec::new(), true),
            Reader::Teacher => Scope::groups("", Vec::new(), Vec::new(), true),
        };
        let sight = scope.sight();
        let found = match bind_as_asked(&query.query, &query.parameters, model, sight, SOME_DAY) {
            Ok(_) => Vec::new(),
            Err(Refusal::Faults(found)) => found,
            Err(Refusal::NotAllowed { member, message }) => vec![Fault::new(member, message)],
        };
        for one in found {
            fault("query", format!("{}: {}", one.path, one.message));
        }
    }
    faults.dedup();
    faults
}

/// Finds parameters whose values would be those of a dimension that there is not.
pub(super) fn member_faults(parameters: &[Parameter], model: &Model) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, parameter) in parameters.iter().enumerate() {
        if let Some(member) = &parameter.member
            && !matches!(model.member(member), Some(Member::Dimension(..)))
        {
            let message = say!(
                "question-parameter-no-member",
                name = parameter.name.as_str(),
                member = member.as_str()
            );
            faults.push(Fault::new(format!("parameters[{place}].member"), message));
        }
    }
    faults
}

/// Binds a question with its defaults and with every filter, and tells all faults of either.
pub(super) fn bind_as_asked(
    query: &Value,
    parameters: &[Parameter],
    model: &Model,
    sight: Sight,
    today: Date,
) -> Result<Vec<Question>, Refusal> {
    let mut every = Given::new();
    for parameter in parameters {
        match parameter.type_ {
            ParameterType::Values | ParameterType::Number => {
                every.insert(parameter.name.clone(), vec!["1".to_owned()]);
            }
            ParameterType::Dates => {}
        }
    }
    let mut questions = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    let mut not_allowed = None;
    for given in [Given::new(), every] {
        let bound = constructor::filled(query, parameters, &given)
            .and_then(|filled| QuerySpec::parse(&filled))
            .map_err(Refusal::Faults)
            .and_then(|spec| constructor::bind(&spec, model, sight, today));
        match bound {
            Ok(question) => questions.push(question),
            Err(Refusal::Faults(found)) => {
                let is_new = |one: &Fault| faults.iter().all(|told| told.message != one.message);
                let found: Vec<Fault> = found.into_iter().filter(is_new).collect();
                faults.extend(found);
            }
            Err(refusal) => not_allowed = Some(refusal),
        }
    }
    match (faults.is_empty(), not_allowed) {
        (false, _) => Err(Refusal::Faults(faults)),
        (true, Some(refusal)) => Err(refusal),
        (true, None) => Ok(questions),
    }
}

impl Reader {
    /// Returns as whom people of a role read; none of who has no rows.
    pub(super) fn of(role: &Role) -> Option<Self> {
        Some(match (role.level, role.name) {
            (Level::Office, "centre") => Reader::Centre,
            (Level::Office, "segment_admin") => Reader::Segment,
            (Level::Office, _) => Reader::Office,
            (Level::School, _) => Reader::Director,
            (Level::Classes, "house_tutor") => Reader::Tutor,
            (Level::Classes, _) => Reader::Homeroom,
            (Level::Groups, _) => Reader::Teacher,
            (Level::Nothing, _) => return None,
        })
    }
}

impl App {
    /// Returns the declared questions that are written for somebody like the asker and that the asker may ask.
    pub fn queries_for(&self, asker: &Asker) -> Vec<Arc<NamedQuery>> {
        let Some(role) = asker.role else {
            return Vec::new();
        };
        let Some(own) = Reader::of(role) else {
            return Vec::new();
        };
        // Within a school and within the office people ask much alike, each of the own rows.
        let shared = match role.level {
            Level::Office if own == Reader::Segment => Reader::Office,
            Level::Classes | Level::Groups => Reader::Director,
            Level::Office | Level::School | Level::Nothing => own,
        };
        let may_ask = |query: &&Arc<NamedQuery>| {
            let asked = self.bind_for(asker, &query.query, &query.parameters);
            [own, shared].contains(&query.user) && asked.is_ok()
        };
        self.queries.iter().filter(may_ask).cloned().collect()
    }

    /// Binds a question as a person may ask it: the members that the person sees, of the topics of the role.
    pub(super) fn bind_for(
        &self,
        asker: &Asker,
        query: &Value,
        parameters: &[Parameter],
    ) -> Result<(), AskError> {
        require(asker, Action::Ask)?;
        let today = self.moment().today;
        let sight = asker.scope.sight();
        let questions =
            bind_as_asked(query, parameters, &self.model, sight, today).map_err(|refusal| {
                match refusal {
                    Refusal::Faults(faults) => refused(faults),
                    Refusal::NotAllowed { message, .. } => AskError::NotAllowed { message },
                }
            })?;
        for question in &questions {
            require_topics(&asker.scope, question)?;
        }
        Ok(())
    }

    /// Returns a question that is declared or was saved, with parameters put in, as a person asks it.
    pub async fn query_named(
        &self,
        asker: &Asker,
        name: &str,
        given: &Given,
    ) -> Result<Value, AskError> {
        match saved_id(name) {
            Some(id) => self.saved(asker, id).await?.question(given),
            None => self.named_query(name, given),
        }
    }

    /// Returns a named question with parameters put in.
    pub fn named_query(&self, name: &str, given: &Given) -> Result<Value, AskError> {
        let Some(query) = self.queries.iter().find(|query| query.name == name) else {
            let mut fault = Fault::new("name", say!("question-no-such", name = name));
            let known = self.queries.iter().map(|query| query.name.as_str());
            if let Some(near) = nearest(name, known) {
                fault = fault.with_hint(say!("question-perhaps", near = near));
            }
            return Err(refused(vec![fault]));
        };
        query.filled(given).map_err(refused)
    }

    /// Returns the named questions as `/api/v1/queries` lists them.
    pub fn list_of_queries(&self) -> Value {
        let list = self.queries.iter().map(|query| {
            json!({
                "name": query.name,
                "title": query.title,
                "user": query.user.name(),
                "section": query.section,
                "answers": query.answers,
                "parameters": query.parameters,
            })
        });
        json!({"queries": list.collect::<Vec<_>>()})
    }
}
