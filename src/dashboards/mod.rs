//! Dashboards: pages of answers, declared in `dashboards/*.toml`.
//!
//! A file names its readers, its period, the filters of the page, the tiles (a question with a chart and a sentence) and the
//! alerts (a question whose every row is one). Reading checks all of it against the model; `question` makes of a
//! tile what is asked for one reader, split by the unit that this reader compares: schools, classes or pupils. Nothing here asks.

mod dashboard;
mod question;
mod reading;

pub use dashboard::{
    Alert, Chart, Dashboard, Demands, Level, Reader, Standing, StandingMeasure, Terms, Tile, Width,
};
pub use question::{Chosen, ChosenTerm, Context, Filters, TERM_KIND, place_of, question};
pub use reading::load;

/// Returns the name by which a text asks for a measure: the one behind its topic.
pub fn value_name(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, name)| name)
}
