//! A question in the office's words becomes a logical plan.
//!
//! JSON → [`QuerySpec`] (what was asked) → [`Question`] (names bound to the model, every fault told)
//! → `LogicalPlan` (what is run). Plans are built from expressions; no text of a question ever becomes
//! SQL. Nothing here reads data or knows a user: what the asker may see comes in as a
//! [`Sight`](crate::model::Sight).

mod bind;
mod facts;
mod filter;
mod knowing;
mod named;
mod plan;
mod quantile;
mod question;
mod range;
mod reading;
mod rows;
mod shape;
mod shift;
mod spans;
mod spec;
mod sql;
mod words;

pub use bind::bind;
pub use knowing::knows;
pub use named::{
    CHARTS, Given, NamedQuery, Parameter, ParameterType, Reader, Starter, VIEWS, filled, names_in,
    parameter_faults, with_values,
};
pub use plan::{Sources, level_plan, others_plan};
pub use question::{BoundDimension, BoundMeasure, Place, Question};
pub use range::{RELATIVE, Range};
pub use rows::{left_out_keys_plan, ordered_plan, passing_plan, shown_keys_plan};
pub use shift::{Shift, TEACHING_DAYS, mapped_days};
pub use spans::{Asked, Known, Span, spans};
pub use spec::{Compare, Direction, Fault, FilterSpec, Pivot, QuerySpec, RangeSpec, Totals};

/// Why a question is not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The question is wrong; every fault is told.
    Faults(Vec<Fault>),
    /// The question is right, but the asker lacks a right.
    NotAllowed { member: String, message: String },
}
