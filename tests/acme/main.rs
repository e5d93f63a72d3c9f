//! Certificates from an authority: the real server and the real Pebble.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]

mod authority;
#[path = "../support/certificates.rs"]
mod certificates;
#[path = "../support/databases/mod.rs"]
mod databases;
mod node;
#[path = "../support/mod.rs"]
mod support;

mod challenges;
mod crash;
mod names;
mod nodes;
mod orders;
mod shared_database;
