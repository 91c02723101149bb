//! Form: one edition of a statistical form, read and checked.

use jiff::civil::Date;

use super::CellKey;

/// One edition of a form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Stands in addresses and names of files: `oo-1`.
    pub code: String,
    /// As people know it: «ОО-1».
    pub title_code: String,
    pub name: String,
    /// The code of the form in the classifier of documents, where it is known.
    pub okud: Option<String>,
    /// By which order it was introduced, in words.
    pub order: String,
    /// The kinds of organisations that file it (`school.kind`).
    pub filed_by: Vec<String>,
    pub period: PeriodKind,
    /// Reporting days from and until which this edition holds.
    pub from: Date,
    pub until: Option<Date>,
    /// Whether something in it is confirmed by nobody, so that its prints say «ПРОЕКТ».
    pub is_draft: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodKind {
    Year,
    Month,
}

/// One period for which a form is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPeriod {
    /// Stands in addresses: `2025` or `2025-10`.
    pub name: String,
    /// The reporting day.
    pub on: Date,
    /// The last day for filing.
    pub due: Date,
}

/// Where the figure of a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// From the data.
    Computed,
    /// From other cells.
    Formula,
    /// In no data: the school types it.
    Manual,
    /// Nothing stands there: «х».
    Closed,
}

impl Form {
    /// Returns a period by its name; none where it is no name of a period or this edition does not hold for it.
    pub fn period(&self, name: &str) -> Option<FormPeriod> {
        let _ = name;
        None
    }

    /// Returns the periods of this edition whose reporting day is not after `until`, newest first.
    pub fn periods(&self, until: Date) -> Vec<FormPeriod> {
        let _ = until;
        Vec::new()
    }

    /// Says where the figure of a cell comes from; none where the form has no such cell.
    pub fn cell(&self, key: &CellKey) -> Option<CellKind> {
        let _ = key;
        None
    }

    /// Returns every cell in the order of the blank.
    pub fn cells(&self) -> impl Iterator<Item = (CellKey, CellKind)> {
        std::iter::empty()
    }

    /// Returns a cell in words: where it stands, and what its row and column are called.
    pub fn cell_title(&self, key: &CellKey) -> String {
        key.to_string()
    }
}
