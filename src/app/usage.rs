//! Usage: who works with svodka and what they open, counted in memory and put down every minute.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::civil::Date;

use super::ask::inner;
use super::{App, AskError, Asker};
use crate::office::Use;

/// How much is lost when the machine stops without warning.
const PAUSE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    day: Date,
    user_id: i64,
    role: String,
    school_id: String,
    object: String,
}

/// What was counted and is not put down yet.
#[derive(Debug, Default)]
pub struct Counted(Mutex<HashMap<Key, i64>>);

impl App {
    /// Counts that somebody opened something.
    pub fn count_use(&self, asker: &Asker, object: String) {
        let key = Key {
            day: self.moment().today,
            user_id: asker.user.id,
            role: asker.user.role.clone(),
            school_id: asker.reach.school_id().unwrap_or_default().to_owned(),
            object,
        };
        let mut counted = self
            .counted
            .0
            .lock()
            .unwrap_or_else(|held| held.into_inner());
        *counted.entry(key).or_default() += 1;
    }

    /// Puts down what was counted.
    pub async fn put_down_uses(&self) -> Result<(), AskError> {
        let counted = {
            let mut counted = self
                .counted
                .0
                .lock()
                .unwrap_or_else(|held| held.into_inner());
            std::mem::take(&mut *counted)
        };
        if counted.is_empty() {
            return Ok(());
        }
        let uses = counted.into_iter().map(|(key, count)| Use {
            day: key.day,
            user_id: key.user_id,
            role: key.role,
            school_id: key.school_id,
            object: key.object,
            count,
        });
        let uses: Vec<Use> = uses.collect();
        self.office.add_uses(&uses).await.map_err(inner)
    }

    /// Puts down what was counted every minute, until it is dropped.
    pub async fn keep_counting(&self) {
        loop {
            tokio::time::sleep(PAUSE).await;
            // A failure is in the log; what was counted in that minute is lost.
            let _ = self.put_down_uses().await;
        }
    }

    /// Returns what was opened between two days.
    pub async fn uses(&self, from: Date, to: Date) -> Result<Vec<Use>, AskError> {
        self.put_down_uses().await?;
        self.office.uses(from, to).await.map_err(inner)
    }
}
