//! Provider automatic configuration, draft-ietf-mailmaint-pacc (-02 and -03), and the digest of it
//! that DNS carries.
//!
//! The format knows host names alone: TLS from the first byte, the default ports, and the whole
//! address as user name. What a service needs beyond that cannot be told, and then nothing is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::autoconfig::announced;
use crate::mail::{
    Authentication, Domain, Endpoint, Link, MailService, Protocol, TlsMode, Username, Variable,
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
        let told: Vec<&Endpoint> =
            announced(service).filter(|endpoint| is_told(endpoint)).collect();
        let incoming = told.iter().any(|endpoint| endpoint.protocol != Protocol::Smtp);
        let outgoing = told.iter().any(|endpoint| endpoint.protocol == Protocol::Smtp);
        // A part of the servers would send clients to the second best: all or nothing.
        if !incoming || !outgoing || told.len() < announced(service).count() {
            return None;
        }
        let mut protocols = Map::new();
        for endpoint in told {
            let host = json!({ "host": endpoint.host.as_str() });
            match endpoint.protocol {
                Protocol::Imap => protocols.insert("imap".to_owned(), host),
                Protocol::Pop3 => protocols.insert("pop3".to_owned(), host),
                Protocol::Smtp => {
                    // -03 calls it `submit`, -02 `smtp`; unknown members are passed over.
                    protocols.insert("submit".to_owned(), host.clone());
                    protocols.insert("smtp".to_owned(), host)
                }
            };
        }
        let mut info = json!({
            "provider": { "name": service.name, "shortName": service.short_name },
        });
        if let Some(link) = help {
            info["help"] = json!({ "documentation": link.as_str() });
        }
        let document: Value = json!({
            "protocols": protocols,
            "authentication": { "password": true },
            "info": info,
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
        && endpoint.authentication.contains(&Authentication::Password)
}
