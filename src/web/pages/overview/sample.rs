//! Sample answers for the tests of this page.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::span::Span;
use super::{Split, attendance};
use crate::app::SegmentState;
use crate::table::{Table, Totals};
use crate::web::pages::Layout;
use crate::web::parts::Content;

pub fn layout() -> Layout {
    Layout {
        language: crate::catalogue::Language::Russian,
        title: "Обзор".to_owned(),
        office: "Управление образования".to_owned(),
        reader: None,
        here: "/",
        has_tour: false,
    }
}

pub fn span() -> Span {
    Span::ending(date(2025, 10, 14))
}

/// Attendance of one school over two weeks, beside a school without data.
pub fn attendance() -> (String, Content) {
    let weeks = [date(2025, 10, 6), date(2025, 10, 13)];
    let by_week = table(
        vec![
            (
                "school.name",
                texts(&[Some("Школа № 2"), Some("Школа № 2")]),
            ),
            (
                "calendar.date.week",
                days(&[Some(weeks[0]), Some(weeks[1])]),
            ),
            ("attendance.attendance_pct", numbers(&[Some(93.44), None])),
        ],
        vec![
            ("school.name", texts(&[None, None, None])),
            (
                "calendar.date.week",
                days(&[Some(weeks[0]), Some(weeks[1]), None]),
            ),
            (
                "attendance.attendance_pct",
                numbers(&[Some(93.44), None, Some(93.44)]),
            ),
        ],
    );
    let measures = |name: Option<&str>| {
        vec![
            ("school.name", texts(&[name])),
            ("attendance.attendance_pct", numbers(&[Some(93.44)])),
            ("attendance.missed", counts(&[1234])),
            ("attendance.missed_unexcused", counts(&[5])),
        ]
    };
    let whole = table(measures(Some("Школа № 2")), measures(None));
    let schools = ["Школа № 2", "Школа № 10"];
    attendance::content(Split::Schools, &span(), &schools, &by_week, &whole)
}

/// A school on time and one without data.
pub fn segments() -> Vec<SegmentState> {
    let moment = "2025-10-14T20:40:00Z".parse().expect("a moment");
    let segment = |name: &str, moment| SegmentState {
        school_id: name.to_owned(),
        school_name: name.to_owned(),
        received_at: moment,
        data_moment: moment,
        state: "accepted".to_owned(),
        rejected_rows: 0,
        age_hours: moment.map(|_| 5.0),
        is_late: moment.is_none(),
    };
    vec![
        segment("Школа № 2", Some(moment)),
        segment("Школа № 10", None),
    ]
}

pub fn table(rows: Vec<(&str, ArrayRef)>, totals: Vec<(&str, ArrayRef)>) -> Table {
    let batch = |columns| RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    let nullable = |columns: Vec<(&str, ArrayRef)>| -> RecordBatch {
        batch(
            columns
                .into_iter()
                .map(|(name, array)| (name.to_owned(), array, true))
                .collect::<Vec<_>>(),
        )
    };
    let totals = nullable(totals);
    Table {
        columns: Vec::new(),
        rows: vec![nullable(rows)],
        totals: Some(Totals {
            kept: vec![Vec::new(); totals.num_rows()],
            rows: totals,
        }),
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    }
}

pub fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub fn numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

pub fn counts(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

pub fn days(values: &[Option<Date>]) -> ArrayRef {
    let moments = values.iter().map(|day| {
        let midnight = (*day)?.to_zoned(TimeZone::UTC).ok()?;
        Some(midnight.timestamp().as_millisecond())
    });
    Arc::new(moments.collect::<TimestampMillisecondArray>())
}
