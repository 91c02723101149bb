//! Cell: where a figure of a form stands, and the figures of one form by their places.

use std::collections::BTreeMap;
use std::fmt;

/// The place of a figure by the codes that the form gives. Codes are text: `01` is not `1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    pub section: String,
    pub row: String,
    pub column: String,
}

/// Figures by their places. A place that is left out is an empty cell, which is not a nought.
pub type Values = BTreeMap<CellKey, f64>;

impl CellKey {
    pub fn new(section: &str, row: &str, column: &str) -> Self {
        Self {
            section: section.to_owned(),
            row: row.to_owned(),
            column: column.to_owned(),
        }
    }
}

impl fmt::Display for CellKey {
    /// `2.1.1 строка 09 графа 3`, as controls are spoken of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            section,
            row,
            column,
        } = self;
        write!(f, "{section} строка {row} графа {column}")
    }
}
