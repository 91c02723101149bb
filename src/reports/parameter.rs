//! Parameter: what is chosen before a report is made, and which values a choice makes.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::values::Values;
use crate::catalogue::Wording;
use crate::period::{Period, SchoolYear};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub name: String,
    pub title: String,
    pub kind: Kind,
    /// What holds when nothing is chosen, as it would be written in an address; of a term `running`.
    pub default: Option<String>,
    /// Whether it may stay unchosen: what it narrows is then not narrowed.
    #[serde(default)]
    pub is_optional: bool,
    /// Of an optional one: what its list says where nothing is chosen, if that is not «all».
    pub unchosen: Option<Wording>,
    /// Of a term: whether the whole year can be chosen, too, and final marks where there are any.
    #[serde(default)]
    pub has_year: bool,
    /// Of a choice: what can be chosen.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Of an entry: its register.
    pub register: Option<String>,
    /// Of a date: the term before it whose days it ends.
    pub ends: Option<String>,
    /// Of a range: how many days it has at the most.
    pub most_days: Option<u16>,
    /// Of a class: whether classes can be chosen, associations, or both; classes where nothing is said.
    #[serde(default)]
    pub class_kinds: Vec<String>,
}

/// The default of a term that is the one going on by the data.
pub const RUNNING: &str = "running";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Days from one to another: two days, or a range in words.
    Range,
    /// A term of the school's year.
    Term,
    SchoolYear,
    School,
    Class,
    Subject,
    Teacher,
    Pupil,
    Date,
    Choice,
    Number,
    /// A line that the paper says and no question asks for.
    Text,
    /// An entry of a register.
    Entry,
}

/// One of the values that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub title: String,
}

/// A term as the schools before a reader have it: the days of the longest of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermSpan {
    pub school_year: SchoolYear,
    pub name: String,
    /// `quarter`, `trimester`, `half_year` or `year`; `final` stands for the year by its final marks.
    pub kind: String,
    pub ordinal: i64,
    pub days: Period,
    /// How many schools have it.
    pub schools: i64,
}

/// The kind of a span that stands for the year by its final marks.
pub const FINAL: &str = "final";

impl TermSpan {
    /// Says whether it stands for a whole year.
    pub fn is_year(&self) -> bool {
        matches!(self.kind.as_str(), "year" | FINAL)
    }

    /// Returns the kind of marks that close it.
    pub(super) fn marks(&self) -> &str {
        match self.is_year() {
            true => &self.kind,
            false => "term",
        }
    }
}

impl Kind {
    /// Returns what a choice puts into questions, by the names behind the parameter's; an empty one is its own.
    pub fn puts(self) -> &'static [&'static str] {
        match self {
            Self::Range => &["", ".terms", ".year", ".school_year"],
            Self::Term => &[
                "",
                ".terms",
                ".kind",
                ".year_kind",
                ".previous",
                ".previous_terms",
                ".study",
                ".year",
                ".school_year",
            ],
            Self::SchoolYear => &["", ".days", ".study", ".next"],
            Self::Date => &["", ".days", ".september", ".year", ".school_year"],
            Self::Entry => &["", ".until"],
            Self::School
            | Self::Class
            | Self::Subject
            | Self::Teacher
            | Self::Pupil
            | Self::Choice
            | Self::Number
            | Self::Text => &[""],
        }
    }

    /// Says whether it is chosen from a list.
    pub(super) fn is_list(self) -> bool {
        match self {
            Self::Term
            | Self::SchoolYear
            | Self::School
            | Self::Class
            | Self::Subject
            | Self::Teacher
            | Self::Pupil
            | Self::Choice
            | Self::Entry => true,
            Self::Range | Self::Date | Self::Number | Self::Text => false,
        }
    }

    /// Returns what a choice puts into texts.
    pub fn shows(self) -> &'static [&'static str] {
        match self {
            Self::Range => &["", ".from", ".to"],
            Self::Term => &["", ".school_year", ".previous", ".from", ".to"],
            _ => &[""],
        }
    }

    /// Returns a value of a name, by which questions can be tried.
    fn sample(self, name: &str) -> Json {
        let days = || json!(["2025-09-01", "2025-10-24"]);
        match (self, name) {
            (_, ".terms" | ".previous_terms") => json!(["1 четверть"]),
            (_, ".kind") => json!(["term"]),
            (_, ".year_kind") => json!(["year"]),
            (_, ".school_year") => json!("2025/2026"),
            (_, ".year" | ".previous" | ".days" | ".study" | ".next" | ".september" | ".until")
            | (Self::Range | Self::Term, _) => days(),
            (Self::Number, _) => json!(1),
            (Self::Date, _) => json!("2025-09-20"),
            _ => json!("1"),
        }
    }
}

impl Parameter {
    /// Says whether its values depend on the school that was chosen.
    pub(super) fn is_of_school(&self) -> bool {
        matches!(
            self.kind,
            Kind::Class | Kind::Subject | Kind::Teacher | Kind::Pupil | Kind::Entry
        )
    }

    /// Puts a value of each name, by which questions can be tried.
    pub(super) fn put_samples(&self, values: &mut Values) {
        for name in self.kind.puts() {
            let sample = match self.choices.first() {
                Some(choice) => json!(choice.value),
                None => self.kind.sample(name),
            };
            values.put(format!("{}{name}", self.name), sample);
        }
        for name in self.kind.shows() {
            values.show(format!("{}{name}", self.name), "1");
        }
    }
}
