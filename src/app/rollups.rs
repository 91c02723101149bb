//! Whether rollups hold in a release: they are filled school by school, so that after a change of declarations some schools'
//! rows are missing until these schools load again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::App;
use crate::engine::{self, Workbench};
use crate::lake::Snapshot;
use crate::loads;
use crate::model::Model;

/// What is known of releases, by their numbers.
#[derive(Default)]
pub struct Held {
    by_release: Mutex<HashMap<i64, bool>>,
}

/// By which declarations the rows of each school were made.
const DECLARATIONS: &str = "select distinct marts from lake.rules";

impl App {
    /// Returns the model by which questions about a release are answered: without rollups where they do not have
    /// every school.
    pub(super) async fn model_of(
        &self,
        release: i64,
        snapshot: &Snapshot,
    ) -> Result<Arc<Model>, engine::Error> {
        let known = |held: &Held| {
            let held = held
                .by_release
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            held.get(&release).copied()
        };
        let holds = match known(&self.rollups) {
            Some(holds) => holds,
            None => {
                let holds = self.rollups_hold(snapshot).await?;
                let held = &self.rollups.by_release;
                let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
                held.insert(release, holds);
                holds
            }
        };
        Ok(match holds {
            true => self.model.clone(),
            false => self.model_alone.clone(),
        })
    }

    async fn rollups_hold(&self, snapshot: &Snapshot) -> Result<bool, engine::Error> {
        let bench = Workbench::open(&self.engine, snapshot.clone(), &self.keys, 1)?;
        let declared = loads::digest_of_marts(&self.model);
        for batch in bench.rows(DECLARATIONS).await? {
            let digests = cast(batch.column(0), &DataType::Utf8)?;
            let mut digests = digests.as_string::<i32>().iter();
            if digests.any(|digest| digest != Some(declared.as_str())) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
