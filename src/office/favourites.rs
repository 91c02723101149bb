//! Favourites: what a person has marked to find it again.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::{Error, Office, moment_text, parsed};

/// Most marks of one person.
const MOST: i64 = 1_000;

/// What can be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FavouriteKind {
    /// A query that somebody saved, by its id.
    Saved,
    /// A declared query, by its name.
    Named,
    Dashboard,
}

impl FavouriteKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Named => "named",
            Self::Dashboard => "dashboard",
        }
    }
}

impl std::str::FromStr for FavouriteKind {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        [Self::Saved, Self::Named, Self::Dashboard]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or(())
    }
}

impl Office {
    /// Returns what a person has marked.
    pub async fn favourites(
        &self,
        user_id: i64,
    ) -> Result<BTreeSet<(FavouriteKind, String)>, Error> {
        let rows = sqlx::query("select kind, name from favourites where user_id = ?")
            .bind(user_id)
            .fetch_all(&self.pool)
            .await?;
        let marks = rows.iter().map(|row| {
            let kind = parsed("вид избранного", row.try_get("kind")?)?;
            Ok((kind, row.try_get("name")?))
        });
        marks.collect()
    }

    /// Marks something. What is marked already stays so.
    pub async fn mark(
        &self,
        user_id: i64,
        kind: FavouriteKind,
        name: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        let count: i64 = sqlx::query_scalar(
            "select count(*) from favourites where user_id = ? and not (kind = ? and name = ?)",
        )
        .bind(user_id)
        .bind(kind.name())
        .bind(name)
        .fetch_one(&mut *transaction)
        .await?;
        if count >= MOST {
            return Err(Error::TooMany {
                what: "отметок избранного",
                most: MOST,
            });
        }
        sqlx::query(
            "insert into favourites (user_id, kind, name, marked_at) values (?, ?, ?, ?) \
             on conflict do nothing",
        )
        .bind(user_id)
        .bind(kind.name())
        .bind(name)
        .bind(moment_text(now))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a mark away; nothing happens where there is none.
    pub async fn unmark(&self, user_id: i64, kind: FavouriteKind, name: &str) -> Result<(), Error> {
        sqlx::query("delete from favourites where user_id = ? and kind = ? and name = ?")
            .bind(user_id)
            .bind(kind.name())
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
