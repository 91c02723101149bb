//! Recipients: those to whom a person can open a query, found by what people call them.
//!
//! Somebody of a school finds its people and those of the office, never those of another school; whoever knows a login
//! may still name it.

use super::ask::{inner, refused};
use super::asker::schools_in;
use super::saved::refusal_to_publish;
use super::{App, AskError, Asker, titles};
use crate::access::{Action, Level, ROLES, Right, Role};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::engine::sort_key;
use crate::office::{Share, ShareKind, User, UserScope};

/// One to whom a query can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub kind: ShareKind,
    /// The value of the share.
    pub value: String,
    pub title: String,
    /// What tells people of one name apart, and schools; empty for a role.
    pub about: String,
}

impl App {
    /// Returns those of a kind whose names, logins or codes hold what was typed, in the order in which people sort.
    pub async fn recipients(
        &self,
        asker: &Asker,
        kind: ShareKind,
        typed: &str,
    ) -> Result<Vec<Recipient>, AskError> {
        if kind != ShareKind::Person && !asker.holds(Right::Publish) {
            return Err(refusal_to_publish());
        }
        let mut found = match kind {
            ShareKind::Person => self.colleagues(asker).await?,
            ShareKind::Role => roles(),
            ShareKind::School => self.schools_open_to(asker).await?,
            ShareKind::All => Vec::new(),
        };
        let wanted = plain(typed);
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        found.retain(|one| {
            let text = plain(&format!("{} {} {}", one.title, one.value, one.about));
            wanted.iter().all(|word| text.contains(word))
        });
        Ok(found)
    }

    /// Returns those to whom a query is open, by their titles; those whom the asker could not find, by their values.
    pub async fn recipients_of(
        &self,
        asker: &Asker,
        shares: &[Share],
    ) -> Result<Vec<Recipient>, AskError> {
        let has = |kind| shares.iter().any(|share| share.kind == kind);
        let mut known = Vec::new();
        if has(ShareKind::Person) {
            known = self.colleagues(asker).await?;
        }
        if has(ShareKind::School) {
            known.extend(self.schools_open_to(asker).await?);
        }
        let told = shares.iter().map(|share| {
            let (kind, value) = (share.kind, share.value.as_str());
            let mut known = known.iter();
            let found = known.find(|one| one.kind == kind && one.value == value);
            let title = match kind {
                ShareKind::Role => titles::role(value),
                _ => value.to_owned(),
            };
            found
                .cloned()
                .unwrap_or_else(|| Recipient::new(kind, value, title))
        });
        Ok(told.collect())
    }

    /// Returns the login of whom a person names, by the login or by the whole name where one colleague alone has it.
    /// What names nobody comes back as it is.
    pub async fn login_of(&self, asker: &Asker, named: &str) -> Result<String, AskError> {
        let wanted = plain(named);
        let colleagues = self.colleagues(asker).await?;
        let is_named = |one: &&Recipient| plain(&one.title) == wanted;
        let mut namesakes = colleagues.iter().filter(is_named);
        let is_login = colleagues.iter().any(|one| plain(&one.value) == wanted);
        match (is_login, namesakes.next(), namesakes.next()) {
            (false, Some(only), None) => Ok(only.value.clone()),
            (false, Some(_), Some(_)) => Err(refused(vec![Fault::new(
                "shares[0].value",
                say!("queries-fault-namesakes"),
            )])),
            _ => Ok(named.trim().to_owned()),
        }
    }

    /// Returns the people who can be found: all for the office, those who share a school and the office's for others.
    async fn colleagues(&self, asker: &Asker) -> Result<Vec<Recipient>, AskError> {
        let own = match &asker.reach {
            UserScope::Office => None,
            UserScope::District { district } => Some(self.schools_of(district).await?),
            reach => Some(schools_in(reach)),
        };
        let today = self.moment().today;
        let is_colleague = |user: &User| {
            let role = Role::named(&user.role);
            let asks = role.is_some_and(|role| role.actions.contains(&Action::Ask));
            let is_near = own.as_ref().is_none_or(|own| {
                role.is_some_and(|role| role.level == Level::Office)
                    || schools_in(&user.scope).iter().any(|id| own.contains(id))
            });
            asks && is_near
                && !user.is_disabled
                && user.is_admitted_on(today)
                && user.id != asker.user.id
        };
        let users = self.office.users().await.map_err(inner)?;
        let mut people: Vec<Recipient> = users
            .iter()
            .filter(|user| is_colleague(user))
            .map(person)
            .collect();
        people.sort_by_cached_key(|one| (sort_key(&one.title), one.value.clone()));
        Ok(people)
    }

    async fn schools_open_to(&self, asker: &Asker) -> Result<Vec<Recipient>, AskError> {
        let schools = self.schools_seen(asker).await?;
        let schools = schools.into_iter().map(|school| Recipient {
            about: school.id.clone(),
            ..Recipient::new(ShareKind::School, school.id, school.name)
        });
        Ok(schools.collect())
    }
}

impl Recipient {
    fn new(kind: ShareKind, value: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind,
            value: value.into(),
            title: title.into(),
            about: String::new(),
        }
    }
}

fn person(user: &User) -> Recipient {
    Recipient {
        about: format!("{}, {}", titles::role(&user.role), user.login),
        ..Recipient::new(ShareKind::Person, &user.login, &user.name)
    }
}

/// Returns the roles that ask questions.
fn roles() -> Vec<Recipient> {
    let asking = ROLES
        .iter()
        .filter(|role| role.actions.contains(&Action::Ask));
    asking
        .map(|role| Recipient::new(ShareKind::Role, role.name, titles::role(role.name)))
        .collect()
}

/// Tells letters alike that people type alike.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('ё', "е")
}
