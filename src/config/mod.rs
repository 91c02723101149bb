//! Config: `svodka.toml` and `SVODKA_` variables, read once and handed out in sections.
//!
//! What is wrong in them comes back as diagnostics, all of it, beside a configuration that
//! holds the default wherever a value could not be used. Nothing else reads the environment.

mod misfits;
mod reading;
mod rule_sets;
mod sign_in;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::{Time, time};
use jiff::tz::{self, TimeZone};

use crate::clock::Clock;

pub use reading::KEYS;
pub use rule_sets::{RuleSetChoice, RuleSetChoices};
pub use sign_in::{NamingClaim, Secret, SignIn};

/// The default file: every key with its meaning, equal to `Config::default()`.
pub const DEFAULT_FILE: &str = include_str!("default.toml");

#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The folder of everything that svodka keeps.
    pub data: PathBuf,
    /// Which events the log holds, in the language of `tracing`'s filter.
    pub log: String,
    pub clock: Clock,
    pub office: Office,
    pub lake: Lake,
    pub limits: Limits,
    pub serve: Serve,
    pub privacy: Privacy,
    pub sign_in: SignIn,
    pub keep: Keep,
    pub testing: Testing,
}

/// The office and its habits.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    pub name: String,
    pub timezone: TimeZone,
    /// When the night's load begins.
    pub load_hour: Time,
    /// Until when an extract of the night has come on time.
    pub on_time_hour: Time,
    pub rule_sets: RuleSetChoices,
}

/// Where the tables lie.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lake {
    /// A folder or `s3://bucket/prefix`; empty for the folder `lake` of the data folder.
    pub url: String,
    /// Options of the object store, keys in lower case.
    pub options: BTreeMap<String, String>,
}

/// How much one question, extract or request may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Memory of all questions together; 0 for half of the machine's.
    pub memory_mb: u64,
    pub queries_at_once: usize,
    /// How many questions may wait for their turn.
    pub queue: usize,
    pub timeout_s: u64,
    /// How long an answer may take that goes into a file.
    pub export_timeout_s: u64,
    /// Memory of answers that are kept for the next one who asks the same; 0 for none.
    pub answers_mb: u64,
    /// Most rows of one JSON answer.
    pub rows_json: usize,
    /// Most bytes that an extract may unpack to.
    pub unpacked_bytes: u64,
    /// The share of rejected rows of a table above which the extract is refused.
    pub reject_share: f64,
    /// Most bytes of a request's body.
    pub body_bytes: usize,
}

/// The site.
#[derive(Debug, Clone, PartialEq)]
pub struct Serve {
    pub listen: SocketAddr,
    /// The address that people see, where another server stands in front.
    pub public_url: Option<String>,
    /// The certificate with which the site speaks https itself, those of its issuers behind it, and its key: files of
    /// PEM, both or neither.
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    /// Whether people come over https, so that cookies travel by it alone. A certificate or an https `public_url`
    /// implies it.
    pub is_https: bool,
    /// The servers in front whose word about who asks is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// The header in which they say it, such as `x-forwarded-for`.
    pub client_header: Option<String>,
}

/// What is told of people to those who may not know their names.
#[derive(Debug, Clone, PartialEq)]
pub struct Privacy {
    /// The least count of pupils that is shown outside their school; 0 shows all.
    pub small_cells: u64,
}

/// How long things are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Keep {
    /// Extracts as received.
    pub raw_days: u32,
}

/// Faults that tests ask for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Testing {
    /// The step of a load at which the process dies.
    pub crash_at_step: Option<u64>,
}

impl Config {
    /// Returns a configuration for tests: its own folder, a fixed clock, small limits.
    pub fn for_testing(data: &Path) -> Self {
        let now = "2025-10-15T05:00:00Z"
            .parse()
            .expect("the moment is written in RFC 3339");
        Self {
            data: data.to_owned(),
            clock: Clock::Fixed(now),
            limits: Limits {
                memory_mb: 512,
                ..Limits::default()
            },
            serve: Serve {
                listen: SocketAddr::from(([127, 0, 0, 1], 0)),
                ..Serve::default()
            },
            ..Self::default()
        }
    }

    /// Returns the variables of the process; the only place that reads them. Those that are not text are left out.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn environment() -> impl Iterator<Item = (String, String)> {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
    }

    /// Returns the folder or address of the tables; a relative folder lies in the data folder.
    pub fn lake_url(&self) -> String {
        if self.lake.url.contains("://") {
            return self.lake.url.clone();
        }
        let folder = if self.lake.url.is_empty() {
            "lake"
        } else {
            &self.lake.url
        };
        self.data.join(folder).display().to_string()
    }

    /// Returns the file of the office's own records.
    pub fn office_file(&self) -> PathBuf {
        self.data.join("office.sqlite")
    }
}

impl Limits {
    /// Returns the memory of all questions together.
    pub fn memory_bytes(&self) -> u64 {
        const UNKNOWN_MACHINE_MB: u64 = 2048;
        match self.memory_mb {
            0 => machine_memory_bytes().map_or(UNKNOWN_MACHINE_MB << 20, |bytes| bytes / 2),
            megabytes => megabytes << 20,
        }
    }

    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_s)
    }

    pub fn export_timeout(&self) -> Duration {
        Duration::from_secs(self.export_timeout_s)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "svodka-data".into(),
            log: "warn".to_owned(),
            clock: Clock::Wall,
            office: Office::default(),
            lake: Lake::default(),
            limits: Limits::default(),
            serve: Serve::default(),
            privacy: Privacy { small_cells: 5 },
            sign_in: SignIn::default(),
            keep: Keep { raw_days: 30 },
            testing: Testing::default(),
        }
    }
}

impl Default for Office {
    fn default() -> Self {
        Self {
            name: "Управление образования".to_owned(),
            // The zone is bundled; the fixed offset only spares a panic.
            timezone: TimeZone::get("Europe/Moscow")
                .unwrap_or_else(|_| TimeZone::fixed(tz::offset(3))),
            load_hour: time(2, 0, 0, 0),
            on_time_hour: time(6, 0, 0, 0),
            rule_sets: RuleSetChoices::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mb: 0,
            queries_at_once: 2,
            queue: 32,
            timeout_s: 30,
            export_timeout_s: 600,
            answers_mb: 64,
            rows_json: 50_000,
            unpacked_bytes: 2 << 30,
            reject_share: 0.05,
            body_bytes: 256 << 20,
        }
    }
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            certificate: None,
            key: None,
            is_https: false,
            trusted_proxies: Vec::new(),
            client_header: None,
        }
    }
}

/// Returns the memory of the machine, or of the container when that has less.
fn machine_memory_bytes() -> Option<u64> {
    let machine = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("MemTotal:"))?;
            Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
        });
    let container = std::fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| text.trim().parse().ok());
    [machine, container].into_iter().flatten().min()
}
