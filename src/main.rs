//! The `mailguide` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A request asks for memory some ten times, small pieces and large ones; the allocator of C needs
/// five times as long for the large ones.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    mailguide::cli::main()
}
