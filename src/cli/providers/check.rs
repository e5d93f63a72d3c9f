//! `mailguide providers check`: every fault of every file, with its place and a remedy.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::today;
use crate::cli::provider_files::read_folder;
use crate::cli::{CommandError, tell};
use crate::providers::{Database, embedded};

/// Check provider files for faults, contradictions and dead fields
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// The folder with the files [default: the built-in files]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Print data for a program instead of reports
    #[arg(long)]
    json: bool,
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
    let reports = Database::check(files, today());
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
