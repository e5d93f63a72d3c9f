//! The header fields of a request that decide something, found in one pass.

use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Version, header::HeaderName};

/// The header fields of a request that decide something: the first of each.
#[derive(Default)]
pub(super) struct Fields<'h> {
    host: Option<&'h HeaderValue>,
    has_several_hosts: bool,
    has_transfer_encoding: bool,
    user_agent: Option<&'h HeaderValue>,
    accept_language: Option<&'h HeaderValue>,
}

/// A request has no Host, or several.
pub(super) struct NotOneHost;

impl<'h> Fields<'h> {
    /// Finds them.
    pub(super) fn read(headers: &'h HeaderMap) -> Self {
        let mut fields = Self::default();
        for (name, value) in headers {
            let is = |known: HeaderName| *name == known;
            if is(header::HOST) {
                fields.has_several_hosts |= fields.host.is_some();
                fields.host = fields.host.or(Some(value));
            } else if is(header::USER_AGENT) {
                fields.user_agent = fields.user_agent.or(Some(value));
            } else if is(header::ACCEPT_LANGUAGE) {
                fields.accept_language = fields.accept_language.or(Some(value));
            } else if is(header::TRANSFER_ENCODING) {
                fields.has_transfer_encoding = true;
            }
        }
        fields
    }

    /// The host that a request is for: that of an absolute target goes before Host (RFC 9112
    /// §3.2.2). HTTP/1.1 has exactly one Host in any case, or is answered 400 (§3.2).
    pub(super) fn host(&self, head: &'h Parts) -> Result<Option<&'h str>, NotOneHost> {
        let is_missing = self.host.is_none() && head.version == Version::HTTP_11;
        if self.has_several_hosts || is_missing {
            return Err(NotOneHost);
        }
        let authority = head.uri.authority().map(|authority| authority.as_str());
        Ok(authority.or_else(|| self.host.and_then(|host| host.to_str().ok())))
    }

    /// Whether a proxy before us may have read another request in these bytes; then nothing more
    /// is read from the connection. hyper takes a Content-Length beside Transfer-Encoding away, so
    /// that every Transfer-Encoding may have had one (RFC 9112 §6.1).
    pub(super) fn is_ambiguous(&self) -> bool {
        self.has_several_hosts || self.has_transfer_encoding
    }

    /// What the client calls itself.
    pub(super) fn user_agent(&self) -> Option<&'h [u8]> {
        self.user_agent.map(HeaderValue::as_bytes)
    }

    /// The languages that it wants.
    pub(super) fn accept_language(&self) -> Option<&'h str> {
        self.accept_language?.to_str().ok()
    }
}
