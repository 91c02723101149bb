//! Facts: which topics answer a question, from which sources, and what they do not know.

use std::sync::Arc;

use super::bind::Binder;
use super::filter::Filter;
use super::knowing;
use super::question::{Fact, PartGroup, Place, Question};
use super::shape;
use super::spec::FilterSpec;
use super::words::{title_of, title_of_measure, title_of_topic};
use crate::catalogue::say;
use crate::model::{DefaultFilter, Member, Model, Part, RowsBy, Topic};

impl Binder<'_> {
    pub(super) fn facts(&mut self, question: &mut Question) {
        let mut topics: Vec<Arc<Topic>> = Vec::new();
        for measure in &question.measures {
            if !topics.iter().any(|topic| topic.name == measure.topic.name) {
                topics.push(measure.topic.clone());
            }
        }
        if topics.is_empty() {
            if self.faults.is_empty() && self.missing_right.is_none() {
                self.fact_of_dimensions(question);
            }
            return;
        }
        for topic in topics {
            if self.knows(question, &topic) {
                self.fact(question, topic);
            }
        }
    }

    /// Reports members that a topic does not know, and those that its measures refuse.
    fn knows(&mut self, question: &mut Question, topic: &Arc<Topic>) -> bool {
        let before = self.faults.len();
        let spec = question.spec.clone();
        let mut named: Vec<(String, String)> = Vec::new();
        for (place, name) in spec.dimensions.iter().enumerate() {
            named.push((format!("dimensions[{place}]"), name.clone()));
        }
        for (place, time) in spec.time_dimensions.iter().enumerate() {
            named.push((
                format!("timeDimensions[{place}].dimension"),
                time.dimension.clone(),
            ));
        }
        for filter in &spec.filters {
            collect_members(filter, &mut named);
        }
        for (path, name) in named {
            let Some(Member::Dimension(entity, dimension)) = self.model.member(&name) else {
                continue;
            };
            let Some(place) = self.place(entity, dimension, None) else {
                continue;
            };
            if !knowing::is_known(self.model, topic, &place, self.sight.rows_by) {
                self.fault(
                    &path,
                    say!(
                        "question-unknown-to-topic",
                        title = title_of(self.model, entity, dimension),
                        topic = title_of_topic(self.model, topic)
                    ),
                );
                continue;
            }
            for refusal in &topic.refusals {
                let refused = question.measures.iter().find(|measure| {
                    measure.topic.name == topic.name
                        && refusal.measures.contains(&measure.measure.name)
                });
                if let Some(measure) = refused
                    && refusal.dimensions.contains(&name)
                {
                    self.fault(
                        &path,
                        say!(
                            "question-refused",
                            measure = title_of_measure(self.model, topic, &measure.measure),
                            title = title_of(self.model, entity, dimension),
                            reason = refusal.reason.as_str()
                        ),
                    );
                }
            }
        }
        if topic.is_spanned {
            let mut has_days = false;
            for filter in &question.filters {
                filter.for_each(&mut |test| has_days |= matches!(test.member, Place::Day(_)));
            }
            if has_days {
                self.fault(
                    "filters",
                    say!(
                        "question-topic-of-spans",
                        topic = title_of_topic(self.model, topic)
                    ),
                );
            }
        }
        self.faults.len() == before
    }

    fn fact(&mut self, question: &mut Question, topic: Arc<Topic>) {
        let mut groups: Vec<PartGroup> = Vec::new();
        let measures = question.measures.iter();
        for measure in measures.filter(|m| m.topic.name == topic.name) {
            for part in measure
                .formula
                .names()
                .into_iter()
                .filter_map(|name| topic.part(name))
            {
                let cells = part.cells.as_deref().and_then(|name| topic.part(name));
                for part in cells.into_iter().chain([part]) {
                    take_part(&mut groups, part);
                }
            }
        }
        let defaults: Vec<Filter<Place>> = topic
            .defaults
            .iter()
            .filter_map(|default| self.default_filter(question, default))
            .collect();
        for group in &mut groups {
            match source_of(self.model, question, &topic, &defaults, group) {
                Some(source) => group.source = source,
                None => {
                    let rows = match question.rows_by {
                        RowsBy::School => "school",
                        RowsBy::Class => "class",
                        RowsBy::Group => "group",
                    };
                    let topic = title_of_topic(self.model, &topic);
                    let message = say!("question-unknown-mix", topic = topic, rows = rows);
                    self.fault("dimensions", message);
                    return;
                }
            }
        }
        question.facts.push(Fact {
            topic: Some(topic),
            groups,
            defaults,
        });
    }

    fn default_filter(
        &mut self,
        question: &Question,
        default: &DefaultFilter,
    ) -> Option<Filter<Place>> {
        let mut named = Vec::new();
        for filter in &question.spec.filters {
            collect_members(filter, &mut named);
        }
        if named.iter().any(|(_, name)| *name == default.dimension) {
            return None;
        }
        self.dimension_filter(&FilterSpec::Member {
            member: default.dimension.clone(),
            operator: "equals".into(),
            values: default.values.clone(),
            path: "filters".into(),
        })
    }

    /// A question without measures lists the combinations of an entity's mart, or of any fact.
    fn fact_of_dimensions(&mut self, question: &mut Question) {
        let mut group = PartGroup {
            source: String::new(),
            per: Vec::new(),
            parts: Vec::new(),
        };
        let needed = shape::needed_columns(self.model, question, &group, Some("date"));
        let of_entities = question.dimensions.iter().filter_map(|bound| {
            let (entity, _) = bound.member.split_once('.')?;
            self.model.entity(entity)?.mart.clone()
        });
        let mut named = Vec::new();
        for filter in &question.spec.filters {
            collect_members(filter, &mut named);
        }
        let filtered = named.iter().map(|(_, member)| member);
        let asked = question.dimensions.iter().map(|bound| &bound.member);
        let named: Vec<&String> = asked.chain(filtered).collect();
        let of_topics = self.model.topics.iter().filter(|topic| {
            let mut unlisted = topic.unlisted.iter();
            topic.lists_dimensions
                && !topic.is_spanned
                && !unlisted.any(|member| named.contains(&member))
        });
        let of_topics = of_topics.flat_map(|topic| topic.sources.iter().cloned());
        let mut sources = of_entities.chain(of_topics);
        let covering = sources.find(|source| {
            let mart = self.model.mart(source);
            mart.is_some_and(|mart| shape::covers(question, mart, &group, &needed))
        });
        match covering {
            Some(source) => {
                group.source = source;
                question.facts.push(Fact {
                    topic: None,
                    groups: vec![group],
                    defaults: Vec::new(),
                });
            }
            None => self.fault("dimensions", say!("question-dimensions-apart")),
        }
    }
}

impl Question {
    /// Chooses the sources anew, after the question's days have become others.
    pub(super) fn choose_sources(&mut self, model: &Model) {
        let mut facts = std::mem::take(&mut self.facts);
        for fact in &mut facts {
            let Some(topic) = fact.topic.clone() else {
                continue;
            };
            for group in &mut fact.groups {
                if let Some(source) = source_of(model, self, &topic, &fact.defaults, group) {
                    group.source = source;
                }
            }
        }
        self.facts = facts;
    }
}

impl Question {
    /// Reads a source in the place of the chosen ones, wherever it has what they are read for.
    pub fn read_from(&mut self, model: &Model, source: &str) {
        let Some(mart) = model.mart(source) else {
            return;
        };
        let mut facts = std::mem::take(&mut self.facts);
        for fact in &mut facts {
            let date = fact.topic.as_ref().and_then(|topic| topic.date.as_deref());
            for group in &mut fact.groups {
                let mut needed = shape::needed_columns(model, self, group, date);
                for filter in &fact.defaults {
                    filter.for_each(&mut |test| {
                        let columns = shape::columns_of(model, &test.member, date);
                        needed.extend(columns.unwrap_or_default());
                    });
                }
                if shape::covers(self, mart, group, &needed) {
                    group.source = source.to_owned();
                }
            }
        }
        self.facts = facts;
    }
}

/// Puts a part to those that are computed with it.
fn take_part(groups: &mut Vec<PartGroup>, part: &Part) {
    let apart = part.kept_apart();
    let place = groups.iter().position(|group| group.per == apart);
    let place = place.unwrap_or_else(|| {
        groups.push(PartGroup {
            source: String::new(),
            per: apart,
            parts: Vec::new(),
        });
        groups.len() - 1
    });
    let parts = &mut groups[place].parts;
    if !parts.iter().any(|held| held.name == part.name) {
        parts.push(part.clone());
    }
}

/// Returns the smallest source that can compute a group of parts for the question.
fn source_of(
    model: &Model,
    question: &Question,
    topic: &Topic,
    defaults: &[Filter<Place>],
    group: &PartGroup,
) -> Option<String> {
    let date = topic.date.as_deref();
    let mut needed = shape::needed_columns(model, question, group, date);
    for filter in defaults {
        filter.for_each(&mut |test| {
            needed.extend(shape::columns_of(model, &test.member, date).unwrap_or_default());
        });
    }
    let marts = topic.sources.iter().filter_map(|source| model.mart(source));
    // A topic that nothing tells apart by classes or groups is not about them, and has no row for such an asker.
    let is_told = marts
        .clone()
        .any(|mart| shape::tells_rows(question.rows_by, mart));
    let mut covering = marts.filter(|mart| shape::covers(question, mart, group, &needed));
    let source = covering.find(|mart| !is_told || shape::tells_rows(question.rows_by, mart))?;
    Some(source.name.clone())
}

fn collect_members(filter: &FilterSpec, named: &mut Vec<(String, String)>) {
    match filter {
        FilterSpec::Member { member, path, .. } => {
            named.push((format!("{path}.member"), member.clone()))
        }
        FilterSpec::All(filters) | FilterSpec::Any(filters) => {
            for filter in filters {
                collect_members(filter, named);
            }
        }
    }
}
