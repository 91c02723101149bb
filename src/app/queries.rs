//! Named questions: those that are declared, each answered in its asker's scope like any other.

use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::ask::refused;
use super::{App, AskError};
use crate::access::Scope;
use crate::constructor::{
    self, CHARTS, Fault, Given, NamedQuery, ParameterType, QuerySpec, Reader, Refusal, VIEWS,
};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Member, Model};

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
    if others.iter().any(|other| other.title == query.title) {
        fault("title", format!("вопрос «{}» уже есть", query.title));
    }
    let mut every = Given::new();
    for parameter in &query.parameters {
        match (&parameter.member, parameter.type_) {
            (Some(member), _) => {
                if !matches!(model.member(member), Some(Member::Dimension(..))) {
                    fault(
                        "parameter",
                        format!("параметр «{}»: измерения «{member}» нет", parameter.name),
                    );
                }
                every.insert(parameter.name.clone(), vec!["1".into()]);
            }
            (None, ParameterType::Number) => {
                every.insert(parameter.name.clone(), vec!["1".into()]);
            }
            (None, _) => {}
        }
    }
    let starter = query.starter.iter();
    let mut readers: Vec<Reader> = starter.flat_map(|one| one.readers.clone()).collect();
    readers.push(query.user);
    if let Some(starter) = &query.starter {
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
    let mut told = |found: &[Fault]| {
        for one in found {
            fault("query", format!("{}: {}", one.path, one.message));
        }
    };
    let pairs = [Given::new(), every].into_iter();
    let pairs = pairs.flat_map(|given| readers.iter().map(move |reader| (given.clone(), reader)));
    for (given, reader) in pairs {
        let sight = match reader {
            Reader::Office | Reader::Centre => Scope::office(false, false).sight(),
            Reader::Director => Scope::school("", true).sight(),
        };
        let bound = query
            .filled(&given)
            .and_then(|filled| QuerySpec::parse(&filled))
            .map(|spec| constructor::bind(&spec, model, sight, SOME_DAY));
        match bound {
            Ok(Ok(_)) => {}
            Err(found) | Ok(Err(Refusal::Faults(found))) => told(&found),
            Ok(Err(Refusal::NotAllowed { member, message })) => {
                told(&[Fault::new(member, message)]);
            }
        }
    }
    faults.dedup();
    faults
}

impl App {
    /// Returns a named question with parameters put in.
    pub fn named_query(&self, name: &str, given: &Given) -> Result<Value, AskError> {
        let Some(query) = self.queries.iter().find(|query| query.name == name) else {
            let mut fault = Fault::new("name", format!("вопроса «{name}» нет"));
            let known = self.queries.iter().map(|query| query.name.as_str());
            if let Some(near) = nearest(name, known) {
                fault = fault.with_hint(format!("возможно, «{near}»"));
            }
            return Err(refused(vec![fault]));
        };
        query.filled(given).map_err(refused)
    }

    /// Returns the named questions as `/api/v1/queries` lists them.
    pub fn list_of_queries(&self) -> Value {
        let list = self.queries.iter().map(|query| {
            let parameters = query.parameters.iter().map(|parameter| {
                json!({
                    "name": parameter.name,
                    "title": parameter.title,
                    "type": match parameter.type_ {
                        ParameterType::Dates => "dates",
                        ParameterType::Values => "values",
                        ParameterType::Number => "number",
                    },
                    "member": parameter.member,
                    "default": parameter.default,
                })
            });
            json!({
                "name": query.name,
                "title": query.title,
                "user": query.user.name(),
                "section": query.section,
                "answers": query.answers,
                "parameters": parameters.collect::<Vec<_>>(),
            })
        });
        json!({"queries": list.collect::<Vec<_>>()})
    }
}
