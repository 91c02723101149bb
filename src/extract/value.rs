//! Value: one cell read into its column, by the column's type and its list of allowed values.

use std::borrow::Cow;

use super::cell::{self, Cell, Moment};
use super::column::{Column, Values};
use super::plan::{Check, ColumnPlan};
use super::zone::{MICROS_PER_DAY, MICROS_PER_SECOND, Zone, civil};
use crate::model::ColumnType;

/// Why a cell has no value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BadValue {
    /// It cannot be read as the column's type.
    Unreadable(Cow<'static, str>),
    /// It is not in the column's list.
    Unlisted(String),
}

/// Adds one cell to a column, a null if it cannot be read; tells whether it has a value.
pub(super) fn read(
    column: &mut Column,
    plan: &ColumnPlan,
    cell: Cell,
    zone: &Zone,
) -> Result<bool, BadValue> {
    let cell = match cell {
        Cell::Text(text) => match cell::trim(text) {
            b"" => Cell::Empty,
            text => Cell::Text(text),
        },
        other => other,
    };
    if cell == Cell::Empty {
        column.push_null();
        return Ok(false);
    }
    let found = match &mut column.values {
        Values::Text(values) => read_text(cell).and_then(|text| {
            let text = standard(plan, &text)?;
            values.push(text);
            Ok(())
        }),
        Values::Int(values) => read_int(cell, plan.type_)
            .map(|value| values.push(value))
            .ok_or_else(|| unreadable(cell, plan.type_)),
        Values::Number(values) => read_number(cell)
            .map(|value| values.push(value))
            .ok_or_else(|| unreadable(cell, plan.type_)),
        Values::Bool(values) => read_bool(cell)
            .map(|value| values.push(value))
            .ok_or_else(|| unreadable(cell, plan.type_)),
        Values::Instant { micros, is_day } => read_instant(cell, zone)
            .map(|(moment, day)| {
                micros.push(moment);
                is_day.push(day);
            })
            .ok_or_else(|| unreadable(cell, plan.type_)),
    };
    match found {
        Ok(()) => {
            column.valid.push(true);
            Ok(true)
        }
        Err(fault) => {
            column.push_null();
            Err(fault)
        }
    }
}

fn read_text(cell: Cell<'_>) -> Result<Cow<'_, [u8]>, BadValue> {
    match cell {
        Cell::Text(text) if text.contains(&0) => {
            Err(BadValue::Unreadable("в тексте есть нулевой знак".into()))
        }
        Cell::Text(text) => Ok(text.into()),
        Cell::Unreadable(why) => Err(BadValue::Unreadable(why.into())),
        other => Ok(show(&other).into_bytes().into()),
    }
}

/// Returns the value that an allowed spelling stands for.
fn standard<'a>(plan: &'a ColumnPlan, text: &'a [u8]) -> Result<&'a [u8], BadValue> {
    let is_known = match &plan.check {
        Check::None if plan.values.is_empty() => return Ok(text),
        Check::None => {
            let value = plan.values.iter().find(|(spelling, _)| spelling == text);
            if let Some((_, value)) = value {
                return Ok(value);
            }
            false
        }
        Check::SchoolId(school_id) => text == school_id.as_bytes(),
        Check::Timezone => std::str::from_utf8(text)
            .ok()
            .and_then(|name| jiff::tz::TimeZone::get(name).ok())
            .is_some_and(|zone| !zone.is_unknown()),
    };
    if is_known {
        return Ok(text);
    }
    let why = match &plan.check {
        Check::SchoolId(school_id) => format!("а выгрузка от «{school_id}»"),
        Check::Timezone => "неизвестный часовой пояс".to_owned(),
        Check::None => {
            let allowed: Vec<_> = plan
                .values
                .iter()
                .map(|(spelling, _)| String::from_utf8_lossy(spelling))
                .collect();
            format!("такого значения нет в списке: {}", allowed.join(", "))
        }
    };
    Err(BadValue::Unlisted(why))
}

fn read_int(cell: Cell, type_: ColumnType) -> Option<i32> {
    match (type_, cell) {
        (ColumnType::Date, Cell::Text(text)) => cell::date(text),
        (ColumnType::Date, Cell::Day(day)) => civil(day).map(|_| day),
        (ColumnType::Date, Cell::Local(micros)) => midnight(micros),
        (ColumnType::Time, Cell::Text(text)) => cell::time(text),
        (ColumnType::Time, Cell::Clock(micros)) => i32::try_from(micros / MICROS_PER_SECOND).ok(),
        (ColumnType::Int, Cell::Text(text)) => cell::int(text),
        (ColumnType::Int, Cell::Int(value)) => i32::try_from(value).ok(),
        (ColumnType::Int, Cell::Number(value)) => (value.fract() == 0.0
            && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&value))
        .then_some(value as i32),
        _ => None,
    }
}

/// Returns the day of a local time that is its very start.
fn midnight(micros: i64) -> Option<i32> {
    let day = i32::try_from(micros.div_euclid(MICROS_PER_DAY)).ok()?;
    (micros.rem_euclid(MICROS_PER_DAY) == 0)
        .then_some(day)
        .filter(|&day| civil(day).is_some())
}

fn read_number(cell: Cell) -> Option<f64> {
    match cell {
        Cell::Text(text) => cell::number(text),
        Cell::Int(value) => Some(value as f64),
        Cell::Number(value) => value.is_finite().then_some(value),
        _ => None,
    }
}

fn read_bool(cell: Cell) -> Option<bool> {
    match cell {
        Cell::Text(text) => cell::bool(text),
        Cell::Bool(value) => Some(value),
        Cell::Int(1) => Some(true),
        Cell::Int(0) => Some(false),
        Cell::Number(1.0) => Some(true),
        Cell::Number(0.0) => Some(false),
        _ => None,
    }
}

/// Returns a moment and whether only its day is known; such a day stands for its local midnight.
fn read_instant(cell: Cell, zone: &Zone) -> Option<(i64, bool)> {
    let moment = match cell {
        Cell::Text(text) => cell::instant(text)?,
        Cell::Day(day) => Moment::Day(day),
        Cell::Local(micros) => Moment::Local(
            i32::try_from(micros.div_euclid(MICROS_PER_DAY)).ok()?,
            micros.rem_euclid(MICROS_PER_DAY),
        ),
        Cell::Utc(micros) => Moment::Utc(micros),
        _ => return None,
    };
    let (micros, is_day) = match moment {
        Moment::Day(day) => (zone.moment(day, 0)?, true),
        Moment::Local(day, micros) => (zone.moment(day, micros)?, false),
        Moment::Utc(micros) => (micros, false),
    };
    // What the calendar of the program cannot show is no moment.
    jiff::Timestamp::from_microsecond(micros).ok()?;
    Some((micros, is_day))
}

fn unreadable(cell: Cell, type_: ColumnType) -> BadValue {
    let why = match (cell, type_) {
        (Cell::Unreadable(why), _) => why,
        (_, ColumnType::Text) => "не текст",
        (_, ColumnType::Int) => "не целое число",
        (_, ColumnType::Number) => "не число",
        (_, ColumnType::Bool) => "не да и не нет",
        (_, ColumnType::Date) => "не дата",
        (_, ColumnType::Time) => "не время",
        (_, ColumnType::Instant) => "не момент времени",
    };
    BadValue::Unreadable(why.into())
}

/// Writes a cell for people and for text columns.
pub(super) fn show(cell: &Cell) -> String {
    let day = |day| civil(day).map_or_else(String::new, |date| date.to_string());
    let clock = |micros: i64| {
        let seconds = micros / MICROS_PER_SECOND;
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    };
    let moment = |micros: i64| {
        let date =
            i32::try_from(micros.div_euclid(MICROS_PER_DAY)).map_or_else(|_| String::new(), day);
        format!("{date} {}", clock(micros.rem_euclid(MICROS_PER_DAY)))
    };
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => String::from_utf8_lossy(text).chars().take(80).collect(),
        Cell::Int(value) => value.to_string(),
        Cell::Number(value) => cell::write_number(*value),
        Cell::Bool(value) => value.to_string(),
        Cell::Day(value) => day(*value),
        Cell::Local(micros) => moment(*micros),
        Cell::Utc(micros) => format!("{}Z", moment(*micros)),
        Cell::Clock(micros) => clock(*micros),
        Cell::Unreadable(_) => "?".to_owned(),
    }
}
