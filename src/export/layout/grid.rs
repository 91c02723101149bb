//! Grid: the rows, the others and the totals of an answer, each where its line and its column meet.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::sides::Sides;
use super::values::{Rank, Values};
use crate::export::cell::{Line, LineKind, lines, totals};
use crate::table::Table;

/// Columns that stand for no values of their own. Those of values follow.
pub(super) const TOTAL_COLUMN: usize = 0;
pub(super) const OTHERS_COLUMN: usize = 1;

/// The rows of an answer by where they stand.
pub(super) struct Grid<'a> {
    /// By the place of a dimension's column.
    pub values: HashMap<usize, Values<'a>>,
    /// The keys of lines by their paths; a shorter path is a group's and its lines are totals. A path has several lines
    /// where rows differ only by what nobody asked to see.
    pub keys: HashMap<Vec<u32>, Vec<usize>>,
    /// The paths of lines of values in the order of the data.
    paths: Vec<(Vec<u32>, usize)>,
    /// The keys of columns of values by their paths.
    column_keys: HashMap<Vec<u32>, usize>,
    /// Whether anything stands over all columns.
    pub has_total_column: bool,
    /// The levels of totals that are there: how many dimensions of lines they keep, and whether they keep the columns.
    levels: HashSet<(usize, bool)>,
    /// By the key of a line, by the key of a column.
    pub cells: Vec<BTreeMap<usize, Line<'a>>>,
}

impl<'a> Grid<'a> {
    /// Puts the rows of an answer where they stand.
    pub fn of(table: &'a Table, sides: &Sides) -> Self {
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
    pub fn add_totals(&mut self, table: &'a Table, sides: &Sides) {
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
    pub fn add_others(&mut self, line: Line<'a>, sides: &Sides) -> usize {
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

    /// Returns the lines of values in the order of the data.
    pub fn row_entries(&self) -> Vec<(&[u32], usize)> {
        let paths = self.paths.iter();
        paths.map(|(path, key)| (path.as_slice(), *key)).collect()
    }

    /// Returns the columns of values in the order of their values.
    pub fn column_entries(
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
