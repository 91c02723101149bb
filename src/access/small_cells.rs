//! Small cells: which counts of people are withheld, so that nobody is found in a figure.
//!
//! A count of one to four is withheld. So that it cannot be had by taking the shown ones from a total, every line
//! that has a withheld cell has at least two, which together come to the limit; and a total that is withheld for
//! the sake of another has no line below it that shows all its cells. The smallest cells are taken first.
//! (`domain/statistical-forms.md`, section 6; the method is the hypercube's, level by level.)

use std::collections::{BTreeMap, HashMap, HashSet};

/// A cell's place: one number for each axis, packed. An axis that a level does not keep is 0.
pub type Key = u128;

/// Cells are told apart along so many axes at the most; whoever has more joins the last ones.
pub const MOST_AXES: usize = 6;

const BITS: u32 = 20;

/// The most values of one axis.
pub const MOST_VALUES: u32 = (1 << BITS) - 1;

/// Which axes a level keeps, a bit for each.
pub type Level = u8;

/// The cells that are withheld, level by level.
#[derive(Debug, Clone, Default)]
pub struct Withheld {
    levels: BTreeMap<Level, HashSet<Key>>,
}

impl Withheld {
    /// Says whether a cell of a level is withheld; a cell that there is not is none.
    pub fn has(&self, level: Level, key: Key) -> bool {
        self.levels
            .get(&level)
            .is_some_and(|cells| cells.contains(&key))
    }
}

/// Packs places along axes, each counted from 1.
pub fn key(places: &[u32]) -> Key {
    let places = places.iter().enumerate();
    places.fold(0, |key, (axis, place)| {
        key | (Key::from(*place) << (BITS * axis as u32))
    })
}

/// Returns a place along one axis.
pub fn at(axis: usize, place: u32) -> Key {
    Key::from(place) << (BITS * axis as u32)
}

/// Leaves the axes that a level keeps.
pub fn kept(key: Key, level: Level) -> Key {
    let axes = (0..MOST_AXES).filter(|axis| level & (1 << axis) != 0);
    axes.fold(0, |left, axis| left | (key & mask(axis)))
}

/// Decides about counts along `axes` axes: at every level which cells are withheld. A count below `least` is small.
pub fn withhold(cells: &HashMap<Key, u64>, axes: usize, least: u64) -> Withheld {
    let all: Level = ((1_u16 << axes.min(MOST_AXES)) - 1) as Level;
    let mut levels: Vec<Level> = (0..=all).collect();
    levels.sort_by_key(|level| level.count_ones());
    // Totals that cannot be shown, since a line below them has a single cell to withhold.
    let mut given_away: HashSet<(Level, Key)> = HashSet::new();
    loop {
        let mut withheld = Withheld::default();
        let before = given_away.len();
        for level in &levels {
            let counts = counts_at(cells, *level);
            let is_hidden = |key: Key, count: u64| {
                (count > 0 && count < least) || given_away.contains(&(*level, key))
            };
            let hidden = counts.iter();
            let mut hidden: HashMap<Key, bool> = hidden
                .map(|(key, count)| (*key, is_hidden(*key, *count)))
                .collect();
            let lines = Lines::of(&counts, *level);
            while lines.complete(&counts, &mut hidden, &withheld, least) {}
            let stuck: Vec<(Level, Key)> = lines
                .given_away(&counts, &hidden, &withheld, least)
                .collect();
            given_away.extend(stuck);
            let hidden = hidden.into_iter().filter(|(_, is_hidden)| *is_hidden);
            let hidden = hidden.map(|(key, _)| key).collect();
            withheld.levels.insert(*level, hidden);
        }
        if given_away.len() == before {
            return withheld;
        }
    }
}

fn counts_at(cells: &HashMap<Key, u64>, level: Level) -> HashMap<Key, u64> {
    let mut counts: HashMap<Key, u64> = HashMap::with_capacity(cells.len());
    for (key, count) in cells {
        *counts.entry(kept(*key, level)).or_default() += count;
    }
    counts
}

/// The cells of a level line by line: those that differ along one axis alone.
struct Lines {
    /// The axis left out, the line's key at the level without it, and its cells, the smallest first.
    lines: Vec<(Level, Key, Vec<Key>)>,
}

impl Lines {
    fn of(counts: &HashMap<Key, u64>, level: Level) -> Self {
        let mut lines = Vec::new();
        for axis in (0..MOST_AXES).filter(|axis| level & (1 << axis) != 0) {
            let above = level & !(1 << axis);
            let mut by_line: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
            for (key, count) in counts {
                if *count > 0 {
                    by_line.entry(kept(*key, above)).or_default().push(*key);
                }
            }
            for (line, mut keys) in by_line {
                // By size and then by place, so that the same question always hides the same cells.
                keys.sort_unstable_by_key(|key| (counts[key], *key));
                lines.push((above, line, keys));
            }
        }
        Self { lines }
    }

    /// Withholds one cell more in each line that would give one away, and says whether there was any.
    fn complete(
        &self,
        counts: &HashMap<Key, u64>,
        hidden: &mut HashMap<Key, bool>,
        withheld: &Withheld,
        least: u64,
    ) -> bool {
        let mut is_changed = false;
        for (above, line, keys) in &self.lines {
            let is_total_shown = !withheld.has(*above, *line);
            if !gives_away(keys, counts, hidden, is_total_shown, least) {
                continue;
            }
            if let Some(next) = keys.iter().find(|key| !hidden[*key]) {
                hidden.insert(*next, true);
                is_changed = true;
            }
        }
        is_changed
    }

    /// Returns the totals of lines that have nothing more to withhold and still give a cell away.
    fn given_away<'a>(
        &'a self,
        counts: &'a HashMap<Key, u64>,
        hidden: &'a HashMap<Key, bool>,
        withheld: &'a Withheld,
        least: u64,
    ) -> impl Iterator<Item = (Level, Key)> + 'a {
        let stuck = self.lines.iter().filter(move |(above, line, keys)| {
            let is_total_shown = !withheld.has(*above, *line);
            is_total_shown && gives_away(keys, counts, hidden, is_total_shown, least)
        });
        stuck.map(|(above, line, _)| (*above, *line))
    }
}

/// Says whether the shown cells of a line tell a withheld one.
fn gives_away(
    keys: &[Key],
    counts: &HashMap<Key, u64>,
    hidden: &HashMap<Key, bool>,
    is_total_shown: bool,
    least: u64,
) -> bool {
    let of_hidden = keys.iter().filter(|key| hidden[*key]);
    let (number, sum) =
        of_hidden.fold((0, 0), |(number, sum), key| (number + 1, sum + counts[key]));
    match is_total_shown {
        true => number > 0 && (number < 2 || sum < least),
        // Shown cells must not add up to what is withheld above them.
        false => number == 0 && !keys.is_empty(),
    }
}

fn mask(axis: usize) -> Key {
    Key::from(MOST_VALUES) << (BITS * axis as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(given: &[(&[u32], u64)]) -> HashMap<Key, u64> {
        given
            .iter()
            .map(|(places, count)| (key(places), *count))
            .collect()
    }

    #[test]
    fn a_small_count_and_the_next_to_it_are_withheld() {
        let cells = cells(&[(&[1], 3), (&[2], 25), (&[3], 27), (&[4], 0)]);
        let withheld = withhold(&cells, 1, 5);
        let hidden: Vec<bool> = (1..=4)
            .map(|place| withheld.has(1, key(&[place])))
            .collect();
        assert_eq!(hidden, [true, true, false, false]);
        assert!(!withheld.has(0, 0), "the total is 55");
    }

    #[test]
    fn two_small_counts_that_come_to_less_than_five_take_a_third() {
        let cells = cells(&[(&[1], 1), (&[2], 2), (&[3], 30), (&[4], 31)]);
        let withheld = withhold(&cells, 1, 5);
        assert!(withheld.has(1, key(&[3])));
        assert!(!withheld.has(1, key(&[4])));
    }

    #[test]
    fn nothing_small_withholds_nothing() {
        let cells = cells(&[(&[1, 1], 5), (&[1, 2], 6), (&[2, 1], 0), (&[2, 2], 9)]);
        let withheld = withhold(&cells, 2, 5);
        for level in 0..4 {
            for places in [[1, 1], [1, 2], [2, 1], [2, 2]] {
                assert!(!withheld.has(level, kept(key(&places), level)));
            }
        }
    }

    #[test]
    fn a_cell_alone_in_its_line_hides_another_line() {
        // Two schools by two classes: 2 in one cell. Rows and columns have to have two withheld each.
        let cells = cells(&[(&[1, 1], 2), (&[1, 2], 20), (&[2, 1], 30), (&[2, 2], 40)]);
        let withheld = withhold(&cells, 2, 5);
        for places in [[1, 1], [1, 2], [2, 1], [2, 2]] {
            assert!(withheld.has(3, key(&places)), "{places:?}");
        }
        // Margins are 22, 70, 32 and 60.
        for level in [1, 2] {
            for places in [[1, 1], [2, 2]] {
                assert!(!withheld.has(level, kept(key(&places), level)));
            }
        }
    }

    #[test]
    fn no_withheld_count_can_be_worked_out_from_shown_ones() {
        // Every small table of three by three: each line with withheld cells leaves at least two possibilities.
        let counts = [0, 1, 4, 5, 12];
        for seed in 0..20_000_u64 {
            let mut rest = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
            let mut given: HashMap<Key, u64> = HashMap::new();
            for row in 1..=3 {
                for column in 1..=3 {
                    given.insert(key(&[row, column]), counts[(rest % 5) as usize]);
                    rest /= 5;
                }
            }
            let withheld = withhold(&given, 2, 5);
            for level in [1_u8, 2, 3] {
                let counts = counts_at(&given, level);
                for axis in (0..2).filter(|axis| level & (1 << axis) != 0) {
                    let above = level & !(1 << axis);
                    for (line, _) in counts_at(&given, above) {
                        let hidden: Vec<u64> = counts
                            .iter()
                            .filter(|(cell, _)| kept(**cell, above) == line)
                            .filter(|(cell, _)| withheld.has(level, **cell))
                            .map(|(_, count)| *count)
                            .collect();
                        let is_total_shown = !withheld.has(above, line);
                        if is_total_shown && !hidden.is_empty() {
                            assert!(hidden.len() > 1, "{given:?}");
                            assert!(hidden.iter().sum::<u64>() >= 5, "{given:?}");
                        }
                    }
                }
            }
        }
    }
}
