//! Periods: stretches of days that questions and forms cover, the school year, and days as columns count them.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// Days enough for every record of a school.
    pub const EVER: Period = Period {
        from: date(1900, 1, 1),
        to: date(9999, 12, 31),
    };

    pub fn new(from: Date, to: Date) -> Self {
        Self { from, to }
    }

    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    pub fn overlaps(&self, other: &Period) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// The twelve months from 1 September, named by the calendar year in which they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear(i16);

impl SchoolYear {
    /// Returns the school year that a day belongs to.
    pub fn of(day: Date) -> Self {
        Self(if day.month() >= 9 {
            day.year()
        } else {
            day.year() - 1
        })
    }

    /// Returns the calendar year of the first day.
    pub fn first_year(self) -> i16 {
        self.0
    }

    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    pub fn period(self) -> Period {
        Period::new(date(self.0, 9, 1), date(self.0 + 1, 8, 31))
    }
}

impl fmt::Display for SchoolYear {
    /// Writes `2025/2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0, self.0 + 1)
    }
}

/// The text is not two consecutive years such as `2025/2026`.
#[derive(Debug, thiserror::Error)]
#[error("«{0}» — не учебный год; ожидается, например, 2025/2026")]
pub struct NotASchoolYear(pub String);

impl FromStr for SchoolYear {
    type Err = NotASchoolYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || NotASchoolYear(text.to_owned());
        let (first, second) = text.split_once('/').ok_or_else(fault)?;
        let first: i16 = first.parse().map_err(|_| fault())?;
        let second: i16 = second.parse().map_err(|_| fault())?;
        if !(1900..3000).contains(&first) || second != first + 1 {
            return Err(fault());
        }
        Ok(Self(first))
    }
}

/// Returns how many days after 1970-01-01 a day is: so Arrow and Delta count them.
pub fn epoch_day(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

/// Returns the day that stands so many days after 1970-01-01, or the nearest one that has a date.
pub fn day_of(epoch_day: i32) -> Date {
    // A `Span` refuses some of the numbers that a column can hold.
    EPOCH.saturating_add(SignedDuration::from_hours(24 * i64::from(epoch_day)))
}

const EPOCH: Date = date(1970, 1, 1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_epoch() {
        for (day, counted) in [
            (date(1970, 1, 1), 0),
            (date(1969, 12, 31), -1),
            (date(2025, 9, 1), 20_332),
            (Period::EVER.from, -25_567),
            (Period::EVER.to, 2_932_896),
        ] {
            assert_eq!(epoch_day(day), counted);
            assert_eq!(day_of(counted), day);
        }
        assert_eq!(day_of(i32::MAX), Date::MAX);
        assert_eq!(day_of(i32::MIN), Date::MIN);
    }
}
