//! Planning: what a question would read and how it would be asked, before it is.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::ask::{engine_error, inner, normalised};
use super::dashboards::is_of_schools;
use super::people::require;
use super::{Action, App, AskError, Asker};
use crate::access::Scope;
use crate::constructor::{Question, Range};
use crate::engine;
use crate::lake::Within;
use crate::period::Period;

/// What is known of a question before it is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// About how many rows are read; rounded up, since nothing was counted.
    pub rows: u64,
    pub is_cheap: bool,
    /// The marts that answer.
    pub sources: Vec<String>,
    /// The days asked; none for all days, and for terms, which each school has its own.
    pub days: Option<Period>,
    /// The days asked and those that they are compared with, where all schools have the same.
    pub compared: Option<(Period, Period)>,
    /// The question with its ranges as days.
    pub query: Value,
    /// The question for who reads SQL.
    pub sql: String,
}

/// Two cores read 10 to 20 million rows of a rollup a second: what reads less is answered within half a second, so
/// that it may run at every change of the question.
const CHEAP_ROWS: u64 = 5_000_000;

impl App {
    /// Binds a question as `ask` does and says what it would read, without reading it.
    pub async fn plan(&self, asker: &Asker, query: &Value) -> Result<Plan, AskError> {
        require(asker, Action::Ask)?;
        let scope = &asker.scope;
        let (_, question, session) = self.open_question(scope, query).await?;
        let within = self.schools_asked(scope, query).await?;
        let (model, snapshot) = (session.model().clone(), session.snapshot().clone());
        let planned = question.clone();
        let read = self
            .engine
            .plan(async move { engine::footprint(session, &planned).await })
            .await
            .map_err(engine_error)?;
        let mut rows: u64 = 0;
        for source in &read {
            let within = Within {
                days: source.days,
                ..within.clone()
            };
            let spread = model.mart(&source.name).map_or(1, |mart| mart.head.spread);
            for table in &source.tables {
                let Some(table) = snapshot.table(table) else {
                    continue;
                };
                let held = table.estimate(&within).await.map_err(inner)?;
                rows = rows.saturating_add(held.saturating_mul(spread));
            }
        }
        let rows = rounded(rows);
        Ok(Plan {
            rows,
            is_cheap: rows <= CHEAP_ROWS,
            sources: sources_of(&question),
            days: match question.range {
                Some(range @ Range::Days(days)) if !range.has_no_start() && !range.has_no_end() => {
                    Some(days)
                }
                _ => None,
            },
            compared: question.compared_days(),
            query: normalised(query, &question, self.cap_of_json()),
            sql: question.to_sql(&model),
        })
    }

    /// Finds the schools of the scope that the question's own filters leave.
    async fn schools_asked(&self, scope: &Scope, query: &Value) -> Result<Within, AskError> {
        let all = json!({"dimensions": ["school.id"]});
        let all_schools = self.ids("school.id", &all).await?;
        let all_schools: BTreeSet<String> = all_schools.into_iter().collect();
        let filters: Vec<&Value> = query["filters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|filter| asks_schools(filter))
            .collect();
        let schools = if filters.is_empty() {
            let seen = all_schools.iter().filter(|id| scope.includes_school(id));
            seen.cloned().collect()
        } else {
            let asked = json!({"dimensions": ["school.id"], "filters": filters});
            let asked = self.ids_in(scope, "school.id", &asked).await?;
            asked.into_iter().collect()
        };
        Ok(Within {
            days: None,
            schools,
            all_schools,
        })
    }
}

/// Says whether a filter, with all that it joins, picks schools.
fn asks_schools(filter: &Value) -> bool {
    for joint in ["and", "or"] {
        if let Some(filters) = filter[joint].as_array() {
            return filters.iter().all(asks_schools);
        }
    }
    is_of_schools(filter["member"].as_str().unwrap_or_default())
}

fn sources_of(question: &Question) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for group in question.facts.iter().flat_map(|fact| &fact.groups) {
        if !sources.contains(&group.source) {
            sources.push(group.source.clone());
        }
    }
    sources
}

/// Rounds up to 1, 2 or 5 and zeros: an estimate says no more, and files that schools share stay untold.
fn rounded(rows: u64) -> u64 {
    let mut step: u64 = 1;
    while let Some(next) = step.checked_mul(10) {
        for round in [step, step * 2, step.saturating_mul(5)] {
            if rows <= round {
                return if rows == 0 { 0 } else { round };
            }
        }
        step = next;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_round() {
        for (rows, round) in [
            (0, 0),
            (1, 1),
            (3, 5),
            (10, 10),
            (11, 20),
            (4_999_999, 5_000_000),
            (5_000_001, 10_000_000),
        ] {
            assert_eq!(rounded(rows), round);
        }
        assert_eq!(rounded(u64::MAX), u64::MAX);
    }

    #[test]
    fn filters_of_schools_are_told_from_others() {
        let school = json!({"member": "school.name", "operator": "equals", "values": ["x"]});
        let class = json!({"member": "class.grade", "operator": "equals", "values": [5]});
        assert!(asks_schools(&school));
        assert!(asks_schools(&json!({"or": [school, school]})));
        assert!(!asks_schools(&json!({"or": [school, class]})));
        assert!(!asks_schools(&class));
    }
}
