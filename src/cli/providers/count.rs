//! `mailguide providers count`: the numbers that the README states.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::json;

use crate::cli::CommandError;
use crate::cli::provider_files::ProviderArguments;
use crate::guide::Language;
use crate::mail::PasswordKind;
use crate::providers::{Provider, Status};

/// Count what the provider database knows
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// Print data for a program instead of a table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    providers: ProviderArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let database = arguments.providers.database()?;
    let providers = database.providers();
    let served = || providers.iter().filter(|provider| provider.status == Status::Served);
    let with_rule = |provider: &&Provider| provider.service.password.kind != PasswordKind::Unknown;
    let numbers = [
        ("providers", providers.len()),
        ("served", served().count()),
        ("unencrypted", with_status(providers, Status::UnencryptedOnly)),
        ("without_settings", providers.len() - served().count()),
        ("domains", providers.iter().map(|provider| provider.domains.len()).sum()),
        ("served_domains", served().map(|provider| provider.domains.len()).sum()),
        ("mx_suffixes", providers.iter().map(|provider| provider.mx.len()).sum()),
        ("with_password_rule", providers.iter().filter(with_rule).count()),
        ("languages", Language::ALL.len()),
    ];
    let mut out = io::stdout().lock();
    if arguments.json {
        let data: serde_json::Map<_, _> =
            numbers.iter().map(|(name, number)| ((*name).to_owned(), json!(number))).collect();
        writeln!(out, "{:#}", json!(data))?;
    } else {
        for (name, number) in numbers {
            writeln!(out, "{number:>6}  {}", name.replace('_', " "))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn with_status(providers: &[Provider], status: Status) -> usize {
    providers.iter().filter(|provider| provider.status == status).count()
}
