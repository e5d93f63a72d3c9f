//! `mailguide config`: is the configuration right, and what is in force?

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Subcommand;

use super::configuration::{ConfigurationArguments, Loaded, tell_warnings};
use super::{CommandError, key_file, ordering, state_folder, states, tell};
use crate::config::{acme_warnings, show, show_json};
use crate::guide::Sentences;

/// Check the configuration, or show it
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(CheckArguments),
    Show(ShowArguments),
}

/// Check file, environment and arguments together; exit code 1 for warnings, 2 for faults
#[derive(clap::Args, Debug)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,
    /// Connect to the directories too, and try their queries
    #[arg(long)]
    connect: bool,
}

/// Print every setting that is in force
#[derive(clap::Args, Debug)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,
    /// Print where each value came from
    #[arg(long)]
    origin: bool,
    /// Print data for a program
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: &Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Check(arguments) => check(arguments),
        Command::Show(arguments) => print(arguments),
    }
}

fn check(arguments: &CheckArguments) -> Result<ExitCode, CommandError> {
    let loaded = arguments.configuration.load()?;
    tell_warnings(&loaded.warnings);
    if let Some(folder) = &loaded.config.state {
        state_folder::check(folder)?;
    }
    key_file::signer(&loaded.config, None)?;
    let certificates = states::read_certificates(&loaded.config)?.warnings();
    if let Some(acme) = &loaded.config.acme {
        ordering::client(acme)?;
    }
    let acme = acme_warnings(&loaded.config);
    for warning in certificates.iter().chain(&acme) {
        tell(&format!("warning: {warning}"));
    }
    let reported: usize = loaded.warnings.iter().map(|report| report.faults().len()).sum();
    let warnings = reported + certificates.len() + acme.len();
    let file = match &loaded.file {
        Some(file) => file.path.clone(),
        None => "no file, only defaults, environment and arguments".to_owned(),
    };
    let Loaded { configured, .. } = &loaded;
    let words = format!(
        "the configuration is right ({file}): {}, {}, {}",
        counted(configured.services.len(), "service"),
        counted(configured.domains.len() + configured.list.index.len(), "domain"),
        counted(warnings, "warning"),
    );
    if arguments.connect {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(CommandError::Start)?;
        runtime.block_on(states::build(loaded, &Sentences::built_in()))?;
    }
    tell(&words);
    Ok(ExitCode::from(u8::from(warnings > 0)))
}

fn print(arguments: &ShowArguments) -> Result<ExitCode, CommandError> {
    let Loaded { settings, file, .. } = arguments.configuration.load()?;
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", show_json(&settings, file.as_ref()))?;
    } else {
        write!(out, "{}", show(&settings, file.as_ref(), arguments.origin))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
