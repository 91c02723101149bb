//! Sheet: a form's blocks as they stand on the page, each figure a link to what is known of it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::{Done, cell_address};
use crate::app::{CellKey, ControlSeverity, OpenFiling};
use crate::catalogue::say;
use crate::export::numbers;
use crate::sheet::{Block, Cell, CellValue, Look, Paper, Sheet};
use crate::web::parts::{Verbatim, words};

/// What stands on the page of a form, from top to bottom.
pub enum FormBlock {
    Heading(String),
    Text(String),
    List { title: String, items: Vec<String> },
    Sheet(FormSheet),
}

#[derive(Template)]
#[template(path = "forms/sheet.html")]
pub struct FormSheet {
    pub id: String,
    pub caption: String,
    head: Vec<Vec<FormCell>>,
    body: Vec<Vec<FormCell>>,
}

impl askama::filters::HtmlSafe for FormSheet {}

struct FormCell {
    text: String,
    kind: Kind,
    columns: u16,
    rows: u16,
    class: &'static str,
    /// Where the figure leads, and what it is called there.
    link: Option<Link>,
    /// What was done to it last, where the page leads back to it.
    told: Option<String>,
}

struct Link {
    address: String,
    /// Begins with what is seen.
    label: String,
    signs: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Column,
    Row,
    Plain,
}

/// What is marked on figures.
#[derive(Default)]
pub struct Marks {
    address: Option<String>,
    corrected: BTreeSet<CellKey>,
    returned: BTreeSet<CellKey>,
    noted: BTreeSet<CellKey>,
    /// By the worst control that a cell breaks.
    broken: BTreeMap<CellKey, ControlSeverity>,
    /// The cell that the page leads back to, and what was done to it.
    touched: Option<(CellKey, String)>,
}

impl Marks {
    /// Returns what is marked on a school's form, whose figures lead to their cards.
    pub fn of(open: &OpenFiling, done: Option<&Done>) -> Self {
        let mut broken: BTreeMap<CellKey, ControlSeverity> = BTreeMap::new();
        for finding in &open.findings {
            for key in &finding.cells {
                let known = broken.entry(key.clone()).or_insert(finding.severity);
                *known = (*known).min(finding.severity);
            }
        }
        let noted = open.cells.iter().filter(|(_, cell)| cell.note.is_some());
        let is_open = open.has_figures && open.record.is_some();
        Self {
            address: is_open.then(|| cell_address(&open.filing, &open.school.id, "")),
            corrected: open.corrected(),
            returned: open.returned(),
            noted: noted.map(|(key, _)| key.clone()).collect(),
            broken,
            touched: done.and_then(|done| Some((done.at.clone()?, done.words.clone()))),
        }
    }

    /// Returns the cells of which the school said something.
    pub fn by_school(&self) -> impl Iterator<Item = CellKey> {
        self.corrected.union(&self.noted).cloned()
    }

    /// Returns the signs of a cell with their words.
    pub fn signs(&self, key: &CellKey) -> Vec<(&'static str, String)> {
        let mut signs = Vec::new();
        match self.broken.get(key) {
            Some(ControlSeverity::Error) => signs.push(("✕", say!("forms-sign-error"))),
            Some(ControlSeverity::Warning) => signs.push(("!", say!("forms-sign-warning"))),
            None => {}
        }
        if self.corrected.contains(key) {
            signs.push(("✎", say!("forms-sign-corrected")));
        }
        if self.returned.contains(key) {
            signs.push(("↩", say!("forms-sign-returned")));
        }
        if self.noted.contains(key) {
            signs.push(("†", say!("forms-sign-noted")));
        }
        signs
    }
}

/// Lays a paper out for the page.
pub fn blocks(paper: Paper, marks: &Marks) -> Vec<FormBlock> {
    let mut blocks = Vec::new();
    for (place, block) in paper.blocks.into_iter().enumerate() {
        match block {
            Block::Heading(text) => blocks.push(FormBlock::Heading(text)),
            Block::Text(text) => blocks.push(FormBlock::Text(text)),
            Block::List { title, items } => blocks.push(FormBlock::List { title, items }),
            Block::Sheet(sheet) => blocks.push(FormBlock::Sheet(laid(place, &sheet, marks))),
            Block::PageBreak | Block::Slips { .. } | Block::Bound(_) => {}
        }
    }
    blocks
}

fn laid(place: usize, sheet: &Sheet, marks: &Marks) -> FormSheet {
    let rows = |rows: &[Vec<Cell>], is_head: bool| -> Vec<Vec<FormCell>> {
        let rows = rows.iter();
        rows.map(|cells| {
            let cells = cells.iter();
            cells.map(|cell| cell_of(cell, is_head, marks)).collect()
        })
        .collect()
    };
    FormSheet {
        id: format!("section-{place}"),
        caption: match sheet.caption.as_str() {
            "" => sheet.name.clone(),
            caption => caption.to_owned(),
        },
        head: rows(&sheet.head, true),
        body: rows(&sheet.body, false),
    }
}

fn cell_of(cell: &Cell, is_head: bool, marks: &Marks) -> FormCell {
    let text = numbers::on_paper(cell);
    let kind = match cell.look {
        // A head without words heads nothing.
        _ if text.is_empty() => Kind::Plain,
        _ if is_head => Kind::Column,
        Look::Label => Kind::Row,
        _ => Kind::Plain,
    };
    let key = cell.name.as_deref().and_then(CellKey::parse);
    let touched = marks.touched.as_ref();
    let touched = touched.filter(|(touched, _)| key.as_ref() == Some(touched));
    let link = key.as_ref().and_then(|key| {
        let signs = marks.signs(key);
        let is_closed = cell.value == CellValue::Closed;
        let address = marks.address.as_ref().filter(|_| !is_closed)?;
        let path = key.path();
        let mut label = format!("{}, {path}", shown(&text));
        for (_, said) in &signs {
            label.push_str(", ");
            label.push_str(said);
        }
        Some(Link {
            address: format!("{address}{}", crate::web::parts::address::encoded(&path)),
            label,
            signs: signs.iter().map(|(sign, _)| *sign).collect(),
        })
    });
    FormCell {
        class: match (&cell.value, cell.look) {
            (CellValue::Closed, _) => "closed",
            (CellValue::Text(_), Look::Code) => "code-cell",
            (CellValue::Text(_), _) => "",
            (_, Look::Total) => "number total",
            _ => "number",
        },
        text: match &link {
            Some(_) => shown(&text).to_owned(),
            None => text,
        },
        kind,
        columns: cell.columns,
        rows: cell.rows,
        link,
        told: touched.map(|(_, words)| words.clone()),
    }
}

/// What a link is seen as where the cell is empty.
fn shown(text: &str) -> &str {
    match text {
        "" => words::NOTHING,
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(cells: Vec<Cell>, marks: &Marks) -> String {
        let sheet = Sheet {
            name: "2.4".to_owned(),
            head: vec![vec![
                Cell::text("", Look::Head),
                Cell::text("Всего", Look::Head),
            ]],
            body: vec![cells],
            ..Sheet::default()
        };
        laid(0, &sheet, marks).render().expect("a table")
    }

    #[test]
    fn figures_lead_to_their_cards_and_closed_cells_nowhere() {
        let marks = Marks {
            address: Some("/forms/oo-1/2025?school=s1&cell=".to_owned()),
            corrected: BTreeSet::from([CellKey::new("2.4", "01", "3")]),
            ..Marks::default()
        };
        let text = drawn(
            vec![
                Cell::text("<b>Всего</b>", Look::Label),
                Cell::new(CellValue::Count(1200), Look::Plain).named("2.4/01/3"),
                Cell::new(CellValue::Closed, Look::Plain).named("2.4/01/4"),
                Cell::new(CellValue::Empty, Look::Plain).named("2.4/01/5"),
            ],
            &marks,
        );
        assert!(!text.contains("<b>"), "{text}");
        assert!(text.contains("cell=2.4%2F01%2F3"), "{text}");
        assert!(text.contains("исправлено") && text.contains('✎'), "{text}");
        assert!(!text.contains("2.4%2F01%2F4") && text.contains("2.4%2F01%2F5"));
        // An empty corner heads nothing.
        assert_eq!(text.matches("<th scope=\"col\"").count(), 1, "{text}");
    }

    #[test]
    fn without_a_card_to_lead_to_figures_are_text() {
        let cell = Cell::new(CellValue::Count(7), Look::Plain).named("2.4/01/3");
        assert!(!drawn(vec![cell], &Marks::default()).contains("<a"));
    }
}
