use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Failure, Outcome};
use crate::clock::Clock;
use crate::extract::{self, Seal};
use crate::period::{Period, SchoolYear};

/// Seal a folder of tables as an extract: write its manifest with row counts and hashes
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with one file per table
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Organisation whose segment it is
    #[arg(long, value_name = "ID")]
    school: String,
    /// First day of the window
    #[arg(long, value_name = "D")]
    from: Date,
    /// Last day of the window
    #[arg(long, value_name = "D")]
    to: Date,
    /// Moment of the extract, RFC 3339 [default: now]
    #[arg(long, value_name = "MOMENT")]
    extracted_at: Option<String>,
    /// School year [default: that of the window's last day]
    #[arg(long, value_name = "YEAR")]
    school_year: Option<SchoolYear>,
    /// Also write the folder as this archive
    #[arg(long, value_name = "ZIP")]
    zip: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let extracted_at = match &args.extracted_at {
        Some(moment) => moment.clone(),
        None => Clock::default().now().to_string(),
    };
    if extracted_at.parse::<Timestamp>().is_err() {
        return Err(Failure::Usage(format!(
            "«{extracted_at}» — не момент в виде 2025-10-14T23:40:00+03:00"
        )));
    }
    let seal = Seal {
        school_id: args.school.clone(),
        extracted_at,
        window: Period::new(args.from, args.to),
        school_year: args.school_year.unwrap_or_else(|| SchoolYear::of(args.to)),
    };
    let sealed = extract::seal(&args.folder, &seal, args.zip.as_deref());
    sealed.map_err(|error| Failure::Usage(format!("{}: {error}", args.folder.display())))?;
    eprintln!(
        "Выгрузка опечатана: {}",
        args.folder.join("manifest.json").display()
    );
    Ok(Outcome::Done)
}
