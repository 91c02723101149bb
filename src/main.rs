//! The program `svodka`: reads the command line, runs the command, tells the outcome.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A debug build keeps whole pages' futures on the stack of the worker that polls them.
const STACK_BYTES: usize = 8 << 20;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(svodka::cli::run()),
        Err(error) => {
            eprintln!("Не удалось начать работу: {error}");
            ExitCode::FAILURE
        }
    }
}
