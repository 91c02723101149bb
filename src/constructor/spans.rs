//! Spans: the stretches of days that a question splits into, and what views may know of it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::question::Question;
use super::range::{Range, monday_of, quarter_of};
use crate::period::{Period, SchoolYear};
use crate::table::{ColumnKind, Granularity};

/// What views may know of the question: the table `asked`, one row per span.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub spans: Vec<Span>,
    /// 1 for this term, 2 for the last one; -1 for the last one that is over.
    pub term_back: Option<i64>,
    /// Whether of that term only as much is asked as the one after it has come to.
    pub is_cut: bool,
    pub now: Timestamp,
    pub today: Date,
}

/// A stretch of days that is answered by its last one. Without days: up to each school's data day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub bucket: Option<Date>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Asked {
    /// Asks about all days at once, and of no term.
    pub fn whole(now: Timestamp, today: Date) -> Self {
        let span = Span {
            bucket: None,
            from: None,
            to: None,
        };
        Self {
            spans: vec![span],
            term_back: None,
            is_cut: false,
            now,
            today,
        }
    }
}

/// More spans than days of ten years are nobody's honest question.
const MOST_SPANS: usize = 3_700;

/// Between which days the data lie: what a split question without an end, or without a beginning, is closed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub first: Date,
    pub last: Date,
}

/// Returns the spans of a level: one for all days asked, or one per unit where time is kept.
pub fn spans(question: &Question, kept: &[usize], today: Date, known: Known) -> Vec<Span> {
    let Some(shift) = question.shift else {
        return spans_of(question, kept, today, known);
    };
    let of = |days: Period| {
        let mut other = question.clone();
        other.shift = None;
        other.range = Some(Range::Days(days));
        spans_of(&other, kept, today, known)
    };
    // The days before count where those asked stand, and no further than these have come.
    let mut before = shift.before;
    if known.last < shift.asked.to {
        let elapsed = (known.last - shift.asked.from).get_days().max(0);
        before.to = before.to.min(before.from.saturating_add(elapsed.days()));
    }
    let pairs = of(shift.asked).into_iter().zip(of(before));
    let spans = pairs.map(|(asked, before)| Span {
        bucket: asked.bucket,
        ..before
    });
    spans.collect()
}

fn spans_of(question: &Question, kept: &[usize], today: Date, known: Known) -> Vec<Span> {
    let granularity = kept
        .iter()
        .find_map(|place| match question.dimensions[*place].kind {
            ColumnKind::Time(granularity) => Some(granularity),
            _ => None,
        });
    let Some(granularity) = granularity else {
        let days = match question.range {
            Some(Range::Days(days)) => Some(days),
            _ => None,
        };
        return vec![Span {
            bucket: days.map(|days| days.from),
            from: days.map(|days| days.from),
            to: question.range.and_then(Range::last_day),
        }];
    };
    let days = days_to_split(question.range, today, known);
    let mut spans = Vec::new();
    let mut first = unit_of(granularity, days.from);
    while first <= days.to && spans.len() < MOST_SPANS {
        let next = next_unit(granularity, first);
        spans.push(Span {
            bucket: Some(first),
            from: Some(first.max(days.from)),
            to: Some(next.saturating_sub(1.day()).min(days.to)),
        });
        first = next;
    }
    spans
}

/// Returns the days that are split into units. Of a term, which each school has its own, whole school years: what lies
/// outside the term is left out where it is known.
fn days_to_split(range: Option<Range>, today: Date, known: Known) -> Period {
    match range {
        Some(range @ Range::Days(days)) => Period::new(
            match range.has_no_start() {
                true => known.first,
                false => days.from,
            },
            match range.has_no_end() {
                true => known.last,
                false => days.to,
            },
        ),
        Some(term) => {
            let held = term.days_at_most(today);
            Period::new(SchoolYear::of(held.from).period().from, held.to)
        }
        None => {
            let mut year = SchoolYear::of(known.last.min(today)).period();
            year.to = known.last;
            year
        }
    }
}

fn unit_of(granularity: Granularity, day: Date) -> Date {
    match granularity {
        Granularity::Day => day,
        Granularity::Week => monday_of(day),
        Granularity::Month => day.first_of_month(),
        Granularity::Quarter => quarter_of(day),
        Granularity::Year => day.first_of_year(),
    }
}

fn next_unit(granularity: Granularity, first: Date) -> Date {
    first.saturating_add(match granularity {
        Granularity::Day => 1.day(),
        Granularity::Week => 7.days(),
        Granularity::Month => 1.month(),
        Granularity::Quarter => 3.months(),
        Granularity::Year => 1.year(),
    })
}
