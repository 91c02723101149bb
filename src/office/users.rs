//! Users: who works with svodka, in which role and over whose rows.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Error, Office, json_text, parsed, parsed_json};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub role: String,
    pub scope: UserScope,
    /// Whether names are shown; a right of its own beside the role.
    pub has_personal_data: bool,
    pub has_health: bool,
    pub has_sql: bool,
    /// First and last day of access.
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    /// The order that gives the right to personal data.
    pub ground: Option<String>,
    pub is_disabled: bool,
}

/// Whose rows a person sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UserScope {
    /// Every school of the office.
    Office,
    School {
        school_id: String,
    },
    Classes {
        school_id: String,
        class_ids: Vec<String>,
    },
}

/// A user to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    pub login: String,
    pub name: String,
    pub role: String,
    pub scope: UserScope,
    pub has_personal_data: bool,
    pub has_health: bool,
    pub has_sql: bool,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub ground: Option<String>,
}

impl NewUser {
    /// Starts a user without rights beyond the role.
    pub fn new(login: &str, name: &str, role: &str, scope: UserScope) -> Self {
        Self {
            login: login.to_owned(),
            name: name.to_owned(),
            role: role.to_owned(),
            scope,
            has_personal_data: false,
            has_health: false,
            has_sql: false,
            valid_from: None,
            valid_to: None,
            ground: None,
        }
    }
}

impl User {
    /// Says whether the person may come in on that day.
    pub fn is_admitted_on(&self, day: Date) -> bool {
        !self.is_disabled
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Office {
    /// Adds a user, who cannot sign in before a password is set.
    pub async fn add_user(&self, user: &NewUser) -> Result<User, Error> {
        let login = plain_login(&user.login);
        let is_good = |letter: char| letter.is_alphanumeric() || "._-@".contains(letter);
        if login.is_empty() || login.chars().count() > 100 || !login.chars().all(is_good) {
            return Err(Error::BadLogin(user.login.clone()));
        }
        let added = sqlx::query(
            "insert into users (login, name, role, scope, has_personal_data, has_health, has_sql, \
             valid_from, valid_to, ground) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             on conflict (login) do nothing returning *",
        )
        .bind(&login)
        .bind(&user.name)
        .bind(&user.role)
        .bind(json_text(&user.scope))
        .bind(user.has_personal_data)
        .bind(user.has_health)
        .bind(user.has_sql)
        .bind(user.valid_from.map(|day| day.to_string()))
        .bind(user.valid_to.map(|day| day.to_string()))
        .bind(&user.ground)
        .fetch_optional(&self.pool)
        .await?;
        match added {
            Some(row) => user_of_row(&row),
            None => Err(Error::LoginTaken(login)),
        }
    }

    pub async fn user_by_login(&self, login: &str) -> Result<Option<User>, Error> {
        let row = sqlx::query("select * from users where login = ?")
            .bind(plain_login(login))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(user_of_row).transpose()
    }

    /// Returns all users by login, disabled ones too.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        let rows = sqlx::query("select * from users order by login")
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

/// Returns a login as it is kept: people write it in any case.
pub(super) fn plain_login(login: &str) -> String {
    login.trim().to_lowercase()
}

pub(super) fn user_of_row(row: &SqliteRow) -> Result<User, Error> {
    let day = |column: &str| -> Result<Option<Date>, Error> {
        let text: Option<String> = row.try_get(column)?;
        text.map(|text| parsed("срок доступа", &text)).transpose()
    };
    Ok(User {
        id: row.try_get("id")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        role: row.try_get("role")?,
        scope: parsed_json("область доступа", row.try_get("scope")?)?,
        has_personal_data: row.try_get("has_personal_data")?,
        has_health: row.try_get("has_health")?,
        has_sql: row.try_get("has_sql")?,
        valid_from: day("valid_from")?,
        valid_to: day("valid_to")?,
        ground: row.try_get("ground")?,
        is_disabled: row.try_get("is_disabled")?,
    })
}
