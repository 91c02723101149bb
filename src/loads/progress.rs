//! Progress: how far a load is, for whoever shows it.

/// Hears how far a load is. Called from several threads.
pub trait Progress: Send + Sync {
    /// Another process is loading; this one waits.
    fn waiting_for_lock(&self) {}
    /// A night begins, with so many extracts to read.
    fn night(&self, _extracts: usize) {}
    /// So many rows of a table of a school have been read, of as many as its manifest promises.
    fn rows(&self, _school_id: &str, _table: &str, _rows: u64, _promised: u64) {}
    /// An extract is done with, whatever became of it. Of one that was not opened the school is not known.
    fn extract_read(&self, _school_id: Option<&str>) {}
    /// A table or mart is being written.
    fn writing(&self, _table: &str) {}
    /// The night has been published.
    fn published(&self, _release: i64) {}
}

/// Shows nothing.
pub struct Silent;

impl Progress for Silent {}
