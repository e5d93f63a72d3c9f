//! The server is killed at every request of an order, once before the authority hears of it and once
//! after: the certificate comes all the same, there is one account, and nothing is done twice that
//! the authority had said was done.
//!
//! There is no hook in the server for it: the proxy before the authority kills.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::authority::{Behaviour, Fate, World, wait_until};
use crate::node::{
    self, SERVICE, configuration, peers, small_domain, start, told, wait_for_certificate,
};
use crate::support::Mailguide;

/// The only host of the domain.
const HOST: &str = "autoconfig.own.test";

/// More requests than an order takes.
const REQUESTS_MAX: usize = 60;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum When {
    Before,
    After,
}

/// Kills the server at a request, starts it again and looks what came of it. Returns the request, or
/// nothing where the order took fewer.
fn kill_at(world: &World, number: usize, when: When) -> Option<String> {
    let _ = std::fs::remove_dir_all(world.folder.path().join("state"));
    world.proxy.forget();
    let (asked, killed_at) = (AtomicUsize::new(0), Arc::new(Mutex::new(None)));
    let victim: Arc<Mutex<Option<u32>>> = Arc::default();
    let (killed, known) = (Arc::clone(&killed_at), Arc::clone(&victim));
    world.proxy.decide(move |_, path| {
        if asked.fetch_add(1, Ordering::SeqCst) != number {
            return Fate::Pass;
        }
        let (known, killed, path) = (Arc::clone(&known), Arc::clone(&killed), path.to_owned());
        let kill = move || {
            let id = loop {
                if let Some(id) = *known.lock().unwrap() {
                    break id;
                }
                std::thread::sleep(Duration::from_millis(5));
            };
            node::kill(id);
            *killed.lock().unwrap() = Some(path);
        };
        match when {
            When::Before => {
                kill();
                // The proxy passes it on to nobody: its client is dead before it could have been sent.
                let (headers, body) = (String::new(), String::new());
                Fate::Answer { status: 503, headers, body }
            }
            When::After => Fate::Swallow(Box::new(kill)),
        }
    });
    let mut node: Mailguide = start(world);
    *victim.lock().unwrap() = Some(node.id());
    let done = || killed_at.lock().unwrap().is_some() || told(&node, HOST)["state"] == "valid";
    wait_until("the server is killed or done", || {
        killed_at.lock().unwrap().is_some() || node_is_done(&done)
    });
    let path = killed_at.lock().unwrap().clone()?;
    node.wait();
    drop(node);
    world.proxy.decide(|_, _| Fate::Pass);
    let node = start(world);
    wait_for_certificate(world, &node, HOST);
    let swallowed = |what: &str| usize::from(when == When::After && path.starts_with(what));
    let counts = |what, status| world.proxy.count(what, status);
    let context =
        format!("killed {when:?} request {number}, {path}: {:?}", world.proxy.exchanges());
    assert_eq!(counts("/sign-me-up", 201), 1, "one account; {context}");
    // Only an order that the server never heard of is ordered again, and one that the authority gave
    // up because it looked while nobody was there.
    let least = 1 + swallowed("/order-plz");
    let most = least + swallowed("/chalZ");
    assert!((least..=most).contains(&counts("/order-plz", 201)), "{context}");
    assert_eq!(counts("/finalize-order", 200), 1, "{context}");
    for leftover in ["orders", "challenges"] {
        let folder = world.folder.path().join("state/acme").join(leftover);
        wait_until(&format!("{leftover} are forgotten; {context}"), || {
            std::fs::read_dir(&folder).unwrap().count() == 0
        });
    }
    Some(path)
}

/// While the server is being killed nobody answers, which is no answer.
fn node_is_done(done: &dyn Fn() -> bool) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(done)).unwrap_or(false)
}

fn kill_at_every_request(when: When, parity: usize) {
    let Some(()) = peers() else { return };
    let world = World::new(Behaviour::default());
    let rest = format!("{SERVICE}{}", small_domain("own.test"));
    world.folder.write("mailguide.toml", &configuration(&world, "", &rest));
    world.start_pebble();
    let mut seen: Vec<String> = Vec::new();
    for number in (parity..REQUESTS_MAX).step_by(2) {
        match kill_at(&world, number, when) {
            Some(path) => seen.push(path),
            None => break,
        }
    }
    assert!(seen.len() >= 5, "{seen:?}");
}

#[test]
fn killed_before_every_even_request() {
    kill_at_every_request(When::Before, 0);
}

#[test]
fn killed_before_every_odd_request() {
    kill_at_every_request(When::Before, 1);
}

#[test]
fn killed_after_every_even_request() {
    kill_at_every_request(When::After, 0);
}

#[test]
fn killed_after_every_odd_request() {
    kill_at_every_request(When::After, 1);
}
