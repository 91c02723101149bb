//! Passwords: set, checked, and refused for a while after wrong ones.
//!
//! Whoever is refused learns nothing of why: an unknown login, a wrong password and a locked
//! account take the same work and give the same answer. An address from which many tries went
//! wrong is told to wait.

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use jiff::Timestamp;
use sqlx::Row;

use super::users::{plain_login, user_of_row};
use super::{Error, Office, User, moment_text};

/// A hash that no password has, at the cost of a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The fewest and the most characters of a password: hashing takes time in proportion.
const SHORTEST: usize = 10;
const LONGEST: usize = 200;

/// The least strength of a password by zxcvbn, of 0 to 4: more guesses than a door that makes guessers wait lets through.
const LEAST_STRENGTH: zxcvbn::Score = zxcvbn::Score::Two;

/// Wrong tries in a row that an account has before it waits. A school shares an address, so that has more.
const TRIES_OF_ACCOUNT: i64 = 5;
const TRIES_OF_ADDRESS: i64 = 20;

/// What became of an attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// Boxed: a user is large beside the others.
    Right(Box<User>),
    Wrong,
    /// Nothing was looked at: the address has to wait so long.
    Wait {
        seconds: u64,
    },
}

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    #[error("пароль короче 10 знаков")]
    Short,
    #[error("пароль длиннее 200 знаков")]
    Long,
    #[error("пароль легко угадать: возьмите несколько не связанных слов или больше разных знаков")]
    Guessable,
}

/// Says whether a password is too short, too long, or easily guessed. `about` are words that stand near its owner,
/// such as the login and the name.
pub fn weakness(password: &str, about: &[&str]) -> Option<Weakness> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(Weakness::Short);
    }
    if length > LONGEST {
        return Some(Weakness::Long);
    }
    let words: Vec<&str> = about
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2)
        .chain(["svodka", "сводка", "пароль", "школа", "директор"])
        .collect();
    let found = zxcvbn::zxcvbn(password, &words);
    let is_weak = found.score() < LEAST_STRENGTH;
    is_weak.then_some(Weakness::Guessable)
}

impl Office {
    /// Sets a user's password, lifts a lock-out and ends the user's sessions. One that is temporary
    /// opens nothing but the page on which the person sets the next. Its strength is the caller's to judge.
    pub async fn set_password(
        &self,
        login: &str,
        password: &str,
        is_temporary: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let login = plain_login(login);
        let password = password.to_owned();
        let hash = self
            .hashed(move || Argon2::default().hash_password(password.as_bytes()))
            .await?;
        let hash = hash.map_err(Error::Password)?;
        let mut transaction = self.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "update users set password_hash = ?, password_set_at = ?, must_change_password = ?, \
             failures = 0, refused_until_ms = 0 where login = ? returning id",
        )
        .bind(hash.to_string())
        .bind(moment_text(now))
        .bind(is_temporary)
        .bind(&login)
        .fetch_optional(&mut *transaction)
        .await?;
        let id = id.ok_or(Error::UnknownUser(login))?;
        sqlx::query("delete from sessions where user_id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Returns the user if the password is right and the account open. After five wrong ones in a row
    /// further attempts are refused unseen for a second, two, four and so on up to a quarter of an hour;
    /// after twenty in a row from one address, whosoever they were for, that address waits as long.
    pub async fn check_password(
        &self,
        login: &str,
        password: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<Checked, Error> {
        if let Some(seconds) = self.count_try_from(address, now).await? {
            return Ok(Checked::Wait { seconds });
        }
        // The attempt is counted before it is judged, so that many at once cannot slip past the count.
        let id: Option<i64> = sqlx::query_scalar(
            "update users set failures = failures + 1, refused_until_ms = case \
               when failures < ?3 - 1 then 0 \
               else ?1 + min(900000, 1000 << min(failures - ?3 + 1, 20)) end \
             where login = ?2 and refused_until_ms <= ?1 returning id",
        )
        .bind(now.as_millisecond())
        .bind(plain_login(login))
        .bind(TRIES_OF_ACCOUNT)
        .fetch_optional(&self.pool)
        .await?;
        let row = match id {
            Some(id) => {
                sqlx::query("select * from users_with_grants where id = ?")
                    .bind(id)
                    .fetch_optional(&self.pool)
                    .await?
            }
            None => None,
        };
        let hash: Option<String> = match &row {
            Some(row) => row.try_get("password_hash")?,
            None => None,
        };
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let password: String = password.chars().take(LONGEST + 1).collect();
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
            return Ok(Checked::Wrong);
        };
        let user = user_of_row(&row)?;
        if !user.is_admitted_on(self.day_of(now)) {
            return Ok(Checked::Wrong);
        }
        if !user.has_second_factor {
            // Else the code that follows says whether the tries were right.
            sqlx::query("update users set failures = 0, refused_until_ms = 0 where id = ?")
                .bind(user.id)
                .execute(&self.pool)
                .await?;
        }
        self.forgive_address(address).await?;
        Ok(Checked::Right(Box::new(user)))
    }

    /// Counts a try from an address as wrong until it proves right; returns for how many seconds the address waits.
    async fn count_try_from(&self, address: &str, now: Timestamp) -> Result<Option<u64>, Error> {
        let now_ms = now.as_millisecond();
        let counted = sqlx::query(
            "insert into addresses values (?1, 1, 0, ?2) on conflict (address) do update set \
               failures = case when tried_at_ms < ?2 - 3600000 then 1 else failures + 1 end, \
               refused_until_ms = case when failures < ?3 - 1 then 0 \
                 else ?2 + min(900000, 1000 << min(failures - ?3 + 1, 20)) end, \
               tried_at_ms = ?2 \
             where refused_until_ms <= ?2",
        )
        .bind(address)
        .bind(now_ms)
        .bind(TRIES_OF_ADDRESS)
        .execute(&self.pool)
        .await?;
        if counted.rows_affected() > 0 {
            return Ok(None);
        }
        let until: i64 =
            sqlx::query_scalar("select refused_until_ms from addresses where address = ?")
                .bind(address)
                .fetch_one(&self.pool)
                .await?;
        let seconds = (until - now_ms + 999) / 1000;
        Ok(Some(u64::try_from(seconds).unwrap_or(1).max(1)))
    }

    async fn forgive_address(&self, address: &str) -> Result<(), Error> {
        sqlx::query("delete from addresses where address = ?")
            .bind(address)
            .execute(&self.pool)
            .await?;
        Ok(())
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
