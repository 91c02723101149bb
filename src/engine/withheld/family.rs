//! Family: the counts of a topic that add up with one another, as the parts that are decided about together.

use super::Guard;
use crate::access::small_cells::{Follows, OverTime, Sum};
use crate::constructor::BoundMeasure;
use crate::model::{self, Topic};

/// Counts that add up with one another.
pub struct Family {
    pub places: Vec<Place>,
    pub sums: Vec<Sum>,
    /// The place of both, and the keys of what tells of health and what stands for it outside the school.
    health: Option<(usize, [String; 2])>,
}

/// One part: a count, or two that outside the school are one.
#[derive(Debug, Clone)]
pub struct Place {
    /// Keys of measures, which are added up.
    pub keys: Vec<String>,
    pub over_time: OverTime,
}

impl Place {
    pub fn of(keys: Vec<String>) -> Self {
        Self {
            keys,
            over_time: OverTime::Sum,
        }
    }
}

impl Family {
    /// Gathers what a count of a question adds up with. What the question does not have is nothing that the asker could
    /// take away.
    pub fn of(bound: &BoundMeasure, guard: &Guard) -> Self {
        let whole = &guard.whole;
        let topic = bound.topic.as_ref();
        let key = |name: &String| format!("{}.{name}", topic.name);
        let has = |name: &String| whole.measures.iter().any(|other| other.key == key(name));
        let names = topic.family(&bound.measure.name);
        let names: Vec<String> = names.into_iter().filter(|name| has(name)).collect();
        let pair = pair(topic, &names).filter(|_| !guard.knows_health);
        let is_paired = |name: &String| pair.as_ref().is_some_and(|pair| pair.contains(name));
        let mut places: Vec<(Vec<String>, Place)> = Vec::new();
        let alone = names.iter().filter(|name| !is_paired(name));
        for names in alone
            .map(|name| vec![name.clone()])
            .chain(pair.iter().map(|pair| pair.to_vec()))
        {
            let over_time = topic.measure(&names[0]).map(|measure| measure.over_time);
            let place = Place {
                keys: names.iter().map(key).collect(),
                over_time: match over_time.unwrap_or_default() {
                    model::OverTime::Sum => OverTime::Sum,
                    model::OverTime::First => OverTime::First,
                    model::OverTime::Last => OverTime::Last,
                },
            };
            places.push((names, place));
        }
        let place_of = |name: &String| places.iter().position(|(names, _)| names.contains(name));
        let places_of = |names: &[String]| -> Option<Vec<usize>> {
            let mut found: Vec<usize> = Vec::new();
            for name in names {
                let place = place_of(name)?;
                // Of two that are one, a sum has both or is none of ours.
                if places[place].0.iter().any(|other| !names.contains(other)) {
                    return None;
                }
                if !found.contains(&place) {
                    found.push(place);
                }
            }
            Some(found)
        };
        let sums = topic.sums.iter().filter_map(|sum| {
            Some(Sum {
                whole: places_of(std::slice::from_ref(&sum.whole))?
                    .first()
                    .copied()?,
                plus: places_of(&sum.parts)?,
                minus: places_of(&sum.minus)?,
                apart: guard.level_of(&sum.not_by),
            })
        });
        let sums = sums.collect();
        let health = pair.map(|pair| (places.len() - 1, pair.map(|name| key(&name))));
        Self {
            places: places.into_iter().map(|(_, place)| place).collect(),
            sums,
            health,
        }
    }

    /// Returns the parts of a balance that are at the end of a span and at the start of the next.
    pub fn follows(&self) -> Option<Follows> {
        self.sums.iter().find_map(|sum| {
            let is = |part: &usize, over_time: OverTime| self.places[*part].over_time == over_time;
            let start = sum.plus.iter().find(|part| is(part, OverTime::First))?;
            let is_balance = !sum.minus.is_empty() && is(&sum.whole, OverTime::Last);
            is_balance.then_some(Follows {
                end: sum.whole,
                start: *start,
            })
        })
    }

    pub fn health(&self) -> Option<(usize, &[String; 2])> {
        let (place, keys) = self.health.as_ref()?;
        Some((*place, keys))
    }
}

/// Finds the two counts of which one stands for both outside the school.
fn pair(topic: &Topic, names: &[String]) -> Option<[String; 2]> {
    names.iter().find_map(|name| {
        let with = topic.measure(name)?.health.as_ref()?.with.as_ref()?;
        names.contains(with).then(|| [name.clone(), with.clone()])
    })
}
