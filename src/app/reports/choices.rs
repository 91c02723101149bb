//! Choices: what the parameters of a report can be set to in a person's scope, and what was chosen.
//!
//! A value that lies outside the scope is told as one that there is not: near names come from the scope alone.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{names_of, text_of};
use crate::app::ask::{inner, refused};
use crate::app::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::{Fault, Given, Range, RangeSpec};
use crate::diagnostic::nearest;
use crate::export;
use crate::period::{Period, SchoolYear};
use crate::reports::{Choice, Kind, Parameter, RUNNING, Report, TermSpan, Values};

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

/// What is read once for all parameters.
#[derive(Debug, Clone, Default)]
struct Known {
    terms: Vec<TermSpan>,
    data_day: Option<Date>,
}

const SCHOOL: &str = "school.id";
const YEAR: &str = "school_year.name";

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
        let mut known: Option<Known> = None;
        for parameter in &report.parameters {
            let sent = given.get(&parameter.name);
            let sent = sent.and_then(|texts| texts.first());
            let sent = sent.map(|text| text.trim()).filter(|text| !text.is_empty());
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
                    let choices = self.members_offered(asker, &form, parameter.kind).await?;
                    let offered = self.choose(&mut form, parameter, choices, wanted);
                    if parameter.kind == Kind::Class && !offered.value.is_empty() {
                        form.class = Some(offered.value.clone());
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
                    if known.is_none() {
                        known = Some(self.calendar_of(asker, form.school_id.as_deref()).await?);
                    }
                    let known = known.clone().unwrap_or_default();
                    match parameter.kind {
                        Kind::Term => choose_term(&mut form, parameter, &known, sent),
                        _ => {
                            choose_range(&mut form, parameter, &known, wanted, self.moment().today)
                        }
                    }
                }
                Kind::Date => choose_date(&mut form, parameter, wanted, self.moment().today),
                Kind::Number => choose_number(&mut form, parameter, wanted),
                Kind::Text => choose_text(&mut form, parameter, sent),
                Kind::Entry => self.choose_entry(asker, &mut form, parameter, sent).await?,
            };
            if !offered.value.is_empty() {
                let (name, value) = (parameter.name.clone(), offered.value.clone());
                if let Some(shown) = form.values.shown.get(&name) {
                    form.chosen.push(format!("{}: {shown}", parameter.title));
                }
                form.given.insert(name, vec![value]);
            }
            form.offered.push(offered);
        }
        let mut needed = form.offered.iter();
        form.is_whole = form.faults.is_empty()
            && needed.all(|one| one.parameter.is_optional || !one.value.is_empty());
        if let (true, Some((_, by))) = (form.is_whole, &report.part) {
            form.parts = self.members_offered(asker, &form, by.kind).await?;
            if form.parts.is_empty() {
                let message = say!("reports-nothing-to-choose", title = by.title.as_str());
                form.faults.push(Fault::new("", message));
                form.is_whole = false;
            }
        }
        Ok(form)
    }

    /// Returns a form in which everything is chosen; else what is to be.
    pub async fn whole_report_form(
        &self,
        asker: &Asker,
        report: &Report,
        given: &Given,
    ) -> Result<ReportForm, AskError> {
        let form = self.report_form(asker, report, given).await?;
        if form.is_whole {
            return Ok(form);
        }
        let mut faults = form.faults;
        for offered in &form.offered {
            let parameter = &offered.parameter;
            let is_told = faults.iter().any(|fault| fault.path == parameter.name);
            if offered.value.is_empty() && !parameter.is_optional && !is_told {
                let message = match (offered.choices.is_empty(), parameter.kind) {
                    (true, Kind::Term) => say!("reports-no-terms"),
                    (true, Kind::Entry) if form.school_id.is_some() => {
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

    /// Returns classes, subjects, teachers or pupils in the asker's scope, of the school and class that are chosen.
    async fn members_offered(
        &self,
        asker: &Asker,
        form: &ReportForm,
        kind: Kind,
    ) -> Result<Vec<Choice>, AskError> {
        let names = names_of(&asker.scope);
        let (value, title) = match kind {
            Kind::Class => ("class.name", "class.name"),
            Kind::Subject => ("subject.name", "subject.name"),
            Kind::Teacher => ("teacher.id", names.teacher),
            _ => ("pupil.id", names.pupil),
        };
        let mut filters = Vec::new();
        let equals = |member: &str, value: &str| json!({"member": member, "operator": "equals", "values": [value]});
        if let Some(school) = &form.school_id {
            filters.push(equals(SCHOOL, school));
        }
        if let Some(year) = form.school_year {
            filters.push(equals(YEAR, &year.to_string()));
        }
        if kind == Kind::Class {
            filters.push(equals("class.kind", "class"));
        }
        if let (Kind::Pupil, Some(class)) = (kind, &form.class) {
            filters.push(equals("class.name", class));
        }
        let mut dimensions = vec![value];
        if title != value {
            dimensions.push(title);
        }
        let query = json!({
            "dimensions": dimensions,
            "filters": filters,
            "order": [[title, "asc"]],
        });
        let rows = self.rows_of_choices(asker, &query).await?;
        let mut choices: Vec<Choice> = Vec::new();
        for row in &rows {
            let Some(value) = text_of(row, value) else {
                continue;
            };
            let title = text_of(row, title).unwrap_or_else(|| value.clone());
            if choices.iter().all(|known| known.value != value) {
                choices.push(Choice { value, title });
            }
        }
        Ok(choices)
    }

    async fn years_offered(&self, asker: &Asker) -> Result<Vec<Choice>, AskError> {
        let query = json!({"dimensions": [YEAR], "order": [[YEAR, "desc"]]});
        let rows = self.rows_of_choices(asker, &query).await?;
        let years = rows.iter().filter_map(|row| text_of(row, YEAR));
        let years = years.map(|year| Choice {
            title: year.clone(),
            value: year,
        });
        Ok(years.collect())
    }

    async fn rows_of_choices(
        &self,
        asker: &Asker,
        query: &Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        let answer = self
            .ask_capped(&asker.scope, query, self.cap_of_json())
            .await?;
        Ok(export::json::rows(&answer.table))
    }

    /// Reads the terms of the schools in scope, or of one of them, and up to which day there are data.
    async fn calendar_of(&self, asker: &Asker, school_id: Option<&str>) -> Result<Known, AskError> {
        let (filter, params) = match school_id {
            Some(school_id) => (" where school_id = $1", json!([school_id])),
            None => ("", Value::Null),
        };
        let terms = format!(
            "select school_year, name, kind, max(ordinal) as ordinal, \
             min(starts_on) as starts_on, max(ends_on) as ends_on from terms{filter} \
             group by school_year, name, kind"
        );
        let days = format!("select max(data_day) as data_day from schools{filter}");
        let terms = self.rows_of_sql(asker, &terms, &params).await?;
        let days = self.rows_of_sql(asker, &days, &params).await?;
        let day = |row: &Map<String, Value>, name: &str| -> Option<Date> {
            row.get(name)?.as_str()?.get(..10)?.parse().ok()
        };
        let terms = terms.iter().filter_map(|row| {
            Some(TermSpan {
                school_year: text_of(row, "school_year")?.parse().ok()?,
                name: text_of(row, "name")?,
                kind: text_of(row, "kind")?,
                ordinal: row.get("ordinal")?.as_i64()?,
                days: Period::new(day(row, "starts_on")?, day(row, "ends_on")?),
            })
        });
        let mut terms: Vec<TermSpan> = terms.collect();
        terms.sort_by_key(|term| {
            (
                std::cmp::Reverse(term.school_year),
                term.days.from,
                term.days.to,
                term.name.clone(),
            )
        });
        Ok(Known {
            terms,
            data_day: days.first().and_then(|row| day(row, "data_day")),
        })
    }

    async fn rows_of_sql(
        &self,
        asker: &Asker,
        sql: &str,
        params: &Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        let answer = self.ask_sql(&asker.scope, sql, params, MOST_TERMS).await?;
        let table = answer.to_table().map_err(inner)?;
        Ok(export::json::rows(&table))
    }
}

/// A line of a paper is not longer.
const LONGEST: usize = 300;

/// How many values a hint names.
const FEW: usize = 6;

/// Terms of a hundred schools that all call them otherwise, over years.
const MOST_TERMS: usize = 10_000;

/// What a report calls the whole year among terms.
const WHOLE_YEAR: &str = "Год";

fn choose_year(
    form: &mut ReportForm,
    parameter: &Parameter,
    choices: Vec<Choice>,
    wanted: Option<&str>,
) -> Offered {
    let mut value = String::new();
    if let Some(wanted) = wanted {
        let known = choices.iter().any(|choice| choice.value == wanted);
        match wanted.parse::<SchoolYear>() {
            Ok(year) if known => {
                form.values.take_school_year(&parameter.name, year);
                form.school_year = Some(year);
                wanted.clone_into(&mut value);
            }
            Ok(_) => {
                let message = say!("reports-no-year", year = wanted);
                let years = choices.iter().map(|choice| choice.value.as_str());
                let fault = with_near(&parameter.name, message, wanted, years);
                form.faults.push(fault);
            }
            Err(_) => {
                let message = say!("reports-no-such-year", text = wanted);
                form.faults.push(Fault::new(&parameter.name, message));
            }
        }
    }
    Offered {
        parameter: parameter.clone(),
        choices,
        value,
        days: None,
    }
}

/// Takes a term by its name and year, or by its name in the newest year that has it; without one the last that is over.
fn choose_term(
    form: &mut ReportForm,
    parameter: &Parameter,
    known: &Known,
    sent: Option<&str>,
) -> Offered {
    let mut terms: Vec<TermSpan> = known
        .terms
        .iter()
        .filter(|term| term.kind != "year")
        .cloned()
        .collect();
    if parameter.has_year {
        let mut years: Vec<SchoolYear> = terms.iter().map(|term| term.school_year).collect();
        years.dedup();
        for year in years {
            let last = terms.iter().rposition(|term| term.school_year == year);
            let whole = TermSpan {
                school_year: year,
                name: WHOLE_YEAR.to_owned(),
                kind: "year".to_owned(),
                ordinal: 0,
                days: year.period(),
            };
            terms.insert(last.map_or(terms.len(), |place| place + 1), whole);
        }
    }
    let value_of = |term: &TermSpan| format!("{} {}", term.name, term.school_year);
    let choices: Vec<Choice> = terms
        .iter()
        .map(|term| Choice {
            value: value_of(term),
            title: value_of(term),
        })
        .collect();
    let found = match sent {
        Some(sent) => {
            let is_it = |term: &&TermSpan| {
                plain(&value_of(term)) == plain(sent) || plain(&term.name) == plain(sent)
            };
            let found = terms.iter().find(is_it);
            if found.is_none() {
                let message = say!("reports-no-term", name = sent);
                let titles = choices.iter().map(|choice| choice.title.as_str());
                form.faults
                    .push(with_near(&parameter.name, message, sent, titles));
            }
            found
        }
        None => match parameter.default.as_deref() {
            Some(RUNNING) => running_term(&terms, known.data_day),
            _ => usual_term(&terms, known.data_day),
        },
    };
    if let Some(term) = found {
        form.values.take_term(&parameter.name, term, &terms);
        form.school_year = Some(term.school_year);
    }
    Offered {
        parameter: parameter.clone(),
        value: found.map(value_of).unwrap_or_default(),
        choices,
        days: None,
    }
}

/// Returns the last term that is over by the data; else the last one begun.
fn usual_term(terms: &[TermSpan], data_day: Option<Date>) -> Option<&TermSpan> {
    let data_day = data_day?;
    let of_year = || terms.iter().filter(|term| term.kind != "year");
    let over = of_year().filter(|term| term.days.to <= data_day);
    let over = over.max_by_key(|term| (term.days.to, term.days.from));
    let begun = of_year().filter(|term| term.days.from <= data_day);
    over.or(begun.max_by_key(|term| (term.days.from, term.days.to)))
        .or(terms.first())
}

/// Returns the term that is going on by the data, in a vacation the last one begun; of two the shorter one.
fn running_term(terms: &[TermSpan], data_day: Option<Date>) -> Option<&TermSpan> {
    let day = data_day?;
    let begun = terms
        .iter()
        .filter(|term| term.kind != "year" && term.days.from <= day);
    begun.max_by_key(|term| (term.days.from, std::cmp::Reverse(term.days.to)))
}

fn choose_range(
    form: &mut ReportForm,
    parameter: &Parameter,
    known: &Known,
    wanted: Option<&str>,
    today: Date,
) -> Offered {
    let mut offered = Offered {
        parameter: parameter.clone(),
        choices: Vec::new(),
        value: String::new(),
        days: None,
    };
    let Some(wanted) = wanted else {
        return offered;
    };
    let spec = match wanted.split_once("..") {
        Some((from, to)) => RangeSpec::Days(from.trim().to_owned(), to.trim().to_owned()),
        None => match wanted.parse::<Date>() {
            Ok(_) => RangeSpec::Days(wanted.to_owned(), wanted.to_owned()),
            Err(_) => RangeSpec::Relative(wanted.to_owned()),
        },
    };
    match Range::resolve(&spec, today) {
        Ok(Range::Days(days)) => {
            form.values.take_range(&parameter.name, days, &known.terms);
            form.school_year = Some(SchoolYear::of(days.to));
            offered.value = format!("{}..{}", days.from, days.to);
            offered.days = Some(days);
        }
        Ok(_) => {
            let message = say!("reports-days-not-term", title = parameter.title.as_str());
            form.faults.push(Fault::new(&parameter.name, message));
        }
        Err(message) => form.faults.push(Fault::new(&parameter.name, message)),
    }
    offered
}

fn choose_date(
    form: &mut ReportForm,
    parameter: &Parameter,
    wanted: Option<&str>,
    today: Date,
) -> Offered {
    let mut value = String::new();
    match wanted {
        None => {}
        Some("today") => {
            form.values.take_date(&parameter.name, today);
            value = today.to_string();
        }
        Some(wanted) => match wanted.parse::<Date>() {
            Ok(day) => {
                form.values.take_date(&parameter.name, day);
                value = day.to_string();
            }
            Err(_) => {
                let message = say!("reports-no-day", text = wanted);
                form.faults.push(Fault::new(&parameter.name, message));
            }
        },
    }
    if let Ok(day) = value.parse::<Date>() {
        form.school_year = Some(SchoolYear::of(day));
    }
    Offered {
        parameter: parameter.clone(),
        choices: Vec::new(),
        value,
        days: None,
    }
}

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

fn with_near<'n>(
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
fn plain(text: &str) -> String {
    text.trim().replace('\u{a0}', " ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn term(name: &str, kind: &str, from: Date, to: Date) -> TermSpan {
        TermSpan {
            school_year: SchoolYear::of(from),
            name: name.into(),
            kind: kind.into(),
            ordinal: 1,
            days: Period::new(from, to),
        }
    }

    fn known() -> Known {
        Known {
            terms: vec![
                term(
                    "1 четверть",
                    "quarter",
                    date(2025, 9, 1),
                    date(2025, 10, 24),
                ),
                term(
                    "1 полугодие",
                    "half_year",
                    date(2025, 9, 1),
                    date(2025, 12, 28),
                ),
                term(
                    "2 четверть",
                    "quarter",
                    date(2025, 11, 5),
                    date(2025, 12, 28),
                ),
                term(
                    "1 четверть",
                    "quarter",
                    date(2024, 9, 1),
                    date(2024, 10, 25),
                ),
            ],
            data_day: Some(date(2025, 10, 31)),
        }
    }

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
        }
    }

    #[test]
    fn a_term_is_the_last_that_is_over_or_one_by_its_name() {
        let chosen = |sent: Option<&str>| {
            let mut form = ReportForm::default();
            let offered = choose_term(&mut form, &parameter(Kind::Term), &known(), sent);
            (offered, form)
        };
        let (offered, form) = chosen(None);
        assert_eq!(offered.value, "1 четверть 2025/2026");
        assert_eq!(form.values.put["term.kind"], json!(["term"]));
        let titles: Vec<&str> = offered
            .choices
            .iter()
            .map(|one| one.title.as_str())
            .collect();
        assert_eq!(
            titles,
            [
                "1 четверть 2025/2026",
                "1 полугодие 2025/2026",
                "2 четверть 2025/2026",
                "Год 2025/2026",
                "1 четверть 2024/2025",
                "Год 2024/2025",
            ]
        );
        assert_eq!(chosen(Some("1 ЧЕТВЕРТЬ")).0.value, "1 четверть 2025/2026");
        let (offered, form) = chosen(Some("год 2024/2025"));
        assert_eq!(offered.value, "Год 2024/2025");
        assert_eq!(form.values.put["term.kind"], json!(["year"]));
        assert_eq!(form.values.put["term"], json!(["2024-09-01", "2025-08-31"]));
        let (offered, form) = chosen(Some("5 четверть"));
        assert_eq!(offered.value, "");
        assert_eq!(form.faults[0].message, "учебного периода «5 четверть» нет");
    }

    #[test]
    fn a_term_may_be_the_one_that_is_going_on() {
        let running = Parameter {
            default: Some(RUNNING.to_owned()),
            ..parameter(Kind::Term)
        };
        let chosen = |day: Date| {
            let known = Known {
                data_day: Some(day),
                ..known()
            };
            choose_term(&mut ReportForm::default(), &running, &known, None).value
        };
        // Of the two that are going on the quarter is meant, in the vacation the one that ended.
        assert_eq!(chosen(date(2025, 11, 20)), "2 четверть 2025/2026");
        assert_eq!(chosen(date(2025, 10, 31)), "1 четверть 2025/2026");
        assert_eq!(chosen(date(2026, 1, 5)), "2 четверть 2025/2026");
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

    #[test]
    fn days_are_two_or_words_and_never_a_term() {
        let today = date(2025, 10, 15);
        let chosen = |wanted: &str| {
            let mut form = ReportForm::default();
            let wanted = Some(wanted);
            let offered = choose_range(&mut form, &parameter(Kind::Range), &known(), wanted, today);
            (offered.value, form.faults)
        };
        assert_eq!(chosen("last week").0, "2025-10-06..2025-10-12");
        assert_eq!(chosen("2025-10-01..2025-10-02").0, "2025-10-01..2025-10-02");
        assert_eq!(chosen("2025-10-01").0, "2025-10-01..2025-10-01");
        for wrong in [
            "this term",
            "last fortnight",
            "2025-10-02..2025-10-01",
            "<b>",
        ] {
            let (value, faults) = chosen(wrong);
            assert_eq!(value, "");
            assert_eq!(faults.len(), 1, "{wrong}");
        }
    }
}
