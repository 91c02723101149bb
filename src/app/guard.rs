//! Guard: what is asked beside a question of who may not know names, to decide which small figures it withholds.

use jiff::civil::Date;

use super::ask::refused;
use super::{App, AskError};
use crate::access::Scope;
use crate::catalogue::say;
use crate::constructor::{self, BoundMeasure, Fault, FilterSpec, QuerySpec, Question, Totals};
use crate::engine::{self, Guard, Health, PUPIL, Reach, Single};
use crate::model::{Dimension, Entity, Member, Model, TellsOf};

/// Entities that say when: a filter on them chooses a span and picks nobody out.
const OF_TIME: [&str; 3] = ["calendar", "term", "school_year"];

/// The entity whose codes and names leave one pupil to a row.
const OF_PUPILS: &str = "pupil";

impl App {
    /// Says whether figures of few pupils are withheld from a scope.
    pub(super) fn withholds_few(&self, scope: &Scope) -> bool {
        self.config.privacy.small_cells > 1 && scope.withholds_small_cells()
    }

    /// Returns of what small figures are withheld from a scope, if of any.
    fn reach(&self, scope: &Scope) -> Option<Reach> {
        let withholds_health = self.config.privacy.small_cells > 1 && !scope.sight().has_health;
        match self.withholds_few(scope) {
            true => Some(Reach::Pupils),
            false => withholds_health.then_some(Reach::Health),
        }
    }

    /// Returns the guard of a question; none where the asker may see small figures, or nothing asked has any.
    ///
    /// A filter picks people from a group whose other part a second question can ask for. So the question's counts are
    /// looked at split by what its filters pick from, and what they cut from a withheld cell is withheld too. That goes
    /// for schools as for anything: which count of a school stands beside a small one of another is decided among all of
    /// them. Only spans of days narrow what is looked at. Where a row is of one pupil, there is nothing to look at: it
    /// has no figure of pupils.
    pub(super) fn guard(
        &self,
        scope: &Scope,
        model: &Model,
        question: &Question,
        today: Date,
    ) -> Option<Guard> {
        let reach = self.reach(scope)?;
        let is_in_reach = |bound: &&BoundMeasure| match reach {
            Reach::Pupils => tells(bound) != TellsOf::Nobody,
            Reach::Health => bound.topic.health_beside(&bound.measure.name).is_some(),
        };
        let asked: Vec<&BoundMeasure> = question.measures.iter().filter(is_in_reach).collect();
        if asked.is_empty() {
            return None;
        }
        let single = single(model, question);
        let alone = Guard {
            whole: question.clone(),
            passing: None,
            picked: Vec::new(),
            health: Vec::new(),
            single: single.clone(),
            reach,
            knows_health: scope.sight().has_health,
            least: self.config.privacy.small_cells,
        };
        let has_totals = question.spec.totals != Totals::None;
        if matches!(single, Some(Single::Everywhere)) || (single.is_some() && !has_totals) {
            return Some(alone);
        }
        let bind = |spec: &QuerySpec| constructor::bind(spec, model, scope.sight(), today).ok();
        let can_be_asked = |key: &String| {
            let alone = QuerySpec {
                measures: vec![key.clone()],
                ..QuerySpec::default()
            };
            bind(&alone).is_some()
        };
        let counts = counts(question, &asked, can_be_asked);
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
        let picked: Vec<String> = lifted.iter().flat_map(members).cloned().collect();
        let mut spec = QuerySpec {
            measures: counts,
            filters: left,
            ..looked_at(model, &question.spec, &picked)
        };
        let health = match scope.sight().has_health {
            true => Vec::new(),
            false => health_of(&asked, &spec, model, bind),
        };
        let whole = bind(&spec);
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
                health,
                ..alone
            }),
            // What can be filtered by but not split by.
            _ => Some(Guard {
                health: without_questions(&health),
                ..alone
            }),
        }
    }

    /// Refuses a question whose rows alone would tell what a journal says of one pupil.
    pub(super) fn require_untold(
        &self,
        scope: &Scope,
        model: &Model,
        spec: &QuerySpec,
    ) -> Result<(), AskError> {
        if !self.withholds_few(scope) {
            return Ok(());
        }
        let named = named(spec);
        let dimension = |name: &str| match model.member(name) {
            Some(Member::Dimension(_, dimension)) => Some(dimension),
            _ => None,
        };
        let of_one = named.iter().find(|(_, name)| is_of_one_pupil(model, name));
        let Some(pupil) = of_one.and_then(|(_, name)| dimension(name)) else {
            return Ok(());
        };
        let said = named.iter().filter_map(|(path, name)| {
            let said = dimension(name).filter(|said| said.is_said_of_pupil)?;
            let (said, pupil) = (said.title.as_str(), pupil.title.as_str());
            let message = say!("question-of-one-pupil", said = said, pupil = pupil);
            let hint = say!("question-of-one-pupil-hint", said = said, pupil = pupil);
            Some(Fault::new(path, message).with_hint(hint))
        });
        match said.collect::<Vec<Fault>>() {
            faults if faults.is_empty() => Ok(()),
            faults => Err(refused(faults)),
        }
    }
}

/// Returns a question without what its rows are ordered, cut and told by, split by what its filters pick from, too. No row
/// of it is of one pupil.
fn looked_at(model: &Model, spec: &QuerySpec, picked: &[String]) -> QuerySpec {
    let mut dimensions = spec.dimensions.clone();
    dimensions.retain(|member| !is_of_one_pupil(model, member));
    for member in picked {
        if !dimensions.contains(member) {
            dimensions.push(member.clone());
        }
    }
    QuerySpec {
        dimensions,
        order: Vec::new(),
        limit: None,
        offset: 0,
        has_total: false,
        totals: Totals::None,
        pivot: None,
        formulas: Vec::new(),
        has_others: false,
        ..spec.clone()
    }
}

/// Returns the counts that decide: those asked, those that ratios tell, and all that these add up with and that the
/// asker could ask for, too.
fn counts(
    question: &Question,
    asked: &[&BoundMeasure],
    can_be_asked: impl Fn(&String) -> bool,
) -> Vec<String> {
    let mut counts: Vec<String> = Vec::new();
    for bound in asked {
        let topic = &bound.topic;
        let names: Vec<&str> = match tells(bound) {
            TellsOf::Nobody => Vec::new(),
            TellsOf::Itself => vec![bound.measure.name.as_str()],
            TellsOf::Base(_) if engine::tells_counts(question, bound) => bound.formula.names(),
            TellsOf::Base(_) => Vec::new(),
        };
        let is_count = |name: &&str| {
            let measure = topic.measure(name);
            measure.is_some_and(|measure| measure.tells_of(topic) == TellsOf::Itself)
        };
        for name in names.into_iter().filter(is_count) {
            for name in topic.family(name) {
                let key = format!("{}.{name}", topic.name);
                let is_own = key == bound.key;
                if !counts.contains(&key) && (is_own || can_be_asked(&key)) {
                    counts.push(key);
                }
            }
        }
    }
    counts
}

/// Returns the counts of health among those asked, each with the question about its pupils.
fn health_of(
    asked: &[&BoundMeasure],
    whole: &QuerySpec,
    model: &Model,
    bind: impl Fn(&QuerySpec) -> Option<Question>,
) -> Vec<Health> {
    let mut found: Vec<Health> = Vec::new();
    for bound in asked {
        let topic = &bound.topic;
        let Some(measure) = topic.health_beside(&bound.measure.name) else {
            continue;
        };
        let Some(health) = &measure.health else {
            continue;
        };
        let key = |name: &String| format!("{}.{name}", topic.name);
        let own = key(&measure.name);
        if found.iter().any(|one| one.measure == own) {
            continue;
        }
        let mut spec = QuerySpec {
            measures: vec![own.clone()],
            ..whole.clone()
        };
        spec.dimensions.push(PUPIL.to_owned());
        spec.filters.push(FilterSpec::Member {
            member: own.clone(),
            operator: "gt".to_owned(),
            values: vec!["0".to_owned()],
            path: "filters".to_owned(),
        });
        let question = bind(&spec).map(|mut question| {
            question.read_from(model, &health.source);
            question
        });
        found.push(Health {
            measure: own,
            with: health.with.as_ref().map(key),
            question,
        });
    }
    found
}

fn without_questions(health: &[Health]) -> Vec<Health> {
    let health = health.iter().map(|health| Health {
        question: None,
        ..health.clone()
    });
    health.collect()
}

/// Says where figures of a question are of one pupil.
fn single(model: &Model, question: &Question) -> Option<Single> {
    let mut filtered = question.spec.filters.iter().flat_map(members);
    if filtered.any(|name| is_of_one_pupil(model, name)) {
        return Some(Single::Everywhere);
    }
    let split = question.dimensions.iter();
    let split = split.filter(|bound| is_of_one_pupil(model, &bound.member));
    let keys: Vec<String> = split.map(|bound| bound.key.clone()).collect();
    (!keys.is_empty()).then_some(Single::Along(keys))
}

fn is_of_one_pupil(model: &Model, name: &str) -> bool {
    let names_one = |entity: &Entity, dimension: &Dimension| {
        entity.name == OF_PUPILS && (dimension.is_id || dimension.personal.is_some())
    };
    matches!(model.member(name), Some(Member::Dimension(entity, dimension)) if names_one(entity, dimension))
}

fn tells(bound: &BoundMeasure) -> TellsOf {
    bound.measure.tells_of(&bound.topic)
}

/// Returns every dimension that a question names, with its place.
fn named(spec: &QuerySpec) -> Vec<(String, &String)> {
    let dimensions = spec.dimensions.iter().enumerate();
    let dimensions = dimensions.map(|(place, name)| (format!("dimensions[{place}]"), name));
    let times = spec.time_dimensions.iter().enumerate();
    let times = times.map(|(place, time)| {
        let path = format!("timeDimensions[{place}].dimension");
        (path, &time.dimension)
    });
    let filters = spec.filters.iter().flat_map(placed);
    dimensions.chain(times).chain(filters).collect()
}

fn placed(filter: &FilterSpec) -> Vec<(String, &String)> {
    match filter {
        FilterSpec::Member { member, path, .. } => vec![(format!("{path}.member"), member)],
        FilterSpec::All(filters) | FilterSpec::Any(filters) => {
            filters.iter().flat_map(placed).collect()
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
    let named = placed(filter).into_iter();
    named.map(|(_, name)| name).collect()
}
