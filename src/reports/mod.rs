//! Reports: papers that schools print by custom, declared in `forms/reports/*.toml`.
//!
//! A file names its readers, what is to be chosen, the questions that are asked and the blocks that lay their answers
//! out: sheets, lists, sentences, slips. Reading checks all of it against the model; `lay_out` makes a `Paper` of the
//! answers. Nothing here asks, and no figure is computed: totals are those of the questions, by the measures' own definitions.

mod answer;
mod block;
mod laying;
mod parameter;
mod reading;
mod report;
mod sheet_block;
mod template;
mod text;

pub use answer::{Answer, Answers, Value};
pub use block::Block;
pub use laying::{Head, Names, lay_out};
pub use parameter::{Choice, Kind, Parameter, TermSpan, Values};
pub use reading::load;
pub use report::{Reader, Report, Section};
pub use text::text_of;
