//! Papers bound into one as a workbook: the cover, the list of them, their own worksheets, and the certifying inscription.

use super::page::readable;
use super::paper::{Book, Head};
use super::scroll::Words;
use super::tab::tabs;
use crate::export::{Error, wording};
use crate::sheet::{Block, Bound, Cell, CellValue, Look, Page, Sheet};

/// The name of the sheet with the cover.
const COVER: &str = "Обложка";

/// Returns the page on which the widest of the parts is readable.
pub(super) fn page(declared: Page, bound: &Bound) -> Page {
    let tabs = bound.parts.iter().flat_map(|part| tabs(&part.blocks));
    let letters = tabs.map(|tab| tab.widths().iter().sum());
    readable(declared, letters.fold(0.0, f64::max))
}

pub(super) fn write(book: &mut Book, bound: &Bound) -> Result<(), Error> {
    let paper = book.paper;
    let mut cover: Vec<(&str, Words)> = Vec::new();
    if paper.is_draft {
        cover.push((wording::DRAFT, Words::Draft));
    }
    cover.extend([
        (paper.organisation.as_str(), Words::Centred),
        ("", Words::Plain),
    ]);
    cover.push((&paper.title, Words::Title));
    let subtitles = paper.subtitles.iter();
    cover.extend(subtitles.map(|line| (line.as_str(), Words::Centred)));
    cover.push(("", Words::Plain));
    let lines = bound.cover.iter();
    cover.extend(lines.map(|line| (line.as_str(), Words::Plain)));
    book.write_lines(COVER, &cover, &[])?;

    let list = [
        Block::Sheet(list(bound)),
        Block::Text(wording::PAGES_BY_HAND.to_owned()),
    ];
    book.write(&Head::of(paper), &list, &[])?;
    for part in &bound.parts {
        let head = Head {
            approval: &[],
            organisation: &paper.organisation,
            title: &part.title,
            subtitles: &part.subtitles,
            notes: &part.notes,
            is_draft: paper.is_draft,
        };
        book.write(&head, &part.blocks, &part.signatures)?;
    }
    let inscription = [
        (bound.inscription_title.as_str(), Words::Title),
        ("", Words::Plain),
        (bound.inscription.as_str(), Words::Plain),
    ];
    book.write_lines(&bound.inscription_title, &inscription, &paper.signatures)
}

/// Lays the list out. Its pages are left to a pen: where a workbook breaks into pages is the printer's affair.
fn list(bound: &Bound) -> Sheet {
    let [number, from, to] = wording::LIST_HEADS;
    let heads = [number, bound.part_title.as_str(), from, to];
    let rows = (1..).zip(&bound.parts).map(|(number, part)| {
        vec![
            Cell::new(CellValue::Count(number), Look::Label),
            Cell::text(&part.name, Look::Label),
            Cell::new(CellValue::Empty, Look::Plain),
            Cell::new(CellValue::Empty, Look::Plain),
        ]
    });
    Sheet {
        name: bound.list_title.clone(),
        caption: bound.list_title.clone(),
        widths: vec![8.0, 40.0, 16.0, 16.0],
        head: vec![heads.map(|head| Cell::text(head, Look::Head)).to_vec()],
        body: rows.collect(),
        frozen_columns: 0,
    }
}
