//! Parameters: the form that asks for what a question leaves open, and what was given in it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::app::{Asker, Given, Parameter, ParameterType, RELATIVE};
use crate::catalogue::say;
use crate::web::fields::{self, Fields};
use crate::web::parts::{Choice, Faults, Field, Input, words};
use crate::web::site::Site;

/// One parameter: its fields, several for a range of days.
pub struct Asked {
    /// What the fields have in common; empty where there is one field, which says it itself.
    pub legend: String,
    pub hint: String,
    pub fields: Vec<Field>,
}

/// Reads what was given. What is left empty is not given.
pub fn given(parameters: &[Parameter], sent: &Fields) -> Result<Given, Faults> {
    let mut given = Given::new();
    let mut faults = Faults::default();
    for parameter in parameters {
        let name = &parameter.name;
        let values = match parameter.type_ {
            ParameterType::Number => vec![sent.text(name)],
            ParameterType::Values => {
                let texts = sent.all(name);
                let lines = texts.iter().flat_map(|text| text.lines());
                lines.map(|line| line.trim().to_owned()).collect()
            }
            ParameterType::Dates => match days(name, sent) {
                Ok(range) => vec![range],
                Err((field, message)) => {
                    faults.add(field, &message);
                    continue;
                }
            },
        };
        let values: Vec<String> = values.into_iter().filter(|text| !text.is_empty()).collect();
        if !values.is_empty() {
            given.insert(name.clone(), values);
        }
    }
    match faults.is_empty() {
        true => Ok(given),
        false => Err(faults),
    }
}

/// Values that may be chosen, by the names of parameters.
pub type Offered = BTreeMap<String, Vec<Choice>>;

/// So many values stand in a list to choose from; of more one is found by typing.
const LISTED_MOST: usize = 30;

/// So many values are offered; a longer list is read by nobody.
const OFFERED_MOST: usize = 1_000;

/// Finds what the asker may choose for each parameter. People are written as they are called: a page need not name every
/// pupil of a school for one to be chosen.
pub async fn offered(site: &Site, asker: &Asker, parameters: &[Parameter]) -> Offered {
    let mut offered = Offered::new();
    for parameter in parameters {
        let Some(member) = parameter.member.as_deref() else {
            continue;
        };
        if parameter.type_ != ParameterType::Values || site.app.tells_of_pupils(member) {
            continue;
        }
        // A page stands without the values of one of its parameters.
        let Ok(values) = site.app.values(asker, member, "", OFFERED_MOST).await else {
            continue;
        };
        if values.is_empty() {
            continue;
        }
        let choices = values.into_iter().map(|value| {
            let title = site.app.value_titled(member, &value);
            Choice::new(value, title)
        });
        offered.insert(parameter.name.clone(), choices.collect());
    }
    offered
}

/// Returns the fields of the form with what was sent.
pub fn form(
    parameters: &[Parameter],
    offered: &Offered,
    sent: &Fields,
    faults: &Faults,
) -> Vec<Asked> {
    let asked = parameters.iter().map(|parameter| {
        let field = |name: String, label: String, input: Input| {
            let value = sent.text(&name);
            Field::new("parameter", name, label, input)
                .with_value(value)
                .with_faults(faults)
        };
        let (name, title) = (parameter.name.clone(), parameter.title.clone());
        match parameter.type_ {
            ParameterType::Number => {
                let hint = default_in_words(parameter);
                Asked {
                    legend: String::new(),
                    hint: String::new(),
                    fields: vec![field(name, title, Input::Plain).with_hint(hint)],
                }
            }
            ParameterType::Values => Asked {
                legend: String::new(),
                hint: String::new(),
                fields: match offered.get(&name) {
                    Some(known) => of_known(parameter, known, sent, faults),
                    None => {
                        let values = sent.all(&name).join("\n");
                        let hint = match default_in_words(parameter) {
                            usual if usual.is_empty() => say!("queries-one-a-line"),
                            usual => format!("{} {usual}", say!("queries-one-a-line")),
                        };
                        vec![
                            field(name, title, Input::Lines)
                                .with_value(values)
                                .with_hint(hint),
                        ]
                    }
                },
            },
            ParameterType::Dates => {
                let (from, to) = ends(&name);
                Asked {
                    legend: title,
                    hint: say!("queries-days-hint"),
                    fields: vec![
                        field(
                            name,
                            say!("queries-range"),
                            Input::Select(ranges(parameter)),
                        ),
                        field(from, say!("queries-from"), Input::Date),
                        field(to, say!("queries-to"), Input::Date),
                    ],
                }
            }
        }
    });
    asked.collect()
}

/// Returns a field for each value that was chosen, and one for the next.
fn of_known(parameter: &Parameter, known: &[Choice], sent: &Fields, faults: &Faults) -> Vec<Field> {
    let texts = sent.all(&parameter.name);
    let lines = texts.iter().flat_map(|text| text.lines());
    let mut values: Vec<&str> = lines
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    values.push("");
    let usual = default_in_words(parameter);
    let fields = values.into_iter().enumerate().map(|(place, value)| {
        let (id, label) = match place {
            0 => (parameter.name.clone(), parameter.title.clone()),
            _ => (
                format!("{}-{}", parameter.name, place + 1),
                say!("queries-one-more", title = parameter.title.as_str()),
            ),
        };
        let is_known = value.is_empty() || known.iter().any(|one| one.value == value);
        // What is not in the list stays as it was written, so that it can be mended.
        let is_listed = known.len() <= LISTED_MOST && is_known;
        let input = match is_listed {
            true => {
                let none = match place {
                    0 if usual.is_empty() => say!("queries-any-value"),
                    0 => usual.clone(),
                    _ => String::from("—"),
                };
                let own = known.iter().cloned();
                Input::Select([Choice::new("", none)].into_iter().chain(own).collect())
            }
            false => Input::Suggest(known.to_vec()),
        };
        let field = Field::new("parameter", id, label, input).with_value(value);
        let mut field = match place {
            0 => Field {
                faults: faults.at(&parameter.name),
                ..field
            },
            _ => field,
        };
        field.name.clone_from(&parameter.name);
        if place == 0 && !is_listed {
            field.hint = match usual.is_empty() {
                true => say!("queries-type-ahead"),
                false => usual.clone(),
            };
        }
        field
    });
    fields.collect()
}

/// Reads a range of days: two days, where they are given, before the range in words.
fn days(name: &str, sent: &Fields) -> Result<String, (String, String)> {
    let (from, to) = ends(name);
    let day =
        |field: &str| fields::day(sent.raw(field)).map_err(|message| (field.to_owned(), message));
    match (day(&from)?, day(&to)?) {
        (None, None) => Ok(sent.text(name)),
        (Some(first), Some(last)) => Ok(format!("{first}..{last}")),
        (None, Some(_)) => Err((from, say!("queries-both-days"))),
        (Some(_), None) => Err((to, say!("queries-both-days"))),
    }
}

/// The names of the fields of the first and the last day; no parameter has a point in its name.
fn ends(name: &str) -> (String, String) {
    (format!("{name}.from"), format!("{name}.to"))
}

fn ranges(parameter: &Parameter) -> Vec<Choice> {
    let usual = match default_in_words(parameter) {
        usual if usual.is_empty() => say!("queries-any-days"),
        usual => usual,
    };
    let mut choices = vec![Choice::new("", usual)];
    choices.extend(RELATIVE.map(|range| Choice::new(range, range_in_words(range))));
    choices
}

fn range_in_words(range: &str) -> String {
    match RELATIVE.contains(&range) {
        true => say!(&format!("range-{}", range.replace(' ', "-"))),
        false => range.to_owned(),
    }
}

/// Says what holds where nothing is given; nothing where there is no default.
fn default_in_words(parameter: &Parameter) -> String {
    let is_dates = parameter.type_ == ParameterType::Dates;
    let in_words = |value: &Value| match value {
        Value::String(text) if is_dates => day_in_words(text),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let usual = match &parameter.default {
        None | Some(Value::Null) => return String::new(),
        Some(Value::Array(values)) => {
            let values: Vec<String> = values.iter().map(in_words).collect();
            values.join(if is_dates { " – " } else { ", " })
        }
        Some(value) => in_words(value),
    };
    say!("queries-default", value = usual)
}

fn day_in_words(text: &str) -> String {
    match text.parse() {
        Ok(day) => words::day(day),
        Err(_) => range_in_words(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::{FromRequest, Request};
    use serde_json::json;

    async fn sent(query: &str) -> Fields {
        let request = Request::get(format!("/queries/q?{query}"));
        let request = request.body(axum::body::Body::empty()).expect("a request");
        Fields::from_request(request, &()).await.expect("fields")
    }

    fn parameters() -> Vec<Parameter> {
        serde_json::from_value(json!([
            {"name": "period", "title": "Период", "type": "dates", "default": "last month"},
            {"name": "school", "title": "Школы", "type": "values", "member": "school.name"},
            {"name": "least", "title": "Не меньше", "type": "number", "default": 5},
        ]))
        .expect("parameters")
    }

    #[tokio::test]
    async fn what_is_empty_is_not_given() {
        let parameters = parameters();
        let nothing = sent("period=&period.from=&period.to=&school=&least=").await;
        assert_eq!(given(&parameters, &nothing), Ok(Given::new()));
        let all = sent(
            "period=this+year&period.from=2025-09-01&period.to=30.09.2025\
             &school=%D0%90%0D%0A%0D%0A+%D0%91+&least=7&other=1",
        )
        .await;
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(
            given(&parameters, &all),
            Ok(Given::from([
                ("period".to_owned(), texts(&["2025-09-01..2025-09-30"])),
                ("school".to_owned(), texts(&["А", "Б"])),
                ("least".to_owned(), texts(&["7"])),
            ]))
        );
        let words = sent("period=this+year").await;
        let found = given(&parameters, &words).expect("a range");
        assert_eq!(found["period"], ["this year"]);
    }

    #[tokio::test]
    async fn one_day_of_two_is_told_at_the_other() {
        let half = sent("period.from=2025-09-01").await;
        let faults = given(&parameters(), &half).expect_err("a fault");
        assert_eq!(faults.at("period.to").len(), 1);
        let wrong = sent("period.from=31.02.2025&period.to=2025-09-01").await;
        let faults = given(&parameters(), &wrong).expect_err("a fault");
        assert_eq!(faults.at("period.from").len(), 1);
    }

    #[tokio::test]
    async fn defaults_are_told_in_words() {
        let asked = form(
            &parameters(),
            &Offered::new(),
            &Fields::default(),
            &Faults::default(),
        );
        let Input::Select(choices) = &asked[0].fields[0].input else {
            panic!("no choice of ranges");
        };
        assert_eq!(choices[0].title, "По умолчанию: прошлый месяц");
        assert_eq!(choices.len(), RELATIVE.len() + 1);
        let is_said = |choice: &Choice| !choice.title.starts_with("range-");
        assert!(choices.iter().all(is_said));
        let finished = choices
            .iter()
            .find(|choice| choice.value == "last finished term");
        assert_eq!(
            finished.map(|choice| choice.title.as_str()),
            Some("последний законченный учебный период")
        );
        assert_eq!(asked[2].fields[0].hint, "По умолчанию: 5");
    }

    #[tokio::test]
    async fn each_value_has_a_field_and_there_is_one_for_the_next() {
        let known = |count: usize| {
            let values = (1..=count).map(|one| format!("Школа № {one}"));
            let choices = values.map(|value| Choice::new(value.clone(), value));
            Offered::from([("school".to_owned(), choices.collect())])
        };
        let sent = sent("school=%D0%A8%D0%BA%D0%BE%D0%BB%D0%B0+%E2%84%96+2&school=%3Cb%3E").await;
        let asked = form(&parameters(), &known(3), &sent, &Faults::default());
        let fields = &asked[1].fields;
        let told: Vec<(&str, &str, &str)> = fields
            .iter()
            .map(|field| (field.id.as_str(), field.name.as_str(), field.value.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("parameter-school", "school", "Школа № 2"),
                ("parameter-school-2", "school", "<b>"),
                ("parameter-school-3", "school", ""),
            ]
        );
        assert!(matches!(&fields[0].input, Input::Select(choices) if choices.len() == 4));
        assert!(
            matches!(fields[1].input, Input::Suggest(_)),
            "not in the list"
        );
        let many = form(
            &parameters(),
            &known(31),
            &Fields::default(),
            &Faults::default(),
        );
        assert_eq!(many[1].fields.len(), 1);
        assert!(matches!(&many[1].fields[0].input, Input::Suggest(choices) if choices.len() == 31));
    }
}
