//! People: who manages whom, within the manager's own scope, with a ground for every right.

use jiff::civil::Date;

use super::ask::{inner, refused};
use super::trail::{Deed, scope_in_words};
use super::{App, AskError, Asker, titles};
use crate::access::{Action, Level, Right, Role};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::office::{self, NewGrant, NewUser, User, UserScope, weakness};

/// Letters of passwords that are read from paper: none that is taken for another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

impl App {
    /// Returns the people whom an asker manages, by login.
    pub async fn people(&self, asker: &Asker) -> Result<Vec<User>, AskError> {
        require(asker, Action::Users)?;
        let mut people = Vec::new();
        for user in self.office.users().await.map_err(inner)? {
            if self.manages(asker, &user).await? {
                people.push(user);
            }
        }
        Ok(people)
    }

    /// Returns one of the people whom an asker manages. Others do not exist for the asker.
    pub async fn person(&self, asker: &Asker, login: &str) -> Result<User, AskError> {
        require(asker, Action::Users)?;
        let user = self.office.user_by_login(login).await.map_err(inner)?;
        match user {
            Some(user) if self.manages(asker, &user).await? => Ok(user),
            _ => Err(AskError::NotFound),
        }
    }

    /// Adds a person and returns the password for the first sign-in, which is to be replaced at it.
    pub async fn add_person(&self, asker: &Asker, new: &NewUser) -> Result<String, AskError> {
        require(asker, Action::Users)?;
        let mut faults = self.faults_of(asker, new).await?;
        faults.extend(self.faults_of_login(&new.login).await?);
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let now = self.clock.now();
        let added = self.office.add_user(new, &asker.user.login, now).await;
        let user = added.map_err(|error| of_office(error, "login"))?;
        let deed = Deed::new(audit::Action::AddUser, user.login.clone());
        self.record(asker, deed.about(in_words(new))).await?;
        for grant in &new.grants {
            self.record_grant(asker, &user.login, grant).await?;
        }
        self.reset_password(asker, &user.login).await
    }

    /// Changes a person's name, role, scope or days.
    pub async fn change_person(&self, asker: &Asker, change: &NewUser) -> Result<(), AskError> {
        let user = self.person(asker, &change.login).await?;
        not_oneself(asker, &user)?;
        let faults = self.faults_of(asker, change).await?;
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        let deed = Deed::new(audit::Action::ChangeUser, user.login.clone());
        self.record(asker, deed.about(in_words(change))).await?;
        self.office.change_user(change).await.map_err(inner)
    }

    /// Closes or opens a person's access; a closed one is signed out everywhere.
    pub async fn close_person(
        &self,
        asker: &Asker,
        login: &str,
        is_closed: bool,
    ) -> Result<(), AskError> {
        let user = self.person(asker, login).await?;
        not_oneself(asker, &user)?;
        let action = match is_closed {
            true => audit::Action::CloseUser,
            false => audit::Action::OpenUser,
        };
        self.record(asker, Deed::new(action, user.login.clone()))
            .await?;
        let set = self.office.set_disabled(&user.login, is_closed).await;
        set.map_err(inner)
    }

    /// Sets a password for the next sign-in, at which it is to be replaced, turns one-time codes off and
    /// returns it: how somebody who has lost either comes back.
    pub async fn reset_password(&self, asker: &Asker, login: &str) -> Result<String, AskError> {
        let user = self.person(asker, login).await?;
        not_oneself(asker, &user)?;
        let password = readable_password();
        let deed = Deed::new(audit::Action::SetPassword, user.login.clone());
        self.record(asker, deed.about("временный")).await?;
        let now = self.clock.now();
        if user.has_second_factor {
            let deed = Deed::new(audit::Action::SecondFactor, user.login.clone());
            self.record(asker, deed.about("выключены")).await?;
            let turned = self.office.turn_off_codes(user.id).await;
            turned.map_err(inner)?;
        }
        let set = self
            .office
            .set_password(&user.login, &password, true, now)
            .await;
        set.map_err(inner)?;
        Ok(password)
    }

    /// Gives a person a right.
    pub async fn grant_right(
        &self,
        asker: &Asker,
        login: &str,
        grant: &NewGrant,
    ) -> Result<(), AskError> {
        let user = self.person(asker, login).await?;
        not_oneself(asker, &user)?;
        let mut faults = Vec::new();
        faults_of_grant(&mut faults, Role::named(&user.role), grant, "");
        if !faults.is_empty() {
            return Err(refused(faults));
        }
        self.record_grant(asker, &user.login, grant).await?;
        let now = self.clock.now();
        let given = self
            .office
            .grant(&user.login, grant, &asker.user.login, now)
            .await;
        given.map(drop).map_err(inner)
    }

    /// Takes a right back.
    pub async fn revoke_right(&self, asker: &Asker, login: &str, id: i64) -> Result<(), AskError> {
        let user = self.person(asker, login).await?;
        not_oneself(asker, &user)?;
        let Some(grant) = user.grants.iter().find(|grant| grant.id == id) else {
            return Err(AskError::NotFound);
        };
        let deed = Deed::new(audit::Action::Revoke, user.login.clone());
        let words = format!("{}, {}", grant.name, grant.ground);
        self.record(asker, deed.about(words)).await?;
        let now = self.clock.now();
        let revoked = self
            .office
            .revoke_grant(&user.login, id, &asker.user.login, now)
            .await;
        revoked.map(drop).map_err(inner)
    }

    /// Says whether a school is one that the asker works for, whether or not data of it came already.
    pub async fn reaches_school(&self, asker: &Asker, school_id: &str) -> Result<bool, AskError> {
        let school = UserScope::School {
            school_id: school_id.to_owned(),
        };
        self.is_within(&school, &asker.reach).await
    }

    /// Says whether a person lies in what the asker manages.
    async fn manages(&self, asker: &Asker, user: &User) -> Result<bool, AskError> {
        let is_below = match (asker.role, Role::named(&user.role)) {
            (Some(own), Some(other)) => own.may_appoint(other) || user.id == asker.user.id,
            // A role that is no longer known is the office's to mend.
            (Some(own), None) => matches!(own.level, Level::Office | Level::Nothing),
            (None, _) => false,
        };
        Ok(is_below && self.is_within(&user.scope, &asker.reach).await?)
    }

    /// Finds everything that is wrong with a person to be.
    pub(super) async fn faults_of(
        &self,
        asker: &Asker,
        new: &NewUser,
    ) -> Result<Vec<Fault>, AskError> {
        let mut faults = Vec::new();
        if new.name.trim().is_empty() {
            faults.push(Fault::new("name", say!("faults-name-missing")));
        }
        let role = Role::named(&new.role);
        match (role, asker.role) {
            (None, _) => {
                let message = say!("faults-no-role", role = new.role.as_str());
                faults.push(Fault::new("role", message));
            }
            (Some(role), Some(own)) if !own.may_appoint(role) => {
                let message = say!("faults-role-of-office", role = titles::role(role.name));
                faults.push(Fault::new("role", message));
            }
            _ => {}
        }
        if let Some(role) = role {
            if !fits(role.level, &new.scope) {
                let message = say!(
                    "faults-scope-not-of-role",
                    role = titles::role(role.name),
                    scope = titles::scope(&new.scope)
                );
                faults.push(Fault::new("scope", message));
            }
            if is_empty(&new.scope) {
                faults.push(Fault::new("scope", say!("faults-scope-empty")));
            }
        }
        if !self.is_within(&new.scope, &asker.reach).await? {
            faults.push(Fault::new("scope", say!("faults-scope-wider")));
        }
        if let (Some(from), Some(to)) = (new.valid_from, new.valid_to)
            && to < from
        {
            faults.push(Fault::new("valid_to", say!("faults-access-reversed")));
        }
        if new
            .ground
            .as_deref()
            .is_none_or(|ground| ground.trim().is_empty())
        {
            faults.push(Fault::new("ground", say!("faults-ground-missing")));
        }
        for (place, grant) in new.grants.iter().enumerate() {
            faults_of_grant(&mut faults, role, grant, &format!("rights[{place}]."));
        }
        Ok(faults)
    }

    /// Finds what is wrong with a login to be: nobody else may have it.
    pub(super) async fn faults_of_login(&self, login: &str) -> Result<Vec<Fault>, AskError> {
        let message = if !office::is_login(login) {
            say!("faults-login-bad", login = login)
        } else if self
            .office
            .user_by_login(login)
            .await
            .map_err(inner)?
            .is_some()
        {
            say!("faults-login-taken", login = login)
        } else {
            return Ok(Vec::new());
        };
        Ok(vec![Fault::new("login", message)])
    }

    async fn record_grant(
        &self,
        asker: &Asker,
        login: &str,
        grant: &NewGrant,
    ) -> Result<(), AskError> {
        let deed = Deed::new(audit::Action::Grant, login);
        let mut words = format!("{}, {}", grant.name, grant.ground);
        words.push_str(&days_in_words(grant.valid_from, grant.valid_to));
        self.record(asker, deed.about(words)).await
    }
}

/// Refuses what the asker may not do.
pub fn require(asker: &Asker, action: Action) -> Result<(), AskError> {
    match asker.may(action) {
        true => Ok(()),
        false => Err(AskError::NotAllowed {
            message: action.refusal().to_owned(),
        }),
    }
}

/// Says whether a role of that level can have that scope.
pub fn fits(level: Level, scope: &UserScope) -> bool {
    use UserScope::{Classes, District, Groups, Nothing, Office, School, Schools};
    match level {
        Level::Office => matches!(
            scope,
            Office | District { .. } | Schools { .. } | School { .. }
        ),
        Level::School => matches!(scope, School { .. } | Schools { .. }),
        Level::Classes => matches!(scope, Classes { .. }),
        Level::Groups => matches!(scope, Groups { .. }),
        // Whom it manages; rows it sees none.
        Level::Nothing => matches!(scope, Office | Nothing),
    }
}

/// Makes a password for one sign-in: sixteen letters of 31 in fours are 79 bits.
fn readable_password() -> String {
    let mut letters = String::new();
    for place in 0..16 {
        if place > 0 && place % 4 == 0 {
            letters.push('-');
        }
        letters.push(LETTERS[rand::random_range(0..LETTERS.len())] as char);
    }
    debug_assert!(weakness(&letters, &[]).is_none());
    letters
}

fn not_oneself(asker: &Asker, user: &User) -> Result<(), AskError> {
    match asker.user.id == user.id {
        false => Ok(()),
        true => Err(AskError::NotAllowed {
            message: say!("faults-own-rights"),
        }),
    }
}

fn faults_of_grant(faults: &mut Vec<Fault>, role: Option<&Role>, grant: &NewGrant, path: &str) {
    let right = Right::parse(&grant.name);
    match (right, role) {
        (None, _) => {
            let message = say!("faults-no-right", right = grant.name.as_str());
            faults.push(Fault::new(format!("{path}name"), message));
        }
        (Some(right), Some(role)) if !role.rights.contains(&right) => {
            let message = say!(
                "faults-right-not-of-role",
                role = titles::role(role.name),
                right = titles::right(right)
            );
            faults.push(Fault::new(format!("{path}name"), message));
        }
        _ => {}
    }
    if grant.ground.trim().is_empty() {
        let message = say!("faults-right-ground-missing");
        faults.push(Fault::new(format!("{path}ground"), message));
    }
    if let (Some(from), Some(to)) = (grant.valid_from, grant.valid_to)
        && to < from
    {
        let message = say!("faults-right-reversed");
        faults.push(Fault::new(format!("{path}valid_to"), message));
    }
}

fn is_empty(scope: &UserScope) -> bool {
    match scope {
        UserScope::Office | UserScope::Nothing => false,
        UserScope::District { district } => district.is_empty(),
        UserScope::Schools { school_ids } => school_ids.is_empty(),
        UserScope::School { school_id } => school_id.is_empty(),
        UserScope::Classes {
            school_id,
            class_ids,
        } => school_id.is_empty() || class_ids.is_empty(),
        UserScope::Groups {
            school_id,
            group_ids,
        } => school_id.is_empty() || group_ids.is_empty(),
    }
}

pub(super) fn of_office(error: office::Error, path: &str) -> AskError {
    let message = match &error {
        office::Error::BadLogin(login) => say!("faults-login-bad", login = login.as_str()),
        office::Error::LoginTaken(login) => say!("faults-login-taken", login = login.as_str()),
        office::Error::TokenNameTaken(name) => say!("faults-token-taken", name = name.as_str()),
        _ => return inner(error),
    };
    refused(vec![Fault::new(path, message)])
}

fn in_words(user: &NewUser) -> String {
    let mut words = format!("{}, {}", user.role, scope_in_words(&user.scope));
    words.push_str(&days_in_words(user.valid_from, user.valid_to));
    if let Some(ground) = &user.ground {
        words.push_str(&format!(", основание: {ground}"));
    }
    words
}

fn days_in_words(from: Option<Date>, to: Option<Date>) -> String {
    let mut words = String::new();
    if let Some(from) = from {
        words.push_str(&format!(", с {from}"));
    }
    if let Some(to) = to {
        words.push_str(&format!(", по {to}"));
    }
    words
}
