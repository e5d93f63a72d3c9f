//! What stands below `deploy/`, with the programs it is for.
//!
//! A test whose program is not installed says `SKIPPED`; `.ci/run` installs them all and sets
//! `MAILGUIDE_REQUIRE_PEERS`, which makes a missing one a failure.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

#[path = "../support/certificates.rs"]
mod certificates;
mod commands;
mod container;
mod debian;
mod kubernetes;
#[expect(dead_code, reason = "a program of its own")]
#[path = "../../examples/manuals.rs"]
mod manuals;
mod monitoring;
mod privileges;
mod proxies;
#[path = "../support/mod.rs"]
mod support;
mod systemd;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use hickory_server::proto::op::{Message, MessageType, OpCode, Query};
use hickory_server::proto::rr::{Name, RecordType};
use serde_json::Value;
use support::{Mailguide, PATIENCE, Response};

/// A file of this tree.
fn in_tree(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A text of this tree.
fn text_of(path: &str) -> String {
    std::fs::read_to_string(in_tree(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether all of what a test needs is there.
fn have(programs: &[&str]) -> bool {
    let is_there = |program: &str| {
        let mut folders: Vec<PathBuf> =
            std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect();
        folders.extend(["/usr/sbin", "/sbin"].map(PathBuf::from));
        folders.iter().any(|folder| folder.join(program).exists())
    };
    programs.iter().all(|program| is_there(program) || skipped(&format!("{program} is missing")))
}

/// Whether we are root.
fn are_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0 || skipped("this needs root")
}

/// Says that a test is skipped, unless none may be.
fn skipped(why: &str) -> bool {
    let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
    assert!(!required, "{why}, but all peers are required");
    eprintln!("SKIPPED: {why}");
    false
}

/// Runs a program to its end, and returns what it said if it was content.
fn run(command: &mut Command) -> String {
    let (is_content, said) = outcome(command);
    assert!(is_content, "{command:?}: {said}");
    said
}

/// Runs a program to its end: whether it was content, and what it said.
fn outcome(command: &mut Command) -> (bool, String) {
    let shown = format!("{command:?}");
    let output = command.output().unwrap_or_else(|error| panic!("{shown}: {error}"));
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// A YAML document of this tree, read by Python. Debian has the module for its own Python.
fn yaml_of(path: &str) -> Option<Value> {
    let reads = |python: &&str| {
        Command::new(python).args(["-c", "import yaml"]).output().is_ok_and(|o| o.status.success())
    };
    let Some(python) = ["python3", "/usr/bin/python3"].into_iter().find(reads) else {
        skipped("python3 or its module yaml is missing");
        return None;
    };
    const READ: &str =
        "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let said = run(Command::new(python).args(["-c", READ]).arg(in_tree(path)));
    Some(serde_json::from_str(&said).unwrap())
}

/// A GET of a path at an address.
fn asked_at(address: SocketAddr, path: &str) -> Response {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    Response::parse(&received)
}

/// A client asks over HTTP, and over DNS both ways.
fn is_served_over_all(server: &Mailguide) {
    let answer = server.get("/mail/config-v1.1.xml?emailaddress=fred@gmail.com");
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("<hostname>imap.gmail.com</hostname>"), "{}", answer.text());
    let mut question = Message::new(4711, MessageType::Query, OpCode::Query);
    let name = Name::from_ascii("_imaps._tcp.gmail.com.").unwrap();
    question.add_query(Query::query(name, RecordType::SRV));
    let question = question.to_vec().unwrap();
    for answer in [server.udp(&question), server.tcp(&question)] {
        let answer = Message::from_vec(&answer).unwrap();
        let records: Vec<String> =
            answer.answers.iter().map(|record| record.data.to_string()).collect();
        assert_eq!(records, ["0 0 993 imap.gmail.com."]);
    }
}
