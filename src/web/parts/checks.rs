//! Checks: boxes of a form of which several may be ticked, or buttons of which one is.

use askama::Template;

use super::Verbatim;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/checks.html")]
pub struct Checks {
    /// Unique on its page.
    pub id: String,
    pub name: &'static str,
    pub legend: String,
    pub hint: String,
    pub boxes: Vec<Check>,
    pub faults: Vec<String>,
    /// Whether one excludes the others.
    pub is_single: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub value: String,
    pub title: String,
    pub note: String,
    pub is_checked: bool,
}
