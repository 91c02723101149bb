//! Nights: what is loaded, by the command line, at the office's hour or when it came, is written into the audit.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::trail::Deed;
use super::{App, AskError};
use crate::audit;
use crate::clock::Clock;
use crate::loads::{self, Progress};
use crate::office::{Client, LoadRecord, LoadState};

/// How long is waited for more uploads after one came: what comes together is loaded together.
const GATHERING: Duration = Duration::from_secs(2);

impl App {
    /// Loads extracts as `loads::load` does.
    pub async fn load(
        &self,
        paths: &[PathBuf],
        is_forced: bool,
        progress: Arc<dyn Progress>,
    ) -> Result<Vec<LoadRecord>, loads::Error> {
        self.load_at(self.clock, paths, is_forced, progress).await
    }

    /// Loads extracts as if they came at another time.
    pub async fn load_at(
        &self,
        clock: Clock,
        paths: &[PathBuf],
        is_forced: bool,
        progress: Arc<dyn Progress>,
    ) -> Result<Vec<LoadRecord>, loads::Error> {
        let warehouse = loads::Warehouse {
            clock,
            ..self.warehouse()
        };
        let records = loads::load(&warehouse, paths, is_forced, progress).await?;
        self.record_loads(&records).await;
        Ok(records)
    }

    /// Loads what lies in the inbox.
    pub async fn load_inbox(&self) -> Result<Vec<LoadRecord>, loads::Error> {
        let records = loads::load_inbox(&self.warehouse()).await?;
        self.record_loads(&records).await;
        Ok(records)
    }

    /// Loads the inbox at the office's hour, and whenever an upload came, until it is dropped.
    pub async fn keep_loading(&self) {
        loop {
            let hour = loads::until_load_hour(&self.warehouse());
            tokio::select! {
                () = tokio::time::sleep(hour) => {}
                () = self.came.notified() => tokio::time::sleep(GATHERING).await,
            }
            match self.load_inbox().await {
                Ok(records) => tracing::info!(extracts = records.len(), "the inbox was loaded"),
                Err(error) => {
                    tracing::error!(error = loads::chain(&error), "the inbox was not loaded");
                }
            }
            // Past the hour, so that one night is not loaded twice in its first second.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Writes loads down, and the releases that they made. They have happened: a failure is in the log.
    async fn record_loads(&self, records: &[LoadRecord]) {
        let mut releases: Vec<i64> = records.iter().filter_map(|record| record.release).collect();
        releases.dedup();
        let of_loads = records.iter().map(|record| {
            let outcome = match record.state {
                LoadState::Refused => audit::Outcome::Refused,
                _ => audit::Outcome::Done,
            };
            let school = record
                .school_id
                .as_deref()
                .unwrap_or("организация неизвестна");
            let rows = record.tables.iter().map(|table| table.accepted).sum();
            Deed {
                rows: Some(rows),
                release: record.release,
                ..Deed::new(audit::Action::Load, record.load_id.clone())
                    .about(format!("{school}, {}", record.state.name()))
                    .with_outcome(outcome)
            }
        });
        let of_releases = releases.iter().map(|release| Deed {
            release: Some(*release),
            ..Deed::new(audit::Action::Publish, format!("выпуск {release}"))
        });
        for deed in of_loads.chain(of_releases) {
            let written: Result<(), AskError> = self.record_of("", &Client::default(), deed).await;
            if written.is_err() {
                return;
            }
        }
    }
}
