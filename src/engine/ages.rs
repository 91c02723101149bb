//! Ages: the columns of a mart of people that are computed of its days of birth.

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::functions::datetime::expr_fn::date_part;
use datafusion::logical_expr::{Expr, cast, col, lit, when};
use jiff::civil::Date;

use super::session::day_value;
use crate::access::Computed;

/// Returns the ages on the last day asked; without one, on the data day of each school. They are computed below the
/// barrier: the day of birth stays there.
pub fn ages(last_day: Option<Date>) -> Vec<Computed> {
    let columns = [
        ("age", age(last_day)),
        ("age_in_january", age_in_january(last_day)),
    ];
    let columns = columns.map(|(name, value)| Computed {
        field: Field::new(name, DataType::Int64, true),
        value,
    });
    columns.into()
}

/// Full years on the last day asked.
fn age(last_day: Option<Date>) -> Expr {
    let last = last_or_data_day(last_day);
    full_years(part_of("year", last.clone()), month_and_day(last))
}

/// Full years on 1 January of the year after the last day asked, as statistical forms count them: whoever was born on a
/// 1 January is a year older than the others of that year.
fn age_in_january(last_day: Option<Date>) -> Expr {
    let year = part_of("year", last_or_data_day(last_day)) + lit(1_i64);
    full_years(year, lit(101_i64))
}

fn last_or_data_day(last_day: Option<Date>) -> Expr {
    match last_day {
        Some(day) => lit(day_value(day)),
        None => col("data_day"),
    }
}

/// Full years in a year, on the day of its month that is written `MMDD`.
fn full_years(year: Expr, day: Expr) -> Expr {
    let born = || col("birth_date");
    let had_no_birthday = day.lt(month_and_day(born()));
    let short = when(had_no_birthday, lit(1_i64))
        .otherwise(lit(0_i64))
        .unwrap_or_else(|_| lit(0_i64));
    year - part_of("year", born()) - short
}

fn month_and_day(day: Expr) -> Expr {
    part_of("month", day.clone()) * lit(100_i64) + part_of("day", day)
}

fn part_of(part: &str, day: Expr) -> Expr {
    cast(date_part(lit(part), day), DataType::Int64)
}
