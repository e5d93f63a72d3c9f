//! `mailguide dns`: the records that an organisation adds to its own DNS.

use std::io::{self, Write};
use std::process::ExitCode;

use super::configuration::ReadArguments;
use super::{CommandError, states, tell};
use crate::dns::listing::{ListingFormat, listing};
use crate::dns::zone::ZoneCuts;
use crate::guide::Sentences;
use crate::lookup::{Answer, Known, Question, lookup};
use crate::mail::Domain;

/// Print the DNS records to add for a domain whose DNS is kept elsewhere
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The domain
    #[arg(value_name = "DOMAIN", value_parser = Domain::parse)]
    domain: Domain,
    /// How to print them: plain, zone, json, octodns, terraform or nsupdate
    #[arg(long, value_name = "FORMAT", default_value = "plain", value_parser = parse_format)]
    format: ListingFormat,
    /// The host name of this server; then autoconfig., autodiscover. and ua-auto-config. are
    /// aliases of it
    #[arg(long, value_name = "HOST", value_parser = Domain::parse)]
    target: Option<Domain>,
    #[command(flatten)]
    configuration: ReadArguments,
}

fn parse_format(word: &str) -> Result<ListingFormat, String> {
    ListingFormat::parse(word).ok_or_else(|| {
        let words: Vec<&str> = ListingFormat::ALL.iter().map(|format| format.as_str()).collect();
        format!("the formats are {}", words.join(", "))
    })
}

/// Exit code 1 where the domain is not served.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let Arguments { domain, format, target, .. } = arguments;
    let snapshot = states::snapshot(arguments.configuration.load()?, &Sentences::built_in())?;
    let policy = snapshot.policy();
    let found = match lookup(&Question::about(domain.clone()), &Known::NOTHING, &snapshot) {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => {
            tell(&format!(
                "{domain} is not served ({}); `mailguide explain {domain}` says more",
                reason.as_str()
            ));
            return Ok(ExitCode::from(1));
        }
    };
    let named = policy.zone_cuts == ZoneCuts::Names || target.is_some();
    if !named && policy.addresses.0.is_empty() {
        tell(&format!(
            "warning: it is not known where clients reach this server, so autoconfig.{domain} and \
             the hosts beside it are missing; name it with --target"
        ));
    }
    write!(io::stdout().lock(), "{}", listing(&found, policy, target.as_ref(), *format))?;
    Ok(ExitCode::SUCCESS)
}
