//! TLS: which certificates the server has, which of them a client is shown, and how a connection
//! becomes an encrypted one.

pub mod acceptor;
pub mod certificate;
pub mod certificates;
pub mod files;
