//! Asked: the form that asks for what a report leaves open, and what was given in it.

use crate::app::{Given, Offered, ParameterKind, Report, ReportForm};
use crate::catalogue::{Wording, say};
use crate::web::fields::{self, Fields};
use crate::web::parts::{self, Faults, Field, Input, address};

/// One parameter: its field, or the two of a range of days.
pub struct Asked {
    /// What two fields have in common; empty where there is one field, which says it itself.
    pub legend: String,
    pub fields: Vec<Field>,
}

/// Reads what was given: days from two fields, anything else as it stands. What is left empty is not given; a name that
/// the report does not know is given all the same, so that it is told.
pub fn given(report: &Report, sent: &Fields) -> Result<Given, Faults> {
    let mut given = Given::new();
    let mut faults = Faults::default();
    for name in sent.names() {
        let (own, end) = match name.rsplit_once('.') {
            Some((own, end @ ("from" | "to"))) => (own, Some(end)),
            _ => (name, None),
        };
        if end.is_none() {
            let value = sent.text(name);
            if !value.is_empty() {
                given.entry(own.to_owned()).or_insert_with(|| vec![value]);
            }
            continue;
        }
        let is_range = report
            .parameter(own)
            .is_some_and(|parameter| parameter.kind == ParameterKind::Range);
        if !is_range {
            given.insert(name.to_owned(), vec![sent.text(name)]);
        }
    }
    for parameter in &report.parameters {
        if parameter.kind != ParameterKind::Range {
            continue;
        }
        let (from, to) = ends(&parameter.name);
        let mut day = |field: &str| match fields::day(sent.raw(field)) {
            Ok(day) => day,
            Err(message) => {
                faults.add(field, &message);
                None
            }
        };
        match (day(&from), day(&to)) {
            (None, None) => {}
            (Some(first), Some(last)) => {
                given.insert(parameter.name.clone(), vec![format!("{first}..{last}")]);
            }
            (None, Some(_)) => faults.add(from, &say!("queries-both-days")),
            (Some(_), None) => faults.add(to, &say!("queries-both-days")),
        }
    }
    match faults.is_empty() {
        true => Ok(given),
        false => Err(faults),
    }
}

/// Returns the fields of the form with what is chosen in them.
pub fn form(form: &ReportForm, sent: &Fields, faults: &Faults) -> Vec<Asked> {
    let asked = form.offered.iter().map(|offered| {
        let parameter = &offered.parameter;
        let (name, title) = (parameter.name.clone(), parameter.title.clone());
        let field = |name: &str, label: String, input: Input| {
            Field::new("report", name, label, input).with_faults(faults)
        };
        match parameter.kind {
            ParameterKind::Range => {
                let (from, to) = ends(&name);
                let days = offered.days;
                let value = |end: &str, own: Option<jiff::civil::Date>| match sent.raw(end) {
                    "" => own.map(|day| day.to_string()).unwrap_or_default(),
                    text => text.to_owned(),
                };
                Asked {
                    legend: title,
                    fields: vec![
                        field(&from, say!("queries-from"), Input::Date)
                            .with_value(value(&from, days.map(|days| days.from))),
                        field(&to, say!("queries-to"), Input::Date)
                            .with_value(value(&to, days.map(|days| days.to))),
                    ],
                }
            }
            ParameterKind::Date => {
                alone(field(&name, title, Input::Date).with_value(chosen(offered, sent)))
            }
            ParameterKind::Number | ParameterKind::Text => {
                alone(field(&name, title, Input::Plain).with_value(chosen(offered, sent)))
            }
            _ => {
                let choices = choices(offered);
                let value = offered.value.clone();
                alone(field(&name, title, Input::Select(choices)).with_value(value))
            }
        }
    });
    asked.collect()
}

/// Returns what was chosen as the query of an address.
pub fn written(given: &Given) -> String {
    let pairs = given.iter().flat_map(|(name, values)| {
        let values = values.iter();
        values.map(move |value| format!("{}={}", address::encoded(name), address::encoded(value)))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn alone(field: Field) -> Asked {
    Asked {
        legend: String::new(),
        fields: vec![field],
    }
}

fn chosen(offered: &Offered, sent: &Fields) -> String {
    match sent.text(&offered.parameter.name) {
        text if text.is_empty() => offered.value.clone(),
        text => text,
    }
}

fn choices(offered: &Offered) -> Vec<parts::Choice> {
    let parameter = &offered.parameter;
    let mut choices = Vec::new();
    // Of one that must be chosen nothing stands first only until something is.
    if parameter.is_optional {
        let unchosen = parameter.unchosen.as_ref();
        let unchosen = unchosen.map_or_else(|| say!("reports-any"), Wording::plain);
        choices.push(parts::Choice::new("", unchosen));
    } else if offered.value.is_empty() {
        choices.push(parts::Choice::new("", say!("reports-choose")));
    }
    let own = offered.choices.iter();
    choices.extend(own.map(|one| parts::Choice::new(one.value.clone(), one.title.clone())));
    choices
}

/// The names of the fields of the first and the last day; no parameter has a point in its name.
fn ends(name: &str) -> (String, String) {
    (format!("{name}.from"), format!("{name}.to"))
}
