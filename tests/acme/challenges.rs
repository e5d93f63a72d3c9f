//! Every way in which an authority sees that a name leads here.

use std::net::SocketAddr;
use std::process::Command;

use crate::authority::{Behaviour, World};
use crate::node::{
    SERVICE, certificates, configuration, curl, domain, peers, small_domain, start,
    wait_for_certificate,
};
use crate::support::Mailguide;
use crate::support::ports::free_address;
use crate::support::programs::Running;

const HOSTS: [&str; 3] =
    ["autoconfig.own.test", "autodiscover.own.test", "ua-auto-config.own.test"];

/// A server that is told to use a challenge, and has certificates for all hosts of a domain.
fn all_hosts_by(challenge: &str) -> Option<(World, Mailguide)> {
    peers()?;
    let world = World::new(Behaviour::default());
    let rest = format!("{SERVICE}{}", domain("own.test"));
    let acme = format!("challenge = \"{challenge}\"");
    world.folder.write("mailguide.toml", &configuration(&world, &acme, &rest));
    let node = start(&world);
    world.start_pebble();
    all_are_served(&world, &node);
    Some((world, node))
}

fn all_are_served(world: &World, node: &Mailguide) {
    for host in HOSTS {
        wait_for_certificate(world, node, host);
    }
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1, "one account");
    assert_eq!(world.proxy.count("/order-plz", 201), HOSTS.len(), "one order a name");
    let (code, text) = certificates(node, &["list"]);
    assert_eq!(code, 0, "{text}");
    for host in HOSTS {
        assert!(
            text.lines().any(|line| line.starts_with(host) && line.contains("valid")),
            "{text}"
        );
    }
}

#[test]
fn http_01() {
    let Some((world, node)) = all_hosts_by("http-01") else { return };
    // A built-in provider's domain is served, but nobody may order for it.
    assert!(curl(&world, &node, "autoconfig.gmail.com").is_err());
    assert_eq!(world.proxy.count("/order-plz", 201), HOSTS.len());
    // What the authority was told is answered no longer.
    let token = "/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0";
    assert_eq!(node.get(token).status, 404);
    // A domain that a reload adds is ordered for without another word.
    let rest = format!("{SERVICE}{}{}", domain("own.test"), small_domain("new.test"));
    world.folder.write("mailguide.toml", &configuration(&world, "challenge = \"http-01\"", &rest));
    node.signal("HUP");
    wait_for_certificate(&world, &node, "autoconfig.new.test");
}

#[test]
fn tls_alpn_01() {
    let _ = all_hosts_by("tls-alpn-01");
}

/// A resolver that asks our server for these zones.
fn unbound(world: &World, address: SocketAddr, dns: SocketAddr, zones: &[&str]) -> Running {
    let stubs: String = zones
        .iter()
        .map(|zone| {
            let port = dns.port();
            format!("stub-zone:\n  name: {zone}\n  stub-addr: 127.0.0.1@{port}\n  stub-first: no\n")
        })
        .collect();
    let path = world.folder.path().display();
    let file = world.folder.write(
        "unbound.conf",
        &format!(
            "server:\n  interface: 127.0.0.1@{port}\n  port: {port}\n  do-daemonize: no\n  \
             chroot: \"\"\n  username: \"\"\n  directory: \"{path}\"\n  pidfile: \"\"\n  \
             use-syslog: no\n  do-not-query-localhost: no\n  module-config: \"iterator\"\n  \
             local-zone: \"test.\" nodefault\n  access-control: 127.0.0.0/8 allow\n  \
             cache-max-negative-ttl: 0\n  cache-max-ttl: 1\nremote-control:\n  \
             control-enable: no\n{stubs}",
            port = address.port(),
        ),
    );
    let log = world.folder.path().join("unbound.log");
    Running::start(Command::new("unbound").args(["-d", "-c"]).arg(file), log)
}

/// A server that answers the authority over DNS, asked by a resolver of its own for these zones.
fn all_hosts_over_dns(acme: &str, records: &str, zones: &[&str]) {
    let Some(()) = peers() else { return };
    let resolver = free_address();
    let behaviour = Behaviour { resolver: Some(resolver), ..Behaviour::default() };
    let world = World::new(behaviour);
    let rest = format!("{SERVICE}{}{records}", domain("own.test"));
    let acme = format!("challenge = \"dns-01\"\n{acme}");
    world.folder.write("mailguide.toml", &configuration(&world, &acme, &rest));
    let node = start(&world);
    let _unbound = unbound(&world, resolver, node.dns, zones);
    world.start_pebble();
    all_are_served(&world, &node);
}

#[test]
fn dns_01_in_the_zone_of_the_domain() {
    all_hosts_over_dns("", "", &["own.test"]);
}

#[test]
fn dns_01_through_an_alias_into_a_zone_of_challenges() {
    let record = |host: &str| {
        format!(
            "[[domain.record]]\nname = \"_acme-challenge.{host}\"\ntype = \"CNAME\"\n\
             value = \"{host}.own.test.acme.test.\"\n"
        )
    };
    let records: String = ["autoconfig", "autodiscover", "ua-auto-config"].map(record).concat();
    all_hosts_over_dns("challenge_zone = \"acme.test\"", &records, &["own.test", "acme.test"]);
}
