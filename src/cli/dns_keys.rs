//! `mailguide dns keys`: the keys of DNSSEC, made, listed, rolled, and told to the parents.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use der::DateTime;
use serde_json::{Value, json};

use super::configuration::StateArguments;
use super::control::ControlArguments;
use super::states::now;
use super::{CommandError, key_file, tell};
use crate::config::Config;
use crate::dns::dnssec::{KeySet, KeyState, Phase, RollError, WireName};
use crate::dns::zone::{CUTS, TTL, ZoneCuts};
use crate::mail::Domain;

/// Make, list and roll the keys that zones are signed with (DNSSEC)
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the key of this node, which signs all its zones
    Generate(Arguments),
    /// List the keys, and what is to be done next
    List(Arguments),
    /// Print the DS records that the parent of a domain is to have
    Ds(DsArguments),
    /// Bring in a new key; its DS is wanted at the parents when the list says so
    Roll(Arguments),
    /// Say that every parent has the DS of the new key and none of the old one
    Confirm(Arguments),
}

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    state: StateArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct DsArguments {
    /// The domain
    #[arg(value_name = "DOMAIN", value_parser = Domain::parse)]
    domain: Domain,
    #[command(flatten)]
    arguments: Arguments,
}

pub(super) fn run(command: &Command) -> Result<ExitCode, CommandError> {
    let (Command::Generate(arguments)
    | Command::List(arguments)
    | Command::Roll(arguments)
    | Command::Confirm(arguments)
    | Command::Ds(DsArguments { arguments, .. })) = command;
    let config = arguments.state.load()?.config;
    let settings = &config.dnssec;
    let keys = match command {
        Command::List(_) | Command::Ds(_) => there(key_file::read(&key_file::path(&config)?)?)?,
        Command::Generate(_) => key_file::update(&config, |keys| match keys {
            None => Ok(KeySet::generate(now())),
            Some(_) => Err(CommandError::Usage(
                "there is a key already; `mailguide dns keys roll` brings in a new one".to_owned(),
            )),
        })?,
        Command::Roll(_) => key_file::update(&config, |keys| {
            let mut keys = there(keys)?;
            keys.roll(now(), settings.key_publication).map_err(refused)?;
            Ok(keys)
        })?,
        Command::Confirm(_) => key_file::update(&config, |keys| {
            let mut keys = there(keys)?;
            keys.confirm(now(), settings.key_retirement).map_err(refused)?;
            Ok(keys)
        })?,
    };
    let text = match command {
        Command::Ds(DsArguments { domain, .. }) => ds(&keys, domain, &config, arguments.json),
        _ => list(&keys, arguments.json),
    };
    write!(io::stdout().lock(), "{text}")?;
    match command {
        Command::List(_) | Command::Ds(_) => Ok(ExitCode::SUCCESS),
        _ => tell_server(config),
    }
}

fn there(keys: Option<KeySet>) -> Result<KeySet, CommandError> {
    keys.ok_or_else(|| {
        CommandError::Usage("there is no key; make one with `mailguide dns keys generate`".into())
    })
}

fn refused(error: RollError) -> CommandError {
    CommandError::Usage(format!("{error}; `mailguide dns keys list` says what is to be done next"))
}

/// A server that runs goes on with the new keys; one that does not will begin with them.
fn tell_server(config: Config) -> Result<ExitCode, CommandError> {
    match ControlArguments::of(config.control).reload() {
        Ok(Ok(done)) => tell(&done),
        Ok(Err(fault)) => {
            tell(&format!("error: the server goes on with the old keys: {fault}"));
            return Ok(ExitCode::from(1));
        }
        Err(_) => tell("no server was reached; a running one wants a `mailguide reload`"),
    }
    Ok(ExitCode::SUCCESS)
}

//----------- What is printed ------------------------------------------------

fn list(keys: &KeySet, as_json: bool) -> String {
    let now = now();
    let (phase, until, next) = phase(keys, now);
    let states = keys.states(now);
    if as_json {
        let keys = states.iter().map(|(key, state)| {
            json!({ "key_tag": key.tag(), "state": state, "made": key.made().as_secs() })
        });
        let keys: Value = keys.collect();
        let until = until.map(|time| time.as_secs());
        return format!("{:#}\n", json!({ "phase": phase, "until": until, "keys": keys }));
    }
    let mut text = String::new();
    for (key, state) in states {
        let state = match state {
            KeyState::Introduced => "introduced",
            KeyState::Active => "active",
            KeyState::Retiring => "retiring",
        };
        text.push_str(&format!(
            "{tag:5}  {state:10}  ECDSAP256SHA256  made {made}\n",
            tag = key.tag(),
            made = date(key.made()),
        ));
    }
    text + &next
}

/// The name of the phase, when it ends by itself, and what is to be done.
fn phase(keys: &KeySet, now: Duration) -> (&'static str, Option<Duration>, String) {
    match keys.phase(now) {
        Phase::Steady => ("steady", None, String::new()),
        Phase::Introduced { until } => {
            let next = format!("the new key signs from {}; wait until then\n", date(until));
            ("introduced", Some(until), next)
        }
        Phase::Submitted => {
            let next = "replace the DS at every parent (`mailguide dns keys ds DOMAIN` prints it; CDS \
                        tells it to those that look), then say `mailguide dns keys confirm`\n";
            ("submitted", None, next.to_owned())
        }
        Phase::Retiring { until } => {
            let next = format!("the old key goes on {}\n", date(until));
            ("retiring", Some(until), next)
        }
    }
}

fn date(time: Duration) -> String {
    let whole = Duration::from_secs(time.as_secs());
    DateTime::from_unix_duration(whole).map_or_else(|_| "?".to_owned(), |date| date.to_string())
}

/// The DS of each zone of a domain, as a zone file has it.
fn ds(keys: &KeySet, domain: &Domain, config: &Config, as_json: bool) -> String {
    let zones = match config.zone_cuts {
        ZoneCuts::Domain => vec![domain.to_string()],
        ZoneCuts::Names => CUTS.iter().map(|cut| format!("{cut}.{domain}")).collect(),
    };
    let records = zones.iter().map(|zone| {
        let zone = WireName::of(zone);
        let data = keys.ds(&zone, now()).presentation();
        (zone.to_string(), data)
    });
    if as_json {
        let record = |(name, data)| json!({ "name": name, "type": "DS", "ttl": TTL, "data": data });
        return format!("{:#}\n", records.map(record).collect::<Value>());
    }
    records.map(|(name, data)| format!("{name} {TTL} IN DS {data}\n")).collect()
}
