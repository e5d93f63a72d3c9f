//! `mailguide providers list`: the providers that fit, as a table or as data.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::Value;

use crate::cli::provider_files::ProviderArguments;
use crate::cli::{CommandError, tell};
use crate::documents::json;
use crate::mail::{Domain, PasswordKind, Protocol};
use crate::providers::{Provider, Status};

/// List providers
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// Only the provider of this domain
    #[arg(long, value_name = "DOMAIN", value_parser = Domain::parse)]
    domain: Option<Domain>,
    /// Only providers whose customers are in this country, such as JP
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Only providers whose customers speak this language, such as ja
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Only providers that want this kind of password
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    password: Option<PasswordKind>,
    /// Only providers that offer this protocol
    #[arg(long, value_name = "PROTOCOL", value_parser = parse_protocol)]
    protocol: Option<Protocol>,
    /// Only providers with this status
    #[arg(long, value_name = "STATUS", value_parser = parse_status)]
    status: Option<Status>,
    /// Print data for a program instead of a table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    providers: ProviderArguments,
}

fn parse_kind(word: &str) -> Result<PasswordKind, String> {
    let words = || PasswordKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
    PasswordKind::parse(word).ok_or_else(|| format!("the kinds are {}", words().join(", ")))
}

fn parse_protocol(word: &str) -> Result<Protocol, String> {
    Protocol::parse(word).ok_or_else(|| "the protocols are imap, pop3, smtp".to_owned())
}

fn parse_status(word: &str) -> Result<Status, String> {
    let words = || Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>();
    Status::parse(word).ok_or_else(|| format!("the words are {}", words().join(", ")))
}

/// Exit code 1 where none fits.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let database = arguments.providers.database()?;
    let fitting: Vec<&Provider> =
        database.providers().iter().filter(|provider| fits(provider, arguments)).collect();
    let mut out = io::stdout().lock();
    if arguments.json {
        let list: Value = fitting.iter().map(|provider| json::provider(provider)).collect();
        writeln!(out, "{list:#}")?;
    } else if fitting.is_empty() {
        tell("no provider fits");
    } else {
        write!(out, "{}", table(&fitting))?;
    }
    Ok(ExitCode::from(u8::from(fitting.is_empty())))
}

fn fits(provider: &Provider, arguments: &Arguments) -> bool {
    // A provider without countries or languages has customers everywhere.
    let among = |codes: &[Box<str>], wanted: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| {
            codes.is_empty() || codes.iter().any(|code| code.eq_ignore_ascii_case(wanted))
        })
    };
    let rule = &provider.service.password;
    arguments.domain.as_ref().is_none_or(|domain| provider.domains.contains(domain))
        && among(&provider.countries, &arguments.country)
        && among(&provider.languages, &arguments.language)
        && arguments.password.is_none_or(|kind| rule.kind == kind || rule.also.contains(&kind))
        && arguments.protocol.is_none_or(|p| provider.service.preferred(p).is_some())
        && arguments.status.is_none_or(|status| provider.status == status)
}

/// Columns as wide as what stands in them.
fn table(providers: &[&Provider]) -> String {
    let head = ["PROVIDER", "NAME", "PASSWORD", "USER NAME", "PROTOCOLS", "DOMAINS", "STATUS"];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(providers.iter().map(|provider| row(provider)));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(wide - width(cell) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn row(provider: &Provider) -> [String; 7] {
    let service = &provider.service;
    let protocols: Vec<&str> = Protocol::ALL
        .iter()
        .filter(|protocol| service.preferred(**protocol).is_some())
        .map(|protocol| protocol.as_str())
        .collect();
    let username = service.incoming.first().map_or("-", |endpoint| endpoint.username.as_str());
    let domains = match &provider.domains[..] {
        [] => "-".to_owned(),
        [only] => only.to_string(),
        [first, others @ ..] => format!("{first} +{}", others.len()),
    };
    [
        service.id.to_string(),
        service.name.to_string(),
        service.password.kind.as_str().to_owned(),
        username.to_owned(),
        if protocols.is_empty() { "-".to_owned() } else { protocols.join(",") },
        domains,
        provider.status.as_str().to_owned(),
    ]
}

/// Columns on a terminal: East Asian characters take two (Unicode Annex 11, wide and full-width).
fn width(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}')
            || matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}')
            || matches!(c, '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
    };
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}
