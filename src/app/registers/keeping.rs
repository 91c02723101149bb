//! Keeping: entries made, changed, removed and put back, each judged among the others of its owner.

use std::collections::BTreeMap;

use serde_json::Map;

use super::sight::{may_keep, sees, sees_owner};
use super::{EntryValues, Register, Suggested};
use crate::access::Rows;
use crate::app::ask::{inner, refused};
use crate::app::people::require;
use crate::app::{Action, App, AskError, Asker, Deed};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::office::{self, EntryChange, EntryRecord};
use crate::registers::{self, FieldKind, Value, judge, judge_order};

/// What was written into the fields of an entry, by their names.
pub type Sent = BTreeMap<String, String>;

const REASON_LONGEST: usize = 500;

/// How often an entry is judged anew when others came into its register meanwhile.
const TRIES: usize = 5;

/// What an entry says, as it is stored and as it is judged.
type Read = (Map<String, serde_json::Value>, EntryValues);

impl App {
    /// Adds an entry of a school, or of the office itself, and returns its id.
    pub async fn add_entry(
        &self,
        asker: &Asker,
        name: &str,
        school_id: Option<&str>,
        sent: &Sent,
    ) -> Result<i64, AskError> {
        let register = self.register_named(asker, name)?;
        self.require_keeper(asker, &register, school_id)?;
        self.require_school(asker, school_id).await?;
        let suggested = self.suggested(asker, &register, school_id).await?;
        let (fields, values) = self.read_sent(asker, &register, None, sent, &suggested)?;
        for _ in 0..TRIES {
            let (revision, others) = self.others(&register, school_id, None).await?;
            require_no_faults(judge(&register, &values, &others))?;
            let change = self.change(asker, &register, &fields, &values, revision);
            let added = self
                .office
                .add_register_entry(&register.name, school_id, &change)
                .await;
            match added {
                Err(office::Error::RegisterMoved) => continue,
                added => {
                    let id = added.map_err(|error| of_records(&register, error))?;
                    let deed = Deed::new(audit::Action::KeepEntry, object(&register, id));
                    let called = register.called(&values, |field| field.personal.is_none());
                    self.record(asker, deed.about(called)).await?;
                    return Ok(id);
                }
            }
        }
        Err(moved())
    }

    /// Changes an entry, which must stand at the version that the change was made from.
    pub async fn change_entry(
        &self,
        asker: &Asker,
        name: &str,
        id: i64,
        based_on: i64,
        sent: &Sent,
    ) -> Result<(), AskError> {
        let register = self.register_named(asker, name)?;
        let record = self.entry_kept(asker, &register, id).await?;
        let school_id = record.school_id.as_deref();
        let suggested = self.suggested(asker, &register, school_id).await?;
        let (fields, values) = self.read_sent(asker, &register, Some(&record), sent, &suggested)?;
        require_version(&record, based_on)?;
        let before = register.read_stored(&record.fields);
        let changed: Vec<&str> = register
            .fields
            .iter()
            .filter(|field| before.get(&field.name) != values.get(&field.name))
            .map(|field| field.title.ru.as_str())
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        for _ in 0..TRIES {
            let (revision, others) = self.others(&register, school_id, Some(id)).await?;
            require_no_faults(judge(&register, &values, &others))?;
            let change = self.change(asker, &register, &fields, &values, revision);
            let done = self
                .office
                .change_register_entry(&register.name, id, based_on, &change)
                .await;
            match done {
                Err(office::Error::RegisterMoved) => continue,
                done => {
                    done.map_err(|error| of_records(&register, error))?;
                    let deed = Deed::new(audit::Action::KeepEntry, object(&register, id));
                    return self.record(asker, deed.about(changed.join(", "))).await;
                }
            }
        }
        Err(moved())
    }

    /// Marks an entry as removed, with a reason. Nothing that it said is lost.
    pub async fn remove_entry(
        &self,
        asker: &Asker,
        name: &str,
        id: i64,
        based_on: i64,
        reason: &str,
    ) -> Result<(), AskError> {
        let register = self.register_named(asker, name)?;
        let record = self.entry_kept(asker, &register, id).await?;
        require_version(&record, based_on)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(refused(vec![Fault::new(
                "reason",
                say!("registers-fault-reason"),
            )]));
        }
        if reason.chars().count() > REASON_LONGEST {
            let message = say!("registers-fault-long", most = REASON_LONGEST as i64);
            return Err(refused(vec![Fault::new("reason", message)]));
        }
        let school_id = record.school_id.as_deref();
        for _ in 0..TRIES {
            let (revision, others) = self.others(&register, school_id, Some(id)).await?;
            let left: Vec<&EntryValues> = others.iter().collect();
            // A step that another one stands upon cannot be taken away.
            let broken = judge_order(&register, &left).into_iter();
            let broken = broken.map(|fault| Fault::new("reason", fault.message));
            let broken: Vec<Fault> = broken.collect();
            if !broken.is_empty() {
                return Err(refused(broken));
            }
            let change = EntryChange {
                fields: record.fields.clone(),
                key: None,
                revision,
                by: asker.user.login.clone(),
                at: self.clock.now(),
            };
            let done = self
                .office
                .remove_register_entry(&register.name, id, based_on, &change, reason)
                .await;
            match done {
                Err(office::Error::RegisterMoved) => continue,
                done => {
                    done.map_err(|error| of_records(&register, error))?;
                    let deed = Deed::new(audit::Action::RemoveEntry, object(&register, id));
                    return self.record(asker, deed.about(reason)).await;
                }
            }
        }
        Err(moved())
    }

    /// Puts a removed entry back, for whoever may remove it. Among the entries of today it must be as right as a new one.
    pub async fn restore_entry(
        &self,
        asker: &Asker,
        name: &str,
        id: i64,
        based_on: i64,
    ) -> Result<(), AskError> {
        let register = self.register_named(asker, name)?;
        let record = self.entry_seen(asker, &register, id).await?;
        let school_id = record.school_id.as_deref();
        self.require_keeper(asker, &register, school_id)?;
        if record.removed.is_none() {
            return Err(AskError::Conflict {
                message: say!("registers-restored-already"),
            });
        }
        require_version(&record, based_on)?;
        let values = register.read_stored(&record.fields);
        for _ in 0..TRIES {
            let (revision, others) = self.others(&register, school_id, Some(id)).await?;
            require_no_faults(judge(&register, &values, &others))?;
            let change = self.change(asker, &register, &record.fields, &values, revision);
            let done = self
                .office
                .restore_register_entry(&register.name, id, based_on, &change)
                .await;
            match done {
                Err(office::Error::RegisterMoved) => continue,
                Err(office::Error::UnknownEntry(_)) => {
                    return Err(AskError::Conflict {
                        message: say!("registers-restored-already"),
                    });
                }
                done => {
                    done.map_err(|error| of_records(&register, error))?;
                    let deed = Deed::new(audit::Action::RestoreEntry, object(&register, id));
                    let called = register.called(&values, |field| field.personal.is_none());
                    return self.record(asker, deed.about(called)).await;
                }
            }
        }
        Err(moved())
    }

    /// Returns an entry that an asker may write to.
    async fn entry_kept(
        &self,
        asker: &Asker,
        register: &Register,
        id: i64,
    ) -> Result<EntryRecord, AskError> {
        let record = self.entry_seen(asker, register, id).await?;
        self.require_keeper(asker, register, record.school_id.as_deref())?;
        match record.removed {
            None => Ok(record),
            Some(_) => Err(AskError::Conflict {
                message: say!("registers-removed-already"),
            }),
        }
    }

    fn require_keeper(
        &self,
        asker: &Asker,
        register: &Register,
        school_id: Option<&str>,
    ) -> Result<(), AskError> {
        require(asker, Action::KeepRegisters)?;
        if !sees_owner(asker, school_id) {
            return Err(AskError::NotFound);
        }
        match may_keep(asker, register, school_id) {
            true => Ok(()),
            false => Err(AskError::NotAllowed {
                message: say!("registers-not-kept", register = register.title.told()),
            }),
        }
    }

    /// Demands that a school whose entry the office writes is one that there is.
    async fn require_school(&self, asker: &Asker, school_id: Option<&str>) -> Result<(), AskError> {
        let (Some(school_id), Rows::Office) = (school_id, asker.scope.rows()) else {
            return Ok(());
        };
        let schools = self.schools_seen(asker).await?;
        match schools.iter().any(|school| school.id == school_id) {
            true => Ok(()),
            false => Err(AskError::NotFound),
        }
    }

    /// Reads what was sent over what the entry said before. What the asker does not see stays as it was.
    fn read_sent(
        &self,
        asker: &Asker,
        register: &Register,
        former: Option<&EntryRecord>,
        sent: &Sent,
        suggested: &Suggested,
    ) -> Result<Read, AskError> {
        let today = self.moment().today;
        let mut fields = former
            .map(|record| record.fields.clone())
            .unwrap_or_default();
        let before = register.read_stored(&fields);
        let mut faults = Vec::new();
        for name in sent.keys().filter(|name| register.field(name).is_none()) {
            faults.push(Fault::new(name.as_str(), say!("registers-fault-field")));
        }
        for field in register.fields.iter().filter(|field| sees(asker, field)) {
            let written = sent.get(&field.name).map_or("", String::as_str);
            match registers::read(field, written, today) {
                Ok(None) => {
                    fields.remove(&field.name);
                }
                Ok(Some(value)) => {
                    // What was right when it was written stays right, though classes come and go.
                    let is_new = before.get(&field.name) != Some(&value);
                    if is_new && !is_known(field.kind, &value, suggested) {
                        faults.push(Fault::new(
                            field.name.as_str(),
                            say!("registers-fault-choice"),
                        ));
                    }
                    fields.insert(field.name.clone(), value.to_json());
                }
                Err(message) => faults.push(Fault::new(field.name.as_str(), message)),
            }
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let values = register.read_stored(&fields);
        Ok((fields, values))
    }

    /// Returns what the other entries of an owner say, and the revision of the register that has them.
    async fn others(
        &self,
        register: &Register,
        school_id: Option<&str>,
        except: Option<i64>,
    ) -> Result<(i64, Vec<EntryValues>), AskError> {
        // Before the entries: what comes in between is noticed when the change is written.
        let revision = self.office.register_revision(&register.name).await;
        let revision = revision.map_err(inner)?;
        let records = self.office.register_entries(&register.name).await;
        let records = records.map_err(inner)?.into_iter();
        let others = records.filter(|record| {
            record.removed.is_none()
                && record.school_id.as_deref() == school_id
                && Some(record.id) != except
        });
        let others = others.map(|record| register.read_stored(&record.fields));
        Ok((revision, others.collect()))
    }

    fn change(
        &self,
        asker: &Asker,
        register: &Register,
        fields: &Map<String, serde_json::Value>,
        values: &EntryValues,
        revision: i64,
    ) -> EntryChange {
        EntryChange {
            fields: fields.clone(),
            key: register.key_of(values),
            revision,
            by: asker.user.login.clone(),
            at: self.clock.now(),
        }
    }
}

/// Says whether a class or a school is one that there is. Of an owner without data nothing is known.
fn is_known(kind: FieldKind, value: &Value, suggested: &Suggested) -> bool {
    let Some(text) = value.text() else {
        return true;
    };
    match kind {
        FieldKind::Class => {
            suggested.classes.is_empty() || suggested.classes.iter().any(|class| class == text)
        }
        FieldKind::School => suggested.schools.iter().any(|(id, _)| id == text),
        _ => true,
    }
}

fn require_version(record: &EntryRecord, based_on: i64) -> Result<(), AskError> {
    match record.version == based_on {
        true => Ok(()),
        false => Err(AskError::Conflict {
            message: say!(
                "registers-changed-meanwhile",
                by = record.changed_by.as_str()
            ),
        }),
    }
}

fn require_no_faults(faults: Vec<registers::Fault>) -> Result<(), AskError> {
    match faults.is_empty() {
        true => Ok(()),
        false => {
            let faults = faults.into_iter();
            let faults = faults.map(|fault| Fault::new(fault.field, fault.message));
            Err(refused(faults.collect()))
        }
    }
}

fn object(register: &Register, id: i64) -> String {
    format!("реестр «{}», запись {id}", register.title.ru)
}

fn of_records(register: &Register, error: office::Error) -> AskError {
    match error {
        office::Error::UnknownEntry(_) => AskError::Conflict {
            message: say!("registers-removed-already"),
        },
        office::Error::NewerEntry(_) => AskError::Conflict {
            message: say!("registers-changed-now"),
        },
        office::Error::EntryTaken => {
            let field = register.key.first().map_or("", String::as_str);
            refused(vec![Fault::new(field, say!("registers-fault-key"))])
        }
        office::Error::TooMany { most, .. } => refused(vec![Fault::new(
            "",
            say!("registers-fault-entries", most = most),
        )]),
        error => inner(error),
    }
}

fn moved() -> AskError {
    AskError::Conflict {
        message: say!("registers-moved"),
    }
}
