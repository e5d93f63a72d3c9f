//! What every source is brought into before it is written: services, their domains, a directory.

use std::collections::BTreeSet;

use super::Finding;
use super::server::Server;
use super::toml_writer::{Value, shown};
use crate::mail::{Authentication, Domain, Protocol};

/// A configuration that is being put together.
#[derive(Default)]
pub(super) struct Draft {
    /// About the source as a whole.
    pub(super) findings: Vec<Finding>,
    /// Where people reach the pages.
    pub(super) public_url: Option<PublicUrl>,
    pub(super) ldap: Option<Ldap>,
    pub(super) services: Vec<Service>,
    pub(super) domains: Vec<ServedDomain>,
    names: BTreeSet<Domain>,
}

/// Where people reach the pages.
pub(super) struct PublicUrl {
    /// Where in the source it stands, for a comment.
    pub(super) origin: &'static str,
    pub(super) url: String,
}

/// The `[ldap]` that knows login names.
pub(super) struct Ldap {
    /// Where in the source it stands, for a comment.
    pub(super) origin: String,
    pub(super) findings: Vec<Finding>,
    pub(super) fields: Vec<Field>,
    pub(super) password: Option<String>,
}

/// A `[[service]]`.
#[derive(Default)]
pub(super) struct Service {
    /// Where in the source it stands, for a comment.
    pub(super) origin: String,
    /// The same of its domains.
    pub(super) origin_of_domains: String,
    pub(super) findings: Vec<Finding>,
    /// Its names in the words of the source.
    pub(super) name: String,
    pub(super) short_name: Option<String>,
    pub(super) fields: Vec<Field>,
    /// Whether login names come from the directory.
    pub(super) directory: bool,
    /// Best first.
    pub(super) servers: Vec<Server>,
}

/// A key with its value; at fault it is a comment.
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) value: Value,
    pub(super) fault: Option<Finding>,
}

/// A `[[domain]]`.
pub(super) struct ServedDomain {
    /// The words of the source where they are no domain, or one that stands there already.
    pub(super) domain: Result<Domain, String>,
    pub(super) service: ServiceId,
    pub(super) fault: Option<Finding>,
}

/// The place of a service in the draft.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct ServiceId(pub(super) usize);

impl Draft {
    /// Begins with what is to be said about the source as a whole.
    pub(super) fn new(findings: Vec<Finding>) -> Self {
        Self { findings, ..Self::default() }
    }

    /// Adds a service.
    pub(super) fn add_service(&mut self, service: Service) -> ServiceId {
        self.services.push(service);
        ServiceId(self.services.len() - 1)
    }

    /// Adds a domain in the words of the source.
    pub(super) fn add_domain(&mut self, text: &str, service: ServiceId) {
        let (domain, fault) = match Domain::parse(text) {
            Ok(domain) if self.names.insert(domain.clone()) => (Ok(domain), None),
            Ok(_) => (Err(text.to_owned()), Some("it stands there already".to_owned())),
            Err(error) => (Err(text.to_owned()), Some(error.to_string())),
        };
        let fault =
            fault.map(|fault| Finding::needs_hand(format!("domain {}: {fault}", shown(text))));
        self.domains.push(ServedDomain { domain, service, fault });
    }

    /// Whether nobody is served.
    pub(super) fn is_empty(&self) -> bool {
        self.services.is_empty() && self.domains.is_empty()
    }
}

impl Service {
    /// Clients take the first incoming server, and some only if it speaks IMAP. Says whether that
    /// changed anything.
    pub(super) fn put_imap_first(&mut self) -> bool {
        let announced = self.servers.iter().filter(|server| server.is_announced());
        let incoming = announced.map(|s| s.protocol).filter(|p| *p != Protocol::Smtp);
        let changes = !incoming.is_sorted();
        self.servers.sort_by_key(|server| server.protocol);
        changes
    }

    /// Whether a server for this direction is announced.
    pub(super) fn is_complete(&self, outgoing: bool) -> bool {
        self.servers
            .iter()
            .any(|server| server.is_announced() && (server.protocol == Protocol::Smtp) == outgoing)
    }

    /// Whether one signs in through the browser alone.
    pub(super) fn browser_alone(&self) -> bool {
        let ways = || self.servers.iter().filter(|s| s.is_announced()).flat_map(Server::ways);
        ways().any(|way| way == Authentication::OAuth2) && !ways().any(Authentication::is_typed)
    }
}

impl Field {
    /// A field that can stand as it is.
    pub(super) fn new(key: &'static str, value: Value) -> Self {
        Self { key, value, fault: None }
    }

    /// A field that somebody must see to.
    pub(super) fn at_fault(key: &'static str, value: Value, fault: Finding) -> Self {
        Self { key, value, fault: Some(fault) }
    }
}
