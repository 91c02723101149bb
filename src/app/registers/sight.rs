//! Sight: which registers, entries and fields lie before an asker, and which of them the asker keeps.

use std::collections::BTreeMap;

use super::{EntryOwner, Register, RegisterField};
use crate::access::{Level, Rows};
use crate::app::{Action, Asker};
use crate::engine::sort_key;
use crate::model;
use crate::registers::{Keeper, Owner, Personal};

/// Says whether anything of a register can lie before an asker.
pub(super) fn is_open(asker: &Asker, register: &Register) -> bool {
    register.has_entries_of(Owner::School) || asker.scope.rows() == &Rows::Office
}

pub(super) fn sees_owner(asker: &Asker, school_id: Option<&str>) -> bool {
    match school_id {
        Some(school_id) => asker.scope.includes_school(school_id),
        None => asker.scope.rows() == &Rows::Office,
    }
}

/// Says whether an asker sees a field.
pub(super) fn sees(asker: &Asker, field: &RegisterField) -> bool {
    let personal = field.personal.map(|personal| match personal {
        Personal::Pupil => model::Personal::Pupil,
        Personal::Identity => model::Personal::Identity,
    });
    asker.scope.sight().sees(personal)
}

pub(super) fn fields_seen(asker: &Asker, register: &Register) -> Vec<RegisterField> {
    let fields = register.fields.iter().filter(|field| sees(asker, field));
    fields.cloned().collect()
}

/// Returns as whom an asker writes; none for who only reads.
pub(super) fn keeper(asker: &Asker) -> Option<Keeper> {
    let level = asker
        .role
        .filter(|_| asker.may(Action::KeepRegisters))?
        .level;
    match level {
        Level::Office => Some(Keeper::Office),
        Level::School => Some(Keeper::School),
        Level::Classes | Level::Groups | Level::Nothing => None,
    }
}

/// Says whether an asker writes a register's entries of an owner.
pub(super) fn may_keep(asker: &Asker, register: &Register, school_id: Option<&str>) -> bool {
    sees_owner(asker, school_id)
        && keeper(asker).is_some_and(|by| register.is_kept(kind_of(school_id), by))
}

/// Returns for whom an asker may write entries.
pub(super) fn keeps(
    asker: &Asker,
    register: &Register,
    names: &BTreeMap<String, String>,
) -> Vec<EntryOwner> {
    let mut owners = vec![office()];
    owners.extend(schools(names));
    owners.retain(|owner| may_keep(asker, register, owner.school_id.as_deref()));
    owners
}

pub(super) fn kind_of(school_id: Option<&str>) -> Owner {
    match school_id {
        Some(_) => Owner::School,
        None => Owner::Office,
    }
}

pub(super) fn schools(names: &BTreeMap<String, String>) -> Vec<EntryOwner> {
    let schools = names.iter().map(|(id, name)| EntryOwner {
        school_id: Some(id.clone()),
        name: name.clone(),
    });
    let mut schools: Vec<EntryOwner> = schools.collect();
    schools.sort_by_cached_key(|owner| sort_key(&owner.name));
    schools
}

pub(super) fn office() -> EntryOwner {
    EntryOwner {
        school_id: None,
        name: String::new(),
    }
}
