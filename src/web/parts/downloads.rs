//! Downloads: buttons that fetch an answer as a file, each a form of its own, so that they need no script.

use askama::Template;
use serde_json::{Value, json};

use crate::app::pivot_questions;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/downloads.html")]
pub struct Downloads {
    /// What a button says before the format to whom does not see where it stands.
    label: String,
    /// What the file is called; empty where it has no name of its own.
    title: String,
    files: Vec<File>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    name: &'static str,
    address: &'static str,
    query: String,
}

impl Downloads {
    /// The files of a question. As a pivot it is a spreadsheet laid out as the screen shows it.
    pub fn of(label: String, title: &str, question: &Value, is_pivot: bool) -> Self {
        let query = match is_pivot {
            false => question.to_string(),
            true => match pivot_questions(question).as_slice() {
                [one] => one.to_string(),
                several => json!(several).to_string(),
            },
        };
        let files = match is_pivot {
            true => [
                ("XLSX", "/api/v1/export?format=xlsx&layout=pivot"),
                ("CSV", "/api/v1/export?format=csv&layout=pivot"),
                ("PDF", "/api/v1/export?format=pdf&layout=pivot"),
            ],
            false => [
                ("XLSX", "/api/v1/export?format=xlsx"),
                ("CSV", "/api/v1/export?format=csv"),
                ("PDF", "/api/v1/export?format=pdf"),
            ],
        };
        let files = files.map(|(name, address)| File {
            name,
            address,
            query: query.clone(),
        });
        Self {
            label,
            title: title.to_owned(),
            files: files.to_vec(),
        }
    }

    /// Adds the rows for programs, which have no layout.
    pub fn with_parquet(mut self, question: &Value) -> Self {
        self.files.push(File {
            name: "Parquet",
            address: "/api/v1/export?format=parquet",
            query: question.to_string(),
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pivot_is_fetched_as_one_with_the_totals_of_both_axes() {
        let question = json!({
            "measures": ["marks.count"],
            "dimensions": ["school.name", "class.grade"],
            "pivot": {"rows": ["school.name"], "columns": ["class.grade", "measures"]},
            "totals": true,
        });
        let pivot = Downloads::of("Скачать".into(), "<b>", &question, true);
        let text = pivot.with_parquet(&question).render().expect("forms");
        assert_eq!(text.matches("layout=pivot").count(), 3);
        assert!(text.contains("value=\"[{") && text.contains("value=\"{"));
        assert!(!text.contains("<b>") && text.contains(r#"name="title""#));
        let plain = Downloads::of("Скачать".into(), "", &question, false);
        let text = plain.render().expect("forms");
        assert!(!text.contains("layout") && !text.contains(r#"name="title""#));
    }
}
