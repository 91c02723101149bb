//! Suggested: what a form offers to whoever fills in an entry.

use super::{FieldKind, Register};
use crate::app::ask::inner;
use crate::app::asker::schools_in;
use crate::app::{App, AskError, Asker};
use crate::engine::sort_key;
use crate::office::UserScope;

/// What may be written into the fields that name something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggested {
    pub classes: Vec<String>,
    /// Pairs of id and name.
    pub schools: Vec<(String, String)>,
    /// People whose names the asker may know.
    pub people: Vec<String>,
}

impl App {
    /// Returns what may be suggested to whoever fills in an entry of an owner.
    pub async fn suggested(
        &self,
        asker: &Asker,
        register: &Register,
        school_id: Option<&str>,
    ) -> Result<Suggested, AskError> {
        let has = |kind: FieldKind| register.fields.iter().any(|field| field.kind == kind);
        let mut suggested = Suggested::default();
        if has(FieldKind::School) {
            let schools = self.schools_seen(asker).await?.into_iter();
            suggested.schools = schools.map(|school| (school.id, school.name)).collect();
        }
        if let Some(school_id) =
            school_id.filter(|_| has(FieldKind::Class) || has(FieldKind::Person))
        {
            let journals = self.journals_seen(asker, school_id).await?;
            suggested.classes = journals
                .classes
                .into_iter()
                .map(|class| class.name)
                .collect();
            let teachers = journals.groups.into_iter().map(|group| group.teacher);
            suggested.people = teachers.filter(|name| !name.is_empty()).collect();
        }
        if has(FieldKind::Person) {
            let today = self.moment().today;
            for user in self.office.users().await.map_err(inner)? {
                let is_there = !user.is_disabled && user.valid_to.is_none_or(|last| last >= today);
                let is_own = match school_id {
                    Some(school_id) => schools_in(&user.scope).iter().any(|id| id == school_id),
                    None => user.scope == UserScope::Office,
                };
                if is_there && is_own {
                    suggested.people.push(user.name);
                }
            }
        }
        suggested.classes.sort_by_cached_key(|name| sort_key(name));
        suggested.classes.dedup();
        suggested.people.sort_by_cached_key(|name| sort_key(name));
        suggested.people.dedup();
        Ok(suggested)
    }
}
