//! Forms: official statistical forms as declared in `forms/*.toml`, filled from answers, checked by their controls
//! and laid out on paper.

mod cell;

pub use self::cell::{CellKey, Values};
