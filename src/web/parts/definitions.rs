//! Definitions: what the measures of a section mean, and which clause of which regulation judges them, for who opens it.

use askama::Template;

use crate::app;

#[derive(Debug, Clone, Template)]
#[template(path = "parts/definitions.html")]
pub struct Definitions {
    /// The id of the section.
    pub id: String,
    pub told: app::Definitions,
}
