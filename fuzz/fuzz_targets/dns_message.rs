//! A datagram to the DNS server: what is read, what is sent back.
#![no_main]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use libfuzzer_sys::fuzz_target;
use mailguide::dns::answer_datagram;
use mailguide::dns::cookies::Cookie;
use mailguide::snapshot::Snapshot;
use mailguide_fuzz::organisation::{policy_of_names, policy_with_extras, snapshot};

/// What passes every network (RFC 9715 §3.2).
const PAYLOAD_MAX: usize = 1232;
const HEADER: usize = 12;

static SNAPSHOTS: LazyLock<[Snapshot; 2]> =
    LazyLock::new(|| [snapshot(policy_with_extras()), snapshot(policy_of_names())]);

fuzz_target!(|message: &[u8]| {
    for snapshot in &*SNAPSHOTS {
        let Some(answer) = exchange(message, snapshot) else { continue };
        // The letter case of a question changes nothing but the question (RFC 4343).
        if let Some(lower) = with_lower_case_question(message) {
            let other = exchange(&lower, snapshot).expect("an answer to the same question");
            assert_eq!(answer.metadata, other.metadata);
            let size = |message: &Message| (message.answers.len(), message.authorities.len());
            assert_eq!(size(&answer), size(&other));
        }
    }
});

/// Sends the message and reads what comes back; nothing, where nothing may.
fn exchange(message: &[u8], snapshot: &Snapshot) -> Option<Message> {
    let is_answer = message.get(2).is_none_or(|flags| flags & 0x80 != 0);
    let source = SocketAddr::from((Ipv4Addr::LOCALHOST, 5353));
    if is_answer {
        // The shell looks no further at such.
        return None;
    }
    let Some(out) = answer_datagram(message, source, Cookie::Absent, Duration::ZERO, snapshot)
    else {
        assert!(message.len() < HEADER, "no answer");
        return None;
    };
    assert!(out.len() <= PAYLOAD_MAX, "{} of {PAYLOAD_MAX}", out.len());
    let answer = Message::from_vec(&out).expect("an answer can be read");
    check(message, &out, &answer);
    Some(answer)
}

fn check(message: &[u8], out: &[u8], answer: &Message) {
    assert_eq!(out[..2], message[..2], "the ID");
    let head = &answer.metadata;
    assert_eq!(head.message_type, MessageType::Response);
    assert_eq!(out[2] & 0x79, message[2] & 0x79, "opcode and RD come back");
    assert!(!head.recursion_available && !head.authentic_data);
    if head.truncation {
        assert!(answer.answers.is_empty() && answer.authorities.is_empty());
    }
    if head.response_code == ResponseCode::FormErr && answer.queries.is_empty() {
        return;
    }
    if head.op_code == OpCode::Query && answer.queries.len() == 1 {
        let end = out.len().min(message.len());
        let question = &out[HEADER..question_end(out).expect("a question that was read")];
        assert!(message[HEADER..end].starts_with(question), "the question comes back as it came");
    }
    // Every record answers the question, or what an alias before it led to.
    let mut names: Vec<_> = answer.queries.iter().map(|query| query.name().clone()).collect();
    for record in &answer.answers {
        assert!(names.contains(&record.name), "{answer}");
        if let hickory_proto::rr::RData::CNAME(target) = &record.data {
            names.push(target.0.clone());
        }
    }
    let served = !answer.answers.is_empty() || !answer.authorities.is_empty();
    if served && answer.queries[0].query_class() == hickory_proto::rr::DNSClass::IN {
        assert!(head.authoritative, "{answer}");
    }
}

/// The question in lower case, where it is written without compression.
fn with_lower_case_question(message: &[u8]) -> Option<Vec<u8>> {
    let end = question_end(message)?;
    let mut lower = message.to_vec();
    // No letter is the length of a label.
    lower[HEADER..end - 4].make_ascii_lowercase();
    (question_end(&lower) == Some(end)).then_some(lower)
}

/// Where the first question ends.
fn question_end(message: &[u8]) -> Option<usize> {
    let mut at = HEADER;
    loop {
        match *message.get(at)? {
            0 => break,
            length if length < 64 => at += 1 + usize::from(length),
            _ => return None,
        }
    }
    (at + 5 <= message.len()).then_some(at + 5)
}
