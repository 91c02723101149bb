//! The invented municipality «Демо-округ».
//!
//! A [`SampleSpec`] flows in; nightly extracts by the contract `svodka-extract/1` flow out, the same
//! bytes for the same spec. Each school's whole year is invented first and then cut at the moment
//! of each night, so that the next night continues the one before: entries come late, reasons of
//! absence are cleared up, marks are corrected, lessons vanish. Nothing here knows the lake or
//! reads an extract.

mod accounts;
mod attendance;
mod calendar;
mod classes;
mod corrections;
mod curriculum;
mod days;
mod entry;
mod exams;
mod extract;
mod faults;
mod groups;
mod hand;
mod journal;
mod movement;
mod municipality;
mod names;
mod night;
mod pages;
mod parquet;
mod people;
mod random;
mod registers;
mod results;
mod rosters;
mod rows;
mod school;
mod staff;
mod timetable;
mod topics;
mod view;
mod works;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use jiff::civil::{Date, date};

use crate::period::{Period, SchoolYear};
use night::Night;
use school::School;

/// What to invent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleSpec {
    /// How many organisations. The first eight are special, those after them mostly ordinary schools.
    pub schools: usize,
    /// Pupils of each organisation; 0 leaves each its own size.
    pub pupils: usize,
    /// School days covered, within one school year.
    pub period: Period,
    /// How many extracts each organisation hands over; the last one on the period's last day.
    pub nights: usize,
    pub pace: Pace,
    pub windows: Windows,
    pub seed: u64,
    pub files: FileKind,
    /// Archives, or else folders.
    pub is_zipped: bool,
}

/// How the nights lie in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Spread evenly over it.
    #[default]
    Even,
    /// On its last school days, one after the other.
    Daily,
}

/// What a night's window covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Windows {
    /// Everything from the period's first day.
    #[default]
    YearToDate,
    /// Only the days since the night before, so that each record comes once.
    Split,
    /// The first night everything, the others so many days up to their own.
    Recent(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileKind {
    #[default]
    Csv,
    Parquet,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleSummary {
    /// Extracts in order of nights, then of schools.
    pub extracts: Vec<PathBuf>,
    pub rows: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("число организаций должно быть от 1 до 999, а не {0}")]
    Schools(usize),
    #[error("число учеников организации должно быть не больше 5000, а не {0}")]
    Pupils(usize),
    #[error("нужна хотя бы одна ночь")]
    Nights,
    #[error("период {from} — {to} не лежит внутри одного учебного года")]
    Period { from: Date, to: Date },
    #[error("неизвестный часовой пояс {zone}")]
    Zone {
        zone: &'static str,
        #[source]
        source: jiff::Error,
    },
    #[error("не удалось записать {}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl Error {
    fn at(path: &Path, source: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }
}

impl Default for SampleSpec {
    /// One extract of each of the eight organisations at the end of the year 2025/2026.
    fn default() -> Self {
        Self {
            schools: 8,
            pupils: 0,
            period: Period::new(date(2025, 9, 1), date(2026, 5, 29)),
            nights: 1,
            pace: Pace::default(),
            windows: Windows::default(),
            seed: 1,
            files: FileKind::default(),
            is_zipped: true,
        }
    }
}

/// Returns the demonstration: the eight organisations, their year up to `today` (the data's day)
/// and the six school nights up to it.
pub fn demo_spec(today: Date) -> SampleSpec {
    SampleSpec {
        period: Period::new(SchoolYear::of(today).period().from, today),
        nights: 6,
        pace: Pace::Daily,
        windows: Windows::Recent(30),
        ..SampleSpec::default()
    }
}

/// Writes the extracts as `out/<night>/<school id>.zip`, or as folders of that name. `progress` is
/// told the rows written so far.
pub fn write(
    spec: &SampleSpec,
    out: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<SampleSummary, Error> {
    check(spec)?;
    let profiles = municipality::profiles(spec);
    let nights = night::nights(spec);
    let next = AtomicUsize::new(0);
    let rows = AtomicU64::new(0);
    let told = |more: u64| progress(rows.fetch_add(more, Ordering::Relaxed) + more);
    let written: Mutex<Vec<Result<PathBuf, Error>>> = Mutex::default();
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= profiles.len() {
                return;
            }
            let school = School::new(spec, &profiles, index);
            for night in nights_of(&profiles[index], &nights, spec) {
                let path = extract::write(spec, &school, night, out, &told).map(|(path, _)| path);
                let is_failed = path.is_err();
                written
                    .lock()
                    .unwrap_or_else(|poison| poison.into_inner())
                    .push(path);
                if is_failed {
                    // The others find nothing left to do.
                    next.store(profiles.len(), Ordering::Relaxed);
                    return;
                }
            }
        }
    };
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(profiles.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let written = written
        .into_inner()
        .unwrap_or_else(|poison| poison.into_inner());
    let mut extracts = written.into_iter().collect::<Result<Vec<_>, _>>()?;
    extracts.sort();
    Ok(SampleSummary {
        extracts,
        rows: rows.into_inner(),
    })
}

/// Leaves out the nights before an organisation opened, and those that its segment missed.
fn nights_of(profile: &municipality::Profile, nights: &[Night], spec: &SampleSpec) -> Vec<Night> {
    let is_missed = |number: usize| {
        profile.has_missed_nights
            && nights.len() >= 5
            && spec.windows != Windows::Split
            && (1..=2).contains(&(nights.len() - 1 - number))
    };
    let of_profile = nights
        .iter()
        .enumerate()
        .filter(|(number, _)| !is_missed(*number));
    of_profile
        .map(|(_, night)| *night)
        .filter(|night| night.day >= profile.opened)
        .collect()
}

fn check(spec: &SampleSpec) -> Result<(), Error> {
    let Period { from, to } = spec.period;
    if !(1..=999).contains(&spec.schools) {
        return Err(Error::Schools(spec.schools));
    }
    if spec.pupils > 5_000 {
        return Err(Error::Pupils(spec.pupils));
    }
    if spec.nights == 0 {
        return Err(Error::Nights);
    }
    if from > to || SchoolYear::of(from) != SchoolYear::of(to) {
        return Err(Error::Period { from, to });
    }
    Ok(())
}
