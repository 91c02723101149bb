//! Answer table: an answer as a page shows it: as its pivot says, or its first rows as they are printed, totals below.

use askama::Template;

use super::data_table::{Cell, Head, Row};
use super::{DataTable, PivotTable, words};
use crate::app::Answer;
use crate::catalogue::say;
use crate::export::cell::{self, Line, LineKind, lines};
use crate::export::numbers;
use crate::table::{ColumnKind, Format, Table, TableColumn};

/// What people call a value of a dimension.
pub type Titles<'a> = &'a dyn Fn(&str, &str) -> String;

#[derive(Debug, Clone, Template)]
#[template(path = "parts/answer_table.html")]
pub enum AnswerTable {
    Rows(DataTable),
    Pivot(PivotTable),
}

impl AnswerTable {
    /// Lays out answers to one question: the first has the figures, the others further totals of its pivot.
    pub fn of(
        answers: &[Answer],
        is_pivot: bool,
        caption: String,
        most: usize,
        titles: Titles,
    ) -> Option<Self> {
        let (answer, further) = answers.split_first()?;
        let layout = answer.layout(further).filter(|_| is_pivot);
        Some(match layout {
            Some(layout) => Self::Pivot(PivotTable::of(&layout, "answer", caption, most, titles)),
            None => Self::Rows(laid_out(&answer.table, "answer", caption, most, titles)),
        })
    }

    /// Returns how many lines are shown of how many.
    pub fn lines(&self, table: &Table, most: usize) -> (usize, usize) {
        match self {
            Self::Rows(_) => (table.row_count().min(most), table.row_count()),
            Self::Pivot(pivot) => (pivot.lines_shown, pivot.lines_all),
        }
    }

    /// Says what a pivot leaves out: columns beyond those that are shown, and others without a line.
    pub fn notes(&self) -> Vec<String> {
        let Self::Pivot(pivot) = self else {
            return Vec::new();
        };
        let columns = (pivot.columns_shown < pivot.columns_all).then(|| {
            say!(
                "parts-columns-cut",
                shown = pivot.columns_shown as i64,
                count = pivot.columns_all as i64
            )
        });
        let others = pivot.lacks_others.then(|| say!("parts-others-left-out"));
        columns.into_iter().chain(others).collect()
    }
}

/// Lays out the first `most` rows of an answer; subtotals and the grand total stand after them.
fn laid_out(table: &Table, id: &str, caption: String, most: usize, titles: Titles) -> DataTable {
    let heads = table.columns.iter().map(|column| match is_figure(column) {
        true => Head::number(column.title.clone()),
        false => Head::text(column.title.clone()),
    });
    let row = |line: &Line<'_>| row(line, &table.columns, titles);
    let (mut rows, mut last) = (Vec::new(), Vec::new());
    let mut subtotals = 0;
    for line in lines(table) {
        match line.kind {
            LineKind::Row if rows.len() < most => rows.push(row(&line)),
            LineKind::Row => {}
            LineKind::Total([]) => last.push(Row {
                is_total: true,
                ..row(&line)
            }),
            LineKind::Others => last.insert(0, row(&line)),
            LineKind::Total(_) if subtotals < most => {
                subtotals += 1;
                let place = last.iter().position(|row| row.is_total);
                last.insert(place.unwrap_or(last.len()), row(&line));
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

fn row(line: &Line<'_>, columns: &[TableColumn], titles: Titles) -> Row {
    let head = columns.iter().position(|column| !is_figure(column));
    let cells = line.printed(columns).zip(columns).enumerate();
    let cells = cells.map(|(place, (cell, column))| {
        let text = match (&cell, line.kind) {
            (cell::Cell::Text(text), _) if line.is_kept(column) => titles(&column.key, text),
            // The first dimension over which a line stands says so.
            (cell::Cell::Text(_), LineKind::Others) => say!("parts-others"),
            (cell::Cell::Text(_), LineKind::Total([])) => say!("parts-whole"),
            (cell::Cell::Text(_), _) => say!("parts-total"),
            (cell, _) => numbers::show(cell, column),
        };
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

    use super::*;
    use crate::table::Totals;
    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};

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
        let titles = |member: &str, value: &str| match (member, value) {
            ("school.name", "Школа № 10") => "десятая".to_owned(),
            _ => value.to_owned(),
        };
        let shown = laid_out(&table, "answer", "Ответ".to_owned(), 2, &titles);
        assert_eq!(shown.rows.len(), 3);
        assert!(shown.rows[2].is_total);
        let text = shown.render().expect("a table");
        assert!(text.contains("1\u{a0}204") && text.contains("1\u{a0}214"));
        assert!(text.contains("Всего") && !text.contains("<b>"));
        assert!(text.contains("десятая") && !text.contains("Школа № 10"));
    }
}
