//! Parents: the rows that other rows may refer to, by their id, from this extract and from the lake.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::column::{Column, Text};
use super::key::KeyTable;

/// The code of a row that is not known, or of no row at all.
pub(super) const NO_CODE: u32 = u32::MAX;
/// The day of a row that has none.
pub(super) const NO_DAY: i32 = i32::MIN;

/// The ids of one table. A code below the number of accepted rows is the row of this extract; then the stored follow.
#[derive(Debug, Default)]
pub(super) struct Parent {
    ids: Text,
    table: KeyTable,
    hashing: RandomState,
    /// The day of each code, where children take their day from here.
    pub days: Vec<i32>,
    /// The group of each code; of lessons only.
    pub groups: Vec<u32>,
    /// Whether the table could not be read: then nothing that refers to it can be judged.
    pub is_blind: bool,
}

impl Parent {
    /// Adds every row of an id column, and the day of each where there is a column of days.
    pub fn extend(&mut self, ids: &Column, days: Option<&Column>) {
        for row in 0..ids.len() {
            let id = ids.text(row).unwrap_or(b"");
            let hash = self.hash(id);
            let code = self.ids.len() as u32;
            let is_known = self
                .table
                .find(hash, |other| self.ids.get(other as usize) == id)
                .is_some();
            self.ids.push(id);
            self.days
                .push(days.and_then(|days| days.int(row)).unwrap_or(NO_DAY));
            // The first stays: this extract's row goes before a stored one.
            if !is_known && !id.is_empty() {
                self.table.insert(hash, code);
            }
        }
    }

    /// Returns the code of an id, or [`NO_CODE`].
    pub fn code(&self, id: &[u8]) -> u32 {
        self.table
            .find(self.hash(id), |other| self.ids.get(other as usize) == id)
            .unwrap_or(NO_CODE)
    }

    /// Returns the codes of a stored column of ids.
    pub fn codes(&self, ids: &Column) -> Vec<u32> {
        (0..ids.len())
            .map(|row| ids.text(row).map_or(NO_CODE, |id| self.code(id)))
            .collect()
    }

    /// Returns the day of a code.
    pub fn day(&self, code: u32) -> Option<i32> {
        self.days
            .get(code as usize)
            .copied()
            .filter(|&day| day != NO_DAY)
    }

    fn hash(&self, id: &[u8]) -> u64 {
        let mut hasher = self.hashing.build_hasher();
        hasher.write(id);
        hasher.finish()
    }
}
