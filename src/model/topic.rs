//! Topic: a subject of questions, with its sources and measures.
//!
//! A measure is a formula over parts. A part is computed from the columns of a source: it is either
//! additive (a sum, a greatest value), or it counts the members of an entity that meet a condition inside
//! each cell, or it is a quantile of the cell's values. Totals are computed from the parts at their own level, never from the cells.

use serde::Deserialize;

use super::Formula;
use super::formula::Operator;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub name: String,
    pub title: String,
    pub description: String,
    /// What one row of the fact is, in words.
    pub grain: String,
    /// The dimensions that together name one row of the fact, as people tell them apart.
    #[serde(default)]
    pub rows: Vec<String>,
    /// Marts that can answer, smallest first. A source answers a question when it has all its columns.
    pub sources: Vec<String>,
    /// The column of the sources that `calendar` stands for; none for a topic without days.
    pub date: Option<String>,
    /// Whether the values belong to the last day asked, so that the span is handed to the source.
    #[serde(default)]
    pub is_spanned: bool,
    /// Whether its figures are of pupils, so that small ones are withheld from who may not know names.
    #[serde(default)]
    pub is_of_pupils: bool,
    /// Whether combinations of dimensions that are asked without a measure are looked up in its facts. Facts of few
    /// pupils, and those that take long to find, would leave combinations out or answer late.
    #[serde(default)]
    pub lists_dimensions: bool,
    /// Datasets with a memory whose changed records change its figures.
    #[serde(default)]
    pub records: Vec<String>,
    /// What is asked when the question does not say.
    #[serde(default)]
    pub defaults: Vec<DefaultFilter>,
    #[serde(default)]
    pub refusals: Vec<Refusal>,
    pub parts: Vec<Part>,
    pub measures: Vec<Measure>,
    /// Counts that others add up to.
    #[serde(default)]
    pub sums: Vec<Sum>,
}

/// A count that is the sum of counts of the same topic, in every cell: whoever knows all but one knows that one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    pub whole: String,
    pub parts: Vec<String>,
}

/// Filters `dimension` to `values` unless the question filters that dimension itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultFilter {
    pub dimension: String,
    pub values: Vec<String>,
}

/// Measures that have no meaning when split or filtered by some dimensions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    pub measures: Vec<String>,
    pub dimensions: Vec<String>,
    pub reason: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub name: String,
    /// Adds up this column.
    pub sum: Option<String>,
    /// Takes the greatest value of this column.
    pub max: Option<String>,
    /// Counts the distinct values of these columns …
    #[serde(default)]
    pub per: Vec<String>,
    /// … for which this condition on sums of columns holds.
    pub having: Option<String>,
    /// Takes the value of this column …
    pub of: Option<String>,
    /// … that this share of rows does not exceed, between two neighbours in proportion.
    pub quantile: Option<f64>,
    /// How many rows a row of the source stands for.
    pub weight: Option<String>,
    /// The part that says which cells there are, where the part's own source does not have them all.
    pub cells: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub name: String,
    pub title: String,
    pub short_title: Option<String>,
    /// The definition in words: formula, numerator, denominator, source.
    pub description: String,
    pub format: MeasureFormat,
    /// A formula over parts of the topic; the part of the same name where it is left out.
    pub formula: Option<String>,
    /// How many pupils a figure tells of, as a formula over parts, where that is neither the figure itself nor what it
    /// is divided by; `nobody` where it tells of none.
    pub tells_of: Option<String>,
    /// The rules of rule sets on which the figure depends.
    #[serde(default)]
    pub judged_by: Vec<String>,
}

/// What a measure says that tells of nobody.
const NOBODY: &str = "nobody";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MeasureFormat {
    /// A whole number; nothing counted is 0.
    Count,
    /// A number with two decimals; nothing to divide by is null.
    Number,
    /// 0 to 100.
    Percent,
    Hours,
}

impl Topic {
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// Returns the widest sum that a measure stands in, as its whole or among its parts.
    pub fn sum_of(&self, measure: &str) -> Option<&Sum> {
        let has = |sum: &&Sum| sum.whole == measure || sum.parts.iter().any(|part| part == measure);
        let sums = self.sums.iter().filter(has);
        sums.max_by_key(|sum| sum.parts.len())
            .map(|sum| self.widest(sum))
    }

    /// Returns the sum that has all parts of another.
    fn widest<'a>(&'a self, sum: &'a Sum) -> &'a Sum {
        let mut wider = self.sums.iter();
        let has_all = |other: &&Sum| {
            other.parts.len() > sum.parts.len()
                && sum.parts.iter().all(|part| other.parts.contains(part))
        };
        wider.find(has_all).unwrap_or(sum)
    }

    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }
}

impl Part {
    /// Returns the columns that are added up or taken the greatest of.
    pub fn added(&self) -> Vec<String> {
        let named = self.sum.iter().chain(&self.max).chain(&self.weight);
        let having = self.having.as_deref().map(Formula::parse_condition);
        let having = having.and_then(Result::ok);
        let in_having = having.iter().flat_map(Formula::names);
        let columns = named.map(String::as_str).chain(in_having);
        columns.map(str::to_owned).collect()
    }

    /// Returns the columns whose distinct values are kept apart until the cell is known; none for additive parts.
    pub fn kept_apart(&self) -> Vec<String> {
        match &self.of {
            Some(column) => vec![column.clone()],
            None => self.per.clone(),
        }
    }
}

/// How many pupils a figure tells of.
#[derive(Debug, Clone, PartialEq)]
pub enum TellsOf {
    Nobody,
    /// As many as it counts.
    Itself,
    /// As many as this says.
    Base(Formula),
}

impl Measure {
    /// Says of how many pupils a figure of a topic tells.
    pub fn tells_of(&self, topic: &Topic) -> TellsOf {
        if !topic.is_of_pupils {
            return TellsOf::Nobody;
        }
        match self.tells_of.as_deref() {
            Some(NOBODY) => TellsOf::Nobody,
            Some(base) => Formula::parse(base).map_or(TellsOf::Itself, TellsOf::Base),
            None => match Formula::parse(self.formula_text()) {
                Ok(Formula::Joined(_, Operator::Divide, base)) => TellsOf::Base(*base),
                _ => TellsOf::Itself,
            },
        }
    }

    /// Returns the text of the formula.
    pub fn formula_text(&self) -> &str {
        self.formula.as_deref().unwrap_or(&self.name)
    }
}
