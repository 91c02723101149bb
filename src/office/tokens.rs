//! Tokens: what programs sign in with, never wider than their owner.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::secrets::{new_token, token_hash};
use super::users::user_of_row;
use super::{Error, Office, User, UserScope, json_text, moment_text, parsed, parsed_json};

/// How stale the moment of last use may be: not every request writes to the disk.
const USE_PRECISION: SignedDuration = SignedDuration::from_mins(10);

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub expires_at: Option<Timestamp>,
    pub reach: Reach,
}

/// What a token opens of what its owner may open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Questions, over the owner's rows or fewer, with these of the owner's rights.
    Questions {
        scope: Option<UserScope>,
        rights: Vec<String>,
    },
    /// Handing over the extracts of one school, and nothing else.
    Uploads { school_id: String },
}

/// A token with its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub user: User,
    pub name: String,
    pub reach: Reach,
}

/// What is told of a token after it was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    pub name: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
    pub reach: Reach,
}

impl NewToken {
    /// Starts a token that has everything of its owner but the rights.
    pub fn new(name: &str, expires_at: Option<Timestamp>) -> Self {
        Self {
            name: name.to_owned(),
            expires_at,
            reach: Reach::Questions {
                scope: None,
                rights: Vec::new(),
            },
        }
    }
}

impl Office {
    /// Makes a token for a program and returns it; it cannot be shown again.
    pub async fn create_token(
        &self,
        user_id: i64,
        token: &NewToken,
        now: Timestamp,
    ) -> Result<String, Error> {
        let secret = new_token()?;
        let (school_id, scope, rights) = match &token.reach {
            Reach::Uploads { school_id } => (Some(school_id), None, None),
            Reach::Questions { scope, rights } => {
                (None, scope.as_ref().map(json_text), Some(json_text(rights)))
            }
        };
        let added = sqlx::query(
            "insert into tokens (token_hash, user_id, name, created_at, expires_at_ms, school_id, scope, rights) \
             values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (user_id, name) do nothing",
        )
        .bind(secret.hash)
        .bind(user_id)
        .bind(&token.name)
        .bind(moment_text(now))
        .bind(token.expires_at.map(Timestamp::as_millisecond))
        .bind(school_id)
        .bind(scope)
        .bind(rights)
        .execute(&self.pool)
        .await?;
        if added.rows_affected() == 0 {
            return Err(Error::TokenNameTaken(token.name.clone()));
        }
        Ok(secret.text)
    }

    /// Returns the token that a program holds, with its owner.
    pub async fn token(&self, secret: &str, now: Timestamp) -> Result<Option<Token>, Error> {
        let hash = token_hash(secret);
        let row = sqlx::query(
            "select users_with_grants.*, tokens.name as token_name, tokens.school_id as token_school, \
             tokens.scope as token_scope, tokens.rights as token_rights, tokens.used_at_ms as token_used \
             from tokens join users_with_grants on users_with_grants.id = user_id \
             where token_hash = ? and (expires_at_ms is null or expires_at_ms > ?)",
        )
        .bind(&hash)
        .bind(now.as_millisecond())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let user = user_of_row(&row)?;
        if !user.is_admitted_on(self.day_of(now)) {
            return Ok(None);
        }
        let used: Option<i64> = row.try_get("token_used")?;
        let now_ms = now.as_millisecond();
        if used.is_none_or(|used| used <= now_ms - USE_PRECISION.as_millis() as i64) {
            sqlx::query("update tokens set used_at_ms = ? where token_hash = ?")
                .bind(now_ms)
                .bind(&hash)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(Token {
            user,
            name: row.try_get("token_name")?,
            reach: reach_of(
                row.try_get("token_school")?,
                row.try_get("token_scope")?,
                row.try_get("token_rights")?,
            )?,
        }))
    }

    /// Returns a user's tokens by name, without the secrets.
    pub async fn tokens(&self, user_id: i64) -> Result<Vec<TokenInfo>, Error> {
        let rows = sqlx::query("select * from tokens where user_id = ? order by name")
            .bind(user_id)
            .fetch_all(&self.pool)
            .await?;
        let tokens = rows.iter().map(|row| {
            let moment = |column: &str| -> Result<Option<Timestamp>, Error> {
                let ms: Option<i64> = row.try_get(column)?;
                Ok(ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
            };
            Ok(TokenInfo {
                name: row.try_get("name")?,
                created_at: parsed("момент выдачи ключа", row.try_get("created_at")?)?,
                expires_at: moment("expires_at_ms")?,
                used_at: moment("used_at_ms")?,
                reach: reach_of(
                    row.try_get("school_id")?,
                    row.try_get("scope")?,
                    row.try_get("rights")?,
                )?,
            })
        });
        tokens.collect()
    }

    /// Revokes a token and says whether there was one.
    pub async fn revoke_token(&self, user_id: i64, name: &str) -> Result<bool, Error> {
        let deleted = sqlx::query("delete from tokens where user_id = ? and name = ?")
            .bind(user_id)
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(deleted.rows_affected() > 0)
    }
}

fn reach_of(
    school_id: Option<String>,
    scope: Option<String>,
    rights: Option<String>,
) -> Result<Reach, Error> {
    if let Some(school_id) = school_id {
        return Ok(Reach::Uploads { school_id });
    }
    let scope = scope.map(|scope| parsed_json("область ключа", &scope));
    let rights = rights.map(|rights| parsed_json("права ключа", &rights));
    Ok(Reach::Questions {
        scope: scope.transpose()?,
        rights: rights.transpose()?.unwrap_or_default(),
    })
}
