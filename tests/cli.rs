//! The program as a person meets it: what it prints, how it stops, what it logs, how it refuses.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::Command;

use support::programs::have;
use support::{Mailguide, PATIENCE, mailguide};

fn shell(line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_three_lines_it_prints_work_as_they_are() {
    let server = Mailguide::start(&["--log", "off"]);
    let next = |word: &str| {
        let line = server.stderr_line(|line| line.trim_start().starts_with(word));
        line.trim().to_owned()
    };
    let (autoconfig, autodiscover, srv) = (next("curl"), next("curl"), next("dig"));
    assert!(autoconfig.contains(&server.http.to_string()), "{autoconfig}");
    if have(&["curl"]) {
        let document = shell(&format!("{autoconfig} --silent --fail"));
        assert!(document.contains("<hostname>imap.gmail.com</hostname>"), "{document}");
        let document = shell(&format!("{autodiscover} --silent --fail"));
        assert!(document.contains("<LoginName>fred@icloud.com</LoginName>"), "{document}");
    }
    if have(&["dig"]) {
        let answer = shell(&format!("{srv} +short"));
        assert_eq!(answer.trim(), "0 0 993 imap.gmail.com.");
    }
}

#[test]
fn it_stops_cleanly_when_it_is_told_to() {
    for signal in ["TERM", "INT"] {
        let mut server = Mailguide::start(&["--log", "off"]);
        assert_eq!(server.get("/v1.1/gmail.com").status, 200);
        server.signal(signal);
        assert_eq!(server.wait(), Some(0), "after SIG{signal}");
    }
}

/// A request that has begun is answered, although the server is stopping.
#[test]
fn a_running_request_is_finished_before_it_stops() {
    let mut server = Mailguide::start(&["--log", "off"]);
    let body = "email=fred@gmail.com";
    let mut stream = TcpStream::connect(server.http).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server says that it reads the body: the request has begun.
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 100 Continue"));
    server.signal("TERM");
    server.stderr_line(|line| line == "stopping");
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("<LoginName>fred@gmail.com</LoginName>"), "{answer}");
    assert_eq!(server.wait(), Some(0));
}

#[test]
fn a_port_in_use_is_one_sentence_and_exit_code_2() {
    let http = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    for (option, address, protocol) in [
        ("--http", http.local_addr().unwrap(), "HTTP"),
        ("--dns", udp.local_addr().unwrap(), "DNS over UDP"),
        ("--dns", tcp.local_addr().unwrap(), "DNS over TCP"),
    ] {
        let other = if option == "--http" { "--dns" } else { "--http" };
        let output = mailguide()
            .args(["serve", option, &address.to_string(), other, "127.0.0.1:0"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            words,
            format!(
                "error: cannot listen on {address} for {protocol}: another program uses the \
                 port; stop it, or choose another port with {option}\n"
            )
        );
    }
}

#[test]
fn faults_in_the_operators_files_are_all_told_and_nothing_starts() {
    let folder = std::env::temp_dir().join(format!("mailguide-faults-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let good = include_str!("fixtures/providers/captured.toml");
    std::fs::write(folder.join("one.toml"), good.replace("993", "143")).unwrap();
    std::fs::write(folder.join("two.toml"), good).unwrap();
    std::fs::write(folder.join("three.toml"), good.replace("[\"password\"]", "[\"pass\"]"))
        .unwrap();
    let output = mailguide().args(["serve", "--providers"]).arg(&folder).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8(output.stderr).unwrap();
    for place in ["one.toml:12:8", "three.toml:15:19", "three.toml:23:19"] {
        assert!(words.contains(place), "no {place} in:\n{words}");
    }
}

#[test]
fn the_operators_files_override_and_add() {
    let folder = std::env::temp_dir().join(format!("mailguide-own-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let good = include_str!("fixtures/providers/captured.toml");
    std::fs::write(
        folder.join("own.toml"),
        good.replace("\"cap.test\"", "\"cap.test\", \"gmx.net\""),
    )
    .unwrap();
    std::fs::write(folder.join("gmail.toml"), good.replace(".test\"", ".example\"")).unwrap();
    let explain = |domain: &str| {
        let output =
            mailguide().args(["explain", domain, "--providers"]).arg(&folder).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(explain("cap.test").contains("imap.cap.test"));
    // A domain is taken from the built-in file that lists it, and the others stay there.
    assert!(explain("gmx.net").contains("Captured Mail"));
    assert!(explain("gmx.de").contains("imap.gmx.net"));
    // A file of the same name replaces the built-in one whole.
    assert!(explain("gmail.com").contains("not known"));
    assert!(explain("p1.example").contains("imap.cap.example"), "{}", explain("p1.example"));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Without a terminal the answers are lines; what is no answer is passed over.
#[test]
fn the_questions_are_asked_and_answered_line_by_line() {
    let mut child = mailguide()
        .args(["explain", "fred@gmail.com", "--ask"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("9\nx\n2\n4\n3\n1\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    for words in [
        "Is two-step sign-in on?",
        "What changed last?",
        "Where does it fail?",
        "What does the message say?",
    ] {
        assert_eq!(text.matches(words).count(), 1, "{words} in {text}");
    }
    assert!(text.contains("Gmail wants an app password here."), "{text}");
    assert!(
        text.contains("1. If the mail program offers") || text.contains("1. Turn on"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "no colours where there is no terminal");
}

/// At a terminal one key is an answer, without Enter; Escape leaves. `script` makes the terminal.
#[test]
fn at_a_terminal_one_key_is_an_answer() {
    if !have(&["script"]) {
        return;
    }
    let run = |keys: &[u8], no_color: bool| {
        let command = format!("{} explain fred@gmail.com --ask", env!("CARGO_BIN_EXE_mailguide"));
        let mut script = Command::new("script");
        script.args(["-qec", &command, "/dev/null"]).env("TERM", "xterm").env("LANG", "C.UTF-8");
        if no_color {
            script.env("NO_COLOR", "1");
        }
        let mut child = script
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut text = String::new();
        let mut buffer = [0; 4096];
        let mut keys = keys.iter();
        let mut asked = 0;
        loop {
            let length = stdout.read(&mut buffer).unwrap_or(0);
            if length == 0 {
                break;
            }
            text.push_str(&String::from_utf8_lossy(&buffer[..length]));
            // A key a question, when its last answer stands there.
            let questions = text.matches("  1  ").count();
            if questions > asked {
                asked = questions;
                if let Some(key) = keys.next() {
                    stdin.write_all(&[*key]).unwrap();
                }
            }
        }
        assert_eq!(child.wait().unwrap().code(), Some(0), "{text}");
        text
    };
    let text = run(b"2431", false);
    assert!(text.contains("Gmail wants an app password here."), "{text}");
    assert!(text.contains("\u{1b}[1m"), "headings stand out: {text}");
    assert!(!run(b"2431", true).contains("\u{1b}[1m"), "NO_COLOR is honoured");
    let left = run(b"\x1b", false);
    assert!(!left.contains("What changed last?"), "{left}");
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let script = format!(
        "{} explain fred@gmail.com | true; test ${{PIPESTATUS[0]}} -eq 0",
        env!("CARGO_BIN_EXE_mailguide")
    );
    let status = Command::new("bash").args(["-c", &script]).status().unwrap();
    assert!(status.success());
}

/// Row 51: one line a request, with protocol, domain, reason and duration, and nothing that tells
/// whose mailbox it is or what it is opened with.
#[test]
fn logs_name_neither_mailbox_nor_password() {
    let mut server = Mailguide::start(&["--log", "debug"]);
    let secret = "Authorization: Basic c2VjcmV0OnNlc2FtZQ==\r\n";
    let target = "/mail/config-v1.1.xml?emailaddress=lovelace%40gmail.com";
    assert_eq!(server.request("GET", target, secret, b"").status, 200);
    let body = b"<R><EMailAddress>lovelace@gmail.com</EMailAddress></R>";
    let target = "/autodiscover/autodiscover.xml";
    assert_eq!(server.request("POST", target, secret, body).status, 200);
    assert_eq!(server.request("POST", target, secret, b"lovelace@gmail.com<").status, 200);
    assert_eq!(server.get("/lovelace@gmail.com").status, 404);
    assert_eq!(server.get("/v1.1/lovelace@gmail.com").status, 404);
    // A name below a served zone, as a client with a typing error may send it.
    let query = b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x08lovelace\x05gmail\x03com\0\0\x01\0\x01";
    server.udp(query);
    server.tcp(query);
    server.signal("TERM");
    server.wait();
    let log = server.rest_of_stderr();
    let requests: Vec<&String> = log.iter().filter(|line| line.contains("reason=")).collect();
    assert_eq!(requests.len(), 7, "{log:#?}");
    for line in &requests {
        for field in ["protocol=", "domain=", "reason=", "micros="] {
            assert!(line.contains(field), "{line}");
        }
    }
    let of = |protocol: &str| {
        let field = format!("protocol=\"{protocol}\"");
        requests.iter().filter(|line| line.contains(&field)).count()
    };
    assert_eq!((of("autoconfig"), of("autodiscover"), of("dns-udp"), of("dns-tcp")), (2, 2, 1, 1));
    for word in ["lovelace", "c2VjcmV0", "sesame", "Basic", "Authorization"] {
        assert!(log.iter().all(|line| !line.contains(word)), "{word} in {log:#?}");
    }
}
