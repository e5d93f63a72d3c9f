//! Provider automatic configuration, draft-ietf-mailmaint-pacc (-02 and -03), and the digest of it
//! that DNS carries.
//!
//! The format knows host names alone: TLS from the first byte, the default ports, and the whole
//! address as user name. What a mail server needs beyond that cannot be told, and then nothing is;
//! what is offered beside mail is left out alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::autoconfig::announced;
use crate::mail::{
    Authentication, Companions, Domain, Endpoint, Link, MailService, Protocol, SieveServer,
    TlsMode, Username, Variable, WebAddress, WebServiceKind,
};

/// The media type of the document.
pub const CONTENT_TYPE: &str = "application/json";

/// The document of one service, waiting for a domain.
#[derive(Clone, Debug)]
pub struct Pacc {
    /// JSON, with the placeholder of the domain where host names have it.
    text: Box<str>,
}

impl Pacc {
    /// Writes the document of a service, or nothing where the format cannot tell the truth.
    pub fn compile(service: &MailService, help: Option<&Link>) -> Option<Self> {
        let servers: Vec<&Endpoint> = announced(service).collect();
        let incoming = servers.iter().any(|endpoint| endpoint.protocol != Protocol::Smtp);
        let outgoing = servers.iter().any(|endpoint| endpoint.protocol == Protocol::Smtp);
        // A part of the servers would send clients to the second best: all or nothing.
        if !incoming || !outgoing || !servers.iter().all(|endpoint| is_told(endpoint)) {
            return None;
        }
        let document: Value = json!({
            "protocols": protocols(&servers, &service.companions),
            "authentication": authentication(&servers, service.oauth2_issuer.as_ref())?,
            "info": info(service, help),
        });
        Some(Self { text: document.to_string().into() })
    }

    /// The document for a domain: the same bytes for everybody who asks.
    pub fn render(&self, domain: &Domain) -> String {
        self.text.replace(Variable::Domain.as_str(), domain.as_str())
    }

    /// What stands in the TXT record `_ua-auto-config` of a domain: the digest of those bytes.
    pub fn txt(&self, domain: &Domain) -> String {
        let digest = Sha256::digest(self.render(domain).as_bytes());
        format!("v=UAAC1; a=sha256; d={}", STANDARD.encode(digest))
    }
}

fn is_told(endpoint: &Endpoint) -> bool {
    let default_port = match endpoint.protocol {
        Protocol::Imap => 993,
        Protocol::Pop3 => 995,
        Protocol::Smtp => 465,
    };
    endpoint.port.get() == default_port
        && endpoint.tls == TlsMode::Implicit
        && endpoint.username == Username::Address
}

fn protocols(servers: &[&Endpoint], companions: &Companions) -> Map<String, Value> {
    let mut protocols = Map::new();
    let mut tell = |name: &str, member: Value| protocols.insert(name.to_owned(), member);
    for endpoint in servers {
        let host = json!({ "host": endpoint.host.as_str() });
        match endpoint.protocol {
            Protocol::Imap => tell("imap", host),
            Protocol::Pop3 => tell("pop3", host),
            Protocol::Smtp => {
                // -03 calls it `submit`, -02 `smtp`; unknown members are passed over.
                tell("submit", host.clone());
                tell("smtp", host)
            }
        };
    }
    for service in &companions.web {
        let name = match service.kind {
            WebServiceKind::CalDav => "caldav",
            WebServiceKind::CardDav => "carddav",
            WebServiceKind::Jmap => "jmap",
            WebServiceKind::WebDav => "webdav",
            WebServiceKind::ActiveSync => continue,
        };
        if let Some(url) = url(&service.address) {
            tell(name, json!({ "url": url }));
        }
    }
    let sieve = companions.sieve.as_ref().filter(|sieve| {
        sieve.port.get() == SieveServer::DEFAULT_PORT && sieve.tls != TlsMode::None
    });
    if let Some(sieve) = sieve {
        tell("managesieve", json!({ "host": sieve.host.as_str() }));
    }
    protocols
}

/// A URL with a path and without a port, or nothing where the port must be said.
fn url(address: &WebAddress) -> Option<String> {
    let told = address.port().get() == WebAddress::DEFAULT_PORT;
    told.then(|| format!("https://{}{}", address.host(), address.path()))
}

/// The ways in that all servers share; nothing where they share none that can be told. An issuer is
/// told where the operator named one: clients register themselves there, which the large providers
/// do not let them do (draft-ietf-mailmaint-oauth-public).
fn authentication(servers: &[&Endpoint], issuer: Option<&Link>) -> Option<Value> {
    let shared = |way| servers.iter().all(|endpoint| endpoint.authentication.contains(&way));
    let password = shared(Authentication::Password);
    match issuer.filter(|_| shared(Authentication::OAuth2)) {
        Some(issuer) => Some(json!({
            "oauth-public": { "issuer": issuer.as_str() },
            "password": password,
        })),
        None => password.then(|| json!({ "password": true })),
    }
}

fn info(service: &MailService, help: Option<&Link>) -> Value {
    let mut provider = json!({ "name": service.name, "shortName": service.short_name });
    if let Some(logo) = &service.logo
        && let Some(content_type) = picture_type(logo)
    {
        provider["logo"] = json!([{ "url": logo.as_str(), "content-type": content_type }]);
    }
    let mut info = json!({ "provider": provider });
    if let Some(link) = help {
        info["help"] = json!({ "documentation": link.as_str() });
    }
    info
}

/// The media type of a picture, by the end of its path.
fn picture_type(picture: &Link) -> Option<&'static str> {
    let path = picture.as_str().split(['?', '#']).next()?;
    let (_, file) = path.strip_prefix("https://")?.rsplit_once('/')?;
    let (_, extension) = file.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "jpeg" | "jpg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "svg" => Some("image/svg+xml"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_type_of_its_extension_or_none() {
        for (url, content_type) in [
            ("https://a.example/logo.svg", Some("image/svg+xml")),
            ("https://a.example/v1.2/logo.PNG?size=2.jpg", Some("image/png")),
            ("https://a.example/logo.jpeg#webp", Some("image/jpeg")),
            ("https://a.example/logo.webp", Some("image/webp")),
            ("https://a.example/logo.gif", None),
            ("https://a.example/png", None),
            ("https://a.example/x.png/logo", None),
            ("https://a.png", None),
        ] {
            assert_eq!(picture_type(&Link::parse(url).unwrap()), content_type, "{url}");
        }
    }

    #[test]
    fn a_url_has_a_path_and_no_port() {
        for (address, told) in [
            ("https://dav.example/a/", Some("https://dav.example/a/")),
            ("https://dav.%EMAILDOMAIN%:443/a", Some("https://dav.%EMAILDOMAIN%/a")),
            // The empty path is the path `/` (RFC 9110 §4.2.3).
            ("https://dav.example", Some("https://dav.example/")),
            ("https://dav.example:8443/a/", None),
        ] {
            let told = told.map(str::to_owned);
            assert_eq!(url(&WebAddress::parse(address).unwrap()), told, "{address}");
        }
    }
}
