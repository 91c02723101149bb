//! Exports under way: how many rows of a file are written, told to whoever waits for it and to nobody else.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{App, Asker};

/// Those that somebody follows, by the person and the id that the person's page gave.
#[derive(Debug, Clone, Default)]
pub(super) struct Exports(Arc<Mutex<Running>>);

type Running = HashMap<(i64, String), Written>;

/// How many rows are written.
#[derive(Debug, Clone, Default)]
pub struct Written(Arc<AtomicU64>);

/// An export under way that is followed. It is forgotten when dropped, whatever has become of the file.
#[derive(Debug)]
pub struct Followed {
    exports: Exports,
    key: (i64, String),
    written: Written,
}

impl Written {
    pub(super) fn add(&self, rows: usize) {
        self.0.fetch_add(rows as u64, Ordering::Relaxed);
    }

    pub fn rows(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Followed {
    /// Returns what counts the rows of the file.
    pub fn written(&self) -> Written {
        self.written.clone()
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let mut running = self.exports.running();
        if let Entry::Occupied(entry) = running.entry(self.key.clone())
            // Another export may have taken the id since.
            && Arc::ptr_eq(&entry.get().0, &self.written.0)
        {
            entry.remove();
        }
    }
}

impl Exports {
    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        // No entry is ever half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Lets an asker follow the export that the asker's page calls so.
    pub fn follow_export(&self, asker: &Asker, id: &str) -> Followed {
        let followed = Followed {
            exports: self.exports.clone(),
            key: (asker.user.id, id.to_owned()),
            written: Written::default(),
        };
        let mut running = self.exports.running();
        running.insert(followed.key.clone(), followed.written.clone());
        drop(running);
        followed
    }

    /// Returns how many rows of an asker's export are written; none where the asker has no such export under way.
    pub fn rows_exported(&self, asker: &Asker, id: &str) -> Option<u64> {
        let running = self.exports.running();
        let written = running.get(&(asker.user.id, id.to_owned()))?;
        Some(written.rows())
    }
}
