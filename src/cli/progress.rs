//! Progress bars of a load, on stderr.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::loads::Progress;

/// One bar for the night, and below it one for each school that is being read, with its table.
pub struct Bars {
    all: MultiProgress,
    night: ProgressBar,
    schools: Mutex<HashMap<String, ProgressBar>>,
}

impl Bars {
    pub fn new() -> Self {
        let all = MultiProgress::new();
        let night = all.add(ProgressBar::no_length());
        night.set_style(style("{elapsed_precise} [{bar:30}] {pos}/{len} {msg}"));
        night.enable_steady_tick(Duration::from_millis(200));
        Self {
            all,
            night,
            schools: Mutex::default(),
        }
    }

    fn schools(&self) -> MutexGuard<'_, HashMap<String, ProgressBar>> {
        self.schools.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Bars {
    fn waiting_for_lock(&self) {
        self.night
            .println("Другая загрузка ещё идёт: жду её окончания");
    }

    fn night(&self, extracts: usize) {
        self.night.set_length(extracts as u64);
    }

    fn rows(&self, school_id: &str, table: &str, rows: u64, promised: u64) {
        let mut schools = self.schools();
        let bar = schools.entry(school_id.to_owned()).or_insert_with(|| {
            let bar = self.all.add(ProgressBar::no_length());
            bar.set_style(style(
                "         [{bar:30}] {prefix}: {msg} {human_pos}/{human_len}",
            ));
            bar.with_prefix(school_id.to_owned())
        });
        bar.set_message(table.to_owned());
        bar.set_length(promised);
        bar.set_position(rows);
    }

    fn extract_read(&self, school_id: Option<&str>) {
        if let Some(bar) = school_id.and_then(|school_id| self.schools().remove(school_id)) {
            bar.finish_and_clear();
            self.all.remove(&bar);
        }
        self.night.inc(1);
    }

    fn writing(&self, table: &str) {
        self.night.set_message(format!("записываю {table}"));
    }

    fn published(&self, release: i64) {
        self.night.println(format!("Опубликован выпуск {release}"));
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.night.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
