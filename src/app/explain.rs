//! Explaining: by whose rules a figure is judged at a school on a day, and which clause says so.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::ask::refused;
use super::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::diagnostic::nearest;
use crate::model::{Measure, Member, Rule, RuleSet};
use crate::period::{SchoolYear, day_of};

/// The rules of the schools in scope: no word of the asker enters it.
const RULES: &str =
    "select school_id, school_year, rule_set, from_day, to_day from rules order by school_year";
/// More stretches of days than a region's schools have rules.
const MOST_ROWS: usize = 100_000;

/// Which rule set judges a school on some days.
pub(super) struct Judged {
    pub(super) school_id: String,
    school_year: String,
    pub(super) rule_set: String,
    pub(super) from: Date,
    pub(super) to: Date,
}

impl App {
    /// Tells by which rules a measure is judged at a school on a day, each value with its clause.
    /// A school outside the asker's scope is not found.
    pub async fn explain(
        &self,
        asker: &Asker,
        measure: &str,
        school_id: &str,
        on: Option<Date>,
    ) -> Result<Value, AskError> {
        let Some(Member::Measure(_, found)) = self.model.member(measure) else {
            return Err(self.no_such_measure(measure));
        };
        let on = on.unwrap_or(self.moment().today);
        let year = SchoolYear::of(on).to_string();
        let (judged, release) = self.judged(asker).await?;
        let mut judged: Vec<Judged> = judged
            .into_iter()
            .filter(|one| one.school_id == school_id && one.from <= on && on <= one.to)
            .collect();
        // The year of the day, else the last one that is known.
        judged.sort_by_key(|one| (one.school_year == year, one.school_year.clone()));
        let judged = judged.pop().ok_or(AskError::NotFound)?;
        let rule_set = self.model.rules.get(&judged.rule_set);
        Ok(json!({
            "measure": measure,
            "title": found.title,
            "description": found.description,
            "school": school_id,
            "on": on.to_string(),
            "ruleSet": rule_set.map(shown),
            "rules": self.rules_of(found, &judged.rule_set, on),
            "release": release,
        }))
    }

    /// Returns which rule sets judge the schools in scope on which days, and the release that says so.
    pub(super) async fn judged(&self, asker: &Asker) -> Result<(Vec<Judged>, i64), AskError> {
        let answer = self
            .ask_sql(&asker.scope, RULES, &Value::Null, MOST_ROWS)
            .await?;
        let judged = answer.rows.iter().flat_map(rows).collect();
        Ok((judged, answer.release))
    }

    fn rules_of(&self, measure: &Measure, rule_set: &str, on: Date) -> Vec<Value> {
        let rules = measure
            .judged_by
            .iter()
            .filter_map(|name| Rule::named(name));
        let rules = rules.map(|rule| {
            let parameters = rule.parameters.iter().filter_map(|parameter| {
                let rules = &self.model.rules;
                let found = rules.judgement(rule_set, rule.name, parameter.name, on)?;
                Some(json!({
                    "name": parameter.name,
                    "title": parameter.title,
                    "value": found.value().to_string(),
                    "clause": found.given.clause,
                    "from": found.given.from.map(|day| day.to_string()),
                    "ruleSet": shown(found.set),
                }))
            });
            json!({
                "name": rule.name,
                "title": rule.title,
                "parameters": parameters.collect::<Vec<_>>(),
            })
        });
        rules.collect()
    }

    fn no_such_measure(&self, measure: &str) -> AskError {
        let known: Vec<String> = self.model.member_names().collect();
        let near = nearest(measure, known.iter().map(String::as_str));
        let mut fault = Fault::new("measure", say!("question-no-measure", name = measure));
        fault.hint = near.map(|near| say!("question-perhaps", near = near));
        refused(vec![fault])
    }
}

fn shown(set: &RuleSet) -> Value {
    json!({"name": set.name, "title": set.title, "document": set.document})
}

fn rows(batch: &RecordBatch) -> Vec<Judged> {
    let text = |place: usize| cast(batch.column(place), &DataType::Utf8).ok();
    let day = |place: usize| batch.column(place).as_primitive_opt::<Date32Type>();
    let columns = text(0).zip(text(1)).zip(text(2)).zip(day(3).zip(day(4)));
    let Some((((schools, years), sets), (from, to))) = columns else {
        return Vec::new();
    };
    let cell = |array: &dyn Array, row: usize| array.as_string::<i32>().value(row).to_owned();
    (0..batch.num_rows())
        .map(|row| Judged {
            school_id: cell(&schools, row),
            school_year: cell(&years, row),
            rule_set: cell(&sets, row),
            from: day_of(from.value(row)),
            to: day_of(to.value(row)),
        })
        .collect()
}
