//! Messages that are no query of ours, and anything at all.

use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use hickory_server::proto::op::ResponseCode;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

use super::query::*;
use super::support::{Mailguide, PATIENCE};
use super::{address, ask, ask_raw, ask_tcp, assert_alive};

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
