//! Values: the values of dimensions, each with a number by which heads name it.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::DateTime;

use crate::export::cell::Cell;

/// The values that one dimension has in a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Values<'a> {
    pub cells: Vec<Cell<'a>>,
    numbers: HashMap<Key<'a>, u32>,
}

/// A value that can be told from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key<'a> {
    Nothing,
    Flag(bool),
    Integer(i64),
    Number(u64),
    Moment(DateTime),
    Text(Cow<'a, str>),
}

/// Where a value stands among the values of a dimension: nothing comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Flag(bool),
    Integer(i64),
    Number(i64),
    Moment(DateTime),
    Text(String),
    Nothing,
}

impl<'a> Values<'a> {
    /// Returns the number of a value, a new one where it has none.
    pub fn number(&mut self, cell: Cell<'a>) -> u32 {
        let next = self.cells.len() as u32;
        let number = *self.numbers.entry(key(&cell)).or_insert(next);
        if number == next {
            self.cells.push(cell);
        }
        number
    }

    pub fn find(&self, cell: &Cell<'a>) -> Option<u32> {
        self.numbers.get(&key(cell)).copied()
    }

    /// Returns the rank of each value by its number.
    pub fn ranks(&self, sort_key: fn(&str) -> String) -> Vec<Rank> {
        let rank = |cell: &Cell| match key(cell) {
            Key::Nothing => Rank::Nothing,
            Key::Flag(flag) => Rank::Flag(flag),
            Key::Integer(number) => Rank::Integer(number),
            Key::Number(bits) => Rank::Number(in_order(bits)),
            Key::Moment(moment) => Rank::Moment(moment),
            Key::Text(text) => Rank::Text(sort_key(&text)),
        };
        self.cells.iter().map(rank).collect()
    }
}

fn key<'a>(cell: &Cell<'a>) -> Key<'a> {
    match cell {
        Cell::Null | Cell::Withheld | Cell::Absent => Key::Nothing,
        Cell::Text(text) => Key::Text(Cow::Borrowed(text)),
        Cell::Other(text) => Key::Text(Cow::Owned(text.clone())),
        Cell::Integer(number) => Key::Integer(*number),
        // Adding zero makes one zero of two.
        Cell::Number(number) => Key::Number((number + 0.0).to_bits()),
        Cell::Flag(flag) => Key::Flag(*flag),
        Cell::Moment(moment) => Key::Moment(*moment),
    }
}

/// Returns the bits of a number so that they sort as the number does, as `f64::total_cmp` compares.
fn in_order(bits: u64) -> i64 {
    let bits = bits as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}
