//! The program `svodka`: reads the command line, runs the command, tells the outcome.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    svodka::cli::run().await
}
