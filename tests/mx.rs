//! Domains recognised by where their mail goes: the real server, its resolver, and a DNS server on
//! loopback that knows some MX records.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

mod support;

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use hickory_server::proto::op::{Message, MessageType, ResponseCode};
use hickory_server::proto::rr::rdata::{MX, SOA};
use hickory_server::proto::rr::{Name, RData, Record, RecordType};
use support::{Folder, Mailguide, mailguide};

/// A DNS server that knows MX records and counts who asks.
struct MxServer {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

const SILENT: &str = "silent.example.";
const BROKEN: &str = "broken.example.";

impl MxServer {
    fn start(records: &[(&str, &[(u16, &str)])]) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let records: HashMap<String, Vec<(u16, Name)>> = records
            .iter()
            .map(|(domain, hosts)| {
                let hosts = hosts.iter().map(|(p, host)| (*p, host.parse().unwrap())).collect();
                (format!("{domain}."), hosts)
            })
            .collect();
        let counter = Arc::clone(&asked);
        // The thread ends with the process; its socket is on loopback and answers nobody else.
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok((length, source)) = socket.recv_from(&mut buffer) {
                counter.fetch_add(1, Ordering::SeqCst);
                let query = Message::from_vec(&buffer[..length]).unwrap();
                if let Some(answer) = answer(query, &records) {
                    let _ = socket.send_to(&answer, source);
                }
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(query: Message, records: &HashMap<String, Vec<(u16, Name)>>) -> Option<Vec<u8>> {
    let question = query.queries[0].clone();
    let name = question.name().to_lowercase();
    let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
    answer.metadata.message_type = MessageType::Response;
    answer.metadata.recursion_available = true;
    answer.add_query(question.clone());
    match records.get(&name.to_string()) {
        _ if name.to_string() == SILENT => return None,
        _ if name.to_string() == BROKEN => answer.metadata.response_code = ResponseCode::ServFail,
        Some(hosts) if question.query_type() == RecordType::MX => {
            for (preference, host) in hosts {
                let mx = RData::MX(MX::new(*preference, host.clone()));
                answer.add_answer(Record::from_rdata(name.clone(), 300, mx));
            }
        }
        _ => {
            let soa = SOA::new(name.clone(), name.clone(), 1, 1, 1, 1, 60);
            answer.metadata.response_code = ResponseCode::NXDomain;
            answer.add_authority(Record::from_rdata(name, 60, RData::SOA(soa)));
        }
    }
    Some(answer.to_vec().unwrap())
}

fn known() -> MxServer {
    MxServer::start(&[
        ("customer.example", &[(10, "alt1.aspmx.l.google.com."), (1, "ASPMX.l.google.com.")]),
        ("contoso.example", &[(0, "contoso-example.o-v1.mx.microsoft.")]),
        ("aol-like.example", &[(1, "mx-aol.mail.gm0.yahoodns.net.")]),
        ("own-icloud.example", &[(10, "mx01.mail.icloud.com.")]),
        ("elsewhere.example", &[(10, "mx.elsewhere.example.")]),
        ("second-best.example", &[(10, "mx.elsewhere.example."), (20, "aspmx.l.google.com.")]),
        ("null.example", &[(0, ".")]),
        ("proton.example", &[(10, "mail.protonmail.ch.")]),
    ])
}

fn start(dns: &MxServer, more: &[&str]) -> Mailguide {
    let resolver = dns.address.to_string();
    Mailguide::start(&[&["--resolver", &resolver][..], more].concat())
}

fn ask(server: &Mailguide, host: &str, address: &str) -> support::Response {
    let target = format!("/mail/config-v1.1.xml?emailaddress={address}");
    server.request("GET", &target, &format!("Host: {host}\r\n"), b"")
}

#[test]
fn a_domain_is_recognised_by_its_most_preferred_mx() {
    let dns = known();
    let server = start(&dns, &["--mx-lookup"]);
    for (domain, expected) in [
        ("customer.example", "<hostname>imap.gmail.com</hostname>"),
        ("contoso.example", "<hostname>outlook.office365.com</hostname>"),
        ("aol-like.example", "<hostname>imap.aol.com</hostname>"),
        ("own-icloud.example", "<username>your-icloud-address</username>"),
    ] {
        let response = ask(&server, "localhost", &format!("fred@{domain}"));
        assert_eq!(response.status, 200, "{domain}: {response:?}");
        assert!(response.text().contains(expected), "{domain}: {}", response.text());
        assert!(response.text().contains(&format!("<domain>{domain}</domain>")));
    }
    // The log says by which MX.
    let line = server.stderr_line(|line| line.contains("customer.example"));
    assert!(line.contains("mx=\"aspmx.l.google.com\"") && line.contains("provider_mx"), "{line}");
}

#[test]
fn what_no_mx_leads_to_is_not_served() {
    let dns = known();
    let server = start(&dns, &["--mx-lookup"]);
    for domain in ["elsewhere.example", "second-best.example", "null.example", "none.example"] {
        let response = ask(&server, "localhost", &format!("fred@{domain}"));
        assert_eq!(response.status, 404, "{domain}: {response:?}");
    }
    // Known by its MX, but not served: the reason is that of the provider.
    let response = ask(&server, "localhost", "fred@proton.example");
    assert_eq!(response.status, 404);
    assert!(response.text().contains("Bridge"), "{}", response.text());
}

#[test]
fn without_the_option_nobody_is_asked() {
    let dns = known();
    let server = start(&dns, &["--log", "off"]);
    assert_eq!(ask(&server, "localhost", "fred@customer.example").status, 404);
    assert_eq!(ask(&server, "autoconfig.gmail.com", "fred@customer.example").status, 200);
    assert_eq!(dns.asked(), 0);
}

/// Thunderbird asks `autoconfig.` with the MX host less its first label, and with its base domain,
/// for the customer's address (protocols §1.7; t15).
#[test]
fn a_client_that_came_by_mx_is_answered_for_its_own_domain() {
    let dns = known();
    let server = start(&dns, &["--log", "off"]);
    for (host, domain, imap) in [
        ("autoconfig.l.google.com", "customer.example", "imap.gmail.com"),
        ("autoconfig.google.com", "customer.example", "imap.gmail.com"),
        ("autoconfig.o-v1.mx.microsoft", "contoso.example", "outlook.office365.com"),
        ("autoconfig.mx.microsoft", "contoso.example", "outlook.office365.com"),
    ] {
        let response = ask(&server, host, &format!("fred@{domain}"));
        assert_eq!(response.status, 200, "{host}: {response:?}");
        assert!(response.text().contains(&format!("<hostname>{imap}</hostname>")));
        assert!(response.text().contains(&format!("<domain>{domain}</domain>")));
    }
    // Whose mail goes elsewhere is not taken for a customer.
    let response = ask(&server, "autoconfig.google.com", "fred@elsewhere.example");
    assert_eq!(response.status, 404, "{response:?}");
    // The base without an address, as Thunderbird for Android asks, still has its own document.
    let response =
        server.request("GET", "/mail/config-v1.1.xml", "Host: autoconfig.google.com\r\n", b"");
    assert_eq!(response.status, 200);
}

#[test]
fn autodiscover_recognises_by_mx_too() {
    let dns = known();
    let server = start(&dns, &["--log", "off", "--mx-lookup"]);
    let body = b"<R><EMailAddress>fred@customer.example</EMailAddress></R>";
    let response = server.request("POST", "/autodiscover/autodiscover.xml", "", body);
    assert_eq!(response.status, 200);
    assert!(response.text().contains("<LoginName>fred@customer.example</LoginName>"));
}

#[test]
fn answers_are_remembered_and_shared() {
    let dns = known();
    let server = start(&dns, &["--log", "off", "--mx-lookup"]);
    let together = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                together.wait();
                for domain in ["customer.example", "none.example"] {
                    ask(&server, "localhost", &format!("fred@{domain}"));
                }
            });
        }
    });
    // One flight a domain for sixteen who ask, hosts and their absence alike; a machine under load
    // may need a second attempt.
    assert!((2..=4).contains(&dns.asked()), "{}", dns.asked());
}

#[test]
fn a_resolver_that_is_silent_or_broken_costs_little_and_is_no_answer() {
    let dns = known();
    let server = start(&dns, &["--log", "off", "--mx-lookup"]);
    for domain in ["silent.example", "broken.example"] {
        let response = ask(&server, "localhost", &format!("fred@{domain}"));
        assert_eq!(response.status, 404, "{domain}: {response:?}");
        // Where only the MX could tell, it is said that it could not be found out.
        let response = ask(&server, "autoconfig.google.com", &format!("fred@{domain}"));
        assert_eq!(response.status, 503, "{domain}: {response:?}");
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
    assert_eq!(ask(&server, "localhost", "fred@gmail.com").status, 200);
}

#[test]
fn explain_recognises_by_mx_and_says_so() {
    let dns = known();
    let explain = |domain: &str, more: &[&str]| {
        let output = mailguide()
            .args(["explain", domain, "--mx", "--resolver", &dns.address.to_string()])
            .args(more)
            .output()
            .unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = explain("fred@customer.example", &[]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Google Workspace"), "{text}");
    let told = "customer.example was recognised by its mail server aspmx.l.google.com.";
    assert!(text.contains(told), "{text}");
    let (_, json) = explain("fred@customer.example", &["--json"]);
    let data: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&data["reason"], &data["mx"]),
        (&"provider_mx".into(), &"aspmx.l.google.com".into())
    );
    assert_eq!(explain("fred@elsewhere.example", &[]).0, 1);
    assert_eq!(explain("fred@broken.example", &[]).0, 3);
}

/// A hoster's `autoconfig.` answers for customers that it was never told about, by their MX; and
/// for clients that do not say for whom they ask.
#[test]
fn a_hosters_own_host_answers_for_all_whose_mail_comes_to_it() {
    let dns = MxServer::start(&[
        ("customer.example", &[(10, "in1.mx.hoster.example.")]),
        ("elsewhere.example", &[(10, "mx.elsewhere.example.")]),
        // A built-in provider has this suffix; the operator goes first.
        ("google.example", &[(10, "aspmx.l.google.com.")]),
    ]);
    let folder = Folder::new("hoster-by-mx");
    let server = |table: &str, protocol: &str, port: u16| {
        format!(
            "[[service.{table}]]\nprotocol = \"{protocol}\"\nhost = \"{protocol}.hoster.example\"\n\
             port = {port}\ntls = \"implicit\"\nusername = \"address\"\nauthentication = \
             [\"password\"]\n"
        )
    };
    let file = format!(
        "[[service]]\nid = \"standard\"\nmx = [\"mx.hoster.example\", \"google.com\"]\n{}{}",
        server("incoming", "imap", 993),
        server("outgoing", "smtp", 465),
    );
    let path = folder.write("mailguide.toml", &file);
    let server = start(&dns, &["--config", path.to_str().unwrap()]);
    let host = "autoconfig.hoster.example";
    for domain in ["customer.example", "google.example"] {
        let response = ask(&server, host, &format!("fred@{domain}"));
        assert!(
            response.text().contains("<hostname>imap.hoster.example<"),
            "{domain}: {response:?}"
        );
        assert!(response.text().contains(&format!("<domain>{domain}</domain>")));
    }
    assert_eq!(ask(&server, host, "fred@elsewhere.example").status, 404);
    assert_eq!(ask(&server, "localhost", "fred@customer.example").status, 404, "not asked there");

    let target = "/mail/config-v1.1.xml";
    let response = server.request("GET", target, &format!("Host: {host}\r\n"), b"");
    assert_eq!(response.status, 200);
    let text = response.text();
    assert!(text.contains("<username>%EMAILADDRESS%</username>"), "{text}");
    assert!(text.contains("<domain>hoster.example</domain>"), "{text}");
}
