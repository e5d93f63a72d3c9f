//! HTTP: which document a request is for ([`route`], pure), what it is answered with ([`answer`],
//! pure), and how bytes come and go ([`server`]).

pub mod answer;
pub mod body;
pub mod connection_table;
pub mod limits;
mod mobileconfig;
pub mod people;
pub mod reply;
pub mod route;
pub mod server;
pub mod stream;
pub mod traffic;
