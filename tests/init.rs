//! `mailguide init`: what it asks, what it writes, and that the file it writes is right.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

mod support;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use support::programs::have;
use support::{Folder, mailguide};

fn init(folder: &Folder, arguments: &[&str]) -> Output {
    mailguide().current_dir(folder.path()).arg("init").args(arguments).output().unwrap()
}

fn check(folder: &Folder) -> Output {
    mailguide().current_dir(folder.path()).args(["config", "check"]).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn own_servers_are_written_and_the_records_printed() {
    let folder = Folder::new("init");
    let arguments = [
        "bücher.example",
        "--imap",
        "imap.example.net",
        "--pop3",
        "pop.example.net",
        "--smtp",
        "smtp.example.net",
        "--public-address",
        "2001:db8::1",
        "--public-url",
        "https://guide.example.net",
    ];
    let output = init(&folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let records = text(&output.stdout);
    for wanted in [
        "autoconfig.xn--bcher-kva.example",
        "AAAA   2001:db8::1",
        "SRV    10 0 995 pop.example.net.",
        "SRV    0 0 465 smtp.example.net.",
    ] {
        assert!(records.contains(wanted), "{wanted} in {records}");
    }
    let output = check(&folder);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let file = std::fs::read_to_string(folder.path().join("mailguide.toml")).unwrap();
    assert!(file.contains("\npublic_url = \"https://guide.example.net\"\n"));
    assert!(file.contains("\n# listen = \"127.0.0.1:8080\"\n"));
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let folder = Folder::new("init-again");
    folder.write("mailguide.toml", "# mine\n");
    let output = init(&folder, &["example.org", "--provider", "fastmail"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("move it away"), "{}", text(&output.stderr));
    let file = std::fs::read_to_string(folder.path().join("mailguide.toml")).unwrap();
    assert_eq!(file, "# mine\n");
}

#[test]
fn nobody_is_guessed() {
    let folder = Folder::new("init-nobody");
    for (arguments, wanted) in [
        (&["example.org"][..], "--imap HOST"),
        (&["example.org", "--imap", "imap.example.org"], "--smtp HOST"),
        (&["example.org", "--provider", "nobody"], "there is no provider nobody"),
        (&["exa mple.org", "--provider", "gmail"], "no letter, digit or hyphen"),
    ] {
        let output = init(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(wanted), "{}", text(&output.stderr));
        assert!(!folder.path().join("mailguide.toml").exists());
    }
}

#[test]
fn a_provider_that_lets_no_program_in_is_told_and_leaves_no_file() {
    let folder = Folder::new("init-tuta");
    let output = init(&folder, &["example.org", "--provider", "tuta"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot be served"), "{}", text(&output.stderr));
    assert!(!folder.path().join("mailguide.toml").exists());
}

/// At a terminal it asks; `script` (bsdutils) is one.
#[test]
fn at_a_terminal_it_asks() {
    if !have(&["script"]) {
        return;
    }
    let folder = Folder::new("init-terminal");
    let line = format!("{} init example.org", env!("CARGO_BIN_EXE_mailguide"));
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // No provider; a host that is none, then one; and the outgoing server.
    let answers = b"\nimap server\nimap.example.org\nsmtp.example.org\n";
    child.stdin.take().unwrap().write_all(answers).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("write a host name") && said.contains("wrote mailguide.toml"), "{said}");
    assert_eq!(check(&folder).status.code(), Some(0));
}
