//! DNS: which records there are ([`zone`], pure), how they are written down for those who keep
//! their own DNS ([`listing`], pure), how they are signed ([`dnssec`], pure), which message they make
//! (`reply`, pure), who is answered how much ([`cookies`], [`rate_limit`], pure), how it goes over the
//! wire ([`server`]), and what name servers elsewhere get of it ([`transfer`], pure) and are told of it
//! ([`notifier`]).

mod challenge;
mod contents;
pub mod cookies;
mod delegation;
pub mod dnssec;
pub mod limits;
pub mod listing;
mod message;
pub mod notifier;
pub mod rate_limit;
mod record;
mod records;
mod reply;
pub mod server;
mod static_check;
mod static_cuts;
mod static_record;
mod static_value;
mod stream;
pub mod transfer;
pub mod udp;
pub mod wire;
pub mod zone;

pub use reply::answer_datagram;
