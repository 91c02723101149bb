//! Saved queries: who sees which, who may change them, and what may be kept.
//!
//! A query belongs to whoever saved it. Others see it by a share, ask it in their own scope and never learn a figure of
//! its owner's: what is kept is the question. What lies outside of what a person sees looks absent.

use serde_json::Value;

use super::ask::{inner, refused};
use super::asker::schools_in;
use super::draft::question_of;
use super::trail::Deed;
use super::{App, AskError, Asker, Draft, Role};
use crate::access::{Level, Right};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::{self, Fault, Given, Parameter};
use crate::engine::sort_key;
use crate::office::{
    self, Audience, FavouriteKind, SavedQuery, SavedVersion, Share, ShareKind, UserScope,
};

/// What the name of a saved query begins with, where declared ones have names of their own.
const PREFIX: &str = "saved-";

/// Most shares of one query.
const MOST_SHARES: usize = 200;

/// A saved query as one person sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// With shares only for who may change them.
    pub query: SavedQuery,
    pub parameters: Vec<Parameter>,
    pub is_own: bool,
    pub may_change: bool,
    pub is_favourite: bool,
    /// Why it cannot be asked: what the model no longer knows, or what this person may not ask.
    pub broken: Vec<String>,
}

impl Saved {
    /// Returns the state with parameters put in.
    pub fn filled(&self, given: &Given) -> Result<Value, AskError> {
        constructor::filled(&self.query.state, &self.parameters, given).map_err(refused)
    }

    /// Returns the question with parameters put in.
    pub fn question(&self, given: &Given) -> Result<Value, AskError> {
        self.filled(given).map(question_of)
    }

    /// Returns the name under which pages and the API find it.
    pub fn name(&self) -> String {
        saved_name(self.query.id)
    }
}

/// Returns the id that a name such as `saved-12` stands for.
pub fn saved_id(name: &str) -> Option<i64> {
    parse_id(name.strip_prefix(PREFIX)?)
}

/// Returns the name of a saved query.
pub fn saved_name(id: i64) -> String {
    format!("{PREFIX}{id}")
}

impl App {
    /// Returns every saved query that a person sees, in the order in which people sort.
    pub async fn saved_list(&self, asker: &Asker) -> Result<Vec<Saved>, AskError> {
        let school_ids = schools_of(asker);
        let audience = audience(asker, &school_ids);
        let queries = self.office.saved_queries(&audience).await;
        let queries = queries.map_err(inner)?;
        let marks = self.favourites(asker).await?;
        let mut list = Vec::with_capacity(queries.len());
        for query in queries {
            let is_favourite = marks.contains(&(FavouriteKind::Saved, query.id.to_string()));
            list.push(self.seen(asker, query, is_favourite)?);
        }
        list.sort_by_cached_key(|saved| (sort_key(&saved.query.title), saved.query.id));
        Ok(list)
    }

    /// Returns a saved query that a person sees.
    pub async fn saved(&self, asker: &Asker, id: i64) -> Result<Saved, AskError> {
        let school_ids = schools_of(asker);
        let audience = audience(asker, &school_ids);
        let query = self.office.saved_query(id, &audience).await;
        let query = query.map_err(inner)?.ok_or(AskError::NotFound)?;
        let marks = self.favourites(asker).await?;
        let is_favourite = marks.contains(&(FavouriteKind::Saved, id.to_string()));
        self.seen(asker, query, is_favourite)
    }

    /// Returns the versions of a saved query that a person sees, the newest first.
    pub async fn saved_versions(&self, saved: &Saved) -> Result<Vec<SavedVersion>, AskError> {
        let versions = self.office.saved_versions(saved.query.id).await;
        versions.map_err(inner)
    }

    /// Keeps a query and returns its id.
    pub async fn save(&self, asker: &Asker, draft: &Draft) -> Result<i64, AskError> {
        let (new, _) = self.checked(asker, draft)?;
        let now = self.clock.now();
        let saved = self.office.save_query(&asker.user, &new, now).await;
        let id = saved.map_err(of_records)?;
        let deed = Deed::new(audit::Action::SaveQuery, saved_name(id));
        self.record(asker, deed.about(&new.title)).await?;
        Ok(id)
    }

    /// Keeps a new version of a query, made from the version `based_on`.
    pub async fn change_saved(
        &self,
        asker: &Asker,
        id: i64,
        based_on: i64,
        draft: &Draft,
    ) -> Result<(), AskError> {
        let saved = self.changeable(asker, id).await?;
        let (new, parameters) = self.checked(asker, draft)?;
        self.require_nobody_named(&saved.query.shares, &new.state, &parameters)?;
        let deed = Deed::new(audit::Action::SaveQuery, saved_name(id));
        self.record(asker, deed.about(&new.title)).await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let changed = self.office.change_query(id, based_on, &new, by, now).await;
        changed.map(drop).map_err(of_records)
    }

    /// Returns a query to one of its versions, which is to be askable today.
    pub async fn revert_saved(
        &self,
        asker: &Asker,
        id: i64,
        version: i64,
        note: &str,
    ) -> Result<(), AskError> {
        let saved = self.changeable(asker, id).await?;
        let found = self.office.saved_version(id, version).await;
        let (state, parameters) = found.map_err(inner)?.ok_or(AskError::NotFound)?;
        let parameters = read_parameters(&parameters)?;
        let question = question_of(state.clone());
        self.bind_for(asker, &question, &parameters)?;
        self.require_nobody_named(&saved.query.shares, &state, &parameters)?;
        let deed = Deed::new(audit::Action::SaveQuery, saved_name(id));
        let words = format!("{}, возврат версии {version}", saved.query.title);
        self.record(asker, deed.about(words)).await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let reverted = self.office.revert_query(id, version, note, by, now).await;
        reverted.map(drop).map_err(of_records)
    }

    /// Deletes a query for everybody.
    pub async fn delete_saved(&self, asker: &Asker, id: i64) -> Result<(), AskError> {
        let saved = self.owned(asker, id).await?;
        let deed = Deed::new(audit::Action::DeleteQuery, saved_name(id));
        self.record(asker, deed.about(&saved.query.title)).await?;
        match self.office.delete_query(id).await.map_err(inner)? {
            true => Ok(()),
            false => Err(AskError::NotFound),
        }
    }

    /// Shares a query with these and with nobody else. With more than persons it needs a right.
    pub async fn share_saved(
        &self,
        asker: &Asker,
        id: i64,
        shares: &[Share],
    ) -> Result<(), AskError> {
        let saved = self.owned(asker, id).await?;
        let mut wanted: Vec<Share> = shares.iter().map(plain).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let is_new = |share: &&Share| !saved.query.shares.contains(share);
        let mut faults = Vec::new();
        if wanted.len() > MOST_SHARES {
            let message = say!("question-too-many", most = MOST_SHARES.to_string());
            faults.push(Fault::new("shares", message));
        }
        for (place, share) in wanted.iter().enumerate().filter(|(_, share)| is_new(share)) {
            if is_wide(share) && !asker.holds(Right::Publish) {
                return Err(refusal_to_publish());
            }
            if let Some(message) = self.fault_of_share(asker, &saved, share).await? {
                faults.push(Fault::new(format!("shares[{place}].value"), message));
            }
        }
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        self.require_nobody_named(&wanted, &saved.query.state, &saved.parameters)?;
        let deed = Deed::new(audit::Action::ShareQuery, saved_name(id));
        self.record(asker, deed.about(shares_in_words(&wanted)))
            .await?;
        let set = self.office.set_shares(id, &wanted).await;
        set.map_err(of_records)
    }

    async fn fault_of_share(
        &self,
        asker: &Asker,
        saved: &Saved,
        share: &Share,
    ) -> Result<Option<String>, AskError> {
        let value = share.value.as_str();
        Ok(match share.kind {
            ShareKind::Person if value == saved.query.owner_login => {
                Some(say!("queries-fault-owner"))
            }
            ShareKind::Person => {
                let user = self.office.user_by_login(value).await.map_err(inner)?;
                let is_there = user.is_some_and(|user| !user.is_disabled && user.login == value);
                (!is_there).then(|| say!("queries-fault-nobody", login = value))
            }
            ShareKind::Role => Role::named(value)
                .is_none()
                .then(|| say!("faults-no-role", role = value)),
            ShareKind::School if value.is_empty() || value.chars().count() > 100 => {
                Some(say!("queries-fault-school-code"))
            }
            ShareKind::School => {
                let schools = self.schools_seen(asker).await?;
                let is_seen = schools.iter().any(|school| school.id == value);
                (!is_seen).then(|| say!("faults-no-school"))
            }
            ShareKind::All => (!value.is_empty()).then(|| say!("queries-fault-of-all")),
        })
    }

    fn seen(
        &self,
        asker: &Asker,
        mut query: SavedQuery,
        is_favourite: bool,
    ) -> Result<Saved, AskError> {
        let parameters = read_parameters(&query.parameters)?;
        let is_own = query.owner_id == Some(asker.user.id);
        let may_change = is_own || tends(asker, &query.shares);
        if !may_change {
            query.shares.clear();
        }
        let question = question_of(query.state.clone());
        let broken = match self.bind_for(asker, &question, &parameters) {
            Ok(()) => Vec::new(),
            Err(AskError::Refused { faults, .. }) => faults.iter().map(told).collect(),
            Err(AskError::NotAllowed { message }) => vec![message],
            Err(error) => return Err(error),
        };
        Ok(Saved {
            query,
            parameters,
            is_own,
            may_change,
            is_favourite,
            broken,
        })
    }

    /// Returns a query that a person may change in what it asks. Many rely on one that is open to a role, a school or
    /// everybody, so that changing it takes the same right as opening it.
    async fn changeable(&self, asker: &Asker, id: i64) -> Result<Saved, AskError> {
        let saved = self.owned(asker, id).await?;
        if saved.query.shares.iter().any(is_wide) && !asker.holds(Right::Publish) {
            return Err(AskError::NotAllowed {
                message: say!("queries-fault-wide"),
            });
        }
        Ok(saved)
    }

    async fn owned(&self, asker: &Asker, id: i64) -> Result<Saved, AskError> {
        let saved = self.saved(asker, id).await?;
        match saved.may_change {
            true => Ok(saved),
            false => Err(AskError::NotAllowed {
                message: say!("queries-fault-foreign"),
            }),
        }
    }
}

fn audience<'a>(asker: &'a Asker, school_ids: &'a [String]) -> Audience<'a> {
    Audience {
        user_id: asker.user.id,
        role: &asker.user.role,
        school_ids,
    }
}

/// Returns the schools that a person works at; none for who looks at schools from outside.
fn schools_of(asker: &Asker) -> Vec<String> {
    match asker.role.map(|role| role.level) {
        Some(Level::School | Level::Classes | Level::Groups) => schools_in(&asker.reach),
        Some(Level::Office | Level::Nothing) | None => Vec::new(),
    }
}

/// Says whether a person keeps in order what is open to everybody: the office does, with the right to publish.
fn tends(asker: &Asker, shares: &[Share]) -> bool {
    let is_of_office = asker.role.is_some_and(|role| role.level == Level::Office);
    is_of_office
        && asker.reach == UserScope::Office
        && asker.holds(Right::Publish)
        && shares.iter().any(|share| share.kind == ShareKind::All)
}

/// Says that a person may open queries to named persons alone.
pub(super) fn refusal_to_publish() -> AskError {
    AskError::NotAllowed {
        message: say!("queries-fault-publish"),
    }
}

/// Returns a share as it is kept: people write logins in any case.
fn plain(share: &Share) -> Share {
    let value = share.value.trim();
    Share {
        kind: share.kind,
        value: match share.kind {
            ShareKind::Person => value.to_lowercase(),
            ShareKind::Role | ShareKind::School | ShareKind::All => value.to_owned(),
        },
    }
}

/// Says whether a share reaches people who were not named.
fn is_wide(share: &Share) -> bool {
    share.kind != ShareKind::Person
}

pub(super) fn read_parameters(value: &Value) -> Result<Vec<Parameter>, AskError> {
    serde_json::from_value(value.clone()).map_err(inner)
}

/// Reads an id as it is written: digits alone, so that one query has one address.
pub fn parse_id(text: &str) -> Option<i64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    is_plain.then(|| text.parse().ok()).flatten()
}

fn told(fault: &Fault) -> String {
    match &fault.hint {
        None => fault.message.clone(),
        Some(hint) => format!("{} ({hint})", fault.message),
    }
}

fn shares_in_words(shares: &[Share]) -> String {
    let words = shares.iter().map(|share| match share.kind {
        ShareKind::All => "все".to_owned(),
        kind => format!("{} {}", kind.name(), share.value),
    });
    match shares.is_empty() {
        true => "никому".to_owned(),
        false => words.collect::<Vec<_>>().join(", "),
    }
}

fn of_records(error: office::Error) -> AskError {
    match error {
        office::Error::UnknownQuery(_) => AskError::NotFound,
        office::Error::NewerVersion(version) => AskError::Conflict {
            message: say!("queries-fault-newer", version = version.to_string()),
        },
        office::Error::TooMany { most, .. } => refused(vec![Fault::new(
            "",
            say!("queries-fault-too-many", most = most),
        )]),
        office::Error::UnknownUser(login) => refused(vec![Fault::new(
            "",
            say!("queries-fault-nobody", login = login),
        )]),
        error => inner(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_one_name() {
        assert_eq!(saved_id("saved-12"), Some(12));
        for name in [
            "saved-",
            "saved-012",
            "saved-+1",
            "saved-1 or 1=1",
            "saved-../1",
            "saved-99999999999999999999",
            "12",
            "attendance-by-school",
        ] {
            assert_eq!(saved_id(name), None, "{name}");
        }
    }
}
