//! Progress bars of a load, on stderr.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use crate::loads::Progress;

/// One bar that counts extracts and tells what is being read or written.
pub struct Bars {
    bar: ProgressBar,
    rows: Mutex<std::collections::HashMap<(String, String), u64>>,
}

impl Bars {
    pub fn new() -> Self {
        let bar = ProgressBar::no_length();
        let style = ProgressStyle::with_template("{elapsed_precise} [{bar:30}] {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self {
            bar,
            rows: Mutex::default(),
        }
    }
}

impl Progress for Bars {
    fn waiting_for_lock(&self) {
        self.bar
            .println("Другая загрузка ещё идёт: жду её окончания");
    }

    fn night(&self, extracts: usize) {
        self.bar.set_length(extracts as u64);
    }

    fn rows(&self, school_id: &str, table: &str, rows: u64) {
        let mut counted = self
            .rows
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        counted.insert((school_id.to_owned(), table.to_owned()), rows);
        let all: u64 = counted.values().sum();
        self.bar
            .set_message(format!("{school_id}: {table}, прочитано строк {all}"));
    }

    fn extract_read(&self, _school_id: &str) {
        self.bar.inc(1);
    }

    fn writing(&self, table: &str) {
        self.bar.set_message(format!("записываю {table}"));
    }

    fn published(&self, release: i64) {
        self.bar.println(format!("Опубликован выпуск {release}"));
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
