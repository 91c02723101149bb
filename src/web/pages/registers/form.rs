//! Form: the fields of an entry, each asked for as its kind is.

use askama::Template;

use crate::app::{AskError, EntryValues, FieldKind, Register, RegisterField, Sent, Suggested};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::fields::Fields;
use crate::web::parts::{Choice, Faults, Field, Input};

/// The fields of an entry with what was wrong with them.
#[derive(Template)]
#[template(path = "registers/form.html")]
pub struct EntryForm {
    faults: Faults,
    fields: Vec<Field>,
}

impl askama::filters::HtmlSafe for EntryForm {}

/// Fields of a register stand behind this in forms and addresses, so that none is taken for one of the page's own.
const PREFIX: &str = "f.";

pub fn name_of(field: &str) -> String {
    format!("{PREFIX}{field}")
}

/// Reads what was written into the fields of an entry.
pub fn sent(fields: &Fields, seen: &[RegisterField]) -> Sent {
    let names = seen.iter().map(|field| field.name.clone());
    names
        .map(|name| (name.clone(), fields.raw(&name_of(&name)).to_owned()))
        .collect()
}

/// Returns what an entry says as a form would send it.
pub fn written(values: &EntryValues) -> Sent {
    let values = values.iter();
    values
        .map(|(name, value)| (name.clone(), value.written()))
        .collect()
}

/// Takes what was refused because of what was entered; another error is not the form's.
pub fn faults_of(error: AskError, register: &Register) -> Result<Faults, Error> {
    match error {
        AskError::Refused { faults, .. } => {
            let mut all = Faults::default();
            for fault in faults {
                match register.field(&fault.path) {
                    Some(field) => all.add(
                        name_of(&field.name),
                        &say!(
                            "registers-fault-at",
                            field = field.title.told(),
                            fault = fault.message
                        ),
                    ),
                    None => all.add(fault.path, &fault.message),
                }
            }
            Ok(all)
        }
        error => Err(error.into()),
    }
}

impl EntryForm {
    pub fn new(seen: &[RegisterField], sent: &Sent, suggested: &Suggested, faults: Faults) -> Self {
        let fields = seen.iter().map(|field| {
            let value = sent.get(&field.name).cloned().unwrap_or_default();
            let input = input_of(field, &value, suggested);
            let mut shown = Field::new("entry", name_of(&field.name), field.title.told(), input)
                .with_value(value)
                .with_faults(&faults);
            if let Some(hint) = &field.hint {
                shown = shown.with_hint(hint.told());
            }
            match field.is_required {
                true => shown.required(),
                false => shown,
            }
        });
        Self {
            fields: fields.collect(),
            faults,
        }
    }
}

fn input_of(field: &RegisterField, value: &str, suggested: &Suggested) -> Input {
    let choose = |choices: Vec<Choice>| {
        let mut all = vec![Choice::new("", say!("registers-choose"))];
        all.extend(choices);
        // A class of a former year stays what the entry says.
        if !all.iter().any(|choice| choice.value == value) {
            all.push(Choice::new(value, value));
        }
        Input::Select(all)
    };
    match field.kind {
        FieldKind::Choice => {
            let choices = field.values.iter();
            choose(
                choices
                    .map(|choice| Choice::new(&choice.value, choice.told()))
                    .collect(),
            )
        }
        FieldKind::Class if !suggested.classes.is_empty() => {
            let classes = suggested.classes.iter();
            choose(classes.map(|class| Choice::new(class, class)).collect())
        }
        FieldKind::School => {
            let schools = suggested.schools.iter();
            choose(schools.map(|(id, name)| Choice::new(id, name)).collect())
        }
        FieldKind::Date => Input::Date,
        FieldKind::LongText => Input::Lines,
        FieldKind::Person => {
            let people = suggested.people.iter();
            Input::Suggest(people.map(|name| Choice::new(name, name)).collect())
        }
        FieldKind::Hash | FieldKind::Link | FieldKind::Document => Input::Plain,
        FieldKind::Text | FieldKind::Number | FieldKind::Class | FieldKind::SchoolYear => {
            Input::Text
        }
    }
}
