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

    /// Reads `2.1.1/01/3`, as addresses name a cell.
    pub fn parse(path: &str) -> Option<Self> {
        let mut codes = path.split('/');
        let key = Self::new(codes.next()?, codes.next()?, codes.next()?);
        let codes_are_there = [&key.section, &key.row, &key.column];
        let is_whole =
            codes.next().is_none() && codes_are_there.iter().all(|code| !code.is_empty());
        is_whole.then_some(key)
    }

    /// Writes it as addresses name it.
    pub fn path(&self) -> String {
        format!("{}/{}/{}", self.section, self.row, self.column)
    }

    /// Names its section in a sentence: a number as it is, a word in quotes.
    pub fn section_in_words(&self) -> String {
        match self.section.starts_with(|sign: char| sign.is_ascii_digit()) {
            true => self.section.clone(),
            false => format!("«{}»", self.section),
        }
    }
}

impl fmt::Display for CellKey {
    /// `раздел 2.1.1, строка 09, графа 3`, as controls are spoken of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (section, row, column) = (self.section_in_words(), &self.row, &self.column);
        write!(f, "раздел {section}, строка {row}, графа {column}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_spoken_of_in_words() {
        let said = |section| CellKey::new(section, "01", "7").to_string();
        assert_eq!(said("1"), "раздел 1, строка 01, графа 7");
        assert_eq!(said("2.1.1оз"), "раздел 2.1.1оз, строка 01, графа 7");
        assert_eq!(said("возраст"), "раздел «возраст», строка 01, графа 7");
    }

    #[test]
    fn a_path_names_a_cell() {
        let key = CellKey::new("2.1.1", "01", "3");
        assert_eq!(CellKey::parse("2.1.1/01/3"), Some(key.clone()));
        assert_eq!(CellKey::parse(&key.path()), Some(key));
        for wrong in ["", "2.1.1", "2.1.1/01", "2.1.1//3", "2.1.1/01/3/4"] {
            assert_eq!(CellKey::parse(wrong), None, "{wrong}");
        }
    }
}
