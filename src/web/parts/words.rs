//! Words: numbers with their nouns, days and moments as they look in both languages.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::catalogue::say;
use crate::export::cell::Cell;
use crate::export::numbers;
use crate::period::Period;
use crate::table::Format;

/// Stands where there is nothing to divide by, or nothing at all.
pub const NOTHING: &str = numbers::NO_VALUE;

/// Writes a number as its measure's format asks; «—» for null.
pub fn number(value: Option<f64>, format: Format) -> String {
    numbers::format(&value.map_or(Cell::Null, Cell::Number), format)
}

/// Keeps the number of a school on the line of its sign: «№ 10».
pub fn unbroken(name: &str) -> String {
    name.replace("№ ", "№\u{a0}")
}

/// Writes `14.10.2025`.
pub fn day(day: Date) -> String {
    numbers::day(day)
}

/// Writes `14.10.2025 23:40` in a time zone.
pub fn moment(moment: Timestamp, zone: &TimeZone) -> String {
    numbers::moment(moment.to_zoned(zone.clone()).datetime())
}

/// Writes `01.09.2025–24.10.2025`.
pub fn span(days: Period) -> String {
    format!("{}\u{2013}{}", day(days.from), day(days.to))
}

/// Writes a stretch of days of which either end may be open.
pub fn days(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (None, None) => say!("parts-days-open"),
        (Some(from), None) => say!("parts-days-from", from = day(from)),
        (None, Some(to)) => say!("parts-days-to", to = day(to)),
        (Some(from), Some(to)) => say!("parts-days-between", from = day(from), to = day(to)),
    }
}

/// Makes a sentence of a message that begins small and has no full stop.
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut sentence: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

/// Writes an age: hours within two days, days beyond.
pub fn age(hours: f64) -> String {
    // An age cannot be negative; a clock that is behind shows a fresh extract.
    let hours = hours.max(0.0);
    if hours < 1.0 {
        say!("parts-age-below-hour")
    } else if hours < 48.0 {
        say!("parts-age-hours", hours = hours as i64)
    } else {
        say!("parts-age-days", days = (hours / 24.0) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_days_may_be_open() {
        let (first, last) = ("2026-09-01".parse().ok(), "2027-05-31".parse().ok());
        assert_eq!(days(None, None), "бессрочно");
        assert_eq!(days(first, None), "с 01.09.2026");
        assert_eq!(days(None, last), "по 31.05.2027");
        assert_eq!(days(first, last), "с 01.09.2026 по 31.05.2027");
    }

    #[test]
    fn messages_become_sentences() {
        assert_eq!(sentence("укажите имя"), "Укажите имя.");
        assert_eq!(sentence("Готово."), "Готово.");
    }

    #[test]
    fn ages_are_told_in_hours_then_in_days() {
        for (hours, expected) in [
            (-1.0, "меньше часа"),
            (5.9, "5 ч"),
            (47.0, "47 ч"),
            (48.0, "2 дня"),
            (120.0, "5 дней"),
        ] {
            assert_eq!(age(hours).replace(numbers::NO_BREAK_SPACE, " "), expected);
        }
    }
}
