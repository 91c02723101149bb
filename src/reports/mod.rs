//! Reports: papers that schools print by custom, declared in `forms/reports/*.toml`.
//!
//! A file names its readers, what is to be chosen, the questions that are asked and the blocks that lay their answers
//! out: sheets, lists, sentences, slips. An entry of a register can be chosen, too: then the paper is an act of it. Another
//! report can be bound into one document for all its classes. Reading checks all of it against the model; `lay_out` makes a
//! `Paper` of the answers. Nothing here asks, and no figure is computed but by how much two differ: totals are those of
//! the questions, by the measures' own definitions.

mod answer;
mod block;
mod checking;
mod day_titles;
mod difference;
mod divided;
mod entry;
mod laying;
mod leaf;
mod parameter;
mod reading;
mod report;
mod sheet_block;
mod sheet_totals;
mod template;
mod text;
mod values;

pub use answer::{Answer, Answers, Value};
pub use block::Block;
pub use entry::{Entry, Said};
pub use laying::{Head, Names, bind_up, lay_out};
pub use parameter::{Choice, FINAL, Kind, Parameter, RUNNING, TermSpan};
pub use reading::load;
pub use report::{Reader, Report, Section};
pub use text::text_of;
pub use values::Values;
