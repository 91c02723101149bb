//! Scope picker: whose rows a person sees, picked from schools, classes and groups by their names.
//!
//! What the data do not have yet, or the asker may not see, is entered by its code.

use askama::Template;
use askama::filters::HtmlSafe;

use super::form::Entered;
use crate::app::{Asker, Journals, SchoolSeen};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::fields::parted;
use crate::web::parts::{Check, Checks, Choice, Faults, Field, Input, Verbatim};
use crate::web::site::Site;

/// What the asker can pick from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    schools: Vec<SchoolSeen>,
    /// Of the school that is picked.
    journals: Journals,
}

impl Seen {
    pub async fn of(site: &Site, asker: &Asker, entered: &Entered) -> Result<Self, Error> {
        let schools = site.app.schools_seen(asker).await?;
        let picked = entered.school_ids();
        let journals = match picked.as_slice() {
            [school_id] if schools.iter().any(|school| school.id == *school_id) => {
                site.app.journals_seen(asker, school_id).await?
            }
            _ => Journals::default(),
        };
        Ok(Self { schools, journals })
    }

    /// Says whether picking another school would show other classes and groups.
    pub fn has_choice(&self) -> bool {
        self.schools.len() > 1
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "users/scope_picker.html")]
pub struct ScopePicker {
    fields: Vec<Field>,
    lists: Vec<List>,
    faults: Vec<String>,
    has_choice: bool,
}

impl HtmlSafe for ScopePicker {}

/// Boxes; those of groups, of which there are hundreds, are folded away while none is ticked.
#[derive(Debug, Clone)]
struct List {
    summary: String,
    is_open: bool,
    checks: Checks,
}

impl ScopePicker {
    pub fn of(asker: &Asker, seen: &Seen, entered: &Entered, faults: &Faults) -> Self {
        let field = |name, label, input, value: &str| {
            Field::new("person", name, label, input)
                .with_value(value)
                .with_faults(faults)
        };
        let is_of_one = asker.reach.school_id().is_some();
        let mut fields = Vec::new();
        if !is_of_one {
            let label = say!("users-district");
            fields.push(field("district", label, Input::Text, &entered.district));
        }
        let ids = entered.school_ids();
        if seen.schools.is_empty() {
            let label = say!("users-school-codes");
            let value = ids.join(" ");
            fields.push(field("school_id", label, Input::Plain, &value));
        } else {
            let is_known = |id: &String| seen.schools.iter().any(|school| school.id == *id);
            // Several, or one that the data do not have, are entered by their codes.
            let (picked, codes) = match ids.as_slice() {
                [id] if is_known(id) => (id.as_str(), String::new()),
                ids => ("", ids.join(" ")),
            };
            let mut choices = vec![Choice::new("", say!("users-choose-school"))];
            choices.extend(seen.schools.iter().map(|school| {
                let (name, code) = (school.name.as_str(), school.id.as_str());
                let title = say!("users-school-choice", name = name, code = code);
                Choice::new(code, title)
            }));
            let label = say!("users-school");
            fields.push(field("school", label, Input::Select(choices), picked));
            if !is_of_one || !codes.is_empty() {
                let label = say!("users-more-schools");
                fields.push(
                    field("school_id", label, Input::Plain, &codes)
                        .with_hint(say!("users-more-schools-hint")),
                );
            }
        }
        let mut lists = Vec::new();
        let journals = &seen.journals;
        let class = |id: &str, name: &str| (id.to_owned(), name.to_owned(), id.to_owned());
        let classes = journals
            .classes
            .iter()
            .map(|one| class(&one.id, &one.name))
            .collect();
        let groups = journals.groups.iter().map(|group| {
            let (class, subject) = (group.class.as_str(), group.subject.as_str());
            let title = say!("users-group-choice", class = class, subject = subject);
            let note = match group.teacher.as_str() {
                "" => group.id.clone(),
                teacher => say!(
                    "users-group-note",
                    teacher = teacher,
                    code = group.id.as_str()
                ),
            };
            (group.id.clone(), title, note)
        });
        let groups: Vec<Named> = groups.collect();
        for (name, codes_label, legend, named, ticked) in [
            (
                "class",
                say!("users-class-codes"),
                say!("users-classes"),
                classes,
                &entered.class_ids,
            ),
            (
                "group",
                say!("users-group-codes"),
                say!("users-groups"),
                groups,
                &entered.group_ids,
            ),
        ] {
            if !named.is_empty() {
                lists.push(list(name, legend, named, ticked));
            } else if seen.schools.is_empty() || !ticked.is_empty() {
                let name = format!("{name}_ids");
                let field = Field::new("person", name, codes_label, Input::Plain);
                fields.push(field.with_value(ticked.join(" ")).with_faults(faults));
            }
        }
        Self {
            fields,
            lists,
            faults: faults.at("scope"),
            has_choice: seen.has_choice(),
        }
    }
}

/// A code, what people call it, and what is said beside.
type Named = (String, String, String);

fn list(name: &'static str, legend: String, named: Vec<Named>, ticked: &[String]) -> List {
    let all = named.len() as i64;
    let is_there = |id: &String| named.iter().any(|(known, ..)| known == id);
    // A class of an earlier year is taken away by unticking it, not by opening the page.
    let gone: Vec<Named> = ticked
        .iter()
        .filter(|id| !is_there(id))
        .map(|id| (id.clone(), id.clone(), say!("users-code-gone")))
        .collect();
    let boxes = gone
        .into_iter()
        .chain(named)
        .map(|(id, title, note)| Check {
            is_checked: ticked.contains(&id),
            value: id,
            title,
            note,
        });
    List {
        summary: say!(
            "users-picked",
            what = legend.as_str(),
            count = ticked.len() as i64,
            all = all
        ),
        is_open: name == "class" || !ticked.is_empty(),
        checks: Checks {
            id: format!("person-{name}"),
            name,
            legend,
            hint: String::new(),
            boxes: boxes.collect(),
            faults: Vec::new(),
            is_single: false,
        },
    }
}

/// Reads codes: those of ticked boxes as they are, those of a field parted.
pub fn codes(boxes: Vec<String>, field: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in boxes.into_iter().chain(parted(field)) {
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}
