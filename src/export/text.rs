//! Text: an aligned table for the terminal.

use super::cell::{LineKind, lines};
use super::{Labels, numbers};
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Lays a table out in columns; a last line says what was left out.
pub fn lay_out(table: &Table) -> String {
    let head = table
        .columns
        .iter()
        .map(|column| visible(&column.title))
        .collect();
    let mut body: Vec<Vec<String>> = vec![head];
    let mut first_total = None;
    for line in lines(table) {
        if matches!(line.kind, LineKind::Total(_)) {
            first_total.get_or_insert(body.len());
        }
        let cells = line.printed(&table.columns).zip(&table.columns);
        body.push(
            cells
                .map(|(cell, column)| visible(&numbers::show(&cell, column)))
                .collect(),
        );
    }
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|index| {
            body.iter()
                .map(|line| line[index].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let rule: String = widths
        .iter()
        .map(|width| "─".repeat(*width))
        .collect::<Vec<_>>()
        .join("──");

    let mut text = String::new();
    for (number, line) in body.iter().enumerate() {
        if number == 1 || (first_total == Some(number) && number > 1) {
            text.push_str(&rule);
            text.push('\n');
        }
        let mut laid = String::new();
        for ((cell, width), column) in line.iter().zip(&widths).zip(&table.columns) {
            let padding = " ".repeat(width - cell.chars().count());
            match is_right_aligned(column) {
                true => laid.extend([&padding, cell.as_str(), "  "]),
                false => laid.extend([cell.as_str(), &padding, "  "]),
            }
        }
        text.push_str(laid.trim_end_matches(' '));
        text.push('\n');
    }
    for note in notes(table, table.row_count() as u64, Labels::of_office()) {
        text.push_str(&note);
        text.push('\n');
    }
    text
}

/// Says what a table does not show of which so many rows are shown.
pub fn notes(table: &Table, shown: u64, labels: &Labels) -> Vec<String> {
    let withheld = table.withholds().then(|| labels.withheld.clone());
    let cut = note_of_cut(table, shown, labels);
    cut.into_iter().chain(withheld).collect()
}

/// What the sign of a withheld figure means.
pub const NOTE_OF_WITHHELD: &str =
    "* — скрыто: значение говорит о немногих учениках или выдаёт такое значение рядом";

/// Says how much of the answer is shown, where it is not all: «показаны первые 500 из 48 211».
pub fn note_of_cut(table: &Table, shown: u64, labels: &Labels) -> Option<String> {
    let said = |pattern: &str| pattern.replace("{shown}", &numbers::integer(shown as i64));
    match table.total {
        Some(total) if total > shown => {
            Some(said(&labels.cut).replace("{total}", &numbers::integer(total as i64)))
        }
        _ if table.is_truncated => Some(said(&labels.cut_unknown)),
        _ => None,
    }
}

fn is_right_aligned(column: &TableColumn) -> bool {
    column.kind == ColumnKind::Measure
        || matches!(column.format, Format::Number(_) | Format::Percent(_))
}

/// Takes out what would move the cursor or change the terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}
