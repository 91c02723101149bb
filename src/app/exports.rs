//! Exports under way: how far a file has come, told to whoever waits for it and to nobody else.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::steps::Steps;
use super::{App, Asker};

/// Those that somebody follows, by the person and the id that the person's page gave.
#[derive(Debug, Clone, Default)]
pub(super) struct Exports(Arc<Mutex<Running>>);

type Running = HashMap<(i64, String), Written>;

/// How far a file has come, counted where it is made and looked at from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Written(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    rows: AtomicU64,
    /// Of a file that is made of many answers: how many there are.
    steps: Steps,
    is_left: AtomicBool,
}

/// An export under way. It is forgotten when dropped, whatever has become of the file, and what still works on it is told.
#[derive(Debug, Default)]
pub struct Followed {
    /// Where it is found; nowhere where its page did not name it.
    place: Option<Place>,
    written: Written,
}

#[derive(Debug)]
struct Place {
    exports: Exports,
    key: (i64, String),
}

impl Written {
    pub fn add(&self, rows: usize) {
        self.0.rows.fetch_add(rows as u64, Ordering::Relaxed);
    }

    /// Returns how many rows are written.
    pub fn rows(&self) -> u64 {
        self.0.rows.load(Ordering::Relaxed)
    }

    pub fn steps(&self) -> &Steps {
        &self.0.steps
    }

    /// Says whether somebody still waits for the file: a thread that writes it is not stopped by whoever leaves.
    pub fn is_awaited(&self) -> bool {
        !self.0.is_left.load(Ordering::Relaxed)
    }
}

impl Followed {
    /// Returns what counts how far the file has come.
    pub fn written(&self) -> Written {
        self.written.clone()
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.written.0.is_left.store(true, Ordering::Relaxed);
        let Some(Place { exports, key }) = self.place.take() else {
            return;
        };
        let mut running = exports.running();
        if let Entry::Occupied(entry) = running.entry(key)
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
        let key = (asker.user.id, id.to_owned());
        let written = Written::default();
        let mut running = self.exports.running();
        running.insert(key.clone(), written.clone());
        drop(running);
        let exports = self.exports.clone();
        Followed {
            place: Some(Place { exports, key }),
            written,
        }
    }

    /// Returns how far an asker's export has come; nothing where the asker has no such export under way.
    pub fn export_followed(&self, asker: &Asker, id: &str) -> Option<Written> {
        let running = self.exports.running();
        running.get(&(asker.user.id, id.to_owned())).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_a_file_learns_that_nobody_waits() {
        let followed = Followed::default();
        let written = followed.written();
        assert!(written.is_awaited());
        drop(followed);
        assert!(!written.is_awaited());
    }
}
