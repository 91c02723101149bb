//! Shift: the days before that a span is compared with, and on which of its own days each of them counts.
//!
//! Days meet by their teaching-day number: the school days of each school's own calendar are counted, in the period
//! or, a year back, since 1 September. Other days go with the school day before them. Source: `query.md`, compare.

use jiff::ToSpan;
use jiff::civil::Date;

use super::question::Question;
use super::range::Range;
use super::spec::Compare;
use crate::model::Model;
use crate::period::{Period, SchoolYear};

/// A question about the days before, told as if they were the days asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    pub compare: Compare,
    pub asked: Period,
    pub before: Period,
    /// Whether only as many teaching days count as the asked span has.
    is_cut: bool,
}

/// The table of `school_id`, `day` and `counts_on` that a shifted question joins its facts to.
pub const TEACHING_DAYS: &str = "teaching_days";

impl Shift {
    pub fn new(compare: Compare, asked: Period) -> Self {
        let (before, is_cut) = match compare {
            Compare::PreviousPeriod => previous_period(asked),
            Compare::PreviousYear => {
                let year_before = |day: Date| day.saturating_sub(1.year());
                (
                    Period::new(year_before(asked.from), year_before(asked.to)),
                    true,
                )
            }
        };
        Self {
            compare,
            asked,
            before,
            is_cut,
        }
    }

    /// Returns the days whose calendar must be known.
    pub fn calendar(&self) -> Period {
        match self.compare {
            Compare::PreviousPeriod => Period::new(self.before.from, self.asked.to),
            Compare::PreviousYear => Period::new(
                SchoolYear::of(self.asked.from).previous().period().from,
                SchoolYear::of(self.asked.to).period().to,
            ),
        }
    }
}

impl Question {
    /// Returns the same question about what it is compared with; none where it is compared with nothing.
    pub fn before(&self, model: &Model) -> Option<Question> {
        let compare = self.spec.compare?;
        let mut before = self.clone();
        before.having.clear();
        before.spec.limit = None;
        before.spec.offset = 0;
        before.spec.has_total = false;
        match self.range? {
            Range::Days(asked) => {
                before.range = None;
                before.shift = Some(Shift::new(compare, asked));
                before.choose_sources(model);
            }
            Range::ThisTerm => before.range = Some(Range::BeforeThisTerm),
            Range::LastTerm | Range::BeforeThisTerm | Range::TermBeforeLast => {
                before.range = Some(Range::TermBeforeLast);
            }
            Range::LastFinishedTerm | Range::FinishedBeforeLast => {
                before.range = Some(Range::FinishedBeforeLast);
            }
        }
        if before.range.is_some_and(Range::is_cut) {
            before.choose_sources(model);
        }
        Some(before)
    }

    /// Returns the days asked and those that they are compared with; none where each school has its own, and where
    /// nothing is compared. A year back days meet by their teaching-day number, so that its ends are near ones.
    pub fn compared_days(&self) -> Option<(Period, Period)> {
        let (compare, Range::Days(asked)) = (self.spec.compare?, self.range?) else {
            return None;
        };
        Some((asked, Shift::new(compare, asked).before))
    }

    /// Says whether a key names what stands beside a shown measure: its figure before, or the change since.
    pub fn stands_beside(&self, key: &str) -> bool {
        let measure = key
            .strip_suffix(".previous")
            .or(key.strip_suffix(".change"));
        let is_shown = |key: &str| {
            let mut measures = self.measures.iter();
            measures.any(|measure| measure.key == key && !measure.is_hidden)
        };
        self.spec.compare.is_some() && measure.is_some_and(is_shown)
    }
}

/// Returns the period before another, and whether it is the whole one of which the other is only a part.
fn previous_period(asked: Period) -> (Period, bool) {
    let eve = asked.from.yesterday().unwrap_or(asked.from);
    let year = SchoolYear::of(asked.from);
    if asked == year.period() {
        return (year.previous().period(), false);
    }
    let starts_month = asked.from == asked.from.first_of_month();
    if starts_month && asked.to == asked.to.last_of_month() {
        let months = i32::from(asked.to.year() - asked.from.year()) * 12
            + i32::from(asked.to.month() - asked.from.month())
            + 1;
        return (
            Period::new(asked.from.saturating_sub(months.months()), eve),
            false,
        );
    }
    if starts_month && asked.to < asked.from.last_of_month() {
        return (Period::new(eve.first_of_month(), eve), true);
    }
    let days = (asked.to - asked.from).get_days() + 1;
    (
        Period::new(asked.from.saturating_sub(days.days()), eve),
        false,
    )
}

/// Returns the days before and the day on which each counts. `school_days` are sorted, `data_day` is the last one that the
/// school's data tell of.
pub fn mapped_days(shift: &Shift, school_days: &[Date], data_day: Date) -> Vec<(Date, Date)> {
    let asked = Period::new(shift.asked.from, shift.asked.to.min(data_day));
    if asked.to < asked.from {
        return Vec::new();
    }
    let is_complete = shift.asked.to <= data_day;
    match shift.compare {
        Compare::PreviousPeriod => {
            let now = within(school_days, asked);
            let before = within(school_days, shift.before);
            let is_cut = shift.is_cut || !is_complete;
            let mapped = each_day(shift.before).filter_map(|day| {
                let number = number_of(before, day);
                if is_cut && number > now.len() {
                    return None;
                }
                let place = number.max(1).min(now.len()).checked_sub(1);
                Some((day, place.map_or(asked.from, |place| now[place])))
            });
            mapped.collect()
        }
        Compare::PreviousYear => {
            let mut mapped = Vec::new();
            let mut year = SchoolYear::of(asked.from);
            let last = SchoolYear::of(asked.to);
            loop {
                let part = Period::new(
                    asked.from.max(year.period().from),
                    asked.to.min(year.period().to),
                );
                mapped.extend(year_back(school_days, year, part));
                if year == last {
                    return mapped;
                }
                year = SchoolYear::of(year.period().to.saturating_add(1.day()));
            }
        }
    }
}

/// Maps the days of the school year before that have the teaching-day numbers of a part of this one.
fn year_back(school_days: &[Date], year: SchoolYear, part: Period) -> Vec<(Date, Date)> {
    let before_year = year.previous().period();
    let (now, before) = (
        within(school_days, year.period()),
        within(school_days, before_year),
    );
    let first = now.iter().position(|day| *day >= part.from);
    let last = now.iter().rposition(|day| *day <= part.to);
    let (Some(first), Some(last)) = (first, last.filter(|last| first.is_some_and(|f| f <= *last)))
    else {
        // Holidays have no numbers: the same dates meet.
        let days = each_day(part).map(|day| (day.saturating_sub(1.year()), day));
        return days.collect();
    };
    let reaches_end = last + 1 == now.len();
    let mapped = each_day(before_year).filter_map(|day| {
        let number = number_of(before, day);
        let is_early = number < first + 1 && !(number == 0 && first == 0);
        let is_late = number > last + 1 && !reaches_end;
        let place = number.max(1) - 1;
        (!is_early && !is_late).then(|| (day, now[place.clamp(first, last)]))
    });
    mapped.collect()
}

/// Returns the teaching-day number of a day: that of the last school day up to it.
fn number_of(school_days: &[Date], day: Date) -> usize {
    school_days.partition_point(|other| *other <= day)
}

fn within(school_days: &[Date], period: Period) -> &[Date] {
    let first = school_days.partition_point(|day| *day < period.from);
    let last = school_days.partition_point(|day| *day <= period.to);
    &school_days[first..last.max(first)]
}

fn each_day(period: Period) -> impl Iterator<Item = Date> {
    period
        .from
        .series(1.day())
        .take_while(move |day| *day <= period.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    fn period(from: (i16, i8, i8), to: (i16, i8, i8)) -> Period {
        Period::new(date(from.0, from.1, from.2), date(to.0, to.1, to.2))
    }

    /// Mondays to Fridays.
    fn workdays(period: Period) -> Vec<Date> {
        let is_work = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        each_day(period).filter(is_work).collect()
    }

    #[test]
    fn periods_before() {
        let before = |from, to| previous_period(period(from, to));
        assert_eq!(
            before((2025, 10, 1), (2025, 10, 31)),
            (period((2025, 9, 1), (2025, 9, 30)), false)
        );
        assert_eq!(
            before((2025, 11, 1), (2025, 12, 31)),
            (period((2025, 9, 1), (2025, 10, 31)), false)
        );
        assert_eq!(
            before((2025, 10, 1), (2025, 10, 14)),
            (period((2025, 9, 1), (2025, 9, 30)), true)
        );
        assert_eq!(
            before((2025, 10, 6), (2025, 10, 12)),
            (period((2025, 9, 29), (2025, 10, 5)), false)
        );
        assert_eq!(
            before((2025, 9, 1), (2026, 8, 31)),
            (period((2024, 9, 1), (2025, 8, 31)), false)
        );
        assert_eq!(
            before((2025, 9, 1), (2025, 10, 31)),
            (period((2025, 7, 1), (2025, 8, 31)), false)
        );
        assert_eq!(
            before((2025, 9, 1), (2025, 11, 10)),
            (period((2025, 6, 22), (2025, 8, 31)), false),
            "a part of the year is as long as what lies before it"
        );
    }

    #[test]
    fn teaching_days_meet_by_number() {
        // October has 23 workdays, September 22: its last day takes nothing twice.
        let days = workdays(period((2025, 9, 1), (2025, 10, 31)));
        let shift = Shift::new(
            Compare::PreviousPeriod,
            period((2025, 10, 1), (2025, 10, 31)),
        );
        let mapped = mapped_days(&shift, &days, date(2025, 12, 1));
        assert_eq!(mapped.len(), 30);
        let on = |day: Date| {
            mapped
                .iter()
                .find(|(other, _)| *other == day)
                .map(|(_, on)| *on)
        };
        assert_eq!(on(date(2025, 9, 1)), Some(date(2025, 10, 1)));
        assert_eq!(
            on(date(2025, 9, 6)),
            Some(date(2025, 10, 7)),
            "a Saturday goes with its Friday"
        );
        assert_eq!(on(date(2025, 9, 30)), Some(date(2025, 10, 30)));
        // Data up to 14 October, the tenth workday: so many count before.
        let mapped = mapped_days(&shift, &days, date(2025, 10, 14));
        assert_eq!(
            mapped.last(),
            Some(&(date(2025, 9, 14), date(2025, 10, 14)))
        );
    }

    #[test]
    fn a_year_back_numbers_are_counted_from_its_first_day() {
        let mut days = workdays(period((2024, 9, 2), (2025, 5, 30)));
        days.extend(workdays(period((2025, 9, 1), (2026, 5, 29))));
        let october = period((2025, 10, 1), (2025, 10, 31));
        let shift = Shift::new(Compare::PreviousYear, october);
        let mapped = mapped_days(&shift, &days, date(2026, 1, 1));
        // 1 October 2025 is the 23rd workday; so is 2 October 2024.
        assert_eq!(
            mapped.first(),
            Some(&(date(2024, 10, 2), date(2025, 10, 1)))
        );
        assert_eq!(
            mapped.last(),
            Some(&(date(2024, 11, 3), date(2025, 10, 31)))
        );
        // A whole year meets a whole year, however many days it had.
        let year = Shift::new(Compare::PreviousYear, SchoolYear::of(october.from).period());
        let mapped = mapped_days(&year, &days, date(2026, 8, 31));
        assert_eq!(mapped.len(), 365);
    }
}
