//! Every answer of generated zones to any question is signed right, in the eyes of dnspython.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read the environment and the clock")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

#[path = "support/dns_front.rs"]
mod dns_front;
mod support;

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use dns_front::DnsFront;
use mailguide::config::{Configured, ConfiguredService};
use mailguide::dns::dnssec::{KeySet, SignatureMemory, ZoneSigner};
use mailguide::dns::zone::StaticRecord;
use mailguide::guide::Sentences;
use mailguide::providers::Database;
use mailguide::snapshot::{Policy, Snapshot};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use support::{PATIENCE, organisation};

//----------- Asking ---------------------------------------------------------

/// The DNS front, and the socket that asks it.
struct Asked {
    _front: DnsFront,
    socket: UdpSocket,
}

impl Asked {
    fn start(snapshot: Snapshot) -> Self {
        let front = DnsFront::start(snapshot);
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(front.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { _front: front, socket }
    }

    /// The answer in hexadecimal digits. `flags` are those of EDNS.
    fn ask(&self, labels: &[Vec<u8>], kind: u16, flags: u16) -> String {
        let mut query = vec![0x4d, 0x47, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
        for label in labels {
            query.push(label.len() as u8);
            query.extend_from_slice(label);
        }
        query.push(0);
        query.extend(kind.to_be_bytes());
        query.extend([0, 1]);
        query.extend([0, 0, 41, 0x04, 0xd0, 0, 0]);
        query.extend(flags.to_be_bytes());
        query.extend([0, 0]);
        self.socket.send(&query).unwrap();
        let mut answer = [0; 4096];
        let length = self.socket.recv(&mut answer).unwrap();
        assert_eq!(answer[2] & 2, 0, "it is not cut off");
        answer[..length].iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }
}

/// Debian's Python sees Debian's modules; a machine may have another one.
fn python() -> Option<&'static str> {
    let python = ["/usr/bin/python3", "python3"].into_iter().find(|python| {
        let output = Command::new(python).args(["-c", "import dns.dnssec, cryptography"]).output();
        output.is_ok_and(|output| output.status.success())
    });
    if python.is_none() {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "dnspython is missing, but all peers are required");
        eprintln!("SKIPPED: python3-dnspython or python3-cryptography is not installed");
    }
    python
}

//----------- Zones ----------------------------------------------------------

const ZONES: [&str; 3] = ["own.example", "all.example", "child.own.example"];
const TYPES: [u16; 18] = [1, 2, 5, 6, 15, 16, 28, 33, 43, 46, 47, 48, 52, 59, 60, 255, 257, 65_280];

fn record() -> impl Strategy<Value = StaticRecord> {
    let name = prop::sample::select(vec!["@", "www", "a", "b.a", "c.b.a", "_x._tcp", "mail"]);
    let data = prop::sample::select(vec![
        ("A", "192.0.2.7"),
        ("A", "192.0.2.6"),
        ("A", "192.0.2.6"),
        ("AAAA", "2001:db8::7"),
        ("TXT", "a text"),
        ("TXT", "another, longer text; with some \u{e4} in it"),
        ("MX", "10 mail"),
        ("MX", "9 MX.example.net."),
        ("MX", "0 ."),
        ("SRV", "1 2 3 Mail.example.net."),
        ("TLSA", "3 1 1 8CB0FC6C527506A053F4F14C8464BEBBD6DEDE2738D11468DD953D7D6A3021F1"),
        ("CAA", "0 issue \"ca.example\""),
        ("CAA", "128 iodef \"mailto:a@example.net\""),
        ("CNAME", "a"),
        ("CNAME", "nowhere"),
        ("CNAME", "outside.example.net."),
        ("NS", "ns.example.net."),
        ("NS", "mail"),
        ("NS", "a"),
        ("DS", "7 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    ]);
    (name, data).prop_filter_map("no alias or cut at the domain itself", |(name, (kind, value))| {
        let fits = !matches!(kind, "CNAME" | "DS" | "NS") || name != "@";
        fits.then(|| StaticRecord::parse(name, kind, value, 300).unwrap())
    })
}

/// A name below a zone: one that may be there, or anything.
fn below() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let known = prop::sample::select(vec![
        "",
        "www",
        "a",
        "b.a",
        "c.b.a",
        "_tcp",
        "_x._tcp",
        "mail",
        "ns",
        "nowhere",
        "_imaps._tcp",
        "_caldavs._tcp",
        "autoconfig",
        "AutoDiscover",
        "_ua-auto-config",
        "x.y",
        "_imap._tcp.sub",
        "_autodiscover._tcp",
        "*",
        "*.a",
    ]);
    let known = known.prop_map(|text| {
        let labels = text.split('.').filter(|label| !label.is_empty());
        labels.map(|label| label.as_bytes().to_vec()).collect()
    });
    let any = prop::collection::vec(prop::collection::vec(any::<u8>(), 1..64), 1..4);
    prop_oneof![3 => known, 1 => any]
}

fn snapshot(mut records: Vec<StaticRecord>, now: Duration) -> Snapshot {
    // What stands twice stands once.
    records.sort_by_key(|record| format!("{record:?}"));
    records.dedup();
    let (week, hour) = (Duration::from_secs(7 * 86400), Duration::from_secs(3600));
    let memory = SignatureMemory::new(1000);
    let signer = ZoneSigner::new(KeySet::generate(now), week, hour, memory);
    let policy =
        Policy { zone_signer: Some(Arc::new(signer)), ..organisation::policy_with_extras() };
    let service = ConfiguredService { records, ..organisation::service() };
    let configured = Configured {
        services: vec![service],
        domains: ZONES.map(|name| (organisation::domain(name), "own".into())).into(),
        wildcards: vec![(organisation::domain("all.example"), "own".into())],
        ..Configured::default()
    };
    let database = Database::read(vec![]).unwrap();
    Snapshot::build(database, configured, &Sentences::built_in(), policy, 2026)
}

#[test]
fn dnspython_verifies_every_answer_of_generated_zones() {
    let Some(python) = python() else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/verify_dnssec.py");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let zone = (
        prop::collection::vec(record(), 0..12),
        prop::collection::vec((0..ZONES.len(), below()), 10..20),
    );
    let delegations = Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 12, ..Config::default() });
    let result = runner.run(&zone, |(records, names)| {
        let server = Asked::start(snapshot(records, now));
        let mut cases = String::new();
        let mut count = 0;
        let mut ask = |zone: &str, below: &[Vec<u8>], kind: u16| {
            let above = zone.split('.').map(|label| label.as_bytes().to_vec());
            let labels: Vec<Vec<u8>> = below.iter().cloned().chain(above).collect();
            if labels.iter().map(|label| label.len() + 1).sum::<usize>() >= 255 {
                return;
            }
            let [plain, signed, compact] =
                [0, 0x8000, 0xC000].map(|flags| server.ask(&labels, kind, flags));
            let case = serde_json::json!({
                "zone": zone, "plain": plain, "signed": signed, "compact": compact,
            });
            writeln!(cases, "{case}").unwrap();
            count += 1;
        };
        for zone in ZONES {
            ask(zone, &[], 48);
        }
        for (zone, below) in &names {
            for kind in TYPES {
                ask(ZONES[*zone], below, kind);
            }
        }
        let mut child = Command::new(python)
            .arg(&script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A script that has failed reads no further.
        let _ = stdin.write_all(cases.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        prop_assert!(output.status.success(), "{}", told);
        let numbers = String::from_utf8(output.stdout).unwrap();
        let numbers = numbers.split_ascii_whitespace().map(|number| number.parse().unwrap());
        let [verified, negative, delegated] = numbers.collect::<Vec<usize>>()[..] else { panic!() };
        prop_assert_eq!(verified, count);
        prop_assert!(negative > 50);
        delegations.set(delegations.get() + delegated);
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(delegations.get() > 0, "no generated zone delegates anything that was asked for");
}
