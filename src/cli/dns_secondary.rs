//! `mailguide dns secondary`: what other name servers have to be told to become secondaries.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use super::CommandError;
use super::configuration::ReadArguments;
use crate::config::Config;
use crate::dns::transfer::{Engine, Key, Primary, Secondaries, configuration};

/// Print what to write into the configuration of a secondary
#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The program: bind, knot, nsd, or for an NSD before 4.9 nsd-without-catalog and nsd-script
    #[arg(long = "for", value_name = "PROGRAM", value_parser = parse_engine)]
    engine: Engine,
    /// Where the secondary reaches this server [default: dns.listen, or the first public address]
    #[arg(long, value_name = "ADDRESS[:PORT]", value_parser = parse_place)]
    primary: Option<Place>,
    /// The key of the secondary [default: the first that dns.transfer_allow names]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Print secrets instead of their place
    #[arg(long)]
    show_secrets: bool,
    #[command(flatten)]
    configuration: ReadArguments,
}

/// An address with or without a port.
#[derive(Clone, Copy, Debug)]
struct Place(IpAddr, Option<u16>);

fn parse_place(text: &str) -> Result<Place, String> {
    let whole = text.parse().map(|place: SocketAddr| Place(place.ip(), Some(place.port())));
    let place = whole.or_else(|_| text.parse().map(|address| Place(address, None)));
    place.map_err(|_| "it is not an address".to_owned())
}

fn parse_engine(word: &str) -> Result<Engine, String> {
    Engine::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Engine::ALL.iter().map(|engine| engine.as_str()).collect();
        format!("the programs are {}", words.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let config = arguments.configuration.load()?.config;
    let secondaries = &config.secondaries;
    let missing =
        |what: &str| CommandError::Usage(format!("{what} is not set; see `mailguide init`"));
    let catalog = secondaries.catalog.as_ref().ok_or_else(|| missing("dns.catalog_zone"))?;
    let primary = Primary {
        address: address(arguments.primary, &config)?,
        catalog,
        key: key(arguments, secondaries)?,
        notify_key: secondaries
            .notify
            .iter()
            .find_map(|told| secondaries.key(told.key.as_ref()?))
            .map(|key| &**key),
        secrets: arguments.show_secrets,
    };
    write!(io::stdout().lock(), "{}", configuration(arguments.engine, &primary))?;
    Ok(ExitCode::SUCCESS)
}

fn key<'c>(
    arguments: &Arguments,
    secondaries: &'c Secondaries,
) -> Result<Option<&'c Key>, CommandError> {
    let Some(wanted) = &arguments.key else {
        let mut named = secondaries.allow.iter().filter_map(|allowed| allowed.key.as_deref());
        return Ok(named.find_map(|name| secondaries.key(name)).map(|key| &**key));
    };
    let wanted = wanted.to_ascii_lowercase();
    let key = secondaries.key(wanted.trim_end_matches('.')).ok_or_else(|| {
        let text = format!("there is no key {} in dns.tsig_keys", wanted.escape_default());
        CommandError::Usage(format!("{text}; add it, or name another one"))
    })?;
    Ok(Some(key))
}

fn address(place: Option<Place>, config: &Config) -> Result<SocketAddr, CommandError> {
    let port = config.dns.port();
    let known = match place {
        Some(Place(address, given)) => Some(SocketAddr::new(address, given.unwrap_or(port))),
        None if !config.dns.ip().is_unspecified() => Some(config.dns),
        None => config.public_addresses.first().map(|address| SocketAddr::new(*address, port)),
    };
    known.ok_or_else(|| {
        let text = "it is not known where secondaries reach this server; name it with --primary";
        CommandError::Usage(text.to_owned())
    })
}
