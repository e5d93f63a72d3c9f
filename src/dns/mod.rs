//! DNS: which records there are ([`zone`], pure), which message that makes (`reply`, pure), and how
//! it goes over the wire ([`server`]).

mod reply;
pub mod server;
pub mod zone;
