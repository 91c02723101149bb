//! What `schemas/` and `queries/marts/` declare: datasets, marts, topics with their dimensions and
//! measures; a register is a topic as well.
//!
//! Files come in as text and leave as checked, immutable values, or as a list of
//! [diagnostics](crate::diagnostic::Diagnostic) that names every fault. Nothing here reads the lake,
//! runs a question or knows a user.

mod catalogue;
mod dataset;
mod english;
mod entity;
mod formula;
mod kept;
mod mart;
mod rollup;
mod rules;
mod topic;
mod tree;

pub use catalogue::{Member, Model, RowsBy, Sight};
pub use dataset::{Column, ColumnType, Dataset, Datasets, Kind, Memory, Personal, Reference};
pub use english::English;
pub use entity::{Dimension, DimensionType, Entity};
pub use formula::{Formula, FormulaError, FormulaFault, Operator};
pub use mart::{Mart, MartCheck, MartColumn, MartHead, MartKind, MartType};
pub use rollup::{Rollup, Unit};
pub use rules::{Judgement, Parameter, ParameterKind, RULES, Rule, RuleSet, RuleSets, RuleValue};
pub use topic::{
    ComesTo, DefaultFilter, Measure, MeasureFormat, OverTime, Part, Sum, TellsOf, Topic,
};
pub use tree::Tree;
