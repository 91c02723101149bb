//! Layout: an answer as its pivot shows it, with heads on both axes, before any file format.
//!
//! Every value shown is one that the answer has, in its rows, its others or its totals; a combination that it lacks
//! stays empty. Nothing is added up here. The screen lays out by the same rules in `pivot-layout.js`.

mod axis;
mod grid;
mod sides;
mod values;

use std::collections::{BTreeMap, HashMap};

use self::axis::Parts;
pub use self::axis::{Axis, Head, Level, Slot, SlotKind, Span};
use self::grid::{Grid, OTHERS_COLUMN};
use self::sides::Sides;
use self::values::Values;
use super::cell::{Cell, Line, LineKind, lines};
use super::{Error, Labels, numbers};
use crate::table::{Table, TableColumn};

/// What stands along the axes, by the names that the question gave them.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub rows: &'a [String],
    pub columns: &'a [String],
}

/// The name that stands where the measures are laid.
pub const MEASURES: &str = "measures";

/// An answer laid out.
#[derive(Debug, Clone)]
pub struct Layout<'a> {
    pub table: &'a Table,
    pub rows: Axis,
    pub columns: Axis,
    /// By the place of a dimension's column.
    values: HashMap<usize, Values<'a>>,
    /// By the key of a line, by the key of a column.
    cells: Vec<BTreeMap<usize, Line<'a>>>,
    labels: &'a Labels,
}

/// More cells nobody reads, and a wide sparse pivot would fill the disk.
const MOST_CELLS: usize = 10_000_000;

impl<'a> Layout<'a> {
    /// Lays an answer out. Rows stand in the order of the data, group by group; columns are sorted by their values, texts
    /// by `sort_key`. Dimensions that no axis names stand last among the rows, so that no two rows meet in one cell.
    ///
    /// Totals of `further` answers to the same question stand with its own: one list of totals has but some of the
    /// crossings of groups.
    pub fn of(
        table: &'a Table,
        further: &[&'a Table],
        names: Names<'_>,
        sort_key: fn(&str) -> String,
    ) -> Self {
        let sides = Sides::of(table, names);
        Self::between(table, further, sides, false, sort_key)
    }

    /// Lays out an answer that nobody ordered. Where columns are split, the data would put each row where its greatest
    /// cell stands, which no reader can see; rows are then sorted by their values as columns are.
    pub fn unordered(
        table: &'a Table,
        further: &[&'a Table],
        names: Names<'_>,
        sort_key: fn(&str) -> String,
    ) -> Self {
        let sides = Sides::of(table, names);
        let is_split = !sides.column_places.is_empty();
        Self::between(table, further, sides, is_split, sort_key)
    }

    fn between(
        table: &'a Table,
        further: &[&'a Table],
        sides: Sides,
        has_sorted_rows: bool,
        sort_key: fn(&str) -> String,
    ) -> Self {
        let mut grid = Grid::of(table, &sides);
        let same = further
            .iter()
            .filter(|other| other.columns == table.columns);
        for table in std::iter::once(&table).chain(same) {
            grid.add_totals(table, &sides);
        }

        let others = lines(table).find(|line| line.kind == LineKind::Others);
        let others = others.and_then(|line| grid.add_others(line, &sides));
        let is_of_columns = sides.row_places.is_empty();
        let rows = Parts {
            levels: sides.row_levels,
            measures: &sides.measures,
            entries: match has_sorted_rows {
                true => grid.sorted_row_entries(&sides.row_places, sort_key),
                false => grid.row_entries(),
            },
            totals: &|path| grid.keys.get(path).cloned().unwrap_or_default(),
            others: others.filter(|_| !is_of_columns),
        };
        let rows = rows.into_axis();
        let columns = Parts {
            levels: sides.column_levels,
            measures: &sides.measures,
            entries: grid.column_entries(&sides.column_places, sort_key),
            totals: &|path| grid.column_keys.get(path).copied().into_iter().collect(),
            others: others.filter(|_| is_of_columns).map(|_| OTHERS_COLUMN),
        };
        let columns = columns.into_axis();
        Self {
            table,
            rows,
            columns,
            values: grid.values,
            cells: grid.cells,
            labels: Labels::of_office(),
        }
    }

    /// Says in these words what is no value.
    pub fn with_labels(self, labels: &'a Labels) -> Self {
        Self { labels, ..self }
    }

    /// Returns the value where a line and a column meet.
    pub fn cell(&self, line: &Slot, column: &Slot) -> Cell<'a> {
        let met = self.cells.get(line.key);
        let met = met.and_then(|cells| cells.get(&column.key));
        match (met, line.measure.or(column.measure)) {
            (Some(met), Some(measure)) => met.value(measure),
            _ => Cell::Absent,
        }
    }

    /// Returns the measure where a line and a column meet.
    pub fn measure(&self, line: &Slot, column: &Slot) -> Option<&'a TableColumn> {
        self.table.columns.get(line.measure.or(column.measure)?)
    }

    /// Returns the value and the dimension of a head that is a value.
    pub fn value(&self, head: Head) -> Option<(&Cell<'a>, &'a TableColumn)> {
        let Head::Value { place, id } = head else {
            return None;
        };
        let cell = self.values.get(&place)?.cells.get(id as usize)?;
        Some((cell, self.table.columns.get(place)?))
    }

    /// Returns what a head says.
    pub fn text(&self, head: Head) -> String {
        let value = self.value(head);
        let value = value.map(|(cell, column)| numbers::show(cell, column));
        match head {
            Head::Value { .. } => value.unwrap_or_default(),
            Head::Subtotal => self.labels.total.clone(),
            Head::Measure(place) => {
                let column = self.table.columns.get(place);
                column.map_or_else(String::new, |column| column.short_title.clone())
            }
            Head::Others => self.labels.others.clone(),
            Head::Grand => self.labels.grand.clone(),
            Head::Continued => String::new(),
        }
    }

    /// Returns the heads of a column in one line: «октябрь 2025 · Пропущено».
    pub fn flat_title(&self, column: &Slot) -> String {
        let heads = column.heads.iter().filter(|head| **head != Head::Continued);
        let heads: Vec<String> = heads.map(|head| self.text(*head)).collect();
        match heads.is_empty() {
            // All measures lie along the lines.
            true => self.labels.value.clone(),
            false => heads.join(" · "),
        }
    }

    /// Returns what a level of heads is called.
    pub fn title(&self, level: Level) -> String {
        match level {
            Level::Dimension(place) => {
                let column = self.table.columns.get(place);
                column.map_or_else(String::new, |column| column.title.clone())
            }
            Level::Measures => self.labels.measure.clone(),
        }
    }

    /// Says whether what lies beyond the limit is left out: crossings of both axes are neither a line nor a column.
    pub fn lacks_others(&self) -> bool {
        let mut slots = self.rows.slots.iter().chain(&self.columns.slots);
        self.table.others.is_some() && !slots.any(|slot| slot.kind == SlotKind::Others)
    }

    /// Refuses what is larger than a sheet with room for its heads, or than anybody reads.
    pub fn check_size(&self) -> Result<(), Error> {
        let lines = self.rows.slots.len();
        let columns = self.columns.slots.len();
        let is_large = lines + self.columns.levels.len() + 1 > super::xlsx::ROWS_OF_SHEET as usize
            || columns + self.rows.levels.len() > super::xlsx::COLUMNS_OF_SHEET as usize
            || lines.saturating_mul(columns) > MOST_CELLS;
        match is_large {
            true => Err(Error::TooLarge { lines, columns }),
            false => Ok(()),
        }
    }
}
