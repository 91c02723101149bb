//! Answer: a table, or the pivot that it is laid out as, on paper.

use super::cell::{Cell, LineKind, labelled};
use super::layout::{Layout, Slot, SlotKind};
use super::xlsx::DataSheet;
use super::{Error, Labels, Provenance, Stamp, numbers, text};
use crate::sheet::{self, Block, CellValue, Look, Page, PageSize, Paper, Sheet};
use crate::table::{Format, Table, TableColumn};

/// More than this nobody reads on paper, and a spreadsheet holds it better. Each cell costs the typesetter some 13 KiB.
pub const MOST_LINES: usize = 5_000;
pub const MOST_CELLS: usize = 50_000;

/// What a print of a question is called at its foot.
const CODE: &str = "svodka";

/// Widths in letters.
const NARROWEST: usize = 6;
const WIDEST: usize = 40;
const WIDEST_HEAD: usize = 16;
/// About as many letters stand in a line of an upright A4 page, and each column costs some of them.
const LETTERS_OF_PAGE: f64 = 95.0;
const LETTERS_BETWEEN: f64 = 1.5;

/// Lays an answer out on paper: filters and the moment of the data above it, totals bold, across where it is wide.
pub fn paper(answer: &DataSheet, provenance: &Provenance) -> Result<Paper, Error> {
    let (lines, columns) = match answer.layout {
        Some(layout) => (
            layout.rows.slots.len(),
            layout.rows.levels.len() + layout.columns.slots.len(),
        ),
        None => (answer.table.row_count(), answer.table.columns.len()),
    };
    if lines > MOST_LINES || lines.saturating_mul(columns) > MOST_CELLS {
        return Err(Error::TooLargeForPaper { lines, columns });
    }
    let mut sheet = match answer.layout {
        Some(layout) => of_layout(layout),
        None => of_table(answer.table, answer.labels),
    };
    answer.name.clone_into(&mut sheet.name);
    let width: f64 = sheet
        .widths
        .iter()
        .map(|width| width + LETTERS_BETWEEN)
        .sum();
    Ok(Paper {
        code: CODE.to_owned(),
        organisation: provenance.office.clone(),
        title: answer.title.unwrap_or(&provenance.title).to_owned(),
        subtitles: Vec::new(),
        is_draft: false,
        page: Page {
            size: PageSize::A4,
            is_landscape: width > LETTERS_OF_PAGE,
        },
        notes: notes(answer, provenance, lines),
        blocks: vec![Block::Sheet(sheet)],
        signatures: Vec::new(),
        title_page: None,
        responsible: None,
        approval: Vec::new(),
    })
}

/// Returns what stands at the foot of a print of an answer.
pub(super) fn stamp(provenance: &Provenance) -> Stamp {
    Stamp {
        made_at: provenance.made_at.clone(),
        data_moment: provenance.data_moment.clone(),
        release: provenance.release,
        record: None,
        asker: provenance.asker.clone(),
    }
}

fn notes(answer: &DataSheet, provenance: &Provenance, lines: usize) -> Vec<String> {
    let labels = &provenance.labels;
    let moment = format!("{} {}", labels.data_moment, provenance.data_moment);
    let mut notes = vec![moment];
    notes.extend(provenance.filters.iter().chain(answer.filters).cloned());
    notes.push(format!(
        "{}: {}",
        labels.rows,
        numbers::integer(lines as i64)
    ));
    let count = answer.table.row_count() as u64;
    notes.extend(text::note_of_cut(answer.table, count, labels));
    // What the sign of a withheld figure means stands below the sheet.
    let limits = provenance.limits.iter();
    let limits = limits.filter(|limit| **limit != labels.withheld);
    notes.extend(limits.cloned());
    notes
}

fn of_table(table: &Table, labels: &Labels) -> Sheet {
    let mut widths: Vec<usize> = Vec::new();
    let head = table.columns.iter().map(|column| {
        widths.push(longest_word(&column.title).min(WIDEST_HEAD));
        sheet::Cell::text(&column.title, Look::Head)
    });
    let head = vec![head.collect()];
    let mut body = Vec::new();
    for line in labelled(table, labels) {
        let is_total = matches!(line.kind, LineKind::Total(_));
        let cells = line.read(&table.columns).zip(&table.columns).enumerate();
        let cells = cells.map(|(place, (cell, column))| {
            let look = match (is_total, place) {
                (true, _) => Look::Total,
                (false, 0) => Look::Label,
                (false, _) => Look::Plain,
            };
            let cell = sheet::Cell::new(value_of(&cell, column), look);
            widths[place] = widths[place].max(width(&cell));
            cell
        });
        body.push(cells.collect());
    }
    Sheet {
        widths: declared(&widths),
        head,
        body,
        frozen_columns: 1,
        ..Sheet::default()
    }
}

fn of_layout(layout: &Layout) -> Sheet {
    let (rows, columns) = (&layout.rows, &layout.columns);
    let side = rows.levels.len();
    let mut widths = vec![0; side + columns.slots.len()];
    let mut body = Vec::with_capacity(rows.slots.len());
    let mut spans = rows.spans().into_iter().peekable();
    for (place, line) in rows.slots.iter().enumerate() {
        let mut cells = Vec::new();
        while let Some(span) = spans.next_if(|span| span.slot == place) {
            let look = match is_total(line) {
                true => Look::Total,
                false => Look::Label,
            };
            let head = sheet::Cell::text(layout.text(span.head), look);
            if span.levels == 1 {
                widths[span.level] = widths[span.level].max(width(&head));
            }
            cells.push(head.spanning(short(span.levels), short(span.slots)));
        }
        for (place, slot) in columns.slots.iter().enumerate() {
            let look = match is_total(line) || is_total(slot) {
                true => Look::Total,
                false => Look::Plain,
            };
            let value = layout.measure(line, slot);
            let value = value.map(|column| value_of(&layout.cell(line, slot), column));
            let cell = sheet::Cell::new(value.unwrap_or(CellValue::Empty), look);
            widths[side + place] = widths[side + place].max(width(&cell));
            cells.push(cell);
        }
        body.push(cells);
    }
    Sheet {
        head: heads(layout, &mut widths),
        widths: declared(&widths),
        body,
        frozen_columns: side,
        ..Sheet::default()
    }
}

/// Returns the titles of the levels of lines in the corner and the heads of columns beside it.
fn heads(layout: &Layout, widths: &mut [usize]) -> Vec<Vec<sheet::Cell>> {
    let columns = &layout.columns;
    let side = layout.rows.levels.len();
    let depth = columns.levels.len().max(1);
    let mut heads: Vec<Vec<sheet::Cell>> = vec![Vec::new(); depth];
    for (place, level) in layout.rows.levels.iter().enumerate() {
        let title = layout.title(*level);
        widths[place] = widths[place].max(longest_word(&title).min(WIDEST_HEAD));
        heads[0].push(sheet::Cell::text(title, Look::Head).spanning(1, short(depth)));
    }
    if columns.levels.is_empty() {
        let flat = columns.slots.iter();
        heads[0].extend(flat.map(|slot| sheet::Cell::text(layout.flat_title(slot), Look::Head)));
    }
    for span in columns.spans() {
        let text = layout.text(span.head);
        if span.slots == 1 {
            let width = &mut widths[side + span.slot];
            *width = longest_word(&text).min(WIDEST_HEAD).max(*width);
        }
        let head = sheet::Cell::text(text, Look::Head);
        heads[span.level].push(head.spanning(short(span.slots), short(span.levels)));
    }
    heads
}

fn is_total(slot: &Slot) -> bool {
    matches!(slot.kind, SlotKind::Subtotal | SlotKind::Grand)
}

/// Returns a value as a paper holds it; what is no figure comes in words.
fn value_of(cell: &Cell, column: &TableColumn) -> CellValue {
    match (cell, column.format) {
        (Cell::Withheld, _) => CellValue::Withheld,
        (Cell::Absent, _) => CellValue::Empty,
        (Cell::Integer(count), Format::Number(0)) => CellValue::Count(*count),
        (Cell::Integer(count), Format::Number(places)) => CellValue::Number(*count as f64, places),
        (Cell::Integer(count), Format::Percent(places)) => {
            CellValue::Percent(*count as f64, places)
        }
        (Cell::Number(number), Format::Number(places)) => CellValue::Number(*number, places),
        (Cell::Number(number), Format::Percent(places)) => CellValue::Percent(*number, places),
        (Cell::Null, Format::Number(_) | Format::Percent(_)) => CellValue::Unknown,
        _ => CellValue::Text(numbers::show(cell, column)),
    }
}

fn width(cell: &sheet::Cell) -> usize {
    numbers::on_paper(cell).chars().count()
}

fn longest_word(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| word.chars().count());
    words.max().unwrap_or(0)
}

fn declared(widths: &[usize]) -> Vec<f64> {
    let widths = widths.iter();
    widths
        .map(|width| (*width).clamp(NARROWEST, WIDEST) as f64)
        .collect()
}

/// Returns a span as a cell holds it. Lines are fewer than that, as `MOST_LINES` says.
fn short(span: usize) -> u16 {
    u16::try_from(span).unwrap_or(u16::MAX)
}
