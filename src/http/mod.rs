//! HTTP: which document a request is for ([`route`], pure), what it is answered with ([`answer`],
//! pure), how requests and replies come and go as bytes ([`server`]), how connections arrive
//! ([`connections`]), and what proxies say about them ([`proxies`], [`proxy`], pure).

pub mod answer;
pub mod body;
mod challenge;
pub mod connections;
mod fields;
pub mod interrupt;
pub mod limits;
mod mobileconfig;
mod payload;
pub mod people;
pub mod proxies;
pub mod proxy;
pub mod reply;
pub mod requests;
mod response;
pub mod route;
pub mod server;
pub mod stream;
pub mod traffic;
