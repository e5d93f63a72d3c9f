//! Secondaries: zones that are transferred, to whom, with which serials, and the real NSD, Knot DNS
//! and BIND that follow them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

#[path = "../support/certificates.rs"]
mod certificates;
#[path = "../support/databases.rs"]
mod databases;
mod engines;
mod primary;
mod serials;
#[path = "../support/mod.rs"]
mod support;
mod transfers;

/// Whether a program is there.
fn have(program: &str, option: &str) -> bool {
    let found = std::process::Command::new(program).arg(option).output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{program} is missing, but all peers are required");
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}
