//! Numbers, percents and dates as people here read them: «1 234 567,5», «93,4 %», 14.10.2025.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use super::cell::Cell;
use crate::sheet::{self, CellValue, Look};
use crate::table::{ColumnKind, Format, Granularity, TableColumn};

/// What stands where there is no value.
pub const NO_VALUE: &str = "—";

/// What stands where a figure tells of few people.
pub const WITHHELD: &str = "*";

/// What stands in a place that a form closes.
pub const CLOSED: &str = "х";

/// Joins what a line break must not part.
pub const NO_BREAK_SPACE: char = '\u{a0}';

const MINUS: char = '\u{2212}';

/// Shows a value of a column; a time column by the name of its period.
pub fn show(cell: &Cell, column: &TableColumn) -> String {
    match (cell, column.kind) {
        (Cell::Moment(moment), ColumnKind::Time(granularity)) => period(moment.date(), granularity),
        (Cell::Text(text), _) => column.titled(text).to_owned(),
        _ => format(cell, column.format),
    }
}

/// Shows a value in a format. A format that the value does not suit is left aside.
pub fn format(cell: &Cell, format: Format) -> String {
    match (cell, format) {
        (Cell::Null, _) => NO_VALUE.to_owned(),
        (Cell::Withheld, _) => WITHHELD.to_owned(),
        (Cell::Absent, _) => String::new(),
        (Cell::Text(text), _) => (*text).to_owned(),
        (Cell::Other(text), _) => text.clone(),
        (Cell::Flag(true), _) => "да".to_owned(),
        (Cell::Flag(false), _) => "нет".to_owned(),
        (Cell::Integer(value), Format::Percent(decimals)) => percent(*value as f64, decimals),
        // A code, not a count: no spaces within.
        (Cell::Integer(value), Format::Text) => value.to_string(),
        (Cell::Integer(value), Format::Number(decimals)) if decimals > 0 => {
            number(*value as f64, decimals)
        }
        (Cell::Integer(value), Format::Number(_) | Format::Day) => integer(*value),
        (Cell::Number(value), Format::Percent(decimals)) => percent(*value, decimals),
        (Cell::Number(value), Format::Number(decimals)) => number(*value, decimals),
        (Cell::Number(value), Format::Text | Format::Day) => plain(*value),
        (Cell::Moment(moment), Format::Day) => day(moment.date()),
        (Cell::Moment(moment), _) if moment.time() == Time::midnight() => day(moment.date()),
        (Cell::Moment(moment), _) => self::moment(*moment),
    }
}

/// Shows a cell of a sheet.
pub fn on_paper(cell: &sheet::Cell) -> String {
    match &cell.value {
        CellValue::Empty => String::new(),
        CellValue::Unknown => NO_VALUE.to_owned(),
        CellValue::Text(text) => text.clone(),
        // A code, not a count: no spaces within.
        CellValue::Count(count) if cell.look == Look::Code => count.to_string(),
        CellValue::Count(count) => integer(*count),
        CellValue::Number(value, decimals) => number(*value, *decimals),
        CellValue::Percent(value, decimals) => percent(*value, *decimals),
        CellValue::Day(date) => day(*date),
        CellValue::Closed => CLOSED.to_owned(),
        CellValue::Withheld => WITHHELD.to_owned(),
    }
}

/// Shows a count: «1 234 567».
pub fn integer(value: i64) -> String {
    grouped(value < 0, &value.unsigned_abs().to_string())
}

/// Shows a number with so many decimals, halves away from zero as spreadsheets round: «1 234,5».
pub fn number(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    let decimals = usize::from(decimals);
    let digits = rounded_digits(value.abs(), decimals);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let is_negative = value < 0.0 && digits.bytes().any(|digit| digit != b'0');
    let mut text = grouped(is_negative, whole);
    if decimals > 0 {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

/// Shows a percent, given as 0 to 100: «93,4 %».
pub fn percent(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    format!("{}{NO_BREAK_SPACE}%", number(value, decimals))
}

/// Shows all decimals that a number has, ungrouped: «1234,5».
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    // Adding zero turns minus zero into zero.
    (value + 0.0).to_string().replace('.', ",")
}

/// Shows a day: 14.10.2025.
pub fn day(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

/// Shows a moment: 14.10.2025 23:40.
pub fn moment(moment: DateTime) -> String {
    format!(
        "{} {:02}:{:02}",
        day(moment.date()),
        moment.hour(),
        moment.minute()
    )
}

/// Names the period that begins on a day: «13.10–19.10.2025», «октябрь 2025», «IV квартал 2025».
pub fn period(first_day: Date, granularity: Granularity) -> String {
    let year = first_day.year();
    let name = match granularity {
        Granularity::Day => return day(first_day),
        Granularity::Week => {
            let last_day = first_day.saturating_add(6.days());
            let year_of_first = if last_day.year() == year {
                ""
            } else {
                &format!(".{year}")
            };
            return format!(
                "{:02}.{:02}{year_of_first}–{}",
                first_day.day(),
                first_day.month(),
                day(last_day)
            );
        }
        Granularity::Month => month(first_day),
        Granularity::Quarter => ["I квартал", "II квартал", "III квартал", "IV квартал"]
            [(first_day.month() as usize - 1) / 3],
        Granularity::Year => return year.to_string(),
    };
    format!("{name} {year}").replace(' ', "\u{a0}")
}

/// Names the month of a day: «октябрь».
pub fn month(day: Date) -> &'static str {
    MONTHS[day.month() as usize - 1]
}

const MONTHS: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// Returns the digits of a number without the comma, at least one before it.
fn rounded_digits(value: f64, decimals: usize) -> String {
    let scaled = value * 10f64.powi(decimals as i32);
    // A half in decimal is often a little less in binary (1.005); two units in the last place
    // make it a half again. Beyond 15 digits there are no decimals left to round.
    let digits = if scaled < 1e15 {
        format!("{:.0}", (scaled * (1.0 + 2.0 * f64::EPSILON)).round())
    } else {
        format!("{value:.decimals$}").replace('.', "")
    };
    format!("{digits:0>width$}", width = decimals + 1)
}

fn grouped(is_negative: bool, digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2 + 3);
    if is_negative {
        text.push(MINUS);
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{integer, number, percent};

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(number(2.5, 0), "3");
        assert_eq!(number(1.005, 2), "1,01");
        assert_eq!(number(0.05, 1), "0,1");
        assert_eq!(number(-2.5, 0), "\u{2212}3");
        assert_eq!(number(-0.04, 1), "0,0");
        assert_eq!(number(4.449, 1), "4,4");
    }

    #[test]
    fn thousands_are_parted_by_no_break_spaces() {
        assert_eq!(number(1_234_567.5, 1), "1\u{a0}234\u{a0}567,5");
        assert_eq!(integer(1000), "1\u{a0}000");
        assert_eq!(integer(-999), "\u{2212}999");
        assert_eq!(
            integer(i64::MIN),
            "\u{2212}9\u{a0}223\u{a0}372\u{a0}036\u{a0}854\u{a0}775\u{a0}808"
        );
        assert_eq!(
            number(1e18, 2),
            "1\u{a0}000\u{a0}000\u{a0}000\u{a0}000\u{a0}000\u{a0}000,00"
        );
    }

    #[test]
    fn percents_and_what_is_no_number() {
        assert_eq!(percent(93.44, 1), "93,4\u{a0}%");
        assert_eq!(percent(f64::NAN, 1), "—");
        assert_eq!(number(f64::INFINITY, 1), "—");
    }
}
