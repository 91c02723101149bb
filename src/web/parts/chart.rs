//! Chart: a place for a drawing of the table that it names. The script reads the numbers from that table.

use askama::Template;

#[derive(Debug, Clone, PartialEq, Template)]
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
    /// The value to be reached, drawn as a line.
    pub target: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    HeatMap,
    Line,
    Bar,
    Column,
    Stacked,
    Dot,
}

impl Chart {
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            ChartKind::HeatMap => "heatmap",
            ChartKind::Line => "line",
            ChartKind::Bar => "bar",
            ChartKind::Column => "column",
            ChartKind::Stacked => "stacked",
            ChartKind::Dot => "dot",
        }
    }
}
