//! Behind a proxy: who is believed what he says about a client. Whose login names are counted shows
//! who a request is taken to come from.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests write files")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use support::{Folder, Mailguide, PATIENCE, Response};

const DOMAIN: &str = r#"
login_names_per_minute = 1

[[domain]]
name = "one.example"
disclose_login_names = true
login_names = { fred = "u1001", jane = "u1002" }

[[domain.incoming]]
protocol = "imap"
host = "imap.one.example"
port = 993
tls = "implicit"
username = "directory"
authentication = ["password"]

[[domain.outgoing]]
protocol = "smtp"
host = "smtp.one.example"
port = 465
tls = "implicit"
username = "directory"
authentication = ["password"]
"#;

fn start(settings: &str) -> (Mailguide, Folder) {
    let folder = Folder::new("proxies");
    let path = folder.write("mailguide.toml", &format!("[http]\n{settings}{DOMAIN}"));
    (Mailguide::start(&["--config", path.to_str().unwrap()]), folder)
}

/// Whether the login name of an address is told to whom these bytes and fields name.
fn told(server: &Mailguide, before: &[u8], fields: &str, local_part: &str) -> bool {
    let response = ask(server, before, fields, local_part);
    assert_eq!(response.status, 200);
    response.text().contains("<username>u100")
}

fn ask(server: &Mailguide, before: &[u8], fields: &str, local_part: &str) -> Response {
    let request = format!(
        "GET /mail/config-v1.1.xml?emailaddress={local_part}@one.example HTTP/1.1\r\nHost: x\r\n\
         {fields}Connection: close\r\n\r\n"
    );
    server.raw(&[before, request.as_bytes()].concat())
}

#[test]
fn forwarded_fields_of_a_trusted_proxy_name_the_client() {
    let (server, _folder) = start("trusted_proxies = [\"127.0.0.0/8\"]\n");
    let told = |fields: &str, local_part: &str| told(&server, b"", fields, local_part);
    assert!(told("X-Forwarded-For: 203.0.113.1\r\n", "fred"));
    assert!(!told("X-Forwarded-For: 203.0.113.1\r\n", "jane"), "one a minute");
    assert!(told("X-Forwarded-For: 203.0.113.2\r\n", "jane"), "somebody else");
    // What stands before the client, it may have made up.
    assert!(!told("X-Forwarded-For: 203.0.113.3, 203.0.113.1\r\n", "jane"));
    assert!(told("Forwarded: for=\"[2001:db8::1]:4711\";proto=https\r\n", "fred"));
    assert!(!told("Forwarded: for=\"[2001:db8::2]\"\r\n", "jane"), "the same /64");
}

#[test]
fn a_trusted_proxy_says_whether_it_was_https() {
    let (server, _folder) = start("trusted_proxies = [\"127.0.0.1\"]\n");
    for (fields, scheme) in [
        ("", "http"),
        ("X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-Proto: https\r\n", "https"),
        ("Forwarded: proto=https;for=203.0.113.1\r\n", "https"),
        ("X-Forwarded-Proto: http\r\n", "http"),
    ] {
        ask(&server, b"", fields, "fred");
        let line = server.stderr_line(|line| line.contains("scheme="));
        assert!(line.contains(&format!("scheme=\"{scheme}\"")), "{fields}: {line}");
        assert!(!line.contains("203.0.113"), "addresses of clients stay out of the log: {line}");
    }
}

#[test]
fn nobody_else_is_believed() {
    let (server, _folder) = start("trusted_proxies = [\"192.0.2.0/24\", \"::1\"]\n");
    let told = |fields: &str, local_part: &str| told(&server, b"", fields, local_part);
    assert!(told("X-Forwarded-For: 203.0.113.1\r\n", "fred"));
    assert!(!told("X-Forwarded-For: 203.0.113.2\r\n", "jane"));
    assert!(!told("Forwarded: for=203.0.113.3;proto=https\r\n", "jane"));
    for _ in 0..3 {
        let line = server.stderr_line(|line| line.contains("scheme="));
        assert!(line.contains("scheme=\"http\""), "{line}");
    }
}

fn version_2(source: [u8; 4]) -> Vec<u8> {
    let signature = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c";
    [&signature[..], &source, &[127, 0, 0, 1, 0x80, 0, 0, 80]].concat()
}

#[test]
fn a_proxy_header_names_the_client() {
    let (server, _folder) = start("trusted_proxies = [\"127.0.0.1\"]\nproxy_protocol = true\n");
    let first = b"PROXY TCP4 203.0.113.1 127.0.0.1 40000 80\r\n";
    assert!(told(&server, first, "", "fred"));
    assert!(!told(&server, &version_2([203, 0, 113, 1]), "", "jane"), "the same by version 2");
    assert!(told(&server, &version_2([203, 0, 113, 2]), "", "jane"));
    // Who is not a proxy himself is not believed what his request says.
    assert!(!told(&server, first, "X-Forwarded-For: 203.0.113.9\r\n", "jane"));
    // A health check of the proxy's own.
    assert!(told(&server, b"PROXY UNKNOWN\r\n", "", "fred"));
    // In pieces, and followed by the request at once.
    let mut stream = TcpStream::connect(server.http).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut bytes = version_2([203, 0, 113, 4]);
    bytes.extend(b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    for byte in bytes {
        stream.write_all(&[byte]).unwrap();
        std::thread::sleep(Duration::from_micros(200));
    }
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    assert_eq!(Response::parse(&received).status, 200);
}

#[test]
fn a_connection_without_a_trusted_proxy_header_is_closed() {
    let silent = |server: &Mailguide, bytes: &[u8]| {
        let mut stream = TcpStream::connect(server.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.write_all(bytes);
        let mut received = Vec::new();
        // Closed, or reset because not all was read: both are no answer.
        let _ = stream.read_to_end(&mut received);
        received.is_empty()
    };
    let request = b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let (server, _folder) = start("trusted_proxies = [\"127.0.0.1\"]\nproxy_protocol = true\n");
    assert!(silent(&server, request));
    assert!(silent(&server, b"PROXY TCP4 nonsense\r\n"));
    let (server, _folder) = start("trusted_proxies = [\"192.0.2.1\"]\nproxy_protocol = true\n");
    assert!(silent(&server, &[&version_2([203, 0, 113, 1])[..], request].concat()));
    let line = server.stderr_line(|line| line.contains("connection refused"));
    assert!(line.contains("http.trusted_proxies"), "{line}");
}
