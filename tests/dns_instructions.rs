//! How many instructions a common DNS query costs, counted by callgrind: the same number whatever
//! else the machine does. `cargo test --release --test dns_instructions -- --nocapture` prints
//! that of the program as it is delivered.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read the environment")]
#![allow(clippy::print_stdout, reason = "the number is to be seen")]

mod support;

use std::hint::black_box;
use std::process::Command;

use mailguide::config::{Configured, DomainList};
use mailguide::dns::wire::{ANSWER_MAX, Engine, Surroundings};
use mailguide::dns::zone::Addresses;
use mailguide::guide::Sentences;
use mailguide::index::Lead;
use mailguide::lookup::Reason;
use mailguide::providers::{Database, read};
use mailguide::snapshot::{Policy, Snapshot};
use support::organisation;
use support::programs::have;

/// The most instructions for a query about one of a hundred thousand domains, and for one that the
/// compiler has not optimised, about one of a few. docs/performance.md has the goal and the way to it.
const MOST: u64 = 1_000;
const MOST_UNOPTIMISED: u64 = 15_000;

/// So many that what differs from one start to the next does not count.
const QUERIES: u32 = if cfg!(debug_assertions) { 5_000 } else { 100_000 };

const DOMAINS: u32 = if cfg!(debug_assertions) { 1_000 } else { 100_000 };

/// Set where the test runs under valgrind, to the number of queries.
const COUNTED: &str = "MAILGUIDE_TEST_QUERIES";

#[test]
fn a_common_query_costs_few_instructions() {
    if let Ok(queries) = std::env::var(COUNTED) {
        return what_is_counted(queries.parse().unwrap());
    }
    if !have(&["valgrind"]) {
        return;
    }
    // A program as it is delivered has no names of functions to count by.
    let each = (instructions(QUERIES) - instructions(0)) / u64::from(QUERIES);
    println!("{each} instructions a query, {DOMAINS} domains");
    let most = if cfg!(debug_assertions) { MOST_UNOPTIMISED } else { MOST };
    assert!(each > 100, "nothing was counted");
    assert!(each <= most, "{each} instructions a query, and {most} are allowed");
}

/// What this test takes from its start to its end, with so many queries.
fn instructions(queries: u32) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "a_common_query_costs_few_instructions", "--test-threads=1"])
        .env(COUNTED, queries.to_string())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    let collected = told.lines().find_map(|line| line.split_once("Collected : "));
    collected.expect(&told).1.trim().parse().unwrap()
}

fn what_is_counted(number: u32) {
    let mut list = DomainList { services: vec!["own".into()], ..DomainList::default() };
    for number in 0..DOMAINS {
        let lead = Lead { service: 0, configured: true, special: false };
        list.index.insert(&format!("d{number:07}.example"), lead);
    }
    // With one host for all domains.
    let service = organisation::SERVICE.replace("%EMAILDOMAIN%", "example.net");
    let service = read("own", "own", &service, None).unwrap_or_else(|report| panic!("{report}"));
    let services = vec![service.provider.into()];
    let configured = Configured { services, list, ..Configured::default() };
    let policy =
        Policy { addresses: Addresses(vec!["192.0.2.1".parse().unwrap()]), ..Policy::default() };
    let database = Database::read(vec![]).unwrap();
    let snapshot = Snapshot::build(database, configured, &Sentences::built_in(), policy, 1);
    let mut engine = Engine::default();
    let mut out = [0; ANSWER_MAX];
    // Made whether or not they are asked.
    let queries: Vec<Vec<u8>> = (0..QUERIES)
        .map(|number| {
            let domain = number.wrapping_mul(2_654_435_761) % DOMAINS;
            let head = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\x01\x06_imaps\x04_tcp\x08";
            let name = format!("d{domain:07}\x07example\0");
            let end = b"\0\x21\0\x01\0\0\x29\x04\xD0\0\0\0\0\0\0";
            [&head[..], name.as_bytes(), end].concat()
        })
        .collect();
    for message in queries.iter().take(number as usize) {
        let query = engine.read(black_box(message)).expect("it is a common query");
        let written = engine.answer(&query, &Surroundings::default(), &snapshot, &mut out);
        assert_eq!(written.map(|written| written.reason), Some(Reason::Record));
        black_box(&mut out);
    }
}
