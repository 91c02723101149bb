//! Users: who works with svodka, in which role and over whose rows.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Error, Grant, NewGrant, Office, grants, json_text, parsed, parsed_json};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub role: String,
    pub scope: UserScope,
    /// First and last day of access.
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    /// The order by which the person has the role.
    pub ground: Option<String>,
    pub is_disabled: bool,
    /// Rights beside the role.
    pub grants: Vec<Grant>,
    /// Whether the password was set by somebody else.
    pub must_change_password: bool,
    /// Whether signing in takes a one-time code.
    pub has_second_factor: bool,
    /// Whether the person has ended the tour of the site.
    pub has_seen_tour: bool,
}

/// Whose rows a person sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum UserScope {
    /// Every school of the office.
    Office,
    /// The schools of a district, as it is now.
    District {
        district: String,
    },
    Schools {
        school_ids: Vec<String>,
    },
    School {
        school_id: String,
    },
    Classes {
        school_id: String,
        class_ids: Vec<String>,
    },
    Groups {
        school_id: String,
        group_ids: Vec<String>,
    },
    /// Nobody's rows.
    Nothing,
}

/// A user to be added, or as one is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    pub login: String,
    pub name: String,
    pub role: String,
    pub scope: UserScope,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub ground: Option<String>,
    pub grants: Vec<NewGrant>,
}

impl NewUser {
    /// Starts a user without rights beyond the role.
    pub fn new(login: &str, name: &str, role: &str, scope: UserScope) -> Self {
        Self {
            login: login.to_owned(),
            name: name.to_owned(),
            role: role.to_owned(),
            scope,
            valid_from: None,
            valid_to: None,
            ground: None,
            grants: Vec::new(),
        }
    }

    /// Adds a right.
    pub fn with(mut self, right: &str, ground: &str) -> Self {
        self.grants.push(NewGrant::new(right, ground));
        self
    }
}

impl User {
    /// Says whether the person may come in on that day.
    pub fn is_admitted_on(&self, day: Date) -> bool {
        !self.is_disabled
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Says whether the person holds a right on that day.
    pub fn holds(&self, right: &str, day: Date) -> bool {
        let mut grants = self.grants.iter();
        grants.any(|grant| grant.name == right && grant.is_valid_on(day))
    }
}

impl UserScope {
    /// Returns the school that it lies in; none where it is not one.
    pub fn school_id(&self) -> Option<&str> {
        match self {
            Self::School { school_id }
            | Self::Classes { school_id, .. }
            | Self::Groups { school_id, .. } => Some(school_id),
            Self::Office | Self::District { .. } | Self::Schools { .. } | Self::Nothing => None,
        }
    }
}

impl Office {
    /// Adds a user, who cannot sign in before a password is set. `by` is the login of who adds.
    pub async fn add_user(&self, user: &NewUser, by: &str, now: Timestamp) -> Result<User, Error> {
        let login = plain_login(&user.login);
        if !is_login(&login) {
            return Err(Error::BadLogin(user.login.clone()));
        }
        let mut transaction = self.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "insert into users (login, name, role, scope, valid_from, valid_to, ground) \
             values (?, ?, ?, ?, ?, ?, ?) on conflict (login) do nothing returning id",
        )
        .bind(&login)
        .bind(&user.name)
        .bind(&user.role)
        .bind(json_text(&user.scope))
        .bind(user.valid_from.map(|day| day.to_string()))
        .bind(user.valid_to.map(|day| day.to_string()))
        .bind(&user.ground)
        .fetch_optional(&mut *transaction)
        .await?;
        let id = id.ok_or_else(|| Error::LoginTaken(login.clone()))?;
        for grant in &user.grants {
            grants::insert(&mut transaction, &login, grant, by, now).await?;
        }
        let row = sqlx::query("select * from users_with_grants where id = ?")
            .bind(id)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        user_of_row(&row)
    }

    /// Makes a user what `change` says; rights are given and taken back apart, the login stays.
    pub async fn change_user(&self, change: &NewUser) -> Result<(), Error> {
        let changed = sqlx::query(
            "update users set name = ?, role = ?, scope = ?, valid_from = ?, valid_to = ?, ground = ? \
             where login = ?",
        )
        .bind(&change.name)
        .bind(&change.role)
        .bind(json_text(&change.scope))
        .bind(change.valid_from.map(|day| day.to_string()))
        .bind(change.valid_to.map(|day| day.to_string()))
        .bind(&change.ground)
        .bind(plain_login(&change.login))
        .execute(&self.pool)
        .await?;
        match changed.rows_affected() {
            0 => Err(Error::UnknownUser(change.login.clone())),
            _ => Ok(()),
        }
    }

    pub async fn user_by_login(&self, login: &str) -> Result<Option<User>, Error> {
        let row = sqlx::query("select * from users_with_grants where login = ?")
            .bind(plain_login(login))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(user_of_row).transpose()
    }

    /// Returns all users by login, disabled ones too.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        let rows = sqlx::query("select * from users_with_grants order by login")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(user_of_row).collect()
    }

    /// Disables or enables a user. A disabled one is signed out everywhere.
    pub async fn set_disabled(&self, login: &str, is_disabled: bool) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        let id: Option<i64> =
            sqlx::query_scalar("update users set is_disabled = ? where login = ? returning id")
                .bind(is_disabled)
                .bind(plain_login(login))
                .fetch_optional(&mut *transaction)
                .await?;
        let id = id.ok_or_else(|| Error::UnknownUser(login.to_owned()))?;
        if is_disabled {
            sqlx::query("delete from sessions where user_id = ?")
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Says whether a text can be a login.
pub fn is_login(text: &str) -> bool {
    let text = text.trim();
    let is_good = |letter: char| letter.is_alphanumeric() || "._-@".contains(letter);
    (1..=100).contains(&text.chars().count()) && text.chars().all(is_good)
}

/// Returns a login as it is kept: people write it in any case.
pub(super) fn plain_login(login: &str) -> String {
    login.trim().to_lowercase()
}

pub(super) fn user_of_row(row: &SqliteRow) -> Result<User, Error> {
    let day = |column: &str| -> Result<Option<Date>, Error> {
        let text: Option<String> = row.try_get(column)?;
        text.map(|text| parsed("срок доступа", &text)).transpose()
    };
    let totp_secret: Option<Vec<u8>> = row.try_get("totp_secret")?;
    Ok(User {
        id: row.try_get("id")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        role: row.try_get("role")?,
        scope: parsed_json("область доступа", row.try_get("scope")?)?,
        valid_from: day("valid_from")?,
        valid_to: day("valid_to")?,
        ground: row.try_get("ground")?,
        is_disabled: row.try_get("is_disabled")?,
        grants: parsed_json("права", row.try_get("grants")?)?,
        must_change_password: row.try_get("must_change_password")?,
        has_second_factor: totp_secret.is_some(),
        has_seen_tour: row.try_get("has_seen_tour")?,
    })
}
