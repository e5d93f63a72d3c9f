//! `mailguide providers import`: autoconfig files become provider files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::today;
use crate::cli::{CommandError, tell};
use crate::providers::{Imported, import, read};

/// Turn autoconfig XML files into provider files
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// Autoconfig files, such as those of the ISPDB
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write each into this folder instead of to standard output
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// Exit code 1 where a result still needs a hand.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let mut incomplete = false;
    for path in &arguments.files {
        let bytes = std::fs::read(path).map_err(|error| {
            CommandError::Usage(format!(
                "cannot read {}: {error}; name autoconfig files that this user may read",
                path.display()
            ))
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Imported { id, toml, left_out } = match import(&name, &bytes, today()) {
            Ok(imported) => imported,
            Err(error) => {
                tell(&format!("error: {}: {error}", path.display()));
                incomplete = true;
                continue;
            }
        };
        for what in &left_out {
            tell(&format!("{}: not imported, kept as a comment: {what}", path.display()));
        }
        let target = format!("{id}.toml");
        if let Err(report) = read(&id, &target, &toml, None) {
            tell(&format!("{report}\n"));
            incomplete = true;
        }
        write(arguments.into.as_deref(), &target, &toml)?;
    }
    Ok(ExitCode::from(u8::from(incomplete)))
}

fn write(folder: Option<&Path>, name: &str, toml: &str) -> Result<(), CommandError> {
    let Some(folder) = folder else {
        let mut out = io::stdout().lock();
        return Ok(writeln!(out, "# {name}\n{toml}")?);
    };
    let path = folder.join(name);
    // A file that somebody has worked on is not overwritten.
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::OpenOptions::new().write(true).create_new(true).open(&path))
        .and_then(|mut file| file.write_all(toml.as_bytes()));
    written.map_err(|error| {
        CommandError::Usage(format!(
            "cannot write {}: {error}; move it away, or name another folder with --into",
            path.display()
        ))
    })
}
