//! Preferences: what a person has chosen or been shown on the site.

use jiff::Timestamp;

use super::{Error, Office, moment_text};

impl Office {
    /// Remembers when a user ended the tour of the site; without a moment, that it is to be shown.
    pub async fn set_tour_seen(
        &self,
        user_id: i64,
        seen_at: Option<Timestamp>,
    ) -> Result<(), Error> {
        sqlx::query(
            "insert into preferences (user_id, tour_seen_at) values (?, ?) \
             on conflict (user_id) do update set tour_seen_at = excluded.tour_seen_at",
        )
        .bind(user_id)
        .bind(seen_at.map(moment_text))
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
