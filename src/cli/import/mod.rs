//! `mailguide import`: what another program was told becomes a `mailguide.toml`.

mod sqlite;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::{CommandError, tell};
use crate::import::{ImportError, Imported, TEXT_MAX, autoconfig, automx2, monogramm};
use crate::mail::Domain;

/// Make a configuration file from that of another program
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Autoconfig(Autoconfig),
    Automx2(Automx2),
    Monogramm(Monogramm),
}

/// Take over autoconfig XML files, each as a service of your own
#[derive(clap::Args, Debug)]
pub(super) struct Autoconfig {
    /// Autoconfig files, such as your config-v1.1.xml
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A domain of the service, instead of those in the file; may be given several times
    #[arg(long = "domain", value_name = "DOMAIN", value_parser = Domain::parse)]
    domains: Vec<Domain>,
    #[command(flatten)]
    target: Target,
}

/// Take over automx2's domains, servers and LDAP
#[derive(clap::Args, Debug)]
pub(super) struct Automx2 {
    /// A JSON seed, or an SQLite database
    #[arg(value_name = "SEED|DATABASE")]
    file: PathBuf,
    #[command(flatten)]
    target: Target,
}

/// Take over the variables of Monogramm's autodiscover-email-settings
#[derive(clap::Args, Debug)]
pub(super) struct Monogramm {
    /// A file with lines KEY=value [default: the environment of this process]
    #[arg(value_name = "ENV-FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

#[derive(clap::Args, Debug)]
struct Target {
    /// Write to this new file instead of to standard output
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
}

/// Exit code 1 where the result still needs a hand.
pub(super) fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Autoconfig(arguments) => from_autoconfig(arguments),
        Command::Automx2(Automx2 { file, target }) => {
            let imported = if begins_with(file, sqlite::MAGIC)? {
                automx2::import_tables(&name_of(file), &sqlite::read(file)?)
            } else {
                automx2::import_seed(&name_of(file), &read(file)?)
            };
            finish(&format!("{}: ", file.display()), imported, target)
        }
        Command::Monogramm(Monogramm { file: Some(file), target }) => {
            let imported = monogramm::import_file(&name_of(file), &read(file)?);
            finish(&format!("{}: ", file.display()), imported, target)
        }
        Command::Monogramm(Monogramm { file: None, target }) => {
            let variable = |name: &str| {
                let value = std::env::var_os(name)?;
                Some((name.to_owned(), value.to_string_lossy().into_owned()))
            };
            let variables = monogramm::VARIABLES.into_iter().filter_map(variable);
            finish("the environment: ", monogramm::import_variables(variables), target)
        }
    }
}

fn from_autoconfig(arguments: &Autoconfig) -> Result<ExitCode, CommandError> {
    let Autoconfig { files, domains, target } = arguments;
    if files.len() > 1 && !domains.is_empty() {
        return Err(CommandError::Usage(
            "--domain says which domains one file is for; import several files one by one, or \
             without --domain"
                .to_owned(),
        ));
    }
    let mut services = autoconfig::Services::default();
    let mut incomplete = false;
    for file in files {
        if let Err(error) = services.add(&name_of(file), &read(file)?, domains) {
            tell(&format!("error: {}: {error}", file.display()));
            incomplete = true;
        }
    }
    let Some(imported) = services.finish() else { return Ok(ExitCode::from(1)) };
    let code = finish("", Ok(imported), target)?;
    Ok(if incomplete { ExitCode::from(1) } else { code })
}

/// Writes the file, tells what was found, each sentence with `prefix`, and says whether it needs a
/// hand.
fn finish(
    prefix: &str,
    imported: Result<Imported, ImportError>,
    target: &Target,
) -> Result<ExitCode, CommandError> {
    let imported = match imported {
        Ok(imported) => imported,
        Err(error) => {
            tell(&format!("error: {prefix}{error}"));
            return Ok(ExitCode::from(1));
        }
    };
    match &target.into {
        None => io::stdout().lock().write_all(imported.toml.as_bytes())?,
        Some(path) => write_new(path, &imported)?,
    }
    for finding in &imported.findings {
        tell(&format!("{prefix}{finding}"));
    }
    Ok(ExitCode::from(u8::from(imported.needs_a_hand())))
}

/// A file that somebody has worked on is not overwritten; one with a password is for its owner.
fn write_new(path: &Path, imported: &Imported) -> Result<(), CommandError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if imported.secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| file.write_all(imported.toml.as_bytes()));
    written.map_err(|error| {
        CommandError::Usage(format!(
            "cannot write {}: {error}; name a new file with --into",
            path.display()
        ))
    })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads at most a byte more than is allowed, so that whoever reads it can tell.
fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(TEXT_MAX).expect("16 MiB fit") + 1;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn begins_with(path: &Path, magic: &[u8]) -> Result<bool, CommandError> {
    let mut bytes = Vec::new();
    let length = u64::try_from(magic.len()).expect("it is short");
    // Only a file can be looked at twice.
    if !path.is_file() {
        return Ok(false);
    }
    File::open(path)
        .and_then(|file| file.take(length).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes == magic)
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> CommandError {
    CommandError::Usage(format!(
        "cannot read {}: {error}; name a file that this user may read",
        path.display()
    ))
}
