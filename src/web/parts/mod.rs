//! Parts that pages are put together from. Each is a struct with its template beside it in name, and writes
//! itself: `{{ table }}` in a page's template is enough.

pub mod address;
pub mod answer_table;
pub mod badge;
pub mod chart;
pub mod checks;
pub mod data_table;
pub mod definitions;
pub mod downloads;
pub mod faults;
pub mod field;
pub mod figure;
pub mod notice;
pub mod paper;
pub mod pivot_table;
pub mod section;
pub mod star;
pub mod verbatim;
pub mod words;

pub use answer_table::AnswerTable;
pub use badge::{Badge, Tone};
pub use chart::{Chart, ChartKind};
pub use checks::{Check, Checks};
pub use data_table::{Cell, DataTable, Head, Row};
pub use definitions::Definitions;
pub use downloads::Downloads;
pub use faults::Faults;
pub use field::{Choice, Field, Input};
pub use figure::Figure;
pub use notice::Notice;
pub use paper::{PaperView, TitlePageView};
pub use pivot_table::PivotTable;
pub use section::{Content, Section};
pub use star::Star;
pub use verbatim::Verbatim;

/// Says that parts are written by their own templates, which have escaped what they hold.
macro_rules! written_as_html {
    ($($part:ty),*) => { $(impl askama::filters::HtmlSafe for $part {})* };
}
written_as_html!(
    AnswerTable,
    Badge,
    Chart,
    Checks,
    DataTable,
    Definitions,
    Downloads,
    Faults,
    Field,
    Figure,
    Notice,
    PaperView,
    PivotTable,
    Section,
    Star,
    Verbatim
);
