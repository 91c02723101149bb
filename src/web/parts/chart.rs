//! Chart: a place for a drawing of the table that it names. The script reads the numbers from that table.

use askama::Template;

use crate::catalogue::say;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/chart.html")]
pub struct Chart {
    pub kind: ChartKind,
    /// The id of the table whose plotted cells are drawn.
    pub table: String,
    pub title: String,
    /// One line in words: what a reader should take from it.
    pub summary: String,
    /// What the numbers are, such as «Посещаемость, %».
    pub unit: String,
    /// How many rows it has; its height follows.
    pub rows: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    HeatMap,
    Line,
    Bar,
}

impl Chart {
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            ChartKind::HeatMap => "heatmap",
            ChartKind::Line => "line",
            ChartKind::Bar => "bar",
        }
    }
}
