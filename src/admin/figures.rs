//! A running server as data: what `mailguide status` and `mailguide top` get over the control
//! socket, and what they write about it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::mail::{Date, Domain};
use crate::metrics::certificates::CertificateFigures;
use crate::metrics::{Front, Health, Histogram, Lookup, Observation, Protocol, Transport};

/// How a server is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Status {
    /// `ok`, `degraded`, `starting` or `stopping`.
    pub status: String,
    /// Why it is no better.
    pub reasons: Vec<String>,
    /// The version of the program.
    pub version: String,
    /// How long it has been running.
    pub uptime_seconds: u64,
    /// How many domains are served, those of directories not counted.
    pub domains: usize,
    /// How many of them the operator configured.
    pub own_domains: usize,
    /// How many providers and services are served.
    pub services: usize,
    /// The serial of all zones.
    pub zone_serial: u32,
    /// The directories by name: `ok`, or what went wrong last.
    pub directories: BTreeMap<String, String>,
    /// The certificates that it orders, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificates: Option<CertificateSummary>,
    /// The configuration in use.
    pub configuration: ConfigurationFigures,
    /// HTTP connections open now.
    pub connections: u64,
    /// Memory that the process holds, where the system says it.
    pub memory_bytes: Option<u64>,
}

/// The certificates that a server orders.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CertificateSummary {
    /// How many names are served in each way.
    pub states: BTreeMap<String, usize>,
    /// When the first certificate ends.
    pub soonest_expiry: Option<String>,
    /// Until when the authority wants to be left alone.
    pub paused_until: Option<String>,
}

/// The configuration in use.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ConfigurationFigures {
    /// When it was put in place.
    pub loaded_at: String,
    /// When somebody last tried to change it.
    pub tried_at: String,
    /// What was wrong with a newer one.
    pub fault: Option<String>,
    /// What is right and yet lets some clients down.
    pub warnings: Vec<String>,
}

/// What a server has done.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Figures {
    /// How it is.
    pub status: Status,
    /// What was answered, by protocol.
    pub protocols: Vec<ProtocolFigures>,
    /// The last look-ups, the newest first.
    pub lookups: Vec<LookupFigures>,
}

/// What was answered of one protocol.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ProtocolFigures {
    /// The word of the log.
    pub protocol: String,
    /// How many requests were answered.
    pub requests: u64,
    /// How long all of them took.
    pub microseconds: u64,
    /// How many were answered for each reason.
    pub reasons: BTreeMap<String, u64>,
}

/// A look-up.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LookupFigures {
    /// When it was answered.
    pub time: String,
    /// The word of the log.
    pub protocol: String,
    /// The family of the client; DNS does not say.
    pub client: Option<String>,
    /// The domain it was about.
    pub domain: Option<String>,
    /// The MX host that the domain was recognised by.
    pub mx: Option<String>,
    /// What stands for the address.
    pub address: Option<String>,
    /// Why it was answered as it was.
    pub reason: String,
    /// The status code of HTTP.
    pub status: Option<u16>,
    /// How long it took.
    pub micros: u64,
}

impl Status {
    /// The status at a moment.
    pub fn of(observation: &Observation<'_>) -> Self {
        let configuration = &observation.configuration;
        let served = configuration.served;
        let directory = |source: &crate::directory::SourceFigures| {
            let word = source.failing.map_or(Health::Ok.as_str(), |fault| fault.as_str());
            (source.name.to_owned(), word.to_owned())
        };
        Self {
            status: observation.health().as_str().to_owned(),
            reasons: observation.reasons(),
            version: observation.version.to_owned(),
            uptime_seconds: observation.uptime.as_secs(),
            domains: served.domains,
            own_domains: served.own_domains,
            services: served.services,
            zone_serial: served.serial,
            directories: observation.directories.sources.iter().map(directory).collect(),
            certificates: observation.certificates.as_ref().map(CertificateSummary::of),
            configuration: ConfigurationFigures {
                loaded_at: timestamp(configuration.loaded_at),
                tried_at: timestamp(configuration.tried_at),
                fault: configuration.fault.clone(),
                warnings: configuration.warnings.clone(),
            },
            connections: observation.metrics.connections(),
            memory_bytes: observation.process.resident_bytes,
        }
    }

    /// Whether everything is there.
    pub fn is_ok(&self) -> bool {
        self.status == Health::Ok.as_str()
    }
}

impl CertificateSummary {
    fn of(figures: &CertificateFigures) -> Self {
        let states = figures.by_state().filter(|(_, count)| *count > 0);
        Self {
            states: states.map(|(state, count)| (state.as_str().to_owned(), count)).collect(),
            soonest_expiry: figures.soonest_expiry().map(timestamp),
            paused_until: figures.paused_until.map(timestamp),
        }
    }
}

impl Figures {
    /// The figures at a moment.
    pub fn of(observation: &Observation<'_>) -> Self {
        let metrics = observation.metrics;
        let mut protocols: Vec<ProtocolFigures> = Vec::new();
        for protocol in Protocol::ALL {
            let reasons = metrics.http().filter(|(other, ..)| *other == protocol);
            let reasons = reasons.map(|(_, _, reason, count)| (reason.as_str(), count));
            let times = metrics.http_times(protocol);
            protocols.push(ProtocolFigures::of(protocol.as_str(), times, reasons));
        }
        for transport in Transport::ALL {
            let reasons = metrics.dns().filter(|(other, ..)| *other == transport);
            let reasons = reasons.map(|(_, reason, count)| (reason.as_str(), count));
            let times = metrics.dns_times(transport);
            let word = Front::Dns(transport).as_str();
            protocols.push(ProtocolFigures::of(word, times, reasons));
        }
        protocols.retain(|protocol| protocol.requests > 0);
        let lookups = metrics.lookups().iter().map(LookupFigures::of).collect();
        Self { status: Status::of(observation), protocols, lookups }
    }
}

impl ProtocolFigures {
    fn of<'r>(
        protocol: &str,
        times: &Histogram,
        counts: impl Iterator<Item = (&'r str, u64)>,
    ) -> Self {
        let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
        for (reason, count) in counts {
            *reasons.entry(reason.to_owned()).or_default() += count;
        }
        Self {
            protocol: protocol.to_owned(),
            requests: reasons.values().sum(),
            microseconds: times.microseconds(),
            reasons,
        }
    }
}

impl LookupFigures {
    /// A look-up as data.
    pub fn of(lookup: &Lookup) -> Self {
        let (client, status) = match lookup.front {
            Front::Http { client, status, .. } => (Some(client.as_str()), Some(status)),
            Front::Dns(_) => (None, None),
        };
        Self {
            time: timestamp(lookup.at),
            protocol: lookup.front.as_str().to_owned(),
            client: client.map(str::to_owned),
            domain: lookup.domain.as_ref().map(Domain::to_string),
            mx: lookup.mx.as_ref().map(Domain::to_string),
            address: lookup.address.map(|digest| digest.to_string()),
            reason: lookup.reason.as_str().to_owned(),
            status,
            micros: u64::try_from(lookup.took.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

/// A time since the Unix epoch in UTC, to the millisecond (RFC 3339 §5.6).
pub(super) fn timestamp(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs();
    let (day, second) = (Date::from_days_since_epoch(seconds / 86_400), seconds % 86_400);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{day}T{hour:02}:{minute:02}:{:02}.{:03}Z", second % 60, since_epoch.subsec_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        for (millis, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_795_342_049_007, "2026-11-22T10:07:29.007Z"),
        ] {
            assert_eq!(timestamp(Duration::from_millis(millis)), expected);
        }
    }
}
