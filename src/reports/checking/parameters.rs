//! Parameters: what a reader chooses before a paper is made.

use super::{Check, SOME_DAY};
use crate::constructor::{Range, RangeSpec};
use crate::reports::parameter::{Kind, Parameter, RUNNING};
use crate::reports::report::Report;
use crate::reports::values::MOST_DAYS;

impl Check<'_> {
    /// Checks without which parameter a report is long.
    pub(super) fn long(&mut self, report: &Report) {
        let Some(name) = report.is_long_without.as_deref() else {
            return;
        };
        match report.parameter(name) {
            Some(parameter) if parameter.is_optional => {}
            Some(_) => {
                let message = format!("без параметра «{name}» отчёта не бывает: он обязателен");
                self.fault("is_long_without", message);
            }
            None => {
                let known = report.parameters.iter().map(|one| one.name.as_str());
                self.unknown("is_long_without", "параметра", name, known);
            }
        }
    }

    pub(super) fn parameters(&mut self, report: &Report) {
        for (place, parameter) in report.parameters.iter().enumerate() {
            let name = parameter.name.as_str();
            let mut fault = |message: String| self.fault("parameters", message);
            if !is_parameter_name(name) {
                fault(format!(
                    "имя параметра «{name}» не годится: нужны латинские буквы, цифры и знак _"
                ));
            }
            let before = &report.parameters[..place];
            if before.iter().any(|other| other.name == name) {
                fault(format!("параметр «{name}» объявлен дважды"));
            }
            if (parameter.kind == Kind::Choice) == parameter.choices.is_empty() {
                fault(format!(
                    "параметр «{name}»: choices нужны виду choice, и только ему"
                ));
            }
            if parameter.has_year && parameter.kind != Kind::Term {
                fault(format!("параметр «{name}»: has_year бывает только у term"));
            }
            if parameter.unchosen.is_some() && !(parameter.is_optional && parameter.kind.is_list())
            {
                fault(format!(
                    "параметр «{name}»: unchosen бывает только у необязательного списка"
                ));
            }
            if parameter.most_days.is_some() && parameter.kind != Kind::Range {
                fault(format!(
                    "параметр «{name}»: most_days бывает только у range"
                ));
            }
            if let Some(term) = &parameter.ends {
                let is_term = |other: &Parameter| other.name == *term && other.kind == Kind::Term;
                if parameter.kind != Kind::Date || !before.iter().any(is_term) {
                    fault(format!(
                        "параметр «{name}»: ends бывает только у date и называет учебный период, который выбран прежде"
                    ));
                }
            }
            let mut kinds = parameter.class_kinds.iter().map(String::as_str);
            if (parameter.kind != Kind::Class && !parameter.class_kinds.is_empty())
                || kinds.any(|kind| !["class", "association"].contains(&kind))
            {
                fault(format!(
                    "параметр «{name}»: class_kinds бывает только у class, а в нём — class и association"
                ));
            }
            if parameter.kind == Kind::School && before.iter().any(|other| other.is_of_school()) {
                fault(format!(
                    "параметр «{name}»: школу выбирают прежде класса, предмета, учителя, ученика и записи реестра"
                ));
            }
            if let Some(wrong) = wrong_default(parameter) {
                fault(format!("параметр «{name}»: {wrong}"));
            }
            if (parameter.kind == Kind::Entry) != parameter.register.is_some() {
                fault(format!(
                    "параметр «{name}»: register нужен виду entry, и только ему"
                ));
            }
            if parameter.kind == Kind::Entry && parameter.is_optional {
                fault(format!(
                    "параметр «{name}»: запись реестра выбирают всегда, is_optional не бывает"
                ));
            }
            if let Some(unchosen) = &parameter.unchosen {
                self.wording("parameters", unchosen);
            }
            parameter.put_samples(&mut self.values);
            if parameter.most_days.is_some_and(|most| most <= MOST_DAYS) {
                self.short_ranges.push(name.to_owned());
            }
            let choices = parameter.choices.iter();
            let choices = choices.map(|choice| (name.to_owned(), choice.value.clone()));
            self.choices.extend(choices);
            if let Some(register) = &parameter.register {
                self.put_fields(name, register);
            }
        }
    }
}

fn wrong_default(parameter: &Parameter) -> Option<String> {
    let default = parameter.default.as_deref()?;
    match parameter.kind {
        Kind::Range => {
            let range = match default.split_once("..") {
                Some((from, to)) => RangeSpec::Days(from.to_owned(), to.to_owned()),
                None => RangeSpec::Relative(default.to_owned()),
            };
            match Range::resolve(&range, SOME_DAY) {
                Ok(Range::Days(_)) => None,
                Ok(_) => Some("учебному периоду нужен вид term".to_owned()),
                Err(message) => Some(message),
            }
        }
        Kind::Term => (default != RUNNING)
            .then(|| format!("у учебного периода бывает только default = \"{RUNNING}\"")),
        Kind::Text | Kind::Entry => Some("default у этого вида не бывает".to_owned()),
        Kind::Choice => {
            let mut choices = parameter.choices.iter();
            let is_known = choices.any(|choice| choice.value == default);
            (!is_known).then(|| format!("среди choices нет «{default}»"))
        }
        Kind::Number => {
            let is_number = default.replace(',', ".").parse::<f64>().is_ok();
            (!is_number).then(|| format!("«{default}» — не число"))
        }
        _ => None,
    }
}

/// Says whether a text can be the name of a parameter, which is also a field of a form and a key of an address.
fn is_parameter_name(name: &str) -> bool {
    let is_good = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.len() <= 40
        // A page and a file say these of themselves.
        && !["format", "id", "page"].contains(&name)
        && name.chars().all(is_good)
}
