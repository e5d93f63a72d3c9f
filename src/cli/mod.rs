//! The command line: parse, run, exit code. One file a subcommand.
//!
//! Data goes to stdout, words to stderr. Exit codes: 0 fine, 1 findings, 2 usage or configuration,
//! 3 could not reach.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it reads files and the clock, and opens sockets"
)]

mod admin;
mod certificates;
mod config;
mod configuration;
mod control;
mod conversation;
mod dns;
mod dns_keys;
mod dns_secondary;
mod explain;
mod file_limit;
mod import;
mod init;
mod key_file;
mod log;
mod log_line;
mod ordering;
mod private_socket;
mod privileges;
mod provider_files;
mod providers;
mod serve;
mod service_manager;
mod state_folder;
mod states;
mod status;
mod top;
mod zone_memory;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use thiserror::Error;

/// Tells mail clients where a mailbox lives and tells people which password to type.
#[derive(Debug, Parser)]
#[command(name = "mailguide", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(subcommand)]
    Certificates(certificates::Command),
    #[command(subcommand)]
    Config(config::Command),
    Dns(dns::Arguments),
    Explain(explain::Arguments),
    Init(init::Arguments),
    #[command(subcommand)]
    Import(import::Command),
    #[command(subcommand)]
    Providers(providers::Command),
    Reload(control::Arguments),
    Serve(serve::Arguments),
    Status(status::Arguments),
    Top(top::Arguments),
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// The command line, for those who write manuals and completions of it.
pub fn command() -> clap::Command {
    Arguments::command()
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let result = match arguments.command {
        Command::Certificates(command) => certificates::run(&command),
        Command::Config(command) => config::run(&command),
        Command::Dns(arguments) => dns::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Import(command) => import::run(&command),
        Command::Providers(command) => providers::run(&command),
        Command::Reload(arguments) => control::run(&arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Top(arguments) => top::run(&arguments),
    };
    match result {
        Ok(code) => code,
        // A reader that has seen enough is no failure.
        Err(CommandError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            tell(&format!("error: {error}"));
            ExitCode::from(error.code())
        }
    }
}

/// Help goes to stdout; a wrong option becomes one sentence.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr()
        || error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    {
        let _ = error.print();
        return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
    }
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    let tip = text.lines().find_map(|line| line.trim_start().strip_prefix("tip: "));
    let tip = tip.unwrap_or("`mailguide --help` shows what there is");
    tell(&format!("{first}; {tip}"));
    ExitCode::from(2)
}

/// Says something to the person at the terminal. Nobody is left to tell if that fails.
fn tell(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Why a command could not be carried out.
#[derive(Debug, Error)]
enum CommandError {
    /// An argument that cannot be used: which one, why, and what to do.
    #[error("{0}")]
    Usage(String),
    /// Files at fault, with their reports.
    #[error("{0}")]
    Files(String),
    /// A socket that cannot be had.
    #[error("cannot listen on {address} for {protocol}: {problem}; {remedy}")]
    Listen {
        address: std::net::SocketAddr,
        protocol: &'static str,
        problem: String,
        remedy: String,
    },
    /// A directory that cannot be used: which setting, why, and what to do.
    #[error("{text}")]
    Directory { text: String, unreachable: bool },
    /// A server that should run does not answer.
    #[error("no server answers on {path}: {problem}; start one with `mailguide serve`, or name \
             its socket with --control", path = path.display())]
    Unreachable { path: std::path::PathBuf, problem: String },
    /// The MX of a domain could not be found out.
    #[error(
        "nobody answers where the mail of {0} goes; check the network, or name a DNS resolver \
             with --resolver"
    )]
    Mx(String),
    /// The hosts of providers cannot be looked up.
    #[error("nobody answers what {0} is; check the network, or name another DNS resolver")]
    Host(String),
    /// A directory would have to say whether a domain is served.
    #[error("the directory that would know {0} does not answer; try again, or check it")]
    DirectoryDown(String),
    /// The runtime failed.
    #[error("cannot start: {0}")]
    Start(io::Error),
    /// Standard output failed.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
}

impl CommandError {
    fn code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Files(_)
            | Self::Listen { .. }
            | Self::Directory { unreachable: false, .. } => 2,
            Self::Directory { .. } => 3,
            Self::Unreachable { .. }
            | Self::Mx(_)
            | Self::Host(_)
            | Self::DirectoryDown(_)
            | Self::Start(_)
            | Self::Output(_) => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
