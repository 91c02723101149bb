//! The second factor: one-time codes by the clock (RFC 6238), which a person turns on.

use jiff::Timestamp;
use sqlx::Row;
use totp_rs::{Builder, Secret, Totp};

use super::{Error, Office};

/// What a person enters into an application for one-time codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Base32, for typing.
    pub secret: String,
    /// `otpauth://…`, for the application.
    pub address: String,
}

impl Office {
    /// Makes a secret for one-time codes. It counts when a code of it has come back: see `turn_on_codes`.
    pub fn new_codes(&self, office: &str, login: &str) -> Result<Enrolment, Error> {
        let secret = Secret::generate();
        let totp = totp(secret.clone(), Some(office), login)?;
        Ok(Enrolment {
            secret: secret.to_base32(),
            address: totp.to_url().map_err(|_| Error::SecondFactor)?,
        })
    }

    /// Turns one-time codes on if `code` is one of `secret` now, and says whether it was.
    pub async fn turn_on_codes(
        &self,
        user_id: i64,
        secret: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let Ok(secret) = Secret::try_from_base32(secret) else {
            return Ok(false);
        };
        let Some(step) = totp(secret.clone(), None, "")?.check(plain(code).as_str(), seconds(now))
        else {
            return Ok(false);
        };
        sqlx::query("update users set totp_secret = ?, totp_step = ? where id = ?")
            .bind(secret.as_ref())
            .bind(i64::try_from(step).unwrap_or(i64::MAX))
            .bind(user_id)
            .execute(&self.pool)
            .await?;
        Ok(true)
    }

    /// Turns one-time codes off.
    pub async fn turn_off_codes(&self, user_id: i64) -> Result<(), Error> {
        sqlx::query("update users set totp_secret = null, totp_step = 0 where id = ?")
            .bind(user_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Says whether `code` is the user's now. A code is taken once; wrong ones count as wrong passwords do.
    pub async fn check_code(
        &self,
        user_id: i64,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let row = sqlx::query(
            "update users set failures = failures + 1, refused_until_ms = case \
               when failures < 4 then 0 \
               else ?1 + min(900000, 1000 << min(failures - 4, 20)) end \
             where id = ?2 and refused_until_ms <= ?1 returning totp_secret, totp_step",
        )
        .bind(now.as_millisecond())
        .bind(user_id)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(false);
        };
        let Some(secret) = row.try_get::<Option<Vec<u8>>, _>("totp_secret")? else {
            return Ok(false);
        };
        let code = plain(code);
        let Some(step) = totp(Secret::from(secret), None, "")?.check(code.as_str(), seconds(now))
        else {
            return Ok(false);
        };
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let taken = sqlx::query(
            "update users set totp_step = ?1, failures = 0, refused_until_ms = 0 \
             where id = ?2 and totp_step < ?1",
        )
        .bind(step)
        .bind(user_id)
        .execute(&self.pool)
        .await?;
        Ok(taken.rows_affected() > 0)
    }
}

/// Six digits by SHA-1 every thirty seconds, one step of tolerance: what every application knows.
fn totp(secret: Secret, issuer: Option<&str>, account: &str) -> Result<Totp, Error> {
    // A colon parts the issuer from the account in the address.
    let issuer = issuer.map(|issuer| issuer.replace(':', " "));
    let builder = Builder::new().with_secret(secret).with_issuer(issuer);
    let builder = builder.with_account_name(account.replace(':', " "));
    builder.build().map_err(|_| Error::SecondFactor)
}

/// Returns the digits: people write a code in groups.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_second()).unwrap_or_default()
}
