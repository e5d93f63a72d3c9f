//! Every way in which an authority sees that a name leads here.

use crate::authority::{Behaviour, World};
use crate::node::{SERVICE, curl};
use crate::node::{certificates, configuration, domain, peers, start, wait_for_certificate};
use crate::support::Mailguide;

/// A server that is told to use a challenge, and has certificates for all hosts of a domain.
fn all_hosts_by(challenge: &str) -> Option<(World, Mailguide)> {
    peers()?;
    let world = World::new(Behaviour::default());
    let rest = format!("{SERVICE}{}", domain("own.test"));
    let acme = format!("challenge = \"{challenge}\"");
    world.folder.write("mailguide.toml", &configuration(&world, &acme, &rest));
    let node = start(&world);
    world.start_pebble();
    for host in ["autoconfig.own.test", "autodiscover.own.test", "ua-auto-config.own.test"] {
        wait_for_certificate(&world, &node, host);
    }
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1, "one account");
    assert_eq!(world.proxy.count("/order-plz", 201), 3, "one order a name");
    let (code, text) = certificates(&node, &["list"]);
    assert_eq!(code, 0, "{text}");
    Some((world, node))
}

#[test]
fn http_01() {
    let Some((world, node)) = all_hosts_by("http-01") else { return };
    assert!(curl(&world, &node, "autoconfig.gmail.com").is_err());
}

#[test]
fn tls_alpn_01() {
    let _ = all_hosts_by("tls-alpn-01");
}
