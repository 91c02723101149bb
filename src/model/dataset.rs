//! Dataset: the declared shape of one table of an extract and of its lake table
//! (`schemas/datasets/*.toml`, after the contract `svodka-extract/1`).

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Severity};

/// All datasets, in the order in which one may refer to another: parents first.
#[derive(Debug, Clone)]
pub struct Datasets {
    by_order: Vec<Arc<Dataset>>,
}

/// One table of an extract.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    pub name: String,
    pub title: String,
    /// What one row is, in words.
    pub grain: String,
    pub kind: Kind,
    /// The column whose day decides whether a row lies in the window; only of window tables.
    pub day: Option<String>,
    /// Unique per school, and per school year for snapshot tables.
    pub key: Vec<String>,
    /// Whether a school's year cannot be accepted before this table has come once.
    #[serde(default)]
    pub required: bool,
    /// Of a table whose records are compared with those of the night before.
    pub memory: Option<Memory>,
    pub columns: Vec<Column>,
}

/// By what a record is known to have been changed. Source: `model.md`, the reading of changes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// The columns that are compared; the first one stands for the record where it came or went.
    pub compares: Vec<String>,
    /// The moments of its entry, the first one that is known counts.
    pub entered: Vec<String>,
}

/// Whether an extract holds the records of its window or the whole state of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Window,
    Snapshot,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    pub title: String,
    #[serde(rename = "type")]
    pub type_: ColumnType,
    /// Present in every file and never null.
    #[serde(default)]
    pub required: bool,
    /// The allowed values; empty means any.
    #[serde(default)]
    pub values: Vec<String>,
    /// Other spellings of allowed values.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    /// The value that an empty cell stands for.
    pub default: Option<String>,
    pub references: Option<Reference>,
    /// A column of the same row that this one may not precede.
    pub not_before: Option<String>,
    /// Not in the file: taken from the row that the reference to that table names, such as `lessons.date`.
    pub derived: Option<Reference>,
    pub personal: Option<Personal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    Text,
    Int,
    Number,
    Bool,
    Date,
    Time,
    /// A moment. Its lake table has a second column `<name>_is_day`, true where the source gave only a day.
    Instant,
}

/// Whose personal data a column holds; decides which scopes see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Personal {
    /// The key of a pupil as the school knows it; seen inside the school, a pseudonym outside.
    Identity,
    Pupil,
    Staff,
    Health,
}

/// `table.column`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Reference {
    pub table: String,
    pub column: String,
}

impl TryFrom<String> for Reference {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once('.') {
            Some((table, column)) => Ok(Self {
                table: table.to_owned(),
                column: column.to_owned(),
            }),
            None => Err(format!("«{text}» — не ссылка вида таблица.столбец")),
        }
    }
}

impl Datasets {
    /// Reads the declarations, given as (file name, text), and returns them with every fault found.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let mut datasets: Vec<Arc<Dataset>> = Vec::new();
        for (file, text) in files {
            match toml::from_str::<Dataset>(text) {
                Ok(dataset) => {
                    dataset.check(file, &mut faults);
                    datasets.push(Arc::new(dataset));
                }
                Err(error) => faults.push(
                    Diagnostic::new(Severity::Error, "toml", error.message().to_owned())
                        .at_file(file),
                ),
            }
        }
        let mut by_order: Vec<Arc<Dataset>> = Vec::new();
        while by_order.len() < datasets.len() {
            let before = by_order.len();
            for dataset in &datasets {
                let placed = by_order.iter().any(|other| other.name == dataset.name);
                let ready = dataset
                    .columns
                    .iter()
                    .filter_map(|column| column.references.as_ref())
                    .all(|reference| by_order.iter().any(|other| other.name == reference.table));
                if !placed && ready {
                    by_order.push(dataset.clone());
                }
            }
            if by_order.len() == before {
                for dataset in &datasets {
                    if !by_order.iter().any(|other| other.name == dataset.name) {
                        faults.push(
                            Diagnostic::new(
                                Severity::Error,
                                "reference",
                                format!(
                                    "таблица {} ссылается на неизвестную таблицу или по кругу",
                                    dataset.name
                                ),
                            )
                            .at_table(&dataset.name),
                        );
                    }
                }
                break;
            }
        }
        (Self { by_order }, faults)
    }

    /// Returns the datasets, parents before those that refer to them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Dataset>> {
        self.by_order.iter()
    }

    pub fn get(&self, name: &str) -> Option<&Arc<Dataset>> {
        self.by_order.iter().find(|dataset| dataset.name == name)
    }
}

impl Dataset {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Says whether rows of different days can never share a key: the day is part of it, or follows from the row
    /// that a part of it names.
    pub fn is_key_of_one_day(&self) -> bool {
        let day = self.day.as_ref().and_then(|day| self.column(day));
        let parent = day.and_then(|day| day.derived.as_ref());
        let names_parent = |column: &Column| {
            let references = column.references.as_ref();
            references
                .zip(parent)
                .is_some_and(|(to, parent)| to.table == parent.table)
        };
        self.key.iter().any(|name| {
            self.day.as_ref() == Some(name) || self.column(name).is_some_and(names_parent)
        })
    }

    /// Returns the columns that a file may hold, in declared order.
    pub fn file_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(|column| column.derived.is_none())
    }

    /// Returns the schema of the lake table: `school_id`, `school_year`, then the declared columns,
    /// each instant followed by its `<name>_is_day`. The table `school` has its `school_id` once, first.
    /// Every column is nullable, so that a later column can be added to a table that has rows.
    pub fn lake_schema(&self) -> SchemaRef {
        let mut fields = vec![
            Field::new("school_id", DataType::Utf8, true),
            Field::new("school_year", DataType::Utf8, true),
        ];
        for column in &self.columns {
            if column.name == "school_id" {
                continue;
            }
            fields.push(Field::new(&column.name, column.type_.arrow_type(), true));
            if column.type_ == ColumnType::Instant {
                fields.push(Field::new(
                    format!("{}_is_day", column.name),
                    DataType::Boolean,
                    true,
                ));
            }
        }
        Arc::new(Schema::new(fields))
    }

    fn check(&self, file: &str, faults: &mut Vec<Diagnostic>) {
        let mut fault = |rule: &str, message: String| {
            faults.push(
                Diagnostic::new(Severity::Error, rule, message)
                    .at_file(file)
                    .at_table(&self.name),
            );
        };
        if file.rsplit('/').next() != Some(&format!("{}.toml", self.name)) {
            fault(
                "name",
                format!("имя файла не совпадает с именем «{}»", self.name),
            );
        }
        for key in &self.key {
            if self.column(key).is_none() {
                fault("key", format!("столбца ключа «{key}» нет"));
            }
        }
        match (self.kind, &self.day) {
            (Kind::Window, None) => fault("day", "у оконной таблицы не назван столбец дня".into()),
            (Kind::Snapshot, Some(_)) => {
                fault("day", "у таблицы-снимка не может быть столбца дня".into());
            }
            (_, Some(day)) if self.column(day).is_none() => {
                fault("day", format!("столбца дня «{day}» нет"));
            }
            _ => {}
        }
        if let Some(memory) = &self.memory {
            if memory.compares.is_empty() {
                fault(
                    "memory",
                    "не сказано, что сравнивать с прошлой ночью".into(),
                );
            }
            for name in memory.compares.iter().chain(&memory.entered) {
                if self.column(name).is_none() {
                    fault("memory", format!("столбца «{name}» нет"));
                }
            }
            let moments = memory.entered.iter().filter_map(|name| self.column(name));
            for column in moments.filter(|column| column.type_ != ColumnType::Instant) {
                fault("memory", format!("столбец «{}» — не момент", column.name));
            }
        }
        for column in &self.columns {
            if let Some(other) = &column.not_before
                && self.column(other).is_none()
            {
                fault("order", format!("столбца «{other}» нет"));
            }
        }
    }
}

impl ColumnType {
    /// Returns the type of the lake column.
    pub fn arrow_type(self) -> DataType {
        match self {
            ColumnType::Text => DataType::Utf8,
            ColumnType::Int => DataType::Int32,
            ColumnType::Number => DataType::Float64,
            ColumnType::Bool => DataType::Boolean,
            ColumnType::Date => DataType::Date32,
            // Seconds since midnight: Delta has no type for the time of day.
            ColumnType::Time => DataType::Int32,
            ColumnType::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }
}
