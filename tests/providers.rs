//! The shipped provider files: complete, in agreement with the facts they were made from, and
//! honest where nobody knows.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use mailguide::config::Configured;
use mailguide::guide::{Language, Sentences, explain, hint};
use mailguide::lookup::{Known, Question, lookup};
use mailguide::mail::{Address, PasswordKind, Protocol};
use mailguide::providers::{Database, Provider, Status, embedded};
use mailguide::snapshot::{Policy, Snapshot};

fn database() -> Database {
    Database::read(embedded()).unwrap_or_else(|reports| {
        let texts: Vec<String> = reports.iter().map(ToString::to_string).collect();
        panic!("{}", texts.join("\n\n"))
    })
}

#[test]
fn every_provider_people_ask_for_is_there() {
    let database = database();
    let domains: BTreeMap<&str, &Provider> = database
        .providers()
        .iter()
        .flat_map(|provider| provider.domains.iter().map(move |d| (d.as_str(), provider)))
        .collect();
    for domain in [
        "gmail.com",
        "icloud.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "aol.com",
        "yahoo.co.jp",
        "docomo.ne.jp",
        "au.com",
        "ezweb.ne.jp",
        "i.softbank.jp",
        "softbank.ne.jp",
        "nifty.com",
        "fastmail.com",
        "proton.me",
        "tuta.com",
        "zoho.com",
        "gmx.net",
        "web.de",
        "t-online.de",
        "mailbox.org",
        "posteo.de",
        "yandex.ru",
        "mail.ru",
        "qq.com",
        "163.com",
        "126.com",
        "naver.com",
    ] {
        assert!(domains.contains_key(domain), "{domain} is missing");
    }
    for id in
        ["google-workspace", "microsoft365", "ymobile-yahoo", "ocn", "biglobe", "so-net", "ionos"]
    {
        assert!(database.providers().iter().any(|p| &*p.service.id == id), "{id} is missing");
    }
}

/// The carriers' and others' issued user names lead every front to ask.
#[test]
fn issued_user_names_have_an_instruction_instead() {
    let issued: BTreeMap<String, String> = database()
        .providers()
        .iter()
        .filter(|p| p.service.endpoints().any(|e| e.username.as_str() == "issued"))
        .map(|p| {
            let login = p.service.login.as_ref().unwrap();
            (p.service.id.to_string(), login.placeholder.as_deref().unwrap().to_owned())
        })
        .collect();
    for id in ["docomo", "au", "asahi-net", "icloud-custom-domain"] {
        let placeholder =
            issued.get(id).unwrap_or_else(|| panic!("{id} is not issued: {issued:?}"));
        assert!(placeholder.starts_with("your-"), "{id}: {placeholder}");
    }
}

#[test]
fn nothing_unencrypted_is_served() {
    let mut unencrypted = 0;
    for provider in database().providers() {
        let plain = provider.service.endpoints().any(|e| e.tls.as_str() == "none");
        assert!(!plain || provider.status == Status::UnencryptedOnly, "{}", provider.service.id);
        unencrypted += usize::from(provider.status == Status::UnencryptedOnly);
    }
    assert!(unencrypted >= 33, "{unencrypted}");
}

/// What is told about a served provider is told in full, in every language.
#[test]
fn every_hint_and_explanation_is_a_whole_sentence() {
    let sentences = Sentences::built_in();
    let snapshot =
        Snapshot::build(database(), Configured::default(), &sentences, Policy::default(), 1);
    for entry in snapshot.entries() {
        let service = entry.service();
        for language in Language::ALL {
            let text = hint(service, &sentences, language);
            assert!(!text.contains(['{', '}', '$', '\n']), "{}: {text}", service.id);
            assert!(text.len() > 20 && text.ends_with(['.', '。']), "{}: {text}", service.id);
            let Some(domain) = &service.own_domain else { continue };
            let address = Address::parse(&format!("fred@{domain}")).unwrap();
            let answer = lookup(&Question::about(domain.clone()), &Known::NOTHING, &snapshot);
            let told = explain(&answer, domain, Some(&address), &sentences, language);
            for line in told.paragraphs.iter().flat_map(|paragraph| &paragraph.lines) {
                assert!(!line.contains(['{', '}']), "{}: {line}", service.id);
            }
        }
    }
}

//----------- Against the facts ----------------------------------------------

/// Where a file differs from the researched facts on purpose, and why.
const REVISED_KINDS: &[(&str, &str)] = &[
    ("aol", "the sources contradict each other: OAuth2 first, as for Yahoo"),
    ("att", "the sources contradict each other: OAuth2 first, as for Yahoo"),
    ("rogers", "not established"),
    ("plala", "not established"),
    ("orange-fr", "not established"),
    ("hover", "not established"),
];

/// `tests/fixtures/researched-providers.tsv`: kind of password and user-name form of each
/// researched provider, written down from the research and not from our files.
#[test]
fn researched_providers_have_the_kind_and_the_user_name_that_was_found() {
    let database = database();
    let mut rows = 0;
    for line in include_str!("fixtures/researched-providers.tsv").lines() {
        if line.starts_with('#') {
            continue;
        }
        rows += 1;
        let [id, kind, form] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let provider = database.providers().iter().find(|p| &*p.service.id == id);
        let provider = provider.unwrap_or_else(|| panic!("{id} has no file"));
        let ours = provider.service.password.kind;
        if !REVISED_KINDS.iter().any(|(revised, _)| *revised == id) {
            assert_eq!(ours.as_str(), kind, "{id}");
        }
        if let Some(first) = provider.service.incoming.first().filter(|_| form != "-") {
            assert_eq!(first.username.as_str(), form, "{id}");
        }
    }
    assert_eq!(rows, 108);
}

/// `tests/fixtures/ispdb-servers.tsv`: every encrypted server of Thunderbird's ISPDB. For each
/// domain we serve one of them per protocol, or the file says why not.
#[test]
fn domains_of_the_ispdb_are_served_as_there_or_the_file_says_why_not() {
    let database = database();
    let providers: BTreeMap<&str, &Provider> = database
        .providers()
        .iter()
        .flat_map(|provider| provider.domains.iter().map(move |d| (d.as_str(), provider)))
        .collect();
    let mx: BTreeSet<&str> =
        database.providers().iter().flat_map(|p| &p.mx).map(|suffix| suffix.as_str()).collect();
    let mut theirs: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for line in include_str!("fixtures/ispdb-servers.tsv").lines() {
        if line.starts_with('#') {
            continue;
        }
        let [domain, protocol, host, port, tls, form] = line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let server = format!("{host} {port} {tls} {form}");
        theirs.entry((domain, protocol)).or_default().insert(server);
    }
    assert!(theirs.len() > 1500, "{}", theirs.len());
    let mut unexplained = Vec::new();
    for ((domain, protocol), servers) in theirs {
        let Some(provider) = providers.get(domain) else {
            let below = |suffix: &&str| domain.ends_with(&format!(".{suffix}"));
            let tail_of_mx = mx.contains(domain) || mx.iter().any(below);
            // The one domain that the ISPDB misspells.
            if !tail_of_mx && domain != "coral.broba.ccv" {
                unexplained.push(format!("{domain} leads nowhere"));
            }
            continue;
        };
        let protocol = Protocol::parse(protocol).unwrap();
        let ours = provider.service.preferred(protocol).map(|endpoint| {
            let form = match endpoint.username.as_str() {
                form @ ("address" | "local_part" | "issued") => form,
                _ => "template",
            };
            let (host, port, tls) = (&endpoint.host, endpoint.port, endpoint.tls.as_str());
            format!("{host} {port} {tls} {form}")
        });
        let same = ours.as_ref().is_some_and(|ours| servers.contains(ours));
        let explained = provider.ispdb_difference.is_some()
            || (provider.status != Status::Served && provider.note.is_some());
        if !same && !explained {
            unexplained.push(format!("{domain}: {ours:?} is not in {servers:?}"));
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
}

/// Where the sources contradict each other, sign-in through the browser goes first, an app password
/// second, and the file says why.
#[test]
fn contradicting_sources_lead_to_oauth2_first() {
    let database = database();
    for id in ["yahoo", "aol", "att", "cox"] {
        let provider = database.providers().iter().find(|p| &*p.service.id == id).unwrap();
        assert_eq!(provider.password_confidence.as_str(), "conflict", "{id}");
        assert!(provider.note.is_some(), "{id}");
        for endpoint in provider.service.endpoints() {
            let ways: Vec<&str> = endpoint.authentication.iter().map(|way| way.as_str()).collect();
            assert_eq!(ways, ["oauth2", "password"], "{id}");
        }
    }
}

/// A rule that is not established stays unknown.
#[test]
fn what_nobody_knows_is_not_claimed() {
    for provider in database().providers() {
        let rule = &provider.service.password;
        if provider.password_confidence.as_str() == "unverified" {
            assert_eq!(rule.kind, PasswordKind::Unknown, "{}", provider.service.id);
        }
    }
}
