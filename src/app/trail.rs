//! The trail: what people do is written into the audit before its outcome is handed out.

use serde_json::Value;

use super::ask::{hex_digest, inner};
use super::asker::Door;
use super::listed::Persons;
use super::phrase::gaps;
use super::{App, AskError, Asker};
use crate::audit::{self, Head};
use crate::audit::{Action, Entry, Filter, Outcome, Recorded, Verified};
use crate::office::{Client, User, UserScope};
use crate::table::Table;

/// The longest text of a question that is written down.
const LONGEST: usize = 4_000;

/// What somebody did, without who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    pub action: Action,
    pub object: String,
    pub filters: String,
    pub rows: Option<u64>,
    pub persons: Option<u64>,
    pub release: Option<i64>,
    pub file_hash: String,
    pub outcome: Outcome,
}

impl Deed {
    /// Starts a deed that was done.
    pub fn new(action: Action, object: impl Into<String>) -> Self {
        Self {
            action,
            object: object.into(),
            filters: String::new(),
            rows: None,
            persons: None,
            release: None,
            file_hash: String::new(),
            outcome: Outcome::Done,
        }
    }

    pub fn with_outcome(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    /// Adds which file was handed out.
    pub fn with_file(self, bytes: &[u8]) -> Self {
        Self {
            file_hash: hex_digest(bytes),
            ..self
        }
    }

    /// Adds what was asked.
    pub fn about(self, filters: impl Into<String>) -> Self {
        let filters: String = filters.into();
        Self {
            filters: filters.chars().take(LONGEST).collect(),
            ..self
        }
    }
}

impl App {
    /// Writes down what a person did. What cannot be written down is not to happen.
    pub async fn record(&self, asker: &Asker, deed: Deed) -> Result<(), AskError> {
        let token = match &asker.door {
            Door::Token(name) | Door::Upload { token: name, .. } => name.clone(),
            Door::Session(_) | Door::Machine => String::new(),
        };
        self.write(Entry {
            login: asker.user.login.clone(),
            role: asker.user.role.clone(),
            scope: scope_in_words(&asker.reach),
            token,
            ..self.entry(&asker.client, deed)
        })
        .await
    }

    /// Writes down what a user did who has not wholly signed in.
    pub async fn record_user(
        &self,
        user: &User,
        client: &Client,
        deed: Deed,
    ) -> Result<(), AskError> {
        self.write(Entry {
            login: user.login.clone(),
            role: user.role.clone(),
            scope: scope_in_words(&user.scope),
            ..self.entry(client, deed)
        })
        .await
    }

    /// Writes down what somebody did of whom only a login is known, perhaps none.
    pub async fn record_of(
        &self,
        login: &str,
        client: &Client,
        deed: Deed,
    ) -> Result<(), AskError> {
        let login = login.chars().take(100).collect();
        self.write(Entry {
            login,
            ..self.entry(client, deed)
        })
        .await
    }

    fn entry(&self, client: &Client, deed: Deed) -> Entry {
        Entry {
            at: self.clock.now(),
            login: String::new(),
            role: String::new(),
            scope: String::new(),
            address: client.address.clone(),
            token: String::new(),
            action: deed.action,
            object: deed.object,
            filters: deed.filters,
            rows: deed.rows,
            persons: deed.persons,
            release: deed.release,
            file_hash: deed.file_hash,
            outcome: deed.outcome,
        }
    }

    async fn write(&self, entry: Entry) -> Result<(), AskError> {
        let head = self.audit.append(entry).await.map_err(inner)?;
        let kept = self.office.set_audit_head(head.number, &head.hash).await;
        kept.map_err(inner)
    }

    /// Returns entries of the audit, the newest first.
    pub async fn audit_entries(
        &self,
        filter: Filter,
        most: usize,
    ) -> Result<Vec<Recorded>, AskError> {
        let audit = self.audit.clone();
        let read = tokio::task::spawn_blocking(move || audit.read(&filter, most)).await;
        read.map_err(inner)?.map_err(inner)
    }

    /// Follows the audit's chain to where it is known to have come.
    pub async fn verify_audit(&self) -> Result<Verified, AskError> {
        let head = self.office.audit_head().await.map_err(inner)?;
        let head = head.map(|(number, hash)| Head { number, hash });
        let audit: audit::Audit = self.audit.clone();
        let verified = tokio::task::spawn_blocking(move || audit.verify(head.as_ref())).await;
        verified.map_err(inner)?.map_err(inner)
    }

    /// Counts the people whom a table names; none if it names nobody.
    pub(super) fn persons_in(&self, table: &Table) -> Option<u64> {
        let mut persons = Persons::of(&self.model, &table.columns);
        for rows in table.rows.iter().chain(&table.others) {
            persons.see(rows);
        }
        persons.count()
    }
}

/// Writes what was asked without what does not matter to who was shown whom.
pub(super) fn question_in_words(query: &Value) -> String {
    let mut asked = serde_json::Map::new();
    for key in ["measures", "dimensions", "timeDimensions", "filters"] {
        if let Some(value) = query.get(key)
            && value.as_array().is_none_or(|list| !list.is_empty())
        {
            asked.insert(key.to_owned(), value.clone());
        }
    }
    Value::Object(asked).to_string()
}

/// Says whose rows a scope holds.
pub fn scope_in_words(scope: &UserScope) -> String {
    match scope {
        UserScope::Office => "все организации".to_owned(),
        UserScope::District { district } => format!("район «{district}»"),
        UserScope::Schools { school_ids } => format!("организации {}", school_ids.join(", ")),
        UserScope::School { school_id } => format!("организация {school_id}"),
        UserScope::Classes {
            school_id,
            class_ids,
        } => format!("организация {school_id}, классы {}", class_ids.join(", ")),
        UserScope::Groups {
            school_id,
            group_ids,
        } => format!("организация {school_id}, группы {}", group_ids.join(", ")),
        UserScope::Nothing => "без данных".to_owned(),
    }
}

/// Reads whose rows a scope holds, as `scope_in_words` says it.
pub(super) fn scope_of_words(words: &str) -> Option<UserScope> {
    let listed = |ids: &str| ids.split(", ").map(str::to_owned).collect();
    match words {
        "все организации" => return Some(UserScope::Office),
        "без данных" => return Some(UserScope::Nothing),
        _ => {}
    }
    if let Some(found) = gaps(words, "район «{}»") {
        let district = found[0].to_owned();
        return Some(UserScope::District { district });
    }
    if let Some(found) = gaps(words, "организации {}") {
        let school_ids = listed(found[0]);
        return Some(UserScope::Schools { school_ids });
    }
    if let Some(found) = gaps(words, "организация {}, классы {}") {
        return Some(UserScope::Classes {
            school_id: found[0].to_owned(),
            class_ids: listed(found[1]),
        });
    }
    if let Some(found) = gaps(words, "организация {}, группы {}") {
        return Some(UserScope::Groups {
            school_id: found[0].to_owned(),
            group_ids: listed(found[1]),
        });
    }
    let found = gaps(words, "организация {}")?;
    let school_id = found[0].to_owned();
    Some(UserScope::School { school_id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_as_they_were_written() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        for scope in [
            UserScope::Office,
            UserScope::District {
                district: "Юг «Б»".to_owned(),
            },
            UserScope::Schools {
                school_ids: ids(&["s1", "s2"]),
            },
            UserScope::School {
                school_id: "s1".to_owned(),
            },
            UserScope::Classes {
                school_id: "s1".to_owned(),
                class_ids: ids(&["c5", "c6"]),
            },
            UserScope::Groups {
                school_id: "s1".to_owned(),
                group_ids: ids(&["g1"]),
            },
            UserScope::Nothing,
        ] {
            assert_eq!(scope_of_words(&scope_in_words(&scope)), Some(scope));
        }
        assert_eq!(scope_of_words("s1"), None);
    }
}
