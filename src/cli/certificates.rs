//! `mailguide certificates`: what was ordered, what is next, and to order or revoke at once.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Subcommand;

use super::control::ControlArguments;
use super::{CommandError, tell};
use crate::admin::certificates::CertificateList;
use crate::mail::Domain;

/// See, renew and revoke the certificates that the running server orders
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    List(ListArguments),
    /// Order another certificate for a name now, and wait for it
    Renew(NameArguments),
    /// Revoke the certificate of a name, and order another one with another key
    Revoke(NameArguments),
}

/// List all names: how each is served, until when, what is next and why
#[derive(clap::Args, Debug)]
pub(super) struct ListArguments {
    #[command(flatten)]
    control: ControlArguments,
    /// Write it as JSON
    #[arg(long)]
    json: bool,
}

/// A name, and where the server is
#[derive(clap::Args, Debug)]
pub(super) struct NameArguments {
    /// The host, such as autoconfig.example.org
    #[arg(value_name = "NAME")]
    host: String,
    #[command(flatten)]
    control: ControlArguments,
}

/// Exit code 1: a name has no certificate that clients accept, or there was no other to be had; 3:
/// no server.
pub(super) fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::List(arguments) => list(arguments),
        Command::Renew(arguments) => order("renew", arguments),
        Command::Revoke(arguments) => order("revoke", arguments),
    }
}

fn list(arguments: &ListArguments) -> Result<ExitCode, CommandError> {
    let Some(list) = arguments.control.certificates()? else {
        tell("this server orders no certificates; set acme.directory");
        return Ok(ExitCode::from(1));
    };
    let mut out = io::stdout();
    match arguments.json {
        true => {
            let json = serde_json::to_string_pretty(&list).map_err(io::Error::other)?;
            writeln!(out, "{json}")?;
        }
        false => out.write_all(in_words(&list).as_bytes())?,
    }
    Ok(ExitCode::from(u8::from(list.names.iter().any(|name| !name.is_served()))))
}

fn order(command: &str, arguments: &NameArguments) -> Result<ExitCode, CommandError> {
    let host = Domain::parse(&arguments.host).map_err(|error| {
        let host = arguments.host.escape_default();
        CommandError::Usage(format!("NAME cannot be `{host}`: {error}; write a host name"))
    })?;
    tell(&format!("the authority is asked for {host}; this takes some seconds"));
    match arguments.control.order(&format!("{command} {host}"))? {
        Ok(words) => {
            tell(&words);
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            tell(&format!("error: {fault}"));
            Ok(ExitCode::from(1))
        }
    }
}

fn in_words(list: &CertificateList) -> String {
    let width = list.names.iter().map(|name| name.name.len()).max().unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    if let Some(until) = &list.paused_until {
        lines.push(format!("the authority wants to be left alone until {until}"));
    }
    for name in &list.names {
        let until = name.not_after.as_deref().map_or("-", |time| time);
        let next = match name.busy {
            true => "under way".to_owned(),
            false => format!("{} {} ({})", name.next, name.next_at, name.why),
        };
        lines.push(format!(
            "{:width$}  {:16}  until {until:24}  next: {next}",
            name.name, name.state
        ));
        if let Some(problem) = &name.problem {
            lines.push(format!("{:width$}  failed {} times: {problem}", "", name.failures));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}
