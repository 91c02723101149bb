//! Sessions: what a person who has signed in holds, kept on our side and ended from it.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::secrets::{new_token, random_id, token_hash};
use super::users::user_of_row;
use super::{Error, Office, User};

/// A session ends after so long without a request.
pub const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(8);
/// A session ends after so long in any case.
pub const SESSION_LIMIT: SignedDuration = SignedDuration::from_hours(24);

/// How stale the moment of last use may be: not every request writes to the disk.
const USE_PRECISION: SignedDuration = SignedDuration::from_mins(1);

/// What is still wanted of a person before the session opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing.
    Whole,
    /// A one-time code.
    SecondFactor,
    /// A password of the person's own.
    NewPassword,
}

/// Where a person signs in from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    pub address: String,
    /// What the browser says of itself.
    pub agent: String,
}

/// A session with its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub user: User,
    pub id: i64,
    pub stage: Stage,
}

/// What is told of an open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    pub id: i64,
    pub started_at: Timestamp,
    pub used_at: Timestamp,
    pub client: Client,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::SecondFactor => "second_factor",
            Self::NewPassword => "new_password",
        }
    }

    fn named(name: &str) -> Result<Self, Error> {
        let all = [Self::Whole, Self::SecondFactor, Self::NewPassword];
        all.into_iter()
            .find(|stage| stage.name() == name)
            .ok_or_else(|| Error::Unreadable {
                what: "состояние сеанса",
                value: name.to_owned(),
            })
    }
}

impl Office {
    /// Begins a session and returns its token, of which only a hash is kept.
    pub async fn start_session(
        &self,
        user_id: i64,
        stage: Stage,
        client: &Client,
        now: Timestamp,
    ) -> Result<String, Error> {
        let token = new_token()?;
        let mut transaction = self.write().await?;
        sqlx::query("delete from sessions where started_at_ms <= ?1 or used_at_ms <= ?2")
            .bind(before(now, SESSION_LIMIT))
            .bind(before(now, IDLE_LIMIT))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("insert into sessions values (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)")
            .bind(token.hash)
            .bind(random_id()?)
            .bind(user_id)
            .bind(now.as_millisecond())
            .bind(stage.name())
            .bind(&client.address)
            .bind(&client.agent)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(token.text)
    }

    /// Puts a session that has come a stage further under a new token: the old one opens nothing any more.
    pub async fn advance_session(
        &self,
        token: &str,
        stage: Stage,
        now: Timestamp,
    ) -> Result<Option<String>, Error> {
        let next = new_token()?;
        let moved = sqlx::query(
            "update sessions set token_hash = ?, stage = ?, used_at_ms = ? where token_hash = ?",
        )
        .bind(next.hash)
        .bind(stage.name())
        .bind(now.as_millisecond())
        .bind(token_hash(token))
        .execute(&self.pool)
        .await?;
        Ok((moved.rows_affected() > 0).then_some(next.text))
    }

    /// Returns a session that has not ended, with its user.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<Session>, Error> {
        let hash = token_hash(token);
        let row = sqlx::query(
            "select users_with_grants.*, sessions.id as session_id, stage, used_at_ms \
             from sessions join users_with_grants on users_with_grants.id = user_id \
             where token_hash = ? and started_at_ms > ? and used_at_ms > ?",
        )
        .bind(&hash)
        .bind(before(now, SESSION_LIMIT))
        .bind(before(now, IDLE_LIMIT))
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let user = user_of_row(&row)?;
        if !user.is_admitted_on(self.day_of(now)) {
            return Ok(None);
        }
        let used_at_ms: i64 = row.try_get("used_at_ms")?;
        if used_at_ms <= before(now, USE_PRECISION) {
            sqlx::query("update sessions set used_at_ms = ? where token_hash = ?")
                .bind(now.as_millisecond())
                .bind(&hash)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(Session {
            user,
            id: row.try_get("session_id")?,
            stage: Stage::named(row.try_get("stage")?)?,
        }))
    }

    /// Returns a user's open sessions, the one used last first.
    pub async fn sessions(&self, user_id: i64, now: Timestamp) -> Result<Vec<SessionInfo>, Error> {
        let rows = sqlx::query(
            "select * from sessions where user_id = ? and started_at_ms > ? and used_at_ms > ? \
             order by used_at_ms desc",
        )
        .bind(user_id)
        .bind(before(now, SESSION_LIMIT))
        .bind(before(now, IDLE_LIMIT))
        .fetch_all(&self.pool)
        .await?;
        let sessions = rows.iter().map(|row| {
            let moment = |column: &str| -> Result<Timestamp, Error> {
                let ms: i64 = row.try_get(column)?;
                Ok(Timestamp::from_millisecond(ms).unwrap_or_default())
            };
            Ok(SessionInfo {
                id: row.try_get("id")?,
                started_at: moment("started_at_ms")?,
                used_at: moment("used_at_ms")?,
                client: Client {
                    address: row.try_get("address")?,
                    agent: row.try_get("agent")?,
                },
            })
        });
        sessions.collect()
    }

    /// Ends a session; one that has ended already is no fault.
    pub async fn end_session(&self, token: &str) -> Result<(), Error> {
        sqlx::query("delete from sessions where token_hash = ?")
            .bind(token_hash(token))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends all sessions of a user but `kept` and says how many there were.
    pub async fn end_sessions(&self, user_id: i64, kept: Option<i64>) -> Result<u64, Error> {
        let ended = sqlx::query("delete from sessions where user_id = ? and id is not ?")
            .bind(user_id)
            .bind(kept)
            .execute(&self.pool)
            .await?;
        Ok(ended.rows_affected())
    }
}

fn before(now: Timestamp, span: SignedDuration) -> i64 {
    now.as_millisecond() - span.as_millis() as i64
}
