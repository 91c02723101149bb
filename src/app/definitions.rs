//! Definitions: what a measure means, and by whose rules it is judged in the schools of a scope.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{App, AskError, Asker};
use crate::model::{Member, Rule};

/// The card of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub title: String,
    pub description: String,
    /// What each rule asks for, by the rule sets of the schools in scope.
    pub rules: Vec<Demanded>,
}

/// What a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demanded {
    /// «Тема урока внесена».
    pub rule: String,
    pub by: Vec<Demand>,
}

/// What one rule set says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The title of the school's rule set.
    pub rule_set: String,
    /// Each value with the clause that it comes from.
    pub values: Vec<String>,
}

impl App {
    /// Returns the cards of measures as they hold on a day in the schools that the asker sees.
    pub async fn definitions(
        &self,
        asker: &Asker,
        measures: &[&str],
        on: Date,
    ) -> Result<Vec<Definition>, AskError> {
        let (judged, _) = self.judged(asker).await?;
        let sets: BTreeSet<String> = judged
            .into_iter()
            .filter(|one| one.from <= on && on <= one.to)
            .map(|one| one.rule_set)
            .collect();
        let found = measures
            .iter()
            .filter_map(|name| match self.model.member(name) {
                Some(Member::Measure(_, measure)) => Some(measure),
                _ => None,
            });
        let cards = found.map(|measure| {
            let rules = measure
                .judged_by
                .iter()
                .filter_map(|name| Rule::named(name));
            let rules = rules.map(|rule| Demanded {
                rule: rule.title.to_owned(),
                by: sets
                    .iter()
                    .filter_map(|set| self.demand(set, rule, on))
                    .collect(),
            });
            Definition {
                title: measure.title.clone(),
                description: measure.description.clone(),
                rules: rules.collect(),
            }
        });
        Ok(cards.collect())
    }

    fn demand(&self, rule_set: &str, rule: &Rule, on: Date) -> Option<Demand> {
        let values = rule.parameters.iter().filter_map(|parameter| {
            let rules = &self.model.rules;
            let found = rules.judgement(rule_set, rule.name, parameter.name, on)?;
            let clause = match found.set.name == rule_set {
                true => format!("п. {}", found.given.clause),
                false => format!("{}, п. {}", found.set.title, found.given.clause),
            };
            Some(format!("{}: {} ({clause})", parameter.title, found.value()))
        });
        Some(Demand {
            rule_set: self.model.rules.get(rule_set)?.title.clone(),
            values: values.collect(),
        })
    }
}
