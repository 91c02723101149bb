//! The command line: one verb per file, data to stdout, talk to stderr.

mod check;
mod demo;
mod failure;
mod form;
mod init;
mod load;
mod maintain;
mod output;
mod pack;
mod progress;
mod query;
mod releases;
mod report;
mod sample;
mod serve;
mod user;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::app::{App, Purpose};
use crate::config::Config;
use crate::diagnostic::Severity;
use failure::Failure;

/// Analytics and reporting warehouse of a municipal education office
#[derive(Debug, Parser)]
#[command(name = "svodka", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Common {
    /// Folder of everything that svodka keeps [default: ./svodka-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Configuration [default: svodka.toml in the data folder]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Check(check::Args),
    Sample(sample::Args),
    Pack(pack::Args),
    Load(load::Args),
    Loads(load::ListArgs),
    Query(query::Args),
    Form(form::Args),
    Report(report::Args),
    Serve(serve::Args),
    User(user::Args),
    Releases(releases::Args),
    Maintain(maintain::Args),
    Verify(verify::Args),
}

/// What a verb returns when it has done its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Done, but an extract or a check was refused.
    Refused,
}

/// Parses the command line, runs the command and returns the exit code: 0 done, 1 our fault, 2 usage
/// or configuration, 3 done but something was refused, 4 not allowed.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.run().await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(3),
        Err(failure) => failure.tell(),
    }
}

impl Cli {
    async fn run(self) -> Result<Outcome, Failure> {
        let common = self.common;
        match self.command {
            Command::Sample(args) => return sample::run(&common, &args),
            Command::Pack(args) => return pack::run(&common, &args),
            Command::Check(args) => return check::run(&common, &args).await,
            Command::Demo(args) => return demo::run(&common, args).await,
            _ => {}
        }
        let config = common.config()?;
        start_log(&config.log, common.quiet);
        match self.command {
            Command::Init(args) => init::run(config, &args).await,
            Command::Load(args) => {
                let app = App::open(config, Purpose::Work).await?;
                load::run(&app, &args, common.quiet).await
            }
            Command::Loads(args) => {
                load::list(&App::open(config, Purpose::Question).await?, &args).await
            }
            Command::Query(args) => {
                query::run(&App::open(config, Purpose::Question).await?, &args).await
            }
            Command::Form(args) => {
                let app = App::open(config, Purpose::Question).await?;
                form::run(&app, &args, common.quiet).await
            }
            Command::Report(args) => {
                report::run(&App::open(config, Purpose::Question).await?, &args).await
            }
            Command::Serve(args) => serve::run(config, args).await,
            Command::Verify(args) => verify::run(config, &args).await,
            Command::User(args) => {
                user::run(&App::open(config, Purpose::Question).await?, &args).await
            }
            Command::Releases(args) => {
                releases::run(&App::open(config, Purpose::Question).await?, &args).await
            }
            Command::Maintain(args) => {
                maintain::run(
                    &App::open(config, Purpose::Work).await?,
                    &args,
                    common.quiet,
                )
                .await
            }
            Command::Sample(_) | Command::Pack(_) | Command::Check(_) | Command::Demo(_) => {
                unreachable!("these verbs have returned above")
            }
        }
    }
}

impl Common {
    /// Reads the configuration; any fault in it ends the command.
    fn config(&self) -> Result<Config, Failure> {
        let (config, faults) = Config::load(
            self.data.as_deref(),
            self.config.as_deref(),
            Config::environment(),
        );
        let wrong: Vec<_> = faults
            .iter()
            .filter(|fault| fault.severity == Severity::Error)
            .cloned()
            .collect();
        if wrong.is_empty() {
            Ok(config)
        } else {
            Err(Failure::Declared(faults))
        }
    }
}

/// Sends log events to stderr, as plain lines for people.
fn start_log(filter: &str, is_quiet: bool) {
    let filter = if is_quiet { "error" } else { filter };
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{filter},buoyant_kernel=off"))
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // Another log may be set already where tests run several commands in one process.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    Table,
    Json,
}

fn print_json<T: serde::Serialize>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(Failure::ours)?;
    print_line(&text)
}

/// Prints a line of data; a reader that went away is not a fault.
fn print_line(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::ours(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds() {
        super::Cli::command().debug_assert();
    }
}
