//! A pivot on a sheet: heads of both axes joined as they are seen, values typed, totals bold.

use std::collections::HashMap;

use rust_xlsxwriter::{Format as CellFormat, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::frame::held;
use super::{
    LETTERS_OF_PAGE, ROOM, ROWS_MEASURED, WIDEST_COLUMN, WIDEST_HEAD, body, dressed, head, width,
    width_of_head, write_cell,
};
use crate::export::cell::Cell;
use crate::export::layout::{Head, Layout, Slot, SlotKind, Span};
use crate::export::numbers;
use crate::table::{ColumnKind, Granularity};

/// Heads of lines stay in sight while the figures move, so they take less of it than a column of a table may.
const WIDEST_SIDE: usize = 40;
/// About as many letters stand on a landscape A4 page that is still readable.
const LETTERS_OF_WIDE_PAGE: usize = 200;

/// Writes heads and figures, line by line, so that the sheet need not be held in memory.
pub(super) fn fill(sheet: &mut Worksheet, layout: &Layout) -> Result<(), XlsxError> {
    let (rows, columns) = (&layout.rows, &layout.columns);
    let head_rows = columns.levels.len().max(1) as u32;
    let side = rows.levels.len() as u16;
    let last_column = (rows.levels.len() + columns.slots.len()).saturating_sub(1) as u16;
    let mut widths = Widths::of(layout);

    write_heads(sheet, layout, head_rows)?;
    let looks = Looks::of(layout);
    let mut spans = rows.spans().into_iter().peekable();
    let mut is_joined = head_rows > 1;
    for (place, line) in rows.slots.iter().enumerate() {
        let row = head_rows + place as u32;
        while let Some(span) = spans.next_if(|span| span.slot == place) {
            let area = Area {
                row,
                column: span.level as u16,
                rows: span.slots as u32,
                columns: span.levels as u16,
            };
            is_joined |= line.kind == SlotKind::Value && !area.is_one();
            let look = match line.kind {
                SlotKind::Value => &looks.side,
                _ => &looks.side_of_total,
            };
            write_head(sheet, layout, area, span.head, look)?;
        }
        for (column, slot) in (side..).zip(&columns.slots) {
            let Some(measure) = layout.measure(line, slot) else {
                continue;
            };
            let cell = layout.cell(line, slot);
            // A missing combination takes no room in the file, unless its line has a look of its own.
            if cell == Cell::Absent && line.kind == SlotKind::Value {
                continue;
            }
            let look = looks.body(line, slot);
            if let Some(look) = look {
                write_cell(sheet, row, column, &cell, measure, look)?;
            }
            if row <= ROWS_MEASURED || line.kind != SlotKind::Value {
                widths.measure(column, &numbers::show(&cell, measure));
            }
        }
    }

    let width_of_page = widths.set(sheet)?;
    if !rows.slots.is_empty() && !columns.slots.is_empty() {
        let values = rows.slots.iter();
        let values = values
            .take_while(|line| line.kind == SlotKind::Value)
            .count();
        // A filter hides whole lines, which would tear joined heads and lose totals among them.
        let is_plain = rows.slots[values..]
            .iter()
            .all(|line| line.kind != SlotKind::Value);
        if !is_joined && is_plain && side > 0 {
            sheet.autofilter(0, 0, head_rows - 1 + values as u32, last_column)?;
        }
        sheet.set_freeze_panes(head_rows, side)?;
        sheet.set_repeat_rows(0, head_rows - 1)?;
        if side > 0 {
            sheet.set_repeat_columns(0, side - 1)?;
        }
    }
    if width_of_page > LETTERS_OF_PAGE {
        sheet.set_landscape();
        let pages = width_of_page.div_ceil(LETTERS_OF_WIDE_PAGE);
        sheet.set_print_fit_to_pages(u16::try_from(pages).unwrap_or(u16::MAX), 0);
    }
    Ok(())
}

/// Writes the titles of the levels of lines into the corner and the heads of columns beside it.
fn write_heads(sheet: &mut Worksheet, layout: &Layout, head_rows: u32) -> Result<(), XlsxError> {
    let look = head().set_border(FormatBorder::Thin);
    let side = layout.rows.levels.len() as u16;
    let spans: Vec<Span> = layout.columns.spans();
    for row in 0..head_rows {
        if row == 0 {
            for (column, level) in (0..).zip(&layout.rows.levels) {
                let area = Area {
                    row,
                    column,
                    rows: head_rows,
                    columns: 1,
                };
                write_text(sheet, area, &layout.title(*level), &look)?;
            }
        }
        for span in spans.iter().filter(|span| span.level == row as usize) {
            let area = Area {
                row,
                column: side + span.slot as u16,
                rows: span.levels as u32,
                columns: span.slots as u16,
            };
            write_head(sheet, layout, area, span.head, &look)?;
        }
    }
    if layout.columns.levels.is_empty() {
        for (column, slot) in (side..).zip(&layout.columns.slots) {
            sheet.write_string_with_format(0, column, layout.flat_title(slot), &look)?;
        }
    }
    Ok(())
}

/// A piece of a sheet.
#[derive(Debug, Clone, Copy)]
struct Area {
    row: u32,
    column: u16,
    rows: u32,
    columns: u16,
}

impl Area {
    fn is_one(self) -> bool {
        self.rows == 1 && self.columns == 1
    }
}

/// Writes a head over all that it covers, a value as what it is.
fn write_head(
    sheet: &mut Worksheet,
    layout: &Layout,
    area: Area,
    head: Head,
    look: &CellFormat,
) -> Result<(), XlsxError> {
    let typed = match (head, layout.value(head)) {
        (Head::Value { .. }, Some((cell, column))) => Some((cell, column)).filter(|_| {
            // Spreadsheets know no weeks and quarters.
            let is_named = matches!(
                column.kind,
                ColumnKind::Time(Granularity::Week | Granularity::Quarter)
            );
            !is_named && !matches!(cell, Cell::Null | Cell::Text(_) | Cell::Other(_))
        }),
        _ => None,
    };
    let Some((cell, column)) = typed else {
        return write_text(sheet, area, &layout.text(head), look);
    };
    let look = dressed(look.clone(), column);
    if !area.is_one() {
        write_text(sheet, area, "", &look)?;
    }
    write_cell(sheet, area.row, area.column, cell, column, &look)
}

fn write_text(
    sheet: &mut Worksheet,
    area: Area,
    text: &str,
    look: &CellFormat,
) -> Result<(), XlsxError> {
    let Area { row, column, .. } = area;
    match area.is_one() {
        true => sheet.write_string_with_format(row, column, held(text), look)?,
        false => {
            let (last_row, last_column) = (row + area.rows - 1, column + area.columns - 1);
            sheet.merge_range(row, column, last_row, last_column, &held(text), look)?
        }
    };
    Ok(())
}

/// The looks of lines: of heads, and of each measure as a value, in a column of totals and in a line of totals.
struct Looks {
    side: CellFormat,
    side_of_total: CellFormat,
    /// By the place of the measure.
    bodies: HashMap<usize, [CellFormat; 3]>,
}

impl Looks {
    fn of(layout: &Layout) -> Self {
        let side = CellFormat::new()
            .set_text_wrap()
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Hair);
        let bodies = (0..).zip(&layout.table.columns);
        let bodies = bodies.filter(|(_, column)| column.kind == ColumnKind::Measure);
        let bodies = bodies.map(|(place, column)| {
            let plain = body(column);
            let bold = plain.clone().set_bold();
            let total = bold.clone().set_border_top(FormatBorder::Hair);
            (place, [plain, bold, total])
        });
        Self {
            side_of_total: side.clone().set_bold().set_border_top(FormatBorder::Hair),
            side,
            bodies: bodies.collect(),
        }
    }

    fn body(&self, line: &Slot, column: &Slot) -> Option<&CellFormat> {
        let looks = self.bodies.get(&line.measure.or(column.measure)?)?;
        let is_total = |slot: &Slot| matches!(slot.kind, SlotKind::Subtotal | SlotKind::Grand);
        Some(match (is_total(line), is_total(column)) {
            (true, _) => &looks[2],
            (false, true) => &looks[1],
            (false, false) => &looks[0],
        })
    }
}

/// How wide the columns are, in letters.
struct Widths {
    side: usize,
    columns: Vec<usize>,
}

impl Widths {
    /// Makes room for the heads. Joined heads do not grow in height, so that their columns share what they need.
    fn of(layout: &Layout) -> Self {
        let side = layout.rows.levels.len();
        let titles = layout.rows.levels.iter();
        let titles = titles.map(|level| width_of_head(&layout.title(*level), WIDEST_HEAD));
        let mut columns: Vec<usize> = titles.collect();
        columns.resize(side + layout.columns.slots.len(), 0);
        for span in layout.columns.spans() {
            let text = layout.text(span.head);
            let need = match span.slots {
                1 => width_of_head(&text, WIDEST_HEAD),
                slots => width(&text).div_ceil(slots),
            };
            let first = side + span.slot;
            for width in &mut columns[first..first + span.slots] {
                *width = need.max(*width);
            }
        }
        for span in layout.rows.spans() {
            let need = width(&layout.text(span.head)).div_ceil(span.levels);
            for width in &mut columns[span.level..span.level + span.levels] {
                *width = need.max(*width);
            }
        }
        Self { side, columns }
    }

    fn measure(&mut self, column: u16, text: &str) {
        if let Some(widest) = self.columns.get_mut(usize::from(column)) {
            *widest = width(text).max(*widest);
        }
    }

    /// Sets the widths and returns their sum.
    fn set(self, sheet: &mut Worksheet) -> Result<usize, XlsxError> {
        let mut sum = 0;
        for ((column, place), letters) in (0..).zip(0..).zip(&self.columns) {
            let most = match place < self.side {
                true => WIDEST_SIDE,
                false => WIDEST_COLUMN,
            };
            let width = (*letters).min(most) + ROOM;
            sheet.set_column_width(column, width as f64)?;
            sum += width;
        }
        Ok(sum)
    }
}
