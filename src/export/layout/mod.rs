//! Layout: an answer as its pivot shows it, with heads on both axes, before any file format.
//!
//! Every value shown is one that the answer has, in its rows, its others or its totals; a combination that it lacks
//! stays empty. Nothing is added up here. The screen lays out by the same rules in `pivot-layout.js`.

mod axis;
mod values;

use std::collections::{BTreeMap, HashMap, HashSet};

use self::axis::Parts;
pub use self::axis::{Axis, Head, Level, Slot, SlotKind, Span};
use self::values::{Rank, Values};
use super::cell::{Cell, Line, LineKind, OTHERS, TOTAL, lines, time_member, totals};
use super::{Error, numbers};
use crate::table::{ColumnKind, Table, TableColumn};

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
}

/// What the last line and the last group of columns are called.
const GRAND: &str = "Всего";
/// What the level of measures is called among heads of rows.
const MEASURE: &str = "Показатель";
/// What a column without heads is called: all measures lie along the lines.
const VALUE: &str = "Значение";
/// More cells nobody reads, and a wide sparse pivot would fill the disk.
const MOST_CELLS: usize = 10_000_000;

/// Columns that stand for no values of their own. Those of values follow.
const TOTAL_COLUMN: usize = 0;
const OTHERS_COLUMN: usize = 1;

impl<'a> Layout<'a> {
    /// Lays an answer out. Rows stand in the order of the data, group by group; columns are sorted by their values, texts
    /// by `sort_key`. Dimensions that no axis names stand last among the rows, so that no two rows meet in one cell.
    ///
    /// Totals of `further` answers to the same question stand with its own: one list of totals has either the levels of
    /// lines or those of columns.
    pub fn of(
        table: &'a Table,
        further: &[&'a Table],
        names: Names<'_>,
        sort_key: fn(&str) -> String,
    ) -> Self {
        let sides = Sides::of(table, names);
        let mut grid = Grid::of(table, &sides);
        let same = further
            .iter()
            .filter(|other| other.columns == table.columns);
        for table in std::iter::once(&table).chain(same) {
            grid.add_totals(table, &sides);
        }

        let others = lines(table).find(|line| line.kind == LineKind::Others);
        let others = others.map(|line| grid.add_others(line, &sides));
        let is_of_columns = sides.row_places.is_empty();
        let rows = Parts {
            levels: sides.row_levels,
            measures: &sides.measures,
            entries: grid.row_entries(),
            totals: &|path| grid.keys.get(path).cloned().unwrap_or_default(),
            others: others.filter(|_| !is_of_columns),
        };
        let rows = rows.into_axis();
        let columns = Parts {
            levels: sides.column_levels,
            measures: &sides.measures,
            entries: grid.column_entries(&sides.column_places, sort_key),
            totals: &|path| match (path, grid.has_total_column) {
                ([], true) => vec![TOTAL_COLUMN],
                _ => Vec::new(),
            },
            others: others.filter(|_| is_of_columns).map(|_| OTHERS_COLUMN),
        };
        let columns = columns.into_axis();
        Self {
            table,
            rows,
            columns,
            values: grid.values,
            cells: grid.cells,
        }
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
        let (Head::Value { place, id } | Head::Subtotal { place, id }) = head else {
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
            Head::Subtotal { .. } => format!("{TOTAL}: {}", value.unwrap_or_default()),
            Head::Measure(place) => {
                let column = self.table.columns.get(place);
                column.map_or_else(String::new, |column| column.short_title.clone())
            }
            Head::Others => OTHERS.to_owned(),
            Head::Grand => GRAND.to_owned(),
            Head::Continued => String::new(),
        }
    }

    /// Returns the heads of a column in one line: «октябрь 2025 · Пропущено».
    pub fn flat_title(&self, column: &Slot) -> String {
        let heads = column.heads.iter().filter(|head| **head != Head::Continued);
        let heads: Vec<String> = heads.map(|head| self.text(*head)).collect();
        match heads.is_empty() {
            true => VALUE.to_owned(),
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
            Level::Measures => MEASURE.to_owned(),
        }
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

/// What stands along either side, by places of the table's columns.
struct Sides {
    row_levels: Vec<Level>,
    column_levels: Vec<Level>,
    row_places: Vec<usize>,
    column_places: Vec<usize>,
    measures: Vec<usize>,
}

impl Sides {
    fn of(table: &Table, names: Names<'_>) -> Self {
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

/// The rows of an answer by where they stand.
struct Grid<'a> {
    values: HashMap<usize, Values<'a>>,
    /// The keys of lines by their paths; a shorter path is a group's and its lines are totals. A path has several lines
    /// where rows differ only by what nobody asked to see.
    keys: HashMap<Vec<u32>, Vec<usize>>,
    /// The paths of lines of values in the order of the data.
    paths: Vec<(Vec<u32>, usize)>,
    column_keys: HashMap<Vec<u32>, usize>,
    has_total_column: bool,
    /// The levels of totals that are there: how many dimensions of lines they keep, and whether they keep the columns.
    levels: HashSet<(usize, bool)>,
    cells: Vec<BTreeMap<usize, Line<'a>>>,
}

impl<'a> Grid<'a> {
    fn of(table: &'a Table, sides: &Sides) -> Self {
        let mut grid = Self {
            values: HashMap::new(),
            keys: HashMap::new(),
            paths: Vec::new(),
            column_keys: HashMap::new(),
            has_total_column: false,
            levels: HashSet::new(),
            cells: Vec::new(),
        };
        // What no dimension splits is one line, or one column, though it be empty.
        if sides.row_places.is_empty() {
            grid.add_line(Vec::new(), true);
        }
        if sides.column_places.is_empty() {
            grid.column_key(Vec::new());
        }
        for line in lines(table).filter(|line| line.kind == LineKind::Row) {
            let path = grid.numbered(&line, &sides.row_places);
            let column = grid.numbered(&line, &sides.column_places);
            let column = grid.column_key(column);
            grid.put(path, column, line, true);
        }
        grid
    }

    /// Adds the totals that belong beside what is shown: of a group of lines in every column, and of lines and groups over
    /// all columns. A level that another answer gave before is the same again.
    fn add_totals(&mut self, table: &'a Table, sides: &Sides) {
        let shown = self.groups_shown();
        let given = self.levels.clone();
        for line in totals(table) {
            let is_kept = |place: &usize| line.is_kept(&table.columns[*place]);
            let (rows, columns) = (&sides.row_places, &sides.column_places);
            let depth = rows.iter().take_while(|place| is_kept(place)).count();
            let is_prefix = !rows[depth..].iter().any(is_kept);
            let columns_kept = columns.iter().filter(|place| is_kept(place)).count();
            let is_whole = columns_kept == columns.len();
            let is_row = depth == rows.len() && is_whole;
            let level = (depth, is_whole);
            let is_between = columns_kept > 0 && !is_whole;
            if !is_prefix || is_row || is_between || given.contains(&level) {
                continue;
            }
            self.levels.insert(level);
            let path = self.found(&line, &rows[..depth]);
            let Some(path) = path.filter(|path| path.is_empty() || shown.contains(path)) else {
                continue;
            };
            let column = match is_whole {
                true => {
                    let column = self.found(&line, columns);
                    column.and_then(|column| self.column_keys.get(&column).copied())
                }
                false => {
                    self.has_total_column = true;
                    Some(TOTAL_COLUMN)
                }
            };
            if let Some(column) = column {
                self.put(path, column, line, false);
            }
        }
    }

    /// Adds the row of the others and returns the key of its line. Without a dimension among the rows it is a column.
    fn add_others(&mut self, line: Line<'a>, sides: &Sides) -> usize {
        let column = match (&sides.row_places[..], &sides.column_places[..]) {
            ([], _) => OTHERS_COLUMN,
            (_, []) => self.column_key(Vec::new()),
            _ => {
                self.has_total_column = true;
                TOTAL_COLUMN
            }
        };
        let key = match sides.row_places.is_empty() {
            true => 0,
            false => {
                self.cells.push(BTreeMap::new());
                self.cells.len() - 1
            }
        };
        self.cells[key].insert(column, line);
        key
    }

    /// Puts a row into the first line of its path that has room in the column.
    fn put(&mut self, path: Vec<u32>, column: usize, line: Line<'a>, is_value: bool) {
        let keys = self.keys.get(&path).into_iter().flatten();
        let free = keys
            .copied()
            .find(|key| !self.cells[*key].contains_key(&column));
        let key = match free {
            Some(key) => key,
            None => self.add_line(path, is_value),
        };
        self.cells[key].insert(column, line);
    }

    fn add_line(&mut self, path: Vec<u32>, is_value: bool) -> usize {
        let key = self.cells.len();
        self.cells.push(BTreeMap::new());
        if is_value {
            self.paths.push((path.clone(), key));
        }
        self.keys.entry(path).or_default().push(key);
        key
    }

    fn column_key(&mut self, path: Vec<u32>) -> usize {
        let next = self.column_keys.len() + OTHERS_COLUMN + 1;
        *self.column_keys.entry(path).or_insert(next)
    }

    /// Returns the values of a row as numbers.
    fn numbered(&mut self, line: &Line<'a>, places: &[usize]) -> Vec<u32> {
        let number = |place: &usize| {
            let values = self.values.entry(*place).or_default();
            values.number(line.value(*place))
        };
        places.iter().map(number).collect()
    }

    /// Returns the values of a row as numbers, where all of them are shown.
    fn found(&self, line: &Line<'a>, places: &[usize]) -> Option<Vec<u32>> {
        let number = |place: &usize| self.values.get(place)?.find(&line.value(*place));
        places.iter().map(number).collect()
    }

    /// Returns the paths to all groups and lines of values.
    fn groups_shown(&self) -> HashSet<Vec<u32>> {
        let paths = self.paths.iter();
        let prefixes =
            paths.flat_map(|(path, _)| (1..=path.len()).map(|length| path[..length].to_vec()));
        prefixes.collect()
    }

    fn row_entries(&self) -> Vec<(&[u32], usize)> {
        let paths = self.paths.iter();
        paths.map(|(path, key)| (path.as_slice(), *key)).collect()
    }

    fn column_entries(
        &self,
        places: &[usize],
        sort_key: fn(&str) -> String,
    ) -> Vec<(&[u32], usize)> {
        let ranks: Vec<Vec<Rank>> = places
            .iter()
            .map(|place| {
                let values = self.values.get(place);
                values.map_or_else(Vec::new, |values| values.ranks(sort_key))
            })
            .collect();
        let columns = self.column_keys.iter();
        let mut columns: Vec<(&[u32], usize)> =
            columns.map(|(path, key)| (path.as_slice(), *key)).collect();
        columns.sort_by_cached_key(|(path, _)| {
            let ranks = path.iter().zip(&ranks);
            let ranks = ranks.map(|(id, ranks)| &ranks[*id as usize]);
            ranks.collect::<Vec<&Rank>>()
        });
        columns
    }
}
