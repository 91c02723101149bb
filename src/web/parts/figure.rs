//! Figure: one number that matters, with its name and what it is made of.

use askama::Template;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/figure.html")]
pub struct Figure {
    pub name: String,
    pub value: String,
    /// What it is made of, compared with and measured by, each by itself.
    pub notes: Vec<String>,
}
