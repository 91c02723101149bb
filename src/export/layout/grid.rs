//! Grid: the rows, the others and the totals of an answer, each where its line and its column meet.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::sides::Sides;
use super::values::{Rank, Values};
use crate::export::cell::{Line, LineKind, lines, totals};
use crate::table::Table;

/// The column of the others, which has no path. Those with one follow.
pub(super) const OTHERS_COLUMN: usize = 0;

/// The rows of an answer by where they stand.
pub(super) struct Grid<'a> {
    /// By the place of a dimension's column.
    pub values: HashMap<usize, Values<'a>>,
    /// The keys of lines by their paths; a shorter path is a group's and its lines are totals. A path has several lines
    /// where rows differ only by what nobody asked to see.
    pub keys: HashMap<Vec<u32>, Vec<usize>>,
    /// The paths of lines of values in the order of the data.
    paths: Vec<(Vec<u32>, usize)>,
    /// The keys of columns by their paths; a shorter path is a group's and its column holds totals.
    pub column_keys: HashMap<Vec<u32>, usize>,
    /// The levels of totals that are there: how many dimensions of lines and how many of columns they keep.
    levels: HashSet<(usize, usize)>,
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

    /// Adds the totals that belong beside what is shown: of a group of lines or of all of them in a column, in a group of
    /// columns or over all of them. A level that another answer gave before is the same again.
    pub fn add_totals(&mut self, table: &'a Table, sides: &Sides) {
        let (rows, columns) = (&sides.row_places, &sides.column_places);
        let row_groups = groups(self.paths.iter().map(|(path, _)| path));
        let column_groups = groups(self.column_keys.keys());
        let given = self.levels.clone();
        for line in totals(table) {
            let kept = |places: &[usize]| prefix_kept(&line, table, places);
            let (Some(depth), Some(reach)) = (kept(rows), kept(columns)) else {
                continue;
            };
            let is_row = depth == rows.len() && reach == columns.len();
            if is_row || given.contains(&(depth, reach)) {
                continue;
            }
            self.levels.insert((depth, reach));
            let path = self.found(&line, &rows[..depth]);
            let path = path.filter(|path| row_groups.contains(path));
            let column = self.found(&line, &columns[..reach]);
            let column = column.filter(|column| column_groups.contains(column));
            if let (Some(path), Some(column)) = (path, column) {
                let column = self.column_key(column);
                self.put(path, column, line, false);
            }
        }
    }

    /// Adds the row of the others and returns the key of its line. What lies beyond the limit are lines only where no
    /// dimension stands among the columns, and columns only where none stands among the rows; crossings have no place.
    pub fn add_others(&mut self, line: Line<'a>, sides: &Sides) -> Option<usize> {
        let (column, key) = match (&sides.row_places[..], &sides.column_places[..]) {
            ([], _) => (OTHERS_COLUMN, 0),
            (_, []) => {
                self.cells.push(BTreeMap::new());
                (self.column_key(Vec::new()), self.cells.len() - 1)
            }
            _ => return None,
        };
        self.cells[key].insert(column, line);
        Some(key)
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

    /// Returns the lines of values in the order of the data.
    pub fn row_entries(&self) -> Vec<(&[u32], usize)> {
        let paths = self.paths.iter();
        paths.map(|(path, key)| (path.as_slice(), *key)).collect()
    }

    /// Returns the lines of values in the order of their values.
    pub fn sorted_row_entries(
        &self,
        places: &[usize],
        sort_key: fn(&str) -> String,
    ) -> Vec<(&[u32], usize)> {
        self.sorted(self.row_entries(), places, sort_key)
    }

    /// Returns the columns of values in the order of their values.
    pub fn column_entries(
        &self,
        places: &[usize],
        sort_key: fn(&str) -> String,
    ) -> Vec<(&[u32], usize)> {
        let columns = self.column_keys.iter();
        let columns = columns.filter(|(path, _)| path.len() == places.len());
        let columns = columns.map(|(path, key)| (path.as_slice(), *key));
        self.sorted(columns.collect(), places, sort_key)
    }

    fn sorted<'p>(
        &self,
        mut entries: Vec<(&'p [u32], usize)>,
        places: &[usize],
        sort_key: fn(&str) -> String,
    ) -> Vec<(&'p [u32], usize)> {
        let ranks: Vec<Vec<Rank>> = places
            .iter()
            .map(|place| {
                let values = self.values.get(place);
                values.map_or_else(Vec::new, |values| values.ranks(sort_key))
            })
            .collect();
        entries.sort_by_cached_key(|(path, _)| {
            let ranks = path.iter().zip(&ranks);
            let ranks = ranks.map(|(id, ranks)| &ranks[*id as usize]);
            ranks.collect::<Vec<&Rank>>()
        });
        entries
    }
}

/// Returns how many of the dimensions a total keeps, the first of them; none where it keeps one without those before it.
fn prefix_kept(line: &Line, table: &Table, places: &[usize]) -> Option<usize> {
    let is_kept = |place: &usize| line.is_kept(&table.columns[*place]);
    let depth = places.iter().take_while(|place| is_kept(place)).count();
    (!places[depth..].iter().any(is_kept)).then_some(depth)
}

/// Returns the paths to all that is shown, to their groups and to the whole.
fn groups<'p>(paths: impl Iterator<Item = &'p Vec<u32>>) -> HashSet<Vec<u32>> {
    let prefixes = paths.flat_map(|path| (1..=path.len()).map(|length| path[..length].to_vec()));
    prefixes.chain([Vec::new()]).collect()
}
