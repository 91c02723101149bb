use std::path::PathBuf;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use jiff::civil::Date;

use super::{Common, Failure, Outcome};
use crate::period::Period;
use crate::sample::{self, FileKind, SampleSpec, Windows};

/// Write extracts of an invented municipality
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many organisations
    #[arg(long, default_value_t = 8, value_name = "N")]
    schools: usize,
    /// Pupils of each organisation; 0 leaves each its own size
    #[arg(long, default_value_t = 0, value_name = "M")]
    pupils: usize,
    /// First day
    #[arg(long, default_value = "2025-09-01", value_name = "D")]
    from: Date,
    /// Last day
    #[arg(long, default_value = "2026-05-29", value_name = "D")]
    to: Date,
    /// Number that decides everything that looks random
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// How many extracts each organisation hands over, spread evenly
    #[arg(long, default_value_t = 1, value_name = "K")]
    nights: usize,
    /// Days that each extract covers: the year to date, or those since the one before
    #[arg(long, value_enum, default_value_t = Window::Year)]
    windows: Window,
    /// Format of the tables
    #[arg(long, value_enum, default_value_t = Kind::Csv)]
    files: Kind,
    /// Write folders instead of archives
    #[arg(long)]
    folders: bool,
    /// Where to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Window {
    Year,
    Split,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Csv,
    Parquet,
}

pub fn run(common: &Common, args: &Args) -> Result<Outcome, Failure> {
    let spec = SampleSpec {
        schools: args.schools,
        pupils: args.pupils,
        period: Period::new(args.from, args.to),
        nights: args.nights,
        windows: match args.windows {
            Window::Year => Windows::YearToDate,
            Window::Split => Windows::Split,
        },
        seed: args.seed,
        files: match args.files {
            Kind::Csv => FileKind::Csv,
            Kind::Parquet => FileKind::Parquet,
        },
        is_zipped: !args.folders,
        ..SampleSpec::default()
    };
    let bar = if common.quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::new_spinner()
    };
    let style = ProgressStyle::with_template("{elapsed_precise} {spinner} записано строк: {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let written = sample::write(&spec, &args.out, &|rows| {
        bar.set_message(HumanCount(rows).to_string());
        bar.tick();
    });
    bar.finish_and_clear();
    let written = written.map_err(|error| match error {
        sample::Error::Write { .. } => Failure::ours(error),
        error => Failure::Usage(error.to_string()),
    })?;
    if !common.quiet {
        eprintln!(
            "Выгрузок: {}, строк: {}",
            written.extracts.len(),
            written.rows
        );
    }
    for path in &written.extracts {
        super::print_line(&path.display().to_string())?;
    }
    Ok(Outcome::Done)
}
