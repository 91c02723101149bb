//! Uploads: an extract that a segment hands over by the network, from its bytes to the inbox.

use std::path::PathBuf;

use super::ask::inner;
use super::people::require;
use super::trail::Deed;
use super::{Action, App, AskError, Asker, Door, Right};
use crate::audit;
use crate::loads;
use crate::office::LoadRecord;

/// An upload that has begun: its bytes go to the file.
#[derive(Debug)]
pub struct Upload {
    pub load_id: String,
    pub path: PathBuf,
}

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
        Ok(Upload { load_id, path })
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
        let words = format!("передана выгрузка организации {school_id}");
        if !is_own {
            self.drop_upload(upload).await;
            let deed = deed.with_outcome(audit::Outcome::Refused);
            self.record(asker, deed.about(words)).await?;
            return Err(AskError::NotAllowed {
                message: "Выгрузка не вашей организации не принята".to_owned(),
            });
        }
        self.record(asker, deed.about(words)).await?;
        let written = std::slice::from_ref(&record);
        let now = self.clock.now();
        self.office
            .publish(None, written, now)
            .await
            .map_err(inner)?;
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
        let record = self.office.load(load_id).await.map_err(inner)?;
        let Some(mut record) = record else {
            return Err(AskError::NotFound);
        };
        let is_in_reach = match (&asker.door, &record.school_id) {
            (
                Door::Upload {
                    school_id: bound, ..
                },
                Some(school_id),
            ) => bound == school_id,
            (_, Some(school_id)) => self.reaches_school(asker, school_id).await?,
            // Of which school it is nobody knows: the office's to look at.
            (_, None) => self.is_office(asker),
        };
        if !is_in_reach {
            return Err(AskError::NotFound);
        }
        let knows_names = asker.holds(Right::PersonalData);
        for diagnostic in &mut record.diagnostics {
            if !knows_names {
                diagnostic.raw = None;
            }
        }
        let name = PathBuf::from(&record.path);
        let name = name
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        record.path = name.unwrap_or_default();
        Ok(record)
    }
}
