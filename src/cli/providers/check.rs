//! `mailguide providers check`: every fault of every file, with its place and a remedy.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::today;
use crate::cli::provider_files::read_folder;
use crate::cli::{CommandError, tell};
use crate::diagnostics::{Faults, Report};
use crate::directory::hosts::{HostKind, look_up};
use crate::mail::Domain;
use crate::providers::{Database, ProviderFile, embedded, read};

/// Check provider files for faults, contradictions and dead fields
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// The folder with the files [default: the built-in files]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Print data for a program instead of reports
    #[arg(long)]
    json: bool,
    /// Also ask this DNS resolver whether servers are named by aliases, which SRV records may not
    #[arg(long, value_name = "ADDRESS:PORT")]
    resolver: Option<SocketAddr>,
}

/// Exit code 1 where there are findings.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let files = match &arguments.folder {
        Some(folder) => read_folder(folder)?,
        None => embedded(),
    };
    if files.is_empty() {
        return Err(CommandError::Usage(
            "there is no provider file (*.toml) in the folder; name one that has some".to_owned(),
        ));
    }
    let count = files.len();
    let aliases = match arguments.resolver {
        Some(resolver) => find_aliases(&files, resolver)?,
        None => Vec::new(),
    };
    let mut reports = Database::check(files, today());
    reports.extend(aliases);
    let findings: usize = reports.iter().map(|report| report.faults().len()).sum();
    let mut out = io::stdout().lock();
    if arguments.json {
        let list: Vec<_> = reports
            .iter()
            .flat_map(|report| {
                report.faults().iter().map(move |fault| {
                    let (line, column) = report.place(fault);
                    json!({
                        "path": report.path(),
                        "line": line,
                        "column": column,
                        "message": fault.message,
                        "remedy": fault.remedy,
                    })
                })
            })
            .collect();
        writeln!(out, "{:#}", json!({ "files": count, "findings": list }))?;
    } else {
        for report in &reports {
            writeln!(out, "{report}\n")?;
        }
    }
    let files = if count == 1 { "file" } else { "files" };
    let in_all = if findings == 1 { "finding" } else { "findings" };
    tell(&format!("{findings} {in_all} in {count} {files}"));
    Ok(ExitCode::from(u8::from(findings > 0)))
}

/// The servers that are named by an alias or that do not exist, a report for each file.
fn find_aliases(
    files: &[ProviderFile<'_>],
    resolver: SocketAddr,
) -> Result<Vec<Report>, CommandError> {
    let mut hosts: BTreeMap<Domain, Vec<&ProviderFile<'_>>> = BTreeMap::new();
    for file in files {
        // What cannot be read is told anyway.
        let Ok(read) = read(&file.id, &file.path, &file.source, None) else { continue };
        for endpoint in read.provider.service.endpoints() {
            // A host below the customer's domain is no one's yet.
            let Ok(host) = Domain::parse(endpoint.host.as_str()) else { continue };
            let named_in = hosts.entry(host).or_default();
            if named_in.last().is_none_or(|last| last.id != file.id) {
                named_in.push(file);
            }
        }
    }
    tell(&format!("looking up {} hosts", hosts.len()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    let kinds = runtime.block_on(look_up(hosts.keys().cloned().collect(), Some(resolver)));
    let kinds = kinds.map_err(|error| CommandError::Usage(error.to_string()))?;
    let mut faults: BTreeMap<&str, (&ProviderFile<'_>, Faults)> = BTreeMap::new();
    for (host, kind) in &kinds {
        let (problem, remedy) = match kind {
            HostKind::Itself => continue,
            HostKind::Unavailable => return Err(CommandError::Host(host.to_string())),
            HostKind::Missing => {
                ("the host does not exist".to_owned(), "name one that the provider has")
            }
            HostKind::Alias(target) => (
                format!(
                    "the host is an alias of {target}, but SRV names the host itself (RFC 2782)"
                ),
                "name that one, if its certificate is for its name",
            ),
        };
        for file in &hosts[host] {
            let quoted = format!("\"{host}\"");
            let start = file.source.find(&quoted).unwrap_or_default();
            let (_, faults) = faults.entry(&file.id).or_insert_with(|| (file, Faults::default()));
            faults.push_with_remedy(start..start + quoted.len(), &problem, remedy);
        }
    }
    let report =
        |(file, faults): (&ProviderFile<'_>, Faults)| faults.into_report(&file.path, &file.source);
    Ok(faults.into_values().map(report).collect())
}
