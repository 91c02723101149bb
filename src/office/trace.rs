//! Traces that the office's records keep: where the audit ends, and how much svodka is used.

use jiff::civil::Date;
use serde::Serialize;
use sqlx::Row;

use super::{Error, Office, parsed};

/// How often somebody opened something on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Use {
    pub day: Date,
    pub user_id: i64,
    pub role: String,
    /// Empty for people of the office.
    pub school_id: String,
    pub object: String,
    pub count: i64,
}

impl Office {
    /// Remembers how far the audit has come; a number that is behind changes nothing.
    pub async fn set_audit_head(&self, number: i64, hash: &str) -> Result<(), Error> {
        sqlx::query(
            "insert into audit_head values (1, ?1, ?2) on conflict (id) do update \
             set number = excluded.number, hash = excluded.hash where audit_head.number < excluded.number",
        )
        .bind(number)
        .bind(hash)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Returns the number and hash of the last entry that the audit is known to have.
    pub async fn audit_head(&self) -> Result<Option<(i64, String)>, Error> {
        let row = sqlx::query("select number, hash from audit_head")
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Ok((row.try_get("number")?, row.try_get("hash")?)))
            .transpose()
    }

    /// Adds to what is counted.
    pub async fn add_uses(&self, uses: &[Use]) -> Result<(), Error> {
        let mut transaction = self.write().await?;
        for of_user in uses {
            sqlx::query(
                "insert into usage values (?, ?, ?, ?, ?, ?) \
                 on conflict do update set count = count + excluded.count",
            )
            .bind(of_user.day.to_string())
            .bind(of_user.user_id)
            .bind(&of_user.role)
            .bind(&of_user.school_id)
            .bind(&of_user.object)
            .bind(of_user.count)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Returns what was counted between two days.
    pub async fn uses(&self, from: Date, to: Date) -> Result<Vec<Use>, Error> {
        let rows =
            sqlx::query("select * from usage where day between ? and ? order by day, user_id")
                .bind(from.to_string())
                .bind(to.to_string())
                .fetch_all(&self.pool)
                .await?;
        let uses = rows.iter().map(|row| {
            Ok(Use {
                day: parsed("день посещения", row.try_get("day")?)?,
                user_id: row.try_get("user_id")?,
                role: row.try_get("role")?,
                school_id: row.try_get("school_id")?,
                object: row.try_get("object")?,
                count: row.try_get("count")?,
            })
        });
        uses.collect()
    }
}
