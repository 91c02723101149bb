//! Sheet: laid-out cells before any file format, and the paper on which sheets and words stand.
//!
//! Forms, reports and answers end in a `Paper`; a page, a workbook and a PDF begin with one, so that a new format
//! touches nothing of what is printed and a new paper no format.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is printed, filed or signed as one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// Stands at the foot of each page and in the names of files: `oo-1`, `class-results`.
    pub code: String,
    /// The school or office whose paper it is, in full; centred on top.
    pub organisation: String,
    pub title: String,
    /// The class, the period, what it is of; each a line under the title.
    pub subtitles: Vec<String>,
    /// Whether something on it is confirmed by nobody: every page says «ПРОЕКТ».
    pub is_draft: bool,
    pub page: Page,
    /// What holds for all of it: the data's moment, filters, what is missing; each a line.
    pub notes: Vec<String>,
    pub blocks: Vec<Block>,
    pub signatures: Vec<Signature>,
    /// Of an official form, in the place of its organisation, title and subtitles. Prints from before there were any
    /// have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_page: Option<TitlePage>,
    /// Of an official form, in the place of signatures: whose duty it is, in words. Below stand lines for post, name,
    /// signature, telephone, mail and the day on which it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<String>,
    /// Who approves it, when, and the seal: lines at its top right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approval: Vec<String>,
}

/// The first page of an official form, as orders lay it out: lines above the name, the name, and below it who hands the
/// form in until when, whose it is, and codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TitlePage {
    /// Each stands in a frame.
    pub lines: Vec<String>,
    pub terms: Sheet,
    /// A label and what stands on its line: the organisation, its address. What is empty is left to the pen.
    pub facts: Vec<(String, String)>,
    pub codes: Sheet,
}

/// The page that a paper is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Page {
    pub size: PageSize,
    pub is_landscape: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PageSize {
    #[default]
    A4,
    A3,
}

/// What stands on a paper, from top to bottom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    Heading(String),
    Text(String),
    /// A title with what is counted under it, such as the names of pupils.
    List {
        title: String,
        items: Vec<String>,
    },
    Sheet(Sheet),
    /// What follows begins a page.
    PageBreak,
    /// Papers of one receiver each, cut apart: so many stand on a page.
    Slips {
        per_page: u8,
        slips: Vec<Slip>,
    },
    /// Papers bound into one; it stands on its paper alone.
    Bound(Box<Bound>),
}

/// Papers that are bound into one and kept as one: a cover, the list of them with their pages, each of them, and the
/// inscription by which it is certified how many leaves there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// Stands at the foot of the cover.
    pub cover: Vec<String>,
    /// Stands above the list.
    pub list_title: String,
    /// What the list calls each of them: «Класс».
    pub part_title: String,
    pub parts: Vec<Part>,
    pub inscription_title: String,
    pub inscription: String,
}

/// One of the papers that are bound: it begins a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// By which the list names it.
    pub name: String,
    pub title: String,
    pub subtitles: Vec<String>,
    pub notes: Vec<String>,
    pub blocks: Vec<Block>,
    pub signatures: Vec<Signature>,
}

/// A part of a page that one receiver gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    pub title: String,
    pub subtitles: Vec<String>,
    pub blocks: Vec<Block>,
    /// Lines to sign on.
    pub signatures: Vec<Signature>,
}

/// Who signs: the post to the left of the line, the name to the right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub post: String,
    /// `И. О. Фамилия`; a blank to fill in where nothing is known.
    pub name: Option<String>,
    /// Whether «М.П.» stands under the line.
    pub has_seal: bool,
}

/// Cells under a head. Rows hold the cells that begin in them, as in HTML: a place that a span covers is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Names the sheet of a workbook; not over 31 characters there.
    pub name: String,
    /// Stands above the sheet; empty for nothing.
    pub caption: String,
    /// The width of each column in characters. Its length is the number of columns.
    pub widths: Vec<f64>,
    /// Repeated on every page.
    pub head: Vec<Vec<Cell>>,
    pub body: Vec<Vec<Cell>>,
    /// How many columns stay in sight when the rest is scrolled.
    pub frozen_columns: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub value: CellValue,
    pub look: Look,
    /// How many columns and rows it takes; at least one each.
    pub columns: u16,
    pub rows: u16,
    /// Whether the text runs upwards, as the names of many subjects do.
    pub is_upright: bool,
    /// What somebody noted on it.
    pub note: Option<String>,
    /// By what a page leads on from it, such as the codes of a form's cell.
    pub name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CellValue {
    /// Nothing known, or nothing to say.
    Empty,
    /// A figure that there is not: «—».
    Unknown,
    Text(String),
    Count(i64),
    /// With so many decimals.
    Number(f64, u8),
    /// 0 to 100, with so many decimals.
    Percent(f64, u8),
    Day(Date),
    /// Closed by the form: «х».
    Closed,
    /// Withheld, because it tells of few people: `*`.
    Withheld,
}

/// What a cell is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Look {
    #[default]
    Plain,
    Head,
    /// Names the row that it begins.
    Label,
    /// The code of a row or the number of a column; text, also where it looks like a number.
    Code,
    /// A mark, or what stands in its place.
    Mark,
    Total,
    /// Differs from what was computed, because somebody corrected it.
    Corrected,
    /// Breaks a control.
    Faulty,
}

/// A cell and the place that it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed<'a> {
    pub row: usize,
    pub column: usize,
    /// How many columns and rows it takes, the last of them within the rows given.
    pub columns: usize,
    pub rows: usize,
    pub cell: &'a Cell,
}

/// Puts the cells of rows where HTML would: each into the first place of its row that no span from above covers.
pub fn placed(rows: &[Vec<Cell>]) -> Vec<Placed<'_>> {
    let mut placed = Vec::new();
    let mut free_from: Vec<usize> = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        let mut column = 0;
        for cell in cells {
            let columns = usize::from(cell.columns.max(1));
            let height = usize::from(cell.rows.max(1)).min(rows.len() - row);
            let is_taken = |place: &usize| free_from.get(*place).is_some_and(|free| *free > row);
            while let Some(taken) = (column..column + columns).rev().find(is_taken) {
                column = taken + 1;
            }
            let end = column + columns;
            if free_from.len() < end {
                free_from.resize(end, 0);
            }
            free_from[column..end].fill(row + height);
            placed.push(Placed {
                row,
                column,
                columns,
                rows: height,
                cell,
            });
            column = end;
        }
    }
    placed
}

impl Sheet {
    /// Returns how many columns it has; cells beyond the declared widths make more of them.
    pub fn column_count(&self) -> usize {
        let cells = placed(&self.head).into_iter().chain(placed(&self.body));
        let ends = cells.map(|placed| placed.column + placed.columns);
        ends.max().unwrap_or(0).max(self.widths.len())
    }
}

impl Cell {
    pub fn new(value: CellValue, look: Look) -> Self {
        Self {
            value,
            look,
            columns: 1,
            rows: 1,
            is_upright: false,
            note: None,
            name: None,
        }
    }

    /// Makes a cell of words.
    pub fn text(words: impl Into<String>, look: Look) -> Self {
        Self::new(CellValue::Text(words.into()), look)
    }

    /// Lets it take more columns and rows.
    pub fn spanning(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Names it for a page that leads on from it.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Turns its text upwards.
    pub fn upright(mut self) -> Self {
        self.is_upright = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_go_where_no_span_covers_the_place() {
        let cell = |words: &str| Cell::text(words, Look::Plain);
        let rows = vec![
            vec![cell("a").spanning(1, 2), cell("b").spanning(2, 1)],
            vec![cell("c"), cell("d")],
            vec![cell("e").spanning(3, 9)],
        ];
        let places: Vec<_> = placed(&rows)
            .iter()
            .map(|at| (at.row, at.column, at.columns, at.rows))
            .collect();
        assert_eq!(
            places,
            [
                (0, 0, 1, 2),
                (0, 1, 2, 1),
                (1, 1, 1, 1),
                (1, 2, 1, 1),
                (2, 0, 3, 1)
            ]
        );
    }

    #[test]
    fn a_wide_cell_does_not_lie_over_another() {
        let cell = || Cell::text("", Look::Plain);
        let rows = vec![
            vec![cell(), cell().spanning(1, 2)],
            vec![cell().spanning(2, 1)],
        ];
        assert_eq!(placed(&rows)[2].column, 2);
        let sheet = Sheet {
            widths: vec![5.0, 5.0],
            body: rows,
            ..Sheet::default()
        };
        assert_eq!(sheet.column_count(), 4);
    }
}
