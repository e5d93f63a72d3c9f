//! Nobody learns from one domain which others are served.

use std::collections::BTreeSet;

use mailguide::config::Configured;
use mailguide::http::reply::Reply;
use mailguide::mail::{Domain, Link};
use mailguide::snapshot::{Policy, Snapshot};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use crate::ask::{MOBILE_SYNC, OUTLOOK, World, body, snapshot_with};
use crate::generate::own_service;

/// Three services, a default among them, and many domains that are theirs.
fn operator() -> impl Strategy<Value = (Configured, Vec<Domain>)> {
    let services = (own_service("first"), own_service("second"), own_service("third"));
    let names = btree_set("[a-z]{12}", 20..30);
    let owners = vec(0..3_usize, 30);
    let wild = btree_set("wild-[a-z]{12}", 1..4);
    (services, names, owners, wild).prop_map(|((a, b, c), names, owners, wild)| {
        let mut configured = Configured { services: vec![a, b, c], ..Configured::default() };
        let ids = ["first", "second", "third"];
        let domain = |name: &String| Domain::parse(&format!("{name}.example")).unwrap();
        for (name, owner) in names.iter().zip(owners) {
            configured.domains.push((domain(name), ids[owner].into()));
        }
        configured.wildcards.extend(wild.iter().map(|name| (domain(name), ids[1].into())));
        configured.default = Some(ids[2].into());
        let all = configured.domains.iter().chain(&configured.wildcards);
        let all = all.map(|(domain, _)| domain.clone()).collect();
        (configured, all)
    })
}

fn snapshot(configured: Configured) -> Snapshot {
    let link = Link::parse("https://autodiscover.example.net/autodiscover/autodiscover.xml");
    let policy = Policy { autodiscover_redirect: Some(link.unwrap()), ..Policy::default() };
    snapshot_with(Vec::new(), configured, policy)
}

/// What programs are told about a domain, at a host that stands for it.
fn told_to_programs(world: World<'_>, domain: &str, label: &str) -> Vec<Reply> {
    let host = &format!("{label}{domain}");
    let address = format!("fred@{domain}");
    let mut replies: Vec<Reply> = [
        &*format!("/mail/config-v1.1.xml?emailaddress={address}"),
        "/mail/config-v1.1.xml",
        &format!("/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress={address}"),
        &format!("/v1.1/{domain}"),
        &format!("/autodiscover/autodiscover.json?Email={address}&Protocol=AutodiscoverV1"),
        &format!("/autodiscover/autodiscover.json/v1.0/{address}?Protocol=ActiveSync"),
        &format!("/autodiscover/autodiscover.json/v1.0/{address}?Protocol=Ews"),
        "/autodiscover/autodiscover.xml",
        "/.well-known/user-agent-configuration.json",
        "/nowhere",
    ]
    .map(|target| world.get(host, target))
    .into();
    replies.push(world.autodiscover(&address, OUTLOOK, host));
    replies.push(world.autodiscover(&address, MOBILE_SYNC, host));
    replies.push(world.ask("POST", host, "/autodiscover/autodiscover.xml", "<a/>"));
    replies.push(world.ask("PUT", host, "/mail/config-v1.1.xml", ""));
    replies
}

/// What people are told about a domain, and programs for them.
fn told_to_people(world: World<'_>, domain: &str) -> Vec<Reply> {
    let form = format!("address=fred@{domain}&error=authentication+failed");
    let mut replies: Vec<Reply> = [
        "/",
        &format!("/setup?{form}"),
        "/guide/first",
        "/guide/second",
        "/guide/third",
        &format!("/api/v1/service?{form}"),
        &format!("/api/v1/guide?{form}"),
        "/api/v1/openapi.json",
    ]
    .map(|target| world.get(domain, target))
    .into();
    replies.push(world.ask("POST", domain, "/setup", &form));
    replies
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_about_one_domain_names_another((configured, domains) in operator()) {
        let snapshot = snapshot(configured);
        let world = World { snapshot: &snapshot, login: None };
        let names: BTreeSet<&str> = domains.iter().map(Domain::as_str).collect();
        let mut about = 0;
        let below = names.iter().map(|name| format!("below.{name}"));
        let asked = names.iter().map(|name| (*name).to_owned()).chain(below);
        for asked in asked.chain(["unknown.example".to_owned()]) {
            let mut replies = told_to_people(world, &asked);
            for label in ["", "autoconfig.", "autodiscover.", "ua-auto-config."] {
                replies.extend(told_to_programs(world, &asked, label));
            }
            for reply in replies {
                let location = reply.location.as_ref().map_or("", Link::as_str);
                let told = format!("{location}\n{}", body(reply.clone())).to_ascii_lowercase();
                about += usize::from(told.contains(&asked));
                for name in names.iter().filter(|name| !asked.ends_with(*name)) {
                    prop_assert!(!told.contains(name), "{asked} tells {name}: {told}");
                }
            }
        }
        prop_assert!(about > 8 * names.len(), "hardly any answer is about what was asked");
    }
}
