//! DNS: which records there are ([`zone`], pure), how they are written down for those who keep
//! their own DNS ([`listing`], pure), which message they make ([`reply`], pure), and how it goes over
//! the wire ([`server`]).

pub mod listing;
mod record;
mod records;
pub mod reply;
pub mod server;
mod static_check;
mod static_record;
mod udp;
pub mod zone;
