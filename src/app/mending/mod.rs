//! Mending: rejected rows are handed out to be mended, and an extract is made of those that come back.
//!
//! Rows leave under the same right as on the page of their load. What comes back goes the way of every extract: it is
//! looked at, written down, laid into the inbox and judged whole, so that a row mended wrongly is rejected again.

mod file;

use std::collections::HashMap;

pub use self::file::{MendFault, MendFaultKind, line_cells};

use self::file::Handed;
use super::ask::inner;
use super::people::require;
use super::uploads::Upload;
use super::{Action, App, AskError, Asker, Right, Uploaded};
use crate::diagnostic::{Diagnostic, Severity};
use crate::loads::{self, MendError};
use crate::office::{LoadRecord, LoadState, Mending, RejectedTable};

/// What can be done about the rows that a load rejected.
#[derive(Debug, Clone, Default)]
pub struct MendingOffer {
    pub tables: Vec<RejectedTable>,
    /// Why mended rows cannot be handed over here.
    pub hindrance: Option<Hindrance>,
    /// Of what the load itself was made.
    pub made_of: Option<Mending>,
    /// The loads that were made of this one.
    pub mended_by: Vec<String>,
}

/// Why rows of a load cannot be mended any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Rows came before their columns were kept.
    NoColumns,
    /// The extract's files are kept no more.
    NoFiles,
    /// A later extract of the same days has been accepted: its rows are the ones to mend.
    Newer { load_id: String },
    /// Rows mended before have not been loaded yet.
    Waiting { load_id: String },
    /// Mended rows would not make the extract good: it was refused for more than its rejects.
    Refused,
}

/// What became of mended rows.
#[derive(Debug)]
pub enum HandedOver {
    /// The extract made of them waits to be loaded.
    Received(Box<LoadRecord>),
    /// Nothing was taken, and why.
    Faulty(Vec<MendFault>),
    Hindered(Hindrance),
}

impl App {
    /// Tells what can be done about the rows that a load of the asker's schools rejected.
    pub async fn mending_offer(
        &self,
        asker: &Asker,
        load_id: &str,
    ) -> Result<MendingOffer, AskError> {
        let load = self.load_head(asker, load_id).await?;
        let office = &self.office;
        let mut tables = office.rejected_tables(load_id).await.map_err(inner)?;
        // Of a spoilt table more rows were rejected than are listed.
        for table in &mut tables {
            let mut counts = load.tables.iter();
            let count = counts.find(|count| count.table == table.table);
            table.rows = table.rows.max(count.map_or(0, |count| count.rejected));
        }
        let mended_by = office.mended_from(load_id).await.map_err(inner)?;
        Ok(MendingOffer {
            hindrance: match tables.is_empty() {
                true => None,
                false => self.hindrance(&load, &tables, &mended_by).await?,
            },
            made_of: office.mending_of(load_id).await.map_err(inner)?,
            mended_by: mended_by.into_iter().map(|(load_id, _)| load_id).collect(),
            tables,
        })
    }

    /// Returns a table whose rejected rows the asker may have as they came.
    pub async fn rejected_table(
        &self,
        asker: &Asker,
        load_id: &str,
        table: &str,
    ) -> Result<RejectedTable, AskError> {
        self.load_head(asker, load_id).await?;
        let tables = self.office.rejected_tables(load_id).await.map_err(inner)?;
        let found = tables.into_iter().find(|found| found.table == table);
        let found = found.filter(|table| table.kept > 0 && !table.header.is_empty());
        let found = found.ok_or(AskError::NotFound)?;
        if !asker.holds(Right::PersonalData) {
            return Err(AskError::NotAllowed {
                message: "Сами строки видит тот, кому дано право на персональные данные".to_owned(),
            });
        }
        Ok(found)
    }

    /// Returns rejected rows of such a table with their cells, in the order of the file, each with its place.
    pub async fn rejected_rows(
        &self,
        asker: &Asker,
        load_id: &str,
        table: &str,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Diagnostic)>, AskError> {
        self.rejected_table(asker, load_id, table).await?;
        let rows = self.office.rejected_rows(load_id, table, after, most);
        rows.await.map_err(inner)
    }

    /// Takes files with mended rows of a load, each a name with its bytes, and makes an extract of them.
    pub async fn hand_over_mended(
        &self,
        asker: &Asker,
        load_id: &str,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<HandedOver, AskError> {
        require(asker, Action::Upload)?;
        // First of all, so that whatever is published meanwhile counts as later.
        let newest = self.office.newest_release().await.map_err(inner)?;
        let load = self.load_head(asker, load_id).await?;
        let tables = self.office.rejected_tables(load_id).await.map_err(inner)?;
        if tables.is_empty() {
            return Err(AskError::NotFound);
        }
        let made = self.office.mended_from(load_id).await.map_err(inner)?;
        if let Some(hindrance) = self.hindrance(&load, &tables, &made).await? {
            return Ok(HandedOver::Hindered(hindrance));
        }
        let mut rejected = HashMap::new();
        for table in &tables {
            let rows = self.office.rejected_fields(load_id, &table.table).await;
            rejected.insert(table.table.clone(), rows.map_err(inner)?);
        }
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let of_load = load_id.to_owned();
        let read =
            tokio::task::spawn_blocking(move || file::read(&of_load, &tables, &rejected, &files));
        let handed = match read.await.map_err(inner)? {
            Ok(handed) => handed,
            Err(faults) => return Ok(HandedOver::Faulty(faults)),
        };
        let mut upload = self.begin_upload(asker).await?;
        upload.file_name = names.join(", ");
        let mending = Mending {
            load_id: upload.load_id.clone(),
            base_id: load_id.to_owned(),
            after_release: newest.unwrap_or_default(),
            replaced: handed.replaced,
            removed: handed.removed,
        };
        if !self.compose(load, handed, &upload).await? {
            return Ok(HandedOver::Hindered(Hindrance::NoFiles));
        }
        upload.mending = Some(mending);
        match self.take_upload(asker, &upload).await? {
            Uploaded::Received(record) => Ok(HandedOver::Received(record)),
            Uploaded::Unreadable(_) => Err(inner(std::io::Error::other(
                "an extract with mended rows cannot be read",
            ))),
        }
    }

    /// Writes the extract of a load with mended rows where an upload lies; false where its files are kept no more.
    async fn compose(
        &self,
        load: LoadRecord,
        handed: Handed,
        upload: &Upload,
    ) -> Result<bool, AskError> {
        let (warehouse, path) = (self.warehouse(), upload.path.clone());
        let mended = tokio::task::spawn_blocking(move || {
            loads::mend(&warehouse, &load, &handed.tables, &path)
        });
        match mended.await.map_err(inner)? {
            Ok(is_made) => Ok(is_made),
            Err(error) => {
                self.drop_upload(upload).await;
                match error {
                    // They are others than those that were loaded.
                    MendError::Unreadable(_) => Ok(false),
                    error @ (MendError::Source(_) | MendError::Io(_)) => Err(inner(error)),
                }
            }
        }
    }

    /// Says why rows of a load cannot be mended, where they cannot.
    async fn hindrance(
        &self,
        load: &LoadRecord,
        tables: &[RejectedTable],
        made: &[(String, LoadState)],
    ) -> Result<Option<Hindrance>, AskError> {
        let has_columns = |table: &RejectedTable| table.kept > 0 && !table.header.is_empty();
        if !tables.iter().any(has_columns) {
            return Ok(Some(Hindrance::NoColumns));
        }
        let waiting = made
            .iter()
            .find(|(_, state)| *state == LoadState::Running)
            .map(|(load_id, _)| load_id.clone());
        if let Some(load_id) = waiting {
            return Ok(Some(Hindrance::Waiting { load_id }));
        }
        let applied = self.office.applied_loads(load.school_id.as_deref());
        let newer = applied.await.map_err(inner)?.into_iter().find(|other| {
            let is_later = match load.release {
                Some(release) => other.release > Some(release),
                None => other.extracted_at >= load.extracted_at,
            };
            let windows = load.window.zip(other.window);
            is_later && windows.is_none_or(|(own, other)| own.overlaps(&other))
        });
        if let Some(newer) = newer {
            let load_id = newer.load_id;
            return Ok(Some(Hindrance::Newer { load_id }));
        }
        let findings = self.office.findings(&load.load_id).await.map_err(inner)?;
        let mut causes = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Refuse);
        if causes.any(|cause| cause.rule != "share") {
            return Ok(Some(Hindrance::Refused));
        }
        let (warehouse, load) = (self.warehouse(), load.clone());
        let is_kept = tokio::task::spawn_blocking(move || loads::is_kept(&warehouse, &load));
        let is_kept = is_kept.await.map_err(inner)?;
        Ok((!is_kept).then_some(Hindrance::NoFiles))
    }
}
