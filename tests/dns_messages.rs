//! DNS messages, byte by byte: sizes, flags and EDNS of the real program's answers, and what it does
//! with queries that are none. Its zones are in `dns.rs`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use hickory_server::proto::op::{Message, ResponseCode};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use support::{Mailguide, PATIENCE, Shared};

// Types (RFC 1035 §3.2.2, 3596, 2782, 1995, 5936).
const A: u16 = 1;
const SOA: u16 = 6;
const TXT: u16 = 16;
const AAAA: u16 = 28;
const SRV: u16 = 33;
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

/// The largest answer over UDP, whatever the client says (RFC 9715 §3.2).
const PAYLOAD_MAX: usize = 1232;

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

    /// A name that does not exist in the zone of gmail.com (RFC 2308 §2.1).
    #[track_caller]
    fn assert_missing(&self) {
        let found = (self.code(), self.has(AA), self.data());
        assert_eq!(found, (ResponseCode::NXDomain, true, vec![]), "{self:?}");
        let [soa] = &self.message.authorities[..] else { panic!("one SOA in {self:?}") };
        assert_eq!(soa.name.to_string(), "gmail.com.");
    }

    /// A code and nothing else.
    #[track_caller]
    fn assert_bare(&self, code: ResponseCode) {
        assert_eq!((self.code(), self.has(AA), self.has(TC)), (code, false, false), "{self:?}");
        assert_eq!(self.bytes[6..10], [0; 4], "no records");
    }
}

//----------- The server -----------------------------------------------------

static SERVER: Shared = Shared::new(&["--log", "off"]);

fn server() -> Arc<Mailguide> {
    SERVER.get()
}

fn address() -> SocketAddr {
    server().dns
}

/// Asks the shared server over UDP.
fn ask(query: &Query) -> Answer {
    udp(&server(), query)
}

/// Asks over UDP; no answer is larger than the client takes (RFC 1035 §4.2.1, 6891 §6.2.5).
fn udp(server: &Mailguide, query: &Query) -> Answer {
    let sent = query.bytes();
    let answer = read(&sent, server.udp(&sent));
    assert_same_question(query, &answer);
    let most = query.opts.first().map_or(512, |opt| usize::from(opt.payload.max(512)));
    assert!(answer.bytes.len() <= most.min(PAYLOAD_MAX), "{} bytes", answer.bytes.len());
    answer
}

fn tcp(server: &Mailguide, query: &Query) -> Answer {
    let sent = query.bytes();
    let answer = read(&sent, server.tcp(&sent));
    assert_same_question(query, &answer);
    answer
}

/// A question that could be read comes back bit for bit.
fn assert_same_question(query: &Query, answer: &Answer) {
    let question = query.question();
    assert_eq!(answer.bytes[4..6], [0, 1]);
    assert_eq!(answer.bytes[12..12 + question.len()], question);
}

fn ask_tcp(query: &Query) -> Answer {
    tcp(&server(), query)
}

fn ask_raw(message: &[u8]) -> Answer {
    read(message, server().udp(message))
}

#[track_caller]
fn assert_alive() {
    assert_eq!(ask(&query("_imaps._tcp.gmail.com", SRV)).data(), ["0 0 993 imap.gmail.com."]);
}

//----------- Names ----------------------------------------------------------

#[test]
fn the_letter_case_of_a_question_comes_back_bit_for_bit() {
    // draft-vixie-dnsext-dns0x20; RFC 4343 §4.1. `ask` and `ask_tcp` compare the question.
    let asked = query("_ImApS._TcP.gMaIl.CoM", SRV);
    for answer in [ask(&asked), ask_tcp(&asked)] {
        assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."]);
        assert_eq!(answer.message.answers[0].name.to_string(), "_ImApS._TcP.gMaIl.CoM.");
    }
    ask(&query("X.GMAIL.COM", SRV)).assert_missing();
}

#[test]
fn odd_bytes_in_a_label_are_another_name() {
    // RFC 2181 §11: any byte may stand in a label.
    let odd: [&[u8]; 7] = [b"a.b", b".", b"\0", b"\xff", b"autoconfig\0", b"_imaps._tcp", b"\\046"];
    for label in odd {
        ask(&wire_query(wire(&[label, b"gmail", b"com"]), A)).assert_missing();
        ask(&wire_query(wire(&[label, b"_tcp", b"gmail", b"com"]), SRV)).assert_missing();
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
        ask(&wire_query(name, A)).assert_missing();
    }
    ask_raw(&wire_query(name(52), A).bytes()).assert_bare(ResponseCode::FormErr);
}

#[test]
fn the_target_of_a_service_is_not_compressed() {
    // RFC 2782, "Target"; gmail.com stands in the question and would be worth a pointer.
    let answer = ask(&query("_imaps._tcp.gmail.com", SRV));
    let target = wire(&[b"imap", b"gmail", b"com"]);
    let data = [&[0, 22, 0, 0, 0, 0, 0x03, 0xe1][..], &target].concat();
    assert!(answer.bytes.ends_with(&data), "{:x?}", answer.bytes);
}

#[test]
fn any_is_answered_with_one_short_record() {
    // RFC 8482 §4.2: HINFO (13) of IN, TTL 3600, "RFC8482" and "".
    let answer = ask(&query("gmail.com", ANY));
    assert_eq!(answer.bytes[6..12], [0, 1, 0, 0, 0, 0]);
    assert!(answer.bytes.ends_with(b"\0\x0d\0\x01\0\0\x0e\x10\0\x09\x07RFC8482\0"));
}

//----------- Header and EDNS ------------------------------------------------

#[test]
fn recursion_is_never_available() {
    // `read` compares RD and asserts that RA, Z and AD are clear.
    for flags in [0, RD, RD | AD | RA | Z | AA | TC] {
        assert!(ask(&query("gmail.com", SOA).flags(flags)).has(AA));
        ask(&query("x.gmail.com", A).flags(flags)).assert_missing();
        ask(&query("example.net", A).flags(flags)).assert_bare(ResponseCode::Refused);
    }
}

#[test]
fn an_opt_record_comes_back_only_when_one_was_sent() {
    // RFC 6891 §6.1.1 and §7; the payload is ours.
    for name in ["gmail.com", "x.gmail.com", "example.net"] {
        assert_eq!(ask(&query(name, SOA)).opt(), None, "{name}");
        for said in [0, 100, 512, 1000, 1232, 4096, 65535] {
            let heard = said.clamp(512, 1232);
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
    // RFC 6891 §7: header, question and OPT are the least, also where TC is set.
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
        ("the largest datagram", vec![0; 65_507]),
        ("no class", good[..good.len() - 2].to_vec()),
        // RFC 6891 §6.1.1 and §6.1.2.
        ("two OPT records", query("gmail.com", A).edns(512).edns(512).bytes()),
        ("an option past the end", query("gmail.com", A).opt(short_option).bytes()),
    ] {
        let answer = ask_raw(&message);
        assert_eq!(answer.code(), ResponseCode::FormErr, "{what}");
        answer.assert_bare(ResponseCode::FormErr);
        assert_alive();
    }
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
    let message = [&header(7, RD, [2, 0, 0, 0])[..], &question, &question].concat();
    ask_raw(&message).assert_bare(ResponseCode::FormErr);
}

#[test]
fn two_long_questions_are_a_format_error() {
    // Without EDNS they fill more than the answer may have.
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
    stream.write_all(&[&[0, 0], &*framed(&query("gmail.com", SOA).bytes())].concat()).unwrap();
    let end = stream.read(&mut [0]).or_else(|error| match error.kind() {
        ErrorKind::ConnectionReset => Ok(0),
        _ => Err(error),
    });
    assert_eq!(end.unwrap(), 0);
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
    // A lost answer takes all our patience, so little is shrunk.
    let config = ProptestConfig { max_shrink_iters: 8, ..ProptestConfig::with_cases(256) };
    let config = ProptestConfig { failure_persistence: None, ..config };
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
