//! Settled: all counts of a topic that are decided about, as parts beside which its ratios are decided.

use std::sync::Arc;

use super::family::{Family, Place};
use crate::access::small_cells::{self, Follows, Ratio, Sum, Withheld};
use crate::model::{ComesTo, Formula, Measure, Operator, Part, TellsOf, Topic};

/// So many parts, and so many ratios, are decided about together.
const MOST_TOGETHER: usize = 32;

/// Factors of formulas have no more decimals.
const DECIMALS: f64 = 1e4;

/// The counts of a topic.
pub struct Settled<'a> {
    pub topic: &'a Topic,
    pub places: Vec<Place>,
    pub sums: Vec<Sum>,
    pub follows: Option<Follows>,
    /// Of each place what is withheld, with its part there.
    decided: Vec<(Arc<Withheld>, usize)>,
}

impl<'a> Settled<'a> {
    pub fn of(topic: &'a Topic) -> Self {
        Self {
            topic,
            places: Vec::new(),
            sums: Vec::new(),
            follows: None,
            decided: Vec::new(),
        }
    }

    /// Adds counts that add up with one another, once, and returns the place of the first.
    pub fn add_family(&mut self, family: &Family, withheld: &Arc<Withheld>) -> usize {
        let mut known = self.places.iter();
        let met = family.places.first().and_then(|place| {
            let is_same = |known: &Place| known.keys == place.keys;
            known.position(is_same)
        });
        if let Some(first) = met {
            return first;
        }
        let first = self.places.len();
        for (part, place) in family.places.iter().enumerate() {
            self.places.push(place.clone());
            self.decided.push((Arc::clone(withheld), part));
        }
        let moved = |parts: &[usize]| parts.iter().map(|part| first + part).collect();
        self.sums.extend(family.sums.iter().map(|sum| Sum {
            whole: first + sum.whole,
            plus: moved(&sum.plus),
            minus: moved(&sum.minus),
            apart: sum.apart,
        }));
        let follows = family.follows().map(|follows| Follows {
            end: first + follows.end,
            start: first + follows.start,
        });
        self.follows = self.follows.or(follows);
        first
    }

    /// Adds a count of health and the one that stands for both, which together are a place that is there already.
    pub fn add_health(&mut self, both: usize, apart: [Place; 2], withheld: &Arc<Withheld>) {
        let first = self.places.len();
        for (part, place) in apart.into_iter().enumerate() {
            self.places.push(place);
            self.decided.push((Arc::clone(withheld), part + 1));
        }
        self.sums.push(Sum {
            whole: both,
            plus: vec![first, first + 1],
            ..Sum::default()
        });
    }

    pub fn parts(&self) -> Vec<small_cells::Part<'_>> {
        let parts = self.places.iter().zip(&self.decided);
        let parts = parts.map(|(place, (withheld, part))| small_cells::Part {
            over_time: place.over_time,
            settled: Some((withheld, *part)),
            people: None,
        });
        parts.collect()
    }

    /// Returns the ratios of the topic of which these counts are all that they are made of, with their keys.
    pub fn ratios(&self) -> Vec<(String, Ratio)> {
        if self.places.len() > MOST_TOGETHER {
            return Vec::new();
        }
        let ratios = self.topic.measures.iter().filter_map(|measure| {
            let key = format!("{}.{}", self.topic.name, measure.name);
            Some((key, self.ratio(measure)?))
        });
        ratios.take(MOST_TOGETHER).collect()
    }

    fn ratio(&self, measure: &Measure) -> Option<Ratio> {
        let TellsOf::Base(_) = measure.tells_of(self.topic) else {
            return None;
        };
        let formula = Formula::parse(measure.formula_text()).ok()?;
        let Formula::Joined(over, Operator::Divide, under) = formula else {
            return None;
        };
        let over = self.side(&over)?.into_iter();
        let over: Vec<(usize, i64)> = over
            .map(|(part, factor)| Some((part?, factor)))
            .collect::<Option<_>>()?;
        let under = self.side(&under)?;
        // What tells of nobody is known to everybody; together with people it is neither.
        let under: Vec<(usize, i64)> = match under.iter().all(|(part, _)| part.is_none()) {
            true => Vec::new(),
            false => under
                .into_iter()
                .map(|(part, factor)| Some((part?, factor)))
                .collect::<Option<_>>()?,
        };
        let is_plain = over
            .iter()
            .chain(&under)
            .all(|(_, factor)| factor.abs() == 1);
        let hangs = |(part, _): &(usize, i64)| {
            let all = self.together_with(*part);
            under.iter().any(|(other, _)| all.contains(other))
        };
        Some(Ratio {
            is_share: is_plain && over.iter().any(hangs),
            over,
            under,
        })
    }

    /// Reads one side of a ratio as places with whole factors in lowest terms, of what tells of nobody none; nothing where
    /// it is no such thing.
    fn side(&self, side: &Formula) -> Option<Vec<(Option<usize>, i64)>> {
        let mut found: Vec<(Option<usize>, i64)> = Vec::new();
        for (name, factor) in side.multiples()? {
            let comes_to = self.topic.part(name).map(Part::comes_to);
            let counts = match &comes_to {
                Some(ComesTo::Nothing) => Vec::new(),
                Some(ComesTo::Counts(counts)) => counts.multiples()?,
                Some(ComesTo::Itself) | None => vec![(name, 1.0)],
            };
            for (name, of_name) in counts {
                let whole = factor * of_name * DECIMALS;
                if (whole - whole.round()).abs() > 1e-6 || whole.abs() > 1e12 {
                    return None;
                }
                let place = self.place(name)?;
                match found.iter_mut().find(|(other, _)| *other == place) {
                    Some((_, sum)) => *sum += whole.round() as i64,
                    None => found.push((place, whole.round() as i64)),
                }
            }
        }
        let shared = found
            .iter()
            .fold(0, |shared, (_, factor)| divisor(shared, *factor));
        for (_, factor) in &mut found {
            *factor /= shared.max(1);
        }
        found.retain(|(_, factor)| *factor != 0);
        Some(found)
    }

    /// Returns the place of the count that shows a part of the topic: none of one that tells of nobody.
    fn place(&self, part: &str) -> Option<Option<usize>> {
        let measures = self.topic.measures.iter();
        let mut measures = measures.filter(|measure| measure.formula_text() == part);
        measures.find_map(|measure| match measure.tells_of(self.topic) {
            TellsOf::Nobody => Some(None),
            TellsOf::Base(_) => None,
            TellsOf::Itself => {
                let key = format!("{}.{}", self.topic.name, measure.name);
                let mut places = self.places.iter();
                let place = places.position(|place| place.keys == [key.as_str()]);
                place.map(Some)
            }
        })
    }

    /// Returns the places that add up with one, by way of others.
    fn together_with(&self, place: usize) -> Vec<usize> {
        let mut found = vec![place];
        let mut next = 0;
        while let Some(place) = found.get(next).copied() {
            next += 1;
            for sum in &self.sums {
                let parts = sum.plus.iter().chain(&sum.minus).chain([&sum.whole]);
                let parts: Vec<usize> = parts.copied().collect();
                if parts.contains(&place) {
                    found.extend(parts);
                    let mut met = Vec::new();
                    found.retain(|place| {
                        let is_new = !met.contains(place);
                        met.push(*place);
                        is_new
                    });
                }
            }
        }
        found
    }
}

fn divisor(one: i64, other: i64) -> i64 {
    match other {
        0 => one.abs(),
        _ => divisor(other, one % other),
    }
}
