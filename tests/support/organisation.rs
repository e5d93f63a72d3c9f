//! A snapshot of the built-in providers and an organisation's own service with everything that DNS
//! can say, for the tests of DNS.

use std::sync::Arc;
use std::time::Duration;

use mailguide::config::{Configured, ConfiguredService};
use mailguide::dns::dnssec::{KeySet, SignatureMemory, ZoneSigner};
use mailguide::dns::zone::{Addresses, StaticRecord, ZoneCuts};
use mailguide::guide::Sentences;
use mailguide::mail::{
    Companions, Domain, SieveServer, Template, TlsMode, WebAddress, WebService, WebServiceKind,
};
use mailguide::providers::{Database, embedded, read};
use mailguide::snapshot::{Policy, Snapshot};

/// Its service, as a provider file has it.
pub const SERVICE: &str = r#"
name = "Own Mail"
short_name = "Own"
[[incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]
[[outgoing]]
protocol = "smtp"
host = "smtp.example.net"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
[password]
kind = "normal"
[[source]]
title = "made up"
checked = 2026-01-01
covers = ["servers"]
[confidence]
servers = "1"
password = "1"
"#;

const RECORDS: [(&str, u32, &str, &str); 17] = [
    ("@", 300, "MX", "10 mail"),
    ("@", 300, "MX", "20 backup.example.net."),
    ("@", 600, "TXT", "v=spf1 mx -all"),
    ("@", 3600, "A", "192.0.2.80"),
    ("@", 3600, "CAA", "0 issue \"ca.example\""),
    ("mail", 3600, "A", "192.0.2.25"),
    ("mail", 3600, "AAAA", "2001:db8::25"),
    ("imap", 3600, "A", "192.0.2.25"),
    ("sieve", 3600, "A", "192.0.2.25"),
    ("dav", 3600, "A", "192.0.2.25"),
    ("www", 300, "CNAME", "@"),
    ("web", 300, "CNAME", "www"),
    ("shop", 300, "CNAME", "shop.example.net."),
    ("_dmarc", 3600, "TXT", "v=DMARC1; p=none; rua=mailto:dmarc@%EMAILDOMAIN%"),
    ("k1._domainkey", 3600, "TXT", KEY),
    (
        "_25._tcp.mail",
        3600,
        "TLSA",
        "3 1 1 8CB0FC6C527506A053F4F14C8464BEBBD6DEDE2738D11468DD953D7D6A3021F1",
    ),
    ("_xmpp-client._tcp", 3600, "SRV", "0 5 5222 mail"),
];

/// Names that other servers answer for, and what leads there: with glue and keys, without either,
/// with the address of a server in our zone, and below names that we answer ourselves.
const DELEGATIONS: [(&str, u32, &str, &str); 12] = [
    ("sub", 300, "NS", "ns1.sub"),
    ("sub", 300, "NS", "ns2.example.net."),
    ("sub", 600, "DS", DS),
    ("ns1.sub", 900, "A", "192.0.2.53"),
    ("ns1.sub", 900, "AAAA", "2001:db8::53"),
    ("plain.deep", 300, "NS", "ns2.example.net."),
    ("near", 300, "NS", "mail"),
    ("near", 300, "NS", "ns1.sub"),
    ("self", 300, "NS", "self"),
    ("self", 300, "A", "192.0.2.54"),
    ("x._tcp", 300, "NS", "ns2.example.net."),
    ("into", 300, "CNAME", "www.sub"),
];

/// Of no key.
const DS: &str = "7 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

/// As long as a key of 2048 bits.
const KEY: &str = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupIDAQAB";

/// Domains that are configured, with their services.
const DOMAINS: [(&str, &str); 4] = [
    ("own.example", "own"),
    ("all.example", "own"),
    // Below a domain whose subdomains are all served, and yet a zone of its own.
    ("posteo.all.example", "posteo"),
    ("not-served.example", "tuta"),
];

pub fn domain(text: &str) -> Domain {
    Domain::parse(text).unwrap()
}

pub fn records() -> Vec<StaticRecord> {
    parsed(&RECORDS)
}

/// With names that other servers answer for.
pub fn records_with_delegations() -> Vec<StaticRecord> {
    [records(), parsed(&DELEGATIONS)].concat()
}

fn parsed(records: &[(&str, u32, &str, &str)]) -> Vec<StaticRecord> {
    records
        .iter()
        .map(|(name, ttl, kind, value)| StaticRecord::parse(name, kind, value, *ttl).unwrap())
        .collect()
}

fn companions() -> Companions {
    let web = |(kind, url): (WebServiceKind, &str)| WebService {
        kind,
        address: WebAddress::parse(url).unwrap(),
    };
    let urls = [
        (WebServiceKind::CalDav, "https://dav.%EMAILDOMAIN%:8443/caldav/"),
        (WebServiceKind::CardDav, "https://dav.example.net"),
        (WebServiceKind::Jmap, "https://jmap.example.net/.well-known/jmap"),
        (WebServiceKind::WebDav, "https://files.example.net/"),
    ];
    let sieve = SieveServer {
        host: Template::parse("sieve.%EMAILDOMAIN%").unwrap(),
        port: SieveServer::DEFAULT_PORT.try_into().unwrap(),
        tls: TlsMode::StartTls,
    };
    Companions { web: urls.into_iter().map(web).collect(), sieve: Some(sieve) }
}

pub fn service() -> ConfiguredService {
    let read = read("own", "own.toml", SERVICE, None).unwrap_or_else(|report| panic!("{report}"));
    let mut provider = read.provider;
    provider.service.companions = companions();
    ConfiguredService { records: records(), ..provider.into() }
}

pub fn policy() -> Policy {
    let addresses = ["192.0.2.1", "2001:db8::1"].map(|address| address.parse().unwrap());
    Policy { addresses: Addresses(addresses.into()), ..Policy::default() }
}

/// With signatures.
pub fn policy_with_signer(now: Duration) -> Policy {
    let (day, hour) = (Duration::from_secs(24 * 3600), Duration::from_secs(3600));
    let memory = SignatureMemory::new(10_000);
    let signer = ZoneSigner::new(KeySet::generate(now), 21 * day, 2 * hour, memory);
    Policy { zone_signer: Some(Arc::new(signer)), ..policy() }
}

/// With the records that an operator can switch on.
pub fn policy_with_extras() -> Policy {
    Policy { smtps_alias: true, mailconf: true, ..policy() }
}

/// Where the organisation keeps its domain and delegates the names that we answer.
pub fn policy_of_names() -> Policy {
    let name_servers = vec![domain("a.ns.example.net"), domain("b.ns.example.net")];
    Policy { zone_cuts: ZoneCuts::Names, name_servers, ..policy_with_extras() }
}

pub fn snapshot(policy: Policy) -> Snapshot {
    snapshot_with(records(), policy)
}

pub fn snapshot_with(records: Vec<StaticRecord>, policy: Policy) -> Snapshot {
    let configured = Configured {
        services: vec![ConfiguredService { records, ..service() }],
        domains: DOMAINS.map(|(name, service)| (domain(name), service.into())).into(),
        wildcards: vec![(domain("all.example"), "own".into())],
        ..Configured::default()
    };
    let database = Database::read(embedded()).expect("the built-in files are right");
    Snapshot::build(database, configured, &Sentences::built_in(), policy, 2026)
}
