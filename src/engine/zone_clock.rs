//! Zone clock: what the clocks of a time zone show, for one row after another.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Remembers the stretch in which a zone's offset holds, so that most rows cost an addition.
#[derive(Default)]
pub struct ZoneClock {
    name: String,
    zone: Option<TimeZone>,
    holds_from: i64,
    holds_to: i64,
    offset: i64,
}

const MICROSECONDS: i64 = 1_000_000;
/// In seconds.
const DAY: i64 = 86_400;

impl ZoneClock {
    /// Returns the day that a zone's clocks show at a moment, in microseconds.
    pub fn day(&mut self, moment: i64, zone: &str) -> Option<i32> {
        let seconds = moment.div_euclid(MICROSECONDS);
        self.look_up(seconds, zone)?;
        i32::try_from((seconds + self.offset).div_euclid(DAY)).ok()
    }

    /// Returns the moment at which they show a time of a day, in seconds since midnight.
    pub fn moment(&mut self, day: i32, time: i32, zone: &str) -> Option<i64> {
        let local = i64::from(day) * DAY + i64::from(time);
        // Clocks are never moved by more than a day: both ends lie in the stretch, so its offset holds between.
        if self.name == zone && self.holds_from <= local - DAY && local + DAY < self.holds_to {
            return (local - self.offset).checked_mul(MICROSECONDS);
        }
        self.look_up(local - DAY, zone)?;
        let zone = self.zone.as_ref()?;
        let civil = Date::new(1970, 1, 1).ok()?.to_datetime(Time::midnight());
        let civil = civil.checked_add(SignedDuration::from_secs(local)).ok()?;
        let moment = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
        Some(moment.as_microsecond())
    }

    /// Finds the offset that holds at a second.
    fn look_up(&mut self, seconds: i64, zone: &str) -> Option<()> {
        if self.zone.is_none() || self.name != zone {
            self.zone = TimeZone::get(zone).ok();
            self.name = zone.to_owned();
            (self.holds_from, self.holds_to) = (i64::MAX, i64::MIN);
        }
        if seconds < self.holds_from || seconds >= self.holds_to {
            let zone = self.zone.as_ref()?;
            let at = Timestamp::from_second(seconds).ok()?;
            self.offset = i64::from(zone.to_offset(at).seconds());
            let next = zone
                .following(at)
                .next()
                .map(|next| next.timestamp().as_second());
            self.holds_from = seconds;
            self.holds_to = next.unwrap_or(i64::MAX);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::epoch_day;

    #[test]
    fn local_moments_are_those_that_clocks_show() {
        let mut clock = ZoneClock::default();
        let mut moment = |day: &str, hour: i32, zone: &str| {
            let day = epoch_day(day.parse().expect("a day"));
            let moment = clock.moment(day, hour * 3600, zone).expect("a moment");
            Timestamp::from_microsecond(moment)
                .expect("a moment")
                .to_string()
        };
        assert_eq!(
            moment("2025-09-02", 8, "Asia/Tomsk"),
            "2025-09-02T01:00:00Z"
        );
        assert_eq!(
            moment("2025-09-09", 8, "Asia/Tomsk"),
            "2025-09-09T01:00:00Z"
        );
        assert_eq!(
            moment("2025-09-01", 8, "Europe/Moscow"),
            "2025-09-01T05:00:00Z"
        );
        // Clocks that are moved: the hour that they skip, the one that they show twice, and the days around.
        for (day, hour, expected) in [
            ("2025-03-29", 8, "2025-03-29T07:00:00Z"),
            ("2025-03-30", 2, "2025-03-30T01:00:00Z"),
            ("2025-03-30", 8, "2025-03-30T06:00:00Z"),
            ("2025-06-02", 8, "2025-06-02T06:00:00Z"),
            ("2025-10-25", 8, "2025-10-25T06:00:00Z"),
            ("2025-10-26", 2, "2025-10-26T00:00:00Z"),
            ("2025-10-26", 8, "2025-10-26T07:00:00Z"),
            ("2025-03-29", 8, "2025-03-29T07:00:00Z"),
        ] {
            assert_eq!(moment(day, hour, "Europe/Berlin"), expected, "{day} {hour}");
        }
        assert_eq!(clock.moment(0, 0, "Europe/Nowhere"), None);
    }
}
