//! DataTable: rows of text and numbers with a caption, heads and totals, as it stands on screen and on paper.

use askama::Template;

use super::{Badge, Verbatim, words};
use crate::catalogue::say;

#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/data_table.html")]
pub struct DataTable {
    pub id: String,
    pub caption: String,
    pub heads: Vec<Head>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, Default)]
pub struct Head {
    pub text: String,
    /// A small word below, such as «неполная».
    pub note: Option<String>,
    pub is_number: bool,
    /// The `x` of the column's plotted cells: a chart keeps the order of the heads, whichever row comes first.
    pub place: Option<String>,
    /// Whether its cells only lead on, which paper cannot.
    pub is_way: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub is_total: bool,
    /// A small word below its name, such as «неполный период».
    pub note: Option<String>,
    /// Where its marks in a chart lead; readers of the table have its links.
    pub lead: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Cell {
    /// What the row is about: its head.
    Name(String),
    /// The same, leading to a page about it.
    Link {
        text: String,
        address: String,
    },
    Text(String),
    TextLink {
        text: String,
        address: String,
    },
    Number {
        text: String,
        plot: Option<Plot>,
    },
    /// Leads on from the row: what it is called, and what is heard where it is not seen beside the row.
    Way {
        text: String,
        label: String,
        address: String,
    },
    Badge(Badge),
    /// «нет данных» in place of all the row's numbers: a school without data never reads as zero.
    Missing {
        columns: usize,
    },
}

/// Where a chart draws the cell.
#[derive(Debug, Clone)]
pub struct Plot {
    pub series: String,
    pub x: String,
    pub value: f64,
}

impl DataTable {
    /// Says whether the table has too many columns to leave a drawing half of the width.
    pub fn is_wide(&self) -> bool {
        self.heads.iter().filter(|head| !head.is_way).count() > 7
    }

    /// Returns the rows as parts of the table: totals, which come last, stand in its foot and stay in sight.
    fn parts(&self) -> Vec<(&'static str, &[Row])> {
        let first_total = self.rows.iter().position(|row| row.is_total);
        let (body, foot) = self.rows.split_at(first_total.unwrap_or(self.rows.len()));
        let parts = [("tbody", body), ("tfoot", foot)].into_iter();
        parts.filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// Says whether a text is a name or a date that should not be broken.
    fn is_short(&self, text: &str) -> bool {
        text.chars().count() <= 20
    }
}

impl Head {
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub fn number(text: impl Into<String>) -> Self {
        Self {
            is_number: true,
            ..Self::text(text)
        }
    }

    pub fn way(text: impl Into<String>) -> Self {
        Self {
            is_way: true,
            ..Self::text(text)
        }
    }

    pub fn with_note(mut self, note: Option<&str>) -> Self {
        self.note = note.map(str::to_owned);
        self
    }

    pub fn at_place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }
}

impl Cell {
    /// The head of a row about a school, a class or the like.
    pub fn name(name: &str) -> Self {
        Self::Name(words::unbroken(name))
    }

    pub fn number(text: impl Into<String>) -> Self {
        Self::Number {
            text: text.into(),
            plot: None,
        }
    }
}
