//! Registers: what an asker sees of the lists that the office itself keeps.
//!
//! An entry belongs to a school or to the office. Schools see their own, the office sees all; fields that tell of pupils are
//! seen by who may know pupils. What lies outside of that looks absent.

mod asked;
mod attention;
mod file;
mod history;
mod keeping;
mod missing;
mod sight;
mod suggested;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::attention::Attention;
use self::history::history;
pub use self::history::{EntryStep, FieldChange};
pub use self::keeping::Sent;
pub use self::missing::MissingEntry;
use self::sight::{fields_seen, is_open, keeps, may_keep, office, sees, sees_owner};
pub use self::suggested::Suggested;
use super::ask::inner;
use super::people::require;
use super::{Action, App, AskError, Asker, Deed};
use crate::access::Rows;
use crate::audit;
pub use crate::office::EntryDeed;
use crate::office::{EntryRecord, Removal};
use crate::registers::Personal;
pub use crate::registers::{
    ChoiceValue, Expected, Field as RegisterField, FieldKind, Register, Standing,
    Value as EntryValue, Values as EntryValues,
};

/// A register in the list of all.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub register: Arc<Register>,
    pub entries: usize,
    pub open: usize,
    pub overdue: usize,
    /// Expected entries that should be there already.
    pub missing: usize,
    pub may_keep: bool,
}

/// A register as one person has it.
#[derive(Debug, Clone)]
pub struct OpenRegister {
    pub register: Arc<Register>,
    /// Those that were not removed, the newest day first.
    pub entries: Vec<OpenEntry>,
    /// Those that were removed, the last one first.
    pub removed: Vec<OpenEntry>,
    pub missing: Vec<MissingEntry>,
    /// Those for whom the person may write entries.
    pub keeps: Vec<EntryOwner>,
    /// Whether entries of several owners stand in it.
    pub has_owners: bool,
    /// The fields that the person sees, in their order.
    pub fields: Vec<RegisterField>,
    /// The names of the schools that lie before the person, by their ids.
    pub schools: BTreeMap<String, String>,
}

/// An entry with what its reader sees of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenEntry {
    pub id: i64,
    pub owner: EntryOwner,
    pub version: i64,
    pub values: EntryValues,
    /// What people call it.
    pub called: String,
    pub standing: Standing,
    pub due: Option<Date>,
    pub made_at: Timestamp,
    pub made_by: String,
    pub changed_at: Timestamp,
    pub changed_by: String,
    pub removed: Option<Removal>,
    pub may_keep: bool,
    /// Whether the asker may put it back.
    pub may_restore: bool,
}

/// Whose an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryOwner {
    /// None for the office.
    pub school_id: Option<String>,
    /// Empty for the office, whose name the page knows.
    pub name: String,
}

/// One entry with its history.
#[derive(Debug, Clone)]
pub struct EntryCard {
    pub register: Arc<Register>,
    pub fields: Vec<RegisterField>,
    pub entry: OpenEntry,
    /// The newest first.
    pub history: Vec<EntryStep>,
}

impl App {
    /// Returns the registers that an asker may read, in the order of lists.
    pub async fn registers(&self, asker: &Asker) -> Result<Vec<Shelf>, AskError> {
        require(asker, Action::Registers)?;
        let names = self.school_names(asker).await?;
        let mut shelves = Vec::new();
        for register in &self.model.registers {
            if !is_open(asker, register) {
                continue;
            }
            let open = self.opened(asker, register, &names).await?;
            let stands = |standing: Standing| {
                let entries = open.entries.iter();
                entries.filter(|entry| entry.standing == standing).count()
            };
            shelves.push(Shelf {
                register: register.clone(),
                entries: open.entries.len(),
                open: stands(Standing::Open) + stands(Standing::Overdue),
                overdue: stands(Standing::Overdue),
                missing: open.missing.iter().filter(|one| one.is_overdue).count(),
                may_keep: !open.keeps.is_empty(),
            });
        }
        Ok(shelves)
    }

    /// Returns a register with the entries that an asker sees.
    pub async fn register(&self, asker: &Asker, name: &str) -> Result<OpenRegister, AskError> {
        let register = self.register_named(asker, name)?;
        let names = self.school_names(asker).await?;
        let open = self.opened(asker, &register, &names).await?;
        let shown = open.entries.iter().chain(&open.removed);
        self.record_names(asker, &register, shown).await?;
        Ok(open)
    }

    /// Returns an entry that an asker sees, with its history.
    pub async fn register_entry(
        &self,
        asker: &Asker,
        name: &str,
        id: i64,
    ) -> Result<EntryCard, AskError> {
        let register = self.register_named(asker, name)?;
        let record = self.entry_seen(asker, &register, id).await?;
        let names = self.school_names(asker).await?;
        let fields = fields_seen(asker, &register);
        let versions = self.office.register_versions(id).await.map_err(inner)?;
        let entry = self.entry_of(asker, &register, &names, record);
        self.record_names(asker, &register, std::iter::once(&entry))
            .await?;
        Ok(EntryCard {
            history: history(&register, &fields, &versions),
            entry,
            register,
            fields,
        })
    }

    /// Returns the entries of a register that an asker sees, the newest day first: of one school, where it is named.
    pub(in crate::app) async fn entries_seen(
        &self,
        asker: &Asker,
        name: &str,
        school_id: Option<&str>,
    ) -> Result<(Arc<Register>, Vec<OpenEntry>), AskError> {
        let register = self.register_named(asker, name)?;
        let names = self.school_names(asker).await?;
        let records = self.office.register_entries(&register.name).await;
        let seen = records.map_err(inner)?.into_iter().filter(|record| {
            record.removed.is_none()
                && sees_owner(asker, record.school_id.as_deref())
                && (school_id.is_none() || record.school_id.as_deref() == school_id)
        });
        let mut entries: Vec<OpenEntry> = seen
            .map(|record| self.entry_of(asker, &register, &names, record))
            .collect();
        let day = |entry: &OpenEntry| entry.values.get(&register.date).and_then(EntryValue::day);
        entries.sort_by_key(|entry| std::cmp::Reverse((day(entry), entry.id)));
        Ok((register, entries))
    }

    /// Says whether anything of a register can lie before an asker.
    pub(in crate::app) fn is_register_open(&self, asker: &Asker, name: &str) -> bool {
        self.register_named(asker, name).is_ok()
    }

    /// Writes down that names of pupils were shown, where any were.
    async fn record_names(
        &self,
        asker: &Asker,
        register: &Register,
        entries: impl Iterator<Item = &OpenEntry>,
    ) -> Result<(), AskError> {
        let (rows, persons) = named(register, entries);
        if persons == 0 {
            return Ok(());
        }
        let deed = Deed {
            rows: Some(rows),
            persons: Some(persons),
            ..Deed::new(
                audit::Action::View,
                format!("реестр «{}»", register.title.ru),
            )
        };
        self.record(asker, deed).await
    }

    /// Finds a register that an asker may read; others do not exist for the asker.
    fn register_named(&self, asker: &Asker, name: &str) -> Result<Arc<Register>, AskError> {
        require(asker, Action::Registers)?;
        let register = self
            .model
            .register(name)
            .filter(|register| is_open(asker, register));
        register.cloned().ok_or(AskError::NotFound)
    }

    /// Returns an entry that lies in an asker's scope.
    async fn entry_seen(
        &self,
        asker: &Asker,
        register: &Register,
        id: i64,
    ) -> Result<EntryRecord, AskError> {
        let record = self.office.register_entry(&register.name, id).await;
        let record = record.map_err(inner)?.ok_or(AskError::NotFound)?;
        match sees_owner(asker, record.school_id.as_deref()) {
            true => Ok(record),
            false => Err(AskError::NotFound),
        }
    }

    async fn opened(
        &self,
        asker: &Asker,
        register: &Arc<Register>,
        names: &BTreeMap<String, String>,
    ) -> Result<OpenRegister, AskError> {
        let records = self.office.register_entries(&register.name).await;
        let records = records.map_err(inner)?.into_iter();
        let seen = records.filter(|record| sees_owner(asker, record.school_id.as_deref()));
        let seen: Vec<EntryRecord> = seen.collect();
        let missing = self.missing(asker, register, &seen, names).await?;
        let entries = seen.into_iter();
        let entries = entries.map(|record| self.entry_of(asker, register, names, record));
        let (mut removed, mut entries): (Vec<_>, Vec<_>) =
            entries.partition(|entry| entry.removed.is_some());
        removed.sort_by_key(|entry| std::cmp::Reverse((entry.changed_at, entry.id)));
        let day = |entry: &OpenEntry| entry.values.get(&register.date).and_then(EntryValue::day);
        entries.sort_by_key(|entry| std::cmp::Reverse((day(entry), entry.id)));
        Ok(OpenRegister {
            keeps: keeps(asker, register, names),
            has_owners: asker.scope.school_id().is_none(),
            fields: fields_seen(asker, register),
            schools: names.clone(),
            register: register.clone(),
            entries,
            removed,
            missing,
        })
    }

    fn entry_of(
        &self,
        asker: &Asker,
        register: &Register,
        names: &BTreeMap<String, String>,
        record: EntryRecord,
    ) -> OpenEntry {
        let today = self.moment().today;
        let mut values = register.read_stored(&record.fields);
        // Judged by all of it, told of what is seen.
        let (standing, due) = (register.standing(&values, today), register.due(&values));
        values.retain(|name, _| register.field(name).is_some_and(|field| sees(asker, field)));
        let called = register.called(&values, |field| sees(asker, field));
        OpenEntry {
            id: record.id,
            may_keep: record.removed.is_none()
                && may_keep(asker, register, record.school_id.as_deref()),
            may_restore: record.removed.is_some()
                && may_keep(asker, register, record.school_id.as_deref()),
            owner: match record.school_id {
                None => office(),
                Some(school_id) => EntryOwner {
                    name: names.get(&school_id).unwrap_or(&school_id).clone(),
                    school_id: Some(school_id),
                },
            },
            version: record.version,
            values,
            called,
            standing,
            due,
            made_at: record.made_at,
            made_by: record.made_by,
            changed_at: record.changed_at,
            changed_by: record.changed_by,
            removed: record.removed,
        }
    }

    /// Returns the schools in an asker's scope by their ids, also those that have sent nothing yet and have no name.
    async fn school_names(&self, asker: &Asker) -> Result<BTreeMap<String, String>, AskError> {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        if let Rows::Schools(school_ids) = asker.scope.rows() {
            names.extend(school_ids.iter().map(|id| (id.clone(), id.clone())));
        }
        let schools = self.schools_seen(asker).await?.into_iter();
        names.extend(schools.map(|school| (school.id, school.name)));
        Ok(names)
    }
}

/// Counts the entries that name pupils or their families, and the people named.
fn named<'a>(register: &Register, entries: impl Iterator<Item = &'a OpenEntry>) -> (u64, u64) {
    let is_name = |name: &str| {
        let field = register.field(name);
        field.is_some_and(|field| field.personal == Some(Personal::Pupil))
    };
    let mut persons: BTreeSet<String> = BTreeSet::new();
    let mut rows = 0;
    for entry in entries {
        let names = entry.values.iter().filter(|(name, _)| is_name(name));
        let names: Vec<String> = names.map(|(_, value)| value.written()).collect();
        rows += u64::from(!names.is_empty());
        persons.extend(names);
    }
    (rows, persons.len() as u64)
}
