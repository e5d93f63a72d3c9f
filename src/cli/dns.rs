//! `mailguide dns`: the records that an organisation adds to its own DNS, and signed zones.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;

use super::configuration::ReadArguments;
use super::{CommandError, dns_keys, dns_secondary, key_file, states, tell};
use crate::config::Config;
use crate::dns::dnssec::ZoneSigner;
use crate::dns::listing::{ListingFormat, listing, signed_zones};
use crate::dns::zone::ZoneCuts;
use crate::guide::Sentences;
use crate::lookup::{Answer, Known, Question, lookup};
use crate::mail::Domain;

/// Print the DNS records to add for a domain whose DNS is kept elsewhere
#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The domain
    #[arg(value_name = "DOMAIN", value_parser = Domain::parse, required = true)]
    domain: Option<Domain>,
    /// How to print them: plain, zone, json, octodns, terraform or nsupdate
    #[arg(long, value_name = "FORMAT", default_value = "plain", value_parser = parse_format)]
    format: ListingFormat,
    /// The host name of this server; then autoconfig., autodiscover. and ua-auto-config. are
    /// aliases of it
    #[arg(long, value_name = "HOST", value_parser = Domain::parse)]
    target: Option<Domain>,
    /// Print the whole zones of the domain, signed (DNSSEC)
    #[arg(long, conflicts_with = "target")]
    signed: bool,
    #[command(flatten)]
    configuration: ReadArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(subcommand)]
    Keys(dns_keys::Command),
    Secondary(dns_secondary::Arguments),
}

fn parse_format(word: &str) -> Result<ListingFormat, String> {
    ListingFormat::parse(word).ok_or_else(|| {
        let words: Vec<&str> = ListingFormat::ALL.iter().map(|format| format.as_str()).collect();
        format!("the formats are {}", words.join(", "))
    })
}

/// Exit code 1 where the domain is not served.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    match &arguments.command {
        Some(Command::Keys(command)) => return dns_keys::run(command),
        Some(Command::Secondary(arguments)) => return dns_secondary::run(arguments),
        None => {}
    }
    let Arguments { domain, format, target, signed, .. } = arguments;
    let domain = domain.as_ref().expect("clap wants it where there is no subcommand");
    let loaded = arguments.configuration.load()?;
    if *signed && *format != ListingFormat::Zone {
        let text = "a signed zone has one format; write --format zone";
        return Err(CommandError::Usage(text.to_owned()));
    }
    let signer = if *signed { Some(signer(&loaded.config)?) } else { None };
    let snapshot = states::snapshot(loaded, &Sentences::built_in())?;
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
    let text = match signer {
        None => listing(&found, policy, target.as_ref(), *format),
        Some(_) if snapshot.has_all_subdomains(domain.as_str()) => {
            tell(&format!(
                "all subdomains of {domain} are served: its zone has no end, and no file can hold it"
            ));
            return Ok(ExitCode::from(1));
        }
        Some(signer) => signed_zones(domain, &snapshot, &signer, states::now()),
    };
    write!(io::stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

fn signer(config: &Config) -> Result<Arc<ZoneSigner>, CommandError> {
    key_file::signer(config, None)?.ok_or_else(|| {
        CommandError::Usage("zones are not signed; set dns.dnssec = true".to_owned())
    })
}
