//! The DNS front beside other programs: NSD answers the same zones, and every difference between both
//! is explained in one table here; BIND's, NLnet Labs' and Knot's tools read what we say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files and the environment")]
#![allow(clippy::print_stdout, reason = "how much was compared is for whoever reads the test")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

#[path = "support/certificates.rs"]
mod certificates;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use certificates::Authority;
use hickory_server::proto::op::Message;
use hickory_server::proto::rr::{Record, RecordType};
use support::{Folder, Mailguide, PATIENCE, mailguide};

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

[[service.incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[service.outgoing]]
protocol = "smtp"
host = "smtp.example.net"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]

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

/// The types that every name is asked for.
const TYPES: [RecordType; 17] = [
    RecordType::A,
    RecordType::NS,
    RecordType::CNAME,
    RecordType::SOA,
    RecordType::PTR,
    RecordType::MX,
    RecordType::TXT,
    RecordType::AAAA,
    RecordType::SRV,
    RecordType::DS,
    RecordType::NSEC,
    RecordType::DNSKEY,
    RecordType::TLSA,
    RecordType::HTTPS,
    RecordType::CAA,
    RecordType::ANY,
    RecordType::Unknown(65_280),
];

/// Where we differ from NSD, and why.
const EXPLAINED: [(Difference, &str); 2] = [
    (
        Difference::Any,
        "ANY is answered with one short record (RFC 8482 §4.2); NSD gives all records of the name",
    ),
    (
        Difference::Glue,
        "to NS of the apex NSD adds the addresses of name servers; no resolver needs them from us \
         that has found us, so the answer stays short",
    ),
];

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Difference {
    Any,
    Glue,
}

/// Which of the explained differences it is, if one.
fn explain(kind: RecordType, ours: &Told, nsd: &Told) -> Option<Difference> {
    let same_but_additional =
        Told { additional: BTreeSet::new(), ..nsd.clone() } == *ours && nsd.code == 0;
    if kind == RecordType::ANY && ours.answers.iter().all(|record| record.contains("RFC8482")) {
        Some(Difference::Any)
    } else if kind == RecordType::NS && same_but_additional {
        Some(Difference::Glue)
    } else {
        None
    }
}

/// All that an answer says, letter case and order left out.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Told {
    code: u16,
    authoritative: bool,
    truncated: bool,
    answers: BTreeSet<String>,
    authority: BTreeSet<String>,
    additional: BTreeSet<String>,
}

#[test]
fn every_name_and_type_is_answered_as_nsd_answers_it() {
    if !have("nsd", "-v") {
        return;
    }
    let folder = Folder::new("dns-nsd");
    let file = folder.write("mailguide.toml", &organisation());
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    let zones = ["own.example", "other.example", "gmail.com", "icloud.com"];
    let mut names = BTreeSet::new();
    for zone in zones {
        let (text, owners) = exported(&file, zone, &server);
        folder.write(zone, &text);
        names.extend(owners);
    }
    let nsd = Nsd::start(&folder, &zones);
    let (mut compared, mut explained, mut bugs) = (0, BTreeSet::new(), Vec::new());
    for name in asked_for(&names) {
        for kind in TYPES {
            let (ours, theirs) = (ask(server.dns, &name, kind), ask(nsd.address, &name, kind));
            compared += 1;
            if ours == theirs {
                continue;
            }
            match explain(kind, &ours, &theirs) {
                Some(difference) => drop(explained.insert(difference)),
                None => bugs.push(format!("{name} {kind}\n  ours {ours:?}\n  NSD  {theirs:?}")),
            }
        }
    }
    let first = bugs.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(bugs.is_empty(), "{} of {compared}, first of all:\n{first}", bugs.len());
    assert!(compared > 1500, "{compared}");
    let known: BTreeSet<Difference> = EXPLAINED.iter().map(|(difference, _)| *difference).collect();
    assert_eq!(explained, known, "every explanation is still needed");
    println!("{compared} questions to zones {zones:?} are answered as NSD answers them, but for:");
    EXPLAINED.iter().for_each(|(_, why)| println!("- {why}"));
}

#[test]
fn exported_zones_load_without_a_complaint() {
    if !have("named-checkzone", "-v") || !have("ldns-read-zone", "-v") {
        return;
    }
    let folder = Folder::new("dns-export");
    let file = folder.write("mailguide.toml", &organisation());
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    for zone in ["own.example", "other.example"] {
        let (text, _) = exported(&file, zone, &server);
        let path = folder.write(zone, &text);
        let strict = ["-k", "fail", "-m", "fail", "-M", "fail", "-n", "fail", "-r", "fail"];
        let mut checkzone = Command::new("named-checkzone");
        checkzone.args(strict).args(["-S", "fail", "-W", "warn", "-i", "local", zone]).arg(&path);
        let told = run(&mut checkzone);
        assert!(told.ends_with("OK\n") && told.lines().count() == 2, "{told}");
        let read = run(Command::new("ldns-read-zone").arg(&path));
        let lines = |text: &str| text.lines().filter(|line| line.contains("\tIN\t")).count();
        assert_eq!(lines(&read), text.lines().filter(|line| line.contains(" IN ")).count());
    }
}

#[test]
fn the_tools_of_others_read_every_answer() {
    let tools = [("dig", "-v"), ("delv", "-v"), ("drill", "-v"), ("kdig", "-V")];
    if !tools.iter().all(|(program, option)| have(program, option)) {
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
    if !have("kdig", "-V") || !have("openssl", "version") {
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
    let (before, after) = ORGANISATION.split_once("[[domain]]").unwrap();
    format!("{before}{}\n[[domain]]{after}", records.concat())
}

/// A zone as `mailguide dns` prints it, with the apex and the name server that only the server
/// knows; and its owners.
fn exported(file: &std::path::Path, zone: &str, server: &Mailguide) -> (String, BTreeSet<String>) {
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

/// The owners and, for each: those above it, one below it, one beside it, and all in another case.
fn asked_for(owners: &BTreeSet<String>) -> BTreeSet<String> {
    let mut names = owners.clone();
    for owner in owners {
        let mut rest = owner.as_str();
        while let Some((_, above)) = rest.split_once('.').filter(|(_, above)| above.contains('.')) {
            names.insert(above.to_owned());
            rest = above;
        }
        names.insert(format!("missing.{owner}"));
        names.insert(format!("a.missing.{owner}"));
        let mixed = owner.chars().enumerate().map(|(place, letter)| match place % 2 {
            0 => letter.to_ascii_uppercase(),
            _ => letter,
        });
        names.insert(mixed.collect());
    }
    names.extend(["example.net".to_owned(), "example".to_owned(), "*.own.example".to_owned()]);
    names
}

fn ask(server: SocketAddr, name: &str, kind: RecordType) -> Told {
    let mut query = vec![0x4d, 0x47, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
    for label in name.split('.') {
        query.push(label.len() as u8);
        query.extend_from_slice(label.as_bytes());
    }
    query.push(0);
    query.extend(u16::from(kind).to_be_bytes());
    query.extend([0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(server).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut answer = [0; 4096];
    let length = (0..5)
        .find_map(|_| {
            socket.send(&query).unwrap();
            socket.recv(&mut answer).ok()
        })
        .unwrap_or_else(|| panic!("{server} does not answer {name} {kind}"));
    let message = Message::from_vec(&answer[..length]).unwrap();
    let told = |records: &[Record]| -> BTreeSet<String> {
        let line = |record: &Record| {
            let owner = record.name.to_string().to_ascii_lowercase();
            let (ttl, kind) = (record.ttl, record.record_type());
            format!("{owner} {ttl} IN {kind} {}", presentation(record))
        };
        records.iter().map(line).collect()
    };
    let metadata = &message.metadata;
    Told {
        code: metadata.response_code.into(),
        authoritative: metadata.authoritative,
        truncated: metadata.truncation,
        answers: told(&message.answers),
        authority: told(&message.authorities),
        additional: told(&message.additionals),
    }
}

/// What a zone file says behind the type.
fn presentation(record: &Record) -> String {
    let text = record.data.to_string();
    match record.record_type() {
        RecordType::TXT => format!("{text:?}"),
        _ => text.to_ascii_lowercase().replace("rfc8482", "RFC8482"),
    }
}

//----------- Programs -------------------------------------------------------

fn have(program: &str, option: &str) -> bool {
    let found = Command::new(program).arg(option).output().is_ok();
    if !found {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{program} is missing, but all peers are required");
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

/// What a program says when it succeeds.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}{complaint}");
    told
}

/// NSD with zones from files; killed when dropped.
struct Nsd {
    child: Child,
    address: SocketAddr,
}

impl Nsd {
    fn start(folder: &Folder, zones: &[&str]) -> Self {
        let address = free_address();
        let path = folder.path().display();
        let mut text = format!(
            "server:\n ip-address: {}@{}\n username: \"\"\n chroot: \"\"\n zonesdir: \"{path}\"\n \
             pidfile: \"{path}/nsd.pid\"\n xfrdfile: \"{path}/xfrd\"\n database: \"\"\n \
             zonelistfile: \"{path}/zones\"\n server-count: 1\n rrl-ratelimit: 0\n \
             minimal-responses: yes\n refuse-any: no\nremote-control:\n control-enable: no\n",
            address.ip(),
            address.port(),
        );
        for zone in zones {
            text.push_str(&format!("zone:\n name: {zone}\n zonefile: {zone}\n"));
        }
        let file = folder.write("nsd.conf", &text);
        let log = fs::File::create(folder.path().join("nsd.log")).unwrap();
        let child = Command::new("nsd")
            .args(["-d", "-c"])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut nsd = Self { child, address };
        let start = Instant::now();
        while !nsd.answers() {
            let log = || fs::read_to_string(folder.path().join("nsd.log")).unwrap();
            assert!(nsd.child.try_wait().unwrap().is_none(), "NSD ended: {}", log());
            assert!(start.elapsed() < PATIENCE, "NSD does not answer: {}", log());
        }
        nsd
    }

    fn answers(&self) -> bool {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(self.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let query = b"\0\x07\0\0\0\x01\0\0\0\0\0\0\x03own\x07example\0\0\x06\0\x01";
        let _ = socket.send(query);
        let mut answer = [0; 512];
        let is_there = socket.recv(&mut answer).is_ok_and(|_| answer[3] & 15 == 0);
        if !is_there {
            std::thread::sleep(Duration::from_millis(50));
        }
        is_there
    }
}

impl Drop for Nsd {
    fn drop(&mut self) {
        // Its children end with it only when it is asked.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").arg(id).status();
        let _ = self.child.wait();
    }
}

fn free_address() -> SocketAddr {
    loop {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = tcp.local_addr().unwrap();
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}
