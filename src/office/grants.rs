//! Grants: rights beside the role, each with its ground, its days and who gave it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::users::plain_login;
use super::{Error, Office, moment_text};

/// A right that a user was given and that was not taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub id: i64,
    /// The right's name.
    pub name: String,
    /// Number and date of the order.
    pub ground: String,
    /// First and last day.
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub granted_at: Timestamp,
    /// The login of who gave it; empty where that was the operator of the machine.
    pub granted_by: String,
}

/// A right to be given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    pub name: String,
    pub ground: String,
    #[serde(default)]
    pub valid_from: Option<Date>,
    #[serde(default)]
    pub valid_to: Option<Date>,
}

impl NewGrant {
    /// Starts a right without an end.
    pub fn new(name: &str, ground: &str) -> Self {
        Self {
            name: name.to_owned(),
            ground: ground.to_owned(),
            valid_from: None,
            valid_to: None,
        }
    }
}

impl Grant {
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Office {
    /// Gives a right to a user and returns its number. `by` is the login of who gives it.
    pub async fn grant(
        &self,
        login: &str,
        grant: &NewGrant,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let mut connection = self.pool.acquire().await?;
        let id = insert(&mut connection, &plain_login(login), grant, by, now).await?;
        id.ok_or_else(|| Error::UnknownUser(login.to_owned()))
    }

    /// Takes a right back and says whether the user held it.
    pub async fn revoke_grant(
        &self,
        login: &str,
        id: i64,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let revoked = sqlx::query(
            "update grants set revoked_at = ?, revoked_by = ? where id = ? and revoked_at is null \
             and user_id = (select id from users where login = ?)",
        )
        .bind(moment_text(now))
        .bind(by)
        .bind(id)
        .bind(plain_login(login))
        .execute(&self.pool)
        .await?;
        Ok(revoked.rows_affected() > 0)
    }
}

/// Writes a grant of the user of that login; none where there is no such user.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    login: &str,
    grant: &NewGrant,
    by: &str,
    now: Timestamp,
) -> Result<Option<i64>, Error> {
    let id = sqlx::query_scalar(
        "insert into grants (user_id, name, ground, valid_from, valid_to, granted_at, granted_by) \
         select id, ?, ?, ?, ?, ?, ? from users where login = ? returning id",
    )
    .bind(&grant.name)
    .bind(&grant.ground)
    .bind(grant.valid_from.map(|day| day.to_string()))
    .bind(grant.valid_to.map(|day| day.to_string()))
    .bind(moment_text(now))
    .bind(by)
    .bind(login)
    .fetch_optional(connection)
    .await?;
    Ok(id)
}
