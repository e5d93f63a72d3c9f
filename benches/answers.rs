//! What an answer costs: look-up and rendering of each document, hot and over many domains.
#![allow(missing_docs, reason = "criterion's macros write functions without them")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mailguide::config::Configured;
use mailguide::dns::wire::{ANSWER_MAX, Engine, Surroundings};
use mailguide::dns::zone::{self, Addresses, QueryType};
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

fn index(criterion: &mut Criterion) {
    const DOMAINS: u32 = 1_000_000;
    let name = |number: u32| format!("customer-{number}.example.org");
    let mut index = DomainIndex::default();
    for number in 0..DOMAINS {
        let lead = Lead { service: number % 200, configured: true, special: false };
        index.insert(&name(number), lead);
    }
    let asked: Vec<String> =
        (0..4096u32).map(|n| name(n.wrapping_mul(2_654_435_761) % DOMAINS)).collect();
    let mut next = asked.iter().cycle();
    criterion.bench_function("index: random of a million domains", |bench| {
        bench.iter(|| index.get(black_box(next.next().expect("a cycle never ends").as_bytes())));
    });
}

/// A hundred thousand domains of the operator in the file, all of one service.
fn hoster(criterion: &mut Criterion) {
    const DOMAINS: u32 = 100_000;
    let database = Database::read(embedded()).expect("the built-in files are right");
    let sentences = Sentences::built_in();
    let domain =
        |number: u32| Domain::parse(&format!("customer-{number}.example")).expect("it is a domain");
    let domains = (0..DOMAINS).map(|number| (domain(number), "google-workspace".into()));
    let configured = Configured { domains: domains.collect(), ..Configured::default() };
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
            let question = Question::about(domain(numbers.next().expect("a cycle never ends")));
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
    targets = answers, index, hoster
}
criterion_main!(benches);
