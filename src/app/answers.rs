//! Answers kept: the same question of the same scope about the same release is computed once.
//!
//! An entry's name is the answer's ETag, which knows declarations, question, release, day, scope and cap: what one
//! scope asked no other one finds. That of an answer which time changes knows the minute, too.

use std::sync::Arc;

use moka::future::Cache;

use super::Answer;

#[derive(Clone)]
pub struct Answers {
    kept: Cache<String, Arc<Answer>>,
}

impl Answers {
    /// Keeps so many bytes of rows; those asked longest ago go first.
    pub fn new(bytes: u64) -> Self {
        let kept = Cache::builder()
            .max_capacity(bytes)
            .weigher(|key: &String, answer: &Arc<Answer>| {
                let weight = key.len() + answer.table.memory_size();
                u32::try_from(weight).unwrap_or(u32::MAX)
            })
            .build();
        Self { kept }
    }

    pub async fn get(&self, etag: &str) -> Option<Answer> {
        let kept = self.kept.get(etag).await?;
        Some(kept.as_ref().clone())
    }

    /// Returns how many answers are kept.
    pub async fn count(&self) -> u64 {
        self.kept.run_pending_tasks().await;
        self.kept.entry_count()
    }

    pub async fn keep(&self, answer: &Answer) {
        self.kept
            .insert(answer.etag.clone(), Arc::new(answer.clone()))
            .await;
    }
}
