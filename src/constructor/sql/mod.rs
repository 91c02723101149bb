//! SQL: a question told as a query, for who reads SQL. It is never run from here.
//!
//! It is written from the bound question alone: the question's own days and filters, the chosen sources, the formulas of
//! the measures. What the asker's scope lets through is not part of the question and cannot stand in it.

mod expression;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::expression::{condition, formula_text, value_of};
use super::question::{BoundDimension, Fact, PartGroup, Place, Question};
use super::range::Range;
use super::shape;
use super::spec::{Compare, Direction, Totals};
use crate::model::{Formula, Model};
use crate::table::Granularity;

impl Question {
    /// Returns the query for the rows of the answer.
    pub fn to_sql(&self, model: &Model) -> String {
        let mut taken = BTreeSet::new();
        let dimensions = self.dimensions.iter().map(|bound| head(bound, &mut taken));
        let dimensions = dimensions.collect();
        let measures = self
            .measures
            .iter()
            .map(|bound| unique(&bound.measure.title, &bound.key, &mut taken));
        let measures = measures.collect();
        let formulas = self
            .formulas
            .iter()
            .map(|bound| unique(&bound.title, &bound.key, &mut taken));
        let formulas = formulas.collect();
        let writer = Writer {
            question: self,
            model,
            dimensions,
            measures,
            formulas,
        };
        writer.whole()
    }
}

struct Writer<'a> {
    question: &'a Question,
    model: &'a Model,
    /// The heads of the columns, in quotes.
    dimensions: Vec<String>,
    measures: Vec<String>,
    formulas: Vec<String>,
}

/// One pass over a source, with its name.
struct Pass<'a> {
    name: String,
    fact: &'a Fact,
    group: &'a PartGroup,
}

impl Writer<'_> {
    fn whole(&self) -> String {
        let passes = self.passes();
        let mut sql = self.notes();
        for (place, pass) in passes.iter().enumerate() {
            let begin = if place == 0 { "WITH " } else { ",\n" };
            let _ = write!(
                sql,
                "{begin}{} AS (\n{}\n)",
                pass.name,
                indented(&self.pass(pass))
            );
        }
        if !passes.is_empty() {
            sql.push('\n');
        }
        sql.push_str(&self.outer(&passes));
        sql
    }

    fn passes(&self) -> Vec<Pass<'_>> {
        let mut passes = Vec::new();
        for fact in &self.question.facts {
            // Not the topic's own name: a mart may have the same.
            let first = match &fact.topic {
                Some(topic) => format!("{}_parts", topic.name),
                None => "list".to_owned(),
            };
            for (place, group) in fact.groups.iter().enumerate() {
                let name = match place {
                    0 => first.clone(),
                    place => format!("{first}_{}", place + 1),
                };
                passes.push(Pass { name, fact, group });
            }
        }
        passes
    }

    /// Says before the query what it does not say itself.
    fn notes(&self) -> String {
        let mut notes = String::new();
        let mut note = |text: &str| {
            let _ = writeln!(notes, "-- {text}");
        };
        let spanned = self.question.facts.iter().filter(|fact| is_spanned(fact));
        for source in spanned
            .flat_map(|fact| &fact.groups)
            .map(|group| &group.source)
        {
            note(&match self.question.range {
                Some(range @ Range::Days(days)) if range.has_no_start() => {
                    format!("{source} считается на отрезок по {}.", days.to)
                }
                Some(range @ Range::Days(days)) if range.has_no_end() => format!(
                    "{source} считается на отрезок с {} по последний день данных.",
                    days.from
                ),
                Some(Range::Days(days)) => format!(
                    "{source} считается на отрезок с {} по {}.",
                    days.from, days.to
                ),
                Some(Range::ThisTerm) => format!("{source} считается на текущий учебный период."),
                Some(_) => format!("{source} считается на прошлый учебный период."),
                None => format!("{source} считается на последний день данных."),
            });
        }
        match self.question.spec.compare {
            Some(Compare::PreviousPeriod) => {
                note("Рядом — то же за предыдущий отрезок, по номерам учебных дней.");
            }
            Some(Compare::PreviousYear) => {
                note("Рядом — то же за прошлый год, по номерам учебных дней.");
            }
            None => {}
        }
        if self.question.spec.totals != Totals::None {
            note("Итоги считаются так же, без деления, и не складываются из строк.");
        }
        notes
    }

    fn outer(&self, passes: &[Pass<'_>]) -> String {
        let question = self.question;
        let mut columns: Vec<String> = Vec::new();
        let shown = question.dimensions.iter().zip(&self.dimensions);
        columns.extend(
            shown
                .filter(|(bound, _)| !bound.is_hidden)
                .map(|(_, head)| head.clone()),
        );
        for (bound, head) in question.measures.iter().zip(&self.measures) {
            if !bound.is_hidden {
                columns.push(format!("{} AS {head}", self.value(&bound.key, passes)));
            }
        }
        for (bound, head) in question.formulas.iter().zip(&self.formulas) {
            columns.push(format!("{} AS {head}", self.value(&bound.key, passes)));
        }
        let mut sql = format!("SELECT\n{}", indented(&columns.join(",\n")));
        for (place, pass) in passes.iter().enumerate() {
            let name = &pass.name;
            let _ = match (place, self.dimensions.is_empty()) {
                (0, _) => write!(sql, "\nFROM {name}"),
                (_, true) => write!(sql, "\nCROSS JOIN {name}"),
                (_, false) => write!(
                    sql,
                    "\nFULL JOIN {name} USING ({})",
                    self.dimensions.join(", ")
                ),
            };
        }
        let having = question
            .having
            .iter()
            .map(|filter| condition(filter, &|key: &String| self.value(key, passes), true));
        let having: Vec<String> = having.collect();
        if !having.is_empty() {
            let _ = write!(sql, "\nWHERE {}", having.join("\n  AND "));
        }
        let order = question.order.iter().filter_map(|(key, direction)| {
            let head = self.head_of(key)?;
            Some(match direction {
                Direction::Ascending => head.to_owned(),
                Direction::Descending => format!("{head} DESC"),
            })
        });
        let order: Vec<String> = order.collect();
        if !order.is_empty() {
            let _ = write!(sql, "\nORDER BY {}", order.join(", "));
        }
        if let Some(limit) = question.spec.limit {
            let _ = write!(sql, "\nLIMIT {limit}");
        }
        if question.spec.offset > 0 {
            let _ = write!(sql, "\nOFFSET {}", question.spec.offset);
        }
        sql
    }

    /// Returns the head of a shown column.
    fn head_of(&self, key: &str) -> Option<&str> {
        let dimensions = self.question.dimensions.iter().zip(&self.dimensions);
        let mut dimensions = dimensions.filter(|(bound, _)| !bound.is_hidden);
        if let Some((_, head)) = dimensions.find(|(bound, _)| bound.key == key) {
            return Some(head);
        }
        let measures = self.question.measures.iter().zip(&self.measures);
        let mut measures = measures.filter(|(bound, _)| !bound.is_hidden);
        if let Some((_, head)) = measures.find(|(bound, _)| bound.key == key) {
            return Some(head);
        }
        let mut formulas = self.question.formulas.iter().zip(&self.formulas);
        let (_, head) = formulas.find(|(bound, _)| bound.key == key)?;
        Some(head)
    }

    /// Writes a measure over the parts of the passes, or a formula over measures.
    fn value(&self, key: &str, passes: &[Pass<'_>]) -> String {
        let mut measures = self.question.measures.iter();
        if let Some(bound) = measures.find(|bound| bound.key == key) {
            let part = |name: &str| {
                let mut passes = passes.iter().filter(|pass| {
                    let topic = pass.fact.topic.as_ref();
                    topic.is_some_and(|topic| topic.name == bound.topic.name)
                });
                let has = |pass: &&Pass<'_>| pass.group.parts.iter().any(|part| part.name == name);
                match passes.find(has) {
                    Some(pass) => format!("{}.{name}", pass.name),
                    None => name.to_owned(),
                }
            };
            return formula_text(&bound.formula, &part, 0);
        }
        let mut formulas = self.question.formulas.iter();
        match formulas.find(|bound| bound.key == key) {
            // A formula names only measures and earlier formulas, so this comes to an end.
            Some(bound) => formula_text(
                &bound.formula,
                &|name| match name == key {
                    true => name.to_owned(),
                    false => format!("({})", self.value(name, passes)),
                },
                0,
            ),
            None => quoted(key),
        }
    }

    fn pass(&self, pass: &Pass<'_>) -> String {
        let date = match &pass.fact.topic {
            Some(topic) => topic.date.as_deref(),
            None => Some("date"),
        };
        let group = pass.group;
        let dimensions = self.question.dimensions.iter();
        let values = dimensions.map(|bound| value_of(&bound.place, date));
        let values: Vec<String> = values.collect();
        let heads = values.iter().zip(&self.dimensions);
        let mut columns: Vec<String> = heads
            .map(|(value, head)| format!("{value} AS {head}"))
            .collect();
        let from = self.from(pass, date);
        if group.per.is_empty() {
            for part in &group.parts {
                let sum = part.sum.iter().map(|column| ("sum", column));
                let max = part.max.iter().map(|column| ("max", column));
                columns.extend(
                    sum.chain(max)
                        .map(|(how, column)| format!("{how}(f.{column}) AS {}", part.name)),
                );
            }
            return selected(&columns, &from, &values, group.parts.is_empty());
        }
        let mut keys = values;
        keys.extend(group.per.iter().map(|key| format!("f.{key}")));
        columns.extend(group.per.iter().map(|key| format!("f.{key}")));
        let summed = shape::summed_columns(group);
        columns.extend(
            summed
                .iter()
                .map(|column| format!("sum(f.{column}) AS {column}_sum")),
        );
        let members = selected(&columns, &from, &keys, false);
        let mut columns = self.dimensions.clone();
        for part in &group.parts {
            let value = match (&part.of, part.quantile, &part.weight) {
                (Some(column), Some(share), Some(weight)) => {
                    format!("weighted_quantile({column}, {weight}_sum, {share})")
                }
                _ => match part.having.as_deref().map(Formula::parse_condition) {
                    Some(Ok(condition)) => {
                        let column = |name: &str| format!("{name}_sum");
                        let condition = formula_text(&condition, &column, 0);
                        format!("count(CASE WHEN {condition} THEN 1 END)")
                    }
                    _ => "count(*)".to_owned(),
                },
            };
            columns.push(format!("{value} AS {}", part.name));
        }
        let from = format!("\nFROM (\n{}\n) AS members", indented(&members));
        selected(&columns, &from, &self.dimensions, false)
    }

    /// Writes the source, what its rows are joined to, and what they are filtered by.
    fn from(&self, pass: &Pass<'_>, date: Option<&str>) -> String {
        let mut sql = format!("\nFROM {} AS f", pass.group.source);
        let mut joined: Vec<&str> = Vec::new();
        let mut places: Vec<&Place> = Vec::new();
        places.extend(self.question.dimensions.iter().map(|bound| &bound.place));
        let filters = self.question.filters.iter().chain(&pass.fact.defaults);
        for filter in filters.clone() {
            filter.for_each(&mut |test| places.push(&test.member));
        }
        for place in places {
            let Place::Entity { entity, .. } = place else {
                continue;
            };
            let declared = self.model.entity(entity);
            let Some((declared, mart)) = declared.and_then(|one| Some((one, one.mart.as_ref()?)))
            else {
                continue;
            };
            if joined.contains(&entity.as_str()) {
                continue;
            }
            joined.push(entity);
            let on = declared
                .key
                .iter()
                .map(|key| format!("{entity}.{key} = f.{key}"));
            let on: Vec<String> = on.collect();
            let _ = write!(
                sql,
                "\nLEFT JOIN {mart} AS {entity} ON {}",
                on.join(" AND ")
            );
        }
        let mut conditions: Vec<String> = Vec::new();
        let day = date.unwrap_or("date");
        match self.question.range.filter(|_| !is_spanned(pass.fact)) {
            Some(Range::Days(days)) if date.is_some() => conditions.push(format!(
                "f.{day} BETWEEN DATE '{}' AND DATE '{}'",
                days.from, days.to
            )),
            Some(range) => {
                if let Some(back) = range.term_back() {
                    let source = self.model.mart(&pass.group.source);
                    let has_terms = source.is_some_and(|mart| mart.column("term_id").is_some());
                    let mut on: Vec<String> = ["school_id", "school_year"]
                        .map(|key| format!("asked_term.{key} = f.{key}"))
                        .into();
                    on.push(match has_terms {
                        true => "asked_term.term_id = f.term_id".to_owned(),
                        false => {
                            format!("f.{day} BETWEEN asked_term.starts_on AND asked_term.ends_on")
                        }
                    });
                    let _ = write!(
                        sql,
                        "\nJOIN begun_terms AS asked_term ON {}",
                        on.join(" AND ")
                    );
                    conditions.push(format!("asked_term.back = {back}"));
                }
            }
            None => {}
        }
        for filter in filters {
            // Days are compared as days, whatever granularity they are shown in.
            let member = |place: &Place| match place {
                Place::Day(_) => value_of(&Place::Day(None), date),
                Place::OwnDay { column, .. } => value_of(&Place::Fact(column.clone()), date),
                place => value_of(place, date),
            };
            conditions.push(condition(filter, &member, true));
        }
        if !conditions.is_empty() {
            let _ = write!(sql, "\nWHERE {}", conditions.join("\n  AND "));
        }
        sql
    }
}

fn is_spanned(fact: &Fact) -> bool {
    fact.topic.as_ref().is_some_and(|topic| topic.is_spanned)
}

fn selected(columns: &[String], from: &str, groups: &[String], is_distinct: bool) -> String {
    let distinct = if is_distinct { " DISTINCT" } else { "" };
    let mut sql = format!("SELECT{distinct}\n{}{from}", indented(&columns.join(",\n")));
    if !groups.is_empty() && !is_distinct {
        let _ = write!(sql, "\nGROUP BY {}", groups.join(", "));
    }
    sql
}

/// Names a dimension's column; time with its granularity.
fn head(bound: &BoundDimension, taken: &mut BTreeSet<String>) -> String {
    let granularity = match &bound.place {
        Place::Day(granularity) | Place::OwnDay { granularity, .. } => *granularity,
        _ => None,
    };
    let word = match granularity {
        None | Some(Granularity::Day) => return unique(&bound.title, &bound.key, taken),
        Some(Granularity::Week) => "неделя",
        Some(Granularity::Month) => "месяц",
        Some(Granularity::Quarter) => "квартал",
        Some(Granularity::Year) => "год",
    };
    unique(&format!("{}, {word}", bound.title), &bound.key, taken)
}

/// Returns a head in quotes that no other column has.
fn unique(title: &str, key: &str, taken: &mut BTreeSet<String>) -> String {
    let head = match taken.contains(title) {
        true => format!("{title} ({key})"),
        false => title.to_owned(),
    };
    taken.insert(head.clone());
    quoted(&head)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("  {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::constructor::{QuerySpec, bind};
    use crate::model::{Model, Sight};

    fn written(query: Value) -> String {
        let model = Model::built_in();
        let spec = QuerySpec::parse(&query).expect("a question");
        let today = jiff::civil::date(2025, 11, 7);
        let question = bind(&spec, &model, Sight::default(), today).expect("it is bound");
        question.to_sql(&model)
    }

    #[test]
    fn a_question_reads_as_sql() {
        let sql = written(json!({
            "measures": ["attendance.attendance_pct", "attendance.missed"],
            "dimensions": ["school.name"],
            "timeDimensions": [{"dimension": "calendar.date", "granularity": "month", "dateRange": "last month"}],
            "filters": [
                {"member": "school.settlement", "operator": "equals", "values": ["rural"]},
                {"member": "attendance.missed", "operator": "gt", "values": [0]},
            ],
            "order": [["attendance.attendance_pct", "desc"]],
            "limit": 10,
        }));
        assert_eq!(
            sql,
            r#"WITH attendance_parts AS (
  SELECT
    school.name AS "Организация",
    date_trunc('month', f.date) AS "Дата, месяц",
    sum(f.due) AS due,
    sum(f.missed) AS missed
  FROM attendance_school_months AS f
  LEFT JOIN schools AS school ON school.school_id = f.school_id
  WHERE f.date BETWEEN DATE '2025-10-01' AND DATE '2025-10-31'
    AND school.settlement = 'rural'
  GROUP BY school.name, date_trunc('month', f.date)
)
SELECT
  "Организация",
  "Дата, месяц",
  cast(100 * (attendance_parts.due - attendance_parts.missed) AS double) / nullif(attendance_parts.due, 0) AS "Посещаемость, %",
  attendance_parts.missed AS "Пропущено уроков"
FROM attendance_parts
WHERE attendance_parts.missed > 0
ORDER BY "Посещаемость, %" DESC, "Организация", "Дата, месяц"
LIMIT 10"#
        );
    }

    #[test]
    fn members_are_counted_in_a_pass_of_their_own() {
        let sql = written(json!({
            "measures": ["attendance.missed_per_pupil"],
            "dimensions": ["class.grade"],
            "filters": [{"member": "subject.name", "operator": "contains", "values": ["100%'"]}],
        }));
        for part in [
            "attendance_parts_2 AS (",
            "count(CASE WHEN due_sum > 0 THEN 1 END) AS pupils",
            "subject.name ILIKE '%100\\%''%'",
            "FULL JOIN attendance_parts_2 USING (\"Год обучения\")",
            "cast(attendance_parts.missed AS double) / nullif(attendance_parts_2.pupils, 0)",
        ] {
            assert!(sql.contains(part), "{part} in\n{sql}");
        }
    }

    #[test]
    fn what_stands_beside_the_rows_is_told() {
        let sql = written(json!({
            "measures": ["contingent.pupils", "grades.quality_pct"],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": "this term"}],
            "formulas": [{"name": "half", "title": "Половина", "expression": "contingent.pupils / 2"}],
            "totals": true,
            "compare": "previous_period",
        }));
        for part in [
            "-- contingent считается на текущий учебный период.",
            "-- Рядом — то же за предыдущий отрезок",
            "-- Итоги считаются так же",
            "JOIN begun_terms AS asked_term ON",
            "asked_term.back = 1",
            "f.grade_kind = 'term'",
            "CROSS JOIN grades_parts",
            "cast((contingent_parts.pupils) AS double) / nullif(2, 0) AS \"Половина\"",
        ] {
            assert!(sql.contains(part), "{part} in\n{sql}");
        }
    }
}
