//! The real server over real sockets: captured requests of real clients, every checklist row that
//! concerns HTTP, and what a hostile client does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read files")]

mod support;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use roxmltree::Document;
use support::{Mailguide, PATIENCE, Response, Shared};

static SERVER: Shared = Shared::new(&[
    "--log",
    "off",
    "--providers",
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/providers"),
]);

fn server() -> Arc<Mailguide> {
    SERVER.get()
}

const PLAIN: &str = "text/plain; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";

fn get_from(host: &str, target: &str) -> Response {
    server().request("GET", target, &format!("Host: {host}\r\n"), b"")
}

fn post(body: &[u8]) -> Response {
    server().request("POST", "/autodiscover/autodiscover.xml", "", body)
}

fn pox(address: &str) -> Vec<u8> {
    format!(
        "<Autodiscover><Request><EMailAddress>{address}</EMailAddress></Request></Autodiscover>"
    )
    .into_bytes()
}

fn assert_one_line(response: &Response, status: u16) {
    assert_eq!(response.status, status, "{response:?}");
    assert_eq!(response.header("content-type"), Some(PLAIN));
    assert_eq!(response.text().lines().count(), 1, "{response:?}");
    assert!(!response.text().contains('<'), "{response:?}");
}

fn element(response: &Response, name: &str) -> String {
    let document = Document::parse(response.text()).unwrap();
    let found = document.descendants().find(|node| node.tag_name().name() == name);
    found.unwrap_or_else(|| panic!("no {name} in {}", response.text())).text().unwrap().to_owned()
}

//----------- Captured clients -----------------------------------------------

/// The requests of a capture: host, and bytes as they were on the wire.
fn captured(file: &str) -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/");
    let text = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
    let mut requests = Vec::new();
    for block in text.split("] REQ ").skip(1) {
        let (head, rest) = block.split_once('\n').unwrap();
        let Some((request, _)) = rest.split_once("<<<END") else { continue };
        let host = head.split(' ').nth(1).unwrap().to_owned();
        let bytes = request.replace("\\r\\n\n", "\r\n");
        let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
        let length = length.map_or(0, |length| length.parse().unwrap());
        let request = format!("{head}\r\n\r\n{}", &body[..length]);
        requests.push((host, request.into_bytes()));
    }
    requests
}

/// Sends a captured request and reads one response from a connection that stays open.
fn replay(request: &[u8]) -> Response {
    let mut stream = TcpStream::connect(server().http).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request).unwrap();
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer).unwrap();
        assert!(length > 0, "closed early: {}", String::from_utf8_lossy(&received));
        received.extend_from_slice(&buffer[..length]);
        if received.windows(4).any(|window| window == b"\r\n\r\n") {
            let response = Response::parse(&received);
            let wanted: usize = response.header("content-length").unwrap().parse().unwrap();
            if response.body.len() >= wanted {
                assert_eq!(response.body.len(), wanted);
                return response;
            }
        }
    }
}

#[test]
fn thunderbird_is_answered_as_it_was_captured() {
    let requests = captured("capture-thunderbird.txt");
    assert!(requests.len() > 20);
    for (host, request) in requests {
        let text = String::from_utf8_lossy(&request).into_owned();
        let response = replay(&request);
        let shown = format!("{host}: {text}\n{response:?}");
        if text.starts_with("GET /autodiscover") {
            assert_eq!(response.status, 405, "{shown}");
        } else {
            // t12, t13, t14, t15, p1, p7: every URL of the four priorities, and POX, works.
            assert_eq!(response.status, 200, "{shown}");
            assert_eq!(response.header("content-type"), Some(XML), "{shown}");
        }
        // p3: never 401; the Authorization that came is not looked at.
        assert!(response.header("www-authenticate").is_none(), "{shown}");
        if text.starts_with("POST") {
            let login = element(&response, "LoginName");
            assert!(text.contains(&login), "{shown}");
        }
        if text.contains("user%2Btag%40cap.test") {
            assert_eq!(element(&response, "domain"), "cap.test", "{shown}");
        }
    }
}

#[test]
fn delta_chat_is_answered_as_it_was_captured() {
    let requests = captured("capture-deltachat.txt");
    assert!(requests.len() >= 8);
    for (_, request) in requests {
        let response = replay(&request);
        // Row 34: any 2xx that is XML would end its discovery, so GET on the POX path is none.
        let expected = if request.starts_with(b"GET /autodiscover") { 405 } else { 200 };
        assert_eq!(response.status, expected, "{response:?}");
    }
}

//----------- Autoconfig -----------------------------------------------------

/// Rows 1 to 5.
#[test]
fn every_autoconfig_url_gives_the_same_document() {
    let by_address = server().get("/mail/config-v1.1.xml?emailaddress=fred%40cap.test");
    assert_eq!(by_address.status, 200);
    for (host, target) in [
        ("autoconfig.cap.test", "/mail/config-v1.1.xml"),
        ("AutoConfig.Cap.Test:8080", "/mail/config-v1.1.xml"),
        ("cap.test", "/.well-known/autoconfig/mail/config-v1.1.xml"),
        ("cap.test", "/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=x@cap.test"),
        ("ispdb.example", "/v1.1/cap.test"),
        ("ispdb.example", "/v1.1/CAP.test"),
        ("127.0.0.1", "/mail/config-v1.1.xml?emailaddress=EVOLUTIONUSER%40cap.test&emailmd5=0"),
        ("127.0.0.1", "/mail/config-v1.1.xml?emailaddress=a+b@cap.test"),
        ("autoconfig.cap.test", "/mail/config-v1.1.xml?emailaddress=odd"),
        ("autoconfig.cap.test", "/mail/config-v1.1.xml?emailaddress=%ff%fe"),
        ("autoconfig.cap.test", "/mail/config-v1.1.xml?emailaddress=x@unserved.example"),
    ] {
        let response = get_from(host, target);
        assert_eq!(response.body, by_address.body, "{host} {target}: {response:?}");
    }
}

/// Rows 6 and 7, and protocols §7.
#[test]
fn an_autoconfig_answer_has_the_right_headers() {
    let response = get_from("autoconfig.cap.test", "/mail/config-v1.1.xml");
    assert_eq!(response.header("content-type"), Some(XML));
    assert_eq!(response.header("content-length"), Some(&*response.body.len().to_string()));
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("cache-control"), Some("public, max-age=3600"));
    assert_eq!(response.header("vary"), Some("Accept-Language"));
    assert!(response.text().starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
}

/// Rows 8 to 20, 22 and 23 on the wire; golden files and the one-truth test hold every provider.
#[test]
fn the_document_is_the_one_every_client_accepts() {
    let response = server().get("/v1.1/gmail.com");
    let document = Document::parse(response.text()).unwrap();
    let provider = document.root_element().first_element_child().unwrap();
    let children: Vec<&str> = provider
        .children()
        .filter(|node| node.is_element())
        .map(|node| node.tag_name().name())
        .collect();
    assert_eq!(
        children,
        [
            "domain",
            "displayName",
            "displayShortName",
            "incomingServer",
            "incomingServer",
            "outgoingServer",
            "documentation"
        ]
    );
    let servers: Vec<_> = provider.children().filter(|node| node.has_attribute("type")).collect();
    assert_eq!(servers[0].attribute("type"), Some("imap"));
    for server in servers {
        let fields: Vec<&str> = server
            .children()
            .filter(|node| node.is_element())
            .map(|node| node.tag_name().name())
            .collect();
        assert_eq!(fields[..3], ["hostname", "port", "socketType"]);
        assert_eq!(fields.last(), Some(&"username"));
        assert_eq!(server.attributes().count(), 1, "Evolution fails on unknown attributes");
    }
    assert!(!response.text().contains("<password>") && !response.text().contains("webMail"));
}

#[test]
fn idn_domains_are_found_in_both_forms_and_answered_in_a_labels() {
    for query in ["emailaddress=x@b%C3%BCcher.test", "emailaddress=x@XN--BCHER-KVA.test"] {
        let response = server().get(&format!("/mail/config-v1.1.xml?{query}"));
        assert_eq!(element(&response, "domain"), "xn--bcher-kva.test");
        assert!(response.text().is_ascii());
    }
}

#[test]
fn head_answers_like_get_without_a_body() {
    let target = "/mail/config-v1.1.xml?emailaddress=fred%40cap.test";
    let (get, head) = (server().get(target), server().request("HEAD", target, "", b""));
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
    // The order of fields means nothing (RFC 9110 §5.3).
    let but_date = |response: &Response| -> BTreeSet<(String, String)> {
        response.headers.iter().filter(|(name, _)| name != "date").cloned().collect()
    };
    assert_eq!(but_date(&head), but_date(&get));
    let missing = server().request("HEAD", "/v1.1/unknown.example", "", b"");
    assert_eq!((missing.status, missing.body.len()), (404, 0));
}

/// Rows 24 and 27; t1.
#[test]
fn an_unserved_domain_is_404_in_one_line_of_plain_text() {
    for target in [
        "/mail/config-v1.1.xml?emailaddress=fred@unknown.example",
        "/.well-known/autoconfig/mail/config-v1.1.xml",
        "/v1.1/unknown.example",
        "/v1.1/tuta.com",
        "/v1.1/%3Cb%3E",
        "/favicon.ico",
        "/autodiscover/autodiscover.svc",
        "/autodiscover/autodiscover.json?Email=fred@unknown.example&Protocol=Ews",
    ] {
        assert_one_line(&server().get(target), 404);
    }
}

/// Row 26.
#[test]
fn every_local_part_gets_the_same_answer() {
    let one = server().get("/mail/config-v1.1.xml?emailaddress=postmaster@gmail.com");
    let other = server().get("/mail/config-v1.1.xml?emailaddress=nobody-7f3a@gmail.com");
    assert_eq!(one.body, other.body);
    let normalize = |address| {
        let response = post(&pox(address));
        (response.status, response.text().replace(address, "X"))
    };
    assert_eq!(normalize("postmaster@gmail.com"), normalize("nobody-7f3a@gmail.com"));
}

/// Row 21, in the language of the asker and in English.
#[test]
fn the_hint_is_in_the_language_that_was_asked_for() {
    let ask = |language: &str| {
        let headers = format!("Accept-Language: {language}\r\n");
        server().request("GET", "/v1.1/docomo.ne.jp", &headers, b"")
    };
    let japanese = ask("ja-JP,ja;q=0.9,en;q=0.5");
    assert!(japanese.text().contains("<descr lang=\"ja\">"), "{}", japanese.text());
    assert!(japanese.text().contains("<descr lang=\"en\">"));
    assert!(!ask("en").text().contains("lang=\"ja\""));
    assert!(!ask("x".repeat(8000).as_str()).text().contains("lang=\"ja\""));
}

#[test]
fn the_enable_element_comes_only_where_the_operator_wants_it() {
    assert!(!server().get("/v1.1/gmail.com").text().contains("<enable"));
    let server = Mailguide::start(&["--log", "off", "--enable-element"]);
    assert!(server.get("/v1.1/gmail.com").text().contains("<enable visiturl="));
}

//----------- Autodiscover ---------------------------------------------------

/// Rows 28 and 29.
#[test]
fn autodiscover_takes_any_case_and_any_content_type() {
    for path in [
        "/autodiscover/autodiscover.xml",
        "/Autodiscover/Autodiscover.xml",
        "/AutoDiscover/AutoDiscover.xml",
        "/AUTODISCOVER/AUTODISCOVER.XML",
    ] {
        for kind in
            ["text/xml", "application/xml; charset=utf-8", "x", "application/x-www-form-urlencoded"]
        {
            let headers = format!("Content-Type: {kind}\r\n");
            let response = server().request("POST", path, &headers, &pox("fred@cap.test"));
            assert_eq!(element(&response, "LoginName"), "fred@cap.test", "{path} {kind}");
            assert_eq!(response.header("content-type"), Some(XML));
            assert_eq!(response.header("cache-control"), Some("no-store"));
        }
    }
}

/// Row 34; p7: Thunderbird repeats it as POST.
#[test]
fn get_on_the_autodiscover_path_is_405_and_helps() {
    for host in ["autodiscover.cap.test", "cap.test"] {
        let response = get_from(host, "/autodiscover/autodiscover.xml");
        assert_one_line(&response, 405);
        assert_eq!(response.header("allow"), Some("POST"));
        assert!(response.text().contains("curl"));
    }
}

/// Row 36; p4 without the trap of EmailEngine: an unserved domain is no 200.
#[test]
fn autodiscover_refuses_with_the_right_status() {
    assert_one_line(&post(&pox("fred@unknown.example")), 404);
    assert_one_line(&post(&pox("fred@outlook.com")), 404);
    for body in [&b""[..], b"{}", b"<a", b"<!DOCTYPE a><a/>", b"\xff\xfe<\0a\0/\0>\0"] {
        let response = post(body);
        assert_eq!((response.status, element(&response, "ErrorCode")), (200, "600".into()));
    }
}

/// A chunked body is legal HTTP, although no captured client sends one.
#[test]
fn a_chunked_body_is_read() {
    let body = pox("fred@cap.test");
    let mut request = b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nConnection: \
                        close\r\nTransfer-Encoding: chunked\r\n\r\n"
        .to_vec();
    for chunk in body.chunks(7) {
        request.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        request.extend_from_slice(chunk);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(element(&server().raw(&request), "LoginName"), "fred@cap.test");
}

/// Row 39: depth, size, attributes and entities are capped, and nothing raw comes back.
#[test]
fn hostile_xml_is_error_600() {
    let deep = "<a>".repeat(10_000);
    let wide = format!("<a>{}</a>", "<b/>".repeat(10_000));
    let attributes = format!("<a {}/>", "b='1' ".repeat(2_000));
    let laughs = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><l>&b;</l>".to_owned();
    let external = "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>".to_owned();
    let long = format!("<R><EMailAddress>{}@gmail.com</EMailAddress></R>", "a".repeat(300));
    for body in [deep, wide, attributes, laughs, external, long] {
        let response = post(body.as_bytes());
        assert_eq!(element(&response, "ErrorCode"), "600");
        assert!(response.body.len() < 600, "{}", response.text());
    }
    assert_one_line(&post(&vec![b' '; 70_000]), 413);
}

//----------- HTTP -----------------------------------------------------------

/// Protocols §7, 5.
#[test]
fn old_and_odd_http_is_understood() {
    for request in [
        "GET /v1.1/cap.test HTTP/1.0\r\n\r\n",
        "GET http://autoconfig.cap.test/mail/config-v1.1.xml HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n",
        "GET /mail/config-v1.1.xml HTTP/1.1\r\nhost: autoconfig.cap.test.\r\nconnection: close\r\n\r\n",
    ] {
        assert_eq!(server().raw(request.as_bytes()).status, 200, "{request}");
    }
}

#[test]
fn a_connection_is_used_again() {
    let mut stream = TcpStream::connect(server().http).unwrap();
    let request = b"GET /v1.1/cap.test HTTP/1.1\r\nHost: x\r\n\r\n";
    let last = b"GET /v1.1/cap.test HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(&[&request[..], request, last].concat()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 3);
}

#[test]
fn other_methods_are_told_what_works() {
    for method in ["PUT", "DELETE", "PATCH", "POST"] {
        let response = server().request(method, "/v1.1/cap.test", "", b"");
        assert_one_line(&response, 405);
        assert_eq!(response.header("allow"), Some("GET, HEAD"));
    }
    let preflight = server().request("OPTIONS", "/autodiscover/autodiscover.xml", "", b"");
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("Content-Type"));
}

#[test]
fn what_is_too_large_or_no_http_is_refused() {
    for number in [200, 70] {
        let many = (0..number).map(|n| format!("X-{n}: y\r\n")).collect::<String>();
        let response = server().request("GET", "/v1.1/cap.test", &many, b"");
        assert_eq!(response.status, 431, "{number} header fields");
    }
    let long = format!("X: {}\r\n", "y".repeat(64 * 1024));
    assert_eq!(server().request("GET", "/v1.1/cap.test", &long, b"").status, 431);
    assert_eq!(server().raw(b"hello\r\n\r\n").status, 400);
    // And the next one is served.
    assert_eq!(server().get("/v1.1/cap.test").status, 200);
}

#[test]
fn hosts_of_any_shape_harm_nothing() {
    for host in
        ["[::1]:80", "[", "a..b", "-", "%00", "autoconfig.", "autoconfig", "x:y:z", "127.0.0.1"]
    {
        assert_one_line(&get_from(host, "/mail/config-v1.1.xml"), 404);
    }
}
