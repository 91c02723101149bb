//! Named question: a question in words that people know, declared in `queries/*.toml`, with parameters.
//!
//! A parameter stands in the query as a whole text, `"{period}"`: as a range of days, or as the one value of a filter.
//! What is not given takes the default; without one the filter or the range is left out. Questions that people keep
//! have parameters of the same kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Fault;
use crate::catalogue::say;
use crate::diagnostic::{Diagnostic, Severity, nearest};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedQuery {
    /// The name of the file without `.toml`.
    #[serde(skip)]
    pub name: String,
    pub title: String,
    /// Whom it is written for.
    pub user: Reader,
    /// The heading under which it is listed.
    pub section: String,
    /// What it answers, in a sentence.
    pub answers: String,
    /// To whom the constructor offers it to begin with.
    #[serde(default)]
    pub starters: Vec<Starter>,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The question, with parameters in it.
    pub query: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reader {
    /// The municipal office.
    Office,
    /// The district centre.
    Centre,
    /// Who looks after the exports of some schools.
    Segment,
    /// A school's director.
    Director,
    /// Who leads a class.
    Homeroom,
    /// Who looks after the pupils of a boarding school outside lessons.
    Tutor,
    /// Who teaches some groups.
    Teacher,
}

/// A question that the constructor offers to who has none yet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starter {
    pub readers: Vec<Reader>,
    /// Its place among those of a reader.
    pub place: u8,
    /// What it is called for these readers; the question's own title where nothing is said.
    pub title: Option<String>,
    /// What it answers these readers.
    pub answers: Option<String>,
    /// How the answer is shown: `table`, `pivot` or `chart`; a table where nothing is said.
    pub view: Option<String>,
    /// Which chart; the constructor's own choice where nothing is said.
    pub chart: Option<String>,
}

/// How the constructor shows an answer.
pub const VIEWS: [&str; 3] = ["table", "pivot", "chart"];

/// The charts that it draws.
pub const CHARTS: [&str; 9] = [
    "auto",
    "column",
    "stacked",
    "line",
    "bar",
    "heatmap",
    "dot",
    "value",
    "multiples",
];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub name: String,
    pub title: String,
    #[serde(rename = "type")]
    pub type_: ParameterType,
    /// Whose values may be given.
    pub member: Option<String>,
    /// What holds when nothing is given.
    pub default: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterType {
    /// Two days, or a range in words.
    Dates,
    /// Values of a member.
    Values,
    Number,
}

/// What is given for parameters, by name. Days are given as `2025-09-01..2025-10-31`, one day or a range in words.
pub type Given = BTreeMap<String, Vec<String>>;

impl Reader {
    pub fn name(self) -> &'static str {
        match self {
            Reader::Office => "office",
            Reader::Centre => "centre",
            Reader::Segment => "segment",
            Reader::Director => "director",
            Reader::Homeroom => "homeroom",
            Reader::Tutor => "tutor",
            Reader::Teacher => "teacher",
        }
    }

    /// Returns what the reader is called on screen.
    pub fn title(self) -> &'static str {
        match self {
            Reader::Office => "Управление образования",
            Reader::Centre => "Районный центр",
            Reader::Segment => "Администратор сегмента",
            Reader::Director => "Директор школы",
            Reader::Homeroom => "Классный руководитель",
            Reader::Tutor => "Воспитатель",
            Reader::Teacher => "Учитель",
        }
    }
}

impl NamedQuery {
    /// Reads one file; returns what is wrong with it by itself.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let fault = |rule: &str, message: String| {
            Diagnostic::new(Severity::Error, rule, message).at_file(format!("queries/{name}.toml"))
        };
        let mut named: Self = toml::from_str(text)
            .map_err(|error| vec![fault("toml", error.message().to_owned())])?;
        name.clone_into(&mut named.name);
        let faults: Vec<Diagnostic> = parameter_faults(&named.query, &named.parameters)
            .into_iter()
            .map(|one| fault("parameter", one.message))
            .collect();
        match faults.is_empty() {
            true => Ok(named),
            false => Err(faults),
        }
    }

    /// Returns the question with parameters put in.
    pub fn filled(&self, given: &Given) -> Result<Value, Vec<Fault>> {
        filled(&self.query, &self.parameters, given)
    }
}

/// Finds what is wrong with a question's parameters by themselves: each is used, and each that is used is there.
pub fn parameter_faults(query: &Value, parameters: &[Parameter]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut used = Vec::new();
    placeholders(query, &mut used);
    for placeholder in &used {
        if parameters.iter().all(|known| known.name != *placeholder) {
            let message = say!("question-no-parameter", name = placeholder.as_str());
            faults.push(Fault::new("parameters", message));
        }
    }
    for (place, parameter) in parameters.iter().enumerate() {
        let name = &parameter.name;
        let mut fault = |message: String| {
            faults.push(Fault::new(format!("parameters[{place}]"), message));
        };
        if !is_parameter_name(name) {
            fault(say!("question-parameter-name", name = name.as_str()));
        }
        if parameters[..place].iter().any(|other| other.name == *name) {
            fault(say!("question-parameter-twice", name = name.as_str()));
        }
        if !used.contains(name) {
            fault(say!("question-parameter-unused", name = name.as_str()));
        }
        if (parameter.type_ == ParameterType::Values) != parameter.member.is_some() {
            fault(say!("question-parameter-member", name = name.as_str()));
        }
    }
    faults
}

/// Returns a question with its parameters put in.
pub fn filled(query: &Value, parameters: &[Parameter], given: &Given) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    for name in given.keys() {
        if parameters.iter().all(|known| known.name != *name) {
            let mut fault = Fault::new(
                name,
                say!("question-parameter-unknown", name = name.as_str()),
            );
            let known = parameters.iter().map(|parameter| parameter.name.as_str());
            if let Some(near) = nearest(name, known) {
                fault = fault.with_hint(say!("question-perhaps", near = near));
            }
            faults.push(fault);
        }
    }
    let mut values: BTreeMap<&str, Value> = BTreeMap::new();
    for parameter in parameters {
        let texts = given.get(&parameter.name).filter(|texts| !texts.is_empty());
        let value = match texts {
            Some(texts) => parameter.read(texts),
            None => Ok(parameter.default.clone()),
        };
        match value {
            Ok(Some(value)) => {
                values.insert(&parameter.name, value);
            }
            Ok(None) => {}
            Err(message) => faults.push(Fault::new(&parameter.name, message)),
        }
    }
    match faults.is_empty() {
        true => Ok(put_in(query, &values).unwrap_or_else(|| json!({}))),
        false => Err(faults),
    }
}

/// Returns a question with values in place of names. What has no value is left out with the filter that it stands in.
pub fn with_values(query: &Value, values: &BTreeMap<String, Value>) -> Value {
    let values = values.iter();
    let values = values.map(|(name, value)| (name.as_str(), value.clone()));
    put_in(query, &values.collect()).unwrap_or_else(|| json!({}))
}

/// Returns the names that a question asks values of, each once.
pub fn names_in(query: &Value) -> Vec<String> {
    let mut names = Vec::new();
    placeholders(query, &mut names);
    names.sort_unstable();
    names.dedup();
    names
}

impl Parameter {
    fn read(&self, texts: &[String]) -> Result<Option<Value>, String> {
        let one = || match texts {
            [one] => Ok(one.as_str()),
            _ => Err(say!(
                "question-parameter-one-value",
                title = self.title.as_str()
            )),
        };
        Ok(Some(match self.type_ {
            ParameterType::Values => json!(texts),
            ParameterType::Number => {
                let text = one()?.replace(',', ".");
                let number: f64 = text.parse().map_err(|_| {
                    say!(
                        "question-parameter-not-number",
                        title = self.title.as_str(),
                        text = text.as_str()
                    )
                })?;
                json!(number)
            }
            ParameterType::Dates => {
                let text = one()?;
                match text.split_once("..") {
                    Some((from, to)) => json!([from.trim(), to.trim()]),
                    None => json!(text),
                }
            }
        }))
    }
}

/// Says whether a text can be the name of a parameter, which is also a field of a form and a key of an address.
fn is_parameter_name(name: &str) -> bool {
    let is_good = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.len() <= 40
        && name.chars().all(is_good)
}

/// Returns the parameter that a text stands for.
fn placeholder(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix('{')?.strip_suffix('}')
}

fn placeholders(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => object.values().for_each(|value| placeholders(value, found)),
        Value::Array(items) => items.iter().for_each(|value| placeholders(value, found)),
        value => found.extend(placeholder(value).map(str::to_owned)),
    }
}

/// Returns a part of the question with values in place of parameters; none where it is to be left out: a filter
/// without values, a group without filters.
fn put_in(part: &Value, values: &BTreeMap<&str, Value>) -> Option<Value> {
    match part {
        Value::Object(object) => {
            let mut filled = Map::new();
            for (key, value) in object {
                match put_in(value, values) {
                    Some(value) => {
                        filled.insert(key.clone(), value);
                    }
                    None if matches!(key.as_str(), "values" | "and" | "or") => return None,
                    None => {}
                }
            }
            Some(Value::Object(filled))
        }
        Value::Array(items) => {
            if let [one] = items.as_slice()
                && let Some(name) = placeholder(one)
            {
                let value = values.get(name)?;
                return Some(match value {
                    Value::Array(_) => value.clone(),
                    value => json!([value]),
                });
            }
            let filled: Vec<Value> = items
                .iter()
                .filter_map(|item| put_in(item, values))
                .collect();
            (items.is_empty() || !filled.is_empty()).then_some(Value::Array(filled))
        }
        value => match placeholder(value) {
            Some(name) => values.get(name).cloned(),
            None => Some(value.clone()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &str = r#"
title = "Посещаемость"
user = "office"
section = "Посещаемость"
answers = "Кто ходил."
[[parameters]]
name = "period"
title = "Период"
type = "dates"
default = "last month"
[[parameters]]
name = "school"
title = "Школы"
type = "values"
member = "school.name"
[[parameters]]
name = "least"
title = "Не меньше"
type = "number"
[query]
measures = ["attendance.due"]
timeDimensions = [{ dimension = "calendar.date", dateRange = "{period}" }]
filters = [
  { or = [{ member = "school.name", operator = "equals", values = ["{school}"] }] },
  { member = "attendance.due", operator = "gte", values = ["{least}"] },
]
"#;

    #[test]
    fn what_is_not_given_is_left_out_or_takes_its_default() {
        let named = NamedQuery::parse("attendance", QUESTION).expect("a question");
        assert_eq!(
            named.filled(&Given::new()),
            Ok(json!({
                "measures": ["attendance.due"],
                "timeDimensions": [{"dimension": "calendar.date", "dateRange": "last month"}]
            }))
        );
        let given = Given::from([
            (
                "period".to_owned(),
                vec!["2025-09-01..2025-09-30".to_owned()],
            ),
            (
                "school".to_owned(),
                vec!["Школа № 1".to_owned(), "{period}".to_owned()],
            ),
            ("least".to_owned(), vec!["2,5".to_owned()]),
        ]);
        assert_eq!(
            named.filled(&given),
            Ok(json!({
                "measures": ["attendance.due"],
                "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-09-30"]}],
                "filters": [
                    {"or": [{"member": "school.name", "operator": "equals", "values": ["Школа № 1", "{period}"]}]},
                    {"member": "attendance.due", "operator": "gte", "values": [2.5]}
                ]
            })),
            "what is given is a value and never a parameter"
        );
    }

    #[test]
    fn wrong_parameters_are_told() {
        let named = NamedQuery::parse("attendance", QUESTION).expect("a question");
        let given = Given::from([
            ("perod".to_owned(), vec!["today".to_owned()]),
            ("least".to_owned(), vec!["много".to_owned()]),
        ]);
        let faults = named.filled(&given).expect_err("faults");
        let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "параметра «perod» у вопроса нет",
                "«Не меньше»: «много» — не число"
            ]
        );
        let unknown = QUESTION.replace("\"{least}\"", "\"{most}\"");
        let faults = NamedQuery::parse("attendance", &unknown).expect_err("faults");
        let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "параметра «most» нет",
                "параметр «least» в вопросе не использован"
            ]
        );
        let parameter: Parameter = serde_json::from_value(
            json!({"name": "least", "title": "Не меньше", "type": "number", "default": 3}),
        )
        .expect("a parameter");
        let query = json!({"limit": "{least}"});
        let twice = [parameter.clone(), parameter.clone()];
        let said = parameter_faults(&query, &twice);
        assert_eq!(said.len(), 1, "{said:?}");
        let bad = Parameter {
            name: "least value".to_owned(),
            ..parameter
        };
        assert_eq!(parameter_faults(&query, &[bad]).len(), 3);
    }
}
