//! Signing in: passwords, the sessions that they begin, and tokens for programs.
//!
//! Whoever is refused learns nothing of why: an unknown login, a wrong password and a locked
//! account take the same work and give the same answer.

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::secrets::{new_token, token_hash};
use super::users::{plain_login, user_of_row};
use super::{Error, Office, User, moment_text, parsed};

/// A session ends after so long without a request.
pub const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(8);
/// A session ends after so long in any case.
pub const SESSION_LIMIT: SignedDuration = SignedDuration::from_hours(24);

/// How stale the moment of last use may be: not every request writes to the disk.
const USE_PRECISION: SignedDuration = SignedDuration::from_mins(1);

/// A hash that no password has, at the cost of a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What is told of a token after it was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    pub name: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

impl Office {
    /// Sets a user's password, lifts a lock-out and ends the user's sessions.
    pub async fn set_password(&self, login: &str, password: &str) -> Result<(), Error> {
        let password = password.to_owned();
        let hash = self
            .hashed(move || Argon2::default().hash_password(password.as_bytes()))
            .await?;
        let hash = hash.map_err(Error::Password)?;
        let mut transaction = self.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "update users set password_hash = ?, failures = 0, refused_until_ms = 0 \
             where login = ? returning id",
        )
        .bind(hash.to_string())
        .bind(plain_login(login))
        .fetch_optional(&mut *transaction)
        .await?;
        let id = id.ok_or_else(|| Error::UnknownUser(login.to_owned()))?;
        sqlx::query("delete from sessions where user_id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Returns the user if the password is right and the account open. After five wrong ones in a row
    /// further attempts are refused unseen for a second, two, four and so on up to a quarter of an hour.
    pub async fn check_password(
        &self,
        login: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<User>, Error> {
        // The attempt is counted before it is judged, so that many at once cannot slip past the count.
        let row = sqlx::query(
            "update users set failures = failures + 1, refused_until_ms = case \
               when failures < 4 then 0 \
               else ?1 + min(900000, 1000 << min(failures - 4, 20)) end \
             where login = ?2 and refused_until_ms <= ?1 returning *",
        )
        .bind(now.as_millisecond())
        .bind(plain_login(login))
        .fetch_optional(&self.pool)
        .await?;
        let hash: Option<String> = match &row {
            Some(row) => row.try_get("password_hash")?,
            None => None,
        };
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let password = password.to_owned();
        let is_right = self
            .hashed(move || {
                PasswordHash::new(&hash).is_ok_and(|hash| {
                    Argon2::default()
                        .verify_password(password.as_bytes(), &hash)
                        .is_ok()
                })
            })
            .await?;
        let Some(row) = row.filter(|_| is_right) else {
            return Ok(None);
        };
        let user = user_of_row(&row)?;
        sqlx::query("update users set failures = 0, refused_until_ms = 0 where id = ?")
            .bind(user.id)
            .execute(&self.pool)
            .await?;
        Ok(Some(user).filter(|user| user.is_admitted_on(self.day_of(now))))
    }

    /// Begins a session and returns its token, of which only a hash is kept.
    pub async fn start_session(&self, user_id: i64, now: Timestamp) -> Result<String, Error> {
        let token = new_token()?;
        let mut transaction = self.write().await?;
        sqlx::query("delete from sessions where started_at_ms <= ?1 or used_at_ms <= ?2")
            .bind(before(now, SESSION_LIMIT))
            .bind(before(now, IDLE_LIMIT))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("insert into sessions values (?1, ?2, ?3, ?3)")
            .bind(token.hash)
            .bind(user_id)
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(token.text)
    }

    /// Returns the user of a session that has not ended.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<User>, Error> {
        let hash = token_hash(token);
        let row = sqlx::query(
            "select users.*, used_at_ms from sessions join users on users.id = user_id \
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
        Ok(Some(user))
    }

    /// Ends a session; one that has ended already is no fault.
    pub async fn end_session(&self, token: &str) -> Result<(), Error> {
        sqlx::query("delete from sessions where token_hash = ?")
            .bind(token_hash(token))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Makes a token for a program and returns it; it cannot be shown again.
    pub async fn create_token(
        &self,
        user_id: i64,
        name: &str,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<String, Error> {
        let token = new_token()?;
        let added = sqlx::query(
            "insert into tokens (token_hash, user_id, name, created_at, expires_at_ms) \
             values (?, ?, ?, ?, ?) on conflict (user_id, name) do nothing",
        )
        .bind(token.hash)
        .bind(user_id)
        .bind(name)
        .bind(moment_text(now))
        .bind(expires_at.map(Timestamp::as_millisecond))
        .execute(&self.pool)
        .await?;
        if added.rows_affected() == 0 {
            return Err(Error::TokenNameTaken(name.to_owned()));
        }
        Ok(token.text)
    }

    /// Returns the user whom a token stands for.
    pub async fn user_of_token(&self, secret: &str, now: Timestamp) -> Result<Option<User>, Error> {
        let row = sqlx::query(
            "select users.* from tokens join users on users.id = user_id \
             where token_hash = ? and (expires_at_ms is null or expires_at_ms > ?)",
        )
        .bind(token_hash(secret))
        .bind(now.as_millisecond())
        .fetch_optional(&self.pool)
        .await?;
        let user = row.as_ref().map(user_of_row).transpose()?;
        Ok(user.filter(|user| user.is_admitted_on(self.day_of(now))))
    }

    /// Returns a user's tokens by name, without the secrets.
    pub async fn tokens(&self, user_id: i64) -> Result<Vec<TokenInfo>, Error> {
        let rows = sqlx::query("select * from tokens where user_id = ? order by name")
            .bind(user_id)
            .fetch_all(&self.pool)
            .await?;
        let tokens = rows.iter().map(|row| {
            let expires_at_ms: Option<i64> = row.try_get("expires_at_ms")?;
            Ok(TokenInfo {
                name: row.try_get("name")?,
                created_at: parsed("момент выдачи ключа", row.try_get("created_at")?)?,
                expires_at: expires_at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
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

    /// Runs the hashing of a password beside the requests, a few at once.
    async fn hashed<T: Send + 'static>(
        &self,
        hash: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _turn = self
            .hashing
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(hash)
            .await
            .map_err(|_| Error::Password(argon2::password_hash::Error::Crypto))
    }
}

fn before(now: Timestamp, span: SignedDuration) -> i64 {
    now.as_millisecond() - span.as_millis() as i64
}
