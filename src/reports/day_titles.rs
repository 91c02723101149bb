//! Day titles: what days are called over the columns of a sheet.

use jiff::civil::{Date, Weekday};

/// Writes «Пн 06.10».
pub(super) fn of_day(day: Date) -> String {
    let name = match day.weekday() {
        Weekday::Monday => "Пн",
        Weekday::Tuesday => "Вт",
        Weekday::Wednesday => "Ср",
        Weekday::Thursday => "Чт",
        Weekday::Friday => "Пт",
        Weekday::Saturday => "Сб",
        Weekday::Sunday => "Вс",
    };
    format!("{name} {:02}.{:02}", day.day(), day.month())
}
