//! Commits: the written tables of a night take their new versions, some at a time.

use std::sync::Arc;

use futures::StreamExt;

use super::steps::Steps;
use super::{Error, Progress, Warehouse};
use crate::lake::{Replaced, TableWriter};

/// Tables that are committed at once: more than cores, for each waits for the disk in between.
const AT_ONCE: usize = 4;

/// A table whose rows have been encoded, and what they take the place of.
pub struct Written {
    pub table: String,
    pub writer: TableWriter,
    pub replaced: Vec<Replaced>,
}

/// Commits the tables, each in one version, and counts a step for each in their order. The rows that stay
/// beside the new ones are encoded on the engine's threads, so that no page waits for them.
pub async fn commit(
    warehouse: &Warehouse,
    written: Vec<Written>,
    load_ids: &[String],
    progress: &Arc<dyn Progress>,
    steps: &mut Steps,
) -> Result<(), Error> {
    let load_ids: Arc<[String]> = load_ids.into();
    let commits = written.into_iter().map(|one| {
        let (engine, load_ids) = (warehouse.engine.clone(), load_ids.clone());
        async move {
            let commit = async move { Ok(one.writer.commit(&one.replaced, &load_ids).await) };
            (one.table, engine.run_unlimited(commit).await)
        }
    });
    let commits: Vec<_> = commits.collect();
    let mut commits = futures::stream::iter(commits).buffered(AT_ONCE);
    while let Some((table, committed)) = commits.next().await {
        committed.map_err(|source| Error::Engine {
            step: table.clone(),
            source,
        })??;
        progress.writing(&table);
        steps.passed(&table);
    }
    Ok(())
}
