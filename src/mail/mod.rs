//! The nouns: addresses, domains, hosts, and what a mail service is.
//!
//! Everything here is plain data that has been checked once, at the edge. Nothing here knows a
//! file format, a protocol document or a socket.

mod address;
mod companion;
mod date;
mod keyword;
mod link;
mod password;
mod service;
mod template;

pub(crate) use keyword::keywords;

pub use address::{ADDRESS_MAX, Address, AddressError, Domain, DomainError, Host};
pub use companion::{
    Companions, SieveServer, WebAddress, WebAddressError, WebService, WebServiceKind,
};
pub use date::{Date, DateError};
pub use link::{Link, LinkError};
pub use password::{
    Access, Characters, ErrorMeaning, ErrorText, PasswordFormat, PasswordKind, PasswordMaker,
    PasswordRule, Requirement, SentBy,
};
pub use service::{
    Authentication, AutodiscoverMode, Endpoint, Login, MailService, Port, Protocol, TlsMode,
    Username,
};
pub use template::{Template, TemplateError, Variable};
