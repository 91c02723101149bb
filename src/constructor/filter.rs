//! Filters: a test of one member, or tests joined by and/or, as typed values and as expressions.

use datafusion::common::ScalarValue;
use datafusion::functions::expr_fn::{lower, strpos};
use datafusion::functions::unicode::expr_fn::{left, right};
use datafusion::logical_expr::{Expr, lit};
use jiff::civil::Date;

use super::range;
use crate::catalogue::say;
use crate::model::DimensionType;
use crate::period::epoch_day;

/// A condition on members, each named by `M`.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter<M> {
    Test(Test<M>),
    All(Vec<Filter<M>>),
    Any(Vec<Filter<M>>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Test<M> {
    pub member: M,
    pub operator: Operator,
    pub values: Vec<ScalarValue>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
    Greater,
    AtLeast,
    Less,
    AtMost,
    Set,
    NotSet,
    InRange,
    NotInRange,
    Before,
    After,
}

const OPERATORS: [(&str, Operator); 18] = [
    ("equals", Operator::Equals),
    ("notEquals", Operator::NotEquals),
    ("contains", Operator::Contains),
    ("notContains", Operator::NotContains),
    ("startsWith", Operator::StartsWith),
    ("notStartsWith", Operator::NotStartsWith),
    ("endsWith", Operator::EndsWith),
    ("notEndsWith", Operator::NotEndsWith),
    ("gt", Operator::Greater),
    ("gte", Operator::AtLeast),
    ("lt", Operator::Less),
    ("lte", Operator::AtMost),
    ("set", Operator::Set),
    ("notSet", Operator::NotSet),
    ("inDateRange", Operator::InRange),
    ("notInDateRange", Operator::NotInRange),
    ("beforeDate", Operator::Before),
    ("afterDate", Operator::After),
];

impl Operator {
    /// Reads the name used in questions and says whether it suits a type of member.
    pub fn parse(name: &str, type_: DimensionType) -> Result<Self, String> {
        use Operator::*;
        let Some((_, operator)) = OPERATORS.iter().find(|(known, _)| *known == name) else {
            let names: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).collect();
            return Err(match crate::diagnostic::nearest(name, names) {
                Some(near) => say!("question-unknown-operator-near", name = name, near = near),
                None => say!("question-unknown-operator", name = name),
            });
        };
        let suits = match operator {
            Equals | NotEquals | Set | NotSet => true,
            Contains | NotContains | StartsWith | NotStartsWith | EndsWith | NotEndsWith => {
                type_ == DimensionType::Text
            }
            Greater | AtLeast | Less | AtMost => type_ == DimensionType::Number,
            InRange | NotInRange | Before | After => type_ == DimensionType::Time,
        };
        if suits {
            Ok(*operator)
        } else {
            let kind = match type_ {
                DimensionType::Text => "text",
                DimensionType::Number => "number",
                DimensionType::Time => "time",
            };
            Err(say!("question-operator-unsuited", name = name, kind = kind))
        }
    }

    /// Reads the values that a filter compares with; returns what is wrong with each bad one.
    pub fn values(
        self,
        type_: DimensionType,
        is_whole: bool,
        texts: &[String],
        today: Date,
    ) -> Result<Vec<ScalarValue>, Vec<(Option<usize>, String)>> {
        use Operator::*;
        match (self, texts.len()) {
            (Set | NotSet, _) => return Ok(Vec::new()),
            (_, 0) => return Err(vec![(None, say!("question-value-due"))]),
            (Greater | AtLeast | Less | AtMost | Before | After, n) if n > 1 => {
                return Err(vec![(None, say!("question-one-value-due"))]);
            }
            (InRange | NotInRange, n) if n > 2 => {
                return Err(vec![(None, say!("question-one-or-two-days"))]);
            }
            _ => {}
        }
        if let (InRange | NotInRange, [words]) = (self, texts)
            && !words.starts_with(|c: char| c.is_ascii_digit())
        {
            let spec = super::spec::RangeSpec::Relative(words.clone());
            return match range::Range::resolve(&spec, today) {
                Ok(range::Range::Days(period)) => {
                    Ok(vec![day_value(period.from), day_value(period.to)])
                }
                Ok(_) => Err(vec![(Some(0), say!("question-term-in-filter"))]),
                Err(message) => Err(vec![(Some(0), message)]),
            };
        }
        let mut values = Vec::new();
        let mut faults = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            match value(type_, is_whole, text) {
                Ok(value) => values.push(value),
                Err(message) => faults.push((Some(place), message)),
            }
        }
        if let (InRange | NotInRange, [one]) = (self, values.as_slice()) {
            values = vec![one.clone(), one.clone()];
        }
        if let (InRange | NotInRange, [first, last], [from, to]) = (self, values.as_slice(), texts)
            && last < first
        {
            let days = super::spec::RangeSpec::Days(from.clone(), to.clone());
            let reversed = range::Range::resolve(&days, today);
            faults.extend(reversed.err().map(|message| (None, message)));
        }
        if faults.is_empty() {
            Ok(values)
        } else {
            Err(faults)
        }
    }
}

fn value(type_: DimensionType, is_whole: bool, text: &str) -> Result<ScalarValue, String> {
    match type_ {
        DimensionType::Text => Ok(ScalarValue::Utf8(Some(text.to_owned()))),
        DimensionType::Time => range::day(text).map(day_value),
        DimensionType::Number => {
            let number: f64 = text
                .trim()
                .replace(',', ".")
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .ok_or_else(|| say!("question-not-number", text = text))?;
            // A whole column compared with a whole number stays comparable without a cast.
            if is_whole && number.fract() == 0.0 && number.abs() < 1e15 {
                Ok(ScalarValue::Int64(Some(number as i64)))
            } else {
                Ok(ScalarValue::Float64(Some(number)))
            }
        }
    }
}

/// Returns a day as the value that date columns compare with.
pub fn day_value(day: Date) -> ScalarValue {
    ScalarValue::Date32(Some(epoch_day(day)))
}

impl<M> Test<M> {
    /// Whether a row without a value passes.
    pub fn takes_null(&self) -> bool {
        use Operator::*;
        matches!(
            self.operator,
            NotEquals | NotContains | NotStartsWith | NotEndsWith | NotSet | NotInRange
        )
    }

    /// Returns the condition over the member's expression.
    pub fn expr(&self, member: Expr) -> Expr {
        use Operator::*;
        let any = |test: &dyn Fn(Expr, Expr) -> Expr| {
            let tests = self
                .values
                .iter()
                .map(|value| test(member.clone(), lit(value.clone())));
            tests.reduce(Expr::or).unwrap_or_else(|| lit(false))
        };
        let list = || -> Vec<Expr> { self.values.iter().cloned().map(lit).collect() };
        let first = || lit(self.values.first().cloned().unwrap_or(ScalarValue::Null));
        let second = || lit(self.values.last().cloned().unwrap_or(ScalarValue::Null));
        let equals = || match self.values.len() {
            1 => member.clone().eq(first()),
            _ => member.clone().in_list(list(), false),
        };
        let contains = || any(&|m, v| strpos(lower(m), lower(v)).gt(lit(0)));
        let starts = || any(&|m, v| left(lower(m), length(&v)).eq(lower(v)));
        let ends = || any(&|m, v| right(lower(m), length(&v)).eq(lower(v)));
        let or_null = |test: Expr| test.or(member.clone().is_null());
        match self.operator {
            Equals => equals(),
            NotEquals => or_null(!equals()),
            Contains => contains(),
            NotContains => or_null(!contains()),
            StartsWith => starts(),
            NotStartsWith => or_null(!starts()),
            EndsWith => ends(),
            NotEndsWith => or_null(!ends()),
            Greater => member.clone().gt(first()),
            AtLeast => member.clone().gt_eq(first()),
            Less | Before => member.clone().lt(first()),
            AtMost => member.clone().lt_eq(first()),
            After => member.clone().gt(first()),
            Set => member.clone().is_not_null(),
            NotSet => member.clone().is_null(),
            InRange => member
                .clone()
                .gt_eq(first())
                .and(member.clone().lt_eq(second())),
            NotInRange => or_null(member.clone().lt(first()).or(member.clone().gt(second()))),
        }
    }
}

/// Returns the number of characters of a literal.
fn length(value: &Expr) -> Expr {
    match value {
        Expr::Literal(ScalarValue::Utf8(Some(text)), _) => lit(text.chars().count() as i64),
        _ => lit(0_i64),
    }
}

impl<M> Filter<M> {
    /// Returns the condition, given each member's expression.
    pub fn expr(&self, member: &impl Fn(&M) -> Expr) -> Expr {
        match self {
            Filter::Test(test) => test.expr(member(&test.member)),
            Filter::All(filters) => {
                let tests = filters.iter().map(|filter| filter.expr(member));
                tests.reduce(Expr::and).unwrap_or_else(|| lit(true))
            }
            Filter::Any(filters) => {
                let tests = filters.iter().map(|filter| filter.expr(member));
                tests.reduce(Expr::or).unwrap_or_else(|| lit(true))
            }
        }
    }

    /// Returns the condition with tests of unknown members that nothing meets.
    pub fn of_known(&self, is_known: &impl Fn(&M) -> bool) -> Self
    where
        M: Clone,
    {
        let all = |filters: &[Self]| -> Vec<Self> {
            let filters = filters.iter();
            filters.map(|filter| filter.of_known(is_known)).collect()
        };
        match self {
            Filter::All(filters) => Filter::All(all(filters)),
            Filter::Any(filters) => Filter::Any(all(filters)),
            Filter::Test(test) if is_known(&test.member) => Filter::Test(test.clone()),
            // No value contains one of none.
            Filter::Test(test) => Filter::Test(Test {
                member: test.member.clone(),
                operator: Operator::Contains,
                values: Vec::new(),
            }),
        }
    }

    /// Calls `visit` for every test.
    pub fn for_each<'a>(&'a self, visit: &mut impl FnMut(&'a Test<M>)) {
        match self {
            Filter::Test(test) => visit(test),
            Filter::All(filters) | Filter::Any(filters) => {
                for filter in filters {
                    filter.for_each(visit);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_that_ends_before_it_begins_is_told() {
        let today = jiff::civil::date(2025, 10, 15);
        let read = |operator: Operator, days: [&str; 2]| {
            let days = days.map(str::to_owned);
            operator.values(DimensionType::Time, false, &days, today)
        };
        for operator in [Operator::InRange, Operator::NotInRange] {
            let faults = read(operator, ["2025-10-14", "2025-10-01"]).expect_err("a fault");
            assert!(matches!(faults.as_slice(), [(None, _)]), "{faults:?}");
            assert!(read(operator, ["2025-10-14", "2025-10-14"]).is_ok());
        }
        let faults = read(Operator::InRange, ["2025-10-14", "вчера"]).expect_err("a fault");
        assert!(matches!(faults.as_slice(), [(Some(1), _)]), "{faults:?}");
    }

    #[test]
    fn nothing_meets_a_test_of_what_is_unknown() {
        let test = |member: &'static str| {
            Filter::Test(Test {
                member,
                operator: Operator::Greater,
                values: vec![ScalarValue::Int64(Some(1))],
            })
        };
        let either = Filter::Any(vec![test("known"), test("unknown")]);
        let left = either.of_known(&|member| *member == "known");
        let expr = left.expr(&|member| datafusion::logical_expr::col(*member));
        assert_eq!(expr.to_string(), "known > Int64(1) OR Boolean(false)");
    }
}
