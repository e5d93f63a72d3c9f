//! DNS: which records there are ([`zone`], pure), how they are written down for those who keep
//! their own DNS ([`listing`], pure), how they are signed ([`dnssec`], pure), which message they make
//! (`reply`, pure), and how it goes over the wire ([`server`]).

pub mod dnssec;
pub mod listing;
mod record;
mod records;
mod reply;
pub mod server;
mod static_check;
mod static_record;
mod udp;
pub mod zone;
