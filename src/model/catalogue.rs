//! The model as a whole: every declared thing by name, checked against the others.

use std::sync::Arc;

use super::kept;
use super::tree::Trees;
use super::{
    ComesTo, Dataset, Datasets, Dimension, DimensionType, English, Entity, Formula, Mart, Measure,
    MeasureFormat, Personal, Rollup, Rule, RuleSets, TellsOf, Topic, Tree,
};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity};
use crate::registers::{self, Register};
use crate::table::Granularity;

/// All that is declared. Immutable after [`Model::load`].
#[derive(Debug, Clone)]
pub struct Model {
    pub datasets: Datasets,
    pub rules: RuleSets,
    /// Stored marts in the order in which they are filled, then views.
    pub marts: Vec<Arc<Mart>>,
    pub entities: Vec<Arc<Entity>>,
    pub topics: Vec<Arc<Topic>>,
    pub rollups: Vec<Arc<Rollup>>,
    pub trees: Vec<Tree>,
    /// What the office itself keeps, in the order of lists.
    pub registers: Vec<Arc<Register>>,
    pub english: English,
}

/// What an asker may see of rows: which kinds of personal data, and how finely rows must be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Sight {
    /// Pupils' names and birth dates.
    pub has_pupils: bool,
    /// Staff names.
    pub has_staff: bool,
    /// Pupils' own keys: inside their school.
    pub has_identity: bool,
    /// Illness told apart from other excuses.
    pub has_health: bool,
    /// Only rows that tell this much are seen.
    pub rows_by: RowsBy,
}

/// How finely the rows that an asker sees are told apart: what is added up more coarsely does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowsBy {
    #[default]
    School,
    Class,
    Group,
}

impl RowsBy {
    /// Returns the column that rows must have.
    pub fn column(self) -> Option<&'static str> {
        match self {
            Self::School => None,
            Self::Class => Some("class_id"),
            Self::Group => Some("group_id"),
        }
    }
}

impl Sight {
    pub fn sees(self, personal: Option<Personal>) -> bool {
        match personal {
            None => true,
            Some(Personal::Pupil) => self.has_pupils,
            Some(Personal::Staff) => self.has_staff,
            Some(Personal::Identity) => self.has_identity,
            Some(Personal::Health) => self.has_health,
        }
    }
}

/// What a name such as `school.name` or `attendance.due` stands for.
#[derive(Debug, Clone)]
pub enum Member<'a> {
    Dimension(&'a Arc<Entity>, &'a Dimension),
    Measure(&'a Arc<Topic>, &'a Measure),
}

impl Model {
    /// Returns the model that the binary was built with, for tests.
    #[cfg(test)]
    pub fn built_in() -> Self {
        let (model, faults) = Self::load(&Content::embedded());
        assert!(faults.is_empty(), "{faults:#?}");
        model
    }

    /// Reads every declared file and returns the model with all faults found.
    pub fn load(content: &Content) -> (Self, Vec<Diagnostic>) {
        let (datasets, mut faults) = Datasets::parse(content.below("schemas/datasets"));
        let (rules, found) =
            RuleSets::parse(content.below("schemas/rule-sets").map(|(path, text)| {
                let name = path.trim_start_matches("schemas/rule-sets/");
                (name.trim_end_matches(".toml"), text)
            }));
        faults.extend(found);
        let mut marts = Vec::new();
        for (path, text) in content.below("queries/marts") {
            let name = path
                .trim_start_matches("queries/marts/")
                .trim_end_matches(".sql");
            match Mart::parse(name, text) {
                Ok(mart) => marts.push(Arc::new(mart)),
                Err(fault) => faults.push(fault),
            }
        }
        let entities = declared(content, "schemas/model/entities", &mut faults);
        let topics = declared(content, "schemas/model/topics", &mut faults);
        let rollups = declared(content, "schemas/model/rollups", &mut faults);
        let trees: Trees = one(content, "schemas/model/trees.toml", &mut faults);
        let english = one(content, "schemas/model/english.toml", &mut faults);
        let (registers, found) = registers::load(content);
        faults.extend(found);
        let mut model = Self {
            datasets,
            rules,
            marts: Vec::new(),
            entities,
            topics,
            rollups,
            trees: trees.trees,
            registers,
            english,
        };
        model.put_marts_in_order(marts, &mut faults);
        model.put_rollups(&mut faults);
        model.put_registers(&mut faults);
        model.check(&mut faults);
        (model, faults)
    }

    /// Returns the same model, its topics answered without rollups.
    pub fn without_rollups(&self) -> Self {
        let is_rollup = |source: &String| self.rollups.iter().any(|one| one.name == *source);
        let topics = self.topics.iter().map(|topic| {
            let mut topic = Topic::clone(topic);
            topic.sources.retain(|source| !is_rollup(source));
            Arc::new(topic)
        });
        Self {
            topics: topics.collect(),
            ..self.clone()
        }
    }

    pub fn register(&self, name: &str) -> Option<&Arc<Register>> {
        self.registers.iter().find(|register| register.name == name)
    }

    /// Finds a member by its full name.
    pub fn member(&self, name: &str) -> Option<Member<'_>> {
        let (owner, member) = name.split_once('.')?;
        if let Some(entity) = self.entity(owner)
            && let Some(dimension) = entity.dimensions.iter().find(|d| d.name == member)
        {
            return Some(Member::Dimension(entity, dimension));
        }
        let topic = self.topic(owner)?;
        let measure = topic.measure(member)?;
        Some(Member::Measure(topic, measure))
    }

    /// Finds the dimension of a step such as `school.name` or, of time, `calendar.date.month`.
    pub fn step(&self, name: &str) -> Option<(&Arc<Entity>, &Dimension)> {
        let is_time = |dimension: &Dimension| dimension.type_ == DimensionType::Time;
        if let Some(Member::Dimension(entity, dimension)) = self.member(name) {
            return (!is_time(dimension)).then_some((entity, dimension));
        }
        let (member, granularity) = name.rsplit_once('.')?;
        Granularity::parse(granularity)?;
        match self.member(member)? {
            Member::Dimension(entity, dimension) if is_time(dimension) => Some((entity, dimension)),
            _ => None,
        }
    }

    /// Returns the full name of every dimension and measure.
    pub fn member_names(&self) -> impl Iterator<Item = String> + '_ {
        let dimensions = self.entities.iter().flat_map(|entity| {
            let names = entity.dimensions.iter();
            names.map(move |dimension| format!("{}.{}", entity.name, dimension.name))
        });
        let measures = self.topics.iter().flat_map(|topic| {
            let names = topic.measures.iter();
            names.map(move |measure| format!("{}.{}", topic.name, measure.name))
        });
        dimensions.chain(measures)
    }

    pub fn entity(&self, name: &str) -> Option<&Arc<Entity>> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    pub fn topic(&self, name: &str) -> Option<&Arc<Topic>> {
        self.topics.iter().find(|topic| topic.name == name)
    }

    pub fn mart(&self, name: &str) -> Option<&Arc<Mart>> {
        self.marts.iter().find(|mart| mart.name == name)
    }

    pub fn dataset(&self, name: &str) -> Option<&Arc<Dataset>> {
        self.datasets.get(name)
    }

    fn put_marts_in_order(&mut self, mut waiting: Vec<Arc<Mart>>, faults: &mut Vec<Diagnostic>) {
        while !waiting.is_empty() {
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|mart| {
                let mut others = mart.head.after.iter();
                others.all(|other| self.marts.iter().any(|placed| placed.name == *other))
            });
            if ready.is_empty() {
                for mart in rest {
                    faults.push(fault_in(
                        &format!("queries/marts/{}.sql", mart.name),
                        "after",
                        "витрина ждёт неизвестной витрины или самой себя".into(),
                    ));
                }
                return;
            }
            self.marts.extend(ready);
            waiting = rest;
        }
    }

    /// Puts the marts of rollups behind those that they are made from.
    fn put_rollups(&mut self, faults: &mut Vec<Diagnostic>) {
        let mut waiting = self.rollups.clone();
        // One that is made from another comes behind it; a circle never ends and finds nothing to be made from.
        let made_from =
            |rollup: &Rollup| self.rollups.iter().find(|other| other.name == rollup.from);
        waiting.sort_by_key(|rollup| {
            let line = std::iter::successors(made_from(rollup), |other| made_from(other));
            line.take(self.rollups.len()).count()
        });
        for rollup in waiting {
            let file = format!("schemas/model/rollups/{}.toml", rollup.name);
            let (Some(topic), Some(from)) = (self.topic(&rollup.topic), self.mart(&rollup.from))
            else {
                let message = format!("темы «{}» или витрины «{}» нет", rollup.topic, rollup.from);
                faults.push(fault_in(&file, "from", message));
                continue;
            };
            let place = |name: &String| topic.sources.iter().position(|source| source == name);
            if let (Some(small), Some(large)) = (place(&rollup.name), place(&rollup.from))
                && small > large
            {
                let message = format!(
                    "в sources темы «{}» свёртка должна стоять раньше «{}»",
                    topic.name, rollup.from
                );
                faults.push(fault_in(&file, "sources", message));
            }
            if self.mart(&rollup.name).is_some() {
                faults.push(fault_in(
                    &file,
                    "name",
                    "витрина с таким именем уже есть".into(),
                ));
                continue;
            }
            match rollup.mart(topic, from) {
                Ok(mart) => self.marts.push(Arc::new(mart)),
                Err(found) => faults.extend(found),
            }
        }
    }

    /// Puts a mart, an entity and a topic for each register behind the declared ones.
    fn put_registers(&mut self, faults: &mut Vec<Diagnostic>) {
        for register in self.registers.clone() {
            let name = register.name.as_str();
            let is_taken = self.mart(name).is_some()
                || self.entity(name).is_some()
                || self.topic(name).is_some();
            if is_taken {
                let file = format!("schemas/registers/{name}.toml");
                let message = format!("тема, измерение или витрина «{name}» уже есть");
                faults.push(fault_in(&file, "name", message));
                continue;
            }
            self.marts.push(Arc::new(kept::mart(&register)));
            self.entities.push(Arc::new(kept::entity(&register)));
            self.topics.push(Arc::new(kept::topic(&register)));
            kept::tell_in_english(&register, &mut self.english);
        }
    }

    fn check(&self, faults: &mut Vec<Diagnostic>) {
        self.check_order_of_marts(faults);
        for entity in &self.entities {
            self.check_entity(entity, faults);
        }
        for topic in &self.topics {
            self.check_topic(topic, faults);
        }
        self.check_trees(faults);
    }

    fn check_trees(&self, faults: &mut Vec<Diagnostic>) {
        let mut names: Vec<&str> = Vec::new();
        for tree in &self.trees {
            let mut fault = |rule: &str, message: String| {
                faults.push(fault_in("schemas/model/trees.toml", rule, message));
            };
            if names.contains(&tree.name.as_str()) {
                fault("name", format!("путь «{}» уже есть", tree.name));
            }
            names.push(&tree.name);
            for member in &tree.members {
                if self.step(member).is_none() {
                    let message = format!("путь «{}»: измерения «{member}» нет", tree.name);
                    fault("members", message);
                }
            }
        }
    }

    /// A mart over all schools that waits for marts of schools is filled last: nothing by school can wait for it.
    fn check_order_of_marts(&self, faults: &mut Vec<Diagnostic>) {
        let mut last: Vec<&str> = Vec::new();
        // They stand in the order in which they wait for each other.
        for mart in &self.marts {
            let waits_for = |other: &Mart| mart.head.after.contains(&other.name);
            let after_last = last
                .iter()
                .find(|name| mart.head.after.iter().any(|other| other == *name));
            if !mart.is_by_school() {
                let by_school = self.marts.iter().filter(|other| other.is_by_school());
                if after_last.is_some() || by_school.map(AsRef::as_ref).any(waits_for) {
                    last.push(&mart.name);
                }
            } else if let Some(other) = after_last {
                faults.push(fault_in(
                    &format!("queries/marts/{}.sql", mart.name),
                    "after",
                    format!("витрина по школам ждёт витрины {other}, а та собирается по всем школам в последнюю очередь"),
                ));
            }
        }
    }

    fn check_entity(&self, entity: &Entity, faults: &mut Vec<Diagnostic>) {
        let file = format!("schemas/model/entities/{}.toml", entity.name);
        let Some(name) = &entity.mart else {
            return;
        };
        let Some(mart) = self.mart(name) else {
            faults.push(fault_in(&file, "mart", format!("витрины «{name}» нет")));
            return;
        };
        let on_mart = entity.dimensions.iter().filter(|d| !d.is_on_fact);
        for column in entity.key.iter().chain(on_mart.flat_map(|d| &d.columns)) {
            // Ages are computed when it is known on which day.
            let is_computed = matches!(column.as_str(), "age" | "age_in_january");
            if mart.column(column).is_none() && !is_computed {
                faults.push(fault_in(
                    &file,
                    "column",
                    format!("в витрине «{name}» нет столбца «{column}»"),
                ));
            }
        }
    }

    fn check_topic(&self, topic: &Topic, faults: &mut Vec<Diagnostic>) {
        let file = format!("schemas/model/topics/{}.toml", topic.name);
        let mut fault = |rule: &str, message: String| faults.push(fault_in(&file, rule, message));
        for source in &topic.sources {
            if self.mart(source).is_none() {
                fault("source", format!("витрины «{source}» нет"));
            }
        }
        for name in &topic.records {
            if self
                .dataset(name)
                .is_none_or(|dataset| dataset.memory.is_none())
            {
                fault(
                    "records",
                    format!("таблицы «{name}» нет среди тех, что сравниваются по ночам"),
                );
            }
        }
        for (rule, names) in [("rows", &topic.rows), ("unlisted", &topic.unlisted)] {
            for name in names {
                if !matches!(self.member(name), Some(Member::Dimension(..))) {
                    fault(rule, format!("измерения «{name}» нет"));
                }
            }
        }
        for part in &topic.parts {
            let ways = [
                part.sum.is_some(),
                part.max.is_some(),
                !part.per.is_empty(),
                part.of.is_some(),
            ];
            if ways.iter().filter(|way| **way).count() != 1 {
                fault(
                    "part",
                    format!("часть «{}»: нужно одно из sum, max, per, of", part.name),
                );
            }
            let is_share = part
                .quantile
                .is_some_and(|share| (0.0..=1.0).contains(&share));
            if part.of.is_some() != is_share || part.of.is_some() != part.weight.is_some() {
                fault(
                    "part",
                    format!(
                        "часть «{}»: к of нужны quantile от 0 до 1 и weight, и только к нему",
                        part.name
                    ),
                );
            }
            if let Some(name) = &part.cells
                && topic.part(name).is_none_or(|other| other.sum.is_none())
            {
                fault(
                    "cells",
                    format!("часть «{}»: складываемой части «{name}» нет", part.name),
                );
            }
            if let Some(counts) = &part.comes_to {
                let names_parts = |counts: &Formula| {
                    let mut names = counts.names().into_iter();
                    names.all(|name| topic.part(name).is_some())
                };
                let is_sum = match part.comes_to() {
                    ComesTo::Itself => false,
                    ComesTo::Nothing => true,
                    ComesTo::Counts(counts) => counts.multiples().is_some() && names_parts(&counts),
                };
                if !is_sum {
                    fault(
                        "comes_to",
                        format!(
                            "часть «{}»: «{counts}» — не сумма частей темы с множителями",
                            part.name
                        ),
                    );
                }
            }
            if let Some(Err(wrong)) = part.having.as_deref().map(Formula::parse_condition) {
                fault("having", format!("часть «{}»: {wrong}", part.name));
            }
        }
        for measure in &topic.measures {
            for rule in &measure.judged_by {
                if Rule::named(rule).is_none() {
                    fault(
                        "judged_by",
                        format!("показатель «{}»: правила «{rule}» нет", measure.name),
                    );
                }
            }
            match Formula::parse(measure.formula_text()) {
                Err(wrong) => fault("formula", format!("показатель «{}»: {wrong}", measure.name)),
                Ok(formula) => {
                    for name in formula.names() {
                        if topic.part(name).is_none() {
                            fault(
                                "formula",
                                format!("показатель «{}»: части «{name}» нет", measure.name),
                            );
                        }
                    }
                }
            }
        }
        for measure in &topic.measures {
            // What a figure tells of is computed along with it, from parts that it has.
            let TellsOf::Base(base) = measure.tells_of(topic) else {
                continue;
            };
            let formula = Formula::parse(measure.formula_text());
            let parts = formula.as_ref().map(Formula::names).unwrap_or_default();
            if base.names().iter().any(|name| !parts.contains(name)) {
                fault(
                    "tells_of",
                    format!(
                        "показатель «{}»: таких частей в его формуле нет",
                        measure.name
                    ),
                );
            }
        }
        let is_count = |name: &String| {
            let measure = topic.measure(name);
            measure.is_some_and(|measure| measure.format == MeasureFormat::Count)
        };
        for measure in &topic.measures {
            let Some(health) = &measure.health else {
                continue;
            };
            let place = format!("показатель «{}»", measure.name);
            if !topic.sources.contains(&health.source) {
                let source = &health.source;
                fault(
                    "health",
                    format!("{place}: источника «{source}» у темы нет"),
                );
            }
            for name in health.with.iter().chain([&measure.name]) {
                if !is_count(name) {
                    fault("health", format!("{place}: числа «{name}» нет"));
                }
            }
        }
        for sum in &topic.sums {
            for name in sum.counts() {
                if !is_count(name) {
                    fault("sums", format!("сумма «{}»: числа «{name}» нет", sum.whole));
                }
            }
            for name in &sum.not_by {
                if !matches!(self.member(name), Some(Member::Dimension(..))) {
                    let whole = &sum.whole;
                    fault("sums", format!("сумма «{whole}»: измерения «{name}» нет"));
                }
            }
        }
        for refusal in &topic.refusals {
            for measure in &refusal.measures {
                if topic.measure(measure).is_none() {
                    fault("refusal", format!("показателя «{measure}» нет"));
                }
            }
        }
    }
}

fn declared<T: serde::de::DeserializeOwned>(
    content: &Content,
    folder: &str,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Arc<T>> {
    let mut found = Vec::new();
    for (path, text) in content.below(folder) {
        match toml::from_str(text) {
            Ok(value) => found.push(Arc::new(value)),
            Err(error) => faults.push(fault_in(path, "toml", error.message().to_owned())),
        }
    }
    found
}

/// Reads a file of which there is one.
fn one<T: serde::de::DeserializeOwned + Default>(
    content: &Content,
    path: &str,
    faults: &mut Vec<Diagnostic>,
) -> T {
    let Some(text) = content.file(path) else {
        return T::default();
    };
    toml::from_str(text).unwrap_or_else(|error| {
        faults.push(fault_in(path, "toml", error.message().to_owned()));
        T::default()
    })
}

fn fault_in(file: &str, rule: &str, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, rule, message).at_file(file)
}
