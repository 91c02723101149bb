//! Registers: lists that the office itself keeps, declared by the files of `schemas/registers/`.
//!
//! A declaration says of which fields an entry consists, who keeps it, when it is done, by when it is due and what is
//! expected of every school. Here declarations are read and checked, and entries are judged: what is wrong with one, how it
//! stands on a day, what is missing. Nothing here stores, asks or knows a person.

mod entry;
mod expected;
mod judging;
mod reading;
mod register;
mod value;

pub use entry::{Standing, Values};
pub use expected::{Missing, Term, missing};
pub use judging::{Fault, judge, judge_order};
pub use reading::load;
pub use register::{
    Chain, Check, ChoiceValue, Due, Every, Expected, Field, FieldKind, Keeper, Kept, Owner,
    Personal, Register, State, Words,
};
pub use value::{Value, read};
