//! Starters: questions that the constructor offers to who has none yet, each one that this asker can be answered.

use serde_json::{Value, json};

use super::{App, Asker, Level};
use crate::constructor::{self, Given, NamedQuery, QuerySpec, Reader};
use crate::table::Granularity;

/// A question to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Starter {
    pub title: String,
    /// What it answers, in a sentence.
    pub text: String,
    /// The constructor's state: the question, and how its answer is shown. Ranges in words stay words.
    pub state: Value,
}

impl App {
    /// Returns the questions that are offered to the asker's kind of reader and lie within the asker's rights.
    pub fn starters(&self, asker: &Asker) -> Vec<Starter> {
        let reader = reader(asker);
        let mut offered: Vec<(u8, &NamedQuery)> = Vec::new();
        for query in &self.queries {
            if let Some(starter) = &query.starter
                && starter.readers.contains(&reader)
            {
                offered.push((starter.place, query.as_ref()));
            }
        }
        offered.sort_by_key(|(place, _)| *place);
        let offered = offered.into_iter().filter_map(|(_, query)| {
            let filled = query.filled(&Given::new()).ok()?;
            self.is_answered(asker, &filled).then(|| Starter {
                title: query.title.clone(),
                text: query.answers.clone(),
                state: state(query, filled),
            })
        });
        offered.collect()
    }

    /// Says whether a question lies within the asker's rights.
    fn is_answered(&self, asker: &Asker, query: &Value) -> bool {
        let Ok(spec) = QuerySpec::parse(query) else {
            return false;
        };
        let (sight, today) = (asker.scope.sight(), self.moment().today);
        let Ok(question) = constructor::bind(&spec, &self.model, sight, today) else {
            return false;
        };
        let mut topics = question.facts.iter().filter_map(|fact| fact.topic.as_ref());
        topics.all(|topic| asker.scope.topics().include(&topic.name))
    }
}

/// Returns for whom questions are written that a person of this role asks.
fn reader(asker: &Asker) -> Reader {
    match asker.role {
        Some(role) if role.name == "centre" => Reader::Centre,
        Some(role) if role.level == Level::Office => Reader::Office,
        _ => Reader::Director,
    }
}

/// Adds to a question how it is shown. On a shelf a split of time stands with its granularity.
fn state(query: &NamedQuery, mut state: Value) -> Value {
    let splits: Vec<(String, String)> = state["timeDimensions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|time| {
            let member = time["dimension"].as_str()?;
            let granularity = Granularity::parse(time["granularity"].as_str()?)?;
            Some((
                member.to_owned(),
                format!("{member}.{}", granularity.name()),
            ))
        })
        .collect();
    for axis in ["rows", "columns"] {
        let names = state.pointer_mut(&format!("/pivot/{axis}"));
        for name in names.and_then(Value::as_array_mut).into_iter().flatten() {
            let split = splits.iter().find(|(member, _)| name == member);
            if let Some((_, split)) = split {
                *name = json!(split);
            }
        }
    }
    if let Some(starter) = &query.starter {
        for (key, given) in [("view", &starter.view), ("chart", &starter.chart)] {
            if let Some(given) = given {
                state[key] = json!(given);
            }
        }
    }
    state
}
