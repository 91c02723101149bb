//! Cells: the counts of a question cell by cell, and which of them are withheld for the sake of others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};

use super::family::{Family, Place};
use super::settled::Settled;
use super::{Guard, Reach, every_cell, numbers, opened, patients, tells_counts};
use crate::access::small_cells::{
    self, Counts, Decided, Key, Level, MOST_AXES, MOST_VALUES, Part, People, Withheld,
};
use crate::constructor::{Question, Totals};
use crate::engine::runtime::Error;
use crate::engine::session::Session;
use crate::model::TellsOf;
use crate::table::{ColumnKind, Table};

/// The counts of a question cell by cell, and which of them are withheld.
pub struct Cells {
    /// Where each dimension of the question stands among the axes; the others are those that filters pick from.
    pub own: Vec<Option<usize>>,
    /// The axes that filters pick from.
    picked: Level,
    /// Of every axis the place of each value.
    places: Vec<HashMap<OwnedRow, u32>>,
    /// All finest cells.
    every: HashSet<Key>,
    /// Those that the filters let through, where there are filters.
    passing: Option<HashSet<Key>>,
    /// By the key of a measure, with its part there.
    counts: HashMap<String, (Arc<Withheld>, usize)>,
    /// By the key of a ratio of which it is known what it tells, with its place there.
    ratios: HashMap<String, (Arc<Decided>, usize)>,
    /// Measures of which nobody can say of how many pupils they tell.
    untold: Vec<String>,
}

impl Cells {
    /// Asks for the counts, unless the question's own answer has them all.
    pub async fn ask(
        session: &Session,
        open: &Question,
        guard: &Guard,
        answered: Option<&Table>,
    ) -> Result<Self, Error> {
        let axes = &guard.whole.dimensions;
        let own = open.dimensions.iter().map(|bound| {
            let place = axes.iter().position(|axis| axis.key == bound.key);
            match place {
                None if guard.single.is_none() => {
                    let title = &bound.title;
                    Err(Error::Refused(format!("«{title}» здесь не разложить")))
                }
                place => Ok(place),
            }
        });
        let mut cells = Self {
            own: own.collect::<Result<_, _>>()?,
            picked: guard.level_of(&guard.picked),
            places: vec![HashMap::new(); axes.len()],
            every: HashSet::new(),
            passing: None,
            counts: HashMap::new(),
            ratios: HashMap::new(),
            untold: Vec::new(),
        };
        let in_order: Vec<Option<usize>> = (0..axes.len()).map(Some).collect();
        let mut needed = guard.whole.measures.iter();
        let answered = answered.filter(|answered| {
            let schema = answered.schema();
            guard.passing.is_none()
                && needed.all(|bound| schema.column_with_name(&bound.key).is_some())
        });
        let (rows, keys) = match answered {
            Some(answered) => {
                let rows = concat_batches(&answered.schema(), &answered.rows)?;
                let keys = cells.keys(&rows, &cells.own.clone())?;
                (rows, keys)
            }
            None => {
                let rows = every_row(session, &guard.whole).await?;
                let keys = cells.keys(&rows, &in_order)?;
                (rows, keys)
            }
        };
        if let Some(passing) = &guard.passing {
            let passing = every_row(session, passing).await?;
            let passing = cells.keys(&passing, &in_order)?;
            cells.passing = Some(passing.into_iter().collect());
        }
        cells.every = keys.iter().copied().collect();
        let mut met: HashMap<String, People> = HashMap::new();
        for health in &guard.health {
            match &health.question {
                Some(question) => {
                    let rows = patients::ask(session, question).await?;
                    let people = cells.patients(&rows, question, guard)?;
                    met.insert(health.measure.clone(), people);
                }
                None => cells.untold.extend(health.hidden()),
            }
        }
        let settled = cells.decide(guard, &rows, &keys, &met)?;
        let mut ratios = open.measures.iter();
        if ratios.any(|bound| tells_counts(open, bound)) && guard.reach == Reach::Pupils {
            for settled in &settled {
                cells.decide_ratios(guard, &rows, &keys, settled)?;
            }
        }
        Ok(cells)
    }

    /// Decides about every count, each together with those that it adds up with.
    fn decide<'a>(
        &mut self,
        guard: &'a Guard,
        rows: &RecordBatch,
        keys: &[Key],
        patients: &HashMap<String, People>,
    ) -> Result<Vec<Settled<'a>>, ArrowError> {
        let mut settled: Vec<Settled<'a>> = Vec::new();
        for bound in &guard.whole.measures {
            let counts_pupils = bound.measure.tells_of(&bound.topic) == TellsOf::Itself;
            let is_met = rows.column_by_name(&bound.key).is_some();
            if !counts_pupils || !is_met || self.counts.contains_key(&bound.key) {
                continue;
            }
            let family = Family::of(bound, guard);
            let parts = family.places.iter().map(|place| Part {
                over_time: place.over_time,
                settled: None,
                people: patients
                    .get(&place.keys[0])
                    .filter(|_| place.keys.len() == 1),
            });
            let counts = Counts {
                parts: parts.collect(),
                sums: family.sums.clone(),
                follows: family.follows(),
                ..self.counts_of(guard, rows, keys, &family.places)?
            };
            let withheld = Arc::new(match (guard.reach, family.health()) {
                // Who may know the names knows the rest.
                (Reach::Health, Some(_)) => Withheld::default(),
                _ => small_cells::withhold(&counts, guard.least),
            });
            let topic = bound.topic.as_ref();
            let known = settled
                .iter()
                .position(|known| known.topic.name == topic.name);
            let known = known.unwrap_or_else(|| {
                settled.push(Settled::of(topic));
                settled.len() - 1
            });
            let known = &mut settled[known];
            let first = known.add_family(&family, &withheld);
            for (part, place) in family.places.iter().enumerate() {
                if let [key] = place.keys.as_slice() {
                    self.counts.insert(key.clone(), (withheld.clone(), part));
                }
            }
            let Some((both, [told, with])) = family.health() else {
                continue;
            };
            let Some(people) = patients.get(told) else {
                continue;
            };
            let places = [
                Place::of(vec![told.clone(), with.clone()]),
                Place::of(vec![told.clone()]),
                Place::of(vec![with.clone()]),
            ];
            let counts = self.counts_of(guard, rows, keys, &places)?;
            let apart = told_apart(counts, (&withheld, both), people, guard.least);
            let [_, told_place, with_place] = places;
            known.add_health(first + both, [told_place, with_place], &apart);
            self.counts.insert(told.clone(), (apart.clone(), 1));
            self.counts.insert(with.clone(), (apart, 2));
        }
        Ok(settled)
    }

    /// Decides about the ratios of a topic, whether the question asks for them or not.
    fn decide_ratios(
        &mut self,
        guard: &Guard,
        rows: &RecordBatch,
        keys: &[Key],
        settled: &Settled<'_>,
    ) -> Result<(), ArrowError> {
        let (names, ratios): (Vec<String>, Vec<_>) = settled.ratios().into_iter().unzip();
        if names.is_empty() {
            return Ok(());
        }
        let counts = Counts {
            parts: settled.parts(),
            sums: settled.sums.clone(),
            follows: settled.follows,
            ..self.counts_of(guard, rows, keys, &settled.places)?
        };
        let decided = Arc::new(small_cells::decide(&counts, &ratios, guard.least));
        for (place, name) in names.into_iter().enumerate() {
            self.ratios.insert(name, (decided.clone(), place));
        }
        Ok(())
    }

    /// Gathers counts by finest cell.
    fn counts_of<'a>(
        &self,
        guard: &Guard,
        rows: &RecordBatch,
        keys: &[Key],
        places: &[Place],
    ) -> Result<Counts<'a>, ArrowError> {
        let mut cells: HashMap<Key, Vec<u64>> = HashMap::new();
        for (part, place) in places.iter().enumerate() {
            for key in &place.keys {
                let Some(column) = rows.column_by_name(key) else {
                    continue;
                };
                for (key, count) in keys.iter().zip(numbers(column)?) {
                    let cell = cells.entry(*key).or_insert_with(|| vec![0; places.len()]);
                    cell[part] += count.unwrap_or_default().max(0.0) as u64;
                }
            }
        }
        Ok(Counts {
            axes: self.places.len().min(MOST_AXES),
            times: self.times(guard),
            cells,
            ..Counts::default()
        })
    }

    /// Returns the places of axes of time in the order of days.
    fn times(&self, guard: &Guard) -> Vec<Option<Vec<u32>>> {
        let axes = guard.whole.dimensions.iter().zip(&self.places);
        let times = axes.take(MOST_AXES).map(|(axis, places)| {
            matches!(axis.kind, ColumnKind::Time(_)).then(|| {
                let mut days: Vec<(&OwnedRow, &u32)> = places.iter().collect();
                days.sort_unstable();
                days.into_iter().map(|(_, place)| *place).collect()
            })
        });
        times.collect()
    }

    /// Reads whom a count of health tells of, cell by cell.
    fn patients(
        &mut self,
        rows: &RecordBatch,
        question: &Question,
        guard: &Guard,
    ) -> Result<People, ArrowError> {
        let axes = &guard.whole.dimensions;
        let of = question
            .dimensions
            .iter()
            .map(|bound| axes.iter().position(|axis| axis.key == bound.key));
        let of: Vec<Option<usize>> = of.collect();
        let keys = self.keys(rows, &of)?;
        let people = patients::numbered(rows)?;
        let met: Vec<(Key, u32)> = keys.into_iter().zip(people).collect();
        Ok(People::of(&met, axes.len().min(MOST_AXES)))
    }

    /// Returns each row's place, given the axis of each of its first columns.
    pub fn keys(
        &mut self,
        rows: &RecordBatch,
        axes: &[Option<usize>],
    ) -> Result<Vec<Key>, ArrowError> {
        let mut places = vec![vec![0; self.places.len()]; rows.num_rows()];
        for (column, axis) in axes.iter().enumerate() {
            let Some(axis) = *axis else {
                continue;
            };
            let values = rows.column(column).clone();
            let converter = RowConverter::new(vec![SortField::new(values.data_type().clone())])?;
            let values = converter.convert_columns(&[values])?;
            let known = &mut self.places[axis];
            for (row, value) in values.iter().enumerate() {
                let next = (known.len() as u32 + 1).min(MOST_VALUES);
                places[row][axis] = *known.entry(value.owned()).or_insert(next);
            }
        }
        let keys = places.iter();
        let keys = keys.map(|places| small_cells::key(&places[..places.len().min(MOST_AXES)]));
        Ok(keys.collect())
    }

    /// Returns the level that keeps these dimensions of the question.
    pub fn level(&self, kept: impl Iterator<Item = usize>) -> Level {
        let axes = kept.filter_map(|place| self.own[place]);
        axes.filter(|axis| *axis < MOST_AXES)
            .fold(0, |level, axis| level | (1 << axis))
    }

    /// Says whether a count is withheld wherever there is any.
    pub fn is_untold(&self, measure: &str) -> bool {
        self.untold.iter().any(|key| key == measure)
    }

    /// Says whether it is known what a ratio tells.
    pub fn decides(&self, ratio: &str) -> bool {
        self.ratios.contains_key(ratio)
    }

    /// Returns the cells of a level of which a count is withheld for the sake of others.
    pub fn hidden(&self, measure: &str, level: Level) -> HashSet<Key> {
        let found = self.counts.get(measure);
        found.map_or_else(HashSet::new, |(withheld, part)| {
            self.withheld(withheld, withheld, *part, level)
        })
    }

    /// Returns the cells of a level of which a ratio is withheld; none where it is not known what it tells.
    pub fn refused(&self, ratio: &str, level: Level) -> Option<HashSet<Key>> {
        let (decided, place) = self.ratios.get(ratio)?;
        Some(self.withheld(&decided.refused, &decided.untold, *place, level))
    }

    /// Returns the cells of a level that withhold a figure: those that filters leave whole, and those that they cut and
    /// whose figure is not what is told elsewhere.
    fn withheld(
        &self,
        whole: &Withheld,
        untold: &Withheld,
        part: usize,
        level: Level,
    ) -> HashSet<Key> {
        if whole.is_empty() && untold.is_empty() {
            return HashSet::new();
        }
        if self.passing.is_none() {
            return whole.cells(level, part).collect();
        }
        // Only along these axes can a part of a cell be left out.
        let finest = level | self.picked;
        let mut passes: HashMap<Key, bool> = HashMap::new();
        for cell in &self.every {
            let passing = self.passing.as_ref();
            let is_let_through = passing.is_none_or(|passing| passing.contains(cell));
            let of_cell = passes.entry(small_cells::kept(*cell, finest)).or_default();
            *of_cell |= is_let_through;
        }
        // What each cell has: cells that are left out; withheld ones that are let through and left out.
        let mut cells: HashMap<Key, (bool, bool, bool)> = HashMap::new();
        for (cell, passes) in passes {
            let is_withheld = untold.has(finest, cell, part);
            let of_level = cells.entry(small_cells::kept(cell, level)).or_default();
            of_level.0 |= !passes;
            of_level.1 |= is_withheld && passes;
            of_level.2 |= is_withheld && !passes;
        }
        let hidden = cells.into_iter();
        let hidden = hidden.filter(|(key, (is_cut, some_in, some_out))| match is_cut {
            false => whole.has(level, *key, part),
            // What is left of a cell is shown if it has none of the withheld ones inside, or all of them and the
            // cell is shown: then it is the cell less what is shown outside.
            true => *some_in && (*some_out || untold.has(level, *key, part)),
        });
        hidden.map(|(key, _)| key).collect()
    }
}

/// Decides where a count of health and what stands beside it are told apart, given what is decided about both together.
fn told_apart<'a>(
    counts: Counts<'a>,
    both: (&'a Withheld, usize),
    people: &'a People,
    least: u64,
) -> Arc<Withheld> {
    let counts = Counts {
        parts: vec![
            Part {
                settled: Some(both),
                ..Part::default()
            },
            Part {
                people: Some(people),
                ..Part::default()
            },
            Part::default(),
        ],
        sums: vec![small_cells::Sum {
            whole: 0,
            plus: vec![1, 2],
            ..small_cells::Sum::default()
        }],
        linked: vec![1, 2],
        ..counts
    };
    Arc::new(small_cells::withhold(&counts, least))
}

async fn every_row(session: &Session, question: &Question) -> Result<RecordBatch, Error> {
    let mut open = opened(question);
    open.spec.totals = Totals::None;
    let table = every_cell(session, &open).await?.table;
    Ok(concat_batches(&table.schema(), &table.rows)?)
}
