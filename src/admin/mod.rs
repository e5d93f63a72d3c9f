//! What operators and their monitors see of a running server: which paths there are ([`route`],
//! pure), what they answer ([`answer`], pure), the same as data ([`figures`], pure) and as a table
//! ([`table`], pure), and how bytes come and go ([`server`]).
//!
//! Neither an address nor a local part nor the address of a client is in any of it.

pub mod answer;
pub mod certificates;
pub mod figures;
pub mod route;
pub mod server;
pub mod table;
