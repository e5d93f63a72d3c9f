//! A server that never ran, with something of each kind to tell.

use std::time::Duration;

use mailguide::acme::failure::{Failure, Problem};
use mailguide::acme::schedule::{Facts, Lifetime};
use mailguide::acme::table::Entry;
use mailguide::directory::fault::DirectoryFault;
use mailguide::directory::mx::MxFigures;
use mailguide::directory::{DirectoryFigures, SourceFigures};
use mailguide::lookup::Reason;
use mailguide::mail::Domain;
use mailguide::metrics::certificates::{CertificateFigures, OrderCounts};
use mailguide::metrics::{
    ClientFamily, Configuration, Exchange, Front, Metrics, Observation, Phase, ProcessFigures,
    Protocol, Served, Transport,
};

/// One name with a certificate, and one that never got one.
fn certificates_at(now: Duration) -> CertificateFigures {
    let day = Duration::from_secs(86_400);
    let lifetime = Lifetime { from: now - day, until: now + 30 * day };
    let entry =
        |facts, problem| Entry { facts, failures: 0, problem, held_until: None, busy: false };
    let host = |name| Domain::parse(name).unwrap();
    let failed = Failure::ALL.map(|failure| (failure, u64::from(failure == Failure::RateLimited)));
    CertificateFigures {
        now,
        names: vec![
            (
                host("autoconfig.a.example"),
                entry(Facts { lifetime: Some(lifetime), ..Facts::default() }, None),
            ),
            (
                host("autoconfig.b.example"),
                entry(Facts::default(), Some(Problem::new(Failure::RateLimited, "too many"))),
            ),
        ],
        orders: OrderCounts { issued: 1, failed },
        requests: 14,
        paused_until: Some(now + day),
    }
}

/// A server that has been asked one thing of each kind, with fixed times.
pub(crate) fn observed(metrics: &Metrics) -> Observation<'_> {
    let at = Duration::from_secs(1_795_342_049);
    let record = |front, reason, micros| {
        let took = Duration::from_micros(micros);
        let (domain, mx, address) = (None, None, None);
        metrics.record(&Exchange { front, reason, domain, mx, address, at, took });
    };
    let http = |protocol, client| Front::Http { protocol, client, status: 200 };
    let autoconfig = http(Protocol::Autoconfig, ClientFamily::Thunderbird);
    record(autoconfig, Reason::ProviderDomain, 40);
    record(autoconfig, Reason::ProviderDomain, 60);
    record(autoconfig, Reason::UnknownDomain, 2_000_000);
    record(http(Protocol::AutodiscoverJson, ClientFamily::Outlook), Reason::Redirected, 9_000_000);
    record(http(Protocol::Other, ClientFamily::Other), Reason::NoSuchPath, 1);
    record(Front::Dns(Transport::Udp), Reason::Record, 33);
    record(Front::Dns(Transport::Tcp), Reason::NoSuchName, 333);
    let configuration = Configuration {
        served: Served { domains: 1200, own_domains: 200, services: 90, serial: 2026 },
        tried_at: at,
        loaded: 3,
        refused: 1,
        ..Configuration::default()
    };
    let source = |name, asked, failing: Option<DirectoryFault>| SourceFigures {
        name,
        asked,
        failed: [0, if failing.is_some() { 4 } else { 0 }, 0, 0, 0, 0],
        failing,
    };
    Observation {
        metrics,
        version: "1.2.3",
        now: at,
        uptime: Duration::from_secs(3600),
        phase: Phase::Serving,
        configuration,
        directories: DirectoryFigures {
            sources: vec![
                source("sql", 70, Some(DirectoryFault::TimedOut)),
                source("ldap", 5, None),
            ],
            remembered: 900,
            stood_in: 2,
            entries: 70,
        },
        mx: Some(MxFigures { wanted: 30, found: 4, none: 3, failed: 2 }),
        certificates: Some(certificates_at(at)),
        process: ProcessFigures { resident_bytes: Some(20_000_768), open_files: Some(12) },
    }
}
