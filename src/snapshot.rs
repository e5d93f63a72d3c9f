//! Everything that answers are made from, at one moment: services, their documents, the index.
//!
//! A snapshot never changes. A new one is built beside it and put in its place whole.

use std::collections::HashSet;

use crate::dns::zone::{Addresses, ZoneRecords};
use crate::documents::autoconfig::Autoconfig;
use crate::documents::autodiscover::Autodiscover;
use crate::documents::pacc::Pacc;
use crate::guide::Sentences;
use crate::index::{DomainIndex, MxIndex};
use crate::lookup::{Reason, refusal};
use crate::mail::{Domain, Link, MailService};
use crate::providers::{Database, Provider};

/// What the operator decides about all documents.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Whether autoconfig carries `<enable>`, which several released clients reject the file for.
    pub enable_element: bool,
    /// Where people reach our pages; then hints lead there, else to the provider's own page.
    pub public_url: Option<Link>,
    /// Where clients reach this server: the addresses of `autoconfig.` and `autodiscover.` names.
    pub addresses: Addresses,
    /// Providers that are served although their servers do not encrypt, by identifier.
    pub allow_unencrypted: Vec<Box<str>>,
    /// The names of our name servers; empty means `ns.` below each domain.
    pub name_servers: Vec<Domain>,
}

/// A service with its documents, compiled.
pub struct Entry {
    provider: Provider,
    documents: Result<Documents, Reason>,
}

/// The documents of a service that is served.
pub struct Documents {
    /// Mozilla autoconfig.
    pub autoconfig: Autoconfig,
    /// Autodiscover, where it can tell the truth.
    pub autodiscover: Option<Autodiscover>,
    /// PACC, where it can tell the truth.
    pub pacc: Option<Pacc>,
    /// DNS records below each of its domains.
    pub records: ZoneRecords,
}

impl Entry {
    /// The provider as its file describes it.
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// The service.
    pub fn service(&self) -> &MailService {
        &self.provider.service
    }

    /// The documents, or why the provider is not served.
    pub fn documents(&self) -> Result<&Documents, Reason> {
        self.documents.as_ref().map_err(|reason| *reason)
    }
}

/// All of it.
pub struct Snapshot {
    entries: Vec<Entry>,
    index: DomainIndex,
    mx: MxIndex,
    /// Names that exist only because a served domain lies below them (RFC 8020).
    between: HashSet<Box<str>>,
    policy: Policy,
    serial: u32,
}

impl Snapshot {
    /// Compiles all documents. `serial` is that of the zones: the time in seconds since the epoch.
    pub fn build(database: Database, sentences: &Sentences, policy: Policy, serial: u32) -> Self {
        let mut index = DomainIndex::default();
        let mut mx = MxIndex::default();
        let mut entries = Vec::with_capacity(database.providers().len());
        for (number, provider) in (0..).zip(database.into_providers()) {
            for domain in &provider.domains {
                index.insert(domain.as_str(), number);
            }
            for suffix in &provider.mx {
                mx.insert(suffix, number);
            }
            entries.push(Entry { documents: compile(&provider, sentences, &policy), provider });
        }
        let between = names_between(&index);
        Self { entries, index, mx, between, policy, serial }
    }

    /// The service that a domain leads to, served or not. The name is in lower-case A-labels.
    pub fn entry(&self, domain: &str) -> Option<&Entry> {
        let number = self.index.get(domain)?;
        Some(&self.entries[number as usize])
    }

    /// The service that an MX host belongs to, by the longest suffix that is known.
    pub fn entry_by_mx(&self, host: &Domain) -> Option<&Entry> {
        let number = self.mx.get(host.as_str())?;
        Some(&self.entries[number as usize])
    }

    /// Whether a name is, or lies below, the base of a known MX: where clients ask that came by MX.
    pub fn is_mx_base(&self, name: &str) -> bool {
        self.mx.is_base(name)
    }

    /// All services.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many domains lead to a service that is served.
    pub fn served_domains(&self) -> usize {
        let served = |number: u32| self.entries[number as usize].documents.is_ok();
        self.index.iter().filter(|(_, number)| served(*number)).count()
    }

    /// Whether a name exists only because a domain lies below it.
    pub fn is_between(&self, name: &str) -> bool {
        self.between.contains(name)
    }

    /// What the operator decided.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The serial of all zones.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

fn compile(
    provider: &Provider,
    sentences: &Sentences,
    policy: &Policy,
) -> Result<Documents, Reason> {
    let allow_unencrypted = policy.allow_unencrypted.contains(&provider.service.id);
    if let Some(reason) = refusal(provider.status, allow_unencrypted) {
        return Err(reason);
    }
    let service = &provider.service;
    let help = help(service, policy);
    let autodiscover = Autodiscover::compile(service, help.as_ref());
    let records = ZoneRecords::compile(service, autodiscover.is_some());
    let autoconfig = Autoconfig::compile(service, help.as_ref(), sentences, policy.enable_element);
    let pacc = Pacc::compile(service, help.as_ref());
    Ok(Documents { autoconfig, autodiscover, pacc, records })
}

/// The page that hints lead to: our own about the provider, or where it says itself.
fn help(service: &MailService, policy: &Policy) -> Option<Link> {
    let own = policy.public_url.as_ref().and_then(|url| {
        let base = url.as_str().trim_end_matches('/');
        Link::parse(&format!("{base}/guide/{}", service.id)).ok()
    });
    own.or_else(|| service.help().cloned())
}

/// The names between a domain and another one above it, both exclusive.
fn names_between(index: &DomainIndex) -> HashSet<Box<str>> {
    let mut between = HashSet::new();
    for (domain, _) in index.iter() {
        let parents = || std::iter::successors(parent(domain), |name| parent(name));
        if let Some(above) = parents().position(|name| index.get(name).is_some()) {
            between.extend(parents().take(above).map(Box::from));
        }
    }
    between
}

fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent)
}
