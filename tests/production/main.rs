//! A node in production, from the README's own words to years of service: one that orders its
//! certificates, is told of customers by a database, and is killed, restarted and upgraded while clients
//! ask. A namespace stands in for its host, Pebble for the authority, and `manager.py` for systemd.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a test says what it skipped and what it counted")]
#![allow(clippy::disallowed_methods, reason = "tests read files, the clock and the environment")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]

#[path = "../support/certificates.rs"]
mod certificates;
mod client;
mod host;

use std::net::Ipv4Addr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use client::{Client, Request};
use host::{Host, PUBLIC_ADDRESS, README};

/// Set where the test runs on its host.
const ON_HOST: &str = "MAILGUIDE_TEST_ON_HOST";
/// How soon a new customer must be answered.
const MINUTE: Duration = Duration::from_secs(60);
/// How many clients ask at a time. None of them asks more often than a client may.
const CLIENTS: u8 = 6;
const PAUSE: Duration = Duration::from_millis(120);
/// How long the load may need for anything on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the test and its stand-ins are made of; nothing where a program is missing and may be.
fn peers() -> Option<()> {
    for program in ["unshare", "ip", "python3", "pebble", "curl"] {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
        if !folders.any(|folder| folder.join(program).exists()) {
            assert!(std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_none(), "no {program}");
            eprintln!("SKIPPED: {program} is not installed");
            return None;
        }
    }
    let user = Command::new("id").arg("-u").output().unwrap();
    if user.stdout != b"0\n" {
        assert!(std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_none(), "this needs root");
        eprintln!("SKIPPED: a host of one's own needs root");
        return None;
    }
    Some(())
}

#[test]
fn a_node_serves_new_customers_and_survives_everything_under_load() {
    if std::env::var_os(ON_HOST).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        return runtime.block_on(on_the_host());
    }
    let Some(()) = peers() else { return };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/production/host.sh");
    let own_name = "a_node_serves_new_customers_and_survives_everything_under_load";
    let status = Command::new(script)
        .arg(PUBLIC_ADDRESS.to_string())
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", own_name, "--nocapture"])
        .env(ON_HOST, "yes")
        .status()
        .unwrap();
    assert!(status.success());
}

async fn on_the_host() {
    let host = Host::set_up();
    host.add_customer("customer-4711.example");
    host.start();
    let clients = client::trusting(&host.authority_root());

    // The customer of the README, from its first second on.
    let first = Instant::now();
    ask_everything(&clients(0), "customer-4711.example", first).await;

    let load = Load::start(&clients);
    load.wait_for_more(20).await;
    for step in [Step::Kill, Step::Restart, Step::Upgrade, Step::Kill, Step::Kill] {
        let begun = Instant::now();
        let before = load.tried_again();
        host.carry_out(step);
        load.wait_for_more(20).await;
        eprintln!(
            "{step:?}: {} requests had to be made again, all was well after {:.1} s",
            load.tried_again() - before,
            begun.elapsed().as_secs_f32(),
        );
    }

    // A customer that came under load, and one whose order is broken off by a kill.
    let added = Instant::now();
    host.add_customer("new.example");
    ask_everything(&clients(100), "new.example", added).await;
    let added = Instant::now();
    host.add_customer("broken-off.example");
    let broken_off = clients(101);
    let asking = ask_everything(&broken_off, "broken-off.example", added);
    let killing = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        host.carry_out(Step::Kill);
    };
    tokio::join!(asking, killing);

    load.wait_for_more(20).await;
    let (answered, tried_again) = load.stop().await;
    eprintln!("{answered} requests were answered, {tried_again} of them had to be made again");
    assert!(answered > 500);
}

/// What is done to a node.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// With SIGKILL.
    Kill,
    /// In good order.
    Restart,
    /// With another file in the place of the program.
    Upgrade,
}

/// Asks for everything that clients ask for over verified HTTPS, and how long it takes since the
/// customer was there.
async fn ask_everything(client: &Client, domain: &str, since: Instant) {
    for request in Request::over_https(domain) {
        client.ask_patiently(&request, MINUTE).await.unwrap_or_else(|error| {
            panic!("{request:?}: {error}");
        });
        let elapsed = since.elapsed();
        eprintln!("{request:?}: answered {:.1} s after it was added", elapsed.as_secs_f32());
        assert!(elapsed < MINUTE, "that is too late");
    }
}

/// Clients that ask all the time.
struct Load {
    done: Arc<AtomicBool>,
    answered: Arc<[AtomicUsize]>,
    tried_again: Arc<AtomicUsize>,
    running: tokio::task::JoinSet<()>,
}

impl Load {
    fn start(clients: &impl Fn(u8) -> Client) -> Self {
        let mut load = Self {
            done: Arc::default(),
            answered: (0..CLIENTS).map(|_| AtomicUsize::new(0)).collect(),
            tried_again: Arc::default(),
            running: tokio::task::JoinSet::new(),
        };
        for number in 0..CLIENTS {
            let client = clients(number + 1);
            let (done, answered) = (Arc::clone(&load.done), Arc::clone(&load.answered));
            let tried_again = Arc::clone(&load.tried_again);
            load.running.spawn(async move {
                let requests = Request::all("customer-4711.example");
                for request in requests.iter().cycle().skip(number.into()) {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    let tried = client.ask_patiently(request, MINUTE).await;
                    let tried = tried.unwrap_or_else(|error| panic!("{request:?}: {error}"));
                    tried_again.fetch_add(tried, Ordering::Relaxed);
                    answered[usize::from(number)].fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(PAUSE).await;
                }
            });
        }
        load
    }

    fn tried_again(&self) -> usize {
        self.tried_again.load(Ordering::Relaxed)
    }

    /// Waits until every client has been answered so often.
    async fn wait_for_more(&self, number: usize) {
        let counts = || self.answered.iter().map(|count| count.load(Ordering::Relaxed));
        let goals: Vec<usize> = counts().map(|count| count + number).collect();
        let end = Instant::now() + PATIENCE;
        while counts().zip(&goals).any(|(count, goal)| count < *goal) {
            assert!(Instant::now() < end, "clients are answered no longer: {:?}", self.answered);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How many requests were answered, and how many tries that took beyond the first ones. A client
    /// whose patience came to an end fails the test.
    async fn stop(mut self) -> (usize, usize) {
        self.done.store(true, Ordering::Relaxed);
        while let Some(ended) = self.running.join_next().await {
            ended.unwrap();
        }
        let answered = self.answered.iter().map(|count| count.load(Ordering::Relaxed)).sum();
        (answered, self.tried_again())
    }
}

/// The address of a client.
fn address_of_client(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 1, number)
}

/// What stands in the README is what the node is configured by.
#[test]
fn the_readme_has_what_the_node_needs() {
    for heading in host::SECTIONS {
        assert!(README.contains(&format!("### {heading}\n")), "{heading}");
    }
}
