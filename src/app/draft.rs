//! Draft: what a person wants to keep, checked before it is kept.
//!
//! A draft has its limits, a state that is a question, and nothing that its saver may not ask. What others are to see
//! names nobody.

use serde_json::{Map, Value};

use super::ask::{inner, refused};
use super::queries::member_faults;
use super::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::{CHARTS, Fault, Parameter, VIEWS, parameter_faults};
use crate::model::{Member, Personal};
use crate::office::{NewQuery, Share};

/// The constructor's own keys beside the question, with the values that they may have.
const SHOWN_BY: [(&str, &[&str]); 2] = [("view", &VIEWS), ("chart", &CHARTS)];

const LONGEST_TITLE: usize = 200;
const LONGEST_DESCRIPTION: usize = 2_000;
const LONGEST_FOLDER: usize = 100;
const LONGEST_NOTE: usize = 200;
/// Bytes of state and parameters as JSON.
const LARGEST_STATE: usize = 64 << 10;
const MOST_PARAMETERS: usize = 20;

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

impl App {
    /// Checks what a person wants to keep: its shape, and that the person may ask it.
    pub(super) fn checked(
        &self,
        asker: &Asker,
        draft: &Draft,
    ) -> Result<(NewQuery, Vec<Parameter>), AskError> {
        let mut faults = Vec::new();
        let title = draft.title.trim();
        if title.is_empty() {
            faults.push(Fault::new("title", say!("queries-fault-title")));
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
                let message = say!("queries-fault-long", most = longest as i64);
                faults.push(Fault::new(path, message));
            }
            let is_line = path != "description";
            if text
                .chars()
                .any(|sign| sign.is_control() && (is_line || sign != '\n' && sign != '\r'))
            {
                faults.push(Fault::new(path, say!("queries-fault-signs")));
            }
        }
        let Value::Object(state) = &draft.state else {
            faults.push(Fault::new("state", say!("queries-fault-state")));
            return Err(refused(faults));
        };
        faults.extend(faults_of_view(state));
        let size = draft.state.to_string().len() + draft.parameters.to_string().len();
        if size > LARGEST_STATE {
            let most = (LARGEST_STATE >> 10) as i64;
            let message = say!("queries-fault-large", most = most);
            faults.push(Fault::new("state", message));
            return Err(refused(faults));
        }
        let parameters = match draft.parameters {
            Value::Null => Ok(Vec::new()),
            _ => serde_json::from_value::<Vec<Parameter>>(draft.parameters.clone()),
        };
        let Ok(parameters) = parameters else {
            let message = say!("queries-fault-parameters");
            faults.push(Fault::new("parameters", message));
            return Err(refused(faults));
        };
        let question = question_of(draft.state.clone());
        if parameters.len() > MOST_PARAMETERS {
            let message = say!("question-too-many", most = MOST_PARAMETERS.to_string());
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
    pub(super) fn require_nobody_named(
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
                let message = say!("queries-fault-people", titles = titles.join(", "));
                let hint = say!("queries-fault-people-hint");
                Err(refused(vec![Fault::new("state", message).with_hint(hint)]))
            }
        }
    }
}

/// Returns the question of a constructor's state: the state without what only says how it is shown.
pub(super) fn question_of(mut state: Value) -> Value {
    if let Value::Object(object) = &mut state {
        for (key, _) in SHOWN_BY {
            object.remove(key);
        }
    }
    state
}

fn faults_of_view(state: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, known) in SHOWN_BY {
        let Some(value) = state.get(key) else {
            continue;
        };
        if !value.as_str().is_some_and(|name| known.contains(&name)) {
            let message = say!("queries-fault-one-of", known = known.join(", "));
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
