//! Name: what a form on a page is called: its code as it is declared, its day, its school.

use askama::Template;

use crate::app::{Filing, SchoolSeen};
use crate::catalogue::say;
use crate::web::parts::{Verbatim, words};

#[derive(Debug, Clone, Template)]
#[template(
    source = "{{ code }} {{ day }}{% if let Some(school) = school %}, {{ school }}{% endif %}",
    ext = "html"
)]
pub struct FormName {
    code: Verbatim,
    day: String,
    school: Option<Verbatim>,
}

impl askama::filters::HtmlSafe for FormName {}

impl FormName {
    /// «ОО-1 на 20.09.2025».
    pub fn of(filing: &Filing) -> Self {
        Self {
            code: Verbatim::declared(&filing.form.title_code),
            day: say!("forms-on-day", day = words::day(filing.period.on)),
            school: None,
        }
    }

    /// The same with the school whose form it is.
    pub fn of_school(filing: &Filing, school: &SchoolSeen) -> Self {
        Self {
            school: Some(Verbatim::declared(&school.name)),
            ..Self::of(filing)
        }
    }
}
