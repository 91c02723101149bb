//! Hours: to which night an extract belongs, and until when the office waits for it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::config::Office as OfficeConfig;
use crate::office::LoadRecord;

/// Returns the day after which an extract was made: until noon it counts for the day before.
pub fn night_of(office: &OfficeConfig, record: &LoadRecord) -> Date {
    let moment = record.extracted_at.unwrap_or(record.received_at);
    (moment - 12.hours())
        .to_zoned(office.timezone.clone())
        .date()
}

/// Returns the moment until which extracts of a night come on time.
pub fn deadline(office: &OfficeConfig, night: Date) -> Option<Timestamp> {
    let limit = night
        .saturating_add(1.day())
        .to_datetime(office.on_time_hour);
    let limit = limit.to_zoned(office.timezone.clone()).ok()?;
    Some(limit.timestamp())
}

/// Says whether an extract came before its night's deadline.
pub fn is_on_time(office: &OfficeConfig, record: &LoadRecord) -> bool {
    deadline(office, night_of(office, record)).is_some_and(|limit| record.received_at < limit)
}

/// Returns the last night whose deadline has passed.
pub fn last_due_night(office: &OfficeConfig, now: Timestamp) -> Date {
    let here = now.to_zoned(office.timezone.clone());
    let has_passed = here.time() >= office.on_time_hour;
    here.date()
        .saturating_sub(if has_passed { 1.day() } else { 2.days() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_night_is_due_from_the_hour_of_the_next_morning() {
        let office = OfficeConfig::default();
        for (now, due) in [
            ("2025-10-15T05:59:59+03:00", date(2025, 10, 13)),
            ("2025-10-15T06:00:00+03:00", date(2025, 10, 14)),
            ("2025-10-15T23:59:00+03:00", date(2025, 10, 14)),
        ] {
            let now = now.parse().expect("a moment");
            assert_eq!(last_due_night(&office, now), due, "{now}");
        }
        let limit = deadline(&office, date(2025, 10, 14));
        assert_eq!(limit, "2025-10-15T06:00:00+03:00".parse().ok());
    }
}
