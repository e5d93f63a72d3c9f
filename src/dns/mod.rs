//! DNS: which records there are ([`zone`], pure), and how they go over the wire ([`server`]).

pub mod server;
pub mod zone;
