//! Zone: the school's clock. Turns local wall time into moments and days into numbers.
//!
//! Days are counted from 1970-01-01, moments in microseconds of UTC, as Arrow keeps them.

use std::cell::Cell;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(super) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// More than the days of a school year, so that neighbours do not push each other out.
const CACHED_DAYS: usize = 512;

/// A time zone that remembers the offset of each day: asking jiff for every cell costs more than the rest of the row.
#[derive(Debug)]
pub(super) struct Zone {
    zone: TimeZone,
    cache: Vec<Cell<CachedDay>>,
}

#[derive(Debug, Clone, Copy)]
struct CachedDay {
    day: i32,
    /// Absent on days when the clock is changed, and on days that the calendar does not have.
    offset_micros: Option<i64>,
}

impl Zone {
    pub fn new(zone: TimeZone) -> Self {
        let empty = CachedDay {
            day: i32::MIN,
            offset_micros: None,
        };
        Self {
            zone,
            cache: vec![Cell::new(empty); CACHED_DAYS],
        }
    }

    /// Returns the moment of a local time. A time that the clock skipped or showed twice is taken as jiff's
    /// "compatible" takes it: after the gap, before the fold.
    pub fn moment(&self, day: i32, micros_of_day: i64) -> Option<i64> {
        let slot = &self.cache[day.rem_euclid(CACHED_DAYS as i32) as usize];
        let mut cached = slot.get();
        if cached.day != day {
            cached = CachedDay {
                day,
                offset_micros: self.steady_offset(day),
            };
            slot.set(cached);
        }
        match cached.offset_micros {
            Some(offset) => Some(i64::from(day) * MICROS_PER_DAY + micros_of_day - offset),
            None => self.exact_moment(day, micros_of_day),
        }
    }

    /// Returns the local day of a moment.
    pub fn day_of(&self, moment: Timestamp) -> i32 {
        day_number(moment.to_zoned(self.zone.clone()).date())
    }

    /// Returns the offset of a day on which the clock is not changed.
    fn steady_offset(&self, day: i32) -> Option<i64> {
        let midnight = |day| {
            let ambiguous = self
                .zone
                .to_ambiguous_timestamp(civil(day)?.to_datetime(jiff::civil::Time::midnight()));
            if ambiguous.is_ambiguous() {
                return None;
            }
            ambiguous.compatible().ok()
        };
        let start = midnight(day)?;
        let end = midnight(day.checked_add(1)?)?;
        let is_steady = end.as_microsecond() - start.as_microsecond() == MICROS_PER_DAY
            && self
                .zone
                .following(start)
                .next()
                .is_none_or(|transition| transition.timestamp() >= end);
        is_steady.then(|| i64::from(day) * MICROS_PER_DAY - start.as_microsecond())
    }

    fn exact_moment(&self, day: i32, micros_of_day: i64) -> Option<i64> {
        let nanoseconds = i32::try_from(micros_of_day % MICROS_PER_SECOND).ok()? * 1000;
        let seconds = micros_of_day / MICROS_PER_SECOND;
        let time = jiff::civil::Time::new(
            i8::try_from(seconds / 3600).ok()?,
            i8::try_from(seconds / 60 % 60).ok()?,
            i8::try_from(seconds % 60).ok()?,
            nanoseconds,
        )
        .ok()?;
        let moment = self
            .zone
            .to_ambiguous_timestamp(civil(day)?.to_datetime(time))
            .compatible()
            .ok()?;
        Some(moment.as_microsecond())
    }
}

/// Returns the number of a day.
pub(super) fn day_number(date: Date) -> i32 {
    day_from(
        i32::from(date.year()),
        i32::from(date.month()),
        i32::from(date.day()),
    )
}

/// Returns the number of a day given by its parts (Howard Hinnant's `days_from_civil`).
pub(super) fn day_from(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Returns the day of a number, where the calendar has one (Howard Hinnant's `civil_from_days`).
pub(super) fn civil(day: i32) -> Option<Date> {
    let shifted = day.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = era * 400 + year_of_era + i32::from(month <= 2);
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day_of_year - (153 * shifted_month + 2) / 5 + 1).ok()?,
    )
    .ok()
}
