//! People: whom the counts of each cell tell of, where what is counted is not people.

use std::collections::{HashMap, HashSet};

use super::{Key, Level, kept};

/// The people of every cell of every level.
#[derive(Debug, Default)]
pub struct People {
    levels: Vec<HashMap<Key, HashSet<u32>>>,
}

impl People {
    /// Gathers them from the finest cells along so many axes.
    pub fn of(rows: &[(Key, u32)], axes: usize) -> Self {
        let levels = (0..1_u16 << axes).map(|level| {
            let mut cells: HashMap<Key, HashSet<u32>> = HashMap::new();
            for (key, person) in rows {
                let cell = cells.entry(kept(*key, level as Level)).or_default();
                cell.insert(*person);
            }
            cells
        });
        Self {
            levels: levels.collect(),
        }
    }

    /// Says whether any of the finest cells tells of fewer than the limit.
    pub(super) fn has_few(&self, least: u64) -> bool {
        let finest = self.levels.last();
        let mut cells = finest.into_iter().flat_map(HashMap::values);
        cells.any(|people| (people.len() as u64) < least)
    }

    /// Says whether cells of a level together tell of somebody, but of fewer than the limit.
    pub(super) fn are_few(
        &self,
        level: Level,
        cells: impl Iterator<Item = Key>,
        least: u64,
    ) -> bool {
        let mut met: HashSet<u32> = HashSet::new();
        for cell in cells {
            let people = self.levels.get(usize::from(level));
            if let Some(people) = people.and_then(|cells| cells.get(&cell)) {
                met.extend(people);
            }
            if met.len() as u64 >= least {
                return false;
            }
        }
        !met.is_empty()
    }
}
