//! Day titles: what days and months are called over the columns of a sheet.

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

/// Writes «сентябрь».
pub(super) fn of_month(day: Date) -> String {
    let name = match day.month() {
        1 => "январь",
        2 => "февраль",
        3 => "март",
        4 => "апрель",
        5 => "май",
        6 => "июнь",
        7 => "июль",
        8 => "август",
        9 => "сентябрь",
        10 => "октябрь",
        11 => "ноябрь",
        _ => "декабрь",
    };
    name.to_owned()
}
