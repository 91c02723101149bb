use std::path::PathBuf;
use std::sync::Arc;

use super::progress::Bars;
use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::app::App;
use crate::diagnostic::Severity;
use crate::loads::{self, Progress, Silent};
use crate::office::{LoadRecord, LoadState};

/// Load extracts as one night and publish a release
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Extracts (zip or folder), or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Apply an extract even where a newer one has been applied
    #[arg(long)]
    force: bool,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

/// List past loads
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// How many, the last ones first
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

pub async fn run(app: &App, args: &Args, is_quiet: bool) -> Result<Outcome, Failure> {
    let paths = extracts(&args.paths);
    let progress: Arc<dyn Progress> = if is_quiet {
        Arc::new(Silent)
    } else {
        Arc::new(Bars::new())
    };
    let records = app
        .load(&paths, args.force, progress)
        .await
        .map_err(Failure::ours)?;
    print(&records, args.format)?;
    let is_refused = records
        .iter()
        .any(|record| record.state == LoadState::Refused);
    Ok(if is_refused {
        Outcome::Refused
    } else {
        Outcome::Done
    })
}

pub async fn list(app: &App, args: &ListArgs) -> Result<Outcome, Failure> {
    let records = app.office.loads(args.limit).await.map_err(Failure::ours)?;
    print(&records, args.format)?;
    Ok(Outcome::Done)
}

/// Replaces a folder that is no extract itself by the extracts that lie in it.
pub fn extracts(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        let is_extract = !path.is_dir() || path.join("manifest.json").exists();
        let inside = if is_extract {
            Vec::new()
        } else {
            loads::extracts_in(path)
        };
        if inside.is_empty() {
            found.push(path.clone());
        } else {
            found.extend(inside);
        }
    }
    found
}

fn print(records: &[LoadRecord], format: ListFormat) -> Result<(), Failure> {
    if format == ListFormat::Json {
        return print_json(&records);
    }
    for record in records {
        let accepted: u64 = record.tables.iter().map(|table| table.accepted).sum();
        let rejected: u64 = record.tables.iter().map(|table| table.rejected).sum();
        print_line(&format!(
            "{}  {:<22} принято {accepted}, отклонено {rejected}  {}",
            record.school_id.as_deref().unwrap_or("—"),
            state_in_words(record.state),
            record.path
        ))?;
        const TOLD: usize = 20;
        let told = record
            .diagnostics
            .iter()
            .filter(|fault| fault.severity != Severity::Warning);
        for fault in told.clone().take(TOLD) {
            print_line(&format!("    {fault}"))?;
        }
        let rest = told.count().saturating_sub(TOLD);
        if rest > 0 {
            print_line(&format!("    … и ещё {rest}; все — в --format json"))?;
        }
    }
    Ok(())
}

fn state_in_words(state: LoadState) -> &'static str {
    match state {
        LoadState::Running => "загружается",
        LoadState::Accepted => "принята",
        LoadState::AcceptedWithRejects => "принята не полностью",
        LoadState::Refused => "отклонена",
        LoadState::Duplicate => "уже загружена",
        LoadState::Superseded => "устарела",
    }
}
