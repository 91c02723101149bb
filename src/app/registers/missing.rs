//! Missing: what is expected of each owner before an asker, and is not there.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::sight::{kind_of, may_keep, office, schools};
use super::{EntryOwner, EntryValue, EntryValues, Register};
use crate::access::Rows;
use crate::app::ask::inner;
use crate::app::{App, AskError, Asker};
use crate::office::EntryRecord;
use crate::period::{Period, SchoolYear};
use crate::registers::{Every, Missing, Term, missing};

/// An entry that is expected of an owner and is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingEntry {
    pub owner: EntryOwner,
    /// The place among the register's expectations.
    pub place: usize,
    pub period: Option<Period>,
    pub due: Option<Date>,
    pub is_overdue: bool,
    pub may_keep: bool,
}

impl App {
    /// Returns what is missing among entries that an asker sees, the overdue first.
    pub(super) async fn missing(
        &self,
        asker: &Asker,
        register: &Register,
        records: &[EntryRecord],
        names: &BTreeMap<String, String>,
    ) -> Result<Vec<MissingEntry>, AskError> {
        if register.expected.is_empty() {
            return Ok(Vec::new());
        }
        let today = self.moment().today;
        let admitted = self.admitted().await?;
        let terms = self.terms_of(asker, register).await?;
        let mut by_owner: BTreeMap<Option<&str>, Vec<EntryValues>> = BTreeMap::new();
        for record in records.iter().filter(|record| record.removed.is_none()) {
            let values = register.read_stored(&record.fields);
            by_owner
                .entry(record.school_id.as_deref())
                .or_default()
                .push(values);
        }
        let mut owners: Vec<EntryOwner> = schools(names);
        if asker.scope.rows() == &Rows::Office {
            owners.push(office());
        }
        let mut found = Vec::new();
        for owner in owners {
            let school_id = owner.school_id.as_deref();
            let entries = by_owner.get(&school_id).map_or(&[][..], Vec::as_slice);
            let entries: Vec<&EntryValues> = entries.iter().collect();
            let since = school_id.and_then(|id| admitted.get(id).copied());
            let may_keep = may_keep(asker, register, school_id);
            let terms = school_id.and_then(|id| terms.get(id));
            let terms = terms.map_or(&[][..], Vec::as_slice);
            for one in missing(register, kind_of(school_id), &entries, today, since, terms) {
                let is_overdue = one.is_overdue(today);
                let Missing { place, period, due } = one;
                found.push(MissingEntry {
                    owner: owner.clone(),
                    place,
                    period,
                    due,
                    is_overdue,
                    may_keep,
                });
            }
        }
        found.sort_by_key(|one| (!one.is_overdue, one.due));
        Ok(found)
    }

    /// Returns this year's terms of the schools in scope, where a register expects entries after them. Without data there
    /// are none.
    async fn terms_of(
        &self,
        asker: &Asker,
        register: &Register,
    ) -> Result<BTreeMap<String, Vec<Term>>, AskError> {
        let mut terms: BTreeMap<String, Vec<Term>> = BTreeMap::new();
        let mut expected = register.expected.iter();
        if !expected.any(|one| one.every == Every::Term) {
            return Ok(terms);
        }
        self.learn_release().await?;
        let year = SchoolYear::of(self.moment().today);
        let of_year = self.terms_seen(asker, &[]).into_iter();
        for term in of_year.filter(|term| term.school_year == year) {
            let of_school = terms.entry(term.school_id).or_default();
            of_school.extend(Term::of(&term.kind, term.ordinal, term.days.to));
        }
        Ok(terms)
    }

    /// Returns from which day on schools are expected to keep registers, where a register says so.
    async fn admitted(&self) -> Result<BTreeMap<String, Date>, AskError> {
        let mut registers = self.model.registers.iter();
        let found = registers.find_map(|register| Some((register, register.admits.as_ref()?)));
        let mut admitted: BTreeMap<String, Date> = BTreeMap::new();
        let Some((register, field)) = found else {
            return Ok(admitted);
        };
        let records = self.office.register_entries(&register.name).await;
        for record in records.map_err(inner)? {
            let values = register.read_stored(&record.fields);
            let day = values.get(field).and_then(EntryValue::day);
            if let (None, Some(school_id), Some(day)) = (&record.removed, record.school_id, day) {
                let first = admitted.entry(school_id).or_insert(day);
                *first = day.min(*first);
            }
        }
        Ok(admitted)
    }
}
