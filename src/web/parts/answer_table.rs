//! Answer table: the rows of an answer as they are printed, the first of many, with its totals below.

use super::data_table::{Cell, Head, Row};
use super::{DataTable, words};
use crate::export::cell::{Line, LineKind, lines};
use crate::export::numbers;
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// Lays out the first `most` rows of an answer; subtotals and the grand total stand after them.
pub fn laid_out(table: &Table, id: &str, caption: String, most: usize) -> DataTable {
    let heads = table.columns.iter().map(|column| match is_figure(column) {
        true => Head::number(column.title.clone()),
        false => Head::text(column.title.clone()),
    });
    let (mut rows, mut last) = (Vec::new(), Vec::new());
    let mut subtotals = 0;
    for line in lines(table) {
        match line.kind {
            LineKind::Row if rows.len() < most => rows.push(row(&line, &table.columns)),
            LineKind::Row => {}
            LineKind::Total([]) => last.push(Row {
                is_total: true,
                ..row(&line, &table.columns)
            }),
            LineKind::Others => last.insert(0, row(&line, &table.columns)),
            LineKind::Total(_) if subtotals < most => {
                subtotals += 1;
                let place = last.iter().position(|row| row.is_total);
                last.insert(place.unwrap_or(last.len()), row(&line, &table.columns));
            }
            LineKind::Total(_) => {}
        }
    }
    rows.append(&mut last);
    DataTable {
        id: id.to_owned(),
        caption,
        heads: heads.collect(),
        rows,
    }
}

fn row(line: &Line<'_>, columns: &[TableColumn]) -> Row {
    let head = columns.iter().position(|column| !is_figure(column));
    let cells = line.printed(columns).zip(columns).enumerate();
    let cells = cells.map(|(place, (cell, column))| {
        let text = numbers::show(&cell, column);
        match is_figure(column) {
            true => Cell::number(text),
            false if Some(place) == head => Cell::Name(words::unbroken(&text)),
            false => Cell::Text(text),
        }
    });
    Row {
        cells: cells.collect(),
        ..Row::default()
    }
}

fn is_figure(column: &TableColumn) -> bool {
    column.kind == ColumnKind::Measure
        || matches!(column.format, Format::Number(_) | Format::Percent(_))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    use askama::Template;

    use super::*;
    use crate::table::Totals;

    fn batch(names: Vec<Option<&str>>, counts: Vec<i64>) -> RecordBatch {
        let names: ArrayRef = Arc::new(StringArray::from(names));
        let counts: ArrayRef = Arc::new(Int64Array::from(counts));
        RecordBatch::try_from_iter_with_nullable([
            ("school.name", names, true),
            ("marks.count", counts, true),
        ])
        .expect("a batch")
    }

    fn column(key: &str, kind: ColumnKind, format: Format) -> TableColumn {
        TableColumn {
            key: key.to_owned(),
            title: key.to_owned(),
            short_title: key.to_owned(),
            kind,
            format,
            description: String::new(),
            titles: Vec::new(),
        }
    }

    #[test]
    fn the_first_rows_and_the_total_are_shown() {
        let table = Table {
            columns: vec![
                column("school.name", ColumnKind::Dimension, Format::Text),
                column("marks.count", ColumnKind::Measure, Format::Number(0)),
            ],
            rows: vec![batch(
                vec![Some("<b>Школа № 2</b>"), Some("Школа № 10"), None],
                vec![1204, 7, 3],
            )],
            totals: Some(Totals {
                rows: batch(vec![None], vec![1214]),
                kept: vec![Vec::new()],
            }),
            others: None,
            total: None,
            is_truncated: false,
            partial: None,
        };
        let shown = laid_out(&table, "answer", "Ответ".to_owned(), 2);
        assert_eq!(shown.rows.len(), 3);
        assert!(shown.rows[2].is_total);
        let text = shown.render().expect("a table");
        assert!(text.contains("1\u{a0}204") && text.contains("1\u{a0}214"));
        assert!(text.contains("Итого") && !text.contains("<b>"));
    }
}
