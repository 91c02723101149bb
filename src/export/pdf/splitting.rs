//! Splitting: a sheet that no page takes with letters one can read becomes several, each with the columns of labels.

use super::fitting::{READABLE, fit, least_widths};
use crate::export::wording;
use crate::sheet::{
    Block, Bound, Cell, CellValue, Look, Page, PageSize, Paper, Placed, Sheet, placed,
};

/// Returns the page of a paper. What is bound has one size, the larger one where a table of a part needs it; elsewhere
/// a table that needs it has larger pages of its own.
pub(super) fn readable_page(paper: &Paper, width_of: impl Fn(Page) -> f64) -> Page {
    let width = width_of(paper.page);
    let is_small = |sheet: &&Sheet| fit(sheet, width).letters < READABLE;
    match (paper.page.size, paper.blocks.first()) {
        (PageSize::A4, Some(Block::Bound(bound))) if sheets(bound).iter().any(is_small) => {
            larger(paper.page)
        }
        _ => paper.page,
    }
}

/// Returns the page that takes what is too wide for another one.
pub(super) fn larger(page: Page) -> Page {
    Page {
        size: PageSize::A3,
        ..page
    }
}

/// Splits a sheet by columns where its letters would be too small in a width in points. The first columns stand in each
/// part; what spans columns of several parts is said in each.
pub(super) fn readable_parts(sheet: &Sheet, width: f64) -> Vec<Sheet> {
    if fit(sheet, width).letters >= READABLE {
        return vec![sheet.clone()];
    }
    let widths: Vec<f64> = least_widths(sheet)
        .iter()
        .map(|width| width * READABLE)
        .collect();
    let labels = sheet.frozen_columns.max(1).min(widths.len());
    let room = width - widths[..labels].iter().sum::<f64>();
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut used = 0.0;
    for (column, width) in widths.iter().enumerate().skip(labels) {
        match parts.last_mut() {
            Some(part) if used + width <= room => part.1 = column + 1,
            _ => {
                parts.push((column, column + 1));
                used = 0.0;
            }
        }
        used += width;
    }
    if parts.len() < 2 {
        return vec![sheet.clone()];
    }
    let parts = parts.into_iter().enumerate().map(|(number, (from, to))| {
        let of_part: Vec<usize> = (0..labels).chain(from..to).collect();
        let width_of = |column: &usize| sheet.widths.get(*column).copied().unwrap_or(10.0);
        Sheet {
            name: sheet.name.clone(),
            caption: match number {
                0 => sheet.caption.clone(),
                _ => wording::continued(&sheet.caption),
            },
            widths: of_part.iter().map(width_of).collect(),
            head: rows_of_part(&sheet.head, &of_part),
            body: rows_of_part(&sheet.body, &of_part),
            frozen_columns: labels,
        }
    });
    parts.collect()
}

/// Returns the rows of some columns, in their order.
fn rows_of_part(rows: &[Vec<Cell>], columns: &[usize]) -> Vec<Vec<Cell>> {
    let mut cells: Vec<Vec<Option<&Placed>>> = vec![vec![None; columns.len()]; rows.len()];
    let placed = placed(rows);
    for at in &placed {
        for row in &mut cells[at.row..at.row + at.rows] {
            for (place, column) in columns.iter().enumerate() {
                if (at.column..at.column + at.columns).contains(column) {
                    row[place] = Some(at);
                }
            }
        }
    }
    let rows = cells.iter().enumerate().map(|(row, cells)| {
        let mut own = Vec::new();
        let mut place = 0;
        while let Some(at) = cells.get(place) {
            let Some(at) = at else {
                own.push(Cell::new(CellValue::Empty, Look::Plain));
                place += 1;
                continue;
            };
            let alike = cells[place..].iter();
            let alike =
                alike.take_while(|other| other.is_some_and(|other| std::ptr::eq(other, *at)));
            let count = alike.count();
            if at.row == row {
                let mut cell = at.cell.clone();
                cell.columns = u16::try_from(count).unwrap_or(u16::MAX);
                // A note stands where its cell begins, once.
                cell.note = cell.note.filter(|_| columns[place] == at.column);
                own.push(cell);
            }
            place += count;
        }
        own
    });
    rows.collect()
}

fn sheets(bound: &Bound) -> Vec<&Sheet> {
    let blocks = bound.parts.iter().flat_map(|part| &part.blocks);
    let sheets = blocks.filter_map(|block| match block {
        Block::Sheet(sheet) => Some(sheet),
        _ => None,
    });
    sheets.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Part;

    const A4: f64 = 481.9;

    fn figure(text: &str) -> Cell {
        Cell::text(text, Look::Plain)
    }

    /// Labels, codes and so many columns of long figures under one head.
    fn sheet(columns: u16) -> Sheet {
        let mut noted = figure("1\u{a0}234\u{a0}567,5");
        noted.note = Some("сверено".to_owned());
        let mut body = vec![Cell::text("Обучающихся", Look::Label), figure("01"), noted];
        body.extend((1..columns).map(|_| figure("1\u{a0}234\u{a0}567,5")));
        let numbers = (0..columns).map(|number| figure(&(number + 3).to_string()));
        Sheet {
            caption: "2.1. Обучающиеся".to_owned(),
            widths: vec![10.0; usize::from(columns) + 2],
            head: vec![
                vec![
                    Cell::text("Показатель", Look::Head).spanning(1, 2),
                    Cell::text("№ строки", Look::Head).spanning(1, 2),
                    Cell::text("В том числе", Look::Head).spanning(columns, 1),
                ],
                numbers.collect(),
            ],
            body: vec![
                body,
                vec![Cell::text("Справочно", Look::Total).spanning(columns + 2, 1)],
            ],
            frozen_columns: 2,
            ..Sheet::default()
        }
    }

    fn texts(row: &[Cell]) -> Vec<String> {
        let texts = row.iter().map(|cell| match &cell.value {
            CellValue::Text(text) => text.clone(),
            value => format!("{value:?}"),
        });
        texts.collect()
    }

    #[test]
    fn what_is_readable_stays_whole() {
        let sheet = sheet(4);
        assert_eq!(readable_parts(&sheet, A4), [sheet]);
    }

    #[test]
    fn each_part_is_readable_and_has_the_labels() {
        let sheet = sheet(30);
        let parts = readable_parts(&sheet, A4);
        assert!(parts.len() > 1, "{}", parts.len());
        let mut numbers = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            assert!(fit(part, A4).letters >= READABLE);
            let head = texts(&part.head[0]);
            assert_eq!(head, ["Показатель", "№ строки", "В том числе"]);
            let width: u16 = part.head[0].iter().map(|cell| cell.columns).sum();
            assert_eq!(usize::from(width), part.widths.len());
            numbers.extend(texts(&part.head[1]));
            assert_eq!(texts(&part.body[0])[..2], ["Обучающихся", "01"]);
            assert_eq!(texts(&part.body[1]), ["Справочно"]);
            assert_eq!(usize::from(part.body[1][0].columns), part.widths.len());
            assert_eq!(part.caption.contains("продолжение"), place > 0);
            let notes = part.body[0].iter().filter(|cell| cell.note.is_some());
            assert_eq!(notes.count(), usize::from(place == 0));
        }
        // No column is lost and none stands twice.
        let all: Vec<String> = (3..33).map(|number| number.to_string()).collect();
        assert_eq!(numbers, all);
    }

    #[test]
    fn what_is_bound_has_one_size() {
        let width_of = |page: Page| match page.size {
            PageSize::A4 => A4,
            PageSize::A3 => A4 * 2.0,
        };
        let bound = |columns| Bound {
            cover: Vec::new(),
            list_title: String::new(),
            part_title: String::new(),
            parts: vec![Part {
                name: String::new(),
                title: String::new(),
                subtitles: Vec::new(),
                notes: Vec::new(),
                blocks: vec![Block::Sheet(sheet(columns))],
                signatures: Vec::new(),
            }],
            inscription_title: String::new(),
            inscription: String::new(),
        };
        let paper = |block| Paper {
            code: String::new(),
            organisation: String::new(),
            title: String::new(),
            subtitles: Vec::new(),
            is_draft: false,
            page: Page::default(),
            notes: Vec::new(),
            blocks: vec![block],
            signatures: Vec::new(),
            title_page: None,
            responsible: None,
            approval: Vec::new(),
        };
        let size = |block| readable_page(&paper(block), width_of).size;
        assert_eq!(size(Block::Bound(Box::new(bound(4)))), PageSize::A4);
        assert_eq!(size(Block::Bound(Box::new(bound(12)))), PageSize::A3);
        // By itself the sheet has pages of its own, and stays whole there.
        assert_eq!(size(Block::Sheet(sheet(12))), PageSize::A4);
        assert_eq!(readable_parts(&sheet(12), A4 * 2.0).len(), 1);
    }
}
