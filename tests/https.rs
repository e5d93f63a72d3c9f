//! HTTPS with curl and openssl: which certificate whom is shown, what changes of files do, what
//! handshakes are refused, and what a client of HTTP/2 cannot do to us.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests write files")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

#[path = "support/certificates.rs"]
mod certificates;
mod support;

use std::io::{ErrorKind, Read, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;

use certificates::{Authority, Issued};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use support::programs::{have, wait_until};
use support::{Folder, Mailguide, PATIENCE, mailguide};

const DOCUMENT: &str = "/mail/config-v1.1.xml?emailaddress=fred@gmail.com";

/// A server with certificates in a folder, and who trusts them.
struct Secure {
    authority: Authority,
    folder: Folder,
    server: Mailguide,
}

impl Secure {
    /// The default is for `autoconfig.one.test` and every host below `wild.test`; another stands
    /// in the folder, for `two.test`.
    fn start(more: &[&str]) -> Self {
        let authority = Authority::new();
        let folder = Folder::new("https");
        write(&folder, "default", &authority.issue(&["autoconfig.one.test", "*.wild.test"]));
        std::fs::create_dir(folder.path().join("certificates")).unwrap();
        write(&folder, "certificates/two", &authority.issue(&["two.test"]));
        folder.write("root.pem", &authority.root());
        let file = "[tls]\nlisten = \"127.0.0.1:0\"\ncertificate = \"default.pem\"\n\
                    key = \"default.key\"\nfolder = \"certificates\"\n";
        folder.write("mailguide.toml", file);
        let server = Mailguide::start_in(folder.path(), more);
        Self { authority, folder, server }
    }

    fn port(&self) -> u16 {
        self.server.https.unwrap().port()
    }

    /// What curl says to `https://HOST/…`; its exit code, and what it printed.
    fn curl(&self, host: &str, target: &str, arguments: &[&str]) -> (i32, String) {
        let port = self.port();
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "20", "--cacert"])
            .arg(self.folder.path().join("root.pem"))
            .args(["--resolve", &format!("{host}:{port}:127.0.0.1")])
            .args(arguments)
            .arg(format!("https://{host}:{port}{target}"))
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(text).unwrap())
    }

    /// What `openssl s_client` says of a handshake.
    fn s_client(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl")
            .args(["s_client", "-connect", &format!("127.0.0.1:{}", self.port()), "-CAfile"])
            .arg(self.folder.path().join("root.pem"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }
}

/// An encrypted connection for HTTP/2 on which nothing has been said.
fn http_2(secure: &Secure) -> StreamOwned<ClientConnection, TcpStream> {
    let stream = TcpStream::connect(secure.server.https.unwrap()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let name = ServerName::try_from("two.test").unwrap();
    let client = secure.authority.client(&[b"h2"]);
    StreamOwned::new(ClientConnection::new(Arc::new(client), name).unwrap(), stream)
}

/// A frame (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Reads until the connection ends, and returns the reason that GOAWAY gave (RFC 9113 §6.8). A
/// client that is still sending may lose it.
fn reason_of_the_end(stream: &mut impl Read) -> Option<u32> {
    const GOAWAY: u8 = 7;
    let mut reason = None;
    loop {
        let mut frame = || -> std::io::Result<(u8, Vec<u8>)> {
            let mut head = [0; 9];
            stream.read_exact(&mut head)?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; length as usize];
            stream.read_exact(&mut payload)?;
            Ok((head[3], payload))
        };
        match frame() {
            Ok((GOAWAY, payload)) => {
                reason = Some(u32::from_be_bytes(payload[4..8].try_into().unwrap()));
            }
            Ok(_) => {}
            Err(error) => {
                let kind = error.kind();
                let waited = [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&kind);
                assert!(!waited, "the connection goes on");
                return reason;
            }
        }
    }
}

fn write(folder: &Folder, name: &str, issued: &Issued) {
    folder.write(&format!("{name}.key"), &issued.key);
    folder.write(&format!("{name}.pem"), &issued.chain);
}

#[test]
fn the_same_document_comes_by_http_and_https_in_both_versions() {
    if !have(&["curl", "openssl"]) {
        return;
    }
    let secure = Secure::start(&[]);
    let plain = secure.server.get(DOCUMENT);
    for (version, told) in [("--http1.1", "1.1"), ("--http2", "2")] {
        let arguments = [version, "--write-out", "\n%{http_version} %{response_code}"];
        let (code, text) = secure.curl("autoconfig.one.test", DOCUMENT, &arguments);
        assert_eq!(code, 0, "{text}");
        let expected = format!("{}\n{told} 200", plain.text());
        assert_eq!(text, expected);
    }
    let lines = [0, 1, 2].map(|_| secure.server.stderr_line(|line| line.contains("autoconfig")));
    let schemes = ["http", "https", "https"];
    for (line, scheme) in lines.iter().zip(schemes) {
        assert!(line.contains(&format!("scheme=\"{scheme}\"")), "{line}");
    }
    // A form is read too.
    let form = ["--http2", "--data", "email=fred@icloud.com"];
    let (code, text) = secure.curl("autoconfig.one.test", "/autodiscover/autodiscover.xml", &form);
    assert!(code == 0 && text.contains("<Autodiscover"), "{text}");
}

#[test]
fn a_name_is_shown_its_certificate_in_every_form() {
    if !have(&["curl", "openssl"]) {
        return;
    }
    let secure = Secure::start(&["--log", "off"]);
    let shown = |name: &str| {
        let text = secure.s_client(&["-servername", name, "-verify_return_error"]);
        assert!(text.contains("Verify return code: 0 (ok)"), "{name}: {text}");
        text
    };
    let subject = |text: &str, name: &str| {
        let pem = text.split_inclusive("-----END CERTIFICATE-----\n").next().unwrap().to_owned();
        secure.folder.write("shown.pem", &pem[pem.find("-----BEGIN").unwrap()..]);
        let output = Command::new("openssl")
            .args(["x509", "-noout", "-checkhost", name, "-in"])
            .arg(secure.folder.path().join("shown.pem"))
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).contains("does match")
    };
    for (asked, host) in [
        ("autoconfig.one.test", "autoconfig.one.test"),
        ("AutoConfig.One.TEST", "autoconfig.one.test"),
        ("autoconfig.one.test.", "autoconfig.one.test"),
        ("two.test", "two.test"),
        ("TWO.test.", "two.test"),
        ("any.wild.test", "any.wild.test"),
    ] {
        assert!(subject(&shown(asked), host), "{asked}");
    }
    let text = secure.s_client(&["-noservername"]);
    assert!(subject(&text, "autoconfig.one.test"), "the default: {text}");
    for unknown in ["three.test", "wild.test", "a.b.wild.test", "sub.two.test"] {
        let text = secure.s_client(&["-servername", unknown]);
        assert!(text.contains("unrecognized name"), "{unknown}: {text}");
        assert!(!text.contains("BEGIN CERTIFICATE"), "{unknown}: {text}");
    }
}

#[test]
fn old_versions_are_refused_and_sessions_are_resumed() {
    if !have(&["curl", "openssl"]) {
        return;
    }
    let secure = Secure::start(&["--log", "off"]);
    let name = ["-servername", "two.test"];
    for old in ["-tls1", "-tls1_1"] {
        let text = secure.s_client(&[&name[..], &[old, "-cipher", "ALL:@SECLEVEL=0"]].concat());
        // Which of the two depends on what else such an old client does not say.
        let alerts = ["alert protocol version", "alert handshake failure"];
        assert!(alerts.iter().any(|alert| text.contains(alert)), "{old}: {text}");
        assert!(text.contains("Cipher is (NONE)"), "{old}: {text}");
    }
    for (version, told) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let path = secure.folder.path().join(told);
        let path = path.to_str().unwrap();
        // With TLS 1.3 tickets come after the handshake: a whole request has to be made.
        let request = |arguments: &[&str]| {
            let mut child = Command::new("openssl")
                .args(["s_client", "-connect", &format!("127.0.0.1:{}", secure.port())])
                .args(["-servername", "two.test", "-ign_eof", version])
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let request = b"GET / HTTP/1.1\r\nHost: two.test\r\nConnection: close\r\n\r\n";
            child.stdin.as_mut().unwrap().write_all(request).unwrap();
            let output = child.wait_with_output().unwrap();
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let first = request(&["-sess_out", path]);
        assert!(first.contains(&format!("New, {told}")), "{first}");
        assert!(first.contains("HTTP/1.1 200"), "{first}");
        let again = request(&["-sess_in", path]);
        assert!(again.contains(&format!("Reused, {told}")), "{again}");
        // A session of another name is none.
        let other = secure.s_client(&["-servername", "any.wild.test", version, "-sess_in", path]);
        assert!(other.contains(&format!("New, {told}")), "{other}");
    }
}

#[test]
fn handshakes_take_the_cheaper_hash_where_the_client_has_it() {
    if !have(&["openssl"]) {
        return;
    }
    let secure = Secure::start(&["--log", "off"]);
    for (offered, chosen) in [
        (&["-tls1_3"][..], "TLS_AES_128_GCM_SHA256"),
        (&["-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384"], "TLS_AES_256_GCM_SHA384"),
        (&["-tls1_2"], "ECDHE-ECDSA-AES128-GCM-SHA256"),
        (&["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"], "ECDHE-ECDSA-AES256-GCM-SHA384"),
    ] {
        let text = secure.s_client(&[&["-servername", "two.test"], offered].concat());
        assert!(text.contains(&format!("Cipher is {chosen}\n")), "{offered:?}: {text}");
    }
}

#[test]
fn a_changed_certificate_is_shown_and_a_broken_one_is_not() {
    if !have(&["curl", "openssl"]) {
        return;
    }
    let secure = Secure::start(&[]);
    let reaches = |host: &str| secure.curl(host, DOCUMENT, &[]).0 == 0;
    assert!(reaches("two.test") && !reaches("three.test"));
    // A renewed one with another name.
    write(&secure.folder, "certificates/two", &secure.authority.issue(&["two.test", "three.test"]));
    wait_until("the new certificate", PATIENCE, || reaches("three.test"));
    // One more, as certbot writes it.
    let issued = secure.authority.issue(&["four.test"]);
    std::fs::create_dir(secure.folder.path().join("certificates/four.test")).unwrap();
    secure.folder.write("certificates/four.test/privkey.pem", &issued.key);
    secure.folder.write("certificates/four.test/fullchain.pem", &issued.chain);
    wait_until("the further certificate", PATIENCE, || reaches("four.test"));
    // A key of another certificate: told once, and the old pair stays in use.
    let other = secure.authority.issue(&["three.test"]);
    secure.folder.write("certificates/two.key", &other.key);
    let told = secure.server.stderr_line(|line| line.contains("the old certificate stays in use"));
    assert!(told.contains("two.pem: the key does not belong to the certificate"), "{told}");
    assert!(reaches("two.test") && reaches("three.test"));
    // What is gone is not shown any longer; by then the broken pair was looked at again.
    std::fs::remove_dir_all(secure.folder.path().join("certificates/four.test")).unwrap();
    wait_until("the end of the further certificate", PATIENCE, || !reaches("four.test"));
    assert!(reaches("two.test"));
    // A reload says what is wrong, and changes nothing.
    let reload = || {
        let output =
            mailguide().args(["reload", "--control"]).arg(&secure.server.control).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, words) = reload();
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("two.pem: the key does not belong to the certificate"), "{words}");
    assert!(reaches("two.test"));
    std::fs::remove_file(secure.folder.path().join("certificates/two.key")).unwrap();
    std::fs::remove_file(secure.folder.path().join("certificates/two.pem")).unwrap();
    let (code, words) = reload();
    assert_eq!(code, 0, "{words}");
    assert!(!reaches("two.test") && reaches("autoconfig.one.test"));
    let mut server = secure.server;
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    let rest = server.rest_of_stderr();
    let again = rest.iter().filter(|line| line.contains("the old certificate stays"));
    assert_eq!(again.count(), 0, "told once: {rest:?}");
}

/// What `mailguide serve` and `config check` say of a pair of files.
fn said_of(chain: &str, key: &str) -> (i32, String) {
    let folder = Folder::new("https-faults");
    folder.write("chain.pem", chain);
    folder.write("key.pem", key);
    let file = "[tls]\nlisten = \"127.0.0.1:0\"\ncertificate = \"chain.pem\"\nkey = \"key.pem\"\n";
    folder.write("mailguide.toml", file);
    let run = |command: &[&str]| {
        let output = mailguide().current_dir(folder.path()).args(command).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, words) = run(&["config", "check"]);
    if code == 2 {
        // Whoever does not check hears the same.
        let (serve, told) = run(&["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0"]);
        assert_eq!(serve, 2, "{told}");
        assert!(told.ends_with(&words), "{told}");
    }
    (code, words)
}

#[test]
fn wrong_files_are_told_at_the_start_with_a_remedy() {
    let authority = Authority::new();
    let one = authority.issue(&["one.test"]);
    let other = authority.issue(&["one.test"]);
    let (own, intermediate) = one.chain.split_at(one.chain.len() - authority.intermediate().len());
    let nameless = authority.issue(&[]);
    for (chain, key, told) in [
        (
            &*one.chain,
            &*other.key,
            "the key does not belong to the certificate; give the two that were made together",
        ),
        (
            &format!("{intermediate}{own}"),
            &one.key,
            "the server's own certificate is not the first of its chain; put it first",
        ),
        (
            &format!("{own}{}{intermediate}", authority.root()),
            &one.key,
            "the chain is out of order; let every certificate be followed by that of its issuer",
        ),
        (
            "",
            &one.key,
            "there is no certificate in the file; it begins with -----BEGIN CERTIFICATE-----",
        ),
        (
            &one.chain,
            &one.chain,
            "the key is not readable as PEM without a password; it begins with -----BEGIN PRIVATE \
             KEY-----",
        ),
        (
            &nameless.chain,
            &nameless.key,
            "the certificate names no host (subjectAltName), so no client accepts it; have one \
             made with the names of this server",
        ),
    ] {
        let expected = format!("error: tls.certificate: chain.pem: {told}\n");
        assert_eq!(said_of(chain, key), (2, expected));
    }
    assert_eq!(said_of(&one.chain, &one.key).0, 0);
    // The root at the end is of no use, but does no harm.
    assert_eq!(said_of(&format!("{}{}", one.chain, authority.root()), &one.key).0, 0);
    assert_eq!(said_of(own, &one.key).0, 0, "a certificate of a known authority");
    let ended = authority.issue_until(&["one.test"], 2020);
    let (code, words) = said_of(&ended.chain, &ended.key);
    assert_eq!(code, 1, "{words}");
    assert!(words.starts_with("warning: the certificate chain.pem ended "), "{words}");
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const ENHANCE_YOUR_CALM: u32 = 0xb;
/// GET / at https://two.test, compressed (RFC 7541): three fields of the static table, one literal.
const GET: &[u8] = b"\x82\x84\x87\x01\x08two.test";

/// What a client sends that takes back every request at once (CVE-2023-44487), as one block: the
/// server cannot look at any of them in between.
fn rapid_resets(number: u32) -> Vec<u8> {
    let (headers, reset, settings) = (1, 3, 4);
    let mut bytes = [PREFACE, &frame(settings, 0, 0, &[])].concat();
    for request in 0..number {
        let stream = 2 * request + 1;
        bytes.extend(frame(headers, 0x5, stream, GET));
        bytes.extend(frame(reset, 0, stream, &8_u32.to_be_bytes()));
    }
    bytes
}

#[test]
fn rapid_resets_end_the_connection_and_hurt_nobody_else() {
    let secure = Secure::start(&["--log", "off"]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let mut stream = http_2(&secure);
                    // The server may have hung up before it was all sent.
                    let _ = stream.write_all(&rapid_resets(2_000));
                    let reason = reason_of_the_end(&mut stream);
                    assert!(reason.is_none_or(|reason| reason == ENHANCE_YOUR_CALM), "{reason:?}");
                }
            });
        }
        for _ in 0..20 {
            assert_eq!(secure.server.get("/v1.1/gmail.com").status, 200);
        }
    });
}

/// Heads that never end (CVE-2024-27316), and a head that is longer than any has to be.
#[test]
fn heads_without_end_are_cut_off() {
    let secure = Secure::start(&["--log", "off"]);
    let (headers, settings, continuation) = (1, 4, 9);
    let mut stream = http_2(&secure);
    let mut bytes = [PREFACE, &frame(settings, 0, 0, &[])].concat();
    bytes.extend(frame(headers, 0x1, 1, GET));
    // A literal field that is not remembered, again and again.
    let field = [b"\x00\x01a\x7f\x00".as_slice(), &[b'x'; 127]].concat();
    for _ in 0..2_000 {
        bytes.extend(frame(continuation, 0, 1, &field));
    }
    let _ = stream.write_all(&bytes);
    let _ = reason_of_the_end(&mut stream);
    assert_eq!(secure.server.get("/v1.1/gmail.com").status, 200);
}
