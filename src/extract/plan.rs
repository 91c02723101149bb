//! Plan: how the rows of one file are judged, worked out once from the dataset and the file's header.

use super::finding::Findings;
use super::manifest::Manifest;
use super::zone::{Zone, day_number};
use crate::diagnostic::nearest;
use crate::model::{Column, ColumnType, Dataset};

/// Ten minutes: clocks of schools and servers differ by less (contract `svodka-extract/1`).
const CLOCK_DRIFT_MICROS: i64 = 600_000_000;

/// The instants that tell when something was entered.
const ENTRIES: [&str; 4] = [
    "entered_at",
    "topic_entered_at",
    "attendance_entered_at",
    "changed_at",
];

/// Everything about a table that does not change from row to row.
#[derive(Debug)]
pub(super) struct Plan {
    pub columns: Vec<ColumnPlan>,
    /// Indexes of the key columns.
    pub key: Vec<usize>,
    /// The column whose day must lie in the window.
    pub day: Option<usize>,
    /// Where the day of the lesson comes from, if an entry before it is odd.
    pub lesson_day: Option<LessonDay>,
    pub window: std::ops::RangeInclusive<i32>,
    pub moment: MomentPlan,
}

/// One declared column.
#[derive(Debug)]
pub(super) struct ColumnPlan {
    pub name: String,
    pub type_: ColumnType,
    pub is_required: bool,
    /// The place in the file, where it is there.
    pub source: Option<usize>,
    /// Allowed spellings with what they stand for.
    pub values: Vec<(Vec<u8>, Vec<u8>)>,
    pub default: Option<String>,
    /// The table that the column refers to.
    pub parent: Option<String>,
    /// The reference column that this one takes its day from.
    pub derived_from: Option<usize>,
    /// The column that this one may not precede.
    pub not_before: Option<usize>,
    pub is_entry: bool,
    pub check: Check,
}

/// A rule of one column of the table `school`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Check {
    None,
    SchoolId(String),
    Timezone,
}

/// The place of the lesson's day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum LessonDay {
    Own(usize),
    /// The day of the lesson that this column refers to.
    Of(usize),
}

/// The moments against which entries are judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MomentPlan {
    /// The last moment that is not in the future.
    pub latest: i64,
    /// The start of the local day of the extract: the last bare date that is not in the future.
    pub latest_day_start: i64,
}

impl Plan {
    pub fn new(dataset: &Dataset, manifest: &Manifest, zone: &Zone) -> Self {
        let index = |name: &String| {
            dataset
                .columns
                .iter()
                .position(|column| column.name == *name)
        };
        let columns: Vec<ColumnPlan> = dataset
            .columns
            .iter()
            .map(|column| column_plan(column, dataset, manifest))
            .collect();
        let lesson_day = match dataset.name.as_str() {
            // Homework is set ahead by its nature.
            "homework" => None,
            "lessons" => index(&"date".to_owned()).map(LessonDay::Own),
            _ => columns
                .iter()
                .position(|column| column.parent.as_deref() == Some("lessons"))
                .map(LessonDay::Of),
        };
        let extracted = manifest.extracted_at.as_microsecond();
        Self {
            key: dataset.key.iter().filter_map(index).collect(),
            day: dataset.day.as_ref().and_then(index),
            lesson_day: lesson_day.filter(|_| columns.iter().any(|column| column.is_entry)),
            window: day_number(manifest.window.from)..=day_number(manifest.window.to),
            moment: MomentPlan {
                latest: extracted.saturating_add(CLOCK_DRIFT_MICROS),
                latest_day_start: zone
                    .moment(zone.day_of(manifest.extracted_at), 0)
                    .unwrap_or(extracted),
            },
            columns,
        }
    }

    /// Finds the columns in a header. False when the file cannot be used.
    pub fn bind(&mut self, header: &[String], findings: &mut Findings) -> bool {
        let mut is_usable = true;
        for (place, name) in header.iter().enumerate() {
            let name = name.trim();
            let columns = &mut self.columns;
            match columns
                .iter_mut()
                .find(|column| column.name == name && column.derived_from.is_none())
            {
                Some(column) if column.source.is_none() => column.source = Some(place),
                Some(_) => {
                    findings.refuse(
                        "column",
                        Some(name),
                        format!("столбец {name} назван дважды"),
                    );
                    is_usable = false;
                }
                None => findings.warn("column", Some(1), Some(name), || {
                    if name.is_empty() {
                        return format!("столбец {} без названия не читается", place + 1);
                    }
                    let known = columns.iter().map(|column| column.name.as_str());
                    match nearest(name, known) {
                        Some(near) => {
                            format!("столбец {name} неизвестен и не читается; может быть, {near}?")
                        }
                        None => format!("столбец {name} неизвестен и не читается"),
                    }
                }),
            }
        }
        for column in &self.columns {
            if column.is_required && column.source.is_none() && column.derived_from.is_none() {
                findings.refuse(
                    "column",
                    Some(&column.name),
                    format!("в файле нет обязательного столбца {}", column.name),
                );
                is_usable = false;
            }
        }
        is_usable
    }
}

fn column_plan(column: &Column, dataset: &Dataset, manifest: &Manifest) -> ColumnPlan {
    let spelling = |text: &String| text.as_bytes().to_vec();
    let mut values: Vec<_> = column
        .values
        .iter()
        .map(|value| (spelling(value), spelling(value)))
        .collect();
    values.extend(
        column
            .aliases
            .iter()
            .map(|(alias, value)| (spelling(alias), spelling(value))),
    );
    let check = match (dataset.name.as_str(), column.name.as_str()) {
        ("school", "school_id") => Check::SchoolId(manifest.school_id.clone()),
        ("school", "timezone") => Check::Timezone,
        _ => Check::None,
    };
    ColumnPlan {
        name: column.name.clone(),
        type_: column.type_,
        is_required: column.required,
        source: None,
        values,
        default: column.default.clone(),
        parent: column
            .references
            .as_ref()
            .map(|reference| reference.table.clone()),
        derived_from: column.derived.as_ref().and_then(|derived| {
            dataset.columns.iter().position(|other| {
                other
                    .references
                    .as_ref()
                    .is_some_and(|reference| reference.table == derived.table)
            })
        }),
        not_before: column
            .not_before
            .as_ref()
            .and_then(|name| dataset.columns.iter().position(|other| other.name == *name)),
        is_entry: column.type_ == ColumnType::Instant && ENTRIES.contains(&column.name.as_str()),
        check,
    }
}
