//! Ratios: a ratio may tell a withheld count of its line where the line shows what it is divided by. Where it is made of
//! counts, these say whether it does.

use std::collections::{HashMap, HashSet};

use datafusion::arrow::array::BooleanArray;

use super::cells::Cells;
use super::{BASE, Guard};
use crate::access::small_cells::{Key, Level};
use crate::constructor::{BoundMeasure, Question};
use crate::model::{Formula, Operator, TellsOf, Topic};

/// What stands on the line of a ratio, as keys of measures.
pub struct OnLine {
    /// The counts that add up with what the ratio is made of.
    family: Vec<String>,
    /// Each tells the denominator when all of it are shown.
    denominators: Vec<Vec<String>>,
    /// These tell the numerator, which makes the ratio nothing new.
    numerator: Option<Vec<String>>,
}

/// Says whether a question puts a ratio beside what it is divided by.
pub fn tells_counts(question: &Question, bound: &BoundMeasure) -> bool {
    !denominators(question, bound).is_empty()
}

/// Returns the keys of measures of a question that show what a ratio is divided by.
pub fn divided_by(question: &Question, bound: &BoundMeasure) -> Vec<String> {
    denominators(question, bound).concat()
}

impl OnLine {
    /// Gathers what stands beside a ratio; nothing where it tells no count.
    pub fn of(question: &Question, bound: &BoundMeasure, guard: &Guard) -> Option<Self> {
        let TellsOf::Base(_) = guard.tells_of(bound) else {
            return None;
        };
        let denominators = denominators(question, bound);
        if denominators.is_empty() {
            return None;
        }
        let topic = bound.topic.as_ref();
        let names = bound.formula.names();
        let counts = names.into_iter().filter(|name| is_count(topic, name));
        let family = counts.flat_map(|name| topic.family(name));
        let family = family.map(|name| format!("{}.{name}", topic.name));
        Some(Self {
            family: family.collect(),
            denominators,
            numerator: match &bound.formula {
                Formula::Joined(numerator, Operator::Divide, _) => {
                    shown_as(question, topic, numerator)
                }
                _ => None,
            },
        })
    }
}

/// Says of each row whether a ratio tells a withheld count. Where it is not known what it tells, it may tell any of its
/// family that the row withholds.
pub fn given_away(
    ratio: &str,
    line: &OnLine,
    flags: &HashMap<&str, BooleanArray>,
    cells: &Cells,
    keys: &[(Level, Key)],
) -> Vec<bool> {
    let levels: HashSet<Level> = keys.iter().map(|(level, _)| *level).collect();
    let hidden = |name: &String| -> HashMap<Level, HashSet<Key>> {
        let levels = levels.iter();
        levels
            .map(|level| (*level, cells.hidden(name, *level)))
            .collect()
    };
    let hidden: Vec<HashMap<Level, HashSet<Key>>> = line.family.iter().map(hidden).collect();
    let refused: Option<HashMap<Level, HashSet<Key>>> = levels
        .iter()
        .map(|level| Some((*level, cells.refused(ratio, *level)?)))
        .collect();
    let is_marked = |name: &String, row: usize| {
        let flags = flags.get(name.as_str());
        flags.is_some_and(|flags| flags.value(row))
    };
    let rows = keys.iter().enumerate().map(|(row, (level, key))| {
        let mut family = line.family.iter().zip(&hidden);
        // A count that is no sum of its cells may be small where they are not.
        let is_as_decided =
            family.all(|(name, hidden)| !is_marked(name, row) || hidden[level].contains(key));
        if let Some(refused) = refused.as_ref().filter(|_| is_as_decided) {
            return refused[level].contains(key);
        }
        let are_shown = |names: &Vec<String>| !names.iter().any(|name| is_marked(name, row));
        let is_withheld = line.family.iter().any(|name| is_marked(name, row))
            || hidden.iter().any(|levels| levels[level].contains(key));
        is_withheld
            && line.denominators.iter().any(are_shown)
            && !line.numerator.as_ref().is_some_and(are_shown)
    });
    rows.collect()
}

/// Returns the ways in which a question shows what a ratio is divided by.
fn denominators(question: &Question, bound: &BoundMeasure) -> Vec<Vec<String>> {
    let Formula::Joined(_, Operator::Divide, denominator) = &bound.formula else {
        return Vec::new();
    };
    let topic = bound.topic.as_ref();
    let mut ways: Vec<Vec<String>> = shown_as(question, topic, denominator).into_iter().collect();
    // A sum tells a denominator that leaves out what is nothing.
    for sum in &topic.sums {
        let names = denominator.names();
        let has_all = names
            .iter()
            .all(|name| sum.parts.iter().any(|part| part == name));
        let whole = format!("{}.{}", topic.name, sum.whole);
        if has_all && question.measures.iter().any(|other| other.key == whole) {
            ways.push(vec![whole]);
        }
    }
    ways
}

/// Returns the measures of a question that together show what a formula comes to.
fn shown_as(question: &Question, topic: &Topic, formula: &Formula) -> Option<Vec<String>> {
    let of_formula = |formula: &Formula| {
        let mut measures = question.measures.iter();
        let found = measures.find(|bound| {
            let is_asked = bound.topic.name == topic.name && !bound.key.starts_with(BASE);
            is_asked && bound.formula == *formula
        });
        found.map(|bound| bound.key.clone())
    };
    if let Some(key) = of_formula(formula) {
        return Some(vec![key]);
    }
    let names = formula.names().into_iter();
    names
        .map(|name| of_formula(&Formula::Name(name.to_owned())))
        .collect()
}

fn is_count(topic: &Topic, name: &str) -> bool {
    let measure = topic.measure(name);
    measure.is_some_and(|measure| measure.tells_of(topic) == TellsOf::Itself)
}
