//! A reply: status, headers, body, and what the log says of it.

use crate::lookup::Reason;
use crate::mail::{Domain, Link};
use crate::metrics::AddressDigest;

const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// A reply, not yet bytes on a connection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The type of the body.
    pub content_type: &'static str,
    /// Whether and for whom the reply may be kept.
    pub cache: Cache,
    /// The methods that work, with 405 and preflights.
    pub allow: Option<&'static str>,
    /// Where the client is sent on to, with 302.
    pub location: Option<Link>,
    /// After how many seconds to try again, with 429 and 503.
    pub retry_after: Option<u32>,
    /// The body.
    pub body: Vec<u8>,
    /// Why it is this one.
    pub reason: Reason,
    /// What was asked, for the log.
    pub resource: &'static str,
    /// The domain it was about, for the log.
    pub domain: Option<Domain>,
    /// The MX host that the domain was recognised by, for the log.
    pub mx: Option<Domain>,
    /// What stands for the address it was about, for the last look-ups.
    pub address: Option<AddressDigest>,
}

impl Reply {
    /// A reply that nobody keeps.
    pub(super) fn new(
        status: u16,
        reason: Reason,
        resource: &'static str,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Self {
        Self {
            status,
            content_type,
            cache: Cache::Never,
            allow: None,
            location: None,
            retry_after: None,
            body,
            reason,
            resource,
            domain: None,
            mx: None,
            address: None,
        }
    }
}

/// Whether and for whom a reply may be kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cache {
    /// By everybody, for an hour; it depends on the language.
    PublicByLanguage,
    /// By everybody, for an hour.
    Public,
    /// By everybody, for five minutes.
    PublicShortly,
    /// By nobody: it depends on the address.
    Never,
    /// By everybody, for a day.
    PublicForADay,
}

impl Cache {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [
        Self::PublicByLanguage,
        Self::Public,
        Self::PublicShortly,
        Self::Never,
        Self::PublicForADay,
    ];

    /// The value of `Cache-Control`.
    pub const fn control(self) -> &'static str {
        match self {
            Self::Public | Self::PublicByLanguage => "public, max-age=3600",
            Self::PublicShortly => "public, max-age=300",
            Self::Never => "no-store",
            Self::PublicForADay => "public, max-age=86400",
        }
    }

    /// The value of `Vary`.
    pub fn vary(self) -> Option<&'static str> {
        (self == Self::PublicByLanguage).then_some("Accept-Language")
    }
}

/// A reply for what went wrong before there was a request to answer.
pub fn refuse(status: u16, reason: Reason, line: &str) -> Reply {
    Reply { cache: Cache::Never, ..text(status, reason, "-", None, line.to_owned()) }
}

pub(super) fn text(
    status: u16,
    reason: Reason,
    resource: &'static str,
    domain: Option<Domain>,
    line: String,
) -> Reply {
    let mut body = line.into_bytes();
    if !body.is_empty() {
        body.push(b'\n');
    }
    let cache = Cache::PublicShortly;
    Reply { cache, domain, ..Reply::new(status, reason, resource, PLAIN_TEXT, body) }
}
