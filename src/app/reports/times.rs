//! Times: the year, term, days or day that a report is about.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::choices::{Offered, ReportForm, plain, sent_for, with_near};
use super::offers::Calendar;
use crate::app::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::{Fault, Given, Range, RangeSpec};
use crate::export::numbers;
use crate::period::{Period, SchoolYear};
use crate::reports::{Choice, FINAL, Kind, Parameter, RUNNING, TermSpan};

/// What a report calls the whole year among terms.
const WHOLE_YEAR: &str = "Год";
/// And what the year by its final marks.
const FINAL_MARKS: &str = "Итоговые отметки";

impl App {
    /// Sees to it that the term which is chosen is one of the class's: a class that studies by half-years has no quarter,
    /// and the marks of a half-year are no quarter's. A term that nobody asked for gives way to one of the class's own.
    pub(super) async fn fit_term(
        &self,
        asker: &Asker,
        form: &mut ReportForm,
        calendar: &Calendar,
        given: &Given,
    ) -> Result<(), AskError> {
        let is_term = |one: &Offered| one.parameter.kind == Kind::Term && !one.value.is_empty();
        let Some(place) = form.offered.iter().position(is_term) else {
            return Ok(());
        };
        let (Some(school_id), Some(year), Some(class)) =
            (&form.school_id, form.school_year, form.class.clone())
        else {
            return Ok(());
        };
        let own = self
            .terms_of_class(&asker.scope, school_id, year, &class, None)
            .await?;
        let parameter = form.offered[place].parameter.clone();
        let name = form.values.shown.get(&parameter.name);
        let name = name.cloned().unwrap_or_default();
        let is_year = form.values.has(&format!("{}.year_kind", parameter.name));
        if is_year || own.is_empty() || own.contains(&name) {
            return Ok(());
        }
        if sent_for(given, &parameter.name).is_some() {
            let message = say!(
                "reports-term-of-others",
                class = class.as_str(),
                term = name.as_str()
            );
            let fault = Fault::new(&parameter.name, message);
            let hint = say!("reports-terms-of-class", names = own.join(", "));
            form.faults.push(fault.with_hint(hint));
            return Ok(());
        }
        let mut of_class = calendar.clone();
        of_class
            .terms
            .retain(|term| term.school_year == year && own.contains(&term.name));
        let chosen = choose_term(form, &parameter, &of_class, None);
        form.offered[place].value = chosen.value;
        Ok(())
    }
}

impl ReportForm {
    /// Notes whether days that were chosen go on behind the data. On a Sunday there is nothing to miss.
    fn judge_days(&mut self, name: &str, data_day: Option<Date>) {
        let days = data_day.zip(self.values.last_day(name));
        let is_partial = days.is_some_and(|(data_day, last)| {
            let first = data_day.saturating_add(1.day());
            first < last || first == last && last.weekday() != Weekday::Sunday
        });
        match is_partial {
            true => self.partial.insert(name.to_owned()),
            false => self.partial.remove(name),
        };
    }
}

pub(super) fn choose_year(
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
pub(super) fn choose_term(
    form: &mut ReportForm,
    parameter: &Parameter,
    calendar: &Calendar,
    sent: Option<&str>,
) -> Offered {
    let terms = calendar.terms.iter().filter(|term| !term.is_year());
    let is_begun = |term: &TermSpan| calendar.data_day.is_none_or(|day| term.days.from <= day);
    // Of a term that lies ahead every figure is a dash.
    let (mut terms, ahead): (Vec<TermSpan>, Vec<TermSpan>) = terms.cloned().partition(is_begun);
    if parameter.has_year {
        let mut years: Vec<SchoolYear> = terms.iter().map(|term| term.school_year).collect();
        years.dedup();
        for year in years {
            let last = terms.iter().rposition(|term| term.school_year == year);
            let behind = last.map_or(terms.len(), |place| place + 1);
            let has_final = calendar.years_with_final_marks.contains(&year);
            let wholes = [(WHOLE_YEAR, "year"), (FINAL_MARKS, FINAL)];
            let wholes = wholes.into_iter().take(1 + usize::from(has_final));
            let wholes = wholes.map(|(name, kind)| TermSpan {
                school_year: year,
                name: name.to_owned(),
                kind: kind.to_owned(),
                ordinal: 0,
                days: year.period(),
                schools: 0,
            });
            terms.splice(behind..behind, wholes);
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
                let is_ahead = ahead.iter().any(|term| is_it(&term));
                let message = match is_ahead {
                    true => say!("reports-term-ahead", name = sent),
                    false => say!("reports-no-term", name = sent),
                };
                let titles = choices.iter().map(|choice| choice.title.as_str());
                form.faults
                    .push(with_near(&parameter.name, message, sent, titles));
            }
            found
        }
        None => match parameter.default.as_deref() {
            Some(RUNNING) => running_term(&terms, calendar.data_day),
            _ => usual_term(&terms, calendar.data_day),
        },
    };
    if let Some(term) = found {
        form.values.take_term(&parameter.name, term, &terms);
        form.judge_days(&parameter.name, calendar.data_day);
        form.school_year = Some(term.school_year);
    }
    Offered {
        parameter: parameter.clone(),
        value: found.map(value_of).unwrap_or_default(),
        choices,
        days: None,
    }
}

/// Returns the last term that is over by the data; else the last one begun. Of many schools it is one that most of them
/// have: a trimester of the only school that has any would leave the others without a figure.
fn usual_term(terms: &[TermSpan], data_day: Option<Date>) -> Option<&TermSpan> {
    let data_day = data_day?;
    let most = terms.iter().map(|term| term.schools).max().unwrap_or(0);
    let usual = || {
        let terms = terms.iter().filter(|term| !term.is_year());
        terms.filter(|term| 2 * term.schools >= most)
    };
    let over = usual().filter(|term| term.days.to <= data_day);
    let over = over.max_by_key(|term| (term.days.to, term.days.from));
    let begun = usual().filter(|term| term.days.from <= data_day);
    over.or(begun.max_by_key(|term| (term.days.from, term.days.to)))
        .or(terms.first())
}

/// Returns the term that is going on by the data, in a vacation the last one begun; of two the shorter one.
fn running_term(terms: &[TermSpan], data_day: Option<Date>) -> Option<&TermSpan> {
    let day = data_day?;
    let begun = terms
        .iter()
        .filter(|term| !term.is_year() && term.days.from <= day);
    begun.max_by_key(|term| (term.days.from, std::cmp::Reverse(term.days.to)))
}

pub(super) fn choose_range(
    form: &mut ReportForm,
    parameter: &Parameter,
    calendar: &Calendar,
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
            let days = match spec {
                RangeSpec::Relative(_) => so_far(days, calendar.data_day, today),
                RangeSpec::Days(..) => days,
            };
            if let Some(most) = parameter.most_days
                && days.from.saturating_add(i64::from(most).days()) <= days.to
            {
                let message = say!(
                    "reports-too-many-days",
                    title = parameter.title.as_str(),
                    most = i64::from(most)
                );
                form.faults.push(Fault::new(&parameter.name, message));
                return offered;
            }
            form.values
                .take_range(&parameter.name, days, &calendar.terms);
            form.judge_days(&parameter.name, calendar.data_day);
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

/// Returns what the data reach of days that are going on: a paper on the year so far is not one until its end.
fn so_far(days: Period, data_day: Option<Date>, today: Date) -> Period {
    let is_running = days.from <= today && today < days.to;
    match data_day {
        Some(day) if is_running && days.from <= day && day < days.to => Period::new(days.from, day),
        _ => days,
    }
}

pub(super) fn choose_date(
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
        if let Some(term) = &parameter.ends
            && form.values.has(term)
            && !form.values.end_term(term, day)
        {
            let term = form.values.shown.get(term).cloned().unwrap_or_default();
            let message = say!(
                "reports-day-outside",
                day = numbers::day(day),
                term = term.as_str()
            );
            form.faults.push(Fault::new(&parameter.name, message));
        }
    }
    Offered {
        parameter: parameter.clone(),
        choices: Vec::new(),
        value,
        days: None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::reports::Kind;

    fn term(name: &str, kind: &str, from: Date, to: Date) -> TermSpan {
        TermSpan {
            school_year: SchoolYear::of(from),
            name: name.into(),
            kind: kind.into(),
            ordinal: 1,
            days: Period::new(from, to),
            schools: 1,
        }
    }

    fn calendar() -> Calendar {
        Calendar {
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
            years_with_final_marks: vec![SchoolYear::of(date(2024, 9, 1))],
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
            ends: None,
            most_days: None,
            class_kinds: Vec::new(),
            unchosen: None,
        }
    }

    #[test]
    fn a_term_is_the_last_that_is_over_or_one_by_its_name() {
        let chosen = |sent: Option<&str>| {
            let mut form = ReportForm::default();
            let offered = choose_term(&mut form, &parameter(Kind::Term), &calendar(), sent);
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
                "Год 2025/2026",
                "1 четверть 2024/2025",
                "Год 2024/2025",
                "Итоговые отметки 2024/2025",
            ]
        );
        assert_eq!(chosen(Some("1 ЧЕТВЕРТЬ")).0.value, "1 четверть 2025/2026");
        let (offered, form) = chosen(Some("год 2024/2025"));
        assert_eq!(offered.value, "Год 2024/2025");
        assert_eq!(form.values.put["term.kind"], json!(["year"]));
        assert_eq!(form.values.put["term"], json!(["2024-09-01", "2025-08-31"]));
        // Papers tell of the months of lessons.
        assert_eq!(form.values.shown["term.to"], "31.05.2025");
        let (offered, form) = chosen(Some("Итоговые отметки"));
        assert_eq!(offered.value, "Итоговые отметки 2024/2025");
        assert_eq!(form.values.put["term.kind"], json!(["final"]));
        assert_eq!(
            form.values.put["term.study"],
            json!(["2024-09-01", "2025-05-31"])
        );
        let (offered, form) = chosen(Some("5 четверть"));
        assert_eq!(offered.value, "");
        assert_eq!(form.faults[0].message, "учебного периода «5 четверть» нет");
        // The data reach the vacation before it.
        let (offered, form) = chosen(Some("2 четверть 2025/2026"));
        assert_eq!(offered.value, "");
        assert_eq!(
            form.faults[0].message,
            "учебный период «2 четверть 2025/2026» ещё не начался"
        );
    }

    #[test]
    fn the_usual_term_of_many_schools_is_one_that_most_of_them_have() {
        let mut calendar = calendar();
        calendar.data_day = Some(date(2025, 11, 20));
        for term in &mut calendar.terms {
            term.schools = 6;
        }
        let trimester = (date(2025, 9, 1), date(2025, 11, 15));
        calendar
            .terms
            .push(term("1 триместр", "trimester", trimester.0, trimester.1));
        let usual = |calendar: &Calendar| {
            let offered = choose_term(
                &mut ReportForm::default(),
                &parameter(Kind::Term),
                calendar,
                None,
            );
            offered.value
        };
        assert_eq!(usual(&calendar), "1 четверть 2025/2026");
        calendar.terms.retain(|term| term.kind == "trimester");
        assert_eq!(usual(&calendar), "1 триместр 2025/2026");
    }

    #[test]
    fn a_term_may_be_the_one_that_is_going_on() {
        let running = Parameter {
            default: Some(RUNNING.to_owned()),
            ..parameter(Kind::Term)
        };
        let chosen = |day: Date| {
            let calendar = Calendar {
                data_day: Some(day),
                ..calendar()
            };
            choose_term(&mut ReportForm::default(), &running, &calendar, None).value
        };
        // Of the two that are going on the quarter is meant, in the vacation the one that ended.
        assert_eq!(chosen(date(2025, 11, 20)), "2 четверть 2025/2026");
        assert_eq!(chosen(date(2025, 10, 31)), "1 четверть 2025/2026");
        assert_eq!(chosen(date(2026, 1, 5)), "2 четверть 2025/2026");
    }

    #[test]
    fn days_that_are_going_on_end_with_the_data() {
        let year = Period::new(date(2025, 9, 1), date(2026, 8, 31));
        let today = date(2025, 11, 3);
        let end = |data_day: Option<Date>| so_far(year, data_day, today).to;
        assert_eq!(end(Some(date(2025, 10, 31))), date(2025, 10, 31));
        // Of data that know nothing of the year, or of no day, the year stays.
        assert_eq!(end(Some(date(2025, 5, 31))), year.to);
        assert_eq!(end(None), year.to);
        let over = date(2026, 9, 1);
        let data_day = Some(date(2025, 10, 31));
        assert_eq!(so_far(year, data_day, over), year);
    }

    #[test]
    fn days_are_two_or_words_and_never_a_term() {
        let today = date(2025, 10, 15);
        let chosen = |wanted: &str| {
            let mut form = ReportForm::default();
            let wanted = Some(wanted);
            let offered = choose_range(
                &mut form,
                &parameter(Kind::Range),
                &calendar(),
                wanted,
                today,
            );
            (offered.value, form.faults)
        };
        assert_eq!(chosen("last week").0, "2025-10-06..2025-10-12");
        assert_eq!(chosen("this month").0, "2025-10-01..2025-10-31");
        assert_eq!(chosen("2025-10-01..2025-10-02").0, "2025-10-01..2025-10-02");
        assert_eq!(chosen("2025-10-01").0, "2025-10-01..2025-10-01");
        let short = Parameter {
            most_days: Some(14),
            ..parameter(Kind::Range)
        };
        let of_fortnight = |wanted: &str| {
            let mut form = ReportForm::default();
            let wanted = Some(wanted);
            let offered = choose_range(&mut form, &short, &calendar(), wanted, today);
            (
                offered.value,
                form.faults.into_iter().map(|fault| fault.message).collect(),
            )
        };
        let (value, faults): (String, Vec<String>) = of_fortnight("2025-10-01..2025-10-14");
        assert_eq!(
            (value.as_str(), faults.len()),
            ("2025-10-01..2025-10-14", 0)
        );
        let (value, faults) = of_fortnight("2025-10-01..2025-10-15");
        assert_eq!(
            (value.as_str(), faults),
            ("", vec!["«Период»: не больше 14 дней".to_owned()])
        );
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
