//! Values: what was chosen, as questions and texts ask for it.
//!
//! A value has a name of its own and some that follow from it: of a term its days are `{term}`, the days of the term
//! before it `{term.previous}`. What a record of a print keeps are these, so that the same is asked again.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::entry::Entry;
use super::parameter::TermSpan;
use super::report::ABOUT;
use crate::export::numbers;
use crate::period::{Period, SchoolYear};

/// What was chosen, as questions and texts ask for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// What is put into questions.
    pub put: BTreeMap<String, Json>,
    /// What stands in texts.
    pub shown: BTreeMap<String, String>,
    /// What the chosen entries say, by the names of their parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entries: BTreeMap<String, Entry>,
    /// What the entries say that belong to them, by the names under which the report has them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub beside: BTreeMap<String, Vec<Entry>>,
}

impl Values {
    /// Says whether there is a value of a name, or whether it is the one that stands behind `=`: `by=months`.
    pub fn has(&self, name: &str) -> bool {
        match name.split_once('=') {
            Some((name, wanted)) => self.put.get(name).and_then(Json::as_str) == Some(wanted),
            None => self.put.contains_key(name),
        }
    }

    /// Returns a number that was chosen.
    pub fn number(&self, name: &str) -> Option<f64> {
        let put = self.put.get(name)?;
        put.as_f64().or_else(|| put.as_str()?.parse().ok())
    }

    pub fn put(&mut self, name: impl Into<String>, value: Json) {
        self.put.insert(name.into(), value);
    }

    pub fn show(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.shown.insert(name.into(), text.into());
    }

    /// Takes what a measure is, so that a print kept says what it was.
    pub fn take_definition(&mut self, measure: &str, description: &str) {
        self.show(format!("{measure}{ABOUT}"), description);
    }

    /// Takes a value whose text is what is asked for.
    pub fn take_plain(&mut self, name: &str, value: &str, title: &str) {
        self.put(name, json!(value));
        self.show(name, title);
    }

    /// Takes a stretch of days. `terms` are those of the schools before the reader.
    pub fn take_range(&mut self, name: &str, days: Period, terms: &[TermSpan]) {
        self.put(name, span(days));
        self.take_year_until(name, days.to);
        let names = begun(terms, days.to);
        if !names.is_empty() {
            self.put(format!("{name}.terms"), json!(names));
        }
        let (from, to) = (numbers::day(days.from), numbers::day(days.to));
        self.show(name, format!("с {from} по {to}"));
        self.show(format!("{name}.from"), from);
        self.show(format!("{name}.to"), to);
    }

    /// Takes a term in place of one that was taken before; the one before it is of its kind and year.
    ///
    /// Its days alone would bring the marks of other terms that end in them: of two quarters those of a half-year.
    pub fn take_term(&mut self, name: &str, term: &TermSpan, terms: &[TermSpan]) {
        self.forget(name);
        let year = term.school_year.period();
        self.put(name, span(term.days));
        self.put(format!("{name}.kind"), json!([term.marks()]));
        match term.is_year() {
            true => self.put(format!("{name}.year_kind"), json!([term.marks()])),
            false => self.put(format!("{name}.terms"), json!([term.name])),
        }
        self.put(
            format!("{name}.year"),
            span(Period::new(year.from, term.days.to)),
        );
        self.put(
            format!("{name}.school_year"),
            json!(term.school_year.to_string()),
        );
        let study = match term.is_year() {
            true => study_of(term.school_year),
            false => term.days,
        };
        self.put(format!("{name}.study"), span(study));
        self.show(name, &term.name);
        self.show(format!("{name}.school_year"), term.school_year.to_string());
        self.show(format!("{name}.from"), numbers::day(study.from));
        self.show(format!("{name}.to"), numbers::day(study.to));
        let before = terms.iter().filter(|other| {
            other.school_year == term.school_year
                && other.kind == term.kind
                && other.ordinal < term.ordinal
        });
        let before = before.max_by_key(|other| other.ordinal);
        if let Some(before) = before {
            self.put(format!("{name}.previous"), span(before.days));
            self.put(format!("{name}.previous_terms"), json!([before.name]));
        }
        let before = before.map_or("", |before| before.name.as_str());
        self.show(format!("{name}.previous"), before);
    }

    pub fn take_school_year(&mut self, name: &str, year: SchoolYear) {
        self.take_plain(name, &year.to_string(), &year.to_string());
        self.put(format!("{name}.days"), span(year.period()));
        self.put(format!("{name}.study"), span(study_of(year)));
        let next = SchoolYear::of(year.period().to.saturating_add(1.day()))
            .period()
            .from;
        self.put(
            format!("{name}.next"),
            span(Period::new(next, next.last_of_month())),
        );
    }

    pub fn take_date(&mut self, name: &str, day: Date) {
        self.take_plain(name, &day.to_string(), &numbers::day(day));
        self.put(format!("{name}.days"), span(Period::new(day, day)));
        let counted = counted_on(SchoolYear::of(day));
        if counted <= day {
            let counted = Period::new(counted, counted);
            self.put(format!("{name}.september"), span(counted));
        }
        self.take_year_until(name, day);
    }

    /// Ends the days of a term with one of them; says whether it is one of them.
    pub fn end_term(&mut self, name: &str, day: Date) -> bool {
        let Some(days) = self.span_of(name) else {
            return false;
        };
        if day < days.from || day > days.to {
            return false;
        }
        for behind in ["", ".study", ".year"] {
            let name = format!("{name}{behind}");
            if let Some(days) = self.span_of(&name) {
                self.put(name, span(Period::new(days.from, day)));
            }
        }
        true
    }

    /// Takes the school year of a day, up to the day.
    fn take_year_until(&mut self, name: &str, day: Date) {
        let year = SchoolYear::of(day);
        let days = Period::new(year.period().from, day);
        self.put(format!("{name}.year"), span(days));
        self.put(format!("{name}.school_year"), json!(year.to_string()));
    }

    /// Takes an entry of a register with the day on which it stands. Its fields are asked for behind the parameter's name.
    pub fn take_entry(
        &mut self,
        name: &str,
        id: &str,
        title: &str,
        day: Option<Date>,
        entry: Entry,
    ) {
        self.take_plain(name, id, title);
        if let Some(day) = day {
            let year = SchoolYear::of(day).period();
            self.put(format!("{name}.until"), span(Period::new(year.from, day)));
        }
        for (field, said) in &entry.fields {
            self.put(format!("{name}.{field}"), said.put());
            self.show(format!("{name}.{field}"), said.shown());
        }
        self.entries.insert(name.to_owned(), entry);
    }

    pub fn take_number(&mut self, name: &str, number: f64) {
        self.put(name, json!(number));
        self.show(name, numbers::plain(number));
    }

    /// Returns the last day of days that were taken under a name; of a school year the last one of lessons.
    pub fn last_day(&self, name: &str) -> Option<Date> {
        let days = self.span_of(&format!("{name}.study"));
        days.or_else(|| self.span_of(name)).map(|days| days.to)
    }

    /// Forgets what was taken under a name.
    fn forget(&mut self, name: &str) {
        let is_other = |known: &str| match known.strip_prefix(name) {
            Some(behind) => !behind.is_empty() && !behind.starts_with('.'),
            None => true,
        };
        self.put.retain(|known, _| is_other(known));
        self.shown.retain(|known, _| is_other(known));
    }

    /// Returns the days that a name stands for.
    fn span_of(&self, name: &str) -> Option<Period> {
        let days = self.put.get(name)?.as_array()?;
        let [Json::String(from), Json::String(to)] = days.as_slice() else {
            return None;
        };
        Some(Period::new(from.parse().ok()?, to.parse().ok()?))
    }

    /// Returns the days of a range but Sundays. Of one that has too many for a page there are the first.
    pub fn days_of(&self, name: &str) -> Vec<Date> {
        let Some(Period { from, to }) = self.span_of(name) else {
            return Vec::new();
        };
        let days = from.series(jiff::Span::new().days(1));
        let days = days.take_while(|day| *day <= to).take(MOST_DAYS.into());
        days.filter(|day| day.weekday() != Weekday::Sunday)
            .collect()
    }
}

/// More columns than those of two weeks have no room on a page.
pub(super) const MOST_DAYS: u16 = 14;

fn span(days: Period) -> Json {
    json!([days.from.to_string(), days.to.to_string()])
}

/// Returns the months of lessons: who leaves in summer has been there to the end.
fn study_of(year: SchoolYear) -> Period {
    let days = year.period();
    Period::new(days.from, date(days.to.year(), 5, 31))
}

/// Returns the day by which classes and pupils of a year are counted for the state.
fn counted_on(year: SchoolYear) -> Date {
    date(year.period().from.year(), 9, 20)
}

/// Returns the names of the terms that a day belongs to, one of each kind; in a vacation the last ones begun.
fn begun(terms: &[TermSpan], day: Date) -> Vec<String> {
    let year = SchoolYear::of(day);
    let of_year = terms
        .iter()
        .filter(|term| term.school_year == year && !term.is_year() && term.days.from <= day);
    let mut last: BTreeMap<&str, &TermSpan> = BTreeMap::new();
    for term in of_year {
        let held = last.entry(&term.kind).or_insert(term);
        if held.days.from < term.days.from {
            *held = term;
        }
    }
    last.values().map(|term| term.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn term(name: &str, kind: &str, ordinal: i64, from: Date, to: Date) -> TermSpan {
        TermSpan {
            school_year: SchoolYear::of(from),
            name: name.into(),
            kind: kind.into(),
            ordinal,
            days: Period::new(from, to),
            schools: 1,
        }
    }

    fn terms() -> Vec<TermSpan> {
        vec![
            term(
                "1 четверть",
                "quarter",
                1,
                date(2025, 9, 1),
                date(2025, 10, 24),
            ),
            term(
                "2 четверть",
                "quarter",
                2,
                date(2025, 11, 3),
                date(2025, 12, 30),
            ),
            term(
                "1 полугодие",
                "half_year",
                1,
                date(2025, 9, 1),
                date(2025, 12, 30),
            ),
        ]
    }

    #[test]
    fn a_term_knows_the_one_before_it() {
        let terms = terms();
        let mut values = Values::default();
        values.take_term("term", &terms[1], &terms);
        assert_eq!(values.put["term"], json!(["2025-11-03", "2025-12-30"]));
        assert_eq!(
            values.put["term.previous"],
            json!(["2025-09-01", "2025-10-24"])
        );
        assert_eq!(values.put["term.kind"], json!(["term"]));
        assert_eq!(values.put["term.terms"], json!(["2 четверть"]));
        assert_eq!(values.put["term.previous_terms"], json!(["1 четверть"]));
        assert_eq!(values.shown["term.previous"], "1 четверть");
        // Taken anew it leaves nothing of the one before, and whatever else was chosen as it is.
        values.take_plain("terminal", "1", "один");
        values.take_term("term", &terms[0], &terms);
        assert!(!values.has("term.previous") && !values.has("term.previous_terms"));
        assert_eq!(values.shown["term.previous"], "");
        assert!(values.has("terminal"));
    }

    #[test]
    fn a_year_has_no_name_that_terms_could_have() {
        let terms = terms();
        let mut values = Values::default();
        let year = TermSpan {
            days: terms[0].school_year.period(),
            ..term("Год", "year", 0, date(2025, 9, 1), date(2026, 8, 31))
        };
        values.take_term("term", &year, &terms);
        assert!(!values.has("term.terms"));
        assert_eq!(values.put["term.year_kind"], json!(["year"]));
    }

    #[test]
    fn a_day_ends_a_term_that_it_lies_in() {
        let terms = terms();
        let mut values = Values::default();
        values.take_term("term", &terms[1], &terms);
        for outside in [date(2025, 11, 2), date(2025, 12, 31)] {
            assert!(!values.end_term("term", outside), "{outside}");
        }
        assert_eq!(values.put["term"], json!(["2025-11-03", "2025-12-30"]));
        assert!(values.end_term("term", date(2025, 11, 20)));
        assert_eq!(values.put["term"], json!(["2025-11-03", "2025-11-20"]));
        assert_eq!(values.put["term.year"], json!(["2025-09-01", "2025-11-20"]));
        assert!(!values.end_term("other", date(2025, 11, 20)));
    }

    #[test]
    fn a_week_belongs_to_a_term_of_each_kind() {
        let mut values = Values::default();
        let week = Period::new(date(2025, 10, 27), date(2025, 11, 2));
        values.take_range("week", week, &terms());
        // In the vacation: the quarter that was last.
        assert_eq!(
            values.put["week.terms"],
            json!(["1 полугодие", "1 четверть"])
        );
        assert_eq!(values.put["week.year"], json!(["2025-09-01", "2025-11-02"]));
        assert_eq!(values.shown["week"], "с 27.10.2025 по 02.11.2025");
        let days = values.days_of("week");
        assert_eq!(days.len(), 6);
        assert_eq!(days[0], date(2025, 10, 27));
    }

    #[test]
    fn what_is_kept_of_a_choice_is_read_again() {
        let mut values = Values::default();
        values.take_school_year("year", SchoolYear::of(date(2025, 10, 1)));
        values.take_number("least", 2.5);
        assert_eq!(
            values.put["year.study"],
            json!(["2025-09-01", "2026-05-31"])
        );
        assert_eq!(values.put["year.next"], json!(["2026-09-01", "2026-09-30"]));
        assert_eq!(values.number("least"), Some(2.5));
        let text = serde_json::to_string(&values).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Values>(&text).expect("values"),
            values
        );
    }

    #[test]
    fn a_day_knows_the_twentieth_of_september_once_it_is_over() {
        let counted = |day: Date| {
            let mut values = Values::default();
            values.take_date("date", day);
            values.put.get("date.september").cloned()
        };
        assert_eq!(counted(date(2025, 9, 19)), None);
        let day = Some(json!(["2025-09-20", "2025-09-20"]));
        assert_eq!(counted(date(2025, 9, 20)), day);
        assert_eq!(counted(date(2026, 8, 31)), day);
    }

    #[test]
    fn a_choice_is_asked_for_by_its_value() {
        let mut values = Values::default();
        values.take_plain("by", "months", "по месяцам");
        assert!(values.has("by") && values.has("by=months"));
        assert!(!values.has("by=terms") && !values.has("per=months"));
        values.take_plain("per_page", "3", "три");
        assert_eq!(values.number("per_page"), Some(3.0));
        assert_eq!(values.number("by"), None);
    }
}
