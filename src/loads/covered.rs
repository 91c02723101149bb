//! Covered days: what of a night's extracts an earlier load told about already, so that it can be compared.
//!
//! Days that come for the first time are news and no change. Source: `model.md`, the reading of changes.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::hours::night_of;
use super::{Error, Warehouse};
use crate::engine::{self, Workbench};
use crate::model::Kind;
use crate::office::LoadRecord;
use crate::period::{Period, epoch_day};

/// Days of one table of one school that both a load before and this one tell about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    pub school_id: String,
    pub school_year: String,
    pub dataset: String,
    pub days: Period,
    /// The last day of the windows before: later days of a snapshot are news.
    last_day: Date,
    /// When the last extract that told about these days was made.
    seen_at: Timestamp,
    night: Date,
    /// The release that the night will publish.
    release: i64,
}

/// Finds the covered days of every remembered table in the night's loads.
pub async fn find(
    warehouse: &Warehouse,
    applied: &[(usize, LoadRecord)],
) -> Result<Vec<Covered>, Error> {
    let release = warehouse.office.next_release().await?;
    let mut covered = Vec::new();
    for (_, record) in applied {
        let (Some(school_id), Some(school_year), Some(window)) =
            (&record.school_id, &record.school_year, record.window)
        else {
            continue;
        };
        let before = warehouse.office.applied_loads(Some(school_id)).await?;
        for dataset in warehouse.model.datasets.iter() {
            let is_in = |load: &LoadRecord| {
                let mut tables = load.tables.iter();
                tables.any(|table| table.table == dataset.name)
            };
            if dataset.memory.is_none() || !is_in(record) {
                continue;
            }
            let told: Vec<(Period, Timestamp)> = before
                .iter()
                .filter(|load| load.school_year.as_ref() == Some(school_year) && is_in(load))
                .filter_map(|load| load.window.zip(load.extracted_at))
                .collect();
            let Some(last_day) = told.iter().map(|(window, _)| window.to).max() else {
                continue;
            };
            let spans = match dataset.kind {
                Kind::Window => spans(window, &told),
                Kind::Snapshot => {
                    let seen_at = told.iter().map(|(_, moment)| *moment).max();
                    seen_at
                        .map(|moment| (Period::EVER, moment))
                        .into_iter()
                        .collect()
                }
            };
            covered.extend(spans.into_iter().map(|(days, seen_at)| Covered {
                school_id: school_id.clone(),
                school_year: school_year.clone(),
                dataset: dataset.name.clone(),
                days,
                last_day,
                seen_at,
                night: night_of(&warehouse.config.office, record),
                release,
            }));
        }
    }
    Ok(covered)
}

/// Cuts a window into the stretches that windows before share with it, each with the last moment of those.
fn spans(window: Period, told: &[(Period, Timestamp)]) -> Vec<(Period, Timestamp)> {
    let shared = told.iter().filter(|(days, _)| days.overlaps(&window));
    let shared: Vec<(Period, Timestamp)> = shared
        .map(|(days, moment)| {
            let days = Period::new(days.from.max(window.from), days.to.min(window.to));
            (days, *moment)
        })
        .collect();
    let morrow = |day: Date| day.tomorrow().unwrap_or(day);
    let mut starts: Vec<Date> = shared
        .iter()
        .flat_map(|(days, _)| [days.from, morrow(days.to)])
        .collect();
    starts.sort();
    starts.dedup();
    let stretches = starts.windows(2).filter_map(|pair| {
        let days = Period::new(pair[0], pair[1].yesterday().ok()?);
        let telling = shared.iter().filter(|(other, _)| other.overlaps(&days));
        let moment = telling.map(|(_, moment)| *moment).max()?;
        Some((days, moment))
    });
    stretches.collect()
}

/// Lays the list out as `covered`.
pub fn lay_out(bench: &Workbench, covered: &[Covered]) -> Result<(), engine::Error> {
    let texts = |text: fn(&Covered) -> &String| {
        Arc::new(StringArray::from_iter_values(covered.iter().map(text))) as ArrayRef
    };
    let days = |day: fn(&Covered) -> Date| {
        let days = covered.iter().map(|one| epoch_day(day(one)));
        Arc::new(Date32Array::from_iter_values(days)) as ArrayRef
    };
    let moments = covered.iter().map(|one| one.seen_at.as_microsecond());
    let moments = TimestampMicrosecondArray::from_iter_values(moments).with_timezone("UTC");
    let releases = Int64Array::from_iter_values(covered.iter().map(|one| one.release));
    let rows = RecordBatch::try_from_iter([
        ("school_id", texts(|one| &one.school_id)),
        ("school_year", texts(|one| &one.school_year)),
        ("dataset", texts(|one| &one.dataset)),
        ("from_day", days(|one| one.days.from)),
        ("to_day", days(|one| one.days.to)),
        ("last_day", days(|one| one.last_day)),
        ("seen_at", Arc::new(moments)),
        ("night", days(|one| one.night)),
        ("release", Arc::new(releases)),
    ])
    .expect("the columns have one length");
    bench.lay_out("changes.covered", &rows.schema(), vec![rows])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn windows_before_cut_a_window_into_stretches() {
        let days = |from: i8, to: i8| Period::new(date(2025, 9, from), date(2025, 9, to));
        let at = |second: i64| Timestamp::from_second(second).expect("a moment");
        let window = days(5, 25);
        assert!(spans(window, &[]).is_empty());
        assert!(spans(window, &[(days(1, 4), at(1))]).is_empty());
        assert_eq!(
            spans(window, &[(days(1, 10), at(1)), (days(8, 12), at(2))]),
            [
                (days(5, 7), at(1)),
                (days(8, 10), at(2)),
                (days(11, 12), at(2))
            ]
        );
        assert_eq!(
            spans(window, &[(days(1, 6), at(1)), (days(20, 30), at(2))]),
            [(days(5, 6), at(1)), (days(20, 25), at(2))],
            "the days between are news"
        );
    }
}
