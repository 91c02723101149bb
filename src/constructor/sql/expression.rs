//! Expressions of SQL: values of dimensions, formulas, conditions and literals.

use datafusion::common::ScalarValue;

use crate::constructor::filter::{Filter, Operator as Is, Test};
use crate::constructor::question::Place;
use crate::model::{Formula, Operator};
use crate::period::day_of;
use crate::table::Granularity;

/// Writes where a dimension's value stands.
pub(super) fn value_of(place: &Place, date: Option<&str>) -> String {
    let day = format!("f.{}", date.unwrap_or("date"));
    match place {
        Place::Fact(column) => format!("f.{column}"),
        Place::Entity { entity, column } => format!("{entity}.{column}"),
        Place::Day(granularity) => first_day(day, *granularity),
        Place::OwnDay {
            column,
            granularity,
        } => first_day(format!("f.{column}"), *granularity),
        // Counted from Sunday = 0 there.
        Place::Weekday => format!("coalesce(nullif(date_part('dow', {day}), 0), 7)"),
    }
}

fn first_day(day: String, granularity: Option<Granularity>) -> String {
    match granularity {
        None | Some(Granularity::Day) => day,
        Some(granularity) => format!("date_trunc('{}', {day})", granularity.name()),
    }
}

/// How tightly an operator binds; what binds less stands in parentheses.
fn strength(operator: Operator) -> u8 {
    match operator {
        Operator::And => 1,
        Operator::Less
        | Operator::AtMost
        | Operator::Greater
        | Operator::AtLeast
        | Operator::Equal => 2,
        Operator::Add | Operator::Subtract => 3,
        Operator::Multiply | Operator::Divide => 4,
    }
}

/// Writes a formula, given how each name is written.
pub(super) fn formula_text(formula: &Formula, name: &dyn Fn(&str) -> String, around: u8) -> String {
    match formula {
        Formula::Number(number) => number.to_string(),
        Formula::Name(named) => name(named),
        Formula::Negated(inner) => format!("-{}", formula_text(inner, name, 5)),
        // Whole numbers would be divided to a whole one, and nothing is divided by nothing.
        Formula::Joined(left, Operator::Divide, right) => {
            let left = formula_text(left, name, 0);
            let right = formula_text(right, name, 0);
            parted(
                format!("cast({left} AS double) / nullif({right}, 0)"),
                4,
                around,
            )
        }
        Formula::Joined(left, operator, right) => {
            let own = strength(*operator);
            let sign = match operator {
                Operator::Add => "+",
                Operator::Subtract => "-",
                Operator::Multiply => "*",
                Operator::Divide => "/",
                Operator::Less => "<",
                Operator::AtMost => "<=",
                Operator::Greater => ">",
                Operator::AtLeast => ">=",
                Operator::Equal => "=",
                Operator::And => "AND",
            };
            let left = formula_text(left, name, own);
            let right = formula_text(right, name, own + 1);
            parted(format!("{left} {sign} {right}"), own, around)
        }
    }
}

fn parted(text: String, own: u8, around: u8) -> String {
    match own < around {
        true => format!("({text})"),
        false => text,
    }
}

/// Writes a filter, given how each member is written.
pub(super) fn condition<M>(
    filter: &Filter<M>,
    member: &dyn Fn(&M) -> String,
    is_top: bool,
) -> String {
    let joined = |filters: &[Filter<M>], joint: &str, empty: &str| {
        let tests = filters
            .iter()
            .map(|filter| condition(filter, member, false));
        let tests: Vec<String> = tests.collect();
        match (tests.as_slice(), is_top && joint == " AND ") {
            ([], _) => empty.to_owned(),
            ([one], _) => one.clone(),
            (_, true) => tests.join(joint),
            (_, false) => format!("({})", tests.join(joint)),
        }
    };
    match filter {
        Filter::Test(test) => test_text(test, &member(&test.member)),
        Filter::All(filters) => joined(filters, " AND ", "TRUE"),
        Filter::Any(filters) => joined(filters, " OR ", "TRUE"),
    }
}

fn test_text<M>(test: &Test<M>, member: &str) -> String {
    let values: Vec<String> = test.values.iter().map(literal).collect();
    let first = || values.first().map_or("NULL", String::as_str);
    let last = || values.last().map_or("NULL", String::as_str);
    let or_null = |text: String| format!("({text} OR {member} IS NULL)");
    let like = |is_not: bool, before: &str, after: &str| {
        let (word, joint) = if is_not {
            ("NOT ILIKE", " AND ")
        } else {
            ("ILIKE", " OR ")
        };
        let patterns = test.values.iter().map(|value| {
            let text = match value {
                ScalarValue::Utf8(Some(text)) => text.as_str(),
                _ => "",
            };
            let text = text
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            format!(
                "{member} {word} {}",
                string(&format!("{before}{text}{after}"))
            )
        });
        let patterns: Vec<String> = patterns.collect();
        match patterns.as_slice() {
            [one] => one.clone(),
            _ => format!("({})", patterns.join(joint)),
        }
    };
    match (test.operator, values.len()) {
        (Is::Equals, 1) => format!("{member} = {}", first()),
        (Is::Equals, _) => format!("{member} IN ({})", values.join(", ")),
        (Is::NotEquals, 1) => or_null(format!("{member} <> {}", first())),
        (Is::NotEquals, _) => or_null(format!("{member} NOT IN ({})", values.join(", "))),
        (Is::Contains, _) => like(false, "%", "%"),
        (Is::NotContains, _) => or_null(like(true, "%", "%")),
        (Is::StartsWith, _) => like(false, "", "%"),
        (Is::NotStartsWith, _) => or_null(like(true, "", "%")),
        (Is::EndsWith, _) => like(false, "%", ""),
        (Is::NotEndsWith, _) => or_null(like(true, "%", "")),
        (Is::Greater | Is::After, _) => format!("{member} > {}", first()),
        (Is::AtLeast, _) => format!("{member} >= {}", first()),
        (Is::Less | Is::Before, _) => format!("{member} < {}", first()),
        (Is::AtMost, _) => format!("{member} <= {}", first()),
        (Is::Set, _) => format!("{member} IS NOT NULL"),
        (Is::NotSet, _) => format!("{member} IS NULL"),
        (Is::InRange, _) => format!("{member} BETWEEN {} AND {}", first(), last()),
        (Is::NotInRange, _) => or_null(format!("{member} NOT BETWEEN {} AND {}", first(), last())),
    }
}

fn literal(value: &ScalarValue) -> String {
    match value {
        ScalarValue::Utf8(Some(text)) => string(text),
        ScalarValue::Int64(Some(number)) => number.to_string(),
        ScalarValue::Float64(Some(number)) => number.to_string(),
        ScalarValue::Date32(Some(days)) => format!("DATE '{}'", day_of(*days)),
        _ => "NULL".to_owned(),
    }
}

fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
