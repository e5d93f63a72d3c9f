//! What an answer costs: look-up and rendering of each document, hot and over many domains.
#![allow(missing_docs, reason = "criterion's macros write functions without them")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use mailguide::config::Configured;
use mailguide::dns::wire::{ANSWER_MAX, Engine, Surroundings};
use mailguide::dns::zone::{self, Addresses, QueryType};
use mailguide::documents::pieces::Values;
use mailguide::guide::{Guide, Language, Sentences};
use mailguide::http::answer::{Asked, answer};
use mailguide::http::route::Route;
use mailguide::index::{DomainIndex, Lead};
use mailguide::lookup::{Known, Question, lookup};
use mailguide::mail::Domain;
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};

fn snapshot() -> Snapshot {
    let loopback = "127.0.0.1".parse().expect("an address");
    let policy = Policy { addresses: Addresses(vec![loopback]), ..Policy::default() };
    let database = Database::read(embedded()).expect("the built-in files are right");
    Snapshot::build(database, Configured::default(), &Sentences::built_in(), policy, 1)
}

fn answers(criterion: &mut Criterion) {
    let snapshot = snapshot();
    let guide = Guide::built_in();
    let time = Duration::from_secs(1);
    let domain = Domain::parse("gmail.com").expect("a domain");

    criterion.bench_function("lookup", |bench| {
        let question = Question::about(domain.clone());
        bench.iter(|| {
            matches!(
                lookup(black_box(&question), &Known::NOTHING, &snapshot),
                mailguide::lookup::Answer::Found(_)
            )
        });
    });
    criterion.bench_function("autoconfig: route, look up, render", |bench| {
        bench.iter(|| {
            let query = black_box(Some("emailaddress=fred%40gmail.com"));
            let host = Some("autoconfig.gmail.com");
            let route = Route::parse("GET", host, "/mail/config-v1.1.xml", query);
            let asked = Asked::read(route, b"");
            answer(asked, &Known::NOTHING, Language::English, time, &guide, &snapshot, Vec::new())
        });
    });
    let body = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><Autodiscover xmlns=\"http://schemas.microsoft.com/\
exchange/autodiscover/outlook/requestschema/2006\"><Request><EMailAddress>fred@gmail.com</EMailAddress>\
<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\
</AcceptableResponseSchema></Request></Autodiscover>";
    criterion.bench_function("Autodiscover: parse, look up, render", |bench| {
        bench.iter(|| {
            let asked = Asked::read(Route::Autodiscover(None), black_box(body));
            answer(asked, &Known::NOTHING, Language::English, time, &guide, &snapshot, Vec::new())
        });
    });
    criterion.bench_function("DNS: SRV from name to records", |bench| {
        bench.iter(|| {
            zone::answer(
                black_box("_imaps._tcp.gmail.com"),
                QueryType::Srv,
                &Known::NOTHING,
                &snapshot,
            )
        });
    });
    criterion.bench_function("DNS: SRV from datagram to datagram", |bench| {
        let message =
            b"\x12\x34\x01\0\0\x01\0\0\0\0\0\x01\x06_imaps\x04_tcp\x05gmail\x03com\0\0\x21\0\x01\
\0\0\x29\x04\xD0\0\0\0\0\0\0";
        let mut engine = Engine::default();
        let mut out = [0; ANSWER_MAX];
        bench.iter(|| {
            let query = engine.read(black_box(message)).expect("it is a common query");
            let written = engine.answer(&query, &Surroundings::default(), &snapshot, &mut out);
            written.map(|written| written.length)
        });
    });
    criterion.bench_function("snapshot: build from provider files", |bench| {
        bench.iter(|| black_box(crate::snapshot()).served_domains());
    });
}

/// Numbers in an order that no processor foresees: each once, where the prime divides none of them.
fn shuffled(number: u32, of: u32) -> u32 {
    (u64::from(number) * 2_654_435_761 % u64::from(of)) as u32
}

fn index(criterion: &mut Criterion) {
    const DOMAINS: u32 = 1_000_000;
    let name = |number: u32| format!("customer-{number}.example.org");
    let mut index = DomainIndex::default();
    for number in 0..DOMAINS {
        let lead = Lead { service: number % 200, configured: true, special: false };
        index.insert(&name(number), lead);
    }
    let asked: Vec<String> = (0..DOMAINS).map(|number| name(shuffled(number, DOMAINS))).collect();
    let mut next = asked.iter().cycle();
    criterion.bench_function("index: random of a million domains", |bench| {
        bench.iter(|| index.get(black_box(next.next().expect("a cycle never ends").as_bytes())));
    });
}

/// Domains of the operator, all of one service.
fn configured(domains: u32) -> (Vec<Domain>, Configured) {
    let domain =
        |number: u32| Domain::parse(&format!("customer-{number}.example")).expect("it is a domain");
    let asked: Vec<Domain> = (0..domains).map(domain).collect();
    let domains = asked.iter().map(|domain| (domain.clone(), "google-workspace".into())).collect();
    (asked, Configured { domains, ..Configured::default() })
}

/// What a request costs that is read: the look-up and the document (H6 of the performance plan).
fn making(criterion: &mut Criterion) {
    const DOMAINS: u32 = 1_000_000;
    let (asked, configured) = configured(DOMAINS);
    let database = Database::read(embedded()).expect("the built-in files are right");
    let sentences = Sentences::built_in();
    let snapshot = Snapshot::build(database, configured, &sentences, Policy::default(), 1);
    let mut out = Vec::new();
    let mut make = |question: &Question| {
        out.clear();
        let answer = lookup(black_box(question), &Known::NOTHING, &snapshot);
        let found = answer.found().expect("it is served");
        let values =
            Values { domain: &found.domain, address: None, foreign: found.foreign(), login: None };
        found.documents.autoconfig.render_into(values, Language::English, &mut out);
        black_box(&out).len()
    };
    let question = |number: u32| Question::about(asked[number as usize].clone());
    let one = question(7);
    criterion.bench_function("making the answer: one domain", |bench| bench.iter(|| make(&one)));
    let mut numbers = (0..DOMAINS).map(|number| shuffled(number, DOMAINS)).cycle();
    criterion.bench_function("making the answer: random of a million domains", |bench| {
        let mut next = || question(numbers.next().expect("a cycle never ends"));
        bench.iter_batched(&mut next, |question| make(&question), BatchSize::SmallInput);
    });
}

/// The engine with a hundred thousand domains, asked for all of them in turn (D4 of the plan).
fn engine(criterion: &mut Criterion) {
    const DOMAINS: u32 = 100_000;
    let (asked, configured) = configured(DOMAINS);
    let database = Database::read(embedded()).expect("the built-in files are right");
    let sentences = Sentences::built_in();
    let snapshot = Snapshot::build(database, configured, &sentences, Policy::default(), 1);
    let query = |number: u32| {
        let name = format!("_imaps._tcp.{}", asked[number as usize]);
        let mut message = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\x01".to_vec();
        for label in name.split('.') {
            message.push(label.len() as u8);
            message.extend_from_slice(label.as_bytes());
        }
        message.extend_from_slice(b"\0\0\x21\0\x01\0\0\x29\x04\xD0\0\0\0\0\0\0");
        message
    };
    let queries: Vec<Vec<u8>> = (0..DOMAINS).map(|n| query(shuffled(n, DOMAINS))).collect();
    let mut next = queries.iter().cycle();
    let mut engine = Engine::default();
    let mut out = [0; ANSWER_MAX];
    criterion.bench_function("DNS: SRV of 100,000 domains, from datagram to datagram", |bench| {
        bench.iter(|| {
            let message = next.next().expect("a cycle never ends");
            let query = engine.read(black_box(message)).expect("it is a common query");
            let written = engine.answer(&query, &Surroundings::default(), &snapshot, &mut out);
            written.map(|written| written.length)
        });
    });
}

/// A hundred thousand domains of the operator in the file.
fn hoster(criterion: &mut Criterion) {
    const DOMAINS: u32 = 100_000;
    let database = Database::read(embedded()).expect("the built-in files are right");
    let sentences = Sentences::built_in();
    let (asked, configured) = configured(DOMAINS);
    let build = || {
        let (database, configured) = (database.clone(), configured.clone());
        Snapshot::build(database, configured, &sentences, Policy::default(), 1)
    };
    criterion.bench_function("snapshot: build with 100,000 domains", |bench| {
        bench.iter(|| black_box(build()).served_domains());
    });
    let snapshot = build();
    let mut numbers = (0..DOMAINS).step_by(7919).cycle();
    criterion.bench_function("lookup: random of 100,000 domains", |bench| {
        bench.iter(|| {
            let number = numbers.next().expect("a cycle never ends");
            let question = Question::about(asked[number as usize].clone());
            matches!(
                lookup(black_box(&question), &Known::NOTHING, &snapshot),
                mailguide::lookup::Answer::Found(_)
            )
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = answers, index, making, engine, hoster
}
criterion_main!(benches);
