//! `mailguide status`: how the running server is.

use std::io::{self, Write};
use std::process::ExitCode;

use super::CommandError;
use super::control::ControlArguments;
use crate::admin::figures::Status;
use crate::admin::table::span;

/// Tell how the running server is: what it serves, its directories, its last reload
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    control: ControlArguments,
    /// Write it as JSON
    #[arg(long)]
    json: bool,
}

/// Exit code 1: it answers, but something is missing; 3: no server.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let status = arguments.control.status()?;
    let mut out = io::stdout();
    match arguments.json {
        true => {
            let json = serde_json::to_string_pretty(&status).map_err(io::Error::other)?;
            writeln!(out, "{json}")?;
        }
        false => out.write_all(in_words(&status).as_bytes())?,
    }
    Ok(ExitCode::from(u8::from(!status.is_ok())))
}

fn in_words(status: &Status) -> String {
    let Status { version, domains, own_domains, services, zone_serial, .. } = status;
    let configuration = &status.configuration;
    let mut lines = vec![
        format!("mailguide {version}: {}, up {}", status.status, span(status.uptime_seconds)),
        format!(
            "serves       {domains} domains ({own_domains} of them your own) of {services} \
             providers and services"
        ),
        format!("zone serial  {zone_serial}"),
        format!("connections  {}", status.connections),
    ];
    if let Some(bytes) = status.memory_bytes {
        lines.push(format!("memory       {:.1} MiB", bytes as f64 / 1_048_576.0));
    }
    for (name, health) in &status.directories {
        lines.push(format!("directory    {name}: {health}"));
    }
    if let Some(certificates) = &status.certificates {
        let states = certificates.states.iter().map(|(state, count)| format!("{count} {state}"));
        let states: Vec<String> = states.collect();
        lines.push(format!("certificates {}", states.join(", ")));
        if let Some(time) = &certificates.soonest_expiry {
            lines.push(format!("             the first ends {time}"));
        }
        if let Some(time) = &certificates.paused_until {
            lines.push(format!("             the authority wants to be left alone until {time}"));
        }
    }
    lines.push(format!("loaded       {}", configuration.loaded_at));
    if let Some(fault) = &configuration.fault {
        let when = &configuration.tried_at;
        lines.push(format!("refused      {when}; the configuration loaded before stays in use:"));
        lines.extend(fault.lines().map(|line| format!("  {line}").trim_end().to_owned()));
    }
    if !configuration.warnings.is_empty() {
        lines.push(format!("warnings     {}", configuration.warnings.len()));
    }
    for warning in &configuration.warnings {
        lines.extend(warning.lines().map(|line| format!("  {line}").trim_end().to_owned()));
    }
    lines.push(String::new());
    lines.join("\n")
}
