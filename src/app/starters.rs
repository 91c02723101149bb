//! Starters: questions that the constructor offers to who has none yet, each one that this asker can be answered.

use serde_json::{Value, json};

use super::{App, Asker};
use crate::constructor::{self, Given, NamedQuery, QuerySpec, Reader, Starter as Declared};
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
        let Some(reader) = asker.role.and_then(Reader::of) else {
            return Vec::new();
        };
        let mut offered: Vec<(&Declared, &NamedQuery)> = Vec::new();
        for query in &self.queries {
            let mut starters = query.starters.iter();
            if let Some(starter) = starters.find(|one| one.readers.contains(&reader)) {
                offered.push((starter, query.as_ref()));
            }
        }
        offered.sort_by_key(|(starter, _)| starter.place);
        let offered = offered.into_iter().filter_map(|(starter, query)| {
            let filled = query.filled(&Given::new()).ok()?;
            let (title, text) = (starter.title.as_ref(), starter.answers.as_ref());
            self.is_answered(asker, &filled).then(|| Starter {
                title: title.unwrap_or(&query.title).clone(),
                text: text.unwrap_or(&query.answers).clone(),
                state: state(starter, filled),
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

/// Adds to a question how it is shown.
fn state(starter: &Declared, question: Value) -> Value {
    let mut state = on_shelves(question);
    for (key, given) in [("view", &starter.view), ("chart", &starter.chart)] {
        if let Some(given) = given {
            state[key] = json!(given);
        }
    }
    state
}

/// Returns a question as the constructor's shelves hold it: there a split of time is named with its granularity.
pub fn on_shelves(mut question: Value) -> Value {
    let splits: Vec<(String, String)> = question["timeDimensions"]
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
    let name = |name: &mut Value| {
        if let Some((_, split)) = splits.iter().find(|(member, _)| name == member) {
            *name = json!(split);
        }
    };
    for path in ["/pivot/rows", "/pivot/columns", "/totals"] {
        let names = question.pointer_mut(path).and_then(Value::as_array_mut);
        names.into_iter().flatten().for_each(name);
    }
    match question.get_mut("order") {
        Some(Value::Array(order)) => order
            .iter_mut()
            .filter_map(|one| one.get_mut(0))
            .for_each(name),
        Some(Value::Object(order)) => {
            let named = std::mem::take(order).into_iter().map(|(key, way)| {
                let split = splits.iter().find(|(member, _)| *member == key);
                (split.map_or(key, |(_, split)| split.clone()), way)
            });
            *order = named.collect();
        }
        _ => {}
    }
    question
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_of_time_stands_on_a_shelf_with_its_granularity() {
        let question = json!({
            "measures": ["marks.count"],
            "timeDimensions": [
                {"dimension": "calendar.date", "granularity": "week", "dateRange": "this year"},
                {"dimension": "mark.date", "dateRange": "this year"},
            ],
            "pivot": {"rows": ["school.name"], "columns": ["calendar.date", "measures"]},
            "order": [["calendar.date", "desc"], ["mark.date", "asc"]],
            "totals": ["calendar.date"],
        });
        let state = on_shelves(question.clone());
        assert_eq!(
            state["pivot"]["columns"],
            json!(["calendar.date.week", "measures"])
        );
        assert_eq!(
            state["order"],
            json!([["calendar.date.week", "desc"], ["mark.date", "asc"]])
        );
        assert_eq!(state["totals"], json!(["calendar.date.week"]));
        assert_eq!(state["timeDimensions"], question["timeDimensions"]);
        assert_eq!(on_shelves(state.clone()), state);
        let named = json!({"order": {"calendar.date": "asc"}, "timeDimensions": question["timeDimensions"]});
        assert_eq!(
            on_shelves(named)["order"],
            json!({"calendar.date.week": "asc"})
        );
        for odd in [
            json!({}),
            json!({"pivot": 1, "order": [1, []], "totals": true}),
        ] {
            assert_eq!(on_shelves(odd.clone()), odd);
        }
    }
}
