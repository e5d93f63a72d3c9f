//! The numbers in the text format that Prometheus reads (version 0.0.4).

use std::fmt::{Display, Write as _};

use super::histogram::BOUNDS;
use super::{Health, Histogram, Observation, Phase, Protocol, Transport};
use crate::directory::fault::DirectoryFault;

/// The type of the document.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Writes all numbers down.
pub fn expose(observation: &Observation<'_>) -> String {
    let mut text = Text(String::with_capacity(16 * 1024));
    server(observation, &mut text);
    http(observation, &mut text);
    dns(observation, &mut text);
    configuration(observation, &mut text);
    directories(observation, &mut text);
    mx(observation, &mut text);
    certificates(observation, &mut text);
    process(observation, &mut text);
    text.0
}

fn server(observation: &Observation<'_>, text: &mut Text) {
    text.family("mailguide_build_info", GAUGE, "Always 1; the label says which version runs.");
    text.sample("mailguide_build_info", &[("version", observation.version)], 1);
    text.family("mailguide_uptime_seconds", GAUGE, "How long the server has been running.");
    text.sample("mailguide_uptime_seconds", &[], observation.uptime.as_secs());
    text.family("mailguide_ready", GAUGE, "Whether clients are answered: 1 or 0.");
    let health = observation.health();
    text.sample("mailguide_ready", &[], u8::from(health.is_ready()));
    text.family(
        "mailguide_degraded",
        GAUGE,
        "Whether something that answers need is missing: 1 or 0.",
    );
    text.sample("mailguide_degraded", &[], u8::from(health == Health::Degraded));
}

fn http(observation: &Observation<'_>, text: &mut Text) {
    let metrics = observation.metrics;
    const REQUESTS: &str = "mailguide_http_requests_total";
    text.family(
        REQUESTS,
        COUNTER,
        "HTTP requests answered, by what was asked, by whom, and why so.",
    );
    for (protocol, client, reason, count) in metrics.http() {
        let labels = [
            ("protocol", protocol.as_str()),
            ("client", client.as_str()),
            ("reason", reason.as_str()),
        ];
        text.sample(REQUESTS, &labels, count);
    }
    const TIMES: &str = "mailguide_http_request_duration_seconds";
    text.family(TIMES, HISTOGRAM, "How long it took to answer an HTTP request.");
    for protocol in Protocol::ALL {
        text.histogram(TIMES, ("protocol", protocol.as_str()), metrics.http_times(protocol));
    }
    const OPEN: &str = "mailguide_http_connections_open";
    text.family(OPEN, GAUGE, "HTTP connections open now.");
    text.sample(OPEN, &[], metrics.connections());
}

fn dns(observation: &Observation<'_>, text: &mut Text) {
    let metrics = observation.metrics;
    const QUERIES: &str = "mailguide_dns_queries_total";
    text.family(QUERIES, COUNTER, "DNS queries answered, by how they came and why so.");
    for (transport, reason, count) in metrics.dns() {
        let labels = [("transport", transport.as_str()), ("reason", reason.as_str())];
        text.sample(QUERIES, &labels, count);
    }
    const NOTIFIES: &str = "mailguide_dns_notifies_total";
    text.family(NOTIFIES, COUNTER, "Changed zones that secondaries were told of.");
    for (outcome, count) in metrics.notifies() {
        text.sample(NOTIFIES, &[("outcome", outcome.as_str())], count);
    }
    const TIMES: &str = "mailguide_dns_query_duration_seconds";
    text.family(TIMES, HISTOGRAM, "How long it took to answer a DNS query.");
    for transport in Transport::ALL {
        text.histogram(TIMES, ("transport", transport.as_str()), metrics.dns_times(transport));
    }
}

fn configuration(observation: &Observation<'_>, text: &mut Text) {
    let configuration = &observation.configuration;
    if observation.phase != Phase::Starting {
        let served = configuration.served;
        text.family(
            "mailguide_domains",
            GAUGE,
            "Domains served, those of directories not counted.",
        );
        text.sample("mailguide_domains", &[], served.domains);
        text.family("mailguide_own_domains", GAUGE, "Domains that the operator configured.");
        text.sample("mailguide_own_domains", &[], served.own_domains);
        text.family("mailguide_services", GAUGE, "Providers and services that are served.");
        text.sample("mailguide_services", &[], served.services);
        text.family("mailguide_zone_serial", GAUGE, "The serial of zones that no secondary has.");
        text.sample("mailguide_zone_serial", &[], served.serial);
    }
    const LOADS: &str = "mailguide_configuration_loads_total";
    text.family(LOADS, COUNTER, "Configurations put in place, the first included, and refused.");
    text.sample(LOADS, &[("outcome", "loaded")], configuration.loaded);
    text.sample(LOADS, &[("outcome", "refused")], configuration.refused);
    const LAST: &str = "mailguide_configuration_last_load_successful";
    text.family(LAST, GAUGE, "Whether the last configuration read is the one in use: 1 or 0.");
    text.sample(LAST, &[], u8::from(configuration.fault.is_none()));
    const TIME: &str = "mailguide_configuration_last_load_timestamp_seconds";
    text.family(TIME, GAUGE, "When a configuration was last read, since the Unix epoch.");
    text.sample(TIME, &[], configuration.tried_at.as_secs());
}

fn directories(observation: &Observation<'_>, text: &mut Text) {
    let directories = &observation.directories;
    if directories.sources.is_empty() {
        return;
    }
    const ASKED: &str = "mailguide_directory_questions_total";
    text.family(ASKED, COUNTER, "Questions that a directory was asked.");
    for source in &directories.sources {
        text.sample(ASKED, &[("directory", source.name)], source.asked);
    }
    const FAILED: &str = "mailguide_directory_failures_total";
    text.family(FAILED, COUNTER, "Questions that a directory did not answer, by why.");
    for source in &directories.sources {
        for (fault, count) in DirectoryFault::ALL.into_iter().zip(source.failed) {
            let labels = [("directory", source.name), ("fault", fault.as_str())];
            text.sample(FAILED, &labels, count);
        }
    }
    const HEALTHY: &str = "mailguide_directory_healthy";
    text.family(HEALTHY, GAUGE, "Whether a directory answered when it was last asked: 1 or 0.");
    for source in &directories.sources {
        text.sample(HEALTHY, &[("directory", source.name)], u8::from(source.failing.is_none()));
    }
    const REMEMBERED: &str = "mailguide_directory_remembered_total";
    text.family(
        REMEMBERED,
        COUNTER,
        "Answers from memory: fresh ones, and old ones that stood in.",
    );
    text.sample(REMEMBERED, &[("age", "fresh")], directories.remembered);
    text.sample(REMEMBERED, &[("age", "old")], directories.stood_in);
    const ENTRIES: &str = "mailguide_directory_entries";
    text.family(ENTRIES, GAUGE, "Answers of directories that are remembered, about.");
    text.sample(ENTRIES, &[], directories.entries);
}

fn certificates(observation: &Observation<'_>, text: &mut Text) {
    let Some(figures) = &observation.certificates else { return };
    const NAMES: &str = "mailguide_certificates";
    text.family(
        NAMES,
        GAUGE,
        "Names that get certificates from an authority, by how they are served.",
    );
    for (state, count) in figures.by_state() {
        text.sample(NAMES, &[("state", state.as_str())], count);
    }
    if let Some(expiry) = figures.soonest_expiry() {
        const EXPIRY: &str = "mailguide_certificate_soonest_expiry_timestamp_seconds";
        text.family(EXPIRY, GAUGE, "When the first certificate ends, since the Unix epoch.");
        text.sample(EXPIRY, &[], expiry.as_secs());
    }
    const ORDERS: &str = "mailguide_certificate_orders_total";
    text.family(ORDERS, COUNTER, "Orders that ended, by what came of them.");
    text.sample(ORDERS, &[("outcome", "issued")], figures.orders.issued);
    for (failure, count) in figures.orders.failed.iter().filter(|(_, count)| *count > 0) {
        text.sample(ORDERS, &[("outcome", failure.as_str())], count);
    }
    const REQUESTS: &str = "mailguide_authority_requests_total";
    text.family(REQUESTS, COUNTER, "Requests to the authority.");
    text.sample(REQUESTS, &[], figures.requests);
    const PAUSED: &str = "mailguide_authority_paused";
    text.family(PAUSED, GAUGE, "Whether the authority wants to be left alone: 1 or 0.");
    text.sample(PAUSED, &[], u8::from(figures.paused_until.is_some()));
}

fn mx(observation: &Observation<'_>, text: &mut Text) {
    let Some(mx) = &observation.mx else { return };
    const LOOKUPS: &str = "mailguide_mx_lookups_total";
    text.family(LOOKUPS, COUNTER, "MX look-ups sent to the resolver, by what came of it.");
    for (outcome, count) in [("found", mx.found), ("none", mx.none), ("failed", mx.failed)] {
        text.sample(LOOKUPS, &[("outcome", outcome)], count);
    }
    const WANTED: &str = "mailguide_mx_wanted_total";
    text.family(WANTED, COUNTER, "Questions that an MX had to decide, remembered ones included.");
    text.sample(WANTED, &[], mx.wanted);
}

/// Under the names that every program of Prometheus' libraries uses.
fn process(observation: &Observation<'_>, text: &mut Text) {
    if let Some(bytes) = observation.process.resident_bytes {
        text.family("process_resident_memory_bytes", GAUGE, "Memory that the process holds.");
        text.sample("process_resident_memory_bytes", &[], bytes);
    }
    if let Some(files) = observation.process.open_files {
        text.family("process_open_fds", GAUGE, "Files and sockets that the process has open.");
        text.sample("process_open_fds", &[], files);
    }
}

const COUNTER: &str = "counter";
const GAUGE: &str = "gauge";
const HISTOGRAM: &str = "histogram";

/// The document as it grows. Labels are words of our own, and need no escaping.
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (number, (label, word)) in labels.iter().enumerate() {
            let before = if number == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{label}=\"{word}\"");
        }
        let after = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{after} {value}");
    }

    /// Left out where nothing was counted.
    fn histogram(&mut self, name: &str, label: (&str, &str), histogram: &Histogram) {
        let within = histogram.cumulated();
        let all = within[BOUNDS.len()];
        if all == 0 {
            return;
        }
        let bucket = format!("{name}_bucket");
        let bounds = BOUNDS.iter().map(|(_, seconds)| *seconds).chain(["+Inf"]);
        for (bound, count) in bounds.zip(within) {
            self.sample(&bucket, &[label, ("le", bound)], count);
        }
        let micros = histogram.microseconds();
        let seconds = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        self.sample(&format!("{name}_sum"), &[label], seconds);
        self.sample(&format!("{name}_count"), &[label], all);
    }
}
