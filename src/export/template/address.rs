//! Addresses of cells: `B12`, as people write them in declarations.

use std::fmt::{self, Display, Formatter};

/// The last column and row that a sheet has.
const COLUMNS: u32 = 16_384;
const ROWS: u32 = 1_048_576;

/// The place of a cell, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub row: u32,
    pub column: u32,
}

/// Cells from one corner to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub first: Address,
    pub last: Address,
}

impl Address {
    /// Reads `B12` and `$B$12`, and the same in small letters.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text);
        let letters = text.len()
            - text
                .trim_start_matches(|sign: char| sign.is_ascii_alphabetic())
                .len();
        let (letters, digits) = text.split_at(letters);
        let digits = digits.strip_prefix('$').unwrap_or(digits);
        let is_number = digits.len() <= 7 && digits.bytes().all(|digit| digit.is_ascii_digit());
        if letters.is_empty() || letters.len() > 3 || !is_number || digits.starts_with('0') {
            return None;
        }
        let letters = letters.bytes().map(|letter| letter.to_ascii_uppercase());
        let column = letters.fold(0, |column, letter| {
            column * 26 + u32::from(letter - b'A') + 1
        });
        let row = digits.parse().ok()?;
        let is_there = (1..=COLUMNS).contains(&column) && (1..=ROWS).contains(&row);
        is_there.then_some(Self { row, column })
    }
}

impl Display for Address {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut column = self.column;
        while column > 0 {
            column -= 1;
            letters.push(char::from(b'A' + (column % 26) as u8));
            column /= 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(formatter, "{letters}{}", self.row)
    }
}

impl Display for Area {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.first, self.last)
    }
}

impl Area {
    /// Reads `B2:D4`, and `B2` as the area of one cell.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Some(Self {
            first: Address::parse(first)?,
            last: Address::parse(last)?,
        })
    }

    pub fn contains(&self, address: Address) -> bool {
        (self.first.row..=self.last.row).contains(&address.row)
            && (self.first.column..=self.last.column).contains(&address.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for (text, row, column) in [
            ("A1", 1, 1),
            ("z9", 9, 26),
            ("$AA$10", 10, 27),
            ("XFD1048576", ROWS, COLUMNS),
        ] {
            let address = Address::parse(text).expect("an address");
            assert_eq!(address, Address { row, column });
            let written = text.to_uppercase().replace('$', "");
            assert_eq!(address.to_string(), written);
        }
        // The last one begins with a Russian letter.
        for text in [
            "",
            "A",
            "1",
            "A0",
            "A01",
            "AAAA1",
            "XFE1",
            "A1048577",
            "A1:B2",
            "A-1",
            "A99999999",
            "А1",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn areas_hold_what_lies_within() {
        let area = Area::parse("B2:D4").expect("an area");
        let holds = |text: &str| area.contains(Address::parse(text).expect("an address"));
        assert!(holds("B2") && holds("D4") && holds("C3"));
        assert!(!holds("A2") && !holds("B5"));
    }
}
