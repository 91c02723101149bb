//! Definitions: what measures mean, and by whose rules they are judged in the schools of a scope.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{App, AskError, Asker};
use crate::model::{Measure, Member, Rule, RuleSet};

/// The rule sets that judge the schools of a scope on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesInForce {
    sets: BTreeSet<String>,
    on: Date,
}

/// The cards of some measures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Definitions {
    /// Title and description of each measure.
    pub cards: Vec<(String, String)>,
    /// What the rules that judge them ask for, by the rule sets of the schools in scope.
    pub rules: Vec<Demanded>,
}

/// What a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demanded {
    /// «Тема урока внесена».
    pub rule: String,
    pub by: Vec<Demand>,
}

/// What some rule sets say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    pub rule_sets: Vec<String>,
    pub text: String,
    /// The clause, and whose it is where it is inherited.
    pub source: String,
}

/// Rules by rule sets: what each asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DemandTable {
    /// The rule sets, by their titles, and the regulation of each.
    pub rule_sets: Vec<(String, String)>,
    pub rows: Vec<DemandRow>,
}

/// One rule in the words of each rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandRow {
    pub rule: String,
    /// What each says, and the clause; none where it says nothing.
    pub said: Vec<Option<(String, String)>>,
}

impl App {
    /// Returns the rule sets that judge some schools on a day, of those that the asker sees.
    pub async fn rules_in_force(
        &self,
        asker: &Asker,
        on: Date,
        school_ids: &[&str],
    ) -> Result<RulesInForce, AskError> {
        let (judged, _) = self.judged(asker).await?;
        let judged = judged.into_iter();
        let sets = judged
            .filter(|one| school_ids.contains(&one.school_id.as_str()))
            .filter(|one| one.from <= on && on <= one.to)
            .map(|one| one.rule_set)
            .collect();
        Ok(RulesInForce { sets, on })
    }

    /// Returns the cards of measures as they hold by the rules in force.
    pub fn definitions(&self, in_force: &RulesInForce, measures: &[&str]) -> Definitions {
        let measures = measures
            .iter()
            .filter_map(|name| match self.model.member(name) {
                Some(Member::Measure(_, measure)) => Some(measure),
                _ => None,
            });
        let measures: Vec<&Measure> = measures.collect();
        let mut definitions = Definitions::default();
        for measure in measures {
            let card = (measure.title.clone(), measure.description.clone());
            definitions.cards.push(card);
            for rule in measure
                .judged_by
                .iter()
                .filter_map(|name| Rule::named(name))
            {
                if definitions.rules.iter().all(|told| told.rule != rule.title) {
                    definitions.rules.push(self.demanded(rule, in_force));
                }
            }
        }
        definitions
    }

    /// Returns what the rule sets in force say of some rules, side by side.
    pub fn demand_table(&self, in_force: &RulesInForce, rules: &[String]) -> DemandTable {
        let sets = in_force.sets.iter();
        let sets = sets.filter_map(|name| self.model.rules.get(name));
        let sets: Vec<&RuleSet> = sets.collect();
        let rules = rules.iter().filter_map(|name| Rule::named(name));
        let rows = rules.map(|rule| {
            let said = sets.iter().map(|set| {
                let said = self.said_by(set, rule, in_force.on);
                Some(said).filter(|(text, _)| !text.is_empty())
            });
            DemandRow {
                rule: rule.title.to_owned(),
                said: said.collect(),
            }
        });
        DemandTable {
            rows: rows.collect(),
            rule_sets: sets
                .iter()
                .map(|set| (set.title.clone(), set.document.clone()))
                .collect(),
        }
    }

    /// Says what a rule set asks for, by itself or by inheritance, and which clauses say so.
    fn said_by(&self, set: &RuleSet, rule: &Rule, on: Date) -> (String, String) {
        let rules = &self.model.rules;
        let judgement = |name: &str| rules.judgement(&set.name, rule.name, name, on);
        let value = |name: &str| judgement(name).map(|found| found.value().clone());
        let text = rule.told(&value);
        let mut sources: Vec<String> = Vec::new();
        for parameter in rule.parameters {
            let Some(found) = judgement(parameter.name) else {
                continue;
            };
            if !rule.tells(parameter.name, &value) {
                continue;
            }
            let clause = &found.given.clause;
            let is_numbered = clause.starts_with(|letter: char| letter.is_ascii_digit());
            let clause = match is_numbered {
                true => format!("п. {clause}"),
                false => clause.clone(),
            };
            let source = match found.set.name == set.name {
                true => clause,
                false => format!("{}, {clause}", found.set.title),
            };
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        (text, sources.join("; "))
    }

    fn demanded(&self, rule: &Rule, in_force: &RulesInForce) -> Demanded {
        let mut by: Vec<Demand> = Vec::new();
        let rules = &self.model.rules;
        for set in in_force.sets.iter().filter_map(|name| rules.get(name)) {
            let (text, source) = self.said_by(set, rule, in_force.on);
            match by
                .iter_mut()
                .find(|demand| demand.text == text && demand.source == source)
            {
                Some(demand) => demand.rule_sets.push(set.title.clone()),
                None => by.push(Demand {
                    rule_sets: vec![set.title.clone()],
                    text,
                    source,
                }),
            }
        }
        Demanded {
            rule: rule.title.to_owned(),
            by,
        }
    }
}
