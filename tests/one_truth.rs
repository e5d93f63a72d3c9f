//! Design §1: every document, parsed back by somebody else's parser, says the same as the model;
//! the same question gives the same bytes; and what lookup refuses, no front answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine as _;
use mailguide::config::Configured;
use mailguide::dns::zone::{self, Addresses, Data, QueryType};
use mailguide::documents::autodiscover::TimeOfDay;
use mailguide::guide::{Guide, Language};
use mailguide::http::answer::{Asked, Reply, answer};
use mailguide::http::route::Route;
use mailguide::lookup::{Answer, Known, Question, lookup};
use mailguide::mail::{
    Address, Authentication, Domain, Endpoint, MailService, Protocol, TlsMode, Username,
};
use mailguide::providers::{Database, ProviderFile, embedded};
use mailguide::snapshot::{Policy, Snapshot};
use proptest::prelude::*;
use roxmltree::{Document, Node};
use sha2::{Digest as _, Sha256};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);

fn snapshot(files: Vec<ProviderFile<'_>>) -> Snapshot {
    let loopback: IpAddr = "127.0.0.1".parse().unwrap();
    let policy = Policy { addresses: Addresses(vec![loopback]), ..Policy::default() };
    let database = Database::read(files).unwrap_or_else(|reports| panic!("{}", reports[0]));
    Snapshot::build(database, Configured::default(), &GUIDE.sentences, policy, 1)
}

/// A server as any document tells it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Told {
    protocol: String,
    host: String,
    port: u16,
    tls: &'static str,
    /// Nothing where the document cannot say, or must not.
    username: Option<String>,
    takes_password: Option<bool>,
}

//----------- Asking ---------------------------------------------------------

fn ask(method: &str, path: &str, query: Option<&str>, body: &str, snapshot: &Snapshot) -> Reply {
    let route = Route::parse(method, Some("localhost"), path, query);
    let time = TimeOfDay::from_epoch(Duration::from_secs(1));
    let language = Language::FALLBACK;
    let asked = || Asked::read(route.clone(), body.as_bytes());
    let once = answer(asked(), &Known::NOTHING, language, time, &GUIDE, snapshot);
    let twice = answer(asked(), &Known::NOTHING, language, time, &GUIDE, snapshot);
    assert_eq!(once, twice, "the same question got two answers");
    once
}

fn ask_autoconfig(address: &str, snapshot: &Snapshot) -> Reply {
    let query = format!("emailaddress={}", address.replace('%', "%25").replace('&', "%26"));
    ask("GET", "/mail/config-v1.1.xml", Some(&query), "", snapshot)
}

fn ask_autodiscover(address: &str, snapshot: &Snapshot) -> Reply {
    let escaped = address.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body = format!("<A><Request><EMailAddress>{escaped}</EMailAddress></Request></A>");
    ask("POST", "/autodiscover/autodiscover.xml", None, &body, snapshot)
}

//----------- Parsing back ---------------------------------------------------

fn text<'a>(node: Node<'a, 'a>, name: &str) -> Option<&'a str> {
    let child = node.children().find(|child| child.has_tag_name(name))?;
    assert!(child.children().all(|inner| inner.is_text()), "{name} holds more than text");
    let text = child.text().unwrap_or("");
    assert_eq!(text, text.trim(), "white space around {name}");
    Some(text)
}

/// What Thunderbird does with a user name: placeholders are replaced.
fn fill(username: &str, address: &Address) -> String {
    username
        .replace("%EMAILADDRESS%", &address.to_string())
        .replace("%EMAILLOCALPART%", address.local_part())
        .replace("%EMAILDOMAIN%", address.domain().as_str())
}

fn from_autoconfig(xml: &str, address: &Address) -> Vec<Told> {
    let document = Document::parse(xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "clientConfig");
    assert_eq!(root.attribute("version"), Some("1.1"));
    let provider = root.first_element_child().unwrap();
    assert!(Domain::parse(provider.attribute("id").unwrap()).is_ok());
    let domains: Vec<&str> = provider
        .children()
        .filter(|node| node.has_tag_name("domain"))
        .map(|node| node.text().unwrap())
        .collect();
    assert_eq!(domains[0], address.domain().as_str(), "the asked domain stands first");
    let order: Vec<&str> =
        provider.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    let mut grouped = order.clone();
    grouped.dedup();
    let distinct: BTreeSet<&str> = order.iter().copied().collect();
    assert_eq!(grouped.len(), distinct.len(), "same-named elements are scattered: {order:?}");

    let servers = provider
        .children()
        .filter(|node| node.has_tag_name("incomingServer") || node.has_tag_name("outgoingServer"));
    let servers = servers.map(|server| {
        let ways: Vec<&str> = server
            .children()
            .filter(|node| node.has_tag_name("authentication"))
            .map(|node| node.text().unwrap())
            .collect();
        assert!(!ways.is_empty());
        let known = ["OAuth2", "password-cleartext", "password-encrypted"];
        assert!(ways.iter().all(|way| known.contains(way)), "{ways:?}");
        Told {
            protocol: server.attribute("type").unwrap().to_owned(),
            host: text(server, "hostname").unwrap().to_owned(),
            port: text(server, "port").unwrap().parse().unwrap(),
            tls: match text(server, "socketType").unwrap() {
                "SSL" => "implicit",
                "STARTTLS" => "starttls",
                other => panic!("socketType {other}"),
            },
            username: Some(fill(text(server, "username").unwrap(), address)),
            takes_password: Some(ways.iter().any(|way| way.starts_with("password"))),
        }
    });
    servers.collect()
}

/// TLS modes as Outlook reads them, and as Thunderbird reads them: they must agree.
fn tls_of(ssl: &str, encryption: &str, port: u16) -> &'static str {
    let outlook = match encryption {
        "SSL" => "implicit",
        "TLS" => "starttls",
        other => panic!("Encryption {other}"),
    };
    let thunderbird = match (ssl, port) {
        ("on", 143 | 110 | 25 | 587) => "starttls",
        ("on", _) => "implicit",
        _ => "none",
    };
    assert_eq!(outlook, thunderbird, "Outlook and Thunderbird disagree on port {port}");
    outlook
}

fn from_autodiscover(xml: &str) -> Vec<Told> {
    const OUTER: &str = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    const INNER: &str =
        "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    assert!(xml.starts_with("<?xml "));
    assert!(!xml.contains("xmlns:"), "Thunderbird fails on prefixes");
    let document = Document::parse(xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some(OUTER));
    let response = root.first_element_child().unwrap();
    assert_eq!(response.tag_name().namespace(), Some(INNER));
    let account = response.children().find(|node| node.tag_name().name() == "Account").unwrap();
    let value = |node: Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| child.tag_name().name() == name);
        child.map(|child| child.text().unwrap_or("").to_owned())
    };
    assert_eq!(value(account, "AccountType").as_deref(), Some("email"));
    assert_eq!(value(account, "Action").as_deref(), Some("settings"));
    let protocols = account.children().filter(|node| node.tag_name().name() == "Protocol");
    let protocols = protocols.map(|protocol| {
        let required = |name| value(protocol, name).unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(required("SPA"), "off");
        assert_eq!(required("DomainRequired"), "off");
        assert_eq!(required("AuthRequired"), "on");
        let port = required("Port").parse().unwrap();
        Told {
            protocol: match required("Type").as_str() {
                "IMAP" => "imap",
                "POP3" => "pop3",
                "SMTP" => "smtp",
                other => panic!("Type {other}"),
            }
            .to_owned(),
            host: required("Server"),
            port,
            tls: tls_of(&required("SSL"), &required("Encryption"), port),
            username: value(protocol, "LoginName"),
            takes_password: Some(true),
        }
    });
    protocols.collect()
}

fn from_dns(domain: &Domain, snapshot: &Snapshot) -> Vec<Told> {
    let labels = [
        ("_imap", "imap", "starttls"),
        ("_imaps", "imap", "implicit"),
        ("_pop3", "pop3", "starttls"),
        ("_pop3s", "pop3", "implicit"),
        ("_submission", "smtp", "starttls"),
        ("_submissions", "smtp", "implicit"),
    ];
    let mut told = Vec::new();
    for (label, protocol, tls) in labels {
        let name = format!("{label}._tcp.{domain}");
        let records = zone::answer(&name, QueryType::Srv, &Known::NOTHING, snapshot).answers;
        assert!(!records.is_empty(), "{name} says nothing, not even that it is not offered");
        for record in records {
            let Data::Srv { port, target, .. } = record.data else { panic!("{:?}", record.data) };
            let Some(host) = target else {
                assert_eq!(port, 0);
                continue;
            };
            let protocol = protocol.to_owned();
            told.push(Told { protocol, host, port, tls, username: None, takes_password: None });
        }
    }
    told
}

/// PACC and its digest: host names alone, which mean TLS from the first byte, the default ports, the
/// whole address and a password.
fn from_pacc(domain: &Domain, snapshot: &Snapshot) -> Option<Vec<Told>> {
    let host = format!("ua-auto-config.{domain}");
    let path = "/.well-known/user-agent-configuration.json";
    let route = Route::parse("GET", Some(&host), path, None);
    let time = TimeOfDay::from_epoch(Duration::ZERO);
    let asked = Asked::read(route, b"");
    let reply = answer(asked, &Known::NOTHING, Language::FALLBACK, time, &GUIDE, snapshot);
    let name = format!("_ua-auto-config.{domain}");
    let txt = zone::answer(&name, QueryType::Txt, &Known::NOTHING, snapshot).answers;
    let address = zone::answer(&host, QueryType::A, &Known::NOTHING, snapshot).answers;
    if reply.status != 200 {
        assert_eq!((reply.status, txt.len(), address.len()), (404, 0, 0), "{domain}");
        return None;
    }
    assert_eq!(address.len(), 1);
    let Data::Txt(txt) = &txt[0].data else { panic!("{txt:?}") };
    let txt = txt.concat();
    let digest = txt.strip_prefix("v=UAAC1; a=sha256; d=").unwrap();
    let digest = base64::engine::general_purpose::STANDARD.decode(digest).unwrap();
    assert_eq!(digest, Sha256::digest(&reply.body).as_slice(), "of the bytes that HTTP serves");
    let data: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(data["authentication"]["password"], true);
    assert!(data["info"]["provider"]["name"].as_str().unwrap().chars().count() <= 60);
    let protocols = data["protocols"].as_object().unwrap();
    assert_eq!(protocols["smtp"], protocols["submit"], "both names, the same server");
    let told = [("imap", 993), ("pop3", 995), ("smtp", 465)].into_iter().filter_map(|(p, port)| {
        let host = protocols.get(p)?["host"].as_str().unwrap().to_owned();
        Some(Told {
            protocol: p.to_owned(),
            host,
            port,
            tls: "implicit",
            username: None,
            takes_password: Some(true),
        })
    });
    Some(told.collect())
}

//----------- Expecting ------------------------------------------------------

fn expect(service: &MailService, endpoint: &Endpoint, address: &Address) -> Told {
    let username = match &endpoint.username {
        Username::Address | Username::Directory => address.to_string(),
        Username::LocalPart => address.local_part().to_owned(),
        Username::Issued => {
            let placeholder = service.login.as_ref().unwrap().placeholder.clone().unwrap();
            assert!(placeholder.is_ascii() && !placeholder.contains('@'));
            placeholder.into()
        }
        Username::Template(template) => fill(template.as_str(), address),
    };
    let typed = [Authentication::Password, Authentication::PasswordEncrypted];
    Told {
        protocol: endpoint.protocol.as_str().to_owned(),
        host: endpoint.host.as_str().replace("%EMAILDOMAIN%", address.domain().as_str()),
        port: endpoint.port.get(),
        tls: endpoint.tls.as_str(),
        username: Some(username),
        takes_password: Some(endpoint.authentication.iter().any(|way| typed.contains(way))),
    }
}

fn best_of_each(service: &MailService) -> Vec<&Endpoint> {
    let all = [Protocol::Imap, Protocol::Pop3, Protocol::Smtp];
    let first = |protocol| {
        let list = if protocol == Protocol::Smtp { &service.outgoing } else { &service.incoming };
        list.iter().find(|endpoint| endpoint.protocol == protocol)
    };
    all.into_iter().filter_map(first).collect()
}

/// What Autodiscover can say so that both families of clients understand it.
fn expressible(endpoint: &Endpoint) -> bool {
    let usual = matches!(endpoint.port.get(), 143 | 110 | 25 | 587);
    let typed = endpoint.authentication.iter().any(|way| *way != Authentication::OAuth2);
    typed && usual == (endpoint.tls == TlsMode::StartTls)
}

fn check_domain(domain: &Domain, local_part: &str, snapshot: &Snapshot) {
    let address = Address::parse(&format!("{local_part}@{domain}")).unwrap();
    let answer = lookup(&Question::about(domain.clone()), &Known::NOTHING, snapshot);
    let autoconfig = ask_autoconfig(&address.to_string(), snapshot);
    let autodiscover = ask_autodiscover(&address.to_string(), snapshot);
    let Answer::Found(found) = answer else {
        for reply in [autoconfig, autodiscover] {
            assert_eq!((reply.status, reply.content_type), (404, "text/plain; charset=utf-8"));
        }
        for name in [format!("_imaps._tcp.{domain}"), format!("autoconfig.{domain}")] {
            let answer = zone::answer(&name, QueryType::Any, &Known::NOTHING, snapshot);
            assert!(answer.zone.is_none() && answer.answers.is_empty());
        }
        return;
    };
    let service = found.entry.service();
    let best = best_of_each(service);
    let expected: Vec<Told> = best.iter().map(|e| expect(service, e, &address)).collect();

    assert_eq!(autoconfig.status, 200);
    let xml = String::from_utf8(autoconfig.body).unwrap();
    assert_eq!(from_autoconfig(&xml, &address), expected, "{domain}: autoconfig");

    let told_by_pox: Vec<Told> = best
        .iter()
        .zip(&expected)
        .filter(|(endpoint, _)| expressible(endpoint))
        .map(|(endpoint, told)| Told {
            username: told.username.clone().filter(|_| endpoint.username != Username::Issued),
            ..told.clone()
        })
        .collect();
    let sends = told_by_pox.iter().any(|told| told.protocol == "smtp");
    let receives = told_by_pox.iter().any(|told| told.protocol != "smtp");
    let xml = String::from_utf8(autodiscover.body).unwrap();
    let srv = zone::answer(
        &format!("_autodiscover._tcp.{domain}"),
        QueryType::Srv,
        &Known::NOTHING,
        snapshot,
    );
    let Data::Srv { target, .. } = &srv.answers[0].data else { panic!("{srv:?}") };
    if sends && receives {
        assert_eq!(autodiscover.status, 200, "{domain}: {xml}");
        assert_eq!(from_autodiscover(&xml), told_by_pox, "{domain}: Autodiscover");
        assert_eq!(target.as_deref(), Some(&*format!("autodiscover.{domain}")));
    } else {
        assert_eq!(autodiscover.status, 404, "{domain}: {xml}");
        assert_eq!(*target, None, "{domain}: SRV sends clients where nothing is");
    }

    let sayable = best.iter().zip(&expected).all(|(endpoint, told)| {
        let port =
            matches!((&*told.protocol, told.port), ("imap", 993) | ("pop3", 995) | ("smtp", 465));
        let password = endpoint.authentication.contains(&Authentication::Password);
        port && told.tls == "implicit" && endpoint.username == Username::Address && password
    });
    let pacc = expected.iter().map(|told| Told { username: None, ..told.clone() });
    let pacc: Option<Vec<Told>> = sayable.then(|| pacc.collect());
    assert_eq!(from_pacc(domain, snapshot), pacc, "{domain}: PACC");

    let mut by_dns = from_dns(domain, snapshot);
    let mut all: Vec<Told> = service
        .endpoints()
        .map(|e| Told { username: None, takes_password: None, ..expect(service, e, &address) })
        .collect();
    by_dns.sort();
    all.sort();
    assert_eq!(by_dns, all, "{domain}: DNS");
}

#[test]
fn all_documents_of_every_built_in_domain_say_the_same() {
    let snapshot = snapshot(embedded());
    let mut domains = 0;
    for entry in snapshot.entries() {
        for domain in &entry.provider().domains {
            check_domain(domain, "fred", &snapshot);
            domains += 1;
        }
    }
    assert!(domains > 900, "only {domains} domains");
}

//----------- Generated services ---------------------------------------------

fn endpoint(protocol: &'static str) -> impl Strategy<Value = String> {
    let ports = match protocol {
        "imap" => [(993, "implicit"), (143, "starttls"), (1993, "implicit"), (1143, "starttls")],
        "pop3" => [(995, "implicit"), (110, "starttls"), (1995, "implicit"), (1110, "starttls")],
        _ => [(465, "implicit"), (587, "starttls"), (2465, "implicit"), (2587, "starttls")],
    };
    let host = prop_oneof!["[a-z]{1,8}\\.example\\.net", Just("mail.%EMAILDOMAIN%".to_owned())];
    let username = prop_oneof![
        Just("address"),
        Just("local_part"),
        Just("issued"),
        Just("%EMAILLOCALPART%.%EMAILDOMAIN%"),
        Just("u-%EMAILLOCALPART%"),
    ];
    let ways = prop_oneof![
        Just("\"password\""),
        Just("\"password_encrypted\", \"password\""),
        Just("\"oauth2\", \"password\""),
    ];
    (prop::sample::select(ports.to_vec()), host, username, ways).prop_map(
        move |((port, tls), host, username, ways)| {
            let table = if protocol == "smtp" { "outgoing" } else { "incoming" };
            format!(
                "[[{table}]]\nprotocol = \"{protocol}\"\nhost = \"{host}\"\nport = {port}\n\
                 tls = \"{tls}\"\nusername = \"{username}\"\nauthentication = [{ways}]\n"
            )
        },
    )
}

fn provider() -> impl Strategy<Value = String> {
    let incoming = prop_oneof![
        prop::collection::vec(endpoint("imap"), 1..3),
        prop::collection::vec(endpoint("pop3"), 1..2),
        (endpoint("imap"), endpoint("pop3")).prop_map(|(imap, pop3)| vec![imap, pop3]),
    ];
    let name = "[A-Za-zäüßéあ<>&\"' ]{0,20}";
    (incoming, prop::collection::vec(endpoint("smtp"), 1..3), name).prop_map(
        |(incoming, outgoing, name)| {
            let servers = incoming.join("") + &outgoing.join("");
            let login = match servers.contains("issued") {
                true => "[login]\nplaceholder = \"your-ID\"\n",
                false => "",
            };
            let name = format!("P{name}").trim_end().replace('"', "\\\"");
            format!(
                "name = \"{name}\"\nshort_name = \"P\"\ndomains = [\"one.example\", \
                 \"xn--bcher-kva.example\"]\n{servers}{login}[password]\nkind = \"app_password\"\n\
                 create_url = \"https://one.example/?a=1&b=2\"\n[[source]]\ntitle = \"made up\"\n\
                 checked = 2026-01-01\ncovers = [\"servers\"]\n[confidence]\nservers = \"1\"\n\
                 password = \"1\"\n"
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn all_documents_of_a_generated_service_say_the_same(
        source in provider(),
        local_part in "[a-z0-9.+&<>'_%äあ-]{1,20}",
    ) {
        let file = ProviderFile {
            id: "generated".into(),
            path: "generated.toml".into(),
            source: source.into(),
            built_in: true,
        };
        let snapshot = snapshot(vec![file]);
        for domain in ["one.example", "xn--bcher-kva.example", "other.example"] {
            check_domain(&Domain::parse(domain).unwrap(), &local_part, &snapshot);
        }
    }

    #[test]
    fn no_request_breaks_a_document_or_is_echoed_raw(text in "\\PC{0,80}") {
        static BUILT_IN: LazyLock<Snapshot> = LazyLock::new(|| snapshot(embedded()));
        let marked = format!("{text}<x>\"'&@gmail.com");
        for reply in [ask_autoconfig(&marked, &BUILT_IN), ask_autodiscover(&marked, &BUILT_IN)] {
            let body = String::from_utf8(reply.body).unwrap();
            prop_assert!(!body.contains("<x>"), "{body}");
            if reply.content_type.starts_with("text/xml") {
                prop_assert!(Document::parse(&body).is_ok(), "{body}");
            }
        }
    }
}
