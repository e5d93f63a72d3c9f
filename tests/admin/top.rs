//! `mailguide top`, with a terminal and without.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::support::Mailguide;
use crate::support::programs::have;
use crate::{SRV_OF_GMAIL, ask};

#[test]
fn without_a_terminal_top_is_one_table() {
    let server = Mailguide::start(&["--log", "off"]);
    let (code, text) = ask(&server, &["top"]);
    assert!(code == 0 && text.contains("\nnothing yet\n"), "{text}");
    for _ in 0..4 {
        server.get("/v1.1/gmail.com");
    }
    server.udp(SRV_OF_GMAIL);
    let (code, text) = ask(&server, &["top"]);
    assert_eq!(code, 0);
    let row = |start: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.trim_start().starts_with(start));
        line.unwrap_or_else(|| panic!("no {start}: {text}"))
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(row("autoconfig")[1], "4");
    assert_eq!(row("provider_domain")[1], "4");
    assert_eq!(row("dns-udp")[1], "1");
    assert!(text.contains("slowest of the last 5 look-ups") && text.contains(" gmail.com "));
    assert!(!text.contains('\u{1b}'), "no colours where there is no terminal");
}

/// `script` makes the terminal.
#[test]
fn at_a_terminal_top_goes_on_until_q() {
    if !have(&["script"]) {
        return;
    }
    let server = Mailguide::start(&["--log", "off"]);
    let program = env!("CARGO_BIN_EXE_mailguide");
    let command = format!("{program} top --control {}", server.control.display());
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    let (mut asked, mut left) = (false, false);
    loop {
        let length = stdout.read(&mut buffer).unwrap_or(0);
        if length == 0 {
            break;
        }
        text.push_str(&String::from_utf8_lossy(&buffer[..length]));
        // The first table knows nothing; a later one has what was asked meanwhile.
        if text.contains("nothing yet") && !asked {
            server.get("/v1.1/gmail.com");
            asked = true;
        }
        if text.contains("gmail.com") && !left {
            left = true;
            stdin.write_all(b"q").unwrap();
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(0), "{text}");
    assert!(
        text.contains("\u{1b}[?1049h") && text.contains("\u{1b}[?1049l"),
        "the screen is given back"
    );
}
