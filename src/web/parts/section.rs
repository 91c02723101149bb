//! Section: a titled part of a page with its answer as chart and table, and where the numbers come from.

use askama::Template;

use super::{Chart, DataTable, Notice};

#[derive(Debug, Clone, Template)]
#[template(path = "parts/section.html")]
pub struct Section {
    pub id: &'static str,
    pub title: String,
    /// One line in words.
    pub summary: String,
    /// The moment of the data and the release.
    pub provenance: String,
    pub content: Content,
}

#[derive(Debug, Clone)]
pub enum Content {
    /// A table, with the chart that draws it.
    Answer {
        chart: Option<Chart>,
        table: DataTable,
    },
    Notice(Notice),
}
