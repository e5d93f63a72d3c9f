//! DNS: which records there are ([`zone`], pure), which message they make (`reply`, pure), and how
//! it goes over the wire ([`server`]).

mod record;
mod records;
mod reply;
pub mod server;
mod static_check;
mod static_record;
pub mod zone;
