//! The zones, end to end: the real program asked for names and types. How its messages look, and
//! what it does with bad ones, is in `dns_messages.rs`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "a test writes a provider file")]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::{Resolver, TokioResolver};
use hickory_server::proto::op::{Message, ResponseCode};
use support::{Mailguide, PATIENCE, Shared};

// Types (RFC 1035 §3.2.2, 3596, 2782, 9460).
const A: u16 = 1;
const NS: u16 = 2;
const SOA: u16 = 6;
const MX: u16 = 15;
const TXT: u16 = 16;
const AAAA: u16 = 28;
const SRV: u16 = 33;
const HTTPS: u16 = 65;
const ANY: u16 = 255;

/// How a service is denied (RFC 2782, "Target"; RFC 6186 §3.4).
const NOT_OFFERED: [&str; 1] = ["0 0 0 ."];
/// min(TTL, MINIMUM) of the zones (RFC 2308 §3).
const NEGATIVE_TTL: u32 = 900;

//----------- Asking ---------------------------------------------------------

static SERVER: Shared = Shared::new(&["--log", "off"]);

fn server() -> Arc<Mailguide> {
    SERVER.get()
}

/// Asks a server over UDP, with a query that no library encoded.
fn ask_at(server: &Mailguide, name: &str, kind: u16) -> Message {
    let mut query = vec![0x4d, 0x47, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.').filter(|label| !label.is_empty()) {
        query.push(label.len() as u8);
        query.extend_from_slice(label.as_bytes());
    }
    query.push(0);
    query.extend(kind.to_be_bytes());
    query.extend([0, 1]);
    let answer = Message::from_vec(&server.udp(&query)).unwrap();
    assert_eq!(answer.metadata.id, 0x4d47);
    answer
}

fn ask(name: &str, kind: u16) -> Message {
    ask_at(&server(), name, kind)
}

/// What the records say, where there are some or none of the type.
#[track_caller]
fn data_of(answer: &Message) -> Vec<String> {
    let metadata = &answer.metadata;
    assert_eq!((metadata.response_code, metadata.authoritative), (ResponseCode::NoError, true));
    answer.answers.iter().map(|record| record.data.to_string()).collect()
}

#[track_caller]
fn data(name: &str, kind: u16) -> Vec<String> {
    data_of(&ask(name, kind))
}

/// NODATA or NXDOMAIN of a zone (RFC 2308 §2).
#[track_caller]
fn assert_negative(answer: &Message, code: ResponseCode, apex: &str) {
    let metadata = &answer.metadata;
    assert_eq!((metadata.response_code, metadata.authoritative), (code, true), "{answer}");
    assert_eq!(answer.answers, []);
    let [soa] = &answer.authorities[..] else { panic!("one SOA in {answer}") };
    assert_eq!((soa.name.to_string(), soa.ttl), (format!("{apex}."), NEGATIVE_TTL));
    let data = soa.data.to_string();
    let (start, end) = (format!("ns.{apex}. hostmaster.{apex}. "), format!(" {NEGATIVE_TTL}"));
    assert!(data.starts_with(&start) && data.ends_with(&end), "{data}");
}

#[track_caller]
fn assert_refused(answer: &Message) {
    let metadata = &answer.metadata;
    let expected = (ResponseCode::Refused, false);
    assert_eq!((metadata.response_code, metadata.authoritative), expected, "{answer}");
    assert_eq!((&answer.answers[..], &answer.authorities[..]), (&[][..], &[][..]));
}

//----------- Records --------------------------------------------------------

#[test]
fn gmail_has_the_services_of_its_file_and_denies_the_others() {
    // RFC 6186 §3.4: "0 0 0 ." is decidedly not offered.
    for (label, expected) in [
        ("_imaps", ["0 0 993 imap.gmail.com."]),
        ("_submissions", ["0 0 465 smtp.gmail.com."]),
        ("_pop3s", ["10 0 995 pop.gmail.com."]),
        ("_imap", NOT_OFFERED),
        ("_pop3", NOT_OFFERED),
        ("_submission", NOT_OFFERED),
    ] {
        assert_eq!(data(&format!("{label}._tcp.gmail.com"), SRV), expected, "{label}");
    }
}

#[test]
fn starttls_submission_is_not_passed_off_as_implicit_tls() {
    for domain in ["icloud.com", "me.com", "mac.com"] {
        let service = |label: &str| data(&format!("{label}._tcp.{domain}"), SRV);
        assert_eq!(service("_submission"), ["0 0 587 smtp.mail.me.com."]);
        assert_eq!(service("_submissions"), NOT_OFFERED, "RFC 8314 §5.1");
        assert_eq!(service("_imaps"), ["0 0 993 imap.mail.me.com."]);
        assert_eq!(service("_pop3s"), NOT_OFFERED);
    }
}

#[test]
fn priorities_follow_the_order_of_the_provider_file() {
    for (label, expected) in [
        ("_imaps", "0 0 993 imap.comcast.net."),
        ("_imap", "10 0 143 imap.comcast.net."),
        ("_pop3s", "20 0 995 mail.comcast.net."),
        ("_pop3", "30 0 110 mail.comcast.net."),
        ("_submissions", "0 0 465 smtp.comcast.net."),
        ("_submission", "10 0 587 smtp.comcast.net."),
    ] {
        assert_eq!(data(&format!("{label}._tcp.comcast.net"), SRV), [expected], "{label}");
    }
}

#[test]
fn the_mail_domain_is_filled_into_a_host() {
    assert_eq!(data("_imaps._tcp.mail.ee", SRV), ["0 0 993 mail.ee."]);
}

#[test]
fn autodiscover_is_on_port_443_of_a_host_that_exists() {
    assert_eq!(data("_autodiscover._tcp.gmail.com", SRV), ["0 0 443 autodiscover.gmail.com."]);
    assert_eq!(data("autodiscover.gmail.com", A), ["127.0.0.1"]);
}

#[test]
fn an_oauth2_only_provider_has_no_autodiscover() {
    assert_eq!(data("_autodiscover._tcp.outlook.com", SRV), NOT_OFFERED);
    assert_negative(&ask("autodiscover.outlook.com", A), ResponseCode::NXDomain, "outlook.com");
    assert_eq!(data("autoconfig.outlook.com", A), ["127.0.0.1"]);
}

#[test]
fn names_of_the_web_server_have_the_address_of_the_http_listener() {
    let answer = ask("autoconfig.gmail.com", A);
    assert_eq!((data_of(&answer), answer.answers[0].ttl), (vec!["127.0.0.1".to_owned()], 3600));
    assert_negative(&ask("autoconfig.gmail.com", AAAA), ResponseCode::NoError, "gmail.com");
}

#[test]
fn public_addresses_replace_the_address_of_the_listener() {
    let arguments = ["--public-address", "192.0.2.7", "--public-address", "2001:db8::7"];
    let server = Mailguide::start(&[&["--log", "off"], &arguments[..]].concat());
    for name in ["autoconfig.gmail.com", "autodiscover.gmail.com", "ns.gmail.com"] {
        assert_eq!(data_of(&ask_at(&server, name, A)), ["192.0.2.7"], "{name}");
        assert_eq!(data_of(&ask_at(&server, name, AAAA)), ["2001:db8::7"], "{name}");
    }
}

#[test]
fn the_apex_has_soa_and_ns_and_the_name_server_exists() {
    let answer = ask("gmail.com", SOA);
    let [soa] = &answer.answers[..] else { panic!("{answer}") };
    assert_eq!((soa.name.to_string(), soa.ttl), ("gmail.com.".into(), 3600));
    let data_of_soa = soa.data.to_string();
    let words: Vec<&str> = data_of_soa.split(' ').collect();
    assert_eq!(words[..2], ["ns.gmail.com.", "hostmaster.gmail.com."]);
    assert!(words[2].parse::<u32>().unwrap() > 0);
    assert_eq!(words[3..], ["7200", "900", "1209600", "900"]);
    assert_eq!(data("gmail.com", NS), ["ns.gmail.com."]);
    assert_eq!(data("ns.gmail.com", A), ["127.0.0.1"]);
}

#[test]
fn name_servers_that_are_given_stand_in_every_zone() {
    let arguments = ["--name-server", "A.NS.example", "--name-server", "b.ns.example"];
    let server = Mailguide::start(&[&["--log", "off"], &arguments[..]].concat());
    for domain in ["gmail.com", "vip.163.com"] {
        let mut servers = data_of(&ask_at(&server, domain, NS));
        servers.sort();
        assert_eq!(servers, ["a.ns.example.", "b.ns.example."]);
        assert!(data_of(&ask_at(&server, domain, SOA))[0].starts_with("a.ns.example. "));
        let answer = ask_at(&server, &format!("ns.{domain}"), A);
        assert_eq!(answer.metadata.response_code, ResponseCode::NXDomain);
    }
}

#[test]
fn any_is_answered_with_hinfo_alone() {
    // RFC 8482 §4.2.
    for name in ["gmail.com", "_imaps._tcp.gmail.com", "autoconfig.gmail.com"] {
        assert_eq!(data(name, ANY), ["RFC8482 "], "{name}");
    }
    assert_negative(&ask("_tcp.gmail.com", ANY), ResponseCode::NoError, "gmail.com");
    assert_negative(&ask("no.gmail.com", ANY), ResponseCode::NXDomain, "gmail.com");
}

//----------- What is not there ----------------------------------------------

#[test]
fn a_type_that_a_name_has_not_is_no_data() {
    // RFC 2308 §2.2, the SOA's TTL §3; 65280 is for private use and known to nobody.
    for (name, kinds) in [
        ("gmail.com", &[A, AAAA, SRV, MX, TXT, HTTPS, 0, 41, 65280][..]),
        ("_imaps._tcp.gmail.com", &[A, AAAA, NS, SOA, MX, TXT, HTTPS]),
        ("autoconfig.gmail.com", &[AAAA, NS, SOA, SRV, MX, TXT, HTTPS]),
        // An empty non-terminal exists (RFC 8020).
        ("_tcp.gmail.com", &[A, NS, SOA, SRV, TXT, HTTPS]),
    ] {
        for &kind in kinds {
            assert_negative(&ask(name, kind), ResponseCode::NoError, "gmail.com");
        }
    }
}

#[test]
fn a_name_that_is_not_in_a_zone_does_not_exist() {
    for below in ["www", "_udp", "_imap", "_foo._tcp", "_imaps._udp", "x._imaps._tcp", "*", "a.b"] {
        for kind in [A, SRV, SOA, HTTPS] {
            let answer = ask(&format!("{below}.gmail.com"), kind);
            assert_negative(&answer, ResponseCode::NXDomain, "gmail.com");
        }
    }
}

#[test]
fn names_outside_of_all_zones_are_refused() {
    for name in ["", "com", "example.net", "_imaps._tcp.example.net", "notgmail.com", "gmail.org"] {
        for kind in [A, SRV, SOA, ANY] {
            assert_refused(&ask(name, kind));
        }
    }
}

#[test]
fn a_domain_that_is_known_but_not_served_is_refused() {
    // ji.jet.ne.jp lies below jet.ne.jp, which is served.
    for domain in ["tuta.com", "softbank.ne.jp", "ji.jet.ne.jp"] {
        for name in ["", "_imaps._tcp.", "autoconfig.", "x."] {
            assert_refused(&ask(&format!("{name}{domain}"), SRV));
        }
    }
    assert_negative(&ask("jet.ne.jp", A), ResponseCode::NoError, "jet.ne.jp");
}

#[test]
fn a_served_domain_below_another_is_a_zone_of_its_own() {
    for domain in ["163.com", "vip.163.com"] {
        assert_eq!(data(domain, NS), [format!("ns.{domain}.")]);
        assert_negative(&ask(domain, A), ResponseCode::NoError, domain);
        assert_negative(&ask(&format!("x.{domain}"), A), ResponseCode::NXDomain, domain);
        assert_eq!(data(&format!("_imaps._tcp.{domain}"), SRV).len(), 1);
    }
}

#[test]
fn a_name_between_two_served_domains_exists() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/dns-between");
    std::fs::create_dir_all(folder).unwrap();
    let server = |section, protocol, port, tls| {
        format!(
            "[[{section}]]\nprotocol = \"{protocol}\"\nhost = \"{protocol}.%EMAILDOMAIN%\"\n\
             port = {port}\ntls = \"{tls}\"\nusername = \"address\"\n\
             authentication = [\"password\"]\n"
        )
    };
    let file = [
        "name = \"Between\"\nshort_name = \"Between\"\ndomains = [\"in.the.deep.gmail.com\"]\n",
        &server("incoming", "imap", 143, "starttls"),
        &server("incoming", "imap", 993, "implicit"),
        &server("outgoing", "smtp", 587, "starttls"),
        "[password]\nkind = \"normal\"\n[[source]]\ntitle = \"made up\"\nchecked = 2026-01-01\n\
         covers = [\"servers\"]\n[confidence]\nservers = \"1\"\npassword = \"unverified\"\n",
    ];
    std::fs::write(format!("{folder}/between.toml"), file.concat()).unwrap();
    let server = Mailguide::start(&["--log", "off", "--providers", folder]);
    for name in ["deep.gmail.com", "the.deep.gmail.com"] {
        assert_negative(&ask_at(&server, name, A), ResponseCode::NoError, "gmail.com");
        let beside = ask_at(&server, &format!("x.{name}"), A);
        assert_negative(&beside, ResponseCode::NXDomain, "gmail.com");
    }
    // Here STARTTLS comes first, and so it does in DNS.
    for (label, expected) in [
        ("_imap", "0 0 143 imap.in.the.deep.gmail.com."),
        ("_imaps", "10 0 993 imap.in.the.deep.gmail.com."),
    ] {
        let answer = ask_at(&server, &format!("{label}._tcp.in.the.deep.gmail.com"), SRV);
        assert_eq!(data_of(&answer), [expected]);
    }
}

//----------- A resolver -----------------------------------------------------

/// hickory's resolver, pointed at a server; it varies the letter case and insists on it.
fn resolver(server: SocketAddr, connections: Vec<ConnectionConfig>) -> TokioResolver {
    let connections = connections.into_iter().map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let server = NameServerConfig::new(server.ip(), true, connections.collect());
    let config = ResolverConfig::from_name_servers(vec![server]);
    let mut options = ResolverOpts::default();
    options.case_randomization = true;
    options.use_hosts_file = ResolveHosts::Never;
    options.timeout = PATIENCE;
    Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        .with_options(options)
        .build()
        .unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_resolver_finds_what_is_there_and_believes_what_is_not() {
    let address = server().dns;
    for connection in [ConnectionConfig::udp(), ConnectionConfig::tcp()] {
        runtime().block_on(async {
            let resolver = resolver(address, vec![connection]);
            let services = resolver.srv_lookup("_imaps._tcp.gmail.com.").await.unwrap();
            assert_eq!(services.answers()[0].data.to_string(), "0 0 993 imap.gmail.com.");
            let addresses = resolver.ipv4_lookup("autoconfig.gmail.com.").await.unwrap();
            assert_eq!(addresses.answers()[0].data.to_string(), "127.0.0.1");
            for (name, code) in [
                ("nothing.gmail.com.", ResponseCode::NXDomain),
                ("_tcp.gmail.com.", ResponseCode::NoError),
            ] {
                let error = resolver.ipv4_lookup(name).await.unwrap_err();
                let NetError::Dns(DnsError::NoRecordsFound(none)) = error else {
                    panic!("{error}")
                };
                let NoRecords { response_code, negative_ttl, soa, .. } = none;
                assert_eq!((response_code, negative_ttl), (code, Some(NEGATIVE_TTL)));
                // It may be written by pointing at the question, letter case and all.
                assert_eq!(soa.unwrap().name.to_lowercase().to_string(), "gmail.com.");
            }
        });
    }
}

#[test]
fn a_resolver_gets_a_long_answer_over_tcp() {
    // RFC 7766 §5.
    let addresses: Vec<String> = (1..=100).map(|last| format!("127.1.0.{last}")).collect();
    let given = addresses.iter().flat_map(|address| ["--public-address", address]);
    let arguments: Vec<&str> = ["--log", "off"].into_iter().chain(given).collect();
    let server = Mailguide::start(&arguments);
    let both = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
    let resolver = resolver(server.dns, both);
    let found = runtime().block_on(resolver.ipv4_lookup("autoconfig.gmail.com.")).unwrap();
    assert_eq!(found.answers().len(), 100);
}
