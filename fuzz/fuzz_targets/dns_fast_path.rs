//! A datagram on both paths of the DNS server: what the wire engine answers means what the general
//! path means.
#![no_main]

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;

use hickory_proto::op::Message;
use hickory_proto::rr::Record;
use libfuzzer_sys::fuzz_target;
use mailguide::dns::answer_datagram;
use mailguide::dns::cookies::{Cookie, CookieSecret, Cookies};
use mailguide::dns::wire::{ANSWER_MAX, Engine, Surroundings};
use mailguide::snapshot::Snapshot;
use mailguide_fuzz::organisation::{
    policy_of_names, policy_with_extras, policy_with_signer, records_with_delegations, snapshot,
    snapshot_with,
};
use mailguide_fuzz::snapshot as own_snapshot;

const HEADER: usize = 12;
const NOW: u32 = 1_800_000_000;
const SINCE_EPOCH: Duration = Duration::from_secs(NOW as u64);

static SNAPSHOTS: LazyLock<[Snapshot; 5]> = LazyLock::new(|| {
    [
        snapshot(policy_with_extras()),
        own_snapshot(policy_with_extras()),
        own_snapshot(policy_of_names()),
        snapshot_with(records_with_delegations(), policy_with_extras()),
        snapshot_with(records_with_delegations(), policy_with_signer(SINCE_EPOCH)),
    ]
});

fuzz_target!(|message: &[u8]| {
    for snapshot in &*SNAPSHOTS {
        compare(message, snapshot);
    }
});

fn compare(message: &[u8], snapshot: &Snapshot) {
    let client = SocketAddr::from((Ipv4Addr::LOCALHOST, 5353));
    let cookies = Cookies::Shared([CookieSecret::new([7; 16])].into());
    let mut engine = Engine::default();
    // What stood there before is no part of any answer.
    let mut out = [0xAA; ANSWER_MAX];
    let Some(query) = engine.read(message) else { return };
    let cookie = cookies.check(query.cookie(), client.ip(), NOW);
    if cookie == Cookie::Malformed {
        return;
    }
    let (now, cookie_back) = (SINCE_EPOCH, cookie.back());
    let surroundings = Surroundings { cookie: cookie_back, now, ..Surroundings::default() };
    if engine.answer(&query, &surroundings, snapshot, &mut out).is_none() {
        engine.keep(&query, &surroundings, snapshot);
    }
    let Some(written) = engine.answer(&query, &surroundings, snapshot, &mut out) else { return };
    let fast = &out[..written.length];
    let one = Message::from_vec(fast).expect("the engine's answer can be read");
    let general = |message: &[u8]| {
        let answer = answer_datagram(message, client, cookie, SINCE_EPOCH, snapshot);
        Message::from_vec(&answer.expect("a query has an answer")).expect("it can be read")
    };
    let mut other = general(message);
    assert!(fast[HEADER..].starts_with(&message[HEADER..question_end(message)]), "the question");
    let most = one.edns.as_ref().map_or(512, |edns| usize::from(edns.max_payload()));
    assert!(fast.len() <= most);
    // The engine compresses better: it may have room where the other has not.
    if other.metadata.truncation && !one.metadata.truncation {
        let Some(edns) = &one.edns else { return };
        let mut with_room = message.to_vec();
        let payload = question_end(message) + 3;
        with_room[payload..payload + 2].copy_from_slice(&u16::MAX.to_be_bytes());
        other = general(&with_room);
        other.edns.as_mut().expect("it was asked for").set_max_payload(edns.max_payload());
    }
    assert_eq!(one.metadata, other.metadata);
    assert_eq!(one.queries, other.queries);
    assert_eq!(one.edns, other.edns);
    assert_eq!(set(&one.answers), set(&other.answers));
    assert_eq!(one.answers.len(), other.answers.len());
    assert_eq!(set(&one.authorities), set(&other.authorities));
}

/// Names are the same in any letter case.
fn set(records: &[Record]) -> BTreeSet<String> {
    records.iter().map(|record| record.to_string().to_ascii_lowercase()).collect()
}

/// Where the question ends, which the engine has read.
fn question_end(message: &[u8]) -> usize {
    let mut at = HEADER;
    while message[at] != 0 {
        at += 1 + usize::from(message[at]);
    }
    at + 5
}
