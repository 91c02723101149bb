//! Grid: the cells of every level with their counts, and which of them are hidden.

use std::collections::HashMap;

use super::{Counts, Key, Level, OverTime, Withheld, kept, place_along};

/// One count of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Figure {
    pub level: Level,
    pub cell: u32,
    pub part: u8,
}

#[derive(Debug)]
pub(super) struct Grid {
    parts: usize,
    levels: Vec<Cells>,
    /// By level and axis, which cells of the level lie in each cell of the level without that axis.
    below: HashMap<(Level, usize), Vec<Vec<u32>>>,
}

#[derive(Debug, Default)]
struct Cells {
    keys: Vec<Key>,
    places: HashMap<Key, u32>,
    /// By cell and part.
    counts: Vec<u32>,
    /// By cell, a bit for each part.
    hidden: Vec<u32>,
}

impl Grid {
    pub fn of(counts: &Counts<'_>) -> Self {
        let parts = counts.parts.len();
        // In the order of places, so that the same question always hides the same cells.
        let mut finest: Vec<(&Key, &Vec<u64>)> = counts.cells.iter().collect();
        finest.sort_unstable_by_key(|(key, _)| **key);
        let levels = (0..1_u16 << counts.axes).map(|level| {
            let level = level as Level;
            let mut cells = Cells::default();
            for (key, of_cell) in &finest {
                let place = cells.place(kept(**key, level), parts);
                for (part, count) in of_cell.iter().enumerate() {
                    if stands_at(counts, part, **key, level) {
                        let held = &mut cells.counts[place * parts + part];
                        *held = held.saturating_add(u32::try_from(*count).unwrap_or(u32::MAX));
                    }
                }
            }
            cells.hidden = vec![0; cells.keys.len()];
            cells
        });
        Self {
            parts,
            levels: levels.collect(),
            below: HashMap::new(),
        }
    }

    /// Returns every count of every level, the coarsest first.
    pub fn figures(&self) -> Vec<Figure> {
        let mut levels: Vec<usize> = (0..self.levels.len()).collect();
        levels.sort_by_key(|level| level.count_ones());
        let mut figures = Vec::new();
        for level in levels {
            for cell in 0..self.levels[level].keys.len() {
                figures.extend((0..self.parts).map(|part| Figure {
                    level: level as Level,
                    cell: cell as u32,
                    part: part as u8,
                }));
            }
        }
        figures
    }

    pub fn key(&self, figure: Figure) -> Key {
        self.levels[usize::from(figure.level)].keys[figure.cell as usize]
    }

    pub fn find(&self, level: Level, key: Key) -> Option<u32> {
        self.levels[usize::from(level)].places.get(&key).copied()
    }

    pub fn count(&self, figure: Figure) -> u64 {
        let cells = &self.levels[usize::from(figure.level)];
        u64::from(cells.counts[figure.cell as usize * self.parts + usize::from(figure.part)])
    }

    pub fn is_hidden(&self, figure: Figure) -> bool {
        let cells = &self.levels[usize::from(figure.level)];
        cells.hidden[figure.cell as usize] & (1 << figure.part) != 0
    }

    pub fn hide(&mut self, figure: Figure) {
        let cells = &mut self.levels[usize::from(figure.level)];
        cells.hidden[figure.cell as usize] |= 1 << figure.part;
    }

    /// Returns every cell that hides anything with a bit for each part, the coarsest levels first.
    pub fn withheld(&self) -> Vec<(Level, u32, u32)> {
        let mut levels: Vec<usize> = (0..self.levels.len()).collect();
        levels.sort_by_key(|level| level.count_ones());
        let mut cells = Vec::new();
        for level in levels {
            let hidden = self.levels[level].hidden.iter().zip(0..);
            let hidden = hidden.filter(|(parts, _)| **parts != 0);
            cells.extend(hidden.map(|(parts, cell)| (level as Level, cell, *parts)));
        }
        cells
    }

    /// Makes ready what lies below the cells of a level without one of its axes.
    pub fn part_along(&mut self, level: Level, axis: usize) {
        if self.below.contains_key(&(level, axis)) {
            return;
        }
        let above = level & !(1 << axis);
        let wider = &self.levels[usize::from(above)];
        let mut below = vec![Vec::new(); wider.keys.len()];
        for (place, key) in self.levels[usize::from(level)].keys.iter().enumerate() {
            if let Some(total) = wider.places.get(&kept(*key, above)) {
                below[*total as usize].push(place as u32);
            }
        }
        self.below.insert((level, axis), below);
    }

    /// Returns the cells of a level within a cell of the level without the axis, where these are ready.
    pub fn below(&self, level: Level, axis: usize, above: u32) -> &[u32] {
        let cells = self.below.get(&(level, axis));
        cells.map_or(&[], |cells| &cells[above as usize])
    }

    pub fn into_withheld(self) -> Withheld {
        let levels = self.levels.into_iter().enumerate().map(|(level, cells)| {
            let hidden = cells.keys.into_iter().zip(cells.hidden);
            let hidden = hidden.filter(|(_, parts)| *parts != 0);
            (level as Level, hidden.collect())
        });
        Withheld {
            levels: levels.collect(),
        }
    }
}

impl Cells {
    fn place(&mut self, key: Key, parts: usize) -> usize {
        let next = self.keys.len() as u32;
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.keys.push(key);
            self.counts.extend(std::iter::repeat_n(0, parts));
        }
        place as usize
    }
}

/// Says whether a count of a finest cell is part of that of the cell of a level: what stands at a moment is only the
/// first's or the last's.
fn stands_at(counts: &Counts<'_>, part: usize, key: Key, level: Level) -> bool {
    let mut left_out = (0..counts.axes).filter(|axis| level & (1 << axis) == 0);
    left_out.all(|axis| is_told_along(counts, part, key, axis))
}

/// Says whether a cell's count is part of the total along an axis.
pub(super) fn is_told_along(counts: &Counts<'_>, part: usize, key: Key, axis: usize) -> bool {
    let Some(Some(days)) = counts.times.get(axis) else {
        return true;
    };
    let only = match counts.parts[part].over_time {
        OverTime::Sum => return true,
        OverTime::First => days.first(),
        OverTime::Last => days.last(),
    };
    only == Some(&place_along(key, axis))
}
