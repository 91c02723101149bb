//! Ranges: days spelled out, or said in relation to today.

use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};

use super::spec::RangeSpec;
use crate::catalogue::say;
use crate::period::{Period, SchoolYear};

/// The days that a question covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    Days(Period),
    /// The term that each school's grades are in today, or were in last.
    ThisTerm,
    /// The term before that one.
    LastTerm,
    /// The same as far as this term has come, which this one is compared with.
    BeforeThisTerm,
    /// The term before the last one as far as the last one has come by the data, which that is compared with.
    TermBeforeLast,
    /// The last term that is over, by the data of each school: whose results there are.
    LastFinishedTerm,
    /// The finished term before that one.
    FinishedBeforeLast,
}

/// The days from which and to which a filter reaches that names one end only. No school's data come near them.
pub const FIRST_DAY: Date = date(1900, 1, 1);
pub const LAST_DAY: Date = date(2999, 12, 31);

/// The ranges in words that people are offered. Others of the same make are read, too: "last 3 weeks".
pub const RELATIVE: [&str; 19] = [
    "today",
    "yesterday",
    "last 7 days",
    "last 14 days",
    "last 30 days",
    "this week",
    "last week",
    "last 4 weeks",
    "last 8 weeks",
    "this month",
    "last month",
    "last 3 months",
    "this quarter",
    "last quarter",
    "this term",
    "last term",
    "last finished term",
    "this year",
    "last year",
];

impl Range {
    /// Says how many terms back it is, this one being the first; finished ones are counted below nought. None for days.
    pub fn term_back(self) -> Option<i64> {
        match self {
            Range::Days(_) => None,
            Range::ThisTerm => Some(1),
            Range::LastTerm | Range::BeforeThisTerm => Some(2),
            Range::TermBeforeLast => Some(3),
            Range::LastFinishedTerm => Some(-1),
            Range::FinishedBeforeLast => Some(-2),
        }
    }

    /// Says whether of a term only as many teaching days count as the one that it is compared with has had.
    pub fn is_cut(self) -> bool {
        matches!(self, Range::BeforeThisTerm | Range::TermBeforeLast)
    }

    /// Returns the last day asked; none where the range has no end of its own.
    pub fn last_day(self) -> Option<Date> {
        match self {
            Range::Days(days) if days.to < LAST_DAY => Some(days.to),
            _ => None,
        }
    }

    /// Says whether the days reach on without a beginning.
    pub fn has_no_start(self) -> bool {
        matches!(self, Range::Days(days) if days.from <= FIRST_DAY)
    }

    /// Says whether the days go on without an end.
    pub fn has_no_end(self) -> bool {
        matches!(self, Range::Days(days) if days.to >= LAST_DAY)
    }

    /// Returns days that hold the range: of a term, which each school has its own, as many as the longest takes.
    pub fn days_at_most(self, today: Date) -> Period {
        match self {
            Range::Days(days) => days,
            Range::ThisTerm => Period::new(minus(today, 6.months()), today),
            Range::LastTerm | Range::BeforeThisTerm | Range::LastFinishedTerm => {
                Period::new(minus(today, 12.months()), today)
            }
            Range::TermBeforeLast | Range::FinishedBeforeLast => {
                Period::new(minus(today, 18.months()), today)
            }
        }
    }

    /// Spells out a range as of `today`. Weeks begin on Monday; "this year" and "last year" are
    /// school years, "last 7 days" the seven full days before today.
    pub fn resolve(spec: &RangeSpec, today: Date) -> Result<Self, String> {
        match spec {
            RangeSpec::Days(from, to) => {
                let period = Period::new(day(from)?, day(to)?);
                if period.to < period.from {
                    return Err(say!(
                        "question-range-reversed",
                        to = to.as_str(),
                        from = from.as_str()
                    ));
                }
                Ok(Range::Days(period))
            }
            RangeSpec::Relative(words) => relative(words, today),
        }
    }
}

/// Reads a day: `2025-10-14`, with or without a time of day behind it.
pub fn day(text: &str) -> Result<Date, String> {
    let date_part = match text.split_once(['T', ' ']) {
        Some((date_part, _)) => date_part,
        None => text,
    };
    date_part
        .parse()
        .map_err(|_| say!("question-not-day", text = text))
}

fn relative(words: &str, today: Date) -> Result<Range, String> {
    let lower = words.trim().to_lowercase();
    let parts: Vec<&str> = lower.split_whitespace().collect();
    let wrong = || {
        say!(
            "question-unknown-range",
            words = words,
            ranges = RELATIVE.join(", ")
        )
    };
    let period = match parts.as_slice() {
        ["today"] => Period::new(today, today),
        ["yesterday"] => {
            let yesterday = minus(today, 1.day());
            Period::new(yesterday, yesterday)
        }
        ["this", "term"] => return Ok(Range::ThisTerm),
        ["last", "term"] => return Ok(Range::LastTerm),
        ["last", "finished", "term"] => return Ok(Range::LastFinishedTerm),
        ["this", unit] => whole(today, unit, 0).ok_or_else(wrong)?,
        ["last", unit] => whole(today, unit, 1).ok_or_else(wrong)?,
        ["last", count, unit] => {
            let count: i32 = count
                .parse()
                .ok()
                .filter(|n| (1..=1_000).contains(n))
                .ok_or_else(wrong)?;
            match *unit {
                "day" | "days" => Period::new(minus(today, count.days()), minus(today, 1.day())),
                _ => {
                    let unit = unit.trim_end_matches('s');
                    let first = whole(today, unit, count).ok_or_else(wrong)?;
                    let last = whole(today, unit, 1).ok_or_else(wrong)?;
                    Period::new(first.from, last.to)
                }
            }
        }
        _ => return Err(wrong()),
    };
    Ok(Range::Days(period))
}

/// Returns the whole unit that lies `back` units before the one of today.
fn whole(today: Date, unit: &str, back: i32) -> Option<Period> {
    Some(match unit {
        "day" => {
            let day = minus(today, back.days());
            Period::new(day, day)
        }
        "week" => {
            let monday = minus(monday_of(today), (back * 7).days());
            Period::new(monday, plus(monday, 6.days()))
        }
        "month" => {
            let first = minus(today.first_of_month(), back.months());
            Period::new(first, first.last_of_month())
        }
        "quarter" => {
            let first = minus(quarter_of(today), (back * 3).months());
            Period::new(first, plus(first, 2.months()).last_of_month())
        }
        "year" => {
            let mut year = SchoolYear::of(today);
            for _ in 0..back {
                year = year.previous();
            }
            year.period()
        }
        _ => return None,
    })
}

/// Returns the Monday of a day's week.
pub fn monday_of(day: Date) -> Date {
    minus(day, i32::from(day.weekday().since(Weekday::Monday)).days())
}

/// Returns the first day of a day's calendar quarter.
pub fn quarter_of(day: Date) -> Date {
    let month = (day.month() - 1) / 3 * 3 + 1;
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn minus(day: Date, span: Span) -> Date {
    day.saturating_sub(span)
}

fn plus(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_that_is_offered_is_understood() {
        let today = jiff::civil::date(2025, 10, 15);
        for words in RELATIVE {
            assert!(relative(words, today).is_ok(), "{words}");
        }
        let wrong = relative("next month", today).expect_err("a fault");
        assert!(wrong.contains("last 7 days"), "{wrong}");
    }
}
