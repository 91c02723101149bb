//! Answer table: the rows of an answer as they came, totals in the foot.

use super::data_table::{Cell, DataTable, Head, Row};
use crate::export::cell::{LineKind, lines};
use crate::export::numbers;
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Lays out the first rows of an answer, and all that stands for several of them.
pub fn of(table: &Table, id: &str, caption: String, most: usize) -> DataTable {
    let heads = table.columns.iter().map(|column| match is_number(column) {
        true => Head::number(column.title.clone()),
        false => Head::text(column.title.clone()),
    });
    let mut shown = 0;
    let lines = lines(table).filter(|line| {
        let is_row = line.kind == LineKind::Row;
        shown += usize::from(is_row);
        !is_row || shown <= most
    });
    let rows = lines.map(|line| {
        let cells = line.printed(&table.columns).zip(&table.columns);
        let cells = cells.enumerate().map(|(place, (cell, column))| {
            let text = numbers::show(&cell, column);
            match is_number(column) {
                true => Cell::number(text),
                false if place == 0 => Cell::name(&text),
                false => Cell::Text(text),
            }
        });
        Row {
            cells: cells.collect(),
            is_total: matches!(line.kind, LineKind::Total(_)),
            begins_group: false,
        }
    });
    DataTable {
        id: id.to_owned(),
        caption,
        heads: heads.collect(),
        rows: rows.collect(),
    }
}

fn is_number(column: &TableColumn) -> bool {
    column.kind == ColumnKind::Measure
        || matches!(column.format, Format::Number(_) | Format::Percent(_))
}
