//! What SECURITY.md promises and no other test holds: the real server, and clients, resolvers and
//! files that mean harm.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read files")]

mod support;

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};

use hickory_server::proto::op::{Message, MessageType};
use hickory_server::proto::rr::rdata::MX;
use hickory_server::proto::rr::{Name, RData, Record, RecordType};
use mailguide::import::{autoconfig, automx2, monogramm};
use mailguide::providers;
use support::{Folder, Mailguide, Response, Shared};

const REDIRECT: &str = "https://autodiscover.operator.example/autodiscover/autodiscover.xml";
const POX: &[u8] = b"<R><EMailAddress>lovelace@gmail.com</EMailAddress></R>";

static SERVER: Shared = Shared::new(&["--log", "off", "--autodiscover-redirect", REDIRECT]);

fn server() -> Arc<Mailguide> {
    SERVER.get()
}

/// A request of each kind that names its domain itself: method, target, body.
const REQUESTS: [(&str, &str, &[u8]); 13] = [
    ("GET", "/mail/config-v1.1.xml?emailaddress=lovelace%40gmail.com", b""),
    ("GET", "/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=lovelace%40gmail.com", b""),
    ("GET", "/mail/config-v1.1.xml?emailaddress=lovelace%40icloud.com", b""),
    ("GET", "/v1.1/gmail.com", b""),
    ("POST", "/autodiscover/autodiscover.xml", POX),
    (
        "GET",
        "/autodiscover/autodiscover.json?Email=lovelace%40gmail.com&Protocol=AutodiscoverV1",
        b"",
    ),
    ("GET", "/profile.mobileconfig?email=lovelace%40fastmail.com", b""),
    ("GET", "/", b""),
    ("GET", "/setup?address=lovelace%40fastmail.com", b""),
    ("POST", "/setup", b"address=lovelace%40gmail.com&error=535"),
    ("GET", "/guide/gmail", b""),
    ("GET", "/api/v1/service?address=lovelace%40gmail.com", b""),
    ("GET", "/api/v1/guide?address=lovelace%40gmail.com", b""),
];

/// What makes two replies the same to a cache and to who reads them.
fn content(response: Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let mut headers = response.headers;
    headers.retain(|(name, _)| name != "date");
    (response.status, headers, response.body)
}

//----------- Caches, redirects, headers -------------------------------------

/// Host stands for a domain where the request names none. It is never written into anything: a
/// cache that is shown a false one keeps nothing false.
#[test]
fn no_document_is_made_from_the_host() {
    let hosts = [
        "Host: evil.example\r\n",
        "Host: autoconfig.evil.example:8080\r\n",
        "Host: evil.example\"><x>\r\n",
        "Host: [::1]:80\r\n",
        "Host: localhost\r\nX-Forwarded-Host: evil.example\r\nX-Original-URL: /evil\r\n",
        "Host: localhost\r\nForwarded: host=evil.example;proto=https\r\nX-Forwarded-Proto: x\r\n",
    ];
    for (method, target, body) in REQUESTS {
        let ask = |headers| server().request(method, target, headers, body);
        let expected = content(ask("Host: localhost\r\n"));
        assert_eq!(expected.0, 200, "{target}");
        for headers in hosts {
            assert_eq!(content(ask(headers)), expected, "{target} {headers}");
        }
        let absolute = format!("http://evil.example{target}");
        let response = server().request(method, &absolute, "Host: localhost\r\n", body);
        assert_eq!(content(response), expected, "{absolute}");
    }
    for target in ["/mail/config-v1.1.xml", "/profile.mobileconfig", "/nowhere", "/guide/nobody"] {
        for host in ["evil.example", "autoconfig.evil.example", "evil.example\"><x>"] {
            let response = server().request("GET", target, &format!("Host: {host}\r\n"), b"");
            assert_eq!(response.status, 404, "{target} {host}");
            assert!(!response.text().contains("evil"), "{response:?}");
        }
    }
}

/// A reply that a cache may keep for others depends on the URL, the host and what Vary names.
#[test]
fn what_depends_on_who_asks_is_kept_by_nobody() {
    for (method, target, body) in REQUESTS {
        let ask = |target: &str, headers: &str, body: &[u8]| {
            server().request(method, target, headers, body)
        };
        let response = ask(target, "", body);
        let kept = response.header("cache-control").unwrap().starts_with("public");
        let names_somebody = response.text().contains("lovelace");
        assert!(!(kept && names_somebody), "{target}: {response:?}");
        // A cache may answer whoever asks next with what it kept.
        for headers in [
            "Accept-Language: ja\r\n",
            "Accept: application/json\r\n",
            "User-Agent: other\r\n",
            "Accept-Encoding: gzip\r\n",
            "Cookie: a=b\r\nAuthorization: Basic eDp5\r\n",
            "Origin: https://evil.example\r\n",
        ] {
            let other = ask(target, headers, body);
            let vary = other.header("vary").unwrap_or_default();
            let told = headers.starts_with(vary) && !vary.is_empty();
            assert!(!kept || told || other.body == response.body, "{target} {headers}");
        }
    }
}

/// Location has only ever the link of the operator.
#[test]
fn nobody_is_sent_where_a_request_says() {
    let plain = Mailguide::start(&["--log", "off"]);
    let mut redirects = 0;
    for target in [
        "/autodiscover/autodiscover.xml",
        "/autodiscover/autodiscover.xml?redirect=https://evil.example/&url=//evil.example",
        "//evil.example/autodiscover/autodiscover.xml",
        "//evil.example",
        "/\\evil.example",
        "/%2F%2Fevil.example",
        "/%0d%0aLocation:%20https://evil.example/",
        "/mobileconfig/",
        "/guide/../../evil.example",
        "http://evil.example/autodiscover/autodiscover.xml",
        "http://autodiscover.gmail.com/autodiscover/autodiscover.xml",
    ] {
        for host in ["autodiscover.gmail.com", "autodiscover.evil.example", "evil.example"] {
            let headers = format!("Host: {host}\r\nX-Forwarded-Host: evil.example\r\n");
            let response = plain.request("GET", target, &headers, b"");
            assert!(!(300..400).contains(&response.status), "{target} {host}: {response:?}");
            assert_eq!(response.header("location"), None);
            let response = server().request("GET", target, &headers, b"");
            match response.status {
                302 => {
                    redirects += 1;
                    assert_eq!(response.header("location"), Some(REDIRECT), "{target} {host}");
                }
                _ => assert_eq!(response.header("location"), None, "{target} {host}"),
            }
        }
    }
    assert!(redirects >= 2, "{redirects}");
}

/// Line ends in what is asked make no header, no body and no second reply.
#[test]
fn no_reply_is_split() {
    const KNOWN: [&str; 15] = [
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-allow-origin",
        "allow",
        "cache-control",
        "connection",
        "content-disposition",
        "content-length",
        "content-security-policy",
        "content-type",
        "date",
        "location",
        "referrer-policy",
        "vary",
        "x-content-type-options",
    ];
    let mark = "%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0aHTTP/1.1%20200%20evil";
    let mut asked: Vec<(String, String)> = Vec::new();
    for (_, target, _) in REQUESTS {
        asked.push((format!("{target}{mark}"), "localhost".to_owned()));
        asked.push((target.replace("lovelace", mark), "localhost".to_owned()));
        asked.push((target.replace(".com", mark), "localhost".to_owned()));
        asked.push((target.to_owned(), format!("gmail.com{mark}")));
    }
    asked.push(("/profile.mobileconfig".to_owned(), format!("fastmail.com\";{mark}")));
    for (target, host) in asked {
        for method in ["GET", "HEAD", "OPTIONS", "DELETE"] {
            let headers = format!("Host: {host}\r\nAccept-Language: ja{mark}\r\n");
            let response = server().request(method, &target, &headers, b"");
            for (name, value) in &response.headers {
                assert!(KNOWN.contains(&name.as_str()), "{target}: {response:?}");
                assert!(!value.contains("evil"), "{target}: {response:?}");
            }
            let length = response.header("content-length").map(|length| length.parse().unwrap());
            if method != "HEAD" && response.status != 204 {
                assert_eq!(length, Some(response.body.len()), "{target}: {response:?}");
            }
        }
    }
    // Bytes that are no part of HTTP are refused before anybody reads them.
    for bytes in [
        &b"GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n"[..],
        b"GET / HTTP/1.1\r\nHost: a\nX: b\0c\r\n\r\n",
        b"GET /\x1b[2J HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        let response = server().raw(bytes);
        assert_eq!((response.status, response.body.len()), (400, 0), "{response:?}");
    }
}

//----------- Logs -----------------------------------------------------------

/// Nothing of a request comes to the log but checked domains: no line is forged, no terminal is
/// told anything.
#[test]
fn no_line_of_the_log_is_forged() {
    const FORGED: &str = "forged";
    let dns = Resolver::start(|_| vec![b"\x1b[31mforged\n\"mx".to_vec(), b"aspmx forged".to_vec()]);
    let resolver = dns.address.to_string();
    let mut server = Mailguide::start(&["--log", "debug", "--mx-lookup", "--resolver", &resolver]);
    let mark = "%0a2026-01-01T00:00:00Z%20INFO%20reason=%22forged%22%1b%5b31m%c2%9b%e2%80%ae";
    let mut requests = 0;
    for target in [
        format!("/{mark}"),
        format!("/v1.1/{mark}"),
        format!("/v1.1/{mark}.example"),
        format!("/guide/{mark}"),
        format!("/mail/config-v1.1.xml?emailaddress={mark}@gmail.com"),
        format!("/mail/config-v1.1.xml?emailaddress=lovelace@{mark}.example"),
        "/mail/config-v1.1.xml?emailaddress=lovelace@unknown.example".to_owned(),
        format!("/setup?address=lovelace@gmail.com&error={mark}"),
        format!("/api/v1/guide?address={mark}"),
    ] {
        server.request("GET", &target, "Accept-Language: \u{9b}31mforged\r\n", b"");
        let headers = "Host: \"forged\"\u{9b}.example\r\nUser-Agent: forged\u{9b}31m\r\n";
        server.request("GET", &target, headers, b"");
        requests += 2;
    }
    let body = format!("<R><EMailAddress>{FORGED}\n\u{1b}[31m@gmail.com</EMailAddress></R>");
    for body in [body.as_bytes(), b"EMailAddress=%0aforged@gmail.com", b"\x1b[31mforged"] {
        server.request("POST", "/autodiscover/autodiscover.xml", "", body);
        server.request("POST", "/setup", "", body);
        requests += 2;
    }
    server.raw(b"FORGED\x1b[31m / HTTP/1.1\r\nHost: forged\r\n\r\n");
    let query = b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x0d\n\x1b[31mforged\"\x05gmail\x03com\0\0\x01\0\x01";
    server.udp(query);
    server.tcp(query);
    server.udp(b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x3fforged\n\x1b[31m");
    requests += 3;
    server.signal("TERM");
    server.wait();
    let log = server.rest_of_stderr();
    let lines = log.iter().filter(|line| line.contains(" reason=")).count();
    assert_eq!(lines, requests, "{log:#?}");
    for line in &log {
        assert!(line.bytes().all(|b| b.is_ascii_graphic() || b == b' '), "{line:?}");
        assert!(!line.to_ascii_lowercase().contains(FORGED), "{line}");
    }
}

//----------- MX look-ups ----------------------------------------------------

/// A resolver that answers every question for MX and remembers what it was asked.
struct Resolver {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<(String, RecordType)>>>,
}

impl Resolver {
    /// `hosts` has the first labels of the MX hosts of a domain; `mx.example` follows them.
    fn start(hosts: impl Fn(&str) -> Vec<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<(String, RecordType)>>> = Arc::default();
        let remembered = Arc::clone(&asked);
        // The thread ends with the process; its socket is on loopback and answers nobody else.
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok((length, source)) = socket.recv_from(&mut buffer) {
                let query = Message::from_vec(&buffer[..length]).unwrap();
                let question = query.queries[0].clone();
                let name = question.name().to_lowercase().to_ascii();
                remembered.lock().unwrap().push((name.clone(), question.query_type()));
                let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
                answer.metadata.message_type = MessageType::Response;
                answer.metadata.recursion_available = true;
                answer.add_query(question.clone());
                for host in hosts(&name) {
                    let labels = [host.as_slice(), b"mx", b"example"];
                    let mut host = Name::from_labels(labels).unwrap();
                    host.set_fqdn(true);
                    let mx = RData::MX(MX::new(1, host));
                    answer.add_answer(Record::from_rdata(question.name().clone(), 300, mx));
                }
                let _ = socket.send_to(&answer.to_vec().unwrap(), source);
            }
        });
        Self { address, asked }
    }
}

/// Whoever makes the server look something up learns nothing of its network: only MX records are
/// asked for, only of names that may be in the public DNS, and what is found is never connected to.
#[test]
fn mx_lookups_ask_for_mx_of_names_with_a_dot_and_connect_to_nobody() {
    // The MX of every domain is on this machine, where somebody would notice a connection.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let dns = Resolver::start(|_| vec![b"internal".to_vec()]);
    let resolver = dns.address.to_string();
    let server = Mailguide::start(&["--log", "off", "--mx-lookup", "--resolver", &resolver]);
    let local = listener.local_addr().unwrap();
    for domain in [
        "unknown.example",
        "UNKNOWN.Example.",
        "intranet",
        "localhost",
        "com",
        "127.0.0.1",
        "[127.0.0.1]",
        "[::1]",
        "169.254.169.254",
        "0x7f.1",
        "2130706433",
        "a..b",
        "_tcp.example",
        "-a.example",
        &local.to_string(),
    ] {
        for host in ["localhost", "autoconfig.google.com", "autoconfig.intranet"] {
            let target = format!("/mail/config-v1.1.xml?emailaddress=lovelace@{domain}");
            let response = server.request("GET", &target, &format!("Host: {host}\r\n"), b"");
            let expected = if host == "autoconfig.google.com" { [404, 200] } else { [404, 404] };
            assert!(expected.contains(&response.status), "{domain} {host}: {response:?}");
            assert!(!response.text().contains("internal"), "{domain} {host}: {response:?}");
        }
        let body = format!("<R><EMailAddress>lovelace@{domain}</EMailAddress></R>");
        server.request("POST", "/autodiscover/autodiscover.xml", "", body.as_bytes());
        server.get(&format!("/setup?address={domain}"));
    }
    let asked = dns.asked.lock().unwrap().clone();
    assert!(!asked.is_empty());
    for (name, record_type) in asked {
        assert_eq!((name.as_str(), record_type), ("unknown.example.", RecordType::MX));
    }
    assert!(listener.accept().is_err(), "somebody connected");
}

//----------- Files ----------------------------------------------------------

/// What is nested without end, or repeated, is refused or read, but never fells the program.
#[test]
fn files_without_end_are_survived() {
    const MANY: usize = 200_000;
    let today = mailguide::mail::Date::parse("2026-11-22").unwrap();
    for text in [
        format!("a = {}", "[".repeat(MANY)),
        format!("a = {}", "{a=".repeat(MANY)),
        format!("{}a = 1", "a.".repeat(MANY)),
        format!("[{}a]", "a.".repeat(MANY)),
        "[[incoming]]\n".repeat(MANY / 10),
    ] {
        assert!(providers::read("a", "a.toml", &text, None).is_err());
    }
    assert!(automx2::import_seed("a.json", "[".repeat(MANY).as_bytes()).is_err());
    assert!(automx2::import_seed("a.json", "{\"a\":".repeat(MANY).as_bytes()).is_err());
    assert!(monogramm::import_file("a.env", "\n".repeat(MANY).as_bytes()).is_err());
    let deep = "<a>".repeat(MANY);
    assert!(providers::import("a.xml", deep.as_bytes(), today).is_err());
    let mut services = autoconfig::Services::default();
    assert!(services.add("a.xml", deep.as_bytes(), &[]).is_err());
    let entities = format!("<!DOCTYPE a [{}]><a>&b;</a>", "<!ENTITY b \"b\">".repeat(100));
    assert!(services.add("a.xml", entities.as_bytes(), &[]).is_err());
}

/// Aliases of the operator that lead in a circle, or on and on, make no answer without end.
#[test]
fn aliases_without_end_are_followed_so_far() {
    let record = |name: &str, target: &str| {
        format!("[[domain.record]]\nname = \"{name}\"\ntype = \"CNAME\"\nvalue = \"{target}\"\n")
    };
    let chain: String = (0..20).map(|n| record(&format!("a{n}"), &format!("a{}", n + 1))).collect();
    let file = format!(
        "[[domain]]\nname = \"own.example\"\nprovider = \"google-workspace\"\n{}{}{chain}",
        record("x", "y"),
        record("y", "x"),
    );
    let folder = Folder::new("security-aliases");
    let path = folder.write("mailguide.toml", &file);
    let server = Mailguide::start(&["--log", "off", "--config", path.to_str().unwrap()]);
    for (label, answers) in [(&b"\x01x"[..], 2), (b"\x02a0", 8)] {
        let mut query = b"\0\x01\0\0\0\x01\0\0\0\0\0\0".to_vec();
        query.extend_from_slice(label);
        query.extend_from_slice(b"\x03own\x07example\0\0\x01\0\x01");
        let answer = Message::from_vec(&server.udp(&query)).unwrap();
        assert_eq!(answer.answers.len(), answers, "{answer:?}");
    }
}

//----------- SECURITY.md ----------------------------------------------------

/// Every test that it names is there.
#[test]
fn the_tests_that_are_promised_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let mut named = 0;
    for quoted in text.split('`').skip(1).step_by(2) {
        let Some((file, test)) = quoted.split_once(": ") else { continue };
        if file == "fuzz" {
            let target = root.join("fuzz/fuzz_targets").join(test).with_extension("rs");
            assert!(target.exists(), "{quoted}");
        }
        if !file.ends_with(".rs") {
            continue;
        }
        let source =
            std::fs::read_to_string(root.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(source.contains(&format!("fn {test}(")), "{quoted}");
        named += 1;
    }
    assert!(named > 30, "{named}");
}
