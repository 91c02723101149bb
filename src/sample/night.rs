//! Night: the days on which extracts are made, and the window that each one carries.

use super::calendar::{Calendar, TermPlan};
use super::days::Day;
use super::{Pace, SampleSpec, Windows};
use crate::period::SchoolYear;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Night {
    pub day: Day,
    /// First day of the window; the last one is `day`.
    pub from: Day,
}

/// Returns the nights of a spec in order, the last one on the last day of its period.
pub fn nights(spec: &SampleSpec) -> Vec<Night> {
    let calendar = Calendar::new(SchoolYear::of(spec.period.from), TermPlan::Quarters, 5);
    let from = calendar.day(spec.period.from);
    let to = calendar.day(spec.period.to);
    let mut days: Vec<Day> = calendar
        .days
        .iter()
        .copied()
        .filter(|day| from <= *day && *day < to)
        .collect();
    days.push(to);
    let count = spec.nights.clamp(1, days.len());
    let mut nights: Vec<Night> = Vec::with_capacity(count);
    for number in 1..=count {
        let day = match spec.pace {
            Pace::Even => days[number * days.len() / count - 1],
            Pace::Daily => days[days.len() - count + number - 1],
        };
        let first = match (spec.windows, nights.last()) {
            (Windows::YearToDate, _) | (_, None) => from,
            (Windows::Split, Some(last)) => last.day + 1,
            (Windows::Recent(days), Some(_)) => {
                from.max(day.saturating_sub(days.max(1) as Day - 1))
            }
        };
        nights.push(Night { day, from: first });
    }
    nights
}
