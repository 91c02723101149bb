//! One night: extracts → lake → marts → checks → release.
//!
//! Paths come in, load records go out, one for each path. Readers see nothing of a night before its
//! release is published; whatever a killed load has left behind is undone before the next one
//! begins. Nothing here prints: a [`Progress`] hears how far things are.

mod arrival;
mod changes;
mod checks;
mod commits;
mod covered;
mod differences;
mod hours;
mod inbox;
mod landing;
mod lock;
mod marts;
mod mending;
mod night;
mod portion;
mod progress;
mod rollups;
mod rules;
mod steps;
mod tables;
mod terms;

use std::path::PathBuf;
use std::sync::Arc;

pub use arrival::{look, new_load_id};
pub use hours::{deadline, is_on_time, last_due_night, night_of};
pub use inbox::{chain, extracts_in, heal_unless_loading, load_inbox, maintain, until_load_hour};
pub use mending::{CsvLine, MendError, Mended, is_kept, lines_of, mend};
pub use progress::{Progress, Silent};
pub use rules::digest_of_marts;
pub use tables::table_decls;

use crate::clock::Clock;
use crate::config::Config;
use crate::engine::{self, Engine, PupilKeys};
use crate::lake::{self, Lake};
use crate::model::Model;
use crate::office::{self, LoadRecord, Office};

/// Everything that a load works on.
#[derive(Clone)]
pub struct Warehouse {
    pub config: Arc<Config>,
    pub clock: Clock,
    pub model: Arc<Model>,
    pub lake: Lake,
    pub office: Office,
    pub engine: Arc<Engine>,
    pub keys: PupilKeys,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot write the lake")]
    Lake(#[from] lake::Error),
    #[error("cannot write the office's records")]
    Office(#[from] office::Error),
    #[error("cannot compute `{step}`")]
    Engine {
        step: String,
        #[source]
        source: engine::Error,
    },
    #[error("cannot lock the data folder")]
    Lock(#[source] std::io::Error),
    #[error("a part of the load broke off: {0}")]
    Broken(String),
}

/// Loads extracts as one night, or as several where a school comes more than once: the older of its
/// extracts first. Returns a record per path, in the order of the paths.
pub async fn load(
    warehouse: &Warehouse,
    paths: &[PathBuf],
    is_forced: bool,
    progress: Arc<dyn Progress>,
) -> Result<Vec<LoadRecord>, Error> {
    let _lock = lock::lock(&warehouse.config.data, progress.as_ref()).await?;
    let mut steps = steps::Steps::new(warehouse.config.testing.crash_at_step);
    heal(warehouse).await?;
    steps.passed("healed");
    let mut arrivals = arrival::open_all(warehouse, paths, progress.as_ref()).await?;
    let mut records: Vec<Option<LoadRecord>> = paths.iter().map(|_| None).collect();
    while !arrivals.is_empty() {
        let (round, later) = arrival::next_round(arrivals);
        arrivals = later;
        for (place, record) in
            night::run(warehouse, round, is_forced, &progress, &mut steps).await?
        {
            records[place] = Some(record);
        }
    }
    Ok(records.into_iter().flatten().collect())
}

/// Undoes what a killed load committed without publishing it.
pub async fn heal(warehouse: &Warehouse) -> Result<(), Error> {
    warehouse.lake.refresh().await?;
    let released = warehouse.office.current_release().await?;
    let versions = released.map(|release| release.versions).unwrap_or_default();
    if warehouse.lake.latest() != versions {
        warehouse.lake.roll_back(&versions).await?;
    }
    Ok(())
}
