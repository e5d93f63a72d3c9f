//! DNS end to end: the real program, asked over UDP and TCP with queries that no library encoded.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests write and connect")]

mod support;

use std::cell::LazyCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::{Resolver, TokioResolver};
use hickory_server::proto::op::{Message, ResponseCode};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use support::{Mailguide, PATIENCE};

// Types (RFC 1035 §3.2.2, 3596, 2782, 9460, 1995, 5936).
const A: u16 = 1;
const NS: u16 = 2;
const SOA: u16 = 6;
const MX: u16 = 15;
const TXT: u16 = 16;
const AAAA: u16 = 28;
const SRV: u16 = 33;
const HTTPS: u16 = 65;
const IXFR: u16 = 251;
const AXFR: u16 = 252;
const ANY: u16 = 255;

// Flags (RFC 1035 §4.1.1, 4035 §3).
const QR: u16 = 0x8000;
const OPCODE: u16 = 0x7800;
const AA: u16 = 0x0400;
const TC: u16 = 0x0200;
const RD: u16 = 0x0100;
const RA: u16 = 0x0080;
const Z: u16 = 0x0040;
const AD: u16 = 0x0020;

/// What the server keeps to, whatever the client says (RFC 9715 §3.2).
const PAYLOAD_MAX: usize = 1232;
/// min(TTL, MINIMUM) of the zones (RFC 2308 §3).
const NEGATIVE_TTL: u32 = 900;

//----------- Queries --------------------------------------------------------

/// A query, encoded here.
#[derive(Clone, Debug)]
struct Query {
    flags: u16,
    /// The name on the wire.
    name: Vec<u8>,
    kind: u16,
    class: u16,
    opts: Vec<Opt>,
}

/// An OPT record (RFC 6891 §6.1.2).
#[derive(Clone, Debug, Default)]
struct Opt {
    payload: u16,
    version: u8,
    flags: u16,
    options: Vec<u8>,
}

fn query(name: &str, kind: u16) -> Query {
    wire_query(wire(&name.split('.').map(str::as_bytes).collect::<Vec<_>>()), kind)
}

fn wire_query(name: Vec<u8>, kind: u16) -> Query {
    Query { flags: 0, name, kind, class: 1, opts: vec![] }
}

/// A name on the wire, from its labels; nothing is checked.
fn wire(labels: &[&[u8]]) -> Vec<u8> {
    let mut name = Vec::new();
    for label in labels.iter().filter(|label| !label.is_empty()) {
        name.push(label.len() as u8);
        name.extend_from_slice(label);
    }
    name.push(0);
    name
}

fn header(id: u16, flags: u16, counts: [u16; 4]) -> Vec<u8> {
    [id, flags].iter().chain(&counts).flat_map(|field| field.to_be_bytes()).collect()
}

impl Query {
    fn edns(self, payload: u16) -> Self {
        self.opt(Opt { payload, ..Opt::default() })
    }

    fn opt(mut self, opt: Opt) -> Self {
        self.opts.push(opt);
        self
    }

    fn flags(self, flags: u16) -> Self {
        Self { flags, ..self }
    }

    fn question(&self) -> Vec<u8> {
        [&self.name[..], &self.kind.to_be_bytes(), &self.class.to_be_bytes()].concat()
    }

    /// The message, with an ID of its own.
    fn bytes(&self) -> Vec<u8> {
        static ID: AtomicU16 = AtomicU16::new(0x1234);
        let id = ID.fetch_add(1, Ordering::Relaxed);
        let mut bytes = header(id, self.flags, [1, 0, 0, self.opts.len() as u16]);
        bytes.extend(self.question());
        for opt in &self.opts {
            bytes.extend([0, 0, 41]);
            bytes.extend(opt.payload.to_be_bytes());
            bytes.extend([0, opt.version]);
            bytes.extend(opt.flags.to_be_bytes());
            bytes.extend((opt.options.len() as u16).to_be_bytes());
            bytes.extend(&opt.options);
        }
        bytes
    }
}

//----------- Answers --------------------------------------------------------

/// An answer, as it came and as hickory reads it.
#[derive(Debug)]
struct Answer {
    bytes: Vec<u8>,
    message: Message,
}

/// Reads an answer and holds it to what is true of every answer (RFC 1035 §4.1.1).
fn read(sent: &[u8], bytes: Vec<u8>) -> Answer {
    let flags = |message: &[u8]| u16::from_be_bytes([message[2], message[3]]);
    assert_eq!(bytes[..2], sent[..2], "the ID is copied");
    assert_eq!(flags(&bytes) & (OPCODE | RD), flags(sent) & (OPCODE | RD), "these are copied");
    assert_eq!(flags(&bytes) & (QR | RA | Z | AD), QR, "an answer without recursion or DNSSEC");
    let message = Message::from_vec(&bytes).unwrap_or_else(|error| panic!("{error}: {bytes:x?}"));
    Answer { bytes, message }
}

impl Answer {
    fn has(&self, flag: u16) -> bool {
        u16::from_be_bytes([self.bytes[2], self.bytes[3]]) & flag != 0
    }

    fn code(&self) -> ResponseCode {
        self.message.metadata.response_code
    }

    /// What the records of the answer section say.
    fn data(&self) -> Vec<String> {
        self.message.answers.iter().map(|record| record.data.to_string()).collect()
    }

    /// The fields of the OPT record, which is the only additional one and has no options:
    /// payload, the high bits of the code, version, flags.
    fn opt(&self) -> Option<(u16, u8, u8, u16)> {
        if self.bytes[10..12] == [0, 0] {
            return None;
        }
        assert_eq!(self.bytes[10..12], [0, 1]);
        let opt = &self.bytes[self.bytes.len() - 11..];
        assert_eq!((&opt[..3], &opt[9..]), (&[0, 0, 41][..], &[0, 0][..]));
        let pair = |at| u16::from_be_bytes([opt[at], opt[at + 1]]);
        Some((pair(3), opt[5], opt[6], pair(7)))
    }

    /// NODATA or NXDOMAIN of a zone (RFC 2308 §2).
    #[track_caller]
    fn assert_negative(&self, code: ResponseCode, apex: &str) {
        assert_eq!((self.code(), self.has(AA), self.data()), (code, true, vec![]), "{self:?}");
        let [soa] = &self.message.authorities[..] else { panic!("one SOA in {self:?}") };
        assert_eq!((soa.name.to_string(), soa.ttl), (format!("{apex}."), NEGATIVE_TTL));
        let data = soa.data.to_string();
        let (start, end) = (format!("ns.{apex}. hostmaster.{apex}. "), format!(" {NEGATIVE_TTL}"));
        assert!(data.starts_with(&start) && data.ends_with(&end), "{data}");
    }

    /// A code and nothing else.
    #[track_caller]
    fn assert_bare(&self, code: ResponseCode) {
        assert_eq!((self.code(), self.has(AA), self.has(TC)), (code, false, false), "{self:?}");
        assert_eq!(self.bytes[6..10], [0; 4], "no records");
    }
}

//----------- The server -----------------------------------------------------

/// One server for all tests that only ask. Each test's thread holds it, the last one ends it.
static SHARED: Mutex<Weak<Mutex<Mailguide>>> = Mutex::new(Weak::new());

thread_local! {
    static HELD: LazyCell<Arc<Mutex<Mailguide>>> = LazyCell::new(|| {
        let mut shared = lock(&SHARED);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Mutex::new(Mailguide::start(&["--log", "off"])));
            *shared = Arc::downgrade(&server);
            server
        })
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn address() -> SocketAddr {
    HELD.with(|server| lock(server).dns)
}

/// Asks the shared server over UDP.
fn ask(query: &Query) -> Answer {
    HELD.with(|server| udp(&lock(server), query))
}

fn ask_for(name: &str, kind: u16) -> Answer {
    ask(&query(name, kind))
}

/// What the records say that the shared server has for a name and type.
#[track_caller]
fn data(name: &str, kind: u16) -> Vec<String> {
    let answer = ask_for(name, kind);
    assert_eq!((answer.code(), answer.has(AA)), (ResponseCode::NoError, true), "{name}");
    answer.data()
}

/// Asks over UDP; no answer is larger than the client takes (RFC 1035 §4.2.1, 6891 §6.2.5).
fn udp(server: &Mailguide, query: &Query) -> Answer {
    let sent = query.bytes();
    let answer = read(&sent, server.udp(&sent));
    let most = query.opts.first().map_or(512, |opt| usize::from(opt.payload.max(512)));
    assert!(answer.bytes.len() <= most.min(PAYLOAD_MAX), "{} bytes", answer.bytes.len());
    let question = query.question();
    if answer.bytes[4..6] == [0, 1] {
        assert_eq!(answer.bytes[12..12 + question.len()], question, "the question comes back");
    }
    answer
}

fn tcp(server: &Mailguide, query: &Query) -> Answer {
    let sent = query.bytes();
    read(&sent, server.tcp(&sent))
}

fn ask_tcp(query: &Query) -> Answer {
    HELD.with(|server| tcp(&lock(server), query))
}

fn ask_raw(message: &[u8]) -> Answer {
    HELD.with(|server| read(message, lock(server).udp(message)))
}

#[track_caller]
fn assert_alive() {
    assert_eq!(data("_imaps._tcp.gmail.com", SRV), ["0 0 993 imap.gmail.com."]);
}

//----------- Records --------------------------------------------------------

const NOT_OFFERED: [&str; 1] = ["0 0 0 ."];

#[test]
fn gmail_has_the_services_of_its_file_and_denies_the_others() {
    // RFC 6186 §3.4: "0 0 0 ." is decidedly not offered.
    for (label, expected) in [
        ("_imaps", ["0 0 993 imap.gmail.com."]),
        ("_submissions", ["0 0 465 smtp.gmail.com."]),
        ("_pop3s", ["10 0 995 pop.gmail.com."]),
        ("_imap", NOT_OFFERED),
        ("_pop3", NOT_OFFERED),
        ("_submission", NOT_OFFERED),
    ] {
        assert_eq!(data(&format!("{label}._tcp.gmail.com"), SRV), expected, "{label}");
    }
}

#[test]
fn starttls_submission_is_not_passed_off_as_implicit_tls() {
    for domain in ["icloud.com", "me.com", "mac.com"] {
        let service = |label: &str| data(&format!("{label}._tcp.{domain}"), SRV);
        assert_eq!(service("_submission"), ["0 0 587 smtp.mail.me.com."]);
        assert_eq!(service("_submissions"), NOT_OFFERED, "RFC 8314 §5.1");
        assert_eq!(service("_imaps"), ["0 0 993 imap.mail.me.com."]);
        assert_eq!(service("_pop3s"), NOT_OFFERED);
    }
}

#[test]
fn priorities_follow_the_order_of_the_provider_file() {
    for (label, expected) in [
        ("_imaps", "0 0 993 imap.comcast.net."),
        ("_imap", "10 0 143 imap.comcast.net."),
        ("_pop3s", "20 0 995 mail.comcast.net."),
        ("_pop3", "30 0 110 mail.comcast.net."),
        ("_submissions", "0 0 465 smtp.comcast.net."),
        ("_submission", "10 0 587 smtp.comcast.net."),
    ] {
        assert_eq!(data(&format!("{label}._tcp.comcast.net"), SRV), [expected], "{label}");
    }
}

#[test]
fn the_mail_domain_is_filled_into_a_host() {
    assert_eq!(data("_imaps._tcp.mail.ee", SRV), ["0 0 993 mail.ee."]);
}

#[test]
fn the_target_of_a_service_is_not_compressed() {
    // RFC 2782, "Target"; gmail.com stands in the question and would be worth a pointer.
    let answer = ask_for("_imaps._tcp.gmail.com", SRV);
    let target = wire(&[b"imap", b"gmail", b"com"]);
    let data = [&[0, 22, 0, 0, 0, 0, 0x03, 0xe1][..], &target].concat();
    assert!(answer.bytes.ends_with(&data), "{:x?}", answer.bytes);
}

#[test]
fn autodiscover_is_on_port_443_of_a_host_that_exists() {
    assert_eq!(data("_autodiscover._tcp.gmail.com", SRV), ["0 0 443 autodiscover.gmail.com."]);
    assert_eq!(data("autodiscover.gmail.com", A), ["127.0.0.1"]);
}

#[test]
fn an_oauth2_only_provider_has_no_autodiscover() {
    assert_eq!(data("_autodiscover._tcp.outlook.com", SRV), NOT_OFFERED);
    ask_for("autodiscover.outlook.com", A).assert_negative(ResponseCode::NXDomain, "outlook.com");
    assert_eq!(data("autoconfig.outlook.com", A), ["127.0.0.1"]);
}

#[test]
fn names_of_the_web_server_have_the_address_of_the_http_listener() {
    let answer = ask_for("autoconfig.gmail.com", A);
    assert_eq!((answer.data(), answer.message.answers[0].ttl), (vec!["127.0.0.1".into()], 3600));
    ask_for("autoconfig.gmail.com", AAAA).assert_negative(ResponseCode::NoError, "gmail.com");
}

#[test]
fn public_addresses_replace_the_address_of_the_listener() {
    let arguments = ["--public-address", "192.0.2.7", "--public-address", "2001:db8::7"];
    let server = Mailguide::start(&[&["--log", "off"], &arguments[..]].concat());
    for name in ["autoconfig.gmail.com", "autodiscover.gmail.com", "ns.gmail.com"] {
        assert_eq!(udp(&server, &query(name, A)).data(), ["192.0.2.7"], "{name}");
        assert_eq!(udp(&server, &query(name, AAAA)).data(), ["2001:db8::7"], "{name}");
    }
}

#[test]
fn the_apex_has_soa_and_ns_and_the_name_server_exists() {
    let answer = ask_for("gmail.com", SOA);
    let [soa] = &answer.message.answers[..] else { panic!("{answer:?}") };
    assert_eq!((soa.name.to_string(), soa.ttl), ("gmail.com.".into(), 3600));
    let data_of_soa = soa.data.to_string();
    let words: Vec<&str> = data_of_soa.split(' ').collect();
    assert_eq!(words[..2], ["ns.gmail.com.", "hostmaster.gmail.com."]);
    assert!(words[2].parse::<u32>().unwrap() > 0);
    assert_eq!(words[3..], ["7200", "900", "1209600", "900"]);
    assert_eq!(data("gmail.com", NS), ["ns.gmail.com."]);
    assert_eq!(data("ns.gmail.com", A), ["127.0.0.1"]);
}

#[test]
fn name_servers_that_are_given_stand_in_every_zone() {
    let arguments = ["--name-server", "A.NS.example", "--name-server", "b.ns.example"];
    let server = Mailguide::start(&[&["--log", "off"], &arguments[..]].concat());
    for domain in ["gmail.com", "vip.163.com"] {
        let mut servers = udp(&server, &query(domain, NS)).data();
        servers.sort();
        assert_eq!(servers, ["a.ns.example.", "b.ns.example."]);
        assert!(udp(&server, &query(domain, SOA)).data()[0].starts_with("a.ns.example. "));
        let answer = udp(&server, &query(&format!("ns.{domain}"), A));
        assert_eq!(answer.code(), ResponseCode::NXDomain);
    }
}

#[test]
fn any_is_answered_with_hinfo_alone() {
    // RFC 8482 §4.2.
    for name in ["gmail.com", "_imaps._tcp.gmail.com", "autoconfig.gmail.com"] {
        let answer = ask_for(name, ANY);
        assert_eq!(answer.data(), ["RFC8482 "], "{name}");
        assert!(answer.bytes.ends_with(b"\0\x0d\0\x01\0\0\x0e\x10\0\x09\x07RFC8482\0"));
    }
    ask_for("_tcp.gmail.com", ANY).assert_negative(ResponseCode::NoError, "gmail.com");
    ask_for("no.gmail.com", ANY).assert_negative(ResponseCode::NXDomain, "gmail.com");
}

//----------- What is not there ----------------------------------------------

#[test]
fn a_type_that_a_name_has_not_is_no_data() {
    // RFC 2308 §2.2, the SOA's TTL §3; 65280 is for private use and known to nobody.
    for (name, kinds) in [
        ("gmail.com", &[A, AAAA, SRV, MX, TXT, HTTPS, 0, 41, 65280][..]),
        ("_imaps._tcp.gmail.com", &[A, AAAA, NS, SOA, MX, TXT, HTTPS]),
        ("autoconfig.gmail.com", &[AAAA, NS, SOA, SRV, MX, TXT, HTTPS]),
        // An empty non-terminal exists (RFC 8020).
        ("_tcp.gmail.com", &[A, NS, SOA, SRV, TXT, HTTPS]),
    ] {
        for &kind in kinds {
            ask_for(name, kind).assert_negative(ResponseCode::NoError, "gmail.com");
        }
    }
}

#[test]
fn a_name_that_is_not_in_a_zone_does_not_exist() {
    for below in ["www", "_udp", "_imap", "_foo._tcp", "_imaps._udp", "x._imaps._tcp", "*", "a.b"] {
        for kind in [A, SRV, SOA, HTTPS] {
            let answer = ask_for(&format!("{below}.gmail.com"), kind);
            answer.assert_negative(ResponseCode::NXDomain, "gmail.com");
        }
    }
}

#[test]
fn names_outside_of_all_zones_are_refused() {
    for name in ["", "com", "example.net", "_imaps._tcp.example.net", "notgmail.com", "gmail.org"] {
        for kind in [A, SRV, SOA, ANY] {
            ask_for(name, kind).assert_bare(ResponseCode::Refused);
        }
    }
}

#[test]
fn a_domain_that_is_known_but_not_served_is_refused() {
    // ji.jet.ne.jp lies below jet.ne.jp, which is served.
    for domain in ["tuta.com", "softbank.ne.jp", "ji.jet.ne.jp"] {
        for name in ["", "_imaps._tcp.", "autoconfig.", "x."] {
            ask_for(&format!("{name}{domain}"), SRV).assert_bare(ResponseCode::Refused);
        }
    }
    ask_for("jet.ne.jp", A).assert_negative(ResponseCode::NoError, "jet.ne.jp");
}

#[test]
fn a_served_domain_below_another_is_a_zone_of_its_own() {
    for domain in ["163.com", "vip.163.com"] {
        assert_eq!(data(domain, NS), [format!("ns.{domain}.")]);
        ask_for(domain, A).assert_negative(ResponseCode::NoError, domain);
        ask_for(&format!("x.{domain}"), A).assert_negative(ResponseCode::NXDomain, domain);
        assert_eq!(data(&format!("_imaps._tcp.{domain}"), SRV).len(), 1);
    }
}

#[test]
fn a_name_between_two_served_domains_exists() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/dns-between");
    std::fs::create_dir_all(folder).unwrap();
    let server = |section, protocol, port, tls| {
        format!(
            "[[{section}]]\nprotocol = \"{protocol}\"\nhost = \"{protocol}.%EMAILDOMAIN%\"\n\
             port = {port}\ntls = \"{tls}\"\nusername = \"address\"\n\
             authentication = [\"password\"]\n"
        )
    };
    let file = [
        "name = \"Between\"\nshort_name = \"Between\"\ndomains = [\"in.the.deep.gmail.com\"]\n",
        &server("incoming", "imap", 143, "starttls"),
        &server("incoming", "imap", 993, "implicit"),
        &server("outgoing", "smtp", 587, "starttls"),
        "[password]\nkind = \"account\"\n[[source]]\ntitle = \"made up\"\nchecked = 2026-01-01\n\
         covers = [\"servers\"]\n[confidence]\nservers = \"1\"\npassword = \"unverified\"\n",
    ];
    std::fs::write(format!("{folder}/between.toml"), file.concat()).unwrap();
    let server = Mailguide::start(&["--log", "off", "--providers", folder]);
    for name in ["deep.gmail.com", "the.deep.gmail.com"] {
        udp(&server, &query(name, A)).assert_negative(ResponseCode::NoError, "gmail.com");
        let beside = query(&format!("x.{name}"), A);
        udp(&server, &beside).assert_negative(ResponseCode::NXDomain, "gmail.com");
    }
    // Here STARTTLS comes first, and so it does in DNS.
    for (label, expected) in [
        ("_imap", "0 0 143 imap.in.the.deep.gmail.com."),
        ("_imaps", "10 0 993 imap.in.the.deep.gmail.com."),
    ] {
        let query = query(&format!("{label}._tcp.in.the.deep.gmail.com"), SRV);
        assert_eq!(udp(&server, &query).data(), [expected]);
    }
}

//----------- Names ----------------------------------------------------------

#[test]
fn the_letter_case_of_a_question_comes_back_bit_for_bit() {
    // draft-vixie-dnsext-dns0x20; RFC 4343 §4.1. `ask` compares the question.
    let asked = query("_ImApS._TcP.gMaIl.CoM", SRV);
    for answer in [ask(&asked), ask_tcp(&asked)] {
        assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."]);
        assert_eq!(answer.bytes[12..12 + asked.name.len()], asked.name);
        assert_eq!(answer.message.answers[0].name.to_string(), "_ImApS._TcP.gMaIl.CoM.");
    }
    ask_for("X.GMAIL.COM", SRV).assert_negative(ResponseCode::NXDomain, "gmail.com");
}

#[test]
fn odd_bytes_in_a_label_are_another_name() {
    // RFC 2181 §11: any byte may stand in a label.
    let odd: [&[u8]; 9] = [
        b"a.b",
        b".",
        b"\0",
        b"\xff",
        b"autoconfig\0",
        b"autoconfig.",
        b"\xc3\xa4",
        b"_imaps._tcp",
        b"\\046",
    ];
    for label in odd {
        let answer = ask(&wire_query(wire(&[label, b"gmail", b"com"]), A));
        answer.assert_negative(ResponseCode::NXDomain, "gmail.com");
        let answer = ask(&wire_query(wire(&[label, b"_tcp", b"gmail", b"com"]), SRV));
        answer.assert_negative(ResponseCode::NXDomain, "gmail.com");
    }
    let outside: [&[&[u8]]; 3] = [&[b"gmail.com"], &[b"x.gmail", b"com"], &[b"gmail\0", b"com"]];
    for labels in outside {
        ask(&wire_query(wire(labels), A)).assert_bare(ResponseCode::Refused);
    }
}

#[test]
fn the_longest_labels_and_names_are_answered() {
    // RFC 1035 §2.3.4: 63 octets a label, 255 a name with its length octets.
    let label = [b'a'; 63];
    let name = |last: usize| wire(&[&label, &label, &label, &label[..last], b"gmail", b"com"]);
    assert_eq!(name(51).len(), 255);
    for name in [wire(&[&label, b"gmail", b"com"]), name(51)] {
        let answer = ask(&wire_query(name, A));
        answer.assert_negative(ResponseCode::NXDomain, "gmail.com");
    }
    ask_raw(&wire_query(name(52), A).bytes()).assert_bare(ResponseCode::FormErr);
}

//----------- Header and EDNS ------------------------------------------------

#[test]
fn recursion_is_never_available() {
    // `read` compares RD and asserts that RA, Z and AD are clear.
    for flags in [0, RD, RD | AD | RA | Z | AA | TC] {
        assert!(ask(&query("gmail.com", SOA).flags(flags)).has(AA));
        ask(&query("x.gmail.com", A).flags(flags))
            .assert_negative(ResponseCode::NXDomain, "gmail.com");
        ask(&query("example.net", A).flags(flags)).assert_bare(ResponseCode::Refused);
    }
}

#[test]
fn an_opt_record_comes_back_only_when_one_was_sent() {
    // RFC 6891 §6.1.1 and §7; the payload is ours.
    for name in ["gmail.com", "x.gmail.com", "example.net"] {
        assert_eq!(ask_for(name, SOA).opt(), None, "{name}");
        for (said, heard) in [
            (0, 512),
            (100, 512),
            (512, 512),
            (1000, 1000),
            (1232, 1232),
            (4096, 1232),
            (65535, 1232),
        ] {
            let query = query(name, SOA).edns(said);
            assert_eq!(ask(&query).opt(), Some((heard, 0, 0, 0)), "{name}, {said}");
            assert!(ask_tcp(&query).opt().is_some(), "{name}, {said}");
        }
    }
}

#[test]
fn other_versions_of_edns_are_bad() {
    // RFC 6891 §6.1.3: BADVERS is 16, the version in it is the one we have.
    for version in [1, 255] {
        let opt = Opt { payload: 1232, version, ..Opt::default() };
        let answer = ask(&query("gmail.com", SOA).opt(opt));
        assert_eq!((answer.bytes[3] & 0xf, answer.opt()), (0, Some((1232, 1, 0, 0))));
        assert_eq!((answer.data(), answer.has(AA)), (vec![], false));
    }
}

#[test]
fn dnssec_ok_is_copied_and_the_other_flags_are_not() {
    // RFC 3225 §3, 6891 §6.1.4; `opt` holds that options do not come back.
    for (said, heard) in [(0x8000, 0x8000), (0x4000, 0), (0xffff, 0x8000)] {
        let opt = Opt { payload: 1232, flags: said, ..Opt::default() };
        assert_eq!(ask(&query("gmail.com", SOA).opt(opt)).opt(), Some((1232, 0, 0, heard)));
    }
}

#[test]
fn options_are_ignored() {
    // RFC 6891 §6.1.2: unknown ones, and NSID, client subnet, cookie, keepalive, padding.
    let options: [&[u8]; 6] = [
        &[0xfd, 0xe9, 0, 3, 1, 2, 3],
        &[0, 3, 0, 0],
        &[0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2],
        &[0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
        &[0, 11, 0, 0],
        &[0, 12, 0, 4, 0, 0, 0, 0],
    ];
    for options in options.iter().copied().chain([&*options.concat()]) {
        let opt = Opt { payload: 1232, options: options.to_vec(), ..Opt::default() };
        let answer = ask(&query("_imaps._tcp.gmail.com", SRV).opt(opt));
        assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."], "{options:x?}");
        assert_eq!(answer.opt(), Some((1232, 0, 0, 0)));
    }
}

/// A server whose addresses do not fit into any UDP answer: 100 of IPv4 and 30 of IPv6, which do
/// fit into one with EDNS.
fn server_with_many_addresses() -> Mailguide {
    let v4 = (1..=100).map(|last| format!("127.1.0.{last}"));
    let v6 = (1..=30).map(|last| format!("2001:db8::{last:x}"));
    let addresses: Vec<String> = v4.chain(v6).collect();
    let given = addresses.iter().flat_map(|address| ["--public-address", address]);
    Mailguide::start(&["--log", "off"].into_iter().chain(given).collect::<Vec<_>>())
}

#[test]
fn what_does_not_fit_is_cut_over_udp_and_whole_over_tcp() {
    // RFC 2181 §9, 7766 §5. `udp` holds that no answer is too large.
    let server = server_with_many_addresses();
    let name = "autoconfig.gmail.com";
    for payload in [None, Some(0), Some(100), Some(512), Some(1232), Some(4096), Some(65535)] {
        let asked = |kind| match payload {
            Some(payload) => query(name, kind).edns(payload),
            None => query(name, kind),
        };
        let answer = udp(&server, &asked(A));
        assert!(answer.has(TC) && answer.has(AA), "{payload:?}");
        assert!(answer.data().len() < 100);
        let answer = udp(&server, &asked(AAAA));
        assert_eq!(answer.has(TC), payload.unwrap_or(0) < 1232, "{payload:?}");
        assert_eq!(answer.data().len() == 30, payload.unwrap_or(0) >= 1232);
        for (kind, count) in [(A, 100), (AAAA, 30)] {
            let answer = tcp(&server, &asked(kind));
            assert_eq!((answer.has(TC), answer.data().len()), (false, count), "{payload:?}");
        }
    }
}

#[test]
fn an_answer_that_was_cut_keeps_its_opt_record() {
    // RFC 6891 §7: "the OPT RR MUST still be included".
    let server = server_with_many_addresses();
    let lost: Vec<u16> = (512..=1232)
        .filter(|&payload| {
            let answer = udp(&server, &query("autoconfig.gmail.com", A).edns(payload));
            assert!(answer.has(TC));
            answer.opt().is_none()
        })
        .collect();
    assert!(lost.is_empty(), "no OPT at {} of 721 sizes: {lost:?}", lost.len());
}

//----------- What is no query of ours ---------------------------------------

#[test]
fn what_cannot_be_read_is_a_format_error() {
    let head = |counts| header(7, 0, counts);
    let tail = [0, 1, 0, 1];
    let with = |name: &[u8]| [&head([1, 0, 0, 0]), name, &tail].concat();
    let good = query("gmail.com", A).bytes();
    let short_option = Opt { payload: 1232, options: vec![0, 10, 0, 9, 1], ..Opt::default() };
    for (what, message) in [
        ("a header alone", head([1, 0, 0, 0])),
        ("no question", head([0; 4])),
        ("every count at its most", head([0xffff; 4])),
        ("65535 questions, one there", [&head([0xffff, 0, 0, 0]), &good[12..]].concat()),
        ("an answer that is not there", [&head([1, 1, 0, 0]), &good[12..]].concat()),
        ("a pointer to itself", with(&[0xc0, 12])),
        ("a loop through a label", with(&[1, b'a', 0xc0, 12])),
        ("a pointer forward", with(&[0xc0, 30])),
        ("a pointer past the end", with(&[0xff, 0xff])),
        ("a label past the end", with(&[60, b'a'])),
        ("a label of 64 bytes", with(&[&[64][..], &[b'a'; 64], &[0]].concat())),
        ("a label type of RFC 6891 §5", with(&[0x41, 1, b'a', 0])),
        ("a name without an end", [&head([1, 0, 0, 0])[..], &[3, b'c', b'o', b'm']].concat()),
        ("no class", good[..good.len() - 2].to_vec()),
        // RFC 6891 §6.1.1 and §6.1.2.
        ("two OPT records", query("gmail.com", A).edns(512).edns(512).bytes()),
        ("an option past the end", query("gmail.com", A).opt(short_option).bytes()),
    ] {
        let answer = ask_raw(&message);
        assert_eq!(answer.code(), ResponseCode::FormErr, "{what}");
        answer.assert_bare(ResponseCode::FormErr);
    }
    assert_alive();
}

#[test]
fn a_question_that_points_into_the_header_is_a_format_error() {
    // RFC 1035 §4.1.4: a pointer leads to an earlier name, and before the question there is none.
    // Sent back as it came, it would point into the header of the answer and mean another name.
    let message = [&header(7, 0, [1, 0, 0, 0])[..], &[0xc0, 2, 0, 1, 0, 1]].concat();
    ask_raw(&message).assert_bare(ResponseCode::FormErr);
}

#[test]
fn there_is_exactly_one_question() {
    // RFC 9619 §4.
    let question = query("gmail.com", A).question();
    for opcode_query in [0, RD] {
        let head = header(7, opcode_query, [2, 0, 0, 0]);
        let message = [&head[..], &question, &question].concat();
        ask_raw(&message).assert_bare(ResponseCode::FormErr);
    }
}

#[test]
fn two_questions_of_any_length_are_a_format_error() {
    let label = [b'a'; 63];
    let name = wire(&[&label, &label, &label, &label[..51], b"gmail", b"com"]);
    let question = wire_query(name, A).question();
    let message = [&header(7, RD, [2, 0, 0, 0])[..], &question, &question].concat();
    ask_raw(&message).assert_bare(ResponseCode::FormErr);
}

/// Sends messages that must not be answered, and then a good query from elsewhere.
#[track_caller]
fn assert_silence(messages: &[&[u8]]) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(address()).unwrap();
    for message in messages {
        socket.send(message).unwrap();
    }
    assert_alive();
    socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut buffer = [0; 2048];
    let heard = socket.recv(&mut buffer).map(|length| &buffer[..length]);
    assert!(heard.is_err(), "{heard:x?}");
}

#[test]
fn answers_and_fragments_of_headers_are_never_answered() {
    // An answer to an answer could go to and fro for ever.
    let answer = |flags| query("gmail.com", SOA).flags(QR | flags).bytes();
    let answers = [answer(0), answer(AA | RD), answer(4 << 11), answer(5)];
    let mut messages: Vec<&[u8]> = vec![&[], &[0], &[0; 11]];
    messages.extend(answers.iter().map(Vec::as_slice));
    assert_silence(&messages);
}

#[test]
fn an_answer_that_cannot_be_read_is_not_answered_either() {
    let question_missing = header(7, QR, [1, 0, 0, 0]);
    let loops = [&question_missing[..], &[0xc0, 12, 0, 1, 0, 1]].concat();
    assert_silence(&[&question_missing, &loops]);
}

#[test]
fn other_operations_are_not_implemented() {
    // IQUERY, STATUS, 3, NOTIFY, UPDATE, DSO, 15. `read` compares the opcode.
    for opcode in [1, 2, 3, 4, 5, 6, 15] {
        for name in ["gmail.com", "example.net"] {
            let query = query(name, SOA).flags(opcode << 11);
            ask(&query).assert_bare(ResponseCode::NotImp);
            ask_tcp(&query).assert_bare(ResponseCode::NotImp);
        }
    }
}

#[test]
fn other_classes_are_refused() {
    // CS, CH, HS, NONE, and one that nobody has.
    for class in [0, 2, 3, 4, 254, 1000] {
        ask(&Query { class, ..query("gmail.com", SOA) }).assert_bare(ResponseCode::Refused);
    }
}

#[test]
fn an_answer_for_any_class_is_not_authoritative() {
    // RFC 1035 §6.2: it would have to cover all classes.
    assert!(!ask(&Query { class: 255, ..query("gmail.com", SOA) }).has(AA));
}

#[test]
fn transfers_are_refused() {
    for name in ["gmail.com", "_imaps._tcp.gmail.com", "example.net"] {
        for kind in [AXFR, IXFR] {
            ask(&query(name, kind)).assert_bare(ResponseCode::Refused);
            ask_tcp(&query(name, kind)).assert_bare(ResponseCode::Refused);
        }
    }
}

//----------- TCP ------------------------------------------------------------

fn connect() -> TcpStream {
    let stream = TcpStream::connect(address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// A message behind its length (RFC 7766 §8).
fn framed(message: &[u8]) -> Vec<u8> {
    [&(message.len() as u16).to_be_bytes(), message].concat()
}

fn receive(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).unwrap();
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut answer).unwrap();
    answer
}

#[test]
fn queries_in_one_segment_are_all_answered() {
    // RFC 7766 §6.2.1.1. 100 are more than wait for a client that does not read.
    for count in [3, 100] {
        let mut stream = connect();
        let names = ["gmail.com", "x.gmail.com", "example.net"].into_iter().cycle();
        let queries: Vec<Vec<u8>> =
            names.take(count).map(|name| query(name, SOA).bytes()).collect();
        let bytes: Vec<u8> = queries.iter().flat_map(|query| framed(query)).collect();
        stream.write_all(&bytes).unwrap();
        let mut answers: Vec<_> = queries.iter().map(|_| receive(&mut stream)).collect();
        for query in &queries {
            let place = answers.iter().position(|answer| answer[..2] == query[..2]);
            read(query, answers.swap_remove(place.expect("an answer for every ID")));
        }
    }
}

#[test]
fn a_query_may_come_byte_by_byte_and_be_the_last() {
    let mut stream = connect();
    let sent = query("_imaps._tcp.gmail.com", SRV).bytes();
    for byte in framed(&sent) {
        stream.write_all(&[byte]).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read(&sent, receive(&mut stream)).data(), ["0 0 993 imap.gmail.com."]);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "the server closes as well");
}

#[test]
fn a_tcp_message_of_no_bytes_ends_the_connection() {
    let mut stream = connect();
    stream.write_all(&[0, 0]).unwrap();
    // Closed or reset, but not silent.
    assert!(!matches!(stream.read(&mut [0]), Ok(1..)));
    assert_alive();
}

#[test]
fn garbage_over_tcp_harms_nobody_else() {
    let good = query("gmail.com", SOA).bytes();
    let self_pointer = [&header(7, 0, [1, 0, 0, 0])[..], &[0xc0, 12, 0, 1, 0, 1]].concat();
    for garbage in [
        framed(&[1, 2, 3]),
        framed(&good[..11]),
        framed(&self_pointer),
        framed(&[0xff; 600]),
        [&[0xff, 0xff][..], &good].concat(),
        framed(&good)[..good.len()].to_vec(),
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
    ] {
        let mut stream = connect();
        stream.write_all(&garbage).unwrap();
        assert!(ask_tcp(&query("gmail.com", SOA)).has(AA));
        drop(stream);
        assert!(ask_tcp(&query("gmail.com", SOA)).has(AA));
    }
    // A format error does not end the connection.
    let mut stream = connect();
    stream.write_all(&[framed(&self_pointer), framed(&good)].concat()).unwrap();
    read(&self_pointer, receive(&mut stream)).assert_bare(ResponseCode::FormErr);
    assert!(read(&good, receive(&mut stream)).has(AA));
}

//----------- A resolver -----------------------------------------------------

/// hickory's resolver, pointed at a server; it varies the letter case and insists on it.
fn resolver(server: SocketAddr, connections: Vec<ConnectionConfig>) -> TokioResolver {
    let connections = connections.into_iter().map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let server = NameServerConfig::new(server.ip(), true, connections.collect());
    let config = ResolverConfig::from_name_servers(vec![server]);
    let mut options = ResolverOpts::default();
    options.case_randomization = true;
    options.use_hosts_file = ResolveHosts::Never;
    options.timeout = PATIENCE;
    Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        .with_options(options)
        .build()
        .unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_resolver_finds_what_is_there_and_believes_what_is_not() {
    for connection in [ConnectionConfig::udp(), ConnectionConfig::tcp()] {
        runtime().block_on(async {
            let resolver = resolver(address(), vec![connection]);
            let services = resolver.srv_lookup("_imaps._tcp.gmail.com.").await.unwrap();
            assert_eq!(services.answers()[0].data.to_string(), "0 0 993 imap.gmail.com.");
            let addresses = resolver.ipv4_lookup("autoconfig.gmail.com.").await.unwrap();
            assert_eq!(addresses.answers()[0].data.to_string(), "127.0.0.1");
            for (name, code) in [
                ("nothing.gmail.com.", ResponseCode::NXDomain),
                ("_tcp.gmail.com.", ResponseCode::NoError),
            ] {
                let error = resolver.ipv4_lookup(name).await.unwrap_err();
                let NetError::Dns(DnsError::NoRecordsFound(none)) = error else {
                    panic!("{error}")
                };
                let NoRecords { response_code, negative_ttl, soa, .. } = none;
                assert_eq!((response_code, negative_ttl), (code, Some(NEGATIVE_TTL)));
                assert_eq!(soa.unwrap().name.to_string(), "gmail.com.");
            }
        });
    }
}

#[test]
fn a_resolver_gets_a_long_answer_over_tcp() {
    let server = server_with_many_addresses();
    let both = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
    let lookup = resolver(server.dns, both);
    let found = runtime().block_on(lookup.ipv4_lookup("autoconfig.gmail.com.")).unwrap();
    assert_eq!(found.answers().len(), 100);
}

//----------- Anything at all ------------------------------------------------

/// Random bytes, and good queries that were bent.
fn datagrams() -> impl Strategy<Value = Vec<u8>> {
    let good = prop_oneof![
        Just(query("_imaps._tcp.gmail.com", SRV)),
        Just(query("_tcp.vip.163.com", ANY)),
        Just(query("autoconfig.gmail.com", A).edns(4096).opt(Opt::default())),
        Just(query("x.gmail.com", TXT).opt(Opt { options: vec![0, 3, 0, 0], ..Opt::default() })),
    ];
    let changes = proptest::collection::vec((any::<Index>(), any::<u8>()), 0..6);
    let bent = (good, changes, any::<Option<Index>>()).prop_map(|(query, changes, cut)| {
        let mut bytes = query.bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        bytes
    });
    prop_oneof![1 => proptest::collection::vec(any::<u8>(), 0..1500), 3 => bent]
}

#[test]
fn no_datagram_harms_the_server_or_draws_a_large_answer() {
    let mut server = Mailguide::start(&["--log", "off"]);
    let config = ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() };
    let outcome = TestRunner::new(config).run(&datagrams(), |datagram| {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.connect(server.dns).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.send(&datagram).unwrap();
        let mut good = query("gmail.com", SOA).bytes();
        good[0] = !datagram.first().unwrap_or(&0);
        socket.send(&good).unwrap();
        // A header is enough for an answer. In a debug build a panic kills one answer only; in a
        // release build it would kill the server.
        let is_query = datagram.len() >= 12 && u16::from(datagram[2]) << 8 & QR == 0;
        let mut missing = vec![good[..2].to_vec()];
        missing.extend(is_query.then(|| datagram[..2].to_vec()));
        let mut buffer = [0; 65_535];
        while !missing.is_empty() {
            let length = socket.recv(&mut buffer);
            let length = length.map_err(|_| TestCaseError::fail("no answer"))?;
            prop_assert!((12..=PAYLOAD_MAX).contains(&length));
            let is_ours = [&good[..2], &datagram[..datagram.len().min(2)]].contains(&&buffer[..2]);
            prop_assert!(is_ours, "the ID is another one");
            missing.retain(|id| buffer[..2] != id[..]);
        }
        Ok(())
    });
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    let said = server.rest_of_stderr();
    assert!(!said.iter().any(|line| line.contains("panicked")), "{said:?}");
    outcome.unwrap();
}
