//! DNS: which records there are ([`zone`], pure), how they are written down for those who keep
//! their own DNS ([`listing`], pure), which message they make (`reply`, pure), who is answered how
//! much ([`cookies`], [`rate_limit`], pure), and how it goes over the wire ([`server`]).

pub mod cookies;
pub mod limits;
pub mod listing;
pub mod rate_limit;
mod record;
mod records;
mod reply;
pub mod server;
mod static_check;
mod static_record;
mod stream;
pub mod udp;
pub mod wire;
pub mod zone;

pub use reply::answer_datagram;
