//! Chart: a place for a drawing of the table that it names. The script reads the numbers from that table.

use askama::Template;

use crate::catalogue::say;

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
    /// The values to be reached, each drawn as a line.
    pub targets: Vec<f64>,
    /// What is to be reached, in words.
    pub aims: Vec<String>,
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
    /// Writes the values to be reached as the script reads them.
    fn targets_as_list(&self) -> String {
        format!("{:?}", self.targets)
    }

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
