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
    /// Whether a row is of a term as a whole and stands on its last day, so that no day parts it.
    #[serde(default)]
    pub is_of_terms: bool,
    /// Whether combinations of dimensions that are asked without a measure are looked up in its facts. Facts of few
    /// pupils, and those that take long to find, would leave combinations out or answer late.
    #[serde(default)]
    pub lists_dimensions: bool,
    /// Dimensions of which its facts do not have every value: combinations with them are looked up elsewhere.
    #[serde(default)]
    pub unlisted: Vec<String>,
    /// Datasets with a memory whose changed records change its figures.
    #[serde(default)]
    pub records: Vec<String>,
    /// Whether it tells what nights saw change: of days before the first that it tells of, nobody would have noticed.
    #[serde(default)]
    pub is_memory: bool,
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

/// A count that is the sum of counts of the same topic, less some: whoever knows all but one knows that one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    pub whole: String,
    pub parts: Vec<String>,
    #[serde(default)]
    pub minus: Vec<String>,
    /// Dimensions that part what only together is the sum: it holds in cells that are split by none of them.
    #[serde(default)]
    pub not_by: Vec<String>,
}

/// Says that a count tells of pupils' health: outside their school it is withheld where it tells of few of them, however
/// much there is to count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// The source that has a row for each of them, and no need of others.
    pub source: String,
    /// The count that outside the school stands for both, and is withheld along with it.
    pub with: Option<String>,
}

/// What a count over a longer span is to those over its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OverTime {
    #[default]
    Sum,
    /// That of the first of them.
    First,
    /// That of the last.
    Last,
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
    /// How many times it has each count of people, as a formula over parts that count them, where it counts none itself:
    /// marks added up are five times the fives and so on. `nothing` where no count follows from it.
    pub comes_to: Option<String>,
}

/// What a part says from which no count follows.
const NOTHING: &str = "nothing";

/// Which counts a part is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ComesTo {
    /// That is not said.
    Itself,
    Nothing,
    Counts(Formula),
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
    pub health: Option<Health>,
    #[serde(default)]
    pub over_time: OverTime,
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

    /// Returns the counts that a count adds up with, by way of others, too; itself first.
    pub fn family(&self, measure: &str) -> Vec<String> {
        let mut family = vec![measure.to_owned()];
        let mut place = 0;
        while let Some(name) = family.get(place).cloned() {
            place += 1;
            for sum in self.sums.iter().filter(|sum| sum.has(&name)) {
                for other in sum.counts() {
                    if !family.contains(other) {
                        family.push(other.clone());
                    }
                }
            }
        }
        family
    }

    /// Returns the count that tells of health beside which a count is withheld, or which it is itself.
    pub fn health_beside(&self, measure: &str) -> Option<&Measure> {
        let mut measures = self.measures.iter();
        measures.find(|other| {
            let with = other.health.as_ref().map(|health| health.with.as_deref());
            with.is_some_and(|with| other.name == measure || with == Some(measure))
        })
    }

    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }
}

impl Sum {
    /// Returns every count that stands in it.
    pub fn counts(&self) -> impl Iterator<Item = &String> {
        let parts = self.parts.iter().chain(&self.minus);
        std::iter::once(&self.whole).chain(parts)
    }

    fn has(&self, measure: &str) -> bool {
        self.counts().any(|name| name == measure)
    }
}

impl Part {
    /// Returns the counts that it has, so many times each.
    pub fn comes_to(&self) -> ComesTo {
        match self.comes_to.as_deref() {
            None => ComesTo::Itself,
            Some(NOTHING) => ComesTo::Nothing,
            Some(counts) => Formula::parse(counts).map_or(ComesTo::Itself, ComesTo::Counts),
        }
    }

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
            None => self.divided_by().map_or(TellsOf::Itself, TellsOf::Base),
        }
    }

    /// Returns what the figure is divided by; none where it is no ratio.
    pub fn divided_by(&self) -> Option<Formula> {
        match Formula::parse(self.formula_text()) {
            Ok(Formula::Joined(_, Operator::Divide, base)) => Some(*base),
            _ => None,
        }
    }

    /// Returns the text of the formula.
    pub fn formula_text(&self) -> &str {
        self.formula.as_deref().unwrap_or(&self.name)
    }
}
