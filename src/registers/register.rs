//! Register: what a declared file says.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::catalogue::Language;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The name of its file without `.toml`; also that of its topic.
    pub name: String,
    pub title: Words,
    /// What it is for, in a sentence.
    pub description: Words,
    /// What one entry is, in words.
    pub grain: String,
    /// The clause that demands it.
    pub source: String,
    /// The place in lists.
    pub order: u32,
    /// The required day of an entry, which the calendar stands for.
    pub date: String,
    /// The fields by which people call an entry.
    pub label: Vec<String>,
    /// Fields that no two entries of the same owner share.
    #[serde(default)]
    pub key: Vec<String>,
    /// The day field from which on the school of an entry is expected to keep registers.
    pub admits: Option<String>,
    /// Whose entries there are, and who keeps them.
    pub kept: Vec<Kept>,
    pub state: State,
    pub chain: Option<Chain>,
    pub fields: Vec<Field>,
    #[serde(default)]
    pub checks: Vec<Check>,
    #[serde(default)]
    pub expected: Vec<Expected>,
}

/// A text of a declared file in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub ru: String,
    pub en: String,
}

/// Whom an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    School,
    Office,
}

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keeper {
    /// The school's director and deputies, for their own school.
    School,
    Office,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub of: Owner,
    pub by: Vec<Keeper>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    pub title: Words,
    pub hint: Option<Words>,
    pub kind: FieldKind,
    #[serde(default)]
    pub is_required: bool,
    /// Of a day: whether it cannot lie after today.
    #[serde(default)]
    pub is_past: bool,
    /// Of a choice: what there is to choose from, in its order.
    #[serde(default)]
    pub values: Vec<ChoiceValue>,
    /// Of a number.
    pub min: Option<f64>,
    pub max: Option<f64>,
    #[serde(default)]
    pub decimals: u8,
    /// Whose data it holds: without the right to them the field does not exist.
    pub personal: Option<Personal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line.
    Text,
    /// Several lines.
    LongText,
    Date,
    Number,
    Choice,
    /// Somebody by name.
    Person,
    /// A class of the entry's school, by its name.
    Class,
    /// A school, by its id.
    School,
    SchoolYear,
    /// The number of an order, an act or a letter.
    Document,
    /// What tells a file from every other: SHA-256 or the like, in hex.
    Hash,
    /// An address on the web.
    Link,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceValue {
    pub value: String,
    pub ru: String,
    pub en: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Personal {
    /// Names of pupils and of their families.
    Pupil,
    /// What points at a pupil: seen inside the school alone.
    Identity,
}

/// When an entry is done, and by when it should be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The field that says so: a choice that has one of `done_values`, or any other field once it is filled.
    pub done_by: String,
    #[serde(default)]
    pub done_values: Vec<String>,
    pub due: Option<Due>,
    pub open: Words,
    pub done: Words,
    pub overdue: Words,
}

/// The day after which an entry that is not done is overdue: so many days after the day in a field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    pub field: String,
    #[serde(default)]
    pub days: i32,
}

/// Entries that are closed one after another: none is begun before the one ahead of it is done.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The choice whose values stand in the order of the steps.
    pub by: String,
    /// The fields that the steps of one chain share.
    #[serde(default)]
    pub within: Vec<String>,
    /// The choice that says that a step is begun, by one of `begun_values`.
    pub begun_by: String,
    pub begun_values: Vec<String>,
    /// The day on which a step begins, not before the one on which the step ahead of it ends.
    pub begins: String,
    pub ends: String,
}

/// A rule of one entry. It is one of `differ`, `in_order` and `needs`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Two fields that say different things.
    #[serde(default)]
    pub differ: Vec<String>,
    /// Two days, the second not before the first.
    #[serde(default)]
    pub in_order: Vec<String>,
    /// Fields that are filled …
    #[serde(default)]
    pub needs: Vec<String>,
    /// … when each of these has one of the values; none named stands for any value.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// What whoever broke it is told.
    pub message: Words,
}

/// An entry that is to be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub title: Words,
    pub every: Every,
    /// Of whom; of every school where it is left out.
    #[serde(default = "of_schools")]
    pub of: Owner,
    /// Of `month`: the months of the school year in which one is expected.
    #[serde(default)]
    pub months: Vec<i8>,
    /// Of `year`: the first and the last day of the stretch, as month and day.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Of `year` and `term`: the field that names the school year; without it the register's day must lie in the stretch.
    pub year: Option<String>,
    /// Of `term`: the choice that names the term, as `q1` a quarter, `t1` a trimester and `h1` a half-year.
    pub term: Option<String>,
    /// Days after the end of the month, the stretch or the term.
    #[serde(default)]
    pub grace_days: i32,
    /// What the entry says.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

fn of_schools() -> Owner {
    Owner::School
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// One in each of some months.
    Month,
    /// One in each school year.
    Year,
    /// One after each end of terms that the school has.
    Term,
    /// One at all.
    Once,
}

impl Words {
    /// Returns the text in the language of the request under way.
    pub fn told(&self) -> &str {
        match Language::current() {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

impl ChoiceValue {
    /// Returns the title in the language of the request under way.
    pub fn told(&self) -> &str {
        match Language::current() {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

impl Register {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Says whether there are entries of such an owner that such a keeper writes.
    pub fn is_kept(&self, of: Owner, by: Keeper) -> bool {
        let mut kept = self.kept.iter();
        kept.any(|kept| kept.of == of && kept.by.contains(&by))
    }

    /// Says whether there are entries of such an owner.
    pub fn has_entries_of(&self, owner: Owner) -> bool {
        self.kept.iter().any(|kept| kept.of == owner)
    }
}

impl Field {
    /// Returns the choice that has this value.
    pub fn choice(&self, value: &str) -> Option<&ChoiceValue> {
        self.values.iter().find(|choice| choice.value == value)
    }
}
