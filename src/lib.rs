//! Mailguide tells mail clients where a mailbox lives and tells people which password to type.
//!
//! # The map, in the order in which data passes
//!
//! 1. Bytes become types: [`http::route`] and [`documents::autodiscover`] read requests,
//!    [`dns::server`] reads queries, [`cli`] reads arguments, [`providers`] reads provider files
//!    through [`fields`] and tells what is wrong with them through [`diagnostics`].
//! 2. The nouns are in [`mail`]: address, domain, service, endpoint, password.
//! 3. A [`snapshot`] holds every service with its documents compiled, behind one [`index`] of
//!    domains. It never changes; a new one takes its place.
//! 4. [`lookup`] turns a question into an answer with a reason. Nothing else decides.
//! 5. Types become bytes: [`documents`] (autoconfig, Autodiscover) through [`xml`],
//!    [`dns::zone`], and [`guide`], which puts it all into words. Apple profiles leave under a
//!    signature ([`signing`]).
//!
//! Beside all this, [`import`] turns the configurations of other programs into one of ours.
//!
//! What was answered is counted in [`metrics`], which [`admin`] shows to operators.
//!
//! Everything but [`cli`], [`tls`], [`admin::server`], [`dns::server`], [`http::connections`] and
//! [`http::server`] is pure: no sockets, no files, no clock, no logging. `clippy.toml` holds that
//! line.

pub mod admin;
pub mod cli;
pub mod config;
pub mod connection_table;
pub mod diagnostics;
pub mod directory;
pub mod dns;
pub mod documents;
pub mod fields;
pub mod guide;
pub mod http;
pub mod import;
pub mod index;
pub mod lookup;
pub mod mail;
pub mod metrics;
pub mod network;
pub mod providers;
pub mod rate_table;
pub mod signing;
pub mod snapshot;
pub mod state;
pub mod tls;
pub mod web;
pub mod xml;
