//! The shape of a question: the columns it needs, how its rows are ordered, whether its layout fits.

use super::question::{PartGroup, Place, Question};
use super::range::Range;
use super::spec::{Direction, Fault, QuerySpec, Totals};
use crate::catalogue::say;
use crate::model::{Mart, Model, Part, RowsBy, Unit};
use crate::table::{ColumnKind, Granularity};

/// Returns the columns that a source must have to answer a dimension; none where days are unknown.
pub fn columns_of(model: &Model, place: &Place, date: Option<&str>) -> Option<Vec<String>> {
    Some(match place {
        Place::Fact(column) | Place::OwnDay { column, .. } => vec![column.clone()],
        Place::Day(_) | Place::Weekday => vec![date?.to_owned()],
        Place::Entity { entity, .. } => model.entity(entity)?.key.clone(),
    })
}

/// Returns the columns that a source must have to compute a group of parts for the question.
pub fn needed_columns(
    model: &Model,
    question: &Question,
    group: &PartGroup,
    date: Option<&str>,
) -> Vec<String> {
    let mut needed: Vec<String> = Vec::new();
    let mut need = |columns: Vec<String>| {
        for column in columns {
            if !needed.contains(&column) {
                needed.push(column);
            }
        }
    };
    for dimension in &question.dimensions {
        need(columns_of(model, &dimension.place, date).unwrap_or_default());
    }
    for filter in &question.filters {
        filter.for_each(&mut |test| {
            need(columns_of(model, &test.member, date).unwrap_or_default());
        });
    }
    need(match question.range {
        None => Vec::new(),
        Some(Range::Days(_)) => date.map(str::to_owned).into_iter().collect(),
        Some(term) if term.is_cut() => date.map(str::to_owned).into_iter().collect(),
        // A fact without terms takes the term's days instead.
        Some(_) => Vec::new(),
    });
    if question.shift.is_some() {
        need(
            ["school_id".to_owned()]
                .into_iter()
                .chain(date.map(str::to_owned))
                .collect(),
        );
    }
    need(group.per.clone());
    need(summed_columns(group));
    needed
}

/// Says whether the rows of a mart are told apart as finely as what the asker sees.
pub fn tells_rows(rows_by: RowsBy, mart: &Mart) -> bool {
    let column = rows_by.column();
    column.is_none_or(|column| mart.column(column).is_some())
}

/// Says whether a mart can compute a group of parts for the question: it has the columns, and, where a row of it stands
/// for a stretch of days, the question cuts no stretch.
pub fn covers(question: &Question, mart: &Mart, group: &PartGroup, needed: &[String]) -> bool {
    if !needed.iter().all(|column| mart.column(column).is_some()) {
        return false;
    }
    let Some(unit) = mart.head.unit else {
        return true;
    };
    if !tells_rows(question.rows_by, mart) {
        return false;
    }
    let by_terms = question
        .range
        .is_some_and(|range| range.term_back().is_some());
    if by_terms && mart.column("term_id").is_none() {
        return false;
    }
    if unit != Unit::Month {
        return true;
    }
    if question.shift.is_some() {
        return false;
    }
    let is_whole = |place: &Place| match place {
        Place::Day(Some(granularity)) => *granularity >= Granularity::Month,
        Place::Day(None) | Place::Weekday => false,
        _ => true,
    };
    let mut fits = question
        .dimensions
        .iter()
        .all(|bound| is_whole(&bound.place));
    for filter in &question.filters {
        // Days are compared as days, whatever unit they are shown in.
        filter.for_each(&mut |test| fits &= !matches!(test.member, Place::Day(_) | Place::Weekday));
    }
    fits &= match question.range {
        Some(Range::Days(days)) => days.from.day() == 1 && days.to == days.to.last_of_month(),
        Some(term) => !term.is_cut(),
        None => true,
    };
    fits && !group
        .per
        .iter()
        .any(|column| mart.head.day.as_ref() == Some(column))
}

/// Returns the columns that a group of parts adds up or takes the greatest of.
pub fn summed_columns(group: &PartGroup) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for column in group.parts.iter().flat_map(Part::added) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// Returns the order of rows: the asked one, else Cube's (time, else the first measure from the
/// greatest, else the first dimension), and behind it every dimension, so that it never wavers.
pub fn order(
    question: &Question,
    spec: &QuerySpec,
    faults: &mut Vec<Fault>,
) -> Vec<(String, Direction)> {
    let mut order: Vec<(String, Direction)> = Vec::new();
    for (place, (member, direction)) in spec.order.iter().enumerate() {
        let dimension = question
            .dimensions
            .iter()
            .find(|bound| !bound.is_hidden && (bound.key == *member || bound.member == *member));
        let is_measure = question
            .measures
            .iter()
            .any(|m| m.key == *member && !m.is_hidden);
        let is_formula = question
            .formulas
            .iter()
            .any(|formula| formula.key == *member);
        let is_compared = question.stands_beside(member);
        match dimension {
            Some(bound) => order.push((bound.key.clone(), *direction)),
            None if is_measure || is_formula || is_compared => {
                order.push((member.clone(), *direction))
            }
            None => faults.push(Fault::new(
                format!("order[{place}]"),
                say!("question-order-not-asked", name = member.as_str()),
            )),
        }
    }
    if spec.order.is_empty() {
        let time = question
            .dimensions
            .iter()
            .find(|bound| matches!(bound.kind, ColumnKind::Time(_)));
        let measure = question.measures.iter().find(|measure| !measure.is_hidden);
        match (time, measure) {
            (Some(bound), _) => order.push((bound.key.clone(), Direction::Ascending)),
            (None, Some(measure)) => order.push((measure.key.clone(), Direction::Descending)),
            (None, None) => {}
        }
    }
    for bound in &question.dimensions {
        if !order.iter().any(|(key, _)| *key == bound.key) {
            order.push((bound.key.clone(), Direction::Ascending));
        }
    }
    order
}

/// Reports totals and pivots that name what the question does not split by.
pub fn check_layout(question: &Question, spec: &QuerySpec, faults: &mut Vec<Fault>) {
    let is_split = |name: &str| {
        question
            .dimensions
            .iter()
            .any(|bound| !bound.is_hidden && (bound.key == name || bound.member == name))
    };
    if let Totals::Levels(levels) = &spec.totals {
        for (place, name) in levels.iter().enumerate() {
            if !is_split(name) {
                faults.push(Fault::new(
                    format!("totals[{place}]"),
                    say!("question-dimension-not-asked", name = name.as_str()),
                ));
            }
        }
    }
    if let Some(pivot) = &spec.pivot {
        for (axis, names) in [("rows", &pivot.rows), ("columns", &pivot.columns)] {
            for (place, name) in names.iter().enumerate() {
                if name != "measures" && !is_split(name) {
                    faults.push(Fault::new(
                        format!("pivot.{axis}[{place}]"),
                        say!("question-dimension-not-asked", name = name.as_str()),
                    ));
                }
            }
        }
    }
}
