//! Entry: what one entry says, and how it stands on a day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::register::{Field, Register};
use super::value::Value;

/// What an entry says, by the names of its fields; what it says nothing of is not in it.
pub type Values = BTreeMap<String, Value>;

/// How an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    Overdue,
    Open,
    Done,
}

impl Standing {
    pub const ALL: [Self; 3] = [Self::Overdue, Self::Open, Self::Done];

    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.name() == name)
    }
}

impl Register {
    /// Returns how an entry stands on a day.
    pub fn standing(&self, values: &Values, today: Date) -> Standing {
        if self.is_done(values) {
            Standing::Done
        } else if self.due(values).is_some_and(|due| due < today) {
            Standing::Overdue
        } else {
            Standing::Open
        }
    }

    /// Returns the last day on which an entry is to be done.
    pub fn due(&self, values: &Values) -> Option<Date> {
        let due = self.state.due.as_ref()?;
        let day = values.get(&due.field)?.day()?;
        Some(day.saturating_add(due.days.days()))
    }

    pub fn is_done(&self, values: &Values) -> bool {
        let Some(value) = values.get(&self.state.done_by) else {
            return false;
        };
        let done = &self.state.done_values;
        done.is_empty()
            || value
                .text()
                .is_some_and(|text| done.iter().any(|one| one == text))
    }

    /// Returns the word for a standing, in the language of the request under way.
    pub fn standing_told(&self, standing: Standing) -> &str {
        match standing {
            Standing::Overdue => self.state.overdue.told(),
            Standing::Open => self.state.open.told(),
            Standing::Done => self.state.done.told(),
        }
    }

    /// Returns what people call an entry, of the fields that a reader sees.
    pub fn called(&self, values: &Values, sees: impl Fn(&Field) -> bool) -> String {
        let fields = self.label.iter().filter_map(|name| self.field(name));
        let said = fields.filter(|field| sees(field)).filter_map(|field| {
            let value = values.get(&field.name)?;
            Some(value.shown(field))
        });
        said.collect::<Vec<_>>().join(", ")
    }

    /// Returns what no other entry of the same owner may have; none where entries may be alike.
    pub fn key_of(&self, values: &Values) -> Option<String> {
        if self.key.is_empty() {
            return None;
        }
        let parts = self.key.iter().map(|name| {
            let said = values.get(name).map_or_else(String::new, Value::written);
            said.to_lowercase().replace('ё', "е")
        });
        // A sign that no value has keeps its neighbours apart.
        Some(parts.collect::<Vec<_>>().join("\u{1f}"))
    }

    /// Reads the fields of a stored entry. What is no longer declared stays where it is stored and is not told.
    pub fn read_stored(&self, stored: &serde_json::Map<String, serde_json::Value>) -> Values {
        let fields = self.fields.iter().filter_map(|field| {
            let value = Value::stored(field, stored.get(&field.name)?)?;
            Some((field.name.clone(), value))
        });
        fields.collect()
    }
}
