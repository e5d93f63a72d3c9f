//! Names: letter case, odd bytes, lengths, compression.

use hickory_server::proto::op::ResponseCode;

use super::query::*;
use super::{ask, ask_raw, ask_tcp};

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
fn an_owner_that_was_asked_for_is_a_pointer_to_the_question() {
    let asked = query("_imaps._tcp.gmail.com", SRV);
    let answer = ask(&asked);
    assert_eq!(answer.bytes[12 + asked.question().len()..][..2], [0xc0, 12]);
}

#[test]
fn any_is_answered_with_one_short_record() {
    // RFC 8482 §4.2: HINFO (13) of IN, TTL 3600, "RFC8482" and "".
    let answer = ask(&query("gmail.com", ANY));
    assert_eq!(answer.bytes[6..12], [0, 1, 0, 0, 0, 0]);
    assert!(answer.bytes.ends_with(b"\0\x0d\0\x01\0\0\x0e\x10\0\x09\x07RFC8482\0"));
}
