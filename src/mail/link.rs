//! Links that are shown to people.

use std::fmt;

use thiserror::Error;

use super::Host;

/// The longest link we pass on.
const LINK_MAX: usize = 2048;

/// An `https` link of visible ASCII characters (RFC 3986 §2), ready to be shown or clicked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link(Box<str>);

impl Link {
    /// Reads a link: `https://`, a host, and no character that would need escaping in a URL.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let rest = text.strip_prefix("https://").ok_or(LinkError::NotHttps)?;
        if Host::parse(authority(rest)).is_err() {
            return Err(LinkError::NoHost);
        }
        let allowed = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b);
        if text.len() > LINK_MAX || !text.bytes().all(allowed) {
            return Err(LinkError::Character);
        }
        Ok(Self(text.into()))
    }

    /// The link as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host it leads to.
    pub fn host(&self) -> Host {
        let rest = self.0.strip_prefix("https://").unwrap_or_default();
        Host::parse(authority(rest)).expect("the link was read with a host")
    }
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not a link.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum LinkError {
    /// Another scheme, or none.
    #[error("the link does not begin with https://")]
    NotHttps,
    /// No host name behind the scheme.
    #[error("the link has no valid host name")]
    NoHost,
    /// A character that a URL must percent-encode, or over 2048 characters.
    #[error("the link has a character that must be percent-encoded, or over 2048 characters")]
    Character,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_with_a_host_is_a_link() {
        assert!(Link::parse("https://example.org/a?b=c#d").is_ok());
        assert_eq!(Link::parse("http://example.org/"), Err(LinkError::NotHttps));
        assert_eq!(Link::parse("javascript:alert(1)"), Err(LinkError::NotHttps));
        assert_eq!(Link::parse("https:///path"), Err(LinkError::NoHost));
        assert_eq!(Link::parse("https://example.org/\"><b>"), Err(LinkError::Character));
        assert_eq!(Link::parse("https://example.org/a b"), Err(LinkError::Character));
    }

    #[test]
    fn a_link_knows_its_host() {
        let host = Host::parse("mail.example.org").unwrap();
        for link in ["https://mail.example.org", "https://Mail.example.org:8443/a?b=https://c.d/#e"]
        {
            assert_eq!(Link::parse(link).unwrap().host(), host, "{link}");
        }
    }
}
