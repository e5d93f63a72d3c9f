//! DNSSEC, end to end: keys made by the program, answers of the real server, judged by the programs
//! of others: delv, ldns-verify-zone, and unbound below a signed parent that NSD serves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files and the environment")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod node;
mod peer;
#[path = "../support/mod.rs"]
mod support;

mod answers;
mod forgery;
mod keys;
mod roll;
mod zone_files;

use std::time::Duration;

/// How long anything may take that several programs have a part in.
const PATIENCE: Duration = Duration::from_secs(60);
