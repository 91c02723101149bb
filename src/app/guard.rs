//! Guard: what is asked beside a question of who may not know names, to decide which small figures it withholds.

use jiff::civil::Date;

use super::App;
use crate::access::Scope;
use crate::constructor::{self, FilterSpec, QuerySpec, Question, Totals};
use crate::engine::Guard;
use crate::model::{Member, Model, TellsOf};

/// Entities that say when: a filter on them chooses a span and picks nobody out.
const OF_TIME: [&str; 3] = ["calendar", "term", "school_year"];

impl App {
    /// Returns the guard of a question; none where the asker may see small figures, or nothing asked has any.
    ///
    /// A filter picks people from a group whose other part a second question can ask for. So the question's counts are
    /// looked at split by what its filters pick from, and what they cut from a withheld cell is withheld too.
    pub(super) fn guard(
        &self,
        scope: &Scope,
        model: &Model,
        question: &Question,
        today: Date,
    ) -> Option<Guard> {
        let least = self.config.privacy.small_cells;
        let tells = |bound: &constructor::BoundMeasure| bound.measure.tells_of(&bound.topic);
        let mut measures = question.measures.iter();
        let tells_of_anybody = measures.any(|bound| tells(bound) != TellsOf::Nobody);
        if least < 2 || !scope.withholds_small_cells() || !tells_of_anybody {
            return None;
        }
        let counts = question.measures.iter();
        let counts = counts.filter(|bound| tells(bound) == TellsOf::Itself);
        let mut counts: Vec<String> = counts.map(|bound| bound.key.clone()).collect();
        self.add_summands(&mut counts, question, |spec| {
            constructor::bind(spec, model, scope.sight(), today).is_ok()
        });
        let alone = Guard {
            whole: question.clone(),
            passing: None,
            picked: Vec::new(),
            least,
        };
        let (lifted, left): (Vec<FilterSpec>, Vec<FilterSpec>) = question
            .spec
            .filters
            .iter()
            .filter(|filter| !is_of_measures(model, filter))
            .cloned()
            .partition(|filter| picks_people(model, question, filter));
        if counts.is_empty() {
            return Some(alone);
        }
        let mut spec = QuerySpec {
            measures: counts,
            order: Vec::new(),
            limit: None,
            offset: 0,
            has_total: false,
            totals: Totals::None,
            pivot: None,
            formulas: Vec::new(),
            has_others: false,
            filters: left.clone(),
            ..question.spec.clone()
        };
        for member in lifted.iter().flat_map(members) {
            if !spec.dimensions.contains(member) {
                spec.dimensions.push(member.clone());
            }
        }
        let bind = |spec: &QuerySpec| constructor::bind(spec, model, scope.sight(), today).ok();
        let whole = bind(&spec);
        let picked: Vec<String> = lifted.iter().flat_map(members).cloned().collect();
        spec.filters.extend(lifted);
        let passing = match picked.is_empty() {
            true => None,
            false => bind(&spec),
        };
        match whole {
            Some(whole) if passing.is_some() || picked.is_empty() => Some(Guard {
                whole,
                passing,
                picked,
                least,
            }),
            // What can be filtered by but not split by.
            _ => Some(alone),
        }
    }

    /// Adds the counts that others of a question add up with and that the asker could ask for, too.
    fn add_summands(
        &self,
        counts: &mut Vec<String>,
        question: &Question,
        can_be_asked: impl Fn(&QuerySpec) -> bool,
    ) {
        for bound in &question.measures {
            let sum = bound.topic.sum_of(&bound.measure.name);
            let parts = sum.into_iter().flat_map(|sum| &sum.parts);
            for part in parts {
                let key = format!("{}.{part}", bound.topic.name);
                let alone = QuerySpec {
                    measures: vec![key.clone()],
                    ..QuerySpec::default()
                };
                if !counts.contains(&key) && can_be_asked(&alone) {
                    counts.push(key);
                }
            }
        }
    }
}

fn is_of_measures(model: &Model, filter: &FilterSpec) -> bool {
    let is_measure = |name: &String| matches!(model.member(name), Some(Member::Measure(..)));
    members(filter).into_iter().any(is_measure)
}

fn picks_people(model: &Model, question: &Question, filter: &FilterSpec) -> bool {
    let topics = question.facts.iter().filter_map(|fact| fact.topic.as_ref());
    let by_default: Vec<&String> = topics
        .flat_map(|topic| &topic.defaults)
        .map(|default| &default.dimension)
        .collect();
    members(filter).into_iter().all(|name| {
        let entity = name.split_once('.').map_or("", |(entity, _)| entity);
        matches!(model.member(name), Some(Member::Dimension(..)))
            && !OF_TIME.contains(&entity)
            && !by_default.contains(&name)
    })
}

fn members(filter: &FilterSpec) -> Vec<&String> {
    match filter {
        FilterSpec::Member { member, .. } => vec![member],
        FilterSpec::All(filters) | FilterSpec::Any(filters) => {
            filters.iter().flat_map(members).collect()
        }
    }
}
