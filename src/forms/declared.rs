//! Declared: what a file of a form says, before it is checked.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use toml::Spanned;

use super::control::Severity;
use super::form::{Condition, Nothing, PeriodKind, Span};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredForm {
    pub title_code: String,
    pub name: String,
    pub okud: Option<String>,
    pub filed_by: Vec<String>,
    pub period: PeriodKind,
    pub day: Spanned<MonthDay>,
    pub deadline: Spanned<DeclaredDeadline>,
    #[serde(default)]
    pub subtitle: String,
    #[serde(default)]
    pub is_landscape: bool,
    #[serde(default)]
    pub head: Vec<String>,
    #[serde(default)]
    pub providers: String,
    pub edition: DeclaredEdition,
    #[serde(default)]
    pub signatures: Vec<DeclaredSignature>,
    pub sections: Vec<DeclaredSection>,
    #[serde(default)]
    pub controls: Vec<DeclaredControl>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredEdition {
    pub order: String,
    pub from: Spanned<Date>,
    pub until: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredSignature {
    pub post: String,
    #[serde(default)]
    pub has_seal: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredSection {
    pub code: Spanned<String>,
    /// The official number, where several sheets of one section stand in a form.
    pub number: Option<String>,
    pub title: String,
    /// A sheet that stands in a filled form only where this holds or something stands in it.
    pub when: Option<Spanned<String>>,
    pub note: Option<String>,
    pub study: Option<String>,
    pub unit: Option<String>,
    pub first: Option<[String; 2]>,
    #[serde(default)]
    pub unverified: bool,
    #[serde(default)]
    pub span: Span,
    #[serde(default)]
    pub nothing: Nothing,
    #[serde(default)]
    pub filters: Filters,
    /// A dimension by which rows are told apart: who belongs to several of them is counted in the first one alone.
    pub once: Option<Spanned<String>>,
    pub columns: Vec<DeclaredColumn>,
    pub rows: Vec<DeclaredRow>,
    /// What differs from rows and columns.
    #[serde(default)]
    pub cells: Vec<DeclaredCell>,
    #[serde(default)]
    pub closed: Vec<Spanned<DeclaredClosed>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredColumn {
    pub number: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub heads: Vec<String>,
    pub decimals: Option<u8>,
    #[serde(default)]
    pub upright: bool,
    /// Whether figures are codes of answers, such as 1 for yes, which schools' forms do not add up.
    #[serde(default)]
    pub coded: bool,
    #[serde(default)]
    pub measure: Option<Spanned<String>>,
    #[serde(default)]
    pub filters: Filters,
    pub formula: Option<Spanned<String>>,
    #[serde(default)]
    pub manual: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredRow {
    pub code: Spanned<String>,
    pub label: String,
    #[serde(default)]
    pub indent: u8,
    pub decimals: Option<u8>,
    #[serde(default)]
    pub total: bool,
    #[serde(default)]
    pub unverified: bool,
    /// What stands for `{row}` in the measures of columns.
    pub name: Option<String>,
    #[serde(default)]
    pub measure: Option<Spanned<String>>,
    #[serde(default)]
    pub filters: Filters,
    pub formula: Option<Spanned<String>>,
    #[serde(default)]
    pub manual: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredCell {
    pub row: Spanned<String>,
    pub column: Spanned<String>,
    pub measure: Option<Spanned<String>>,
    #[serde(default)]
    pub filters: Filters,
    pub formula: Option<Spanned<String>>,
    #[serde(default)]
    pub manual: bool,
}

/// Codes, and stretches of codes such as `4..17`. All of them where it is left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredClosed {
    #[serde(default)]
    pub rows: Vec<String>,
    #[serde(default)]
    pub columns: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredControl {
    pub code: Spanned<String>,
    pub severity: Severity,
    pub section: Option<String>,
    #[serde(default)]
    pub rows: Vec<String>,
    #[serde(default)]
    pub columns: Vec<String>,
    pub when: Option<Spanned<String>>,
    pub relation: Spanned<String>,
    pub message: String,
}

/// The reporting day of a year or month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthDay {
    /// `last`.
    Last,
    /// `09-20`.
    OfYear(i8, i8),
    /// `20`.
    OfMonth(i8),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum DeclaredDeadline {
    Days(i32),
    Day(String),
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fault = || de::Error::custom(format!("«{text}»: ожидались «last», «09-20» или «20»"));
        if text == "last" {
            return Ok(Self::Last);
        }
        match text.split_once('-') {
            Some(_) => {
                let (month, day) = month_and_day(&text).ok_or_else(fault)?;
                Ok(Self::OfYear(month, day))
            }
            None => {
                let day: i8 = text.parse().map_err(|_| fault())?;
                // A later one would not be in every month.
                match (1..=28).contains(&day) {
                    true => Ok(Self::OfMonth(day)),
                    false => Err(fault()),
                }
            }
        }
    }
}

/// Reads a day of every year.
pub fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // In a year that is not a leap year.
    Date::new(2025, month, day).ok()?;
    Some((month, day))
}

/// Filters by member: a value, values, or an operator with its values.
#[derive(Debug, Default)]
pub struct Filters(pub Vec<Spanned<Condition>>);

impl<'de> Deserialize<'de> for Filters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let declared = BTreeMap::<Spanned<String>, Tests>::deserialize(deserializer)?;
        let mut filters = Vec::new();
        for (member, Tests(tests)) in declared {
            for (operator, values) in tests {
                let condition = Condition {
                    member: member.get_ref().clone(),
                    operator,
                    values,
                };
                filters.push(Spanned::new(member.span(), condition));
            }
        }
        Ok(Self(filters))
    }
}

/// What a member is tested for: operators with their values.
struct Tests(Vec<(String, Vec<String>)>);

impl<'de> Deserialize<'de> for Tests {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Tests;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("значение, список значений или { оператор = значение }")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Tests, E> {
                Ok(equal(vec![text.to_owned()]))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Tests, E> {
                Ok(equal(vec![number.to_string()]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Tests, A::Error> {
                let mut values = Vec::new();
                while let Some(Texts(texts)) = items.next_element()? {
                    values.extend(texts);
                }
                Ok(equal(values))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut items: A) -> Result<Tests, A::Error> {
                let mut tests = Vec::new();
                while let Some((operator, Texts(values))) = items.next_entry()? {
                    tests.push((operator, values));
                }
                Ok(Tests(tests))
            }
        }

        deserializer.deserialize_any(Read)
    }
}

fn equal(values: Vec<String>) -> Tests {
    Tests(vec![("equals".to_owned(), values)])
}

/// A text, a number, or several of them.
struct Texts(Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("значение или список значений")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![text.to_owned()]))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Texts, E> {
                Ok(Texts(vec![number.to_string()]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Texts, A::Error> {
                let mut values = Vec::new();
                while let Some(Texts(texts)) = items.next_element()? {
                    values.extend(texts);
                }
                Ok(Texts(values))
            }
        }

        deserializer.deserialize_any(Read)
    }
}
