//! Question: what is asked, every name bound to columns, parts and sources of the model.

use std::sync::Arc;

use super::filter::Filter;
use super::range::Range;
use super::shift::Shift;
use super::spec::{Direction, QuerySpec};
use crate::model::{DimensionType, Formula, Measure, Part, RowsBy, Topic};
use crate::table::{ColumnKind, Granularity};

/// A question whose every name stands for something that the asker may see.
#[derive(Debug, Clone)]
pub struct Question {
    pub spec: QuerySpec,
    /// Shown dimensions in the order asked, time last; then hidden ones that are part of every group.
    pub dimensions: Vec<BoundDimension>,
    /// Shown measures in the order asked, then hidden ones that only filters or formulas use.
    pub measures: Vec<BoundMeasure>,
    pub formulas: Vec<BoundFormula>,
    pub facts: Vec<Fact>,
    /// The days asked, from `dateRange` and from filters on the date that stand alone.
    pub range: Option<Range>,
    pub filters: Vec<Filter<Place>>,
    /// Conditions on measures, by key.
    pub having: Vec<Filter<String>>,
    /// Keys of columns and how they sort.
    pub order: Vec<(String, Direction)>,
    /// How finely the rows that the asker sees are told apart.
    pub rows_by: RowsBy,
    /// Of a question about the days before, on which days they count.
    pub shift: Option<Shift>,
}

#[derive(Debug, Clone)]
pub struct BoundDimension {
    /// `school.name`, or `calendar.date.month`.
    pub key: String,
    pub member: String,
    pub place: Place,
    pub kind: ColumnKind,
    pub type_: DimensionType,
    pub title: String,
    pub short_title: String,
    pub description: String,
    /// Of coded values: what each is called.
    pub titles: Vec<(String, String)>,
    /// Whether it is unique only inside a school.
    pub is_id: bool,
    pub is_hidden: bool,
}

/// Where a dimension's value stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A column of the fact.
    Fact(String),
    /// The fact's day, or the first day of the unit that it lies in.
    Day(Option<Granularity>),
    /// Another day of the fact, in a column of its own.
    OwnDay {
        column: String,
        granularity: Option<Granularity>,
    },
    /// Of the fact's day: 1 is Monday.
    Weekday,
    /// A column of an entity's mart.
    Entity { entity: String, column: String },
}

#[derive(Debug, Clone)]
pub struct BoundMeasure {
    pub key: String,
    pub topic: Arc<Topic>,
    pub measure: Measure,
    /// Over names of parts.
    pub formula: Formula,
    pub is_hidden: bool,
}

#[derive(Debug, Clone)]
pub struct BoundFormula {
    pub key: String,
    pub title: String,
    /// Over keys of measures and of earlier formulas.
    pub formula: Formula,
    /// Whether it is shown as a percentage, as the shares that it is made of are.
    pub is_share: bool,
}

/// What one topic contributes to the question.
#[derive(Debug, Clone)]
pub struct Fact {
    /// None where only dimensions are asked.
    pub topic: Option<Arc<Topic>>,
    pub groups: Vec<PartGroup>,
    /// What the topic filters by itself where the question does not.
    pub defaults: Vec<Filter<Place>>,
}

/// Parts that one pass over one source computes.
#[derive(Debug, Clone)]
pub struct PartGroup {
    pub source: String,
    /// The columns whose distinct values are counted or ranked; empty for additive parts.
    pub per: Vec<String>,
    pub parts: Vec<Part>,
}
