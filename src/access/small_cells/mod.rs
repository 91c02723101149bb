//! Small cells: which counts of people are withheld, so that nobody is found in a figure.
//!
//! A count of one to four is withheld, and one that tells of people's health where these are so few. So that it cannot be
//! had from the shown ones, every line of figures that add up has at least two withheld, which together come to the limit:
//! along each axis, and where a count is the sum of others. Then the lines are solved together as equations, and as
//! long as they tell a withheld count, one more is withheld. The smallest go first.
//! A ratio is withheld where it is one equation more and would tell.
//! (`domain/statistical-forms.md`, section 6; the method is the hypercube's, level by level, with a proof behind it.)

mod equations;
mod grid;
mod lines;
mod people;
mod proof;
mod ratios;
mod trade;

use std::collections::HashMap;

pub use people::People;
pub use ratios::{Decided, Ratio, decide};

use grid::Grid;
use lines::Lines;

/// A cell's place: one number for each axis, packed. An axis that a level does not keep is 0.
pub type Key = u128;

/// Cells are told apart along so many axes at the most; whoever has more joins the last ones.
pub const MOST_AXES: usize = 6;

const BITS: u32 = 20;

/// The most values of one axis.
pub const MOST_VALUES: u32 = (1 << BITS) - 1;

/// Which axes a level keeps, a bit for each.
pub type Level = u8;

/// Counts that are decided about together, because they add up with one another.
#[derive(Debug, Default)]
pub struct Counts<'a> {
    pub axes: usize,
    /// Of each axis of time its places in the order of days; none for other axes.
    pub times: Vec<Option<Vec<u32>>>,
    pub parts: Vec<Part<'a>>,
    /// Which parts are sums of others.
    pub sums: Vec<Sum>,
    /// A part that is at the end of a span what another is at the start of the next.
    pub follows: Option<Follows>,
    /// Parts of which a cell shows all or none.
    pub linked: Vec<usize>,
    /// The finest cells, with a count for each part.
    pub cells: HashMap<Key, Vec<u64>>,
}

#[derive(Debug, Default)]
pub struct Part<'a> {
    pub over_time: OverTime,
    /// What is decided already, with the part's place there.
    pub settled: Option<(&'a Withheld, usize)>,
    /// Whom the count tells of, where they must not be few, however much there is to count.
    pub people: Option<&'a People>,
}

/// What a count over a longer span is to those over its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OverTime {
    #[default]
    Sum,
    /// That of the first.
    First,
    /// That of the last.
    Last,
}

/// A part that is others added up, less some: `whole = plus − minus`.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    pub whole: usize,
    pub plus: Vec<usize>,
    pub minus: Vec<usize>,
    /// The axes that part what only together is the sum: levels that keep any of them have no such line.
    pub apart: Level,
}

impl Sum {
    fn holds_at(&self, level: Level) -> bool {
        level & self.apart == 0
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Follows {
    pub end: usize,
    pub start: usize,
}

/// The counts that are withheld, level by level: of each cell a bit for each part.
#[derive(Debug, Clone, Default)]
pub struct Withheld {
    levels: HashMap<Level, HashMap<Key, u32>>,
}

impl Withheld {
    /// Says whether a count of a cell is withheld; a cell that there is not has none.
    pub fn has(&self, level: Level, key: Key, part: usize) -> bool {
        let cells = self.levels.get(&level);
        let parts = cells.and_then(|cells| cells.get(&key));
        parts.is_some_and(|parts| parts & (1 << part) != 0)
    }

    /// Returns the cells of a level of which a count is withheld.
    pub fn cells(&self, level: Level, part: usize) -> impl Iterator<Item = Key> {
        let cells = self.levels.get(&level).into_iter().flatten();
        let cells = cells.filter(move |(_, parts)| *parts & (1 << part) != 0);
        cells.map(|(key, _)| *key)
    }

    /// Withholds more of a cell.
    fn add(&mut self, level: Level, key: Key, parts: u32) {
        if parts != 0 {
            let cells = self.levels.entry(level).or_default();
            *cells.entry(key).or_default() |= parts;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.levels.values().all(HashMap::is_empty)
    }
}

/// Packs places along axes, each counted from 1.
pub fn key(places: &[u32]) -> Key {
    let places = places.iter().enumerate();
    places.fold(0, |key, (axis, place)| key | at(axis, *place))
}

/// Returns a place along one axis.
pub fn at(axis: usize, place: u32) -> Key {
    Key::from(place) << (BITS * axis as u32)
}

/// Leaves the axes that a level keeps.
pub fn kept(key: Key, level: Level) -> Key {
    let axes = (0..MOST_AXES).filter(|axis| level & (1 << axis) != 0);
    axes.fold(0, |left, axis| left | (key & at(axis, MOST_VALUES)))
}

/// Decides about counts: at every level which are withheld. A count below `least` is small.
pub fn withhold(counts: &Counts<'_>, least: u64) -> Withheld {
    if !has_few(counts, least) {
        return Withheld::default();
    }
    let mut lines = Lines::of(counts, Grid::of(counts), least);
    lines.hide_few();
    lines.settle();
    proof::complete(&mut lines);
    lines.into_withheld()
}

/// Says whether anything is small: no sum is where none of what it adds up is.
fn has_few(counts: &Counts<'_>, least: u64) -> bool {
    let of_part = |place: usize, part: &Part<'_>| match part.settled {
        Some((withheld, _)) => !withheld.is_empty(),
        None => {
            let mut cells = counts.cells.values();
            part.people.is_some_and(|people| people.has_few(least))
                || cells.any(|cell| cell[place] > 0 && cell[place] < least)
        }
    };
    let mut parts = counts.parts.iter().enumerate();
    parts.any(|(place, part)| of_part(place, part))
}

fn place_along(key: Key, axis: usize) -> u32 {
    ((key >> (BITS * axis as u32)) & Key::from(MOST_VALUES)) as u32
}

#[cfg(test)]
mod tests;
