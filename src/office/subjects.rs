//! Subjects: by what name the office's own identity provider knows a user.

use super::users::{plain_login, user_of_row};
use super::{Error, Office, User};

impl Office {
    /// Returns the user whom the provider knows by that name, to the letter.
    pub async fn user_by_subject(&self, subject: &str) -> Result<Option<User>, Error> {
        let row = sqlx::query("select * from users_with_grants where subject = ?")
            .bind(subject)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(user_of_row).transpose()
    }

    /// Returns the user of that login unless the provider's name of the user is known: then that name admits and
    /// the login does not.
    pub async fn user_without_subject(&self, login: &str) -> Result<Option<User>, Error> {
        let row =
            sqlx::query("select * from users_with_grants where login = ? and subject is null")
                .bind(plain_login(login))
                .fetch_optional(&self.pool)
                .await?;
        row.as_ref().map(user_of_row).transpose()
    }

    /// Sets or forgets the provider's name of a user. The user's sessions end: they may be of whoever bore the
    /// name before.
    pub async fn set_subject(&self, login: &str, subject: Option<&str>) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        let set: Result<Option<i64>, sqlx::Error> =
            sqlx::query_scalar("update users set subject = ? where login = ? returning id")
                .bind(subject)
                .bind(plain_login(login))
                .fetch_optional(&mut *transaction)
                .await;
        let id = match set {
            Ok(id) => id.ok_or_else(|| Error::UnknownUser(login.to_owned()))?,
            Err(error) if is_taken(&error) => {
                return Err(Error::SubjectTaken(subject.unwrap_or_default().to_owned()));
            }
            Err(error) => return Err(error.into()),
        };
        sqlx::query("delete from sessions where user_id = ?")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn is_taken(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(|error| error.is_unique_violation())
}
