//! Tab: what one worksheet of a paper holds. Words stand by the sheet that they are about.

use rust_xlsxwriter::Worksheet;

use super::paper::{
    Closing, Head, LETTERS_OF_PAGE, write_head, write_responsible, write_signatures, write_slip,
    write_words,
};
use super::scroll::{Rows, Scroll};
use super::{breaks, page, widths};
use crate::export::{Error, Stamp};
use crate::sheet::{Block, Cell, CellValue, Look, Page, Paper, Sheet, Slip, placed};

/// The name of a sheet of words.
const DOCUMENT: &str = "Документ";
/// A head that takes more lines of the screen than this stays on paper only.
const MOST_FROZEN_ROWS: u32 = 16;
/// The format's own limit is a little higher.
const MOST_PAGE_BREAKS: usize = 1_000;

/// What one worksheet holds: words, a sheet or slips, and words.
pub(super) struct Tab<'a> {
    above: Vec<&'a Block>,
    middle: Middle<'a>,
    below: Vec<&'a Block>,
}

enum Middle<'a> {
    Nothing,
    Sheet(&'a Sheet),
    Slips { per_page: u8, slips: &'a [Slip] },
}

/// Shares blocks out to worksheets. Texts and lists tell of the sheet above them; a heading begins what is said of the
/// next one, and so does a page.
pub(super) fn tabs(blocks: &[Block]) -> Vec<Tab<'_>> {
    let mut tabs: Vec<Tab> = Vec::new();
    let mut words: Vec<&Block> = Vec::new();
    for block in blocks {
        let middle = match block {
            Block::Sheet(sheet) => Middle::Sheet(sheet),
            Block::Slips { per_page, slips } => Middle::Slips {
                per_page: (*per_page).max(1),
                slips,
            },
            Block::Text(_) | Block::List { .. } => {
                match tabs.last_mut() {
                    Some(last) if words.is_empty() => last.below.push(block),
                    _ => words.push(block),
                }
                continue;
            }
            Block::Heading(_) | Block::PageBreak => {
                words.push(block);
                continue;
            }
            // It is a workbook by itself and stands among no other blocks.
            Block::Bound(_) => continue,
        };
        // A worksheet begins a page anyway.
        let leads = |block: &&Block| !matches!(block, Block::PageBreak);
        let first = words.iter().position(leads).unwrap_or(words.len());
        tabs.push(Tab {
            above: words.split_off(first),
            middle,
            below: Vec::new(),
        });
        words.clear();
    }
    match tabs.last_mut() {
        Some(last) => last.below.extend(words),
        None => tabs.push(Tab {
            above: words,
            middle: Middle::Nothing,
            below: Vec::new(),
        }),
    }
    tabs
}

impl Tab<'_> {
    pub(super) fn name(&self) -> &str {
        match self.middle {
            Middle::Sheet(sheet) if !sheet.name.is_empty() => &sheet.name,
            Middle::Sheet(sheet) if !sheet.caption.is_empty() => &sheet.caption,
            Middle::Sheet(_) | Middle::Slips { .. } | Middle::Nothing => DOCUMENT,
        }
    }

    /// Returns how many rows it has, totals and remarks not counted; none where it has no sheet.
    pub(super) fn row_count(&self) -> Option<usize> {
        let sheets = self.sheets();
        let counts = sheets.iter().map(|sheet| {
            let columns = sheet.column_count();
            let is_remark = |row: &[Cell]| match row {
                [cell] => columns > 1 && usize::from(cell.columns) == columns,
                _ => false,
            };
            let rows = sheet.body.iter();
            rows.filter(|row| !is_total(row) && !is_remark(row)).count()
        });
        (!sheets.is_empty()).then(|| counts.sum())
    }

    /// Says whether a figure in it is withheld.
    pub(super) fn withholds(&self) -> bool {
        let sheets = self.sheets().into_iter();
        let mut cells = sheets.flat_map(|sheet| sheet.body.iter().flatten());
        cells.any(|cell| cell.value == CellValue::Withheld)
    }

    /// Returns how wide the columns are in letters; there is one at least.
    pub(super) fn widths(&self) -> Vec<f64> {
        let sheets = self.sheets();
        let widths = widths::fitting(&widths::widest_declared(&sheets), &sheets);
        match widths.is_empty() {
            true => vec![LETTERS_OF_PAGE],
            false => widths,
        }
    }

    /// Returns the page that it is readable on; so many slips stand on one that was chosen for them.
    pub(super) fn page(&self, declared: Page) -> Page {
        match self.middle {
            Middle::Slips { .. } => declared,
            Middle::Sheet(_) | Middle::Nothing => {
                page::readable(declared, self.widths().iter().sum())
            }
        }
    }

    pub(super) fn write(
        &self,
        worksheet: &mut Worksheet,
        page: Page,
        paper: &Paper,
        head: &Head,
        closing: &Closing,
        stamp: &Stamp,
    ) -> Result<(), Error> {
        let mut scroll = Scroll::new(worksheet, self.widths(), &stamp.asker)?;
        if !matches!(self.middle, Middle::Slips { .. }) {
            write_head(&mut scroll, head)?;
        }
        write_words(&mut scroll, &self.above)?;
        match self.middle {
            Middle::Nothing => {}
            Middle::Sheet(sheet) => write_sheet(&mut scroll, sheet, page)?,
            Middle::Slips { per_page, slips } => {
                for (place, slip) in slips.iter().enumerate() {
                    if place > 0 && place.is_multiple_of(per_page.into()) {
                        scroll.break_page();
                    }
                    write_slip(&mut scroll, slip, paper, stamp)?;
                }
            }
        }
        write_words(&mut scroll, &self.below)?;
        write_signatures(&mut scroll, closing.signatures)?;
        if let Some(duty) = closing.responsible {
            write_responsible(&mut scroll, duty)?;
        }
        let (row, column) = (scroll.row(), scroll.widths.len());
        let breaks = scroll.breaks;
        let breaks = &breaks[..breaks.len().min(MOST_PAGE_BREAKS)];
        worksheet.set_page_breaks(breaks)?;
        let last_column = u16::try_from(column - 1).unwrap_or(u16::MAX);
        worksheet.set_print_area(0, 0, row.saturating_sub(1), last_column)?;
        Ok(())
    }

    fn sheets(&self) -> Vec<&Sheet> {
        match self.middle {
            Middle::Nothing => Vec::new(),
            Middle::Sheet(sheet) => vec![sheet],
            Middle::Slips { slips, .. } => {
                let blocks = slips.iter().flat_map(|slip| &slip.blocks);
                let sheets = blocks.filter_map(|block| match block {
                    Block::Sheet(sheet) => Some(sheet),
                    _ => None,
                });
                sheets.collect()
            }
        }
    }
}

/// Writes the sheet of a worksheet: its head stays in sight and is repeated on every page, a plain list can be filtered,
/// and no page parts rows that belong together.
fn write_sheet(scroll: &mut Scroll, sheet: &Sheet, page: Page) -> Result<(), Error> {
    let Rows {
        first_head,
        first_body,
    } = scroll.sheet(sheet)?;
    let frozen = match first_body <= MOST_FROZEN_ROWS {
        true => first_body,
        false => 0,
    };
    let columns = u16::try_from(sheet.frozen_columns).unwrap_or(0);
    scroll.worksheet.set_freeze_panes(frozen, columns)?;
    if first_body > first_head {
        let last_head = first_body - 1;
        scroll.worksheet.set_repeat_rows(first_head, last_head)?;
        if let Some(count) = listed(sheet) {
            let last_row = last_head + u32::try_from(count).unwrap_or(u32::MAX);
            let last_column = u16::try_from(scroll.widths.len() - 1).unwrap_or(u16::MAX);
            scroll
                .worksheet
                .autofilter(last_head, 0, last_row, last_column)?;
        }
    }
    let from = scroll.breaks.last().copied().unwrap_or(0);
    let breaks = breaks::before_blocks(
        sheet,
        &scroll.heights,
        first_head as usize..first_body as usize,
        from as usize,
        page::room(page, &scroll.widths),
    );
    scroll.breaks.extend(breaks);
    Ok(())
}

/// Returns how many rows of a sheet can be filtered: those of a list with a head over each column, without the totals
/// below it. A filter would tear joined cells and lose totals among the rows.
fn listed(sheet: &Sheet) -> Option<usize> {
    let totals = sheet.body.iter().rev().take_while(|row| is_total(row));
    let count = sheet.body.len() - totals.count();
    let head = placed(&sheet.head).into_iter();
    let lowest: Vec<usize> = head
        .filter(|at| at.row + at.rows == sheet.head.len())
        .map(|at| at.columns)
        .collect();
    let is_headed =
        lowest.iter().all(|columns| *columns == 1) && lowest.len() == sheet.column_count();
    let mut rows = sheet.body[..count].iter();
    let is_plain = rows.all(|row| {
        let is_single = |cell: &Cell| cell.columns <= 1 && cell.rows <= 1;
        !is_total(row) && row.iter().all(is_single)
    });
    (is_headed && is_plain && count > 1).then_some(count)
}

/// Says whether a row is a total of others: one of a form that only sums up is a row like others.
fn is_total(row: &[Cell]) -> bool {
    row.first().is_some_and(|cell| cell.look == Look::Total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(look: Look, spans: &[u16]) -> Vec<Cell> {
        let cells = spans.iter().map(|_| Cell::text("", look));
        let cells = cells.zip(spans);
        cells
            .map(|(cell, columns)| cell.spanning(*columns, 1))
            .collect()
    }

    fn list(body: Vec<Vec<Cell>>) -> Sheet {
        let head = |rows| Cell::text("", Look::Head).spanning(1, rows);
        Sheet {
            widths: vec![10.0; 3],
            head: vec![
                vec![head(2), Cell::text("", Look::Head).spanning(2, 1)],
                vec![head(1), head(1)],
            ],
            body,
            ..Sheet::default()
        }
    }

    #[test]
    fn only_a_plain_list_is_filtered_and_totals_below_it_are_not() {
        let plain = || row(Look::Plain, &[1, 1, 1]);
        let total = || row(Look::Total, &[2, 1]);
        let narrow_total = || row(Look::Total, &[1, 1, 1]);
        for (body, expected) in [
            (vec![plain(), plain()], Some(2)),
            (vec![plain(), plain(), total(), total()], Some(2)),
            (vec![plain(), narrow_total(), plain(), plain()], None),
            (vec![plain(), row(Look::Plain, &[3]), plain()], None),
            (vec![plain(), total()], None),
            (vec![row(Look::Plain, &[3])], None),
        ] {
            assert_eq!(listed(&list(body.clone())), expected, "{body:?}");
        }
        let mut wide_head = list(vec![plain(), plain()]);
        wide_head.head.truncate(1);
        assert_eq!(listed(&wide_head), None);
        wide_head.head.clear();
        assert_eq!(listed(&wide_head), None);
    }

    #[test]
    fn rows_are_counted_without_totals_and_remarks() {
        let count = |body| {
            let block = [Block::Sheet(list(body))];
            tabs(&block)[0].row_count()
        };
        let plain = || row(Look::Plain, &[1, 1, 1]);
        assert_eq!(count(vec![plain(), row(Look::Total, &[2, 1])]), Some(1));
        assert_eq!(count(vec![row(Look::Plain, &[3])]), Some(0));
        assert_eq!(tabs(&[Block::Text(String::new())])[0].row_count(), None);
    }

    #[test]
    fn a_page_that_begins_a_worksheet_is_no_break() {
        let sheet = || Block::Sheet(list(Vec::new()));
        let blocks = [
            sheet(),
            Block::PageBreak,
            Block::Heading("Второе".to_owned()),
            Block::Text("о втором".to_owned()),
            sheet(),
            Block::PageBreak,
            Block::Text("последнее".to_owned()),
        ];
        let tabs = tabs(&blocks);
        assert!(tabs[0].below.is_empty());
        assert_eq!(tabs[1].above, [&blocks[2], &blocks[3]]);
        assert_eq!(tabs[1].below, [&blocks[5], &blocks[6]]);
    }
}
