//! Secondaries: zones that are transferred, to whom, with which serials, and the real NSD, Knot DNS
//! and BIND that follow them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

#[path = "../support/certificates.rs"]
mod certificates;
#[path = "../support/databases/mod.rs"]
mod databases;
mod engines;
mod primary;
mod serials;
#[path = "../support/mod.rs"]
mod support;
mod transfers;
