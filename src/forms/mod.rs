//! Forms: official statistical forms as declared in `forms/*.toml`, filled from answers, checked by their controls
//! and laid out on paper.
//!
//! A file is one edition of a form. Reading checks it against the model and against itself; `question` makes few
//! questions of many cells and puts the answers where they belong; formulas and controls are computed from the figures;
//! `layout` draws the blank, filled or empty. Nothing here asks.

mod cell;
mod checking;
mod control;
mod crossing;
mod declared;
mod editions;
mod expression;
mod figures;
mod form;
mod layout;
mod placing;
mod question;
mod reader;
mod reading;

pub use self::cell::{CellKey, Values};
pub use self::control::{
    Beside, Control, Finding, Judgement, Severity, Verdict, findings, findings_beside, judgements,
};
pub use self::editions::Forms;
pub use self::figures::{Figures, complete, complete_beside, consolidated};
pub use self::form::{CellKind, Form, FormPeriod, PeriodKind};
pub use self::layout::{Filled, paper};
pub use self::question::{FormQuestion, Gathered, list_behind, looks_back, questions};
