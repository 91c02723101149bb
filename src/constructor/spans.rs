//! Spans: the stretches of days that a question splits into, and what views may know of it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::question::Question;
use super::range::{Range, monday_of, quarter_of};
use crate::period::Period;
use crate::table::{ColumnKind, Granularity};

/// What views may know of the question: the table `asked`, one row per span.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub spans: Vec<Span>,
    /// 1 for this term, 2 for the last one; -1 for the last one that is over.
    pub term_back: Option<i64>,
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
            now,
            today,
        }
    }
}

/// More spans than days of ten years are nobody's honest question.
const MOST_SPANS: usize = 3_700;

/// Returns the spans of a level: one for all days asked, or one per unit where time is kept.
/// `data_day` closes a split question without an end.
pub fn spans(question: &Question, kept: &[usize], today: Date, data_day: Date) -> Vec<Span> {
    let Some(shift) = question.shift else {
        return spans_of(question, kept, today, data_day);
    };
    let of = |days: Period| {
        let mut other = question.clone();
        other.shift = None;
        other.range = Some(Range::Days(days));
        spans_of(&other, kept, today, data_day)
    };
    // The days before count where those asked stand, and no further than these have come.
    let mut before = shift.before;
    if data_day < shift.asked.to {
        let elapsed = (data_day - shift.asked.from).get_days().max(0);
        before.to = before.to.min(before.from.saturating_add(elapsed.days()));
    }
    let pairs = of(shift.asked).into_iter().zip(of(before));
    let spans = pairs.map(|(asked, before)| Span {
        bucket: asked.bucket,
        ..before
    });
    spans.collect()
}

fn spans_of(question: &Question, kept: &[usize], today: Date, data_day: Date) -> Vec<Span> {
    let granularity = kept
        .iter()
        .find_map(|place| match question.dimensions[*place].kind {
            ColumnKind::Time(granularity) => Some(granularity),
            _ => None,
        });
    let days = match question.range {
        Some(Range::Days(days)) => Some(days),
        _ => None,
    };
    let Some(granularity) = granularity else {
        return vec![Span {
            bucket: days.map(|days| days.from),
            from: days.map(|days| days.from),
            to: days.map(|days| days.to),
        }];
    };
    let days = days.unwrap_or_else(|| {
        let mut year = crate::period::SchoolYear::of(data_day.min(today)).period();
        year.to = data_day;
        year
    });
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
