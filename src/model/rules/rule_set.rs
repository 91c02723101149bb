//! Rule set: one file of `schemas/rule-sets/`, read and checked by itself.

use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;

use super::parameter::{Parameter, ParameterKind, RULES, Rule};
use crate::diagnostic::{Diagnostic, Severity, nearest};

/// The measurable part of one regulation.
#[derive(Debug, Clone)]
pub struct RuleSet {
    pub name: String,
    pub title: String,
    /// The regulation: its kind, date and number.
    pub document: String,
    /// The set that says what this one leaves unsaid.
    pub inherits: Option<String>,
    pub given: Vec<Given>,
}

/// One value with the clause that it comes from.
#[derive(Debug, Clone)]
pub struct Given {
    pub rule: &'static Rule,
    pub parameter: &'static Parameter,
    pub value: RuleValue,
    pub clause: String,
    /// The first day on which it holds; none for always.
    pub from: Option<Date>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum RuleValue {
    Int(i64),
    Number(f64),
    Flag(bool),
    Text(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    document: String,
    inherits: Option<String>,
    #[serde(default)]
    rules: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    rule: String,
    clause: String,
    from: Option<String>,
    #[serde(flatten)]
    values: toml::Table,
}

impl RuleSet {
    /// Reads one file; `name` is its name without `.toml`. Returns what could be read beside all faults.
    pub fn parse(name: &str, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                return (None, vec![fault(name, "toml", error.message().to_owned())]);
            }
        };
        let mut faults = Vec::new();
        let mut set = Self {
            name: name.to_owned(),
            title: file.title,
            document: file.document,
            inherits: file.inherits,
            given: Vec::new(),
        };
        for entry in file.rules {
            set.take(entry, &mut faults);
        }
        (Some(set), faults)
    }

    fn take(&mut self, entry: Entry, faults: &mut Vec<Diagnostic>) {
        let Some(rule) = Rule::named(&entry.rule) else {
            let known = RULES.iter().map(|rule| rule.name);
            let mut unknown = fault(&self.name, "rule", format!("правила «{}» нет", entry.rule));
            unknown.hint = nearest(&entry.rule, known).map(|near| format!("похожее: {near}"));
            faults.push(unknown);
            return;
        };
        if entry.clause.trim().is_empty() {
            faults.push(fault(
                &self.name,
                "clause",
                format!("правило «{}»: не указан пункт положения", rule.name),
            ));
        }
        let from = match entry.from.as_deref().map(str::parse::<Date>) {
            None => None,
            Some(Ok(day)) => Some(day),
            Some(Err(_)) => {
                faults.push(fault(
                    &self.name,
                    "date",
                    format!(
                        "правило «{}»: день «{}» не читается",
                        rule.name,
                        entry.from.unwrap_or_default()
                    ),
                ));
                return;
            }
        };
        if entry.values.is_empty() {
            faults.push(fault(
                &self.name,
                "rule",
                format!("правило «{}» ничего не говорит", rule.name),
            ));
        }
        for (key, value) in entry.values {
            let Some(parameter) = rule.parameter(&key) else {
                let known = rule.parameters.iter().map(|parameter| parameter.name);
                let message = format!("у правила «{}» нет параметра «{key}»", rule.name);
                let mut unknown = fault(&self.name, "parameter", message);
                unknown.hint = nearest(&key, known).map(|near| format!("похожее: {near}"));
                faults.push(unknown);
                continue;
            };
            match read(parameter.kind, &value) {
                Err(wanted) => faults.push(fault(
                    &self.name,
                    "value",
                    format!("{}.{key} = {value}: {wanted}", rule.name),
                )),
                Ok(_) if self.says(rule, parameter, from) => faults.push(fault(
                    &self.name,
                    "contradiction",
                    format!("{}.{key} задан дважды на одни и те же дни", rule.name),
                )),
                Ok(value) => self.given.push(Given {
                    rule,
                    parameter,
                    value,
                    clause: entry.clause.clone(),
                    from,
                }),
            }
        }
    }

    fn says(&self, rule: &Rule, parameter: &Parameter, from: Option<Date>) -> bool {
        self.given.iter().any(|given| {
            given.rule.name == rule.name
                && given.parameter.name == parameter.name
                && given.from == from
        })
    }

    /// Returns what the set itself says on a day.
    pub fn on(&self, rule: &str, parameter: &str, day: Date) -> Option<&Given> {
        let said = self.given.iter().filter(|given| {
            given.rule.name == rule
                && given.parameter.name == parameter
                && given.from.is_none_or(|from| from <= day)
        });
        said.max_by_key(|given| given.from)
    }
}

fn read(kind: ParameterKind, value: &toml::Value) -> Result<RuleValue, String> {
    let whole = |least: i64, most: i64| match value.as_integer() {
        Some(number) if (least..=most).contains(&number) => Ok(RuleValue::Int(number)),
        _ => Err(format!("ожидается целое число от {least} до {most}")),
    };
    let number = |least: f64, most: f64| {
        let number = value
            .as_float()
            .or(value.as_integer().map(|number| number as f64));
        match number {
            Some(number) if (least..=most).contains(&number) => Ok(RuleValue::Number(number)),
            _ => Err(format!("ожидается число от {least} до {most}")),
        }
    };
    let text = || value.as_str().unwrap_or_default();
    match kind {
        ParameterKind::Days => whole(0, 366),
        ParameterKind::Marks => whole(1, 100),
        ParameterKind::Hours => number(0.0, 8784.0),
        ParameterKind::Percent => number(0.0, 100.0),
        ParameterKind::Average => number(1.0, 5.0),
        ParameterKind::Flag => value
            .as_bool()
            .map(RuleValue::Flag)
            .ok_or_else(|| "ожидается true или false".to_owned()),
        ParameterKind::Choice(choices) if choices.contains(&text()) => {
            Ok(RuleValue::Text(text().to_owned()))
        }
        ParameterKind::Choice(choices) => Err(format!("ожидается одно из: {}", choices.join(", "))),
        // Any leap year tells whether there is such a day.
        ParameterKind::MonthDay => match format!("2024-{}", text()).parse::<Date>() {
            Ok(_) if text().len() == 5 => Ok(RuleValue::Text(text().to_owned())),
            _ => Err("ожидается месяц и день, например 09-15".to_owned()),
        },
        ParameterKind::Words if !text().trim().is_empty() => Ok(RuleValue::Text(text().to_owned())),
        ParameterKind::Words => Err("ожидается текст".to_owned()),
    }
}

pub(super) fn fault(set: &str, rule: &str, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, rule, message).at_file(format!("schemas/rule-sets/{set}.toml"))
}

impl RuleValue {
    pub fn int(&self) -> Option<i64> {
        match self {
            RuleValue::Int(number) => Some(*number),
            RuleValue::Number(_) | RuleValue::Flag(_) | RuleValue::Text(_) => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            RuleValue::Number(number) => Some(*number),
            RuleValue::Int(number) => Some(*number as f64),
            RuleValue::Flag(_) | RuleValue::Text(_) => None,
        }
    }

    pub fn flag(&self) -> Option<bool> {
        match self {
            RuleValue::Flag(flag) => Some(*flag),
            RuleValue::Int(_) | RuleValue::Number(_) | RuleValue::Text(_) => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            RuleValue::Text(text) => Some(text),
            RuleValue::Int(_) | RuleValue::Number(_) | RuleValue::Flag(_) => None,
        }
    }
}

impl fmt::Display for RuleValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleValue::Int(number) => write!(f, "{number}"),
            RuleValue::Number(number) => f.write_str(&number.to_string().replace('.', ",")),
            RuleValue::Flag(true) => f.write_str("да"),
            RuleValue::Flag(false) => f.write_str("нет"),
            RuleValue::Text(text) => f.write_str(text),
        }
    }
}
