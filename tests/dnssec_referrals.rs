//! Validating resolvers on their way through a signed zone to what it delegates: with keys in the
//! parent, without any, and with those of somebody else. unbound asks the parent for keys; BIND
//! follows referrals and glue alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files and the environment")]

#[path = "dnssec/peer.rs"]
mod peer;
mod support;

use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use peer::{Found, Peer};
use serde_json::Value;
use support::ports::free_address;
use support::programs::{Running, have, run, said};
use support::{Folder, Mailguide, SERVERS, mailguide};

/// How long anything may take that several programs have a part in.
const PATIENCE: Duration = Duration::from_secs(60);

const SETTINGS: &str = r#"
[dns]
dnssec = true
name_servers = ["ns.own.example"]

[domains]
file = "domains.txt"

[state]
folder = "state"
"#;

const SERVICE: &str = r#"
[http]
public_addresses = ["192.0.2.1"]

[[service]]
id = "own"
"#;

const DOMAINS: &str = r#"
[[service.record]]
name = "into"
type = "CNAME"
value = "www.secure"

[[service.record]]
name = "web"
type = "A"
value = "192.0.2.80"

[[service.record]]
name = "ns"
type = "A"
value = "127.0.0.1"

[[service.record]]
name = "listed"
type = "NS"
value = "ns.example.net."

[[service.record]]
name = "beside"
type = "NS"
value = "ns"

[[service.record]]
name = "beside"
type = "NS"
value = "ns.secure"

[[domain]]
name = "own.example"
service = "own"

[[domain]]
name = "child.other.example"
provider = "posteo"

[[domain]]
name = "other.example"
provider = "posteo"
"#;

/// What `own.example` delegates.
const CHILDREN: [&str; 3] = ["secure", "plain", "forged"];
/// Where their name server is.
const CHILDREN_AT: &str = "127.0.0.2";

/// A signed zone that delegates, and the keys and zones of what it delegates.
struct Node {
    folder: Folder,
    server: Mailguide,
}

impl Node {
    fn start() -> Self {
        let folder = Folder::new("dnssec-referrals");
        let (path, mut text) = (folder.path(), format!("{SETTINGS}{SERVICE}{SERVERS}{DOMAINS}"));
        let mut add = |name: &str, kind: &str, value: &str| {
            let record = format!("name = {name:?}\ntype = {kind:?}\nvalue = {value:?}\n");
            text = text.replacen(
                "[[domain]]",
                &format!("[[service.record]]\n{record}\n[[domain]]"),
                1,
            );
        };
        for child in CHILDREN {
            add(child, "NS", &format!("ns.{child}"));
            add(&format!("ns.{child}"), "A", CHILDREN_AT);
            write_child(path, child);
            match child {
                "plain" => {}
                "secure" => add(child, "DS", &sign(path, child)),
                // A key that the child does not have.
                _ => add(child, "DS", &format!("7 13 2 {}", "ab".repeat(32))),
            }
        }
        sign(path, "forged");
        folder.write("domains.txt", "listed.own.example posteo\n");
        let file = folder.write("mailguide.toml", &text);
        let config = ["--config", file.to_str().unwrap()];
        run(mailguide().args(["dns", "keys", "generate"]).args(config));
        let server = Mailguide::start(&[&config[..], &["--log", "off"]].concat());
        Self { folder, server }
    }

    fn run(&self, arguments: &[&str]) -> String {
        let file = self.folder.path().join("mailguide.toml");
        run(mailguide().args(arguments).arg("--config").arg(file))
    }

    /// The DS of a domain, as a zone file has it behind the type.
    fn ds(&self, domain: &str) -> String {
        let told = self.run(&["dns", "keys", "ds", domain, "--json"]);
        let records: Value = serde_json::from_str(&told).unwrap();
        records[0]["data"].as_str().unwrap().to_owned()
    }

    /// What NSD needs to serve the zones of the children.
    fn children_served_at(&self, address: SocketAddr) -> String {
        let folder = self.folder.path().display();
        let mut configuration = format!(
            "server:\n ip-address: {}@{}\n username: \"\"\n chroot: \"\"\n pidfile: \"\"\n database: \
             \"\"\n zonesdir: \"{folder}\"\n zonelistfile: \"{folder}/list\"\n xfrdfile: \
             \"{folder}/xfrd\"\n xfrdir: \"{folder}\"\n server-count: 1\nremote-control:\n \
             control-enable: no\n",
            address.ip(),
            address.port(),
        );
        for child in CHILDREN {
            let zone = zone(child);
            let file = if child == "plain" { zone.clone() } else { format!("{zone}.signed") };
            write!(configuration, "zone:\n name: \"{zone}\"\n zonefile: \"{file}\"\n").unwrap();
        }
        configuration
    }
}

fn zone(child: &str) -> String {
    format!("{child}.own.example")
}

fn write_child(folder: &Path, child: &str) {
    let zone = zone(child);
    let text = format!(
        "$ORIGIN {zone}.\n$TTL 60\n@ IN SOA ns hostmaster 1 60 60 600 60\n@ IN NS ns\n\
         ns IN A {CHILDREN_AT}\nwww IN A 192.0.2.81\n"
    );
    std::fs::write(folder.join(&zone), text).unwrap();
}

/// Signs the zone of a child, and returns its DS as a zone file has it behind the type.
fn sign(folder: &Path, child: &str) -> String {
    let zone = zone(child);
    let key = run(Command::new("ldns-keygen")
        .args(["-a", "ECDSAP256SHA256", "-k", &zone])
        .current_dir(folder));
    let key = key.trim();
    run(Command::new("ldns-signzone").args([&zone, key]).current_dir(folder));
    let ds = std::fs::read_to_string(folder.join(format!("{key}.ds"))).unwrap();
    let words: Vec<&str> = ds.split_ascii_whitespace().skip_while(|word| *word != "DS").collect();
    words[1..].join(" ")
}

/// What there is to find, and how.
const EXPECTED: [(&str, &str, Found); 13] = [
    ("web.own.example", "A", Found::Secure),
    ("no.own.example", "A", Found::Secure),
    ("secure.own.example", "DS", Found::Secure),
    ("plain.own.example", "DS", Found::Secure),
    ("secure.own.example", "SOA", Found::Secure),
    ("www.secure.own.example", "A", Found::Secure),
    ("no.secure.own.example", "A", Found::Secure),
    ("into.own.example", "A", Found::Secure),
    ("www.plain.own.example", "A", Found::Insecure),
    ("plain.own.example", "MX", Found::Insecure),
    ("no.plain.own.example", "A", Found::Insecure),
    ("www.forged.own.example", "A", Found::Bogus),
    // Both zones are ours, and the one above vouches for the other.
    ("_imaps._tcp.child.other.example", "SRV", Found::Secure),
];

#[test]
fn unbound_finds_the_children_secure_and_insecure() {
    if !have(&["unbound", "nsd", "dig", "ldns-keygen", "ldns-signzone"]) {
        return;
    }
    let node = Node::start();
    let address = free_address();
    let configuration = node.children_served_at(address);
    let nsd = Peer::start("nsd", node.folder.path(), address, &configuration);
    let anchors = ["own.example", "other.example"];
    let anchors = anchors.map(|zone| format!("{zone}. DS {}", node.ds(zone)));
    let zones = CHILDREN.map(zone);
    let mut stubs = vec![("own.example", node.server.dns), ("other.example", node.server.dns)];
    stubs.extend(zones.iter().map(|zone| (&**zone, nsd.address)));
    let unbound = Peer::unbound(node.folder.path(), &anchors, &stubs);
    for (name, kind, found) in EXPECTED {
        assert_eq!(unbound.resolve(name, kind), found, "{name} {kind}: {}", unbound.running.said());
    }
}

/// A resolver that is told where the parent is and nothing else. BIND can be told which port all
/// servers have, so that glue leads to them.
#[test]
fn bind_follows_referrals_and_glue_and_validates() {
    if !have(&["named", "nsd", "dig", "ldns-keygen", "ldns-signzone"]) {
        return;
    }
    let start = || {
        let node = Node::start();
        let place = (CHILDREN_AT, node.server.dns.port());
        (TcpListener::bind(place).is_ok() && UdpSocket::bind(place).is_ok()).then_some(node)
    };
    let node = (0..5).find_map(|_| start()).expect("a port is free at two addresses");
    let resolver = free_address();
    let (folder, port) = (node.folder.path(), node.server.dns.port());
    let children_at = SocketAddr::new(CHILDREN_AT.parse().unwrap(), port);
    let configuration = node.children_served_at(children_at);
    let file = node.folder.write("nsd.conf", &configuration);
    let log = folder.join("nsd.log");
    let mut nsd = Running::start(Command::new("nsd").args(["-d", "-c"]).arg(file), log);
    let dig = |server: SocketAddr, arguments: &[&str]| {
        let (ip, port) = (format!("@{}", server.ip()), server.port().to_string());
        let output = Command::new("dig")
            .args([&*ip, "-p", &port, "+tries=1", "+timeout=15"])
            .args(arguments)
            .output();
        said(&output.unwrap())
    };
    nsd.wait_until("NSD answers", PATIENCE, || {
        dig(children_at, &["plain.own.example", "SOA"]).contains("status: NOERROR")
    });
    let mut configuration = format!(
        "options {{ directory \"{}\"; port {port}; listen-on port {} {{ {}; }};\n\
         listen-on-v6 {{ none; }}; pid-file none; session-keyfile none; recursion yes;\n\
         allow-recursion {{ any; }}; dnssec-validation yes; empty-zones-enable no; }};\n\
         controls {{ }};\n",
        folder.display(),
        resolver.port(),
        resolver.ip(),
    );
    for zone in ["own.example", "other.example"] {
        let ds = node.ds(zone);
        let (numbers, digest) = ds.rsplit_once(' ').unwrap();
        write!(
            configuration,
            "trust-anchors {{ {zone}. static-ds {numbers} \"{digest}\"; }};\nzone \"{zone}\" {{ type \
             static-stub; server-addresses {{ 127.0.0.1; }}; }};\n"
        )
        .unwrap();
    }
    let file = node.folder.write("named.conf", &configuration);
    let log = folder.join("named.log");
    let mut named = Running::start(Command::new("named").args(["-g", "-c"]).arg(file), log);
    named.wait_until("BIND answers", PATIENCE, || {
        dig(resolver, &["version.bind", "CH", "TXT"]).contains("status: NOERROR")
    });
    for (name, kind, found) in EXPECTED {
        let told = dig(resolver, &["+adflag", name, kind]);
        let is_secure = told.lines().any(|line| line.contains(";; flags:") && line.contains(" ad"));
        let is = match told.contains("status: SERVFAIL") {
            true => Found::Bogus,
            false if is_secure => Found::Secure,
            false => Found::Insecure,
        };
        assert_eq!(is, found, "{name} {kind}: {told}{}", named.said());
    }
}

#[test]
fn referrals_have_signed_keys_or_the_proof_that_there_are_none() {
    if !have(&["dig", "ldns-keygen", "ldns-signzone"]) {
        return;
    }
    let node = Node::start();
    let ask = |name: &str, kind: &str| {
        run(Command::new("dig")
            .args(["@127.0.0.1", "-p", &node.server.dns.port().to_string(), "+norecurse"])
            .args(["+dnssec", "+tries=1", "+timeout=15", "+noall", "+comments", "+authority"])
            .args(["+additional", "+nosplit", name, kind]))
    };
    // RFC 4035 §3.1.4.1: the keys, signed; servers and glue are not.
    let secure = ask("www.secure.own.example", "A");
    assert!(secure.contains("flags: qr; QUERY: 1, ANSWER: 0, AUTHORITY: 3, ADDITIONAL: 2"));
    assert!(secure.contains("\tDS\t") && secure.contains("\tRRSIG\tDS 13 3 "), "{secure}");
    assert!(secure.contains("ns.secure.own.example.\t3600\tIN\tA\t127.0.0.2"), "{secure}");
    // RFC 9824 §3.4: a proof that says nothing of what lies below.
    let plain = ask("www.plain.own.example", "A");
    assert!(plain.contains("flags: qr; QUERY: 1, ANSWER: 0, AUTHORITY: 3, ADDITIONAL: 2"));
    let proof = "plain.own.example.\t900\tIN\tNSEC\tplain\\000.own.example. NS RRSIG NSEC";
    assert!(plain.contains(proof) && plain.contains("\tRRSIG\tNSEC 13 3 "), "{plain}");
    // Asked for the keys, the zone says of itself that there are none.
    let keys = ask("plain.own.example", "DS");
    assert!(keys.contains("flags: qr aa;") && keys.contains(proof), "{keys}");
    // The servers of this one lie in the zone, whose addresses are signed (RFC 4035 §3.1.1).
    let beside = ask("www.beside.own.example", "A");
    assert!(beside.contains("ns.own.example.\t\t3600\tIN\tRRSIG\tA 13 3 "), "{beside}");
    assert!(!beside.contains("ns.secure.own.example.\t3600\tIN\tRRSIG"), "{beside}");
    // What is delegated and served as well, as a list may have it, is answered from the deeper zone;
    // the one above says what the operator says there.
    assert!(ask("_tcp.listed.own.example", "A").contains("flags: qr aa;"));
    let listed = ask("listed.own.example", "DS");
    let proof = "listed.own.example.\t900\tIN\tNSEC\tlisted\\000.own.example. NS RRSIG NSEC";
    assert!(listed.contains("flags: qr aa;") && listed.contains(proof), "{listed}");
    // An alias leads there with the authority of its own zone.
    let alias = ask("into.own.example", "A");
    assert!(alias.contains("flags: qr aa; QUERY: 1, ANSWER: 2, AUTHORITY: 3"), "{alias}");
    assert!(alias.contains("\tRRSIG\tDS 13 3 "), "{alias}");
}

#[test]
fn a_signed_zone_file_has_its_delegations() {
    if !have(&["ldns-verify-zone", "named-checkzone", "ldns-keygen", "ldns-signzone"]) {
        return;
    }
    let node = Node::start();
    for domain in ["own.example", "other.example"] {
        let text = node.run(&["dns", domain, "--format", "zone", "--signed"]);
        let file = node.folder.write("whole", &text);
        run(Command::new("ldns-verify-zone").arg("-V2").arg(&file));
        run(Command::new("named-checkzone").args(["-i", "local", domain]).arg(&file));
    }
    let text = node.run(&["dns", "own.example", "--format", "zone", "--signed"]);
    let types_of = |name: &str| -> Vec<&str> {
        let owner = format!("{name}. ");
        let of_name = text.lines().filter(|line| line.starts_with(&owner));
        of_name.map(|line| line.split(' ').nth(3).unwrap()).collect()
    };
    assert_eq!(types_of("secure.own.example"), ["NS", "DS", "RRSIG", "RRSIG", "NSEC"]);
    assert_eq!(types_of("plain.own.example"), ["NS", "RRSIG", "NSEC"]);
    assert_eq!(types_of("listed.own.example"), ["NS", "RRSIG", "NSEC"]);
    assert_eq!(types_of("ns.secure.own.example"), ["A"]);
    let nsec = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(nsec("secure.own.example. 900 IN NSEC").ends_with(" NS DS RRSIG NSEC"));
    assert!(nsec("plain.own.example. 900 IN NSEC").ends_with(" NS RRSIG NSEC"));
}
