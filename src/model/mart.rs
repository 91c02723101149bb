//! Mart: a derived table, declared by one SQL file in `queries/marts/`.
//!
//! The file opens with lines of `---`, which hold TOML: grain, key, columns and checks. The rest is
//! the SQL that fills the table from the lake (`stored`) or that stands for it in a question (`view`).

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde::Deserialize;

use super::{Personal, Unit};
use crate::diagnostic::{Diagnostic, Severity};

#[derive(Debug, Clone)]
pub struct Mart {
    pub name: String,
    pub head: MartHead,
    pub sql: String,
    /// The hash of the file: another one makes other rows.
    pub digest: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MartHead {
    pub title: String,
    pub kind: MartKind,
    /// What one row is, in words.
    pub grain: String,
    /// Columns that no two rows share. A view has none.
    #[serde(default)]
    pub key: Vec<String>,
    /// The column by whose day a part of a school's rows can be recomputed alone.
    pub day: Option<String>,
    /// Of a rollup, the stretch of days that a row stands for.
    #[serde(skip)]
    pub unit: Option<Unit>,
    /// The order of rows inside a school.
    #[serde(default)]
    pub sort: Vec<String>,
    /// Whether a night recomputes it for every school, since other schools' loads change it.
    #[serde(default)]
    pub is_whole: bool,
    /// Columns whose values change with the minute of the question, so that no answer from them is kept for longer.
    #[serde(default)]
    pub momentary: Vec<String>,
    /// Whether rows change as deadlines pass: then it is recomputed from the first day whose deadlines were open.
    #[serde(default)]
    pub is_judged: bool,
    /// How many rows of a view come of a row that it reads, where it joins many to many.
    #[serde(default = "one")]
    pub spread: u64,
    /// Of a view, whether it has few rows: then they are read once for a question, and not by each view that names it.
    #[serde(default)]
    pub is_few: bool,
    /// Datasets with days of which it reads rows before the changed days too.
    #[serde(default)]
    pub looks_back: Vec<String>,
    /// Stored marts that must be filled before this one.
    #[serde(default)]
    pub after: Vec<String>,
    pub columns: Vec<MartColumn>,
    #[serde(default)]
    pub checks: Vec<MartCheck>,
}

fn one() -> u64 {
    1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MartKind {
    /// Filled at each load and kept in the lake.
    Stored,
    /// What a night sees is added to what nights before saw; nothing is made anew. Read as `before.…` are the
    /// tables before the night, and `covered` says which days came before.
    Kept,
    /// Computed inside each question.
    View,
    /// What the office itself keeps: handed to each session as it is now. No file declares one.
    #[serde(skip)]
    Register,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MartColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub type_: MartType,
    /// What the column means, with its unit; empty where the name says it.
    #[serde(default)]
    pub title: String,
    pub personal: Option<Personal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MartType {
    Text,
    Int,
    Long,
    Number,
    Bool,
    Date,
    Instant,
}

/// A condition that holds for every row, or the release is not published.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MartCheck {
    pub name: String,
    /// A predicate over the mart's columns, true for the rows that are wrong.
    pub wrong: String,
    pub message: String,
}

impl Mart {
    /// Reads one file; `name` is its name without `.sql`.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        let mut head = String::new();
        let mut sql = String::new();
        for line in text.lines() {
            match line.strip_prefix("---") {
                Some(declared) if sql.is_empty() => head.push_str(declared),
                _ => sql.push_str(line),
            }
            if sql.is_empty() {
                head.push('\n');
            } else {
                sql.push('\n');
            }
        }
        let fault = |rule: &str, message: String| {
            Diagnostic::new(Severity::Error, rule, message)
                .at_file(format!("queries/marts/{name}.sql"))
        };
        let head: MartHead =
            toml::from_str(&head).map_err(|error| fault("toml", error.message().to_owned()))?;
        let mart = Self {
            name: name.to_owned(),
            head,
            sql,
            digest: blake3::hash(text.as_bytes()).to_hex().to_string(),
        };
        for named in mart
            .head
            .key
            .iter()
            .chain(&mart.head.sort)
            .chain(&mart.head.day)
            .chain(&mart.head.momentary)
        {
            if mart.column(named).is_none() {
                return Err(fault("column", format!("столбца «{named}» нет")));
            }
        }
        Ok(mart)
    }

    pub fn column(&self, name: &str) -> Option<&MartColumn> {
        self.head.columns.iter().find(|column| column.name == name)
    }

    /// Says whether its rows lie in the lake.
    pub fn is_stored(&self) -> bool {
        matches!(self.head.kind, MartKind::Stored | MartKind::Kept)
    }

    /// Says whether it is computed inside each question.
    pub fn is_view(&self) -> bool {
        self.head.kind == MartKind::View
    }

    /// Says whether its rows are entries of a register.
    pub fn is_register(&self) -> bool {
        self.head.kind == MartKind::Register
    }

    pub fn is_rollup(&self) -> bool {
        self.head.unit.is_some()
    }

    pub fn is_kept(&self) -> bool {
        self.head.kind == MartKind::Kept
    }

    /// Says whether its rows of a school's year are made of that school's year alone.
    pub fn is_by_school(&self) -> bool {
        let key = &self.head.key;
        !self.head.is_whole && (key.is_empty() || key.iter().any(|column| column == "school_year"))
    }

    /// Returns the schema of the rows.
    pub fn schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self
            .head
            .columns
            .iter()
            .map(|column| Field::new(&column.name, column.type_.arrow_type(), true))
            .collect();
        Arc::new(Schema::new(fields))
    }
}

impl MartType {
    pub fn arrow_type(self) -> DataType {
        match self {
            MartType::Text => DataType::Utf8,
            MartType::Int => DataType::Int32,
            MartType::Long => DataType::Int64,
            MartType::Number => DataType::Float64,
            MartType::Bool => DataType::Boolean,
            MartType::Date => DataType::Date32,
            MartType::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }
}
