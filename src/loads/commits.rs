//! Commits: the written tables of a night take their new versions, some at a time.

use std::sync::Arc;

use futures::StreamExt;

use super::steps::Steps;
use super::{Error, Progress};
use crate::lake::{Replaced, TableWriter};

/// Tables that are committed at once; the rows that stay beside the new ones are written on one thread each.
const AT_ONCE: usize = 2;

/// A table whose rows have been encoded, and what they take the place of.
pub struct Written {
    pub table: String,
    pub writer: TableWriter,
    pub replaced: Vec<Replaced>,
}

/// Commits the tables, each in one version, and counts a step for each in their order.
pub async fn commit(
    written: Vec<Written>,
    load_ids: &[String],
    progress: &dyn Progress,
    steps: &mut Steps,
) -> Result<(), Error> {
    let load_ids: Arc<[String]> = load_ids.into();
    let commits = written.into_iter().map(|one| {
        let load_ids = load_ids.clone();
        async move {
            let commit = async move { one.writer.commit(&one.replaced, &load_ids).await };
            (one.table, tokio::spawn(commit).await)
        }
    });
    let mut commits = futures::stream::iter(commits).buffered(AT_ONCE);
    while let Some((table, committed)) = commits.next().await {
        committed.map_err(|broken| Error::Broken(broken.to_string()))??;
        progress.writing(&table);
        steps.passed(&table);
    }
    Ok(())
}
