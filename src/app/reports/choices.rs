//! Choices: what the parameters of a report can be set to in a person's scope, and what was chosen.
//!
//! A value that lies outside the scope is told as one that there is not: near names come from the scope alone.

use std::collections::BTreeSet;

use super::offers::Calendar;
use super::times::{choose_date, choose_range, choose_term, choose_year};
use crate::app::ask::refused;
use crate::app::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::{Fault, Given};
use crate::diagnostic::nearest;
use crate::model::Member;
use crate::period::{Period, SchoolYear};
use crate::reports::{Choice, Kind, Parameter, Report, Values};

/// The form of a report as it opens for a person.
#[derive(Debug, Clone, Default)]
pub struct ReportForm {
    pub offered: Vec<Offered>,
    /// What was chosen.
    pub values: Values,
    pub faults: Vec<Fault>,
    /// Whether everything that must be chosen is.
    pub is_whole: bool,
    /// The only school that it is about, where it is one.
    pub school_id: Option<String>,
    /// The class that it is about.
    pub class: Option<String>,
    /// The school year that it is about.
    pub school_year: Option<SchoolYear>,
    /// What was chosen as an address says it, so that the same is chosen again.
    pub given: Given,
    /// The same in words, one by one: «Класс: 5А».
    pub chosen: Vec<String>,
    /// What the parts of a bound one are of.
    pub parts: Vec<Choice>,
    /// The parameters whose days the data do not reach to the end.
    pub(super) partial: BTreeSet<String>,
}

/// A parameter with what it can be set to.
#[derive(Debug, Clone)]
pub struct Offered {
    pub parameter: Parameter,
    /// Empty where anything of its kind can be written.
    pub choices: Vec<Choice>,
    /// What is chosen, as an address says it; empty for nothing.
    pub value: String,
    /// The days that are chosen, of a range.
    pub days: Option<Period>,
}

impl ReportForm {
    /// Returns the form where everything is chosen; else says what is to be.
    pub(super) fn whole(self) -> Result<Self, AskError> {
        if self.is_whole {
            return Ok(self);
        }
        let mut faults = self.faults;
        for offered in &self.offered {
            let parameter = &offered.parameter;
            let is_told = faults.iter().any(|fault| fault.path == parameter.name);
            if offered.value.is_empty() && !parameter.is_optional && !is_told {
                let message = match (offered.choices.is_empty(), parameter.kind) {
                    (true, Kind::Term) => say!("reports-no-terms"),
                    (true, Kind::Entry) if self.school_id.is_some() => {
                        say!("reports-no-entries", title = parameter.title.as_str())
                    }
                    (true, _) if parameter.kind != Kind::Range => {
                        say!(
                            "reports-nothing-to-choose",
                            title = parameter.title.as_str()
                        )
                    }
                    _ => say!("reports-choose-it", title = parameter.title.as_str()),
                };
                let mut fault = Fault::new(&parameter.name, message);
                let few = offered
                    .choices
                    .iter()
                    .take(FEW)
                    .map(|one| one.title.as_str());
                let few: Vec<&str> = few.collect();
                if !few.is_empty() {
                    fault = fault.with_hint(say!("reports-for-example", names = few.join(", ")));
                }
                faults.push(fault);
            }
        }
        Err(refused(faults))
    }
}

impl App {
    /// Reads what was chosen for a report and returns what can be.
    pub async fn report_form(
        &self,
        asker: &Asker,
        report: &Report,
        given: &Given,
    ) -> Result<ReportForm, AskError> {
        let mut form = ReportForm::default();
        for name in given.keys() {
            if report.parameter(name).is_none() {
                let message = say!("reports-no-parameter", name = name.as_str());
                let known = report.parameters.iter().map(|one| one.name.as_str());
                form.faults.push(with_near(name, message, name, known));
            }
        }
        let schools = self.schools_seen(asker).await?;
        if let [only] = schools.as_slice() {
            form.school_id = Some(only.id.clone());
        }
        let mut calendar: Option<Calendar> = None;
        // Whatever else is chosen is the school's, terms and their days, too.
        let is_school = |one: &&Parameter| one.kind == Kind::School;
        let (school, others): (Vec<_>, Vec<_>) = report.parameters.iter().partition(is_school);
        for parameter in school.into_iter().chain(others) {
            let sent = sent_for(given, &parameter.name);
            let wanted = sent.or(parameter.default.as_deref());
            let offered = match parameter.kind {
                Kind::School => {
                    let choices: Vec<Choice> = schools
                        .iter()
                        .map(|school| Choice {
                            value: school.id.clone(),
                            title: school.name.clone(),
                        })
                        .collect();
                    let offered = self.choose(&mut form, parameter, choices, wanted);
                    if !offered.value.is_empty() {
                        form.school_id = Some(offered.value.clone());
                    }
                    offered
                }
                Kind::Class | Kind::Subject | Kind::Teacher | Kind::Pupil => {
                    let choices = self.members_offered(asker, &form, parameter).await?;
                    let offered = self.choose(&mut form, parameter, choices, wanted);
                    if parameter.kind == Kind::Class && !offered.value.is_empty() {
                        form.class = Some(offered.value.clone());
                        if let Some(calendar) = &calendar {
                            self.fit_term(asker, &mut form, calendar, given).await?;
                        }
                    }
                    offered
                }
                Kind::Choice => {
                    self.choose(&mut form, parameter, parameter.choices.clone(), wanted)
                }
                Kind::SchoolYear => {
                    let years = self.years_offered(asker).await?;
                    let newest = years.first().map(|choice| choice.value.clone());
                    let wanted = wanted.map(str::to_owned).or(newest);
                    choose_year(&mut form, parameter, years, wanted.as_deref())
                }
                Kind::Term | Kind::Range => {
                    if calendar.is_none() {
                        let school_id = form.school_id.as_deref();
                        let mut read = self.calendar_of(asker, school_id).await?;
                        if report.parameters.iter().any(|one| one.has_year) {
                            read.years_with_final_marks =
                                self.years_with_final_marks(asker, school_id).await?;
                        }
                        calendar = Some(read);
                    }
                    let calendar = calendar.clone().unwrap_or_default();
                    match parameter.kind {
                        Kind::Term => choose_term(&mut form, parameter, &calendar, sent),
                        _ => choose_range(
                            &mut form,
                            parameter,
                            &calendar,
                            wanted,
                            self.moment().today,
                        ),
                    }
                }
                Kind::Date => choose_date(&mut form, parameter, wanted, self.moment().today),
                Kind::Number => choose_number(&mut form, parameter, wanted),
                Kind::Text => choose_text(&mut form, parameter, sent),
                Kind::Entry => self.choose_entry(asker, &mut form, parameter, sent).await?,
            };
            form.offered.push(offered);
        }
        let names = report.parameters.iter().map(|one| one.name.as_str());
        let names: Vec<&str> = names.collect();
        form.offered
            .sort_by_key(|one| names.iter().position(|name| *name == one.parameter.name));
        for Offered {
            parameter, value, ..
        } in form.offered.iter().filter(|one| !one.value.is_empty())
        {
            if let Some(shown) = form.values.shown.get(&parameter.name) {
                let partial = match form.partial.contains(&parameter.name) {
                    true => PARTIAL,
                    false => "",
                };
                form.chosen
                    .push(format!("{}: {shown}{partial}", parameter.title));
            }
            form.given
                .insert(parameter.name.clone(), vec![value.clone()]);
        }
        for measure in report.defined() {
            if let Some(Member::Measure(_, declared)) = self.model.member(measure) {
                form.values.take_definition(measure, &declared.description);
            }
        }
        let mut needed = form.offered.iter();
        form.is_whole = form.faults.is_empty()
            && needed.all(|one| one.parameter.is_optional || !one.value.is_empty());
        if let (true, Some((_, by))) = (form.is_whole, &report.part) {
            form.parts = self.members_offered(asker, &form, by).await?;
            if form.parts.is_empty() {
                let message = say!("reports-nothing-to-choose", title = by.title.as_str());
                form.faults.push(Fault::new("", message));
                form.is_whole = false;
            }
        }
        Ok(form)
    }

    /// Takes one of the offered values, by itself or by its title. Of one that is offered alone nobody is asked.
    pub(super) fn choose(
        &self,
        form: &mut ReportForm,
        parameter: &Parameter,
        choices: Vec<Choice>,
        wanted: Option<&str>,
    ) -> Offered {
        let only = match choices.as_slice() {
            [only] if !parameter.is_optional => Some(only.value.clone()),
            _ => None,
        };
        let wanted = wanted.map(str::to_owned).or(only);
        let found = wanted.as_deref().map(|wanted| {
            let is_it =
                |choice: &&Choice| choice.value == wanted || plain(&choice.title) == plain(wanted);
            choices.iter().find(is_it).cloned()
        });
        let value = match found {
            None => String::new(),
            Some(Some(choice)) => {
                form.values
                    .take_plain(&parameter.name, &choice.value, &choice.title);
                choice.value
            }
            Some(None) => {
                let wanted = wanted.unwrap_or_default();
                let message = say!(
                    "reports-no-value",
                    title = parameter.title.as_str(),
                    value = wanted.as_str()
                );
                let titles = choices.iter().map(|choice| choice.title.as_str());
                form.faults
                    .push(with_near(&parameter.name, message, &wanted, titles));
                String::new()
            }
        };
        Offered {
            parameter: parameter.clone(),
            choices,
            value,
            days: None,
        }
    }
}

/// Returns what was sent for a parameter, without the blanks around it.
pub(super) fn sent_for<'g>(given: &'g Given, name: &str) -> Option<&'g str> {
    let sent = given.get(name)?.first()?.trim();
    (!sent.is_empty()).then_some(sent)
}

/// What stands behind days that are not over by the data: whoever compares must know.
const PARTIAL: &str = " (неполный период)";

/// A line of a paper is not longer.
const LONGEST: usize = 300;

/// How many values a hint names.
const FEW: usize = 6;

fn choose_number(form: &mut ReportForm, parameter: &Parameter, wanted: Option<&str>) -> Offered {
    let mut value = String::new();
    if let Some(wanted) = wanted {
        match wanted.replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => {
                form.values.take_number(&parameter.name, number);
                wanted.clone_into(&mut value);
            }
            _ => {
                let message = say!(
                    "reports-no-number",
                    title = parameter.title.as_str(),
                    text = wanted
                );
                form.faults.push(Fault::new(&parameter.name, message));
            }
        }
    }
    Offered {
        parameter: parameter.clone(),
        choices: Vec::new(),
        value,
        days: None,
    }
}

fn choose_text(form: &mut ReportForm, parameter: &Parameter, sent: Option<&str>) -> Offered {
    let mut value = String::new();
    if let Some(sent) = sent {
        let title = parameter.title.as_str();
        let fault = if sent.chars().count() > LONGEST {
            Some(say!(
                "reports-too-long",
                title = title,
                most = LONGEST as i64
            ))
        } else if sent.chars().any(char::is_control) {
            Some(say!("reports-unseen", title = title))
        } else {
            None
        };
        match fault {
            Some(message) => form.faults.push(Fault::new(&parameter.name, message)),
            None => {
                form.values.take_plain(&parameter.name, sent, sent);
                sent.clone_into(&mut value);
            }
        }
    }
    Offered {
        parameter: parameter.clone(),
        choices: Vec::new(),
        value,
        days: None,
    }
}

pub(super) fn with_near<'n>(
    path: &str,
    message: String,
    wanted: &str,
    known: impl Iterator<Item = &'n str>,
) -> Fault {
    let fault = Fault::new(path, message);
    match nearest(wanted, known) {
        Some(near) => fault.with_hint(say!("reports-maybe", name = near)),
        None => fault,
    }
}

/// Titles are compared as people type them.
pub(super) fn plain(text: &str) -> String {
    text.trim().replace('\u{a0}', " ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(kind: Kind) -> Parameter {
        Parameter {
            register: None,
            name: "term".into(),
            title: "Период".into(),
            kind,
            default: None,
            is_optional: false,
            has_year: true,
            choices: Vec::new(),
            ends: None,
            most_days: None,
            class_kinds: Vec::new(),
            unchosen: None,
        }
    }

    #[test]
    fn a_line_is_short_and_plain() {
        let chosen = |text: &str| {
            let mut form = ReportForm::default();
            let offered = choose_text(&mut form, &parameter(Kind::Text), Some(text));
            (offered.value, form.values.shown, form.faults.len())
        };
        let (value, shown, faults) = chosen("<b>{ $x } протокол № 5</b>");
        assert_eq!((value.as_str(), faults), ("<b>{ $x } протокол № 5</b>", 0));
        assert_eq!(shown["term"], value);
        for wrong in ["а".repeat(301), "одна\nдругая".to_owned()] {
            let (value, shown, faults) = chosen(&wrong);
            assert_eq!((value.as_str(), shown.len(), faults), ("", 0, 1));
        }
    }
}
