//! Runs plans over a pinned snapshot for one scope, under limits, and returns a [`Table`](crate::table::Table).
//!
//! A [`Session`] is the only way to ask: it is opened with a snapshot and a scope and knows nothing but
//! secured tables. The [`Workbench`] is for the nightly load alone and serves no person. All work
//! happens on a runtime of its own, so that a scan never delays a page.

mod ages;
mod answer;
mod beside;
mod columns;
mod compared;
mod file_pool;
mod footprint;
mod functions;
mod held;
mod house;
mod listed;
mod params;
mod reach;
mod runtime;
mod session;
mod sort_key;
mod sources;
mod verify;
mod withheld;
mod workbench;
mod zone_clock;

pub use answer::{Answered, Cap, answer, sql, values};
pub use beside::{Kept, beside};
pub use columns::format_of;
pub use footprint::{Source, footprint};
pub use functions::PupilKeys;
pub use listed::{Listed, Rows, can_list, list};
pub use params::Params;
pub use runtime::{Engine, Error, Limits, Running};
pub use session::{Moment, Session};
pub use sort_key::sort_key;
pub use verify::{check_plan, check_text};
pub use withheld::{Guard, Health, PUPIL, Reach, SCHOOL, Single, tells_counts};
pub use workbench::Workbench;
