//! `mailguide providers show`: everything that is known of one provider, with its sources.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::cli::CommandError;
use crate::cli::provider_files::ProviderArguments;
use crate::documents::json;
use crate::mail::Domain;
use crate::providers::Provider;

/// Show everything that is known of a provider
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// The provider's identifier, or one of its domains
    #[arg(value_name = "NAME")]
    name: String,
    /// Print data for a program instead of text
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    providers: ProviderArguments,
}

/// Exit code 1 where there is no such provider.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let database = arguments.providers.database()?;
    let domain = Domain::parse(&arguments.name).ok();
    let named = |provider: &&Provider| {
        *provider.service.id == *arguments.name
            || domain.as_ref().is_some_and(|domain| provider.domains.contains(domain))
    };
    let Some(provider) = database.providers().iter().find(named) else {
        crate::cli::tell(
            "no provider has that identifier or domain; `mailguide providers list` shows them",
        );
        return Ok(ExitCode::from(1));
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", json::provider(provider))?;
    } else {
        write!(out, "{}", text(provider))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn text(provider: &Provider) -> String {
    let service = &provider.service;
    let mut text = format!("{} ({})\n", service.name, service.id);
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(text, "  {name:<14} {value}").expect("a String takes it all");
        }
    };
    let join =
        |domains: &[Domain]| domains.iter().map(Domain::as_str).collect::<Vec<_>>().join(", ");
    line("status", provider.status.as_str().to_owned());
    line("domains", join(&provider.domains));
    line("MX suffixes", join(&provider.mx));
    line("countries", provider.countries.join(", "));
    line("languages", provider.languages.join(", "));
    for endpoint in service.endpoints() {
        let ways: Vec<&str> = endpoint.authentication.iter().map(|way| way.as_str()).collect();
        let value = format!(
            "{}:{} {} user name: {} ({})",
            endpoint.host,
            endpoint.port,
            endpoint.tls.as_str(),
            endpoint.username,
            ways.join(", ")
        );
        line(endpoint.protocol.name(), value);
    }
    let rule = &service.password;
    let also: Vec<&str> = rule.also.iter().map(|kind| kind.as_str()).collect();
    line("password", rule.kind.as_str().to_owned());
    line("also", also.join(", "));
    line("called", rule.name.as_deref().unwrap_or_default().to_owned());
    line("made at", rule.create_url.as_ref().map(ToString::to_string).unwrap_or_default());
    line("refused since", {
        rule.account_password_refused_since.map(|date| date.to_string()).unwrap_or_default()
    });
    line(
        "confidence",
        format!(
            "servers {}, password {}",
            provider.servers_confidence.as_str(),
            provider.password_confidence.as_str()
        ),
    );
    line("note", provider.note.as_deref().unwrap_or_default().to_owned());
    line("unlike ISPDB", provider.ispdb_difference.as_deref().unwrap_or_default().to_owned());
    for source in &provider.sources {
        let covers: Vec<&str> = source.covers.iter().map(|part| part.as_str()).collect();
        let name = source.url.as_ref().map(ToString::to_string);
        let name = name.or_else(|| source.title.as_deref().map(str::to_owned)).unwrap_or_default();
        line("source", format!("{name} ({}; {})", source.checked, covers.join(", ")));
    }
    text
}
