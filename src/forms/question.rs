//! Question: few questions for the many cells of a form, and the figures of each school from their answers.
//!
//! Cells that are told apart by the same dimensions are asked for at once, split by these dimensions and by school. A
//! cell takes the rows that pass its filters. Where a cell takes several rows, its measure must add up over what they
//! differ in; where it does not (distinct pupils over classes), the filter stays in a question of its own. So a figure
//! is always what the model's definition says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::form::{Computed, Condition, Definition, Nothing, Span};
use super::{CellKey, Form, FormPeriod, Values};
use crate::model::{Formula, Member, Model, Operator, TellsOf};
use crate::period::Period;

/// One question for many cells.
#[derive(Debug, Clone)]
pub struct FormQuestion {
    measures: Vec<String>,
    /// What cells are told apart by.
    splits: Vec<String>,
    /// What holds for all of its cells.
    kept: Vec<Condition>,
    days: Period,
    targets: Vec<Target>,
}

/// A cell that takes its figure from the answer.
#[derive(Debug, Clone)]
struct Target {
    cell: CellKey,
    measure: String,
    /// What a row must be to count.
    tests: Vec<Condition>,
    /// One, or one less than nothing for whom earlier rows of the form have counted.
    sign: f64,
    nothing: Nothing,
}

/// The figures of one school, as they come together from answers.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    pub values: Values,
    pub withheld: BTreeSet<CellKey>,
}

const SCHOOL: &str = "school.id";

/// Rows of an answer: as many as the contract lets a question have.
const ROWS: u64 = 50_000;

/// Returns the questions that fill a form for a period.
pub fn questions(form: &Form, model: &Model, period: &FormPeriod) -> Vec<FormQuestion> {
    type Alike = (Span, String, Vec<Condition>, Vec<String>);
    let mut questions: BTreeMap<Alike, FormQuestion> = BTreeMap::new();
    for (key, definition) in &form.cells {
        let Definition::Computed(computed) = definition else {
            continue;
        };
        for (sign, of_cell) in ways(computed) {
            let (tests, mut kept) = parted(&computed.measure, of_cell, model);
            kept.extend(computed.of_section.iter().cloned());
            kept.sort();
            kept.dedup();
            let mut splits: Vec<String> = tests.iter().map(|test| test.member.clone()).collect();
            splits.sort();
            splits.dedup();
            let topic = computed
                .measure
                .split_once('.')
                .map_or("", |(topic, _)| topic);
            let alike = (
                computed.span,
                topic.to_owned(),
                kept.clone(),
                splits.clone(),
            );
            let question = questions.entry(alike).or_insert_with(|| FormQuestion {
                measures: Vec::new(),
                splits,
                kept,
                days: match computed.span {
                    Span::Day => Period::new(period.on, period.on),
                    Span::Period => form.days(period),
                },
                targets: Vec::new(),
            });
            if !question.measures.contains(&computed.measure) {
                question.measures.push(computed.measure.clone());
            }
            question.targets.push(Target {
                cell: key.clone(),
                measure: computed.measure.clone(),
                tests,
                sign,
                nothing: computed.nothing,
            });
        }
    }
    questions.into_values().collect()
}

/// Returns what a figure is the sum and the difference of: whom an earlier row has counted is among those of all rows so
/// far, and is taken off again.
fn ways(computed: &Computed) -> Vec<(f64, Vec<Condition>)> {
    let Some(counted) = &computed.counted else {
        return vec![(1.0, computed.of_cell.clone())];
    };
    let among = |own: bool| -> Vec<Condition> {
        let conditions = computed.of_cell.iter().cloned();
        let conditions = conditions.map(|mut condition| {
            if condition.member == counted.member {
                let mut values = counted.values.clone();
                values.extend(condition.values.drain(..).filter(|_| own));
                condition.values = values;
            }
            condition
        });
        conditions.collect()
    };
    vec![(1.0, among(true)), (-1.0, among(false))]
}

/// Says whether a form looks back beyond its reporting day.
pub fn looks_back(form: &Form) -> bool {
    let computed = form
        .cells
        .values()
        .filter_map(|definition| match definition {
            Definition::Computed(computed) => Some(computed),
            _ => None,
        });
    computed
        .clone()
        .any(|computed| computed.span == Span::Period)
}

/// Returns the question whose rows are the pupils behind a figure, or says why there are none.
pub fn list_behind(
    form: &Form,
    model: &Model,
    period: &FormPeriod,
    cell: &CellKey,
    school_id: &str,
) -> Result<Value, &'static str> {
    let mut leaves: Vec<&Computed> = Vec::new();
    collect_leaves(form, cell, &mut leaves)?;
    let Some(first) = leaves.first() else {
        return Err("число вводится вручную");
    };
    let alike = |other: &&Computed| {
        other.measure == first.measure
            && other.span == first.span
            && other.of_section == first.of_section
    };
    if leaves.iter().any(|leaf| leaf.counted.is_some()) {
        return Err(
            "каждый ученик посчитан в ней по первой из своих строк, и по данным их не отделить",
        );
    }
    if !leaves.iter().all(alike) {
        return Err("она складывается из разных показателей — откройте её слагаемые");
    }
    let is_of_pupils = match model.member(&first.measure) {
        Some(Member::Measure(topic, measure)) => measure.tells_of(topic) != TellsOf::Nobody,
        _ => false,
    };
    if !is_of_pupils {
        return Err("её показатель считает не учеников");
    }
    let mut filters: Vec<Value> = first.of_section.iter().map(filter).collect();
    filters.push(json!({"member": SCHOOL, "operator": "equals", "values": [school_id]}));
    let mut ways: Vec<&Vec<Condition>> = leaves.iter().map(|leaf| &leaf.of_cell).collect();
    ways.sort();
    ways.dedup();
    match ways.as_slice() {
        [only] => filters.extend(only.iter().map(filter)),
        // One of them takes everybody.
        _ if ways.iter().any(|way| way.is_empty()) => {}
        _ => {
            let ways = ways.iter().map(|way| {
                let tests: Vec<Value> = way.iter().map(filter).collect();
                json!({"and": tests})
            });
            filters.push(json!({"or": ways.collect::<Vec<_>>()}));
        }
    }
    filters.push(json!({"member": first.measure, "operator": "gt", "values": ["0"]}));
    let days = match first.span {
        Span::Day => Period::new(period.on, period.on),
        Span::Period => form.days(period),
    };
    Ok(json!({
        "measures": [first.measure],
        "dimensions": ["school.name", "class.name", "pupil.id", "pupil.name"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": [days.from, days.to]}],
        "filters": filters,
        "order": [["class.name", "asc"], ["pupil.name", "asc"]],
        "limit": ROWS,
    }))
}

/// Collects the cells from the data that a cell is the sum of.
fn collect_leaves<'a>(
    form: &'a Form,
    cell: &CellKey,
    leaves: &mut Vec<&'a Computed>,
) -> Result<(), &'static str> {
    match form.cells.get(cell) {
        None => Err("такой ячейки в форме нет"),
        Some(Definition::Closed | Definition::Manual) => Ok(()),
        Some(Definition::Computed(computed)) => {
            if !leaves.contains(&computed) {
                leaves.push(computed);
            }
            Ok(())
        }
        Some(Definition::Formula(formula)) => {
            if !formula.is_plain_sum() {
                return Err("она не сумма, а соотношение других ячеек");
            }
            for part in super::figures::own_cells(form, formula, cell) {
                collect_leaves(form, &part, leaves)?;
            }
            Ok(())
        }
    }
}

impl FormQuestion {
    /// Returns what is asked, for some schools or for all in scope.
    pub fn query(&self, schools: &[String]) -> Value {
        let mut filters: Vec<Value> = self.kept.iter().map(filter).collect();
        if !schools.is_empty() {
            filters.push(json!({"member": SCHOOL, "operator": "equals", "values": schools}));
        }
        let mut dimensions = vec![SCHOOL];
        let splits = self.splits.iter().map(String::as_str);
        dimensions.extend(splits.filter(|split| *split != SCHOOL));
        json!({
            "measures": self.measures,
            "dimensions": dimensions,
            "timeDimensions": [{
                "dimension": "calendar.date",
                "dateRange": [self.days.from, self.days.to],
            }],
            "filters": filters,
            "limit": ROWS,
        })
    }

    /// Puts the figures of an answer's rows where they belong. Schools that are not awaited are left aside.
    pub fn take(&self, rows: &[Map<String, Value>], schools: &mut BTreeMap<String, Gathered>) {
        // What is divided by nothing stays empty: it is no count of nothing.
        let mut unknown: BTreeSet<(&str, &CellKey)> = BTreeSet::new();
        for row in rows {
            let school = row.get(SCHOOL).and_then(Value::as_str).unwrap_or_default();
            let Some(gathered) = schools.get_mut(school) else {
                continue;
            };
            for target in &self.targets {
                if !target.tests.iter().all(|test| passes(row, test)) {
                    continue;
                }
                match row.get(&target.measure) {
                    Some(Value::Number(number)) => {
                        let sum = gathered.values.entry(target.cell.clone()).or_default();
                        *sum += target.sign * number.as_f64().unwrap_or_default();
                    }
                    // The only text that a figure can be.
                    Some(Value::String(_)) => {
                        gathered.withheld.insert(target.cell.clone());
                    }
                    _ => {
                        unknown.insert((school, &target.cell));
                    }
                }
            }
        }
        for (school, gathered) in schools {
            for target in &self.targets {
                let is_unknown = unknown.contains(&(school.as_str(), &target.cell));
                if gathered.withheld.contains(&target.cell) {
                    gathered.values.remove(&target.cell);
                } else if target.nothing == Nothing::Zero && !is_unknown {
                    gathered.values.entry(target.cell.clone()).or_insert(0.0);
                }
            }
        }
    }

    /// Returns the first of its cells.
    pub fn first_cell(&self) -> Option<&CellKey> {
        self.targets.first().map(|target| &target.cell)
    }
}

/// Returns a filter as a question writes it.
pub(super) fn filter(condition: &Condition) -> Value {
    match condition.values.is_empty() {
        true => json!({"member": condition.member, "operator": condition.operator}),
        false => json!({
            "member": condition.member,
            "operator": condition.operator,
            "values": condition.values,
        }),
    }
}

/// Parts a cell's filters into those that rows are tested by and those that stay in the question.
fn parted(
    measure: &str,
    filters: Vec<Condition>,
    model: &Model,
) -> (Vec<Condition>, Vec<Condition>) {
    let filters = filters.into_iter();
    filters.partition(|condition| match condition.operator.as_str() {
        // One row for each value: nothing is added up.
        "equals" if condition.values.len() == 1 => true,
        "equals" | "gt" | "gte" | "lt" | "lte" | "set" | "notSet" => {
            adds_up(model, measure, &condition.member)
        }
        _ => false,
    })
}

/// Says whether a measure split by a dimension adds up to the measure.
fn adds_up(model: &Model, measure: &str, member: &str) -> bool {
    let Some(Member::Measure(topic, measure)) = model.member(measure) else {
        return false;
    };
    let Some(Member::Dimension(entity, _)) = model.member(member) else {
        return false;
    };
    let Ok(formula) = Formula::parse(measure.formula_text()) else {
        return false;
    };
    is_linear(&formula)
        && formula.names().iter().all(|name| {
            let Some(part) = topic.part(name) else {
                return false;
            };
            // What is counted once has one value of what is known by its own key; everything is of one school.
            let has_one = |key: &String| {
                matches!(key.as_str(), "school_id" | "school_year") || part.per.contains(key)
            };
            part.sum.is_some()
                || (!part.per.is_empty()
                    && !entity.key.is_empty()
                    && entity.key.iter().all(has_one))
        })
}

fn is_linear(formula: &Formula) -> bool {
    match formula {
        Formula::Number(_) | Formula::Name(_) => true,
        Formula::Negated(inner) => is_linear(inner),
        Formula::Joined(left, Operator::Add | Operator::Subtract, right) => {
            is_linear(left) && is_linear(right)
        }
        Formula::Joined(..) => false,
    }
}

/// Says whether a row passes a test, as the engine would have it: nothing passes neither equality nor order.
fn passes(row: &Map<String, Value>, test: &Condition) -> bool {
    let value = row.get(&test.member).unwrap_or(&Value::Null);
    let number = |text: &String| text.trim().replace(',', ".").parse::<f64>().ok();
    let equals = |text: &String| match value {
        Value::String(known) => known == text,
        Value::Number(known) => known.as_f64().is_some() && known.as_f64() == number(text),
        _ => false,
    };
    let compares = |holds: fn(f64, f64) -> bool| {
        let limit = test.values.first().and_then(number);
        value
            .as_f64()
            .zip(limit)
            .is_some_and(|(value, limit)| holds(value, limit))
    };
    match test.operator.as_str() {
        "equals" => test.values.iter().any(equals),
        "gt" => compares(|value, limit| value > limit),
        "gte" => compares(|value, limit| value >= limit),
        "lt" => compares(|value, limit| value < limit),
        "lte" => compares(|value, limit| value <= limit),
        "set" => !value.is_null(),
        "notSet" => value.is_null(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    fn model() -> Model {
        Model::load(&Content::embedded()).0
    }

    #[test]
    fn pupils_add_up_over_what_a_pupil_has_once_and_classes_over_what_a_class_has() {
        let model = model();
        for (measure, member, expected) in [
            ("contingent.pupils", "pupil.sex", true),
            ("contingent.pupils", "pupil.age", true),
            ("contingent.pupils", "school.settlement", true),
            ("contingent.pupils", "class.grade", false),
            ("contingent.pupils", "class.direction", false),
            ("contingent.classes", "class.grade", true),
            ("contingent.classes", "pupil.sex", false),
            ("contingent.at_end", "class.grade", true),
            ("contingent.average_class_size", "class.grade", false),
            ("timeliness.topics_due", "class.level", true),
            ("timeliness.on_time_pct", "class.level", false),
        ] {
            assert_eq!(
                adds_up(&model, measure, member),
                expected,
                "{measure} by {member}"
            );
        }
    }

    #[test]
    fn rows_come_together_in_the_cells_whose_filters_they_pass() {
        let test = |member: &str, value: &str| Condition {
            member: member.to_owned(),
            operator: "equals".to_owned(),
            values: vec![value.to_owned()],
        };
        let target = |row: &str, tests: Vec<Condition>, nothing| Target {
            cell: CellKey::new("1", row, "3"),
            measure: "contingent.pupils".to_owned(),
            tests,
            sign: 1.0,
            nothing,
        };
        let day = jiff::civil::date(2025, 9, 20);
        let question = FormQuestion {
            measures: vec!["contingent.pupils".to_owned()],
            splits: vec!["class.grade".to_owned()],
            kept: Vec::new(),
            days: Period::new(day, day),
            targets: vec![
                target("first", vec![test("class.grade", "1")], Nothing::Zero),
                target("second", vec![test("class.grade", "2")], Nothing::Zero),
                target("third", vec![test("class.grade", "3")], Nothing::Zero),
                target("fourth", vec![test("class.grade", "4")], Nothing::Empty),
                target("fifth", vec![test("class.grade", "5")], Nothing::Zero),
            ],
        };
        let rows: Vec<Map<String, Value>> = [
            ("s1", 1, json!(20)),
            ("s1", 1, json!(5)),
            ("s1", 2, json!("*")),
            ("s1", 2, json!(30)),
            ("s1", 5, json!(null)),
            ("foreign", 1, json!(99)),
        ]
        .into_iter()
        .filter_map(|(school, grade, pupils)| {
            let row = json!({
                "school.id": school, "class.grade": grade, "contingent.pupils": pupils,
            });
            row.as_object().cloned()
        })
        .collect();
        let mut schools = BTreeMap::from([("s1".to_owned(), Gathered::default())]);
        question.take(&rows, &mut schools);
        let gathered = &schools["s1"];
        let figure = |row: &str| gathered.values.get(&CellKey::new("1", row, "3")).copied();
        assert_eq!(figure("first"), Some(25.0));
        // One withheld part withholds the sum.
        assert_eq!(figure("second"), None);
        assert_eq!(
            gathered.withheld,
            BTreeSet::from([CellKey::new("1", "second", "3")])
        );
        // Nothing found is a nought, unless the form says otherwise or the measure is undefined.
        assert_eq!(figure("third"), Some(0.0));
        assert_eq!(figure("fourth"), None);
        assert_eq!(figure("fifth"), None);
        assert_eq!(schools.len(), 1);
    }

    #[test]
    fn rows_are_tested_as_the_engine_would() {
        let row = json!({"class.grade": 5, "pupil.sex": "f", "class.shift": null});
        let row = row.as_object().expect("an object");
        for (member, operator, values, expected) in [
            ("class.grade", "equals", vec!["5"], true),
            ("class.grade", "equals", vec!["4", "5"], true),
            ("class.grade", "lte", vec!["5"], true),
            ("class.grade", "gt", vec!["5"], false),
            ("pupil.sex", "equals", vec!["f"], true),
            ("pupil.sex", "equals", vec!["F"], false),
            ("class.shift", "equals", vec!["1"], false),
            ("class.shift", "lt", vec!["9"], false),
            ("class.shift", "notSet", vec![], true),
            ("class.grade", "set", vec![], true),
        ] {
            let test = Condition {
                member: member.to_owned(),
                operator: operator.to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            };
            assert_eq!(
                passes(row, &test),
                expected,
                "{member} {operator} {values:?}"
            );
        }
    }
}
