//! `mailguide dns`: its listings are what our own zones answer, whatever the service is. How other
//! programs read them is in `dns_listing_peers.rs`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeSet;

use mailguide::config::{Configured, ConfiguredService};
use mailguide::dns::listing::ListingFormat;
use mailguide::dns::zone::{self, Data, Owner, QueryType, Record, StaticRecord, check_records};
use mailguide::guide::Sentences;
use mailguide::lookup::Known;
use mailguide::mail::AutodiscoverMode;
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};
use proptest::prelude::*;
use support::listing::{Told, from_json, list, listed};
use support::{mailguide, organisation};

//----------- The same as our zones ------------------------------------------

/// Every name of protocols §5.1, and some that are not ours.
const NAMES: [&str; 30] = [
    "",
    "www",
    "ns",
    "_tcp",
    "_udp",
    "autoconfig",
    "autodiscover",
    "ua-auto-config",
    "_ua-auto-config",
    "_autoconfig",
    "_imap._tcp",
    "_imaps._tcp",
    "_pop3._tcp",
    "_pop3s._tcp",
    "_submission._tcp",
    "_submissions._tcp",
    "_smtp._tcp",
    "_smtps._tcp",
    "_autodiscover._tcp",
    "_caldav._tcp",
    "_caldavs._tcp",
    "_carddav._tcp",
    "_carddavs._tcp",
    "_jmap._tcp",
    "_sieve._tcp",
    "_webdav._tcp",
    "_webdavs._tcp",
    "_ldap._tcp",
    "_mailconf",
    "a.b.c",
];
const TYPES: [QueryType; 8] = [
    QueryType::A,
    QueryType::Aaaa,
    QueryType::Caa,
    QueryType::Cname,
    QueryType::Mx,
    QueryType::Srv,
    QueryType::Tlsa,
    QueryType::Txt,
];

/// What our zone answers for all those names and those of the operator's records.
fn answered(domain: &str, records: &[StaticRecord], snapshot: &Snapshot) -> BTreeSet<Told> {
    let names = NAMES.into_iter().chain(records.iter().map(|record| &*record.name));
    let mut told = BTreeSet::new();
    // The address of the name server is no business of who keeps their own DNS.
    for below in names.filter(|below| *below != "ns") {
        let name = format!("{below}.{domain}");
        let name = name.trim_start_matches('.');
        for query in TYPES {
            let answer = zone::answer(name, query, &Known::NOTHING, snapshot);
            for Record { owner, ttl, data } in answer.answers {
                // What an alias leads to is asked for under its own name.
                if owner == Owner::Asked {
                    let kind = data.type_name().to_owned();
                    told.insert((format!("{name}."), ttl.into(), kind, data.presentation()));
                }
            }
        }
    }
    told
}

#[test]
fn listings_of_built_in_domains_are_what_our_zones_answer() {
    let snapshot = organisation::snapshot(organisation::policy());
    let mut domains = 0;
    for entry in snapshot.entries().iter().filter(|entry| entry.documents().is_ok()) {
        for domain in &entry.provider().domains {
            let answered = answered(domain.as_str(), &[], &snapshot);
            assert!(answered.len() > 8, "{domain}");
            assert_eq!(listed(domain.as_str(), &snapshot), answered, "{domain}");
            domains += 1;
        }
    }
    assert!(domains > 800, "only {domains} domains");
}

#[test]
fn the_listing_of_an_own_domain_is_what_our_zone_answers() {
    for policy in [organisation::policy(), organisation::policy_with_extras()] {
        let snapshot = organisation::snapshot(policy);
        for domain in ["own.example", "all.example", "any.sub.all.example"] {
            let mut answered = answered(domain, &organisation::records(), &snapshot);
            // Below all.example this is a domain of its own.
            answered.retain(|told| !told.0.starts_with("a.b.c."));
            assert_eq!(listed(domain, &snapshot), answered, "{domain}");
        }
    }
}

fn static_record() -> impl Strategy<Value = StaticRecord> {
    let name = prop_oneof!["", "www|mail|a\\.b|_x\\._tcp|_443\\._tcp\\.autoconfig|autoconfig"];
    let value = prop_oneof![
        Just(("A", "192.0.2.9".to_owned())),
        Just(("AAAA", "2001:db8::9".to_owned())),
        "[a-z]{1,3}|@|www|mail\\.example\\.net\\.".prop_map(|target| ("CNAME", target)),
        "[0-9]{1,2} (mail|mx\\.example\\.net\\.)".prop_map(|value| ("MX", value)),
        "[ -~ä]{1,300}".prop_map(|text| ("TXT", text)),
        "0 issue [a-z;=]{1,9}".prop_map(|value| ("CAA", value)),
        "3 1 0 ([0-9a-f]{2}){1,9}".prop_map(|value| ("TLSA", value)),
        "1 2 [0-9]{1,4} (mail|sip\\.example\\.net\\.)".prop_map(|value| ("SRV", value)),
    ];
    (name, value, prop::sample::select(vec![60, 3600]))
        .prop_filter_map("it is a record", |(name, (kind, value), ttl)| {
            StaticRecord::parse(&name, kind, &value, ttl).ok()
        })
}

/// Records that the configuration would take.
fn static_records() -> impl Strategy<Value = Vec<StaticRecord>> {
    prop::collection::vec(static_record(), 0..8).prop_map(|mut records| {
        while let Some((index, _)) = check_records(&records).first() {
            records.remove(*index);
        }
        records
    })
}

fn generated(
    records: Vec<StaticRecord>,
    companions: [bool; 5],
    [smtps_alias, mailconf, autodiscover]: [bool; 3],
) -> Snapshot {
    let mut service = organisation::service();
    let own = &mut service.provider.service;
    let mut kept = companions.into_iter();
    own.companions.web.retain(|_| kept.next().unwrap());
    own.companions.sieve = own.companions.sieve.take().filter(|_| companions[4]);
    own.autodiscover = if autodiscover { AutodiscoverMode::Answer } else { AutodiscoverMode::Off };
    let configured = Configured {
        services: vec![ConfiguredService { records, ..service }],
        domains: vec![(organisation::domain("own.example"), "own".into())],
        ..Configured::default()
    };
    let policy = Policy { smtps_alias, mailconf, ..organisation::policy() };
    let database = Database::read(vec![]).unwrap();
    Snapshot::build(database, configured, &Sentences::built_in(), policy, 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn the_listing_of_a_generated_service_is_what_our_zone_answers(
        records in static_records(),
        companions in any::<[bool; 5]>(),
        switches in any::<[bool; 3]>(),
    ) {
        let snapshot = generated(records.clone(), companions, switches);
        let answered = answered("own.example", &records, &snapshot);
        prop_assert_eq!(listed("own.example", &snapshot), answered);
    }
}

#[test]
fn what_is_delegated_and_listed_beside_it_is_everything() {
    let whole = organisation::snapshot(organisation::policy_with_extras());
    let by_names = organisation::snapshot(organisation::policy_of_names());
    let records = organisation::records();
    let inside = answered("own.example", &records, &by_names);
    let (delegated, beside): (BTreeSet<Told>, BTreeSet<Told>) =
        listed("own.example", &by_names).into_iter().partition(|told| told.2 == "NS");
    assert_eq!(delegated.len(), 10);
    for (name, _, _, server) in &delegated {
        let name = name.trim_end_matches('.');
        let answer = zone::answer(name, QueryType::Ns, &Known::NOTHING, &by_names);
        assert_eq!(answer.zone.as_deref(), Some(name));
        assert!(answer.answers.iter().any(|record| record.data.presentation() == *server));
    }
    assert!(!beside.is_empty() && beside.is_disjoint(&inside));
    let all: BTreeSet<Told> = inside.union(&beside).cloned().collect();
    assert_eq!(all, answered("own.example", &records, &whole));
}

/// The zone itself shows them in other sections, and never glue as an answer.
#[test]
fn what_is_delegated_is_listed_as_it_was_written() {
    let records = organisation::records_with_delegations();
    let domain = "own.example";
    let expected: BTreeSet<Told> = records[organisation::records().len()..]
        .iter()
        .map(|StaticRecord { name, ttl, data }| {
            let data_text = data.presentation().replace("%EMAILDOMAIN%", domain);
            let kind = data.type_name().to_owned();
            (format!("{name}.{domain}."), (*ttl).into(), kind, data_text)
        })
        .collect();
    assert!(["NS", "DS", "A"].iter().all(|kind| expected.iter().any(|told| told.2 == *kind)));
    let without = listed(domain, &organisation::snapshot(organisation::policy()));
    let with = organisation::snapshot_with(records, organisation::policy());
    let with = listed(domain, &with);
    assert!(without.is_subset(&with));
    assert_eq!(with.difference(&without).cloned().collect::<BTreeSet<Told>>(), expected);
}

#[test]
fn a_service_is_never_at_an_alias() {
    // RFC 2782, "Target"; RFC 2181 §10.3.
    let snapshot = organisation::snapshot(organisation::policy_with_extras());
    for target in ["server.example.net", "autodiscover.own.example", "server.own.example"] {
        let target = organisation::domain(target);
        let told = list("own.example", &snapshot, Some(&target), ListingFormat::Json);
        let told = from_json(&told);
        let is = |kind: &'static str| told.iter().filter(move |told| told.2 == kind);
        let aliases: BTreeSet<&str> = is("CNAME").map(|alias| alias.0.as_str()).collect();
        assert!(aliases.contains("autoconfig.own.example."));
        for (name, _, _, data) in is("SRV").chain(is("MX")) {
            assert!(!aliases.contains(data.rsplit(' ').next().unwrap()), "{name} {data}");
        }
        for alias in &aliases {
            assert_eq!(told.iter().filter(|told| told.0 == **alias).count(), 1, "{alias}");
        }
    }
}

//----------- Terraform ------------------------------------------------------

#[test]
fn terraform_has_one_resource_for_each_name_and_type() {
    let snapshot = organisation::snapshot(organisation::policy_with_extras());
    let text = list("own.example", &snapshot, None, ListingFormat::Terraform);
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("resource ")).collect();
    let distinct: BTreeSet<&str> = heads.iter().copied().collect();
    assert_eq!(heads.len(), distinct.len(), "a label stands twice");
    let cannot = ["CAA", "TLSA"];
    let sets: BTreeSet<(String, String)> = listed("own.example", &snapshot)
        .into_iter()
        .filter(|told| !cannot.contains(&told.2.as_str()))
        .map(|told| (told.0, told.2))
        .collect();
    assert_eq!(heads.len(), sets.len());
    for cannot in cannot {
        assert!(text.lines().any(|line| line.starts_with("# ") && line.contains(cannot)));
    }
}

#[test]
fn terraform_interpolates_nothing() {
    let text = r#"a "b" \ ${c} %{d}"#;
    let record = StaticRecord::parse("x", "TXT", text, 60).unwrap();
    let Data::Txt(texts) = &record.data else { panic!("{record:?}") };
    assert_eq!(texts[..], [text.to_owned()]);
    let snapshot = generated(vec![record], [false; 5], [false; 3]);
    let listing = list("own.example", &snapshot, None, ListingFormat::Terraform);
    // Escaped for the zone file that the provider makes of it, and then for HCL.
    let expected = r#"txt  = ["a \\\"b\\\" \\\\ $${c} %%{d}"]"#;
    assert!(listing.contains(expected), "{listing}");
}

//----------- The command ----------------------------------------------------

#[test]
fn the_command_lists_a_domain_or_says_why_not() {
    let run = |arguments: &[&str]| {
        let output = mailguide().arg("dns").args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, out, words) = run(&["gmail.com", "--target", "mailguide.example.net"]);
    assert_eq!((code, words.as_str()), (0, ""));
    assert!(out.starts_with("# Autoconfig: "), "{out}");
    let (code, out, _) = run(&["posteo.de", "--target", "a.example", "--format", "json"]);
    let told = from_json(&out);
    let host = |label: &str| {
        (format!("{label}.posteo.de."), 3600, "CNAME".to_owned(), "a.example.".to_owned())
    };
    assert_eq!(code, 0);
    assert!(told.contains(&host("autoconfig")) && told.contains(&host("ua-auto-config")));
    let (code, out, words) = run(&["gmail.com", "--format", "nsupdate"]);
    assert_eq!(code, 0);
    assert!(!out.contains("autoconfig.gmail.com."), "{out}");
    assert!(words.starts_with("warning: ") && words.contains("--target"), "{words}");
    for domain in ["example.org", "tuta.com"] {
        let (code, out, words) = run(&[domain]);
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(words.starts_with(&format!("{domain} is not served (")), "{words}");
    }
}

#[test]
fn every_provider_can_be_listed_in_every_format() {
    let database = Database::read(embedded()).unwrap();
    let policy = organisation::policy_with_extras();
    let snapshot =
        Snapshot::build(database, Configured::default(), &Sentences::built_in(), policy, 1);
    for format in ListingFormat::ALL {
        for domain in ["gmail.com", "icloud.com", "163.com"] {
            let once = list(domain, &snapshot, None, format);
            assert!(once.ends_with('\n'));
            assert_eq!(once, list(domain, &snapshot, None, format));
        }
    }
}
