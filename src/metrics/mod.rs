//! The numbers of a running server: what was asked, why it was answered so, and how long that took.
//!
//! To count is a handful of atomic additions: nothing is locked or allocated while a client waits.
//! Every label is a word of an enum, so nobody outside makes new ones.

pub mod certificates;
mod client;
mod configuration;
mod exposition;
mod histogram;
mod lookups;
mod observation;

use std::hash::RandomState;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::dns::transfer::NotifyOutcome;
use crate::lookup::Reason;
use crate::mail::{Address, Domain, keywords};

pub use client::ClientFamily;
pub use configuration::{Configuration, Served};
pub use exposition::{CONTENT_TYPE, expose};
pub use histogram::Histogram;
pub use lookups::{AddressDigest, Lookup};
pub use observation::{Health, Observation, Phase, ProcessFigures};

keywords! {
    /// What an HTTP request was for.
    pub enum Protocol {
        /// What an authority asks that certificates are ordered from.
        Acme = "acme",
        /// Data for programs.
        Api = "api",
        /// Mozilla autoconfig.
        Autoconfig = "autoconfig",
        /// Autodiscover.
        Autodiscover = "autodiscover",
        /// Autodiscover version 2.
        AutodiscoverJson = "autodiscover-json",
        /// Whether everything is there.
        Health = "health",
        /// Apple profile.
        Mobileconfig = "mobileconfig",
        /// PACC.
        Pacc = "pacc",
        /// A page for people.
        Page = "page",
        /// Nothing that we serve.
        Other = "other",
    }
}

impl Protocol {
    /// The protocol by the word that a reply carries for the log.
    pub fn of(resource: &str) -> Self {
        Self::parse(resource).unwrap_or(Self::Other)
    }
}

keywords! {
    /// How a DNS query came.
    pub enum Transport {
        /// In a datagram.
        Udp = "udp",
        /// Over a connection.
        Tcp = "tcp",
        /// Over a connection with TLS (RFC 7858).
        Tls = "tls",
    }
}

/// Which front was asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Front {
    /// HTTP.
    Http {
        /// For what.
        protocol: Protocol,
        /// By whom.
        client: ClientFamily,
        /// The status code that went back.
        status: u16,
    },
    /// DNS.
    Dns(Transport),
}

impl Front {
    /// The word of the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http { protocol, .. } => protocol.as_str(),
            Self::Dns(Transport::Udp) => "dns-udp",
            Self::Dns(Transport::Tcp) => "dns-tcp",
            Self::Dns(Transport::Tls) => "dns-tls",
        }
    }
}

/// A request that has been answered.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// Which front was asked.
    pub front: Front,
    /// Why it was answered as it was.
    pub reason: Reason,
    /// The domain it was about.
    pub domain: Option<&'a Domain>,
    /// The MX host that the domain was recognised by.
    pub mx: Option<&'a Domain>,
    /// The address that was asked for.
    pub address: Option<AddressDigest>,
    /// When it was answered, since the Unix epoch.
    pub at: Duration,
    /// How long it took.
    pub took: Duration,
}

/// How many answers had which reason.
#[derive(Clone, Copy, Debug)]
pub struct ReasonCounts([u16; REASONS]);

impl Default for ReasonCounts {
    fn default() -> Self {
        Self([0; REASONS])
    }
}

impl ReasonCounts {
    /// Counts one more.
    pub fn add(&mut self, reason: Reason) {
        self.0[reason as usize] += 1;
    }
}

const PROTOCOLS: usize = Protocol::ALL.len();
const CLIENTS: usize = ClientFamily::ALL.len();
const REASONS: usize = Reason::ALL.len();
const TRANSPORTS: usize = Transport::ALL.len();

/// What has been counted since the start.
pub struct Metrics {
    /// By protocol, client family and reason.
    http: Box<[AtomicU64]>,
    http_times: [Histogram; PROTOCOLS],
    dns: [[AtomicU64; REASONS]; TRANSPORTS],
    dns_times: [Histogram; TRANSPORTS],
    notifies: [AtomicU64; NotifyOutcome::ALL.len()],
    connections: AtomicU64,
    lookups: lookups::LastLookups,
    configuration: Mutex<Configuration>,
}

impl Metrics {
    /// Nothing is counted yet. Addresses of the last look-ups are hashed with `key`, which must be
    /// another one at each start.
    pub fn new(key: RandomState) -> Self {
        Self {
            http: (0..PROTOCOLS * CLIENTS * REASONS).map(|_| AtomicU64::new(0)).collect(),
            http_times: std::array::from_fn(|_| Histogram::default()),
            dns: std::array::from_fn(|_| std::array::from_fn(|_| AtomicU64::new(0))),
            dns_times: std::array::from_fn(|_| Histogram::default()),
            notifies: Default::default(),
            connections: AtomicU64::new(0),
            lookups: lookups::LastLookups::new(key),
            configuration: Mutex::default(),
        }
    }

    /// Counts an answer, and keeps it among the last look-ups if it was one.
    pub fn record(&self, exchange: &Exchange<'_>) {
        let (counter, times) = match exchange.front {
            Front::Http { protocol, client, .. } => {
                let counter = http_index(protocol, client, exchange.reason);
                (&self.http[counter], &self.http_times[protocol as usize])
            }
            Front::Dns(transport) => {
                let counters = &self.dns[transport as usize];
                (&counters[exchange.reason as usize], &self.dns_times[transport as usize])
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
        times.record(exchange.took);
        self.lookups.keep(exchange);
    }

    /// Counts that a secondary was told of a changed zone.
    pub fn record_notify(&self, outcome: NotifyOutcome) {
        self.notifies[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// What became of telling secondaries of changed zones.
    pub fn notifies(&self) -> impl Iterator<Item = (NotifyOutcome, u64)> {
        let count = |outcome| self.notifies[outcome as usize].load(Ordering::Relaxed);
        NotifyOutcome::ALL.into_iter().map(move |outcome| (outcome, count(outcome)))
    }

    /// Counts answers over DNS that were given together, each of which took as long as all.
    pub fn record_dns(&self, transport: Transport, counts: &ReasonCounts, took: Duration) {
        let mut all = 0;
        for (counter, count) in self.dns[transport as usize].iter().zip(counts.0) {
            if count > 0 {
                counter.fetch_add(count.into(), Ordering::Relaxed);
                all += u64::from(count);
            }
        }
        if all > 0 {
            self.dns_times[transport as usize].record_many(took, all);
        }
    }

    /// Keeps an answer among the last look-ups.
    pub fn keep(&self, exchange: &Exchange<'_>) {
        self.lookups.keep(exchange);
    }

    /// What stands for an address in the last look-ups.
    pub fn digest(&self, address: &Address) -> AddressDigest {
        self.lookups.digest(address)
    }

    /// Counts a connection as open for as long as the returned value lives.
    pub fn open_connection(self: &Arc<Self>) -> OpenConnection {
        self.connections.fetch_add(1, Ordering::Relaxed);
        OpenConnection { metrics: Arc::clone(self) }
    }

    /// How many HTTP connections are open.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// The counters above 0 of HTTP, by protocol, client family and reason.
    pub fn http(&self) -> impl Iterator<Item = (Protocol, ClientFamily, Reason, u64)> {
        let all = Protocol::ALL.into_iter().flat_map(|protocol| {
            ClientFamily::ALL.into_iter().flat_map(move |client| {
                Reason::ALL.into_iter().map(move |reason| (protocol, client, reason))
            })
        });
        let count = |(protocol, client, reason)| {
            let count = self.http[http_index(protocol, client, reason)].load(Ordering::Relaxed);
            (protocol, client, reason, count)
        };
        all.map(count).filter(|(_, _, _, count)| *count > 0)
    }

    /// The counters above 0 of DNS, by transport and reason.
    pub fn dns(&self) -> impl Iterator<Item = (Transport, Reason, u64)> {
        let all = Transport::ALL
            .into_iter()
            .flat_map(|transport| Reason::ALL.into_iter().map(move |reason| (transport, reason)));
        let count = |(transport, reason)| {
            let counter = &self.dns[transport as usize][reason as usize];
            (transport, reason, counter.load(Ordering::Relaxed))
        };
        all.map(count).filter(|(_, _, count)| *count > 0)
    }

    /// How long answers over HTTP took.
    pub fn http_times(&self, protocol: Protocol) -> &Histogram {
        &self.http_times[protocol as usize]
    }

    /// How long answers over DNS took.
    pub fn dns_times(&self, transport: Transport) -> &Histogram {
        &self.dns_times[transport as usize]
    }

    /// The last look-ups, the newest first.
    pub fn lookups(&self) -> Vec<Lookup> {
        self.lookups.newest_first()
    }

    /// What is served, and what became of the last reload.
    pub fn configuration(&self) -> Configuration {
        self.configuration.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes a configuration that was put in place at a time since the Unix epoch.
    pub fn configuration_loaded(&self, at: Duration, served: Served, warnings: Vec<String>) {
        self.configuration
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .loaded(at, served, warnings);
    }

    /// Notes that a configuration could not be used.
    pub fn configuration_refused(&self, at: Duration, fault: &str) {
        self.configuration.lock().unwrap_or_else(PoisonError::into_inner).refused(at, fault);
    }
}

fn http_index(protocol: Protocol, client: ClientFamily, reason: Reason) -> usize {
    (protocol as usize * CLIENTS + client as usize) * REASONS + reason as usize
}

/// A connection that is open until this is dropped.
pub struct OpenConnection {
    metrics: Arc<Metrics>,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.metrics.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_has_a_place_of_its_own() {
        let mut seen = vec![false; PROTOCOLS * CLIENTS * REASONS];
        for protocol in Protocol::ALL {
            for client in ClientFamily::ALL {
                for reason in Reason::ALL {
                    let place = &mut seen[http_index(protocol, client, reason)];
                    assert!(!std::mem::replace(place, true));
                }
            }
        }
        assert!(seen.into_iter().all(|seen| seen));
    }

    #[test]
    fn connections_are_open_until_they_are_dropped() {
        let metrics = Arc::new(Metrics::new(RandomState::new()));
        let (first, second) = (metrics.open_connection(), metrics.open_connection());
        assert_eq!(metrics.connections(), 2);
        drop(first);
        assert_eq!(metrics.connections(), 1);
        drop(second);
        assert_eq!(metrics.connections(), 0);
    }
}
