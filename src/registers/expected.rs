//! What is expected of an owner in the school year of a day, and is missing.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::entry::Values;
use super::register::{Every, Expected, Owner, Register};
use crate::period::{Period, SchoolYear};

/// An entry that is expected and not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The place among the register's expectations.
    pub place: usize,
    /// The days in which it is expected; none for one that is expected at all.
    pub period: Option<Period>,
    /// The last day by which it is to be there; none for one that should be there already.
    pub due: Option<Date>,
}

impl Missing {
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due.is_none_or(|due| due < today)
    }
}

/// A term of an owner's school, called as entries of registers call it: `q1`, `t1`, `h1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub code: String,
    pub ends_on: Date,
}

impl Term {
    /// Returns a term by its kind and its place in the year; none of the kind that entries have no word for.
    pub fn of(kind: &str, ordinal: i64, ends_on: Date) -> Option<Self> {
        let letter = match kind {
            "quarter" => 'q',
            "trimester" => 't',
            "half_year" => 'h',
            _ => return None,
        };
        Some(Self {
            code: format!("{letter}{ordinal}"),
            ends_on,
        })
    }
}

/// Returns what is missing of an owner on a day, the first due first. `entries` are all that the owner has; of what was due
/// before `since` nothing is expected.
pub fn missing(
    register: &Register,
    owner: Owner,
    entries: &[&Values],
    today: Date,
    since: Option<Date>,
    terms: &[Term],
) -> Vec<Missing> {
    let year = SchoolYear::of(today);
    let mut found = Vec::new();
    for (place, expected) in register.expected.iter().enumerate() {
        if expected.of != owner {
            continue;
        }
        let says = |values: &&&Values| {
            expected.values.iter().all(|(name, wanted)| {
                values.get(name).and_then(|value| value.text()) == Some(wanted.as_str())
            })
        };
        if expected.every == Every::Once {
            if !entries.iter().any(|values| says(&values)) {
                found.push(Missing {
                    place,
                    period: None,
                    due: None,
                });
            }
            continue;
        }
        for (period, codes) in periods(expected, year, terms) {
            let is_before = since.is_some_and(|since| period.to < since);
            if period.from > today || is_before {
                continue;
            }
            let fits = |values: &&&Values| match &expected.year {
                Some(field) => {
                    let said = values.get(field).and_then(|value| value.text());
                    said == Some(year.to_string().as_str())
                }
                None => {
                    let day = values.get(&register.date).and_then(|value| value.day());
                    day.is_some_and(|day| period.contains(day))
                }
            };
            let is_of_term = |values: &&&Values| {
                let named = expected.term.as_ref().map(|field| {
                    let said = values.get(field).and_then(|value| value.text());
                    codes.iter().any(|code| said == Some(code.as_str()))
                });
                named.unwrap_or(true)
            };
            let mut entries = entries.iter();
            if !entries.any(|values| says(&values) && fits(&values) && is_of_term(&values)) {
                found.push(Missing {
                    place,
                    period: Some(period),
                    due: Some(period.to.saturating_add(expected.grace_days.days())),
                });
            }
        }
    }
    found.sort_by_key(|missing| (missing.due, missing.place));
    found
}

/// Returns the stretches of a school year in each of which an entry is expected, with the codes of the terms that end
/// with it. Terms that end on one day are one occasion: the second quarter and the first half-year.
fn periods(expected: &Expected, year: SchoolYear, terms: &[Term]) -> Vec<(Period, Vec<String>)> {
    let plain = |period: Period| (period, Vec::new());
    match expected.every {
        Every::Term => {
            let mut ending: BTreeMap<Date, Vec<String>> = BTreeMap::new();
            for term in terms {
                if SchoolYear::of(term.ends_on) == year {
                    ending
                        .entry(term.ends_on)
                        .or_default()
                        .push(term.code.clone());
                }
            }
            let ending = ending.into_iter();
            ending
                .map(|(day, codes)| (Period::new(day, day), codes))
                .collect()
        }
        Every::Once => Vec::new(),
        Every::Month => {
            let mut firsts: Vec<Date> = expected
                .months
                .iter()
                .filter(|month| (1..=12).contains(*month))
                .map(|month| date(calendar_year(year, *month), *month, 1))
                .collect();
            firsts.sort_unstable();
            let periods = firsts.into_iter();
            periods
                .map(|first| plain(Period::new(first, first.last_of_month())))
                .collect()
        }
        Every::Year => {
            let day = |text: &Option<String>| month_and_day(text.as_deref()?, year);
            match (day(&expected.from), day(&expected.to)) {
                (Some(from), Some(to)) => vec![plain(Period::new(from, to))],
                _ => Vec::new(),
            }
        }
    }
}

/// Reads a month and a day such as `12-15` as a day of a school year.
pub(super) fn month_and_day(text: &str, year: SchoolYear) -> Option<Date> {
    let (month, day) = text.split_once('-')?;
    let month: i8 = month.parse().ok()?;
    Date::new(calendar_year(year, month), month, day.parse().ok()?).ok()
}

fn calendar_year(year: SchoolYear, month: i8) -> i16 {
    match month >= 9 {
        true => year.first_year(),
        false => year.first_year() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use crate::registers::{Value, load};

    fn register(name: &str) -> std::sync::Arc<Register> {
        let (registers, _) = load(&Content::embedded());
        let found = registers.into_iter().find(|register| register.name == name);
        found.expect("a declared register")
    }

    fn entry(fields: &[(&str, &str)]) -> Values {
        let value = |text: &str| match text.parse::<Date>() {
            Ok(day) => Value::Day(day),
            Err(_) => Value::Text(text.to_owned()),
        };
        let fields = fields.iter();
        fields
            .map(|(name, text)| ((*name).to_owned(), value(text)))
            .collect()
    }

    fn dues(register: &str, entries: &[Values], today: Date, since: Option<Date>) -> Vec<String> {
        let register = self::register(register);
        let entries: Vec<&Values> = entries.iter().collect();
        let terms = [
            ("quarter", 1, date(2025, 10, 24)),
            ("quarter", 2, date(2025, 12, 28)),
            ("half_year", 1, date(2025, 12, 28)),
        ];
        let terms = terms.map(|(kind, ordinal, day)| Term::of(kind, ordinal, day));
        let terms: Vec<Term> = terms.into_iter().flatten().collect();
        let found = missing(&register, Owner::School, &entries, today, since, &terms);
        let told = found.iter().map(|one| {
            let due = one
                .due
                .map_or_else(|| "-".to_owned(), |due| due.to_string());
            let sign = if one.is_overdue(today) { "!" } else { "" };
            format!("{}{sign} {due}", register.expected[one.place].title.ru)
        });
        told.collect()
    }

    const MONTHLY: &str = "Ежемесячная проверка журналов";

    #[test]
    fn a_review_is_expected_each_month_and_overdue_when_the_month_is_over() {
        let today = date(2025, 10, 15);
        assert_eq!(
            dues("reviews", &[], today, None),
            [
                format!("{MONTHLY}! 2025-09-30"),
                format!("{MONTHLY} 2025-10-31")
            ]
        );
        let september = entry(&[("kind", "unscheduled"), ("held_on", "2025-09-30")]);
        let held = std::slice::from_ref(&september);
        assert_eq!(
            dues("reviews", held, today, None),
            [format!("{MONTHLY} 2025-10-31")]
        );
        // The last day of a month is still in time, the next one is not.
        let months = |day: Date| dues("reviews", held, day, None);
        assert_eq!(
            months(date(2025, 10, 31)),
            [format!("{MONTHLY} 2025-10-31")]
        );
        assert_eq!(
            months(date(2025, 11, 1))[0],
            format!("{MONTHLY}! 2025-10-31")
        );
        // One that another month has does not count, nor one of the year before.
        let august = entry(&[("kind", "monthly"), ("held_on", "2025-08-29")]);
        assert_eq!(dues("reviews", &[august], today, None).len(), 2);
    }

    #[test]
    fn stretches_reach_over_the_new_year() {
        let today = date(2026, 1, 20);
        let half_year = "Проверка журналов в конце полугодия! 2026-01-15".to_owned();
        assert!(dues("reviews", &[], today, None).contains(&half_year));
        let held = entry(&[("kind", "half_year"), ("held_on", "2025-12-26")]);
        assert!(!dues("reviews", &[held], today, None).contains(&half_year));
        let other = entry(&[("kind", "monthly"), ("held_on", "2025-12-26")]);
        assert!(dues("reviews", &[other], today, None).contains(&half_year));
    }

    #[test]
    fn nothing_is_expected_of_days_before_a_school_is_connected() {
        let found = dues("reviews", &[], date(2025, 12, 10), Some(date(2025, 11, 17)));
        assert_eq!(
            found,
            [
                format!("{MONTHLY}! 2025-11-30"),
                format!("{MONTHLY} 2025-12-31")
            ]
        );
    }

    #[test]
    fn what_is_expected_at_all_is_missing_until_it_is_there() {
        let day = date(2025, 10, 15);
        assert_eq!(
            dues("connections", &[], day, None),
            ["Приказ о подключении организации! -"]
        );
        let excluded = entry(&[("status", "excluded"), ("connected_on", "2024-09-01")]);
        assert_eq!(dues("connections", &[excluded], day, None).len(), 1);
        let active = entry(&[("status", "active"), ("connected_on", "2024-09-01")]);
        assert!(dues("connections", &[active], day, None).is_empty());
    }

    #[test]
    fn copies_are_expected_after_each_end_of_terms() {
        let copies = "Архивные копии по итогам учебного периода";
        let of = |period: &str, all: &str| {
            entry(&[
                ("school_year", "2025/2026"),
                ("period", period),
                ("made_on", "2025-10-27"),
                ("all_classes", all),
            ])
        };
        // While the quarter goes on nothing is expected; then there are ten days.
        let dues = |entries: &[Values], day: Date| dues("archive_copies", entries, day, None);
        assert!(dues(&[], date(2025, 10, 23)).is_empty());
        assert_eq!(
            dues(&[], date(2025, 11, 3)),
            [format!("{copies} 2025-11-03")]
        );
        assert_eq!(
            dues(&[], date(2025, 11, 4)),
            [format!("{copies}! 2025-11-03")]
        );
        let first = of("q1", "yes");
        let day = date(2026, 1, 9);
        assert_eq!(
            dues(std::slice::from_ref(&first), day),
            [format!("{copies}! 2026-01-07")]
        );
        // The second quarter and the first half-year end together: copies of either are those of both.
        assert!(dues(&[first.clone(), of("h1", "yes")], day).is_empty());
        assert_eq!(dues(&[first, of("q2", "no")], day).len(), 1);
    }

    #[test]
    fn what_is_expected_of_a_school_year_is_found_by_its_name() {
        let day = date(2025, 9, 4);
        let plan = "План первого этапа 2025-09-05";
        assert_eq!(dues("stages", &[], day, None), [plan]);
        let of = |year: &str| {
            entry(&[
                ("stage", "s1"),
                ("school_year", year),
                ("due_on", "2025-09-05"),
            ])
        };
        assert_eq!(dues("stages", &[of("2024/2025")], day, None), [plan]);
        assert!(dues("stages", &[of("2025/2026")], day, None).is_empty());
    }
}
