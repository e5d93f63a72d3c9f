//! Which hosts get a certificate.

use mailguide::acme::names::{Verdict, domain_of, in_advance, verdict};
use mailguide::guide::Sentences;
use mailguide::lookup::{DirectoryAnswer, DirectoryEntry, Known};
use mailguide::mail::{Domain, Link};
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};

use crate::support::own;

fn host(name: &str) -> Domain {
    Domain::parse(name).unwrap()
}

fn snapshot() -> Snapshot {
    let mut configured = own::configured();
    configured.wildcards.push((host("wild.example"), "own".into()));
    configured.default = Some("plain".into());
    configured.services[0].provider.mx.push(host("mx.hoster.example"));
    let policy = Policy {
        public_url: Some(Link::parse("https://mail-help.own.example/").unwrap()),
        ..Policy::default()
    };
    let database = Database::read(embedded()).unwrap();
    Snapshot::build(database, configured, &Sentences::built_in(), policy, 1)
}

#[test]
fn hosts_of_configured_domains_are_ordered_for_in_advance() {
    let hosts = in_advance(&snapshot());
    let has = |name: &str| hosts.contains(&host(name));
    for name in [
        "autoconfig.own.example",
        "autodiscover.own.example",
        "ua-auto-config.own.example",
        "autoconfig.xn--bcher-kva.example",
        "mail-help.own.example",
        "autoconfig.hoster.example",
        "autoconfig.off.example",
    ] {
        assert!(has(name), "{name}");
    }
    // Autodiscover is switched off there; all others are nobody's that the operator named.
    for name in ["autodiscover.off.example", "autoconfig.gmail.com", "autoconfig.wild.example"] {
        assert!(!has(name), "{name}");
    }
    assert!(hosts.len() < 40, "{}", hosts.len());
}

#[test]
fn nobody_can_make_up_names() {
    let snapshot = snapshot();
    let said = |domain: &str, answer| DirectoryEntry { domain: host(domain), answer };
    let directory = [
        said("customer.example", DirectoryAnswer::Service("own".into())),
        said("down.example", DirectoryAnswer::Unavailable),
        said("nobody.example", DirectoryAnswer::Nothing),
    ];
    let known = Known { directory: &directory, ..Known::NOTHING };
    for (name, wanted) in [
        ("autoconfig.own.example", Verdict::ConfiguredDomain),
        ("autoconfig.customer.example", Verdict::DirectoryDomain),
        ("ua-auto-config.customer.example", Verdict::DirectoryDomain),
        ("autoconfig.hoster.example", Verdict::MxHost),
        ("mail-help.own.example", Verdict::PublicUrl),
        ("autodiscover.off.example", Verdict::NoDocumentHost),
        ("www.own.example", Verdict::NoDocumentHost),
        ("own.example", Verdict::NoDocumentHost),
        ("imap.customer.example", Verdict::NoDocumentHost),
        ("autoconfig.down.example", Verdict::DirectoryUnavailable),
        ("autoconfig.nobody.example", Verdict::NotServedByName),
        // Served, but by whatever name.
        ("autoconfig.made-up.wild.example", Verdict::NotServedByName),
        ("autoconfig.made-up.mx.hoster.example", Verdict::NotServedByName),
        ("autoconfig.gmail.com", Verdict::NotServedByName),
        ("autodiscover.outlook.com", Verdict::NotServedByName),
        ("autoconfig.com", Verdict::NotServedByName),
    ] {
        let found = verdict(&host(name), &known, &snapshot);
        assert_eq!(found, wanted, "{name}");
        assert_eq!(
            found.is_yes(),
            matches!(
                found,
                Verdict::ConfiguredDomain
                    | Verdict::DirectoryDomain
                    | Verdict::MxHost
                    | Verdict::PublicUrl
            )
        );
    }
}

#[test]
fn a_host_stands_for_the_domain_below_a_label_of_ours() {
    assert_eq!(domain_of(&host("autoconfig.a.example")), Some(host("a.example")));
    for name in ["a.example", "www.a.example", "autoconfig"] {
        assert_eq!(domain_of(&host(name)), None);
    }
}
