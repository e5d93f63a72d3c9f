//! The zones of an operator's own domains: on the wire, as `dig` sees them, and what they need to
//! know beforehand. Which records they have is in `golden/dns`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read the environment")]

#[path = "support/dns_front.rs"]
mod dns_front;
mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use dns_front::DnsFront;
use mailguide::config::{Configured, ConfiguredService};
use mailguide::dns::listing::{ListingFormat, listing};
use mailguide::dns::zone::{self, Data, HostFault, QueryType, check_hosts, domains_wanted};
use mailguide::guide::Sentences;
use mailguide::lookup::{Answer, Known, Question, lookup};
use mailguide::mail::{
    Companions, Domain, SieveServer, Template, TlsMode, WebAddress, WebService, WebServiceKind,
};
use mailguide::providers::Database;
use mailguide::snapshot::{Policy, Snapshot};
use proptest::prelude::*;
use support::organisation;
use support::programs::have;

static OWN: LazyLock<Snapshot> = LazyLock::new(|| organisation::snapshot(organisation::policy()));
static OWN_BY_NAMES: LazyLock<Snapshot> =
    LazyLock::new(|| organisation::snapshot(organisation::policy_of_names()));

//----------- On the wire ----------------------------------------------------

/// What `dig` prints for many questions, each a line of `name type`.
fn dig(server: &DnsFront, questions: &str, options: &[&str]) -> String {
    let mut child = Command::new("dig")
        .args(["@127.0.0.1", "-p", &server.address.port().to_string(), "-f", "-"])
        .args(["+nosplit", "+norecurse"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(questions.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// One line a record, with single spaces; hexadecimal digits are capitals for `dig`.
fn lines(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with(';'));
    let line = |line: &str| {
        let line = line.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if line.contains(" TLSA ") { line.to_uppercase() } else { line }
    };
    lines.map(line).collect()
}

#[test]
fn dig_gets_every_record_as_the_listing_has_it() {
    if !have(&["dig"]) {
        return;
    }
    let server = DnsFront::start(organisation::snapshot(organisation::policy_with_extras()));
    let snapshot = organisation::snapshot(organisation::policy_with_extras());
    for domain in ["own.example", "any.all.example"] {
        let question = Question::about(organisation::domain(domain));
        let Answer::Found(found) = lookup(&question, &Known::NOTHING, &snapshot) else { panic!() };
        let listed = lines(&listing(&found, snapshot.policy(), None, ListingFormat::Zone));
        let questions: BTreeSet<String> = listed
            .iter()
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                format!("{} {}\n", words[0], words[3])
            })
            .collect();
        assert!(questions.len() > 30);
        let questions = questions.into_iter().collect::<String>();
        let answered = lines(&dig(&server, &questions, &["+noall", "+answer"]));
        assert_eq!(answered, listed, "{domain}");
    }
}

#[test]
fn an_alias_comes_with_what_it_leads_to() {
    if !have(&["dig"]) {
        return;
    }
    let server = DnsFront::start(organisation::snapshot(organisation::policy()));
    let answer = dig(&server, "web.own.example A\n", &["+noall", "+answer", "+comments"]);
    assert!(answer.contains("status: NOERROR"), "{answer}");
    assert!(answer.contains("flags: qr aa;"), "{answer}");
    let expected = [
        "web.own.example. 300 IN CNAME www.own.example.",
        "www.own.example. 300 IN CNAME own.example.",
        "own.example. 3600 IN A 192.0.2.80",
    ];
    assert_eq!(lines(&answer), expected.map(str::to_owned).into());
}

#[test]
fn a_long_text_fits_into_udp_or_comes_over_tcp() {
    if !have(&["dig"]) {
        return;
    }
    let mut service = organisation::service();
    let text = |n: char| n.to_string().repeat(1000);
    let record = |n| zone::StaticRecord::parse("long", "TXT", &text(n), 60).unwrap();
    service.records = vec![record('a'), record('b')];
    let configured = Configured {
        services: vec![service],
        domains: vec![(organisation::domain("own.example"), "own".into())],
        ..Configured::default()
    };
    let database = Database::read(vec![]).unwrap();
    let policy = organisation::policy();
    let snapshot = Snapshot::build(database, configured, &Sentences::built_in(), policy, 1);
    let server = DnsFront::start(snapshot);
    let truncated = dig(&server, "long.own.example TXT\n", &["+ignore", "+noall", "+comments"]);
    assert!(truncated.contains("flags: qr aa tc;"), "{truncated}");
    let whole = dig(&server, "long.own.example TXT\n", &["+short"]);
    let strings: BTreeSet<String> =
        whole.lines().map(|line| line.replace("\" \"", "").replace('"', "")).collect();
    assert_eq!(strings, [text('a'), text('b')].into());
    assert_eq!(whole.matches("\" \"").count(), 6, "four strings each");
}

#[test]
fn delegated_names_are_zones_and_the_domain_is_refused() {
    if !have(&["dig"]) {
        return;
    }
    let server = DnsFront::start(organisation::snapshot(organisation::policy_of_names()));
    let status = |question: &str| {
        let answer = dig(&server, &format!("{question}\n"), &["+noall", "+comments", "+authority"]);
        let status = answer.split_once("status: ").unwrap().1.split(',').next().unwrap().to_owned();
        let authority = lines(&answer).into_iter().next();
        let owner = authority.map(|line| line.split(' ').next().unwrap().to_owned());
        (status, answer.contains("flags: qr aa;"), owner)
    };
    for name in ["own.example SOA", "www.own.example A", "k1._domainkey.own.example TXT"] {
        assert_eq!(status(name), ("REFUSED".to_owned(), false, None), "{name}");
    }
    for (name, code, zone) in [
        ("_foo._tcp.own.example SRV", "NXDOMAIN", "_tcp.own.example."),
        ("_tcp.own.example A", "NOERROR", "_tcp.own.example."),
        ("autoconfig.own.example MX", "NOERROR", "autoconfig.own.example."),
        ("x.ua-auto-config.own.example A", "NXDOMAIN", "ua-auto-config.own.example."),
    ] {
        assert_eq!(status(name), (code.to_owned(), true, Some(zone.to_owned())), "{name}");
    }
    let servers = dig(&server, "_tcp.own.example NS\n", &["+short"]);
    assert_eq!(
        lines(&servers),
        ["a.ns.example.net.", "b.ns.example.net."].map(str::to_owned).into()
    );
}

//----------- The same as the model ------------------------------------------

fn url() -> impl Strategy<Value = String> {
    let host = prop_oneof!["[a-z]{1,8}\\.example\\.net", Just("dav.%EMAILDOMAIN%".to_owned())];
    let port = prop_oneof![Just(String::new()), (1u16..).prop_map(|port| format!(":{port}"))];
    (host, port, "(/[a-zA-Z0-9._~-]{0,200}){0,2}")
        .prop_map(|(host, port, path)| format!("https://{host}{port}{path}"))
}

/// What a client makes of SRV and TXT (RFC 6764 §6).
fn told(name: &str, scheme_is_tls: bool, snapshot: &Snapshot) -> Option<String> {
    let ask = |query| zone::answer(name, query, &Known::NOTHING, snapshot).answers;
    let [service] = &ask(QueryType::Srv)[..] else { return None };
    let Data::Srv { port, target, .. } = &service.data else { panic!("{service:?}") };
    let host = target.as_ref()?;
    assert!(scheme_is_tls, "{name} is plain text");
    let path = match &ask(QueryType::Txt)[..] {
        [] => String::new(),
        [text] => {
            let Data::Txt(texts) = &text.data else { panic!("{text:?}") };
            texts.concat().strip_prefix("path=").unwrap().to_owned()
        }
        more => panic!("{more:?}"),
    };
    Some(format!("https://{host}:{port}{path}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn calendars_contacts_jmap_and_sieve_are_told_as_the_model_has_them(
        urls in [prop::option::of(url()), prop::option::of(url()), prop::option::of(url())],
        sieve in prop::option::of((prop::sample::select(TlsMode::ALL.to_vec()), 1u16..)),
    ) {
        let kinds = [WebServiceKind::CalDav, WebServiceKind::CardDav, WebServiceKind::Jmap];
        let web = kinds.into_iter().zip(&urls).filter_map(|(kind, url)| {
            let address = WebAddress::parse(url.as_ref()?).unwrap();
            Some(WebService { kind, address })
        });
        let sieve = sieve.map(|(tls, port)| SieveServer {
            host: Template::parse("sieve.%EMAILDOMAIN%").unwrap(),
            port: port.try_into().unwrap(),
            tls,
        });
        let mut service = organisation::service();
        let companions = Companions { web: web.collect(), sieve };
        service.provider.service.companions = companions.clone();
        let service = ConfiguredService { records: vec![], ..service };
        let domain = organisation::domain("a.example");
        let configured = Configured {
            services: vec![service],
            domains: vec![(domain.clone(), "own".into())],
            ..Configured::default()
        };
        let database = Database::read(vec![]).unwrap();
        let sentences = Sentences::built_in();
        let snapshot = Snapshot::build(database, configured, &sentences, Policy::default(), 1);
        for (kind, secure, plain) in [
            (WebServiceKind::CalDav, "_caldavs", Some("_caldav")),
            (WebServiceKind::CardDav, "_carddavs", Some("_carddav")),
            (WebServiceKind::Jmap, "_jmap", None),
        ] {
            let expected = companions.web(kind).map(|address| {
                let host = address.host().fill_domain(&domain);
                // JMAP is always found at the well-known path (RFC 8620 §2.2).
                let path = if kind == WebServiceKind::Jmap { "" } else { address.path() };
                format!("https://{host}:{}{path}", address.port())
            });
            let found = told(&format!("{secure}._tcp.a.example"), true, &snapshot);
            prop_assert_eq!(&found, &expected);
            let Some(plain) = plain else { continue };
            let name = format!("{plain}._tcp.a.example");
            prop_assert_eq!(told(&name, false, &snapshot), None);
            let answer = zone::answer(&name, QueryType::Srv, &Known::NOTHING, &snapshot);
            prop_assert_eq!(answer.answers.len(), usize::from(expected.is_some()));
        }
        let found = told("_sieve._tcp.a.example", true, &snapshot);
        let expected = companions.sieve.filter(|sieve| sieve.tls != TlsMode::Implicit);
        let expected = expected.map(|sieve| format!("https://sieve.a.example:{}", sieve.port));
        prop_assert_eq!(found, expected);
    }
}

//----------- Names ----------------------------------------------------------

proptest! {
    /// Below a domain whose subdomains are all served, a name has what it would have were its
    /// domain configured by itself, but the zone, its name servers and its hosts.
    #[test]
    fn a_subdomain_answers_like_a_domain(
        below in "(_imaps|_imap|_caldavs|_foo|_xmpp-client)\\._tcp|autoconfig|ua-auto-config|\
                  _ua-auto-config|mail|_dmarc|_tcp|_domainkey|shop",
        kind in prop::sample::select(vec![
            QueryType::A, QueryType::Srv, QueryType::Txt, QueryType::Mx, QueryType::Other,
        ]),
    ) {
        let ask = |domain: &str| {
            zone::answer(&format!("{below}.{domain}"), kind, &Known::NOTHING, &OWN)
        };
        let (own, any) = (ask("own.example"), ask("any.all.example"));
        let told = |answer: &zone::ZoneAnswer, domain: &str| -> Vec<String> {
            let data = answer.answers.iter().map(|record| record.data.presentation());
            // Digests are of different documents.
            data.filter(|data| !data.contains("UAAC1")).map(|d| d.replace(domain, "D")).collect()
        };
        prop_assert_eq!(own.reason, any.reason);
        prop_assert_eq!(told(&own, "own.example"), told(&any, "any.all.example"));
        prop_assert_eq!(any.zone.as_deref(), Some("all.example"));
    }

    #[test]
    fn no_name_breaks_a_zone(name in "([a-z_?*-]{0,4}\\.){0,130}(own|all|x)\\.example|.{0,30}") {
        for snapshot in [&*OWN, &OWN_BY_NAMES] {
            let answer = zone::answer(&name, QueryType::A, &Known::NOTHING, snapshot);
            let apex = answer.zone.as_deref();
            prop_assert!(apex.is_none_or(|apex| name.ends_with(apex)));
            prop_assert!(domains_wanted(&name, snapshot).len() <= 4);
        }
    }
}

#[test]
fn a_directory_is_asked_for_what_the_configuration_leaves_open() {
    let wanted = |name: &str, snapshot: &Snapshot| -> Vec<String> {
        domains_wanted(name, snapshot).iter().map(Domain::to_string).collect()
    };
    for (name, in_whole, in_names) in [
        // A label of ours says which domain is meant.
        ("_imaps._tcp.a.example", &["a.example"][..], &["a.example"][..]),
        ("_tcp.a.example", &["a.example"], &["a.example"]),
        ("autoconfig.a.b.example", &["a.b.example", "b.example"], &["a.b.example"]),
        ("_ua-auto-config.a.example", &["a.example"], &["a.example"]),
        ("_smtps._tcp.gmail.com", &["gmail.com"], &["gmail.com"]),
        // Other names may be a domain, or lie below one.
        ("www.a.example", &["www.a.example", "a.example"], &[]),
        ("_dmarc.a.example", &["a.example"], &[]),
        ("a.example", &["a.example"], &[]),
        ("autoconfig.example", &["autoconfig.example"], &[]),
        (
            "f.e.d.c.b.a.example",
            &["f.e.d.c.b.a.example", "e.d.c.b.a.example", "d.c.b.a.example", "c.b.a.example"],
            &[],
        ),
        ("example", &[], &[]),
        ("", &[], &[]),
        // The configuration has decided.
        ("own.example", &[], &[]),
        ("_imaps._tcp.own.example", &[], &[]),
        ("mail.own.example", &[], &[]),
        ("_domainkey.own.example", &[], &[]),
        ("_imaps._tcp.any.all.example", &[], &[]),
        ("any.all.example", &[], &[]),
        ("_imaps._tcp.not-served.example", &[], &[]),
        // It has not for what lies below, and is not there.
        ("customer.own.example", &["customer.own.example"], &[]),
        ("_imaps._tcp.customer.own.example", &["customer.own.example"], &["customer.own.example"]),
    ] {
        assert_eq!(wanted(name, &OWN), in_whole, "{name}");
        assert_eq!(wanted(name, &OWN_BY_NAMES), in_names, "{name} by names");
    }
}

#[test]
fn hosts_in_a_zone_of_ours_need_addresses_there() {
    let service = organisation::service();
    let check = |domain: &str, records: &[zone::StaticRecord]| {
        check_hosts(&service.provider.service, &organisation::domain(domain), records)
    };
    assert_eq!(check("own.example", &service.records), []);
    let told = |host: &str, fault| (host.to_owned(), fault);
    assert_eq!(
        check("own.example", &[]),
        ["dav", "imap", "sieve"]
            .map(|label| told(&format!("{label}.own.example"), HostFault::NoAddress))
    );
    let alias = zone::StaticRecord::parse("imap", "CNAME", "mail", 60).unwrap();
    let records: Vec<_> =
        service.records.iter().filter(|r| *r.name != *"imap").cloned().chain([alias]).collect();
    assert_eq!(check("own.example", &records), [told("imap.own.example", HostFault::Alias)]);
    // smtp.example.net and dav.example.net lie there.
    let hosts = check("example.net", &service.records);
    assert!(hosts.contains(&told("smtp.example.net", HostFault::NoAddress)), "{hosts:?}");
}
