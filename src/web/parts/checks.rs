//! Checks: boxes of a form of which several may be ticked, or buttons of which one is.

use askama::Template;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/checks.html")]
pub struct Checks {
    /// Unique on its page.
    pub id: String,
    pub name: &'static str,
    pub legend: &'static str,
    pub hint: &'static str,
    pub boxes: Vec<Check>,
    pub faults: Vec<String>,
    /// Whether one excludes the others.
    pub is_single: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub value: &'static str,
    pub title: &'static str,
    pub note: &'static str,
    pub is_checked: bool,
}
