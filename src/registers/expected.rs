//! What is expected of an owner in the school year of a day, and is missing.

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

/// Returns what is missing of an owner on a day, the first due first. `entries` are all that the owner has; of what was due
/// before `since` nothing is expected.
pub fn missing(
    register: &Register,
    owner: Owner,
    entries: &[&Values],
    today: Date,
    since: Option<Date>,
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
        for period in periods(expected, year) {
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
            if !entries.iter().any(|values| says(&values) && fits(&values)) {
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

/// Returns the stretches of a school year in each of which an entry is expected.
fn periods(expected: &Expected, year: SchoolYear) -> Vec<Period> {
    match expected.every {
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
                .map(|first| Period::new(first, first.last_of_month()))
                .collect()
        }
        Every::Year => {
            let day = |text: &Option<String>| month_and_day(text.as_deref()?, year);
            match (day(&expected.from), day(&expected.to)) {
                (Some(from), Some(to)) => vec![Period::new(from, to)],
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
