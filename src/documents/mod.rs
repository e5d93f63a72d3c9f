//! One file a format, each pure: a mail service goes in, bytes come out.
//!
//! A document is written once a service, when the snapshot is built; what depends on the question
//! is left open as slots and filled in at each request (see [`pieces`]).

pub mod autoconfig;
pub mod autodiscover;
pub mod json;
pub mod mobileconfig;
pub mod pacc;
pub mod pieces;
