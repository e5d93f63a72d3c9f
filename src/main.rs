//! The `mailguide` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    mailguide::cli::main()
}
