//! Sentence: what to take from a tile, with the figures of its answer put in.

use crate::app::name_in_sentences;
use crate::catalogue::{FluentValue, Wording};
use crate::export::cell::{self, Cell, Line, LineKind};
use crate::export::numbers;
use crate::table::{ColumnKind, Format, Table, TableColumn};
use crate::web::parts::words;

/// The figures that a declared text may ask for, by name.
pub struct Values(Vec<(String, FluentValue<'static>)>);

impl Values {
    /// Reads them from an answer whose rows are about `unit`.
    pub fn of(table: &Table, unit: &str) -> Self {
        let mut values = Self::about(unit);
        values.put("rows", FluentValue::from(table.row_count() as i64));
        let lines: Vec<Line<'_>> = cell::lines(table).collect();
        let whole = whole(table, &lines);
        let named = table
            .columns
            .iter()
            .position(|column| column.kind == ColumnKind::Dimension && column.key == unit);
        for (place, column) in table.columns.iter().enumerate() {
            if column.kind != ColumnKind::Measure {
                continue;
            }
            let name = name_in_sentences(&column.key).replace('.', "_");
            let cell = whole.map_or(Cell::Null, |line| line.value(place));
            values.put(&name, told(&cell, column));
            let rows = lines.iter().filter(|line| line.kind == LineKind::Row);
            let figures =
                rows.clone()
                    .filter_map(|line| match (line.value(named?), line.value(place)) {
                        (Cell::Text(who), Cell::Number(figure)) => Some((who, figure, line)),
                        (Cell::Text(who), Cell::Integer(figure)) => {
                            Some((who, figure as f64, line))
                        }
                        _ => None,
                    });
            let mut figures: Vec<(&str, f64, &Line<'_>)> = figures.collect();
            figures.sort_by(|one, other| one.1.total_cmp(&other.1));
            // Beside what is withheld nobody knows who has least, nor whether one with nothing has most.
            let is_withheld = rows
                .clone()
                .any(|line| matches!(line.value(place), Cell::Withheld));
            let least = figures.first().filter(|_| !is_withheld);
            let most = figures.last();
            let most = most.filter(|(_, figure, _)| !is_withheld || *figure > 0.0);
            for (ending, extreme) in [("least", least), ("most", most)] {
                let (figure, who) = match extreme {
                    Some((who, _, line)) => {
                        let figure = told(&line.value(place), column);
                        (figure, words::unbroken(who).into())
                    }
                    None => (words::NOTHING.into(), words::NOTHING.into()),
                };
                values.put(&format!("{name}_{ending}"), figure);
                values.put(&format!("{name}_{ending}_at"), who);
            }
        }
        values
    }

    /// Reads them from one row, which is what an alert is.
    pub fn of_row(table: &Table, line: &Line<'_>, unit: &str) -> Self {
        let mut values = Self::about(unit);
        for (place, column) in table.columns.iter().enumerate() {
            let cell = line.value(place);
            if column.key == unit {
                let name = numbers::show(&cell, column);
                values.put("name", FluentValue::from(words::unbroken(&name)));
            }
            if column.kind == ColumnKind::Measure {
                let name = name_in_sentences(&column.key).replace('.', "_");
                values.put(&name, told(&cell, column));
            }
        }
        values
    }

    fn about(unit: &str) -> Self {
        let entity = unit.split_once('.').map_or(unit, |(entity, _)| entity);
        Self(vec![("unit".to_owned(), entity.to_owned().into())])
    }

    /// Writes a declared text; nothing where it asks for what the answer does not have.
    pub fn said(&self, wording: &Wording) -> String {
        let values = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        let values: Vec<(&str, FluentValue<'_>)> = values.collect();
        let text = wording.said(&values).unwrap_or_default();
        one_line(&text)
    }

    fn put(&mut self, name: &str, value: FluentValue<'static>) {
        self.0.push((name.to_owned(), value));
    }
}

/// Returns a figure as texts have it: whole ones as numbers, so that the noun behind them can follow.
fn told(cell: &Cell<'_>, column: &TableColumn) -> FluentValue<'static> {
    match (cell, column.format) {
        (Cell::Integer(count), Format::Number(_)) => FluentValue::from(*count),
        // Counts stay far below 2^53.
        (Cell::Number(count), Format::Number(0)) => FluentValue::from(count.round() as i64),
        _ => FluentValue::from(numbers::show(cell, column)),
    }
}

/// Returns the line that is about everything asked: the total over all, or the only row.
fn whole<'a>(table: &Table, lines: &[Line<'a>]) -> Option<Line<'a>> {
    let total = lines
        .iter()
        .find(|line| matches!(line.kind, LineKind::Total(kept) if kept.is_empty()));
    let has_dimensions = table
        .columns
        .iter()
        .any(|column| column.kind != ColumnKind::Measure);
    let only = lines.first().filter(|_| !has_dimensions);
    total.or(only).copied()
}

/// Joins the lines of a pattern into one; no-break spaces stay.
fn one_line(text: &str) -> String {
    let words = text
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
