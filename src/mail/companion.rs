//! What a domain offers beside mail: calendars, contacts, files, filters.

use thiserror::Error;

use super::{Domain, Link, LinkError, Port, Template, TemplateError, TlsMode, keywords};

/// All that clients find beside the mailbox.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Companions {
    /// Services that are reached by URL, each kind at most once.
    pub web: Vec<WebService>,
    /// Where filter rules are kept (RFC 5804).
    pub sieve: Option<SieveServer>,
}

impl Companions {
    /// The address of a service, where it is offered.
    pub fn web(&self, kind: WebServiceKind) -> Option<&WebAddress> {
        self.web.iter().find(|service| service.kind == kind).map(|service| &service.address)
    }
}

/// A service that is reached by URL.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WebService {
    /// What is spoken.
    pub kind: WebServiceKind,
    /// Where.
    pub address: WebAddress,
}

keywords! {
    /// A protocol over HTTP.
    pub enum WebServiceKind {
        /// Calendars, RFC 4791.
        CalDav = "caldav",
        /// Contacts, RFC 6352.
        CardDav = "carddav",
        /// Mail over JSON, RFC 8620.
        Jmap = "jmap",
        /// Files, RFC 4918.
        WebDav = "webdav",
        /// Exchange ActiveSync, [MS-ASCMD].
        ActiveSync = "activesync",
    }
}

/// An `https` URL in which the domain may be filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WebAddress {
    template: Template,
    host: Template,
    port: Port,
    path: Box<str>,
}

impl WebAddress {
    /// The port of `https`.
    pub const DEFAULT_PORT: u16 = 443;

    /// Reads `https://host[:port]/path`; the host may contain `%EMAILDOMAIN%`, nothing else.
    pub fn parse(text: &str) -> Result<Self, WebAddressError> {
        let template = Template::parse(text)?;
        let sample = Domain::parse("example.org").expect("example.org is a domain");
        Link::parse(&template.fill_domain(&sample))?;
        let rest = text.strip_prefix("https://").ok_or(LinkError::NotHttps)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| WebAddressError::Authority)?),
            None => (authority, Self::DEFAULT_PORT),
        };
        let host = Template::parse(host)?;
        let named = Domain::parse(&host.fill_domain(&sample)).is_ok();
        if !template.needs_domain_alone() || path.contains(['%', '?', '#']) || !named {
            return Err(WebAddressError::Authority);
        }
        let port = Port::new(port).ok_or(WebAddressError::Authority)?;
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { template, host, port, path: path.into() })
    }

    /// The address as it is written.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The host name; only the domain may be filled in.
    pub fn host(&self) -> &Template {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> Port {
        self.port
    }

    /// The path, never empty.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The URL for a domain.
    pub fn fill(&self, domain: &Domain) -> String {
        self.template.fill_domain(domain)
    }
}

/// Why a text is no address of a web service.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum WebAddressError {
    /// It is no link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// It has a `%` that belongs to no placeholder.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// It is not made of a host name, a port and a plain path.
    #[error(
        "the address is not https://host[:port]/path with a host name; only %EMAILDOMAIN% in the \
         host can be filled in"
    )]
    Authority,
}

/// Where filter rules are kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SieveServer {
    /// The host name; only the domain may be filled in.
    pub host: Template,
    /// The port, 4190 by default (RFC 5804 §1.8).
    pub port: Port,
    /// When TLS begins.
    pub tls: TlsMode,
}

impl SieveServer {
    /// The port that clients expect (RFC 5804 §1.8).
    pub const DEFAULT_PORT: u16 = 4190;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let address = WebAddress::parse("https://dav.%EMAILDOMAIN%:8443/caldav/").unwrap();
        let domain = Domain::parse("a.example").unwrap();
        assert_eq!(address.host().fill_domain(&domain), "dav.a.example");
        assert_eq!((address.port().get(), address.path()), (8443, "/caldav/"));
        assert_eq!(address.fill(&domain), "https://dav.a.example:8443/caldav/");
        let bare = WebAddress::parse("https://dav.example").unwrap();
        assert_eq!((bare.port().get(), bare.path()), (443, "/"));
    }

    #[test]
    fn what_dns_could_not_say_is_refused() {
        for text in [
            "http://dav.example/",
            "https://192.0.2.1/",
            "https://dav.example:0/",
            "https://dav.example/%EMAILADDRESS%/",
            "https://dav.example/?user=a",
            "https://dav.example/%zz",
        ] {
            assert!(WebAddress::parse(text).is_err(), "{text}");
        }
    }
}
