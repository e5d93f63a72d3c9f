//! Answers that lead to other servers: their flags and sections, and what is left out where there is
//! no room.

use std::fmt::Write as _;

use hickory_server::proto::op::ResponseCode;
use hickory_server::proto::rr::Record;

use super::query::*;
use super::support::{Folder, Mailguide};
use super::{tcp, udp};

const NS: u16 = 2;
const DS: u16 = 43;
/// As many name servers as have addresses that do not fit at all.
const MANY: usize = 20;
/// As many as have addresses that fit where the client has room.
const SOME: usize = 16;

const DOMAIN: &str = r#"
[[domain]]
name = "own.example"

[[domain.incoming]]
protocol = "imap"
host = "imap.example.net"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[domain.outgoing]]
protocol = "smtp"
host = "smtp.example.net"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
"#;

fn server() -> (Mailguide, Folder) {
    let mut text = DOMAIN.to_owned();
    let mut add = |name: &str, kind: &str, value: &str| {
        write!(text, "\n[[domain.record]]\nname = {name:?}\ntype = {kind:?}\nvalue = {value:?}\n")
            .unwrap();
    };
    add("sub", "NS", "ns.sub");
    add("sub", "NS", "ns.example.net.");
    add("sub", "DS", &format!("7 13 2 {}", "0".repeat(64)));
    add("ns.sub", "A", "192.0.2.53");
    add("mixed", "NS", "ns.mixed");
    add("ns.mixed", "A", "192.0.2.54");
    for number in 0..MANY {
        for (cut, host) in [
            ("many", format!("n{number:02}.many")),
            ("beside", format!("h{number:02}")),
            ("mixed", format!("h{number:02}")),
        ] {
            if cut != "many" && number >= SOME {
                continue;
            }
            add(cut, "NS", &host);
            if cut != "mixed" {
                add(&host, "A", &format!("192.0.2.{number}"));
                add(&host, "AAAA", &format!("2001:db8::{number}"));
            }
        }
    }
    let folder = Folder::new("dns-referrals");
    let file = folder.write("mailguide.toml", &text);
    (Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]), folder)
}

fn shown(records: &[Record]) -> Vec<String> {
    let line = |record: &Record| {
        format!("{} {} {}", record.name, record.record_type(), record.data).to_ascii_lowercase()
    };
    let mut lines: Vec<String> = records.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_referral_names_servers_and_claims_nothing() {
    // RFC 1034 §4.3.2, step 3b; RFC 2181 §6.1.
    let (server, _folder) = server();
    for name in ["sub.own.example", "www.sub.own.example", "ns.sub.OWN.example"] {
        for kind in [A, NS, SOA, TXT, ANY, 65_280] {
            for answer in [udp(&server, &query(name, kind)), tcp(&server, &query(name, kind))] {
                assert_eq!(answer.code(), ResponseCode::NoError, "{name} {kind}");
                assert!(!answer.has(AA) && !answer.has(TC), "{name} {kind}");
                assert!(answer.data().is_empty(), "{name} {kind}");
                let servers = [
                    "sub.own.example. ns ns.example.net.",
                    "sub.own.example. ns ns.sub.own.example.",
                ];
                assert_eq!(shown(&answer.message.authorities), servers);
                let glue = ["ns.sub.own.example. a 192.0.2.53"];
                assert_eq!(shown(&answer.message.additionals), glue);
            }
        }
    }
    // Of the keys alone the zone speaks itself (RFC 4035 §3.1.4.1).
    let keys = udp(&server, &query("sub.own.example", DS));
    assert!(keys.has(AA) && keys.message.authorities.is_empty());
    assert_eq!(keys.message.answers.len(), 1);
    let below = udp(&server, &query("www.sub.own.example", DS));
    assert!(!below.has(AA) && below.message.answers.is_empty());
    // All around it is ours.
    for name in ["own.example", "xsub.own.example"] {
        assert!(udp(&server, &query(name, A)).has(AA), "{name}");
    }
}

#[test]
fn glue_that_does_not_fit_calls_for_tcp_and_other_addresses_do_not() {
    // RFC 9471 §3.1 and §3.2; RFC 2181 §9.
    let (server, _folder) = server();
    for payload in [None, Some(512), Some(800), Some(1232), Some(4096)] {
        let asked = |name: &str| match payload {
            Some(payload) => query(name, A).edns(payload),
            None => query(name, A),
        };
        let many = udp(&server, &asked("www.many.own.example"));
        assert!(many.has(TC) && !many.has(AA), "{payload:?}");
        assert!(many.message.authorities.is_empty() && many.message.additionals.is_empty());
        let room = payload.is_some_and(|payload| payload > 800);
        let beside = udp(&server, &asked("www.beside.own.example"));
        assert!(!beside.has(TC), "{payload:?}");
        assert_eq!(beside.message.authorities.len(), SOME, "{payload:?}");
        assert_eq!(beside.message.additionals.is_empty(), !room, "{payload:?}");
        let mixed = udp(&server, &asked("www.mixed.own.example"));
        assert!(!mixed.has(TC), "{payload:?}");
        let addresses = if room { 2 * SOME + 1 } else { 1 };
        assert_eq!(mixed.message.additionals.len(), addresses, "{payload:?}");
        for (name, addresses) in [("many", 2 * MANY), ("beside", 2 * SOME), ("mixed", 2 * SOME + 1)]
        {
            let whole = tcp(&server, &asked(&format!("www.{name}.own.example")));
            assert!(!whole.has(TC));
            assert_eq!(whole.message.additionals.len(), addresses, "{name}");
        }
    }
}
