//! What operators see of the real server: health, numbers, the last look-ups, status and top. None
//! of it names anybody.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read files, the environment and the clock")]

#[path = "../support/databases/mod.rs"]
mod databases;
#[path = "../support/mod.rs"]
mod support;

mod exposition;
mod listener;
mod lookups;
mod numbers;
mod observed;
mod readiness;
mod status;
mod status_text;
mod top;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Output;

use support::{Mailguide, PATIENCE, Response, mailguide};

/// Where the admin listener is, where nothing else is configured.
fn socket(server: &Mailguide) -> PathBuf {
    let mut path = server.control.clone().into_os_string();
    path.push(".admin");
    path.into()
}

fn admin_request(server: &Mailguide, method: &str, path: &str) -> Response {
    let mut stream = UnixStream::connect(socket(server)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: admin\r\n\r\n").unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    Response::parse(&received)
}

fn admin(server: &Mailguide, path: &str) -> Response {
    admin_request(server, "GET", path)
}

/// What a command complains of.
fn words(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs a command of the control socket: its exit code, and what it printed.
fn ask(server: &Mailguide, arguments: &[&str]) -> (i32, String) {
    let output =
        mailguide().args(arguments).arg("--control").arg(&server.control).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// A query about a service that is there.
const SRV_OF_GMAIL: &[u8] =
    b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x06_imaps\x04_tcp\x05gmail\x03com\0\0\x21\0\x01";
