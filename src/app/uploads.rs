//! Uploads: an extract that a segment hands over by the network, from its bytes to the inbox.

use std::path::PathBuf;

use super::ask::inner;
use super::history::name_of;
use super::people::require;
use super::trail::Deed;
use super::{Action, App, AskError, Asker, Door};
use crate::audit;
use crate::catalogue::say;
use crate::loads;
use crate::office::{LoadRecord, Mending, UploadNote};

/// An upload that has begun: its bytes go to the file.
#[derive(Debug)]
pub struct Upload {
    pub load_id: String,
    pub path: PathBuf,
    /// As the sender's machine calls the file; empty where it says nothing.
    pub file_name: String,
    /// Of what the extract is made, where it holds mended rows of an earlier one.
    pub mending: Option<Mending>,
}

/// Signs that are kept of a file's name.
const LONGEST_NAME: usize = 200;

/// What became of an upload.
#[derive(Debug)]
pub enum Uploaded {
    /// It lies in the inbox and will be loaded.
    Received(Box<LoadRecord>),
    /// It cannot be read at all; the record says why.
    Unreadable(Box<LoadRecord>),
}

impl App {
    /// Begins an upload: its file lies beside the inbox until it is whole.
    pub async fn begin_upload(&self, asker: &Asker) -> Result<Upload, AskError> {
        require(asker, Action::Upload)?;
        let folder = self.config.data.join("uploads");
        tokio::fs::create_dir_all(&folder).await.map_err(inner)?;
        let load_id = loads::new_load_id(self.clock.now());
        let path = folder.join(format!("{load_id}.zip"));
        Ok(Upload {
            load_id,
            path,
            file_name: String::new(),
            mending: None,
        })
    }

    /// Drops an upload that did not come whole.
    pub async fn drop_upload(&self, upload: &Upload) {
        if let Err(error) = tokio::fs::remove_file(&upload.path).await {
            tracing::warn!(%error, load_id = upload.load_id, "an upload could not be removed");
        }
    }

    /// Takes an upload that came whole: what is not of the asker's school is refused, the rest goes to the inbox.
    pub async fn take_upload(&self, asker: &Asker, upload: &Upload) -> Result<Uploaded, AskError> {
        let warehouse = self.warehouse();
        let (path, load_id) = (upload.path.clone(), upload.load_id.clone());
        let looked =
            tokio::task::spawn_blocking(move || loads::look(&warehouse, &path, &load_id)).await;
        let mut record = looked.map_err(inner)?;
        // Where it lies on this machine is nobody's business outside.
        record.path = format!("{}.zip", upload.load_id);
        let deed = Deed::new(audit::Action::Load, record.load_id.clone());
        let Some(school_id) = record.school_id.clone() else {
            self.drop_upload(upload).await;
            let deed = deed.with_outcome(audit::Outcome::Refused);
            self.record(asker, deed.about("выгрузка не читается"))
                .await?;
            return Ok(Uploaded::Unreadable(Box::new(record)));
        };
        let is_own = match &asker.door {
            Door::Upload {
                school_id: bound, ..
            } => *bound == school_id && self.reaches_school(asker, &school_id).await?,
            Door::Session(_) | Door::Token(_) | Door::Machine => {
                self.reaches_school(asker, &school_id).await?
            }
        };
        let words = match &upload.mending {
            Some(mending) => format!(
                "исправленные строки загрузки {}, организация {school_id}",
                mending.base_id
            ),
            None => format!("передана выгрузка организации {school_id}"),
        };
        if !is_own {
            self.drop_upload(upload).await;
            let deed = deed.with_outcome(audit::Outcome::Refused);
            self.record(asker, deed.about(words)).await?;
            return Err(AskError::NotAllowed {
                message: say!("loads-fault-foreign"),
            });
        }
        self.record(asker, deed.about(words)).await?;
        let written = std::slice::from_ref(&record);
        let now = self.clock.now();
        self.office
            .publish(None, written, now)
            .await
            .map_err(inner)?;
        let size = tokio::fs::metadata(&upload.path)
            .await
            .map_err(inner)?
            .len();
        let note = UploadNote {
            load_id: upload.load_id.clone(),
            file_name: plain_name(&upload.file_name),
            bytes: i64::try_from(size).unwrap_or(i64::MAX),
            login: asker.user.login.clone(),
            token: match &asker.door {
                Door::Token(name) | Door::Upload { token: name, .. } => name.clone(),
                Door::Session(_) | Door::Machine => String::new(),
            },
        };
        self.office.note_upload(&note).await.map_err(inner)?;
        if let Some(mending) = &upload.mending {
            self.office.note_mending(mending).await.map_err(inner)?;
        }
        let inbox = self.config.data.join("inbox");
        tokio::fs::create_dir_all(&inbox).await.map_err(inner)?;
        let waiting = inbox.join(format!("{}.zip", upload.load_id));
        tokio::fs::rename(&upload.path, waiting)
            .await
            .map_err(inner)?;
        self.came.notify_one();
        Ok(Uploaded::Received(Box::new(record)))
    }

    /// Returns a load that the asker may see. Raw rows are there for who may know names.
    pub async fn load_record(&self, asker: &Asker, load_id: &str) -> Result<LoadRecord, AskError> {
        self.load_head(asker, load_id).await?;
        let record = self.office.load(load_id).await.map_err(inner)?;
        let Some(mut record) = record else {
            return Err(AskError::NotFound);
        };
        for diagnostic in &mut record.diagnostics {
            self.shade(asker, diagnostic);
        }
        record.path = name_of(&record.path);
        Ok(record)
    }
}

/// Returns what is kept of a file's name: its last part, without what could trouble a line of text.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let signs = name.chars().filter(|sign| !sign.is_control());
    signs.take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_files_name_its_last_part_is_kept() {
        for (name, kept) in [
            ("выгрузка.zip", "выгрузка.zip"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ivanova\\ночь.zip", "ночь.zip"),
            ("a\r\nb\u{0}.zip", "ab.zip"),
            ("", ""),
        ] {
            assert_eq!(plain_name(name), kept, "{name:?}");
        }
        assert_eq!(plain_name(&"я".repeat(500)).chars().count(), LONGEST_NAME);
    }
}
