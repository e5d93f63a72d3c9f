//! Design §1: every document, parsed back by somebody else's parser, says the same as the model;
//! the same question gives the same bytes; and what lookup refuses, no front answers.
//!
//! One file a format: `check` asks for its document, parses it back, and compares it with what
//! `model` makes of the service.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ask;
mod autoconfig;
mod autodiscover;
mod dns;
mod generate;
mod mobileconfig;
mod model;
mod no_lists;
mod pacc;

use std::sync::LazyLock;

use mailguide::config::Configured;
use mailguide::dns::zone::{self, QueryType};
use mailguide::lookup::{Answer, Known, Question, lookup};
use mailguide::mail::{Address, Domain};
use mailguide::providers::embedded;
use mailguide::snapshot::Snapshot;
use proptest::prelude::*;
use roxmltree::Document;

use ask::{OUTLOOK, World, body, snapshot};
use model::Expected;

/// Holds all documents about an address against the model, or against the refusal.
fn check_address(world: World<'_>, local_part: &str, domain: &str) {
    let domain = Domain::parse(domain).unwrap();
    let address = Address::parse(&format!("{local_part}@{domain}")).unwrap();
    let answer = lookup(&Question::about(domain), &Known::NOTHING, world.snapshot);
    let Answer::Found(found) = answer else { return check_refusal(world, &address) };
    let service = found.entry.service();
    let expected = Expected { service, address: &address, login: world.login };
    autoconfig::check(world, &expected);
    autodiscover::check(world, &expected);
    pacc::check(world, &expected);
    mobileconfig::check(world, &expected);
    dns::check(world, &expected);
}

fn check_refusal(world: World<'_>, address: &Address) {
    let domain = address.domain();
    let address = address.to_string();
    let json = format!("/autodiscover/autodiscover.json?Email={address}&Protocol=AutodiscoverV1");
    for reply in [
        world.autoconfig(&address),
        world.autodiscover(&address, OUTLOOK, "localhost"),
        world.get("localhost", &json),
        world.profile(&address),
        world
            .get(&format!("ua-auto-config.{domain}"), "/.well-known/user-agent-configuration.json"),
    ] {
        assert_eq!((reply.status, reply.content_type), (404, "text/plain; charset=utf-8"));
    }
    for name in [format!("_imaps._tcp.{domain}"), format!("autoconfig.{domain}")] {
        let answer = zone::answer(&name, QueryType::Any, &Known::NOTHING, world.snapshot);
        assert!(answer.zone.is_none() && answer.answers.is_empty());
    }
}

#[test]
fn all_documents_of_every_built_in_domain_say_the_same() {
    let snapshot = snapshot(embedded(), Configured::default());
    let world = World { snapshot: &snapshot, login: None };
    let mut domains = 0;
    for entry in snapshot.entries() {
        for domain in &entry.provider().domains {
            check_address(world, "fred", domain.as_str());
            domains += 1;
        }
    }
    assert!(domains > 900, "only {domains} domains");
}

const LOCAL_PART: &str = "[a-z0-9.+&<>'_%äあ-]{1,20}";

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn all_documents_of_a_generated_provider_file_say_the_same(
        file in generate::provider_file(),
        local_part in LOCAL_PART,
    ) {
        let snapshot = snapshot(vec![file], Configured::default());
        let world = World { snapshot: &snapshot, login: None };
        for domain in ["one.example", "xn--bcher-kva.example", "other.example"] {
            check_address(world, &local_part, domain);
        }
    }

    #[test]
    fn all_documents_of_a_generated_service_of_the_operator_say_the_same(
        configured in generate::operator(),
        local_part in LOCAL_PART,
        login in prop::option::of("[a-z0-9.&<>'äあ-]{1,20}"),
    ) {
        let snapshot = snapshot(Vec::new(), configured);
        let world = World { snapshot: &snapshot, login: login.as_deref() };
        for domain in ["one.example", "xn--bcher-kva.example", "other.example"] {
            check_address(world, &local_part, domain);
        }
    }

    #[test]
    fn no_request_breaks_a_document_or_is_echoed_raw(text in "\\PC{0,80}") {
        static BUILT_IN: LazyLock<Snapshot> =
            LazyLock::new(|| snapshot(embedded(), Configured::default()));
        let world = World { snapshot: &BUILT_IN, login: None };
        let marked = format!("{text}<x>\"'&@gmail.com");
        let autodiscover = world.autodiscover(&marked, OUTLOOK, "localhost");
        for reply in [world.autoconfig(&marked), world.profile(&marked), autodiscover] {
            let is_xml = reply.content_type.starts_with("text/xml");
            let body = body(reply);
            prop_assert!(!body.contains("<x>"), "{body}");
            prop_assert!(!is_xml || Document::parse(&body).is_ok(), "{body}");
        }
    }
}
