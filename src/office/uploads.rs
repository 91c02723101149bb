//! Uploads: who handed over an extract by the network, and what the file was called.

use std::collections::HashMap;

use super::{Error, Office, json_text};

/// What is known of an extract that came by the network.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UploadNote {
    pub load_id: String,
    /// As the sender's machine called it; empty where a program sent bytes alone.
    pub file_name: String,
    pub bytes: i64,
    pub login: String,
    /// The name of the token; empty for a person on the page.
    pub token: String,
}

/// The same with the person's name, where there still is such a user.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownUpload {
    #[sqlx(flatten)]
    pub note: UploadNote,
    pub name: Option<String>,
}

impl Office {
    /// Notes an upload whose load has its record.
    pub async fn note_upload(&self, note: &UploadNote) -> Result<(), Error> {
        sqlx::query("insert into uploads values (?, ?, ?, ?, ?)")
            .bind(&note.load_id)
            .bind(&note.file_name)
            .bind(note.bytes)
            .bind(&note.login)
            .bind(&note.token)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Returns what is known of those of the loads that came by the network.
    pub async fn uploads_of(
        &self,
        load_ids: &[&str],
    ) -> Result<HashMap<String, KnownUpload>, Error> {
        let uploads: Vec<KnownUpload> = sqlx::query_as(
            "select uploads.*, users.name from uploads left join users on users.login = uploads.login \
             where load_id in (select value from json_each(?))",
        )
        .bind(json_text(&load_ids))
        .fetch_all(&self.pool)
        .await?;
        let uploads = uploads.into_iter();
        Ok(uploads
            .map(|upload| (upload.note.load_id.clone(), upload))
            .collect())
    }
}
