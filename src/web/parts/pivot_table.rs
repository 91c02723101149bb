//! Pivot table: an answer as its pivot says, with joined heads on both axes, subtotals and totals in their places.

use askama::Template;

use super::answer_table::Titles;
use super::{Verbatim, words};
use crate::catalogue::say;
use crate::export::cell;
use crate::export::layout::{self, Axis, Layout, Level, Slot, SlotKind, Span};
use crate::export::numbers;

/// More columns than these are a file's matter.
const MOST_COLUMNS: usize = 100;

#[derive(Debug, Clone, Template)]
#[template(path = "parts/pivot_table.html")]
pub struct PivotTable {
    id: String,
    caption: String,
    /// How many columns of heads each line begins with.
    side: usize,
    /// The heads of columns, line by line, those of the heads of lines in the first.
    heads: Vec<Vec<Head>>,
    lines: Vec<Line>,
    /// What stands for all lines, in sight below a long table.
    last: Vec<Line>,
    /// How many lines and columns are shown, and how many there are.
    pub lines_shown: usize,
    pub lines_all: usize,
    pub columns_shown: usize,
    pub columns_all: usize,
    /// Whether what lies beyond the limit has no line.
    pub lacks_others: bool,
}

#[derive(Debug, Clone)]
struct Head {
    text: String,
    rows: usize,
    columns: usize,
    /// Whether it stands right above figures.
    is_number: bool,
}

#[derive(Debug, Clone)]
struct Line {
    heads: Vec<Head>,
    cells: Vec<Figure>,
    is_total: bool,
}

#[derive(Debug, Clone)]
struct Figure {
    text: String,
    is_total: bool,
}

impl PivotTable {
    /// Lays out the first `most` lines of a pivot; what stands for everything comes after them.
    pub fn of(layout: &Layout<'_>, id: &str, caption: String, most: usize, titles: Titles) -> Self {
        let (rows, columns) = (&layout.rows, &layout.columns);
        let (lines, last) = shown(rows, most);
        let (across, beyond) = shown(columns, MOST_COLUMNS);
        let across: Vec<usize> = across.chain(beyond).collect();
        let spans = rows.spans();
        let heads_of = |place: usize, most: usize| -> Vec<Head> {
            let begin = spans.iter().filter(|span| span.slot == place);
            begin
                .map(|span| Head {
                    text: text_of(layout, span.head, titles),
                    rows: span.slots.min(most.saturating_sub(place)).max(1),
                    columns: span.levels,
                    is_number: false,
                })
                .collect()
        };
        let line = |place: usize, most: usize| {
            let slot = &rows.slots[place];
            let cells = across.iter().map(|column| {
                let column = &columns.slots[*column];
                let measure = layout.measure(slot, column);
                Figure {
                    text: measure.map_or_else(String::new, |measure| {
                        numbers::show(&layout.cell(slot, column), measure)
                    }),
                    is_total: is_total(column),
                }
            });
            Line {
                heads: heads_of(place, most),
                cells: cells.collect(),
                is_total: is_total(slot),
            }
        };
        let (first, all) = (lines.end, rows.slots.len());
        Self {
            id: id.to_owned(),
            caption,
            side: rows.levels.len(),
            heads: heads(layout, &across, titles),
            lines_shown: values_in(lines.clone(), rows),
            lines_all: values_in(0..all, rows),
            columns_shown: values_in(across.iter().copied(), columns),
            columns_all: values_in(0..columns.slots.len(), columns),
            lacks_others: layout.lacks_others(),
            lines: lines.map(|place| line(place, first)).collect(),
            last: last.map(|place| line(place, all)).collect(),
        }
    }

    fn parts(&self) -> Vec<(&'static str, &[Line])> {
        let parts = [("tbody", &self.lines[..]), ("tfoot", &self.last[..])].into_iter();
        parts.filter(|(_, lines)| !lines.is_empty()).collect()
    }
}

impl Head {
    fn scope_of_column(&self) -> &'static str {
        match self.columns {
            1 => "col",
            _ => "colgroup",
        }
    }

    fn scope_of_row(&self) -> &'static str {
        match self.rows {
            1 => "row",
            _ => "rowgroup",
        }
    }
}

type Places = std::ops::Range<usize>;

/// Returns the places of the first slots, and of those at the end that stand for the whole axis.
fn shown(axis: &Axis, most: usize) -> (Places, Places) {
    let count = axis.slots.len();
    let is_whole = |slot: &&Slot| {
        matches!(
            slot.heads.first(),
            Some(layout::Head::Grand | layout::Head::Others)
        )
    };
    let last = axis.slots.iter().rev().take_while(is_whole).count();
    let first = (count - last).min(most);
    (0..first, count - last..count)
}

/// Counts the slots of values in these places.
fn values_in(places: impl Iterator<Item = usize>, axis: &Axis) -> usize {
    let values = places.filter(|place| axis.slots[*place].kind == SlotKind::Value);
    values.count()
}

/// Returns the heads of columns line by line: the titles of the heads of lines stand in the first.
fn heads(layout: &Layout<'_>, across: &[usize], titles: Titles) -> Vec<Vec<Head>> {
    let columns = &layout.columns;
    let depth = columns.levels.len().max(1);
    let mut lines: Vec<Vec<Head>> = vec![Vec::new(); depth];
    lines[0].extend(layout.rows.levels.iter().map(|level| Head {
        text: match level {
            Level::Measures => say!("parts-measure"),
            Level::Dimension(_) => layout.title(*level),
        },
        rows: depth,
        columns: 1,
        is_number: false,
    }));
    if columns.levels.is_empty() {
        lines[0].extend(across.iter().map(|_| Head {
            text: say!("parts-value"),
            rows: 1,
            columns: 1,
            is_number: true,
        }));
    }
    for span in columns.spans() {
        let Span { slot, slots, .. } = span;
        let covered = across
            .iter()
            .filter(|place| (slot..slot + slots).contains(place));
        let covered = covered.count();
        // Cut off with its columns.
        if covered == 0 {
            continue;
        }
        lines[span.level].push(Head {
            text: text_of(layout, span.head, titles),
            rows: span.levels,
            columns: covered,
            is_number: slots == 1 && span.level + span.levels == depth,
        });
    }
    lines
}

fn text_of(layout: &Layout<'_>, head: layout::Head, titles: Titles) -> String {
    let value = layout.value(head).map(|(value, column)| match value {
        cell::Cell::Text(text) => titles(&column.key, text),
        value => numbers::show(value, column),
    });
    match head {
        layout::Head::Value { .. } => words::unbroken(&value.unwrap_or_default()),
        layout::Head::Subtotal => say!("parts-total"),
        layout::Head::Others => say!("parts-others"),
        layout::Head::Grand => say!("parts-whole"),
        layout::Head::Measure(_) | layout::Head::Continued => layout.text(head),
    }
}

fn is_total(slot: &Slot) -> bool {
    matches!(slot.kind, SlotKind::Subtotal | SlotKind::Grand)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};

    use super::*;
    use crate::app::sort_key;
    use crate::export::layout::Names;
    use crate::table::{ColumnKind, Format, Table, TableColumn, Totals};

    fn column(key: &str, kind: ColumnKind, format: Format) -> TableColumn {
        TableColumn {
            key: key.to_owned(),
            title: format!("«{key}»"),
            short_title: key.to_owned(),
            kind,
            format,
            titles: Vec::new(),
            description: String::new(),
        }
    }

    type Texts<'a> = &'a [Option<&'a str>];

    fn batch(schools: Texts, classes: Texts, kinds: Texts, counts: &[i64]) -> RecordBatch {
        let texts = |texts: Texts| -> ArrayRef { Arc::new(StringArray::from(texts.to_vec())) };
        let counts: ArrayRef = Arc::new(Int64Array::from(counts.to_vec()));
        RecordBatch::try_from_iter_with_nullable([
            ("school.name", texts(schools), true),
            ("class.name", texts(classes), true),
            ("school.kind", texts(kinds), true),
            ("marks.count", counts, true),
        ])
        .expect("a batch")
    }

    fn table() -> Table {
        let dimension = |key| column(key, ColumnKind::Dimension, Format::Text);
        let (one, two) = (Some("<b>Школа № 1</b>"), Some("Школа № 2"));
        let (general, cadet) = (Some("general"), Some("cadet"));
        let schools: Vec<String> = vec!["school.name".into(), "class.name".into()];
        Table {
            columns: vec![
                dimension("school.name"),
                dimension("class.name"),
                dimension("school.kind"),
                column("marks.count", ColumnKind::Measure, Format::Number(0)),
            ],
            rows: vec![batch(
                &[one, one, two],
                &[Some("5А"), Some("5Б"), Some("5А")],
                &[general, general, cadet],
                &[1204, 7, 3],
            )],
            totals: Some(Totals {
                rows: batch(&[None, one], &[None, None], &[None, None], &[1214, 1211]),
                kept: vec![Vec::new(), schools[..1].to_vec()],
            }),
            others: None,
            total: None,
            is_truncated: false,
            partial: None,
        }
    }

    fn laid_out(most: usize) -> PivotTable {
        let table = table();
        let names = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let (rows, columns) = (
            names(&["school.name", "class.name"]),
            names(&["school.kind", "measures"]),
        );
        let names = Names {
            rows: &rows,
            columns: &columns,
        };
        let layout = Layout::of(&table, &[], names, sort_key);
        let titles = |member: &str, value: &str| match (member, value) {
            ("school.kind", "cadet") => "кадетская".to_owned(),
            _ => value.to_owned(),
        };
        PivotTable::of(&layout, "answer", "Ответ".to_owned(), most, &titles)
    }

    #[test]
    fn heads_are_joined_and_say_what_they_are_about() {
        let text = laid_out(500).render().expect("a table");
        assert!(!text.contains("<b>"), "{text}");
        // A school reaches over its classes and their total, a head of a line over both lines of heads.
        assert!(
            text.contains(r#"<th scope="rowgroup" rowspan="3">"#),
            "{text}"
        );
        assert_eq!(text.matches(r#"<th scope="col" rowspan="2">"#).count(), 2);
        assert!(text.contains("кадетская") && !text.contains("cadet"));
        assert!(text.contains("1\u{a0}204") && text.contains("1\u{a0}214"));
        assert!(text.contains("Итого") && text.contains("Всего"));
        assert_eq!(text.matches(r#"<tr class="total">"#).count(), 2);
        assert!(text.contains("<tfoot>"));
        assert_eq!(text.matches("<caption>").count(), 1);
    }

    #[test]
    fn a_long_pivot_is_cut_before_what_stands_for_everything() {
        let pivot = laid_out(1);
        assert_eq!((pivot.lines_shown, pivot.lines_all), (1, 3));
        assert_eq!((pivot.columns_shown, pivot.columns_all), (2, 2));
        let text = pivot.render().expect("a table");
        assert!(text.contains("5А") && !text.contains("5Б"));
        assert!(text.contains("1\u{a0}214"), "{text}");
        // No head reaches beyond the lines that are there.
        assert!(!text.contains("rowgroup"), "{text}");
    }
}
