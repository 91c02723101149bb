use std::path::PathBuf;

use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::app::{App, Purpose};
use crate::config::Config;

/// Follow the audit's chain from its first entry to its last
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder [default: that of --data]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    format: ListFormat,
}

pub async fn run(mut config: Config, args: &Args) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.folder {
        config.data.clone_from(folder);
    }
    let app = App::open(config, Purpose::Question).await?;
    let verified = app.verify_audit().await?;
    let outcome = match verified.broken {
        None => Outcome::Done,
        Some(_) => Outcome::Refused,
    };
    if args.format == ListFormat::Json {
        let broken = verified.broken.as_ref().map(|broken| {
            serde_json::json!({
                "file": broken.path.display().to_string(),
                "line": broken.line,
                "message": broken.message,
            })
        });
        print_json(&serde_json::json!({
            "entries": verified.entries,
            "hash": verified.head.map(|head| head.hash),
            "broken": broken,
        }))?;
        return Ok(outcome);
    }
    match (&verified.broken, &verified.head) {
        (Some(broken), _) => print_line(&format!(
            "Журнал доступа нарушен: {}, строка {}: {}",
            broken.path.display(),
            broken.line,
            broken.message
        ))?,
        (None, Some(head)) => print_line(&format!(
            "Журнал доступа цел: записей {}, последний хеш {}",
            verified.entries, head.hash
        ))?,
        (None, None) => print_line("Журнал доступа пуст")?,
    }
    Ok(outcome)
}
