//! Bytes that a proxy before us may read as other requests than we do: each gets one right answer
//! or a refusal, and where it could be read in two ways the connection ends there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read the clock")]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use support::{Mailguide, PATIENCE, Shared};

static SERVER: Shared = Shared::new(&["--log", "off"]);

fn server() -> Arc<Mailguide> {
    SERVER.get()
}

/// An idle connection is closed after 15 s; one that is closed sooner was closed on purpose.
const AT_ONCE: Duration = Duration::from_secs(5);

/// What a smuggler wants to be answered: a document that no other request here asks for.
const SMUGGLED: &str = "GET /v1.1/yahoo.com HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST: &str = "GET /v1.1/gmx.net HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// Sends bytes; returns all that comes until the server closes, which it must do at once.
fn answered(bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server().http).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let start = Instant::now();
    // The server may have closed before it has read everything.
    let _ = stream.write_all(bytes);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    let shown = String::from_utf8_lossy(bytes).escape_debug().to_string();
    assert!(start.elapsed() < AT_ONCE, "left open: {shown}");
    String::from_utf8_lossy(&received).into_owned()
}

/// The status codes in what a server sent.
fn statuses(received: &str) -> Vec<u16> {
    let starts = received.match_indices("HTTP/1.1 ");
    starts.map(|(at, start)| received[at + start.len()..][..3].parse().unwrap()).collect()
}

/// Sends a request with something smuggled behind it: it must be refused, and nothing more said.
fn assert_refused(request: &str) {
    for behind in ["", SMUGGLED] {
        let received = answered(format!("{request}{behind}").as_bytes());
        let statuses = statuses(&received);
        let refused = matches!(statuses[..], [] | [400] | [413] | [414] | [431]);
        assert!(refused, "{statuses:?} for {}", request.escape_debug());
        assert!(!received.contains("yahoo"), "smuggled: {}", request.escape_debug());
    }
}

fn pox(address: &str) -> String {
    format!(
        "<Autodiscover><Request><EMailAddress>{address}</EMailAddress></Request></Autodiscover>"
    )
}

const POST: &str = "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\n";

#[test]
fn a_length_that_is_not_one_number_is_refused() {
    for lengths in [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5, 6\r\n",
        "Content-Length: 6\r\nX: y\r\nContent-Length: 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length: \r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Content-Length: 18446744073709551615\r\n",
    ] {
        assert_refused(&format!("{POST}{lengths}\r\nabcde"));
    }
}

#[test]
fn an_encoding_that_is_not_chunked_is_refused() {
    for encoding in [
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding\t: chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding:\x0bchunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\0: y\r\n",
    ] {
        assert_refused(&format!("{POST}{encoding}\r\n0\r\n\r\n"));
    }
    assert_refused(
        "POST /autodiscover/autodiscover.xml HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    );
}

/// RFC 9112 §6.1: the encoding counts, and the connection ends.
#[test]
fn a_length_beside_an_encoding_ends_the_connection() {
    let body = pox("fred@gmail.com");
    let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    for both in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
    ] {
        let received = answered(format!("{POST}{both}\r\n{chunked}{SMUGGLED}").as_bytes());
        assert_eq!(statuses(&received), [200], "{both}");
        assert!(received.contains("imap.gmail.com") && !received.contains("yahoo"), "{both}");
    }
}

#[test]
fn a_broken_chunk_is_refused() {
    for chunks in [
        "ffffffffffffffff1\r\n",
        "-1\r\nx",
        "0x5\r\nabcde\r\n0\r\n\r\n",
        "+5\r\nabcde\r\n0\r\n\r\n",
        "5\r\nabcdefgh\r\n0\r\n\r\n",
        "zz\r\n",
        "\r\n",
        "5 5\r\nabcde\r\n0\r\n\r\n",
        "5;\nabcde\r\n0\r\n\r\n",
    ] {
        assert_refused(&format!("{POST}Transfer-Encoding: chunked\r\n\r\n{chunks}"));
    }
    let extension = format!("5;{}\r\nabcde\r\n0\r\n\r\n", "x".repeat(100_000));
    assert_refused(&format!("{POST}Transfer-Encoding: chunked\r\n\r\n{extension}"));
    let trailers = format!("0\r\n{}\r\n", "X: y\r\n".repeat(20_000));
    assert_refused(&format!("{POST}Transfer-Encoding: chunked\r\n\r\n{trailers}"));
}

/// RFC 9112 §3.2, §5.1, §5.2 and RFC 9110 §5.5.
#[test]
fn a_head_that_is_none_is_refused() {
    let get = "GET /v1.1/gmail.com HTTP/1.1\r\n";
    for head in [
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
        "GET http://a/v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nX: y\r\n\tz\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nX\0: y\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n",
        "GET /v1.1/gmail\0.com HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/1.1 x\r\nHost: a\r\n\r\n",
        "GET /v1.1/gmail.com HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /v1.1/gmail.com\r\nHost: a\r\n\r\n",
        "G\0ET /v1.1/gmail.com HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\0\x01\0\x01\r\n\r\n",
    ] {
        assert_refused(head);
    }
    assert_refused(&format!("{get}Host: a\r\nX: {}\r\n\r\n", "y".repeat(100_000)));
    assert_refused(&format!("{get}Host: a\r\n{}\r\n", "X: y\r\n".repeat(1000)));
    let long = "y".repeat(100_000);
    assert_refused(&format!("GET /v1.1/{long} HTTP/1.1\r\nHost: a\r\n\r\n"));
}

#[test]
fn a_request_without_a_host_is_refused() {
    let received = answered(b"GET /v1.1/gmail.com HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(statuses(&received), [400]);
}

/// What is odd but can be read in one way only is answered, in order, and nothing in between.
#[test]
fn what_is_odd_but_clear_is_answered_once() {
    let body = pox("fred@gmail.com");
    let length = body.len();
    for (request, expected) in [
        // A body where none is expected is no request.
        (
            format!(
                "GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{SMUGGLED}",
                SMUGGLED.len()
            ),
            "gmail",
        ),
        // RFC 9112 §2.2: a line may end in LF alone, and empty lines may come first.
        ("GET /v1.1/gmail.com HTTP/1.1\nHost: x\n\n".to_owned(), "gmail"),
        ("\r\n\r\nGET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "gmail"),
        // §3.2.2: the absolute target decides.
        (
            "GET http://autoconfig.gmail.com/mail/config-v1.1.xml HTTP/1.1\r\nHost: \
             autoconfig.yahoo.com\r\n\r\n"
                .to_owned(),
            "gmail",
        ),
        (
            "GET http://autoconfig.gmail.com:99/mail/config-v1.1.xml HTTP/1.1\r\nHost: \
             x\r\n\r\n"
                .to_owned(),
            "gmail",
        ),
        // §6.3: equal lengths are one.
        (
            format!("{POST}Content-Length: {length}\r\nContent-Length: {length}\r\n\r\n{body}"),
            "gmail",
        ),
        // Upgrades that we do not know are passed over (RFC 9110 §7.8).
        (
            "GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: \
             h2c\r\n\r\n"
                .to_owned(),
            "gmail",
        ),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), ""),
        ("TRACE /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nX: secret\r\n\r\n".to_owned(), ""),
        ("CONNECT yahoo.com:443 HTTP/1.1\r\nHost: yahoo.com:443\r\n\r\n".to_owned(), ""),
    ] {
        let received = answered(format!("{request}{LAST}").as_bytes());
        let shown = request.escape_debug();
        assert_eq!(statuses(&received).len(), 2, "{shown}: {received}");
        let (first, second) = received.split_at(received.rfind("HTTP/1.1 ").unwrap());
        assert!(first.contains(expected) && second.contains("gmx"), "{shown}: {received}");
        assert!(!received.contains("yahoo") && !received.contains("secret"), "{shown}: {received}");
    }
}

/// Many requests in one go are answered one after the other, and each only once.
#[test]
fn what_is_pipelined_is_answered_in_order() {
    let domains = ["gmail.com", "icloud.com", "gmx.net", "yahoo.com"];
    let request = |domain: &str| format!("GET /v1.1/{domain} HTTP/1.1\r\nHost: x\r\n\r\n");
    let many: String = domains.iter().cycle().take(100).map(|domain| request(domain)).collect();
    let received = answered(format!("{many}{LAST}").as_bytes());
    let asked: Vec<&str> =
        received.split("<emailProvider id=\"").skip(1).map(|rest| &rest[..5]).collect();
    let expected: Vec<&str> =
        domains.iter().cycle().take(100).map(|domain| &domain[..5]).chain(["gmx.n"]).collect();
    assert_eq!(asked, expected);
}
