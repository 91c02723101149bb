//! Row: one row of a file, whatever its format, and its cells written out as text.

use std::borrow::Cow;

use super::cell::Cell;
use super::value::show;
use super::zone::{MICROS_PER_DAY, MICROS_PER_SECOND};
use crate::model::ColumnType;

/// One row of a file, whatever its format.
pub(super) trait Row {
    fn cell(&self, index: usize) -> Cell<'_>;

    /// Returns a cell as text that a column of the type reads as it reads the cell.
    fn text(&self, index: usize, type_: Option<ColumnType>) -> Cow<'_, str> {
        written(self.cell(index), type_)
    }

    /// Returns why the row cannot be cut into cells at all.
    fn fault(&self) -> Option<String>;

    /// Returns the row as it came.
    fn raw(&self) -> String;

    /// Returns what a row that cannot be cut as its header says falls into.
    fn pieces(&self) -> Vec<String> {
        vec![self.raw()]
    }
}

/// Stands where a cell holds something that cannot be read.
pub(super) const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

/// Returns the cells of a row in the order of the header, whose columns are of these types; no type where the column is
/// not read. A row that cannot be cut so comes in the pieces that it falls into.
pub(super) fn fields(row: &impl Row, types: &[Option<ColumnType>]) -> Vec<String> {
    if row.fault().is_some() {
        return row.pieces();
    }
    let cells = types.iter().enumerate();
    cells
        .map(|(index, type_)| row.text(index, *type_).into_owned())
        .collect()
}

fn written(cell: Cell<'_>, type_: Option<ColumnType>) -> Cow<'_, str> {
    let is_instant = type_ == Some(ColumnType::Instant);
    let fraction = |micros: i64| match micros.rem_euclid(MICROS_PER_SECOND) {
        0 => String::new(),
        rest => format!(".{rest:06}"),
    };
    let text = match cell {
        Cell::Text(text) => return String::from_utf8_lossy(text),
        Cell::Unreadable(_) => return UNREADABLE.to_string().into(),
        // A column of days takes a midnight, but not its text.
        Cell::Local(micros)
            if type_ == Some(ColumnType::Date) && micros.rem_euclid(MICROS_PER_DAY) == 0 =>
        {
            let day = i32::try_from(micros.div_euclid(MICROS_PER_DAY));
            day.map_or_else(|_| String::new(), |day| show(&Cell::Day(day)))
        }
        Cell::Local(micros) if is_instant => format!("{}{}", show(&cell), fraction(micros)),
        Cell::Utc(micros) if is_instant => {
            format!("{}{}Z", show(&Cell::Local(micros)), fraction(micros))
        }
        cell => show(&cell),
    };
    match text.is_empty() && cell != Cell::Empty {
        // A day that no calendar has is shown as nothing, and nothing is another value.
        true => UNREADABLE.to_string().into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::Column;
    use super::super::plan::{Check, ColumnPlan};
    use super::super::value::read;
    use super::super::zone::Zone;
    use super::*;

    /// Reads a cell into a column; false where it cannot be read.
    fn reading(type_: ColumnType, cell: Cell) -> (bool, Column) {
        let plan = ColumnPlan {
            name: "a".to_owned(),
            type_,
            is_required: false,
            source: Some(0),
            values: Vec::new(),
            default: None,
            parent: None,
            derived_from: None,
            not_before: None,
            is_entry: false,
            check: Check::None,
        };
        let zone = Zone::new(jiff::tz::TimeZone::UTC);
        let mut column = Column::new(type_);
        let is_read = read(&mut column, &plan, cell, &zone).is_ok();
        (is_read, column)
    }

    #[test]
    fn a_cell_written_out_is_read_as_the_cell_itself() {
        let day = 20_375;
        let midnight = i64::from(day) * MICROS_PER_DAY;
        let cells = [
            Cell::Empty,
            Cell::Text("=1+1; \"Ёлка\"".as_bytes()),
            Cell::Int(17),
            Cell::Int(1),
            Cell::Number(17.0),
            Cell::Number(0.1),
            Cell::Number(f64::NAN),
            Cell::Bool(true),
            Cell::Day(day),
            Cell::Local(midnight),
            Cell::Local(midnight + 30_600_000_000),
            Cell::Local(midnight + 30_600_000_001),
            Cell::Utc(midnight + 999_999),
            Cell::Clock(30_600_000_000),
            Cell::Clock(30_600_500_000),
        ];
        for type_ in [
            ColumnType::Text,
            ColumnType::Int,
            ColumnType::Number,
            ColumnType::Bool,
            ColumnType::Date,
            ColumnType::Time,
            ColumnType::Instant,
        ] {
            for cell in cells {
                let text = written(cell, Some(type_));
                let (was_read, native) = reading(type_, cell);
                let (is_read, told) = reading(type_, Cell::Text(text.as_bytes()));
                assert_eq!(is_read, was_read, "{type_:?} {cell:?} {text}");
                assert!(native.is_same(0, &told, 0), "{type_:?} {cell:?} {text}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_marked() {
        for cell in [Cell::Unreadable("повреждено"), Cell::Day(i32::MAX)] {
            assert_eq!(written(cell, Some(ColumnType::Date)), "\u{FFFD}");
        }
    }
}
