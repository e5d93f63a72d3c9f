//! The DNS front beside other programs: NSD answers the same zones (`nsd`); BIND's, NLnet Labs' and
//! Knot's tools read what we say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files and the environment")]
#![allow(clippy::print_stdout, reason = "how much was compared is for whoever reads the test")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod ask;
#[path = "../support/certificates.rs"]
mod certificates;
mod nsd;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use ask::ask;
use certificates::Authority;
use hickory_server::proto::rr::RecordType;
use support::programs::{have, run};
use support::{Folder, Mailguide, SERVERS, mailguide};

/// An organisation with everything that its zone can hold.
const ORGANISATION: &str = r#"
[http]
public_addresses = ["192.0.2.1", "2001:db8::1"]

[dns]
mailconf = true
smtps_alias = true

[[service]]
id = "own"
caldav = "https://dav.example.net/caldav/"
jmap = "https://jmap.example.net/.well-known/jmap"
"#;

const DOMAINS: &str = r#"
[[domain]]
name = "own.example"
service = "own"

[[domain]]
name = "other.example"
service = "own"
"#;

/// Its further records: name, type and value.
const RECORDS: [(&str, &str, &str); 16] = [
    ("@", "MX", "10 mail"),
    ("@", "MX", "20 backup.example.net."),
    ("@", "TXT", "v=spf1 mx -all"),
    ("@", "A", "192.0.2.80"),
    ("@", "CAA", "0 issue \"ca.example\""),
    ("mail", "A", "192.0.2.25"),
    ("mail", "AAAA", "2001:db8::25"),
    ("imap", "A", "192.0.2.25"),
    ("www", "CNAME", "@"),
    ("web", "CNAME", "www"),
    ("shop", "CNAME", "shop.example.net."),
    ("dangling", "CNAME", "nowhere"),
    ("_dmarc", "TXT", "v=DMARC1; p=none"),
    ("k1._domainkey", "TXT", "v=DKIM1; k=rsa; p=MIIB"),
    (
        "_25._tcp.mail",
        "TLSA",
        "3 1 1 8CB0FC6C527506A053F4F14C8464BEBBD6DEDE2738D11468DD953D7D6A3021F1",
    ),
    ("_xmpp-client._tcp", "SRV", "0 5 5222 mail"),
];

#[test]
fn exported_zones_load_without_a_complaint() {
    if !have(&["named-checkzone", "ldns-read-zone"]) {
        return;
    }
    let folder = Folder::new("dns-export");
    let file = folder.write("mailguide.toml", &organisation());
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    for zone in ["own.example", "other.example"] {
        let (text, _) = exported(&file, zone, &server);
        let path = folder.write(zone, &text);
        assert_loads(zone, &path, &text);
    }
}

#[test]
fn zones_with_delegations_load_without_a_complaint() {
    if !have(&["named-checkzone", "ldns-read-zone", "dig"]) {
        return;
    }
    for case in [nsd::delegations(), nsd::nested_domains()] {
        let folder = Folder::new("dns-delegations");
        let file = folder.write("mailguide.toml", &case.configuration);
        let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
        for zone in &case.zones {
            let (text, _) = nsd::transferred(zone, &server);
            assert_loads(zone, &folder.write(zone, &text), &text);
        }
        // What is listed is what is transferred, but for what is cut out for another domain.
        let (listed, _) = exported(&file, "other.example", &server);
        let path = folder.write("listed", &listed);
        assert_loads("other.example", &path, &listed);
    }
}

/// BIND finds no fault with a zone file, and NLnet Labs' reader finds all of its records.
fn assert_loads(zone: &str, path: &Path, text: &str) {
    let strict = ["-k", "fail", "-m", "fail", "-M", "fail", "-n", "fail", "-r", "fail"];
    let mut checkzone = Command::new("named-checkzone");
    checkzone.args(strict).args(["-S", "fail", "-W", "warn", "-i", "local", zone]).arg(path);
    let told = run(&mut checkzone);
    assert!(told.ends_with("OK\n") && told.lines().count() == 2, "{told}");
    let read = run(Command::new("ldns-read-zone").arg(path));
    let lines = |text: &str| {
        text.lines().filter(|line| line.split_ascii_whitespace().nth(2) == Some("IN")).count()
    };
    assert_eq!(lines(&read), lines(text), "{read}");
}

#[test]
fn the_tools_of_others_read_every_answer() {
    if !have(&["dig", "delv", "drill", "kdig"]) {
        return;
    }
    let folder = Folder::new("dns-tools");
    let file = folder.write("mailguide.toml", &organisation());
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    let (host, port) = (format!("@{}", server.dns.ip()), server.dns.port().to_string());
    for (name, kind) in [
        ("own.example", "SOA"),
        ("own.example", "MX"),
        ("_imaps._tcp.own.example", "SRV"),
        ("_tcp.own.example", "SRV"),
        ("missing.own.example", "A"),
        ("web.own.example", "A"),
        ("_25._tcp.mail.own.example", "TLSA"),
    ] {
        let question = [&*host, "-p", &*port, name, kind];
        let told = |program: &str, options: &[&str]| {
            run(Command::new(program).args(question).args(options))
        };
        for options in [&["+tcp"][..], &["+cookie", "+nsid"], &["+ednsopt=65001:00", "+dnssec"]] {
            let text = told("dig", options);
            let clean = !text.contains("WARN: ") && !text.contains("malformed");
            assert!(clean && text.contains(" aa"), "{name} {kind} {options:?}: {text}");
        }
        let dig = told("dig", &["+cookie"]);
        assert!(dig.contains("(good)"), "{dig}");
        // dig puts spaces into long digits.
        let short = |text: &str| -> BTreeSet<String> {
            text.lines().map(|line| line.replace(' ', "")).collect()
        };
        let all = short(&told("dig", &["+short"]));
        assert_eq!(short(&told("kdig", &["+short"])), all, "{name} {kind}");
        assert_eq!(short(&told("kdig", &["+short", "+tcp", "+keepopen"])), all, "{name} {kind}");
        let drill = told("drill", &[]);
        assert!(drill.contains("flags: qr aa rd"), "{drill}");
        let delv = told("delv", &["-i"]);
        let expected = if all.is_empty() { "negative response" } else { "authoritative" };
        assert!(delv.contains(expected), "{name} {kind}: {delv}");
    }
}

#[test]
fn kdig_and_openssl_speak_dns_over_tls_with_us() {
    if !have(&["kdig", "openssl"]) {
        return;
    }
    let folder = Folder::new("dns-dot");
    let authority = Authority::new();
    let issued = authority.issue(&["ns.test"]);
    folder.write("ns.pem", &issued.chain);
    folder.write("ns.key", &issued.key);
    let root = folder.write("root", &authority.root());
    let root = root.to_str().unwrap();
    let file = folder.write("mailguide.toml", &format!("[tls]\nfolder = {:?}\n", folder.path()));
    let arguments = ["--log", "off", "--dot", "127.0.0.1:0", "--config", file.to_str().unwrap()];
    let server = Mailguide::start(&arguments);
    let dot = server.dot.unwrap();
    let port = dot.port().to_string();
    let strict =
        [format!("+tls-ca={root}"), "+tls-hostname=ns.test".to_owned(), "+padding".to_owned()];
    for name in ["_imaps._tcp.gmail.com", "_imaps._tcp.icloud.com"] {
        let mut kdig = Command::new("kdig");
        kdig.args(["@127.0.0.1", "-p", &port, name, "SRV"]).args(&strict);
        let told = run(&mut kdig);
        assert!(told.contains("TLS session (TLS1.3)") && told.contains("PADDING"), "{told}");
        assert!(told.contains("Received 468 B"), "{told}");
    }
    let connect = dot.to_string();
    for protocol in ["dot", "h2"] {
        let mut openssl = Command::new("openssl");
        openssl.args(["s_client", "-connect", &connect, "-servername", "ns.test", "-alpn"]);
        openssl.args([protocol, "-CAfile", root, "-verify_return_error"]).stdin(Stdio::null());
        let output = openssl.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let agreed = told.contains("ALPN protocol: dot") && told.contains("Verification: OK");
        assert_eq!(agreed, protocol == "dot", "{told}");
    }
}

//----------- Zones ----------------------------------------------------------

fn organisation() -> String {
    let records = RECORDS.map(|(name, kind, value)| {
        format!("\n[[service.record]]\nname = {name:?}\ntype = {kind:?}\nvalue = {value:?}\n")
    });
    format!("{ORGANISATION}{SERVERS}{}{DOMAINS}", records.concat())
}

/// A zone as `mailguide dns` prints it, with the apex and the name server that only the server
/// knows; and its owners.
fn exported(file: &Path, zone: &str, server: &Mailguide) -> (String, BTreeSet<String>) {
    let mut text = format!("$ORIGIN {zone}.\n");
    for (name, kind) in [
        (zone.to_owned(), RecordType::SOA),
        (zone.to_owned(), RecordType::NS),
        (format!("ns.{zone}"), RecordType::A),
        (format!("ns.{zone}"), RecordType::AAAA),
    ] {
        for record in ask(server.dns, &name, kind).answers {
            text.push_str(&format!("{record}\n"));
        }
    }
    let mut list = mailguide();
    list.args(["dns", zone, "--format", "zone", "--config"]).arg(file);
    text.push_str(&run(&mut list));
    let lines = text.lines().filter(|line| line.contains(" IN "));
    let owners = lines.map(|line| line.split(' ').next().unwrap().trim_end_matches('.').to_owned());
    (text.clone(), owners.collect())
}
