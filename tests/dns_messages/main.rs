//! DNS messages, byte by byte: sizes, flags and EDNS of the real program's answers, and what it does
//! with queries that are none. Its zones are in `dns.rs`.
//!
//! hickory-server, which we use for its types, does some things wrong, and each is held here: answers
//! over UDP without a limit (`edns::what_does_not_fit_is_cut_over_udp_and_whole_over_tcp`), transfers
//! over UDP (`faults::transfers_are_refused`), owners that are not compressed
//! (`names::an_owner_that_was_asked_for_is_a_pointer_to_the_question`), classes that it does not look
//! at (`faults::other_classes_are_refused`), no cookies (`cookies`), no limit of answers (`limits`) and of
//! connections (`streams::a_client_has_so_many_connections_and_an_idle_one_makes_room`), answers to
//! answers (`faults::an_answer_that_cannot_be_read_is_not_answered_either`). Negative TTLs are held in
//! `dns.rs`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read the clock")]

#[path = "../support/certificates.rs"]
mod certificates;
mod cookies;
mod edns;
mod faults;
mod limits;
mod names;
mod query;
mod referrals;
mod streams;
#[path = "../support/mod.rs"]
mod support;

use std::net::SocketAddr;
use std::sync::Arc;

use query::*;
use support::{Mailguide, Shared};

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
