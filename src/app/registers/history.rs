//! History: what each version of an entry changed, of the fields that its reader sees.

use jiff::Timestamp;

use super::{EntryDeed, EntryValue, EntryValues, Register, RegisterField};
use crate::office::EntryVersion;

/// What happened to an entry once.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryStep {
    pub version: i64,
    pub deed: EntryDeed,
    /// Whether it put the entry back: the version after a removal.
    pub is_return: bool,
    pub at: Timestamp,
    pub by: String,
    /// The reason of a removal.
    pub note: String,
    pub changes: Vec<FieldChange>,
}

/// What a field said before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The place of the field among those that the reader sees.
    pub place: usize,
    pub before: Option<EntryValue>,
    pub after: Option<EntryValue>,
}

/// Returns what each version of an entry changed, of the fields that are seen.
pub(super) fn history(
    register: &Register,
    fields: &[RegisterField],
    versions: &[EntryVersion],
) -> Vec<EntryStep> {
    let said: Vec<EntryValues> = versions
        .iter()
        .map(|version| register.read_stored(&version.fields))
        .collect();
    let nothing = EntryValues::new();
    let steps = versions.iter().enumerate().map(|(place, version)| {
        let (after, before) = (&said[place], said.get(place + 1).unwrap_or(&nothing));
        let changes = fields.iter().enumerate().filter_map(|(place, field)| {
            let (before, after) = (before.get(&field.name), after.get(&field.name));
            (before != after).then(|| FieldChange {
                place,
                before: before.cloned(),
                after: after.cloned(),
            })
        });
        EntryStep {
            version: version.version,
            deed: version.deed,
            is_return: versions
                .get(place + 1)
                .is_some_and(|former| former.deed == EntryDeed::Removed),
            at: version.at,
            by: version.by.clone(),
            note: version.note.clone(),
            changes: changes.collect(),
        }
    });
    steps.collect()
}
