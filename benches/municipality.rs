//! Invented municipalities of any size, loaded as an office loads them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use svodka::app::App;
use svodka::clock::Clock;
use svodka::config::{Config, Limits};
use svodka::loads::{self, Silent};
use svodka::sample::{SampleSpec, Windows};

/// The program's own allocator, which decides a good part of a load's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Returns the spec of a municipality of so many schools, each night bringing only what is new.
pub fn spec(schools: usize, pupils: usize, nights: usize) -> SampleSpec {
    SampleSpec {
        schools,
        pupils,
        nights,
        windows: Windows::Split,
        ..SampleSpec::default()
    }
}

/// Returns the configuration of an office in a folder, on the morning after the year's last day.
pub fn config(data: &Path) -> Config {
    let now = "2026-05-30T05:00:00Z"
        .parse()
        .expect("the moment is written in RFC 3339");
    Config {
        data: data.to_owned(),
        clock: Clock::Fixed(now),
        // What is measured is answering, not remembering.
        limits: Limits {
            answers_mb: 0,
            ..Limits::default()
        },
        ..Config::default()
    }
}

/// Returns the folders of nights that `sample::write` has made, the first one first.
pub fn nights(extracts: &Path) -> Vec<PathBuf> {
    let mut nights: Vec<PathBuf> = std::fs::read_dir(extracts)
        .expect("the written nights")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    nights.sort();
    nights
}

pub async fn load(app: &App, night: &Path) -> u64 {
    let paths = loads::extracts_in(night);
    let records = loads::load(&app.warehouse(), &paths, false, Arc::new(Silent))
        .await
        .expect("a load");
    records
        .iter()
        .flat_map(|record| &record.tables)
        .map(|table| table.rows)
        .sum()
}
