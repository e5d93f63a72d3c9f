//! The wire engine says what the general path says, to every query that it answers; and it answers
//! what is common.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use hickory_server::proto::op::Message;
use hickory_server::proto::rr::{Record, RecordType};
use mailguide::config::{Configured, ConfiguredService};
use mailguide::dns::answer_datagram;
use mailguide::dns::cookies::{Cookie, CookieSecret, Cookies};
use mailguide::dns::wire::{ANSWER_MAX, Engine, Surroundings};
use mailguide::dns::zone::{OwnName, StaticRecord, ZoneCuts};
use mailguide::guide::Sentences;
use mailguide::lookup::Reason;
use mailguide::providers::Database;
use mailguide::snapshot::{Policy, Snapshot};
use proptest::prelude::*;
use proptest::sample::select;
use support::{organisation, own};

const HEADER: usize = 12;
const NOW: u32 = 1_800_000_000;
const SINCE_EPOCH: Duration = Duration::from_secs(NOW as u64);

fn client() -> SocketAddr {
    "192.0.2.7:5353".parse().unwrap()
}

fn cookies() -> Cookies {
    Cookies::Shared([CookieSecret::new([7; 16])].into())
}

//----------- Snapshots ------------------------------------------------------

/// Without the built-in providers, which bring nothing new; with the services of the golden files,
/// and one with everything that DNS can say.
fn snapshot(policy: Policy, wildcards: bool, delegations: bool) -> Snapshot {
    let mut configured: Configured = own::configured();
    let mut organisation = organisation::service();
    if delegations {
        organisation.records = organisation::records_with_delegations();
    }
    configured.services.push(organisation);
    let domains = ["all.example", "own2.example", "sub.deep.own2.example", "a.all.example", LONG];
    configured.domains.extend(domains.map(|name| (organisation::domain(name), "own".into())));
    configured.services.last_mut().unwrap().provider.service.id = "organisation".into();
    // A name that only the shortest domains leave room for.
    let far = format!("0 0 1 {}far", "a.".repeat(119));
    let far = StaticRecord::parse("_far._tcp", "SRV", &far, 60).unwrap();
    let mut service = ConfiguredService { records: vec![far], ..organisation::service() };
    service.provider.service.id = "far".into();
    configured.services.push(service);
    configured.domains.push((organisation::domain("s.example"), "far".into()));
    for (domain, service) in &mut configured.domains {
        if domains.contains(&domain.as_str()) {
            *service = "organisation".into();
        }
    }
    if wildcards {
        configured.wildcards.push((organisation::domain("all.example"), "organisation".into()));
    }
    let database = Database::read(vec![]).unwrap();
    Snapshot::build(database, configured, &Sentences::built_in(), policy, 2026)
}

/// So long that some names below it are too long.
const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\
                    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.\
                    ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.\
                    dddddddddddddddddddddddddddddddddddddddddddd.example";

static SNAPSHOTS: LazyLock<Vec<Snapshot>> = LazyLock::new(|| {
    let servers = ["ns1.plain.example", "ns2.example.net"].map(organisation::domain);
    let below = Policy { name_servers: servers.into(), ..organisation::policy_with_extras() };
    vec![
        snapshot(organisation::policy(), false, false),
        snapshot(organisation::policy_with_extras(), true, false),
        snapshot(organisation::policy_of_names(), false, false),
        snapshot(organisation::policy_of_names(), true, false),
        snapshot(below, false, false),
        snapshot(Policy::default(), false, false),
        snapshot(organisation::policy(), false, true),
        snapshot(organisation::policy_with_extras(), true, true),
        snapshot(organisation::policy_of_names(), false, true),
        snapshot(organisation::policy_with_signer(SINCE_EPOCH), true, false),
        snapshot(organisation::policy_with_signer(SINCE_EPOCH), false, true),
    ]
});

//----------- Queries --------------------------------------------------------

const DOMAINS: [&str; 15] = [
    "s.example",
    "own.example",
    "own2.example",
    "sub.deep.own2.example",
    "deep.own2.example",
    "plain.example",
    "all.example",
    "a.all.example",
    "x.all.example",
    "moved-here.example",
    "off.example",
    "login.example",
    "nowhere.example",
    "example",
    LONG,
];

const BELOW: [&str; 21] = [
    "_far._tcp",
    "",
    "ns",
    "_tcp",
    "ns1",
    "www",
    "web",
    "mail",
    "_25._tcp.mail",
    "k1._domainkey",
    "_domainkey",
    "a.b.c",
    "deep",
    "sub",
    "www.sub",
    "ns1.sub",
    "xsub",
    "plain.deep",
    "a.plain.deep",
    "a.x._tcp",
    "into",
];

/// A query on the wire.
#[derive(Clone, Debug)]
struct Asked {
    name: String,
    kind: u16,
    class: u16,
    flags: [u8; 2],
    edns: Option<AskedEdns>,
    upper_case: u64,
}

/// Payload, flags, and options.
type AskedEdns = (u16, u8, Vec<(u16, Vec<u8>)>);

impl Asked {
    fn about(name: &str, kind: u16) -> Self {
        Self { name: name.into(), kind, class: 1, flags: [0; 2], edns: None, upper_case: 0 }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0x12, 0x34, self.flags[0], self.flags[1], 0, 1, 0, 0, 0, 0, 0];
        bytes.push(u8::from(self.edns.is_some()));
        for label in self.name.split('.').filter(|label| !label.is_empty()) {
            bytes.push(label.len() as u8);
            bytes.extend(label.bytes());
        }
        for (bit, byte) in bytes[HEADER..].iter_mut().enumerate() {
            if self.upper_case >> (bit % 64) & 1 == 1 {
                byte.make_ascii_uppercase();
            }
        }
        bytes.push(0);
        bytes.extend(self.kind.to_be_bytes());
        bytes.extend(self.class.to_be_bytes());
        if let Some((payload, flags, options)) = &self.edns {
            bytes.extend([0, 0, 41]);
            bytes.extend(payload.to_be_bytes());
            bytes.extend([0, 0, *flags, 0]);
            let length: usize = options.iter().map(|(_, content)| 4 + content.len()).sum();
            bytes.extend((length as u16).to_be_bytes());
            for (code, content) in options {
                bytes.extend(code.to_be_bytes());
                bytes.extend((content.len() as u16).to_be_bytes());
                bytes.extend(content);
            }
        }
        bytes
    }
}

fn name() -> impl Strategy<Value = String> {
    let own = OwnName::ALL.map(OwnName::as_str);
    let below = prop_oneof![
        4 => select(own.to_vec()).prop_map(str::to_owned),
        2 => select(BELOW.to_vec()).prop_map(str::to_owned),
        1 => "[a-z0-9_?*-]{1,5}(\\.[a-z_]{1,4}){0,2}",
    ];
    (below, select(DOMAINS.to_vec())).prop_map(|(below, domain)| {
        let name = format!("{below}.{domain}");
        let name = name.trim_start_matches('.').to_owned();
        if name.len() > 253 { domain.to_owned() } else { name }
    })
}

fn asked() -> impl Strategy<Value = Asked> {
    const TYPES: [u16; 24] = [
        1, 2, 5, 6, 12, 15, 16, 28, 33, 35, 41, 43, 48, 52, 64, 65, 99, 251, 252, 253, 255, 257,
        65280, 0,
    ];
    let kind = prop_oneof![4 => select(vec![1, 2, 6, 15, 16, 28, 33]), 1 => select(TYPES.to_vec())];
    let option = prop_oneof![
        2 => (Just(10), prop::collection::vec(any::<u8>(), 0..42)),
        1 => (select(vec![3, 8, 11, 12, 65001]), prop::collection::vec(any::<u8>(), 0..9)),
    ];
    let payload = prop_oneof![select(vec![0, 511, 512, 600, 1232, 4096, 65535]), any::<u16>()];
    let edns = (payload, select(vec![0, 0x80, 0xFF]), prop::collection::vec(option, 0..3));
    let flags = (select(vec![0, 1, 1, 1, 2, 4, 8, 0x81]), select(vec![0, 0x10, 0x20, 0x30, 0x40]));
    (
        name(),
        kind,
        prop_oneof![9 => Just(1), 1 => select(vec![0, 3, 255])],
        flags,
        prop::option::of(edns),
        any::<u64>(),
    )
        .prop_map(|(name, kind, class, flags, edns, upper_case)| Asked {
            name,
            kind,
            class,
            flags: flags.into(),
            edns,
            upper_case,
        })
}

//----------- Both paths -----------------------------------------------------

fn cookie_option(message: &[u8]) -> Option<Vec<u8>> {
    Engine::default().read(message).and_then(|query| query.cookie().map(<[u8]>::to_vec))
}

/// What the engine answers, if it does.
fn engine(message: &[u8], directories: bool, snapshot: &Snapshot) -> Option<(Vec<u8>, Reason)> {
    let mut engine = Engine::default();
    // What stood there before is no part of any answer.
    let mut out = [0xAA; ANSWER_MAX];
    let query = engine.read(message)?;
    let cookie = cookies().check(query.cookie(), client().ip(), NOW);
    if cookie == Cookie::Malformed {
        return None;
    }
    let (cookie, now) = (cookie.back(), SINCE_EPOCH);
    let surroundings = Surroundings { directories, cookie, now, ..Surroundings::default() };
    if engine.answer(&query, &surroundings, snapshot, &mut out).is_none() {
        engine.keep(&query, &surroundings, snapshot);
    }
    let written = engine.answer(&query, &surroundings, snapshot, &mut out)?;
    Some((out[..written.length].to_vec(), written.reason))
}

fn generally(message: &[u8], snapshot: &Snapshot) -> Vec<u8> {
    let option = cookie_option(message);
    let cookie = cookies().check(option.as_deref(), client().ip(), NOW);
    answer_datagram(message, client(), cookie, SINCE_EPOCH, snapshot).expect("the engine answered")
}

fn set(records: &[Record]) -> BTreeSet<String> {
    // Names are the same in any letter case.
    records.iter().map(|record| record.to_string().to_ascii_lowercase()).collect()
}

/// Both say the same, where the engine says anything.
fn compare(message: &[u8], snapshot: &Snapshot) -> Result<bool, TestCaseError> {
    let Some((fast, _)) = engine(message, false, snapshot) else { return Ok(false) };
    let general = generally(message, snapshot);
    let (one, mut other) = (Message::from_vec(&fast), Message::from_vec(&general).unwrap());
    let one = one.map_err(|error| TestCaseError::fail(format!("{error}: {fast:?}")))?;
    let question_end = fast.len().min(HEADER + 4);
    prop_assert_eq!(&fast[HEADER..question_end], &message[HEADER..question_end]);
    let limit = one.edns.as_ref().map_or(512, |edns| usize::from(edns.max_payload()));
    prop_assert!(fast.len() <= limit);
    // The engine compresses better: it may have room where the other has not.
    if other.metadata.truncation && !one.metadata.truncation {
        let mut with_room = message.to_vec();
        let edns = one.edns.as_ref().map(|_| question_of(message));
        let Some(opt) = edns else { return Ok(true) };
        with_room[opt + 3..opt + 5].copy_from_slice(&0xFFFFu16.to_be_bytes());
        let payload = other.edns.as_ref().unwrap().max_payload();
        other = Message::from_vec(&generally(&with_room, snapshot)).unwrap();
        other.edns.as_mut().unwrap().set_max_payload(payload);
    }
    prop_assert_eq!(one.metadata, other.metadata);
    prop_assert_eq!(&one.queries, &other.queries);
    prop_assert_eq!(&one.edns, &other.edns);
    prop_assert_eq!(set(&one.answers), set(&other.answers));
    prop_assert_eq!(one.answers.len(), other.answers.len());
    prop_assert_eq!(set(&one.authorities), set(&other.authorities));
    prop_assert!(one.additionals.is_empty() && other.additionals.is_empty());
    Ok(true)
}

/// Where the question ends.
fn question_of(message: &[u8]) -> usize {
    let mut at = HEADER;
    while message[at] != 0 {
        at += 1 + usize::from(message[at]);
    }
    at + 5
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn both_paths_say_the_same(asked in asked(), number in 0..SNAPSHOTS.len()) {
        compare(&asked.to_bytes(), &SNAPSHOTS[number])?;
    }

    #[test]
    fn bytes_that_are_changed_by_chance_mean_the_same_to_both(
        asked in asked(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        length in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut message = asked.to_bytes();
        for (at, byte) in changes {
            let at = at.index(message.len());
            message[at] = byte;
        }
        if let Some(length) = length {
            message.truncate(length.index(message.len()));
        }
        compare(&message, &SNAPSHOTS[0])?;
    }
}

//----------- What is common -------------------------------------------------

/// Every name and type of a domain is answered by the engine, but for what has the domain inside a
/// text, what is made for each domain alone, and aliases.
#[test]
fn the_engine_answers_what_is_common() {
    let is_left = |name: &str, kind: u16| match name {
        "www" | "web" | "shop" => true,
        "_ua-auto-config" | "_dmarc" => kind == 16,
        _ => false,
    };
    let names = OwnName::ALL.into_iter().map(OwnName::as_str).chain(BELOW);
    let names: Vec<&str> = names.chain(["_dmarc", "shop"]).collect();
    let snapshot = &SNAPSHOTS[0];
    for domain in ["own.example", "login.example", "a.all.example", "nowhere.example"] {
        for &below in &names {
            for kind in [1, 2, 5, 6, 15, 16, 28, 33, 52, 65, 257] {
                let name = format!("{below}.{domain}");
                let message = Asked::about(name.trim_start_matches('.'), kind).to_bytes();
                let answered = compare(&message, snapshot).unwrap();
                let own_service = domain == "a.all.example";
                let left = match below {
                    // Who is asked for a local part alone has no PACC.
                    "_ua-auto-config" => {
                        own_service && is_left(below, kind) || domain == "own.example" && kind == 16
                    }
                    _ => own_service && is_left(below, kind),
                };
                assert_eq!(answered, !left, "{below} {kind} {domain}");
            }
        }
    }
}

/// What other servers answer is no business of the engine; all around it is.
#[test]
fn the_engine_leaves_out_what_is_delegated() {
    for (below, domain, snapshot, is_answered) in [
        ("mail", "a.all.example", 6, true),
        ("xsub", "a.all.example", 6, true),
        ("deep", "a.all.example", 6, true),
        ("sub", "a.all.example", 6, false),
        ("www.sub", "a.all.example", 6, false),
        ("plain.deep", "a.all.example", 6, false),
        ("sub", "own.example", 6, true),
        ("_imaps._tcp", "a.all.example", 8, true),
        ("x._tcp", "a.all.example", 8, false),
        ("a.x._tcp", "a.all.example", 8, false),
    ] {
        for kind in [1, 2, 16] {
            let message = Asked::about(&format!("{below}.{domain}"), kind).to_bytes();
            let answered = compare(&message, &SNAPSHOTS[snapshot]).unwrap();
            assert_eq!(answered, is_answered, "{below}.{domain} {kind}");
        }
    }
}

#[test]
fn who_may_know_more_is_not_passed_over() {
    let snapshot = &SNAPSHOTS[0];
    let reason = |name: &str, directories| {
        let message = Asked::about(name, RecordType::SRV.into()).to_bytes();
        engine(&message, directories, snapshot).map(|(_, reason)| reason)
    };
    for (name, alone, with_directories) in [
        ("_imaps._tcp.login.example", Reason::Record, Some(Reason::Record)),
        ("_imaps._tcp.nowhere.example", Reason::UnknownDomain, None),
        ("customer.login.example", Reason::NoSuchName, None),
        ("autoconfig.login.example", Reason::NoData, Some(Reason::NoData)),
    ] {
        assert_eq!(reason(name, false), Some(alone), "{name}");
        assert_eq!(reason(name, true), with_directories, "{name}");
    }
    assert_eq!(reason("_acme-challenge.login.example", false), None);
}

#[test]
fn a_signed_answer_is_kept_for_all_who_ask_the_same_until_signatures_are_made_anew() {
    let snapshot = snapshot(organisation::policy_with_signer(SINCE_EPOCH), false, false);
    let signer = snapshot.policy().zone_signer.clone().unwrap();
    let until = signer.stays_until("own.example", SINCE_EPOCH);
    let mut engine = Engine::default();
    let mut out = [0; ANSWER_MAX];
    let mut answers = |asked: &Asked, now, keep| {
        let message = asked.to_bytes();
        let query = engine.read(&message).unwrap();
        let surroundings = Surroundings { now, ..Surroundings::default() };
        if keep {
            engine.keep(&query, &surroundings, &snapshot);
        }
        engine.answer(&query, &surroundings, &snapshot, &mut out).is_some()
    };
    let edns = |flags| Some((1232, flags, vec![]));
    for (name, kind) in [("_imaps._tcp.own.example", 33), ("own.example", 6), ("own.example", 28)] {
        let asked = Asked { edns: edns(0x80), ..Asked::about(name, kind) };
        assert!(!answers(&asked, SINCE_EPOCH, false), "nobody asked before");
        assert!(answers(&asked, SINCE_EPOCH, true));
        let odd = Asked { upper_case: 0xF0F0, flags: [1, 0x10], ..asked.clone() };
        assert!(answers(&odd, until - Duration::from_secs(1), false));
        assert!(!answers(&odd, until, false), "its signatures are made anew");
        assert!(!answers(&Asked { edns: edns(0xC0), ..odd }, SINCE_EPOCH, false));
        assert!(answers(&Asked { edns: edns(0), ..asked }, SINCE_EPOCH, false), "unsigned");
    }
    let absent = Asked { edns: edns(0x80), ..Asked::about("x.own.example", 1) };
    assert!(!answers(&absent, SINCE_EPOCH, true), "there is no end of such names");
}

#[test]
fn snapshots_differ_in_where_zones_begin() {
    let cuts = |policy: &Policy| policy.zone_cuts;
    assert_eq!(cuts(SNAPSHOTS[0].policy()), ZoneCuts::Domain);
    assert_eq!(cuts(SNAPSHOTS[2].policy()), ZoneCuts::Names);
    let message = Asked::about("_tcp.login.example", 6).to_bytes();
    assert!(compare(&message, &SNAPSHOTS[2]).unwrap());
    // Its domain itself stays with the organisation.
    let message = Asked::about("login.example", 6).to_bytes();
    assert_eq!(engine(&message, false, &SNAPSHOTS[2]).unwrap().1, Reason::UnknownDomain);
}
