//! `mailguide providers`: what the database knows, whether it is right, and the way in and out.

mod check;
mod count;
mod export;
mod import;
mod list;
mod show;

use std::process::ExitCode;
use std::time::SystemTime;

use clap::Subcommand;

use super::CommandError;
use crate::mail::Date;

/// Look at the provider database, check it, import into it and export from it
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(check::Arguments),
    Count(count::Arguments),
    Export(export::Arguments),
    Import(import::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
}

pub(super) fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Count(arguments) => count::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Show(arguments) => show::run(arguments),
    }
}

/// Today, in UTC.
fn today() -> Date {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Date::from_days_since_epoch(since_epoch.map_or(0, |time| time.as_secs() / 86_400))
}
