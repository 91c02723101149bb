//! Sides: which columns of a table stand along which axis of its layout.

use super::axis::Level;
use super::{MEASURES, Names};
use crate::export::cell::time_member;
use crate::table::{ColumnKind, Table};

/// What stands along either side, by places of the table's columns.
pub(super) struct Sides {
    pub row_levels: Vec<Level>,
    pub column_levels: Vec<Level>,
    pub row_places: Vec<usize>,
    pub column_places: Vec<usize>,
    pub measures: Vec<usize>,
}

impl Sides {
    /// Finds what the names mean. A dimension that nobody names stands among the lines, measures among the columns.
    pub fn of(table: &Table, names: Names<'_>) -> Self {
        let places = 0..table.columns.len();
        let (measures, dimensions): (Vec<usize>, Vec<usize>) =
            places.partition(|place| table.columns[*place].kind == ColumnKind::Measure);
        let mut left: Vec<Level> = dimensions.into_iter().map(Level::Dimension).collect();
        if !measures.is_empty() {
            left.push(Level::Measures);
        }
        let is_named = |level: &Level, name: &String| match level {
            Level::Measures => name == MEASURES,
            Level::Dimension(place) => {
                let column = &table.columns[*place];
                column.key == *name || time_member(column) == Some(name)
            }
        };
        // Whatever is named twice stands where it is named first.
        let mut take = |names: &[String]| -> Vec<Level> {
            let found = names.iter().filter_map(|name| {
                let place = left.iter().position(|level| is_named(level, name))?;
                Some(left.remove(place))
            });
            found.collect()
        };
        let mut row_levels = take(names.rows);
        let mut column_levels = take(names.columns);
        for level in left {
            match level {
                Level::Measures => column_levels.push(level),
                Level::Dimension(_) => {
                    let has_measures_last = row_levels.last() == Some(&Level::Measures);
                    row_levels.insert(row_levels.len() - usize::from(has_measures_last), level);
                }
            }
        }
        let places = |levels: &[Level]| -> Vec<usize> {
            let places = levels.iter().filter_map(|level| match level {
                Level::Dimension(place) => Some(*place),
                Level::Measures => None,
            });
            places.collect()
        };
        Self {
            row_places: places(&row_levels),
            column_places: places(&column_levels),
            row_levels,
            column_levels,
            measures,
        }
    }
}
