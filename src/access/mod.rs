//! Who may see which rows and columns, enforced below every plan.
//!
//! A [`Scope`] says what a person may see; [`SecuredTable`] is a table as that person has it: columns
//! outside the scope do not exist in it, rows outside never leave it, and a barrier keeps the person's
//! own expressions from running on rows that the scope has not let through. A [`Role`] says which actions
//! a person may take, a [`Right`] what is granted beside it. Nothing here knows users or questions.

mod barrier;
mod leakproof;
mod right;
mod role;
mod scope;
mod secured;
pub mod small_cells;

pub use barrier::BarrierExec;
pub use right::Right;
pub use role::{Action, Level, ROLES, Role, Topics};
pub use scope::{Rows, Scope};
pub use secured::{Computed, SecuredTable};
