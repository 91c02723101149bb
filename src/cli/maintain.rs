use super::{Failure, Outcome};
use crate::app::App;
use crate::loads;

/// Remove files that no kept release names, and shorten the log
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many of the last releases stay readable
    #[arg(long, default_value_t = 400, value_name = "N")]
    keep: u32,
}

pub async fn run(app: &App, args: &Args, is_quiet: bool) -> Result<Outcome, Failure> {
    let done = loads::maintain(&app.warehouse(), args.keep)
        .await
        .map_err(Failure::ours)?;
    if !is_quiet {
        eprintln!("{done:?}");
    }
    Ok(Outcome::Done)
}
