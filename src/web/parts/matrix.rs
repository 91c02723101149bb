//! Matrix: a long answer laid out with one dimension down and another across, in the order of the answer.

use std::collections::HashMap;
use std::hash::Hash;

/// Values by row and column. Both keep the order in which they were first seen.
#[derive(Debug, Clone)]
pub struct Matrix<R, C, V> {
    pub rows: Vec<R>,
    pub columns: Vec<C>,
    values: HashMap<(R, C), V>,
}

impl<R: Clone + Eq + Hash, C: Clone + Eq + Hash, V> Matrix<R, C, V> {
    pub fn new() -> Self {
        Self {
            rows: Vec::new(),
            columns: Vec::new(),
            values: HashMap::new(),
        }
    }

    pub fn put(&mut self, row: R, column: C, value: V) {
        self.add_row(row.clone());
        if !self.columns.contains(&column) {
            self.columns.push(column.clone());
        }
        self.values.insert((row, column), value);
    }

    /// Adds a row that may stay without values.
    pub fn add_row(&mut self, row: R) {
        if !self.rows.contains(&row) {
            self.rows.push(row);
        }
    }

    pub fn get(&self, row: &R, column: &C) -> Option<&V> {
        self.values.get(&(row.clone(), column.clone()))
    }

    /// Says whether a row has any value.
    pub fn has_values(&self, row: &R) -> bool {
        self.columns
            .iter()
            .any(|column| self.values.contains_key(&(row.clone(), column.clone())))
    }
}
