//! Span: which days the first page looks at, counted back from the last day that the data know.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::period::{Period, SchoolYear};

/// How many weeks the page shows: a quarter of the school year.
const WEEKS: i64 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// From a Monday to the last day, both included.
    pub weeks: Period,
    /// From 1 September to the last day.
    pub school_year: Period,
}

impl Span {
    pub fn ending(last: Date) -> Self {
        let from = Self::monday(last).saturating_sub((WEEKS - 1).weeks());
        let school_year = SchoolYear::of(last).period();
        Self {
            weeks: Period::new(from, last),
            school_year: Period::new(school_year.from, last),
        }
    }

    /// Says whether the week that begins on a Monday is not over, Saturday being its last school day.
    pub fn is_partial(&self, monday: Date) -> bool {
        monday.saturating_add(5.days()) > self.weeks.to
    }

    fn monday(day: Date) -> Date {
        let since_monday = day.weekday().since(Weekday::Monday);
        day.saturating_sub(i64::from(since_monday).days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_span_begins_on_a_monday_eight_weeks_back() {
        let span = Span::ending(date(2025, 10, 14));
        assert_eq!(
            span.weeks,
            Period::new(date(2025, 8, 25), date(2025, 10, 14))
        );
        assert_eq!(
            span.school_year,
            Period::new(date(2025, 9, 1), date(2025, 10, 14))
        );
        assert!(span.is_partial(date(2025, 10, 13)));
        assert!(!span.is_partial(date(2025, 10, 6)));
    }

    #[test]
    fn a_week_is_whole_on_its_saturday() {
        assert!(!Span::ending(date(2025, 10, 18)).is_partial(date(2025, 10, 13)));
    }
}
