//! Which hosts get a certificate: those where a document of a served domain is fetched, and nothing
//! that anybody can make up.

use crate::dns::zone::{OwnName, has_document_host};
use crate::lookup::{Found, Known, Question, Reason, lookup};
use crate::mail::{Domain, Host, Link, keywords};
use crate::snapshot::Snapshot;

/// The names below a domain where documents are fetched.
const HOSTS: [OwnName; 3] = [OwnName::Autoconfig, OwnName::Autodiscover, OwnName::UaAutoConfig];

keywords! {
    /// Whether a host may have a certificate, and why (not).
    pub enum Verdict {
        /// A document of a domain that the operator configured is fetched there.
        ConfiguredDomain = "configured_domain",
        /// A document of a domain that a directory has is fetched there.
        DirectoryDomain = "directory_domain",
        /// The operator's customers come there by their MX.
        MxHost = "mx_host",
        /// People reach the pages there.
        PublicUrl = "public_url",
        /// No document is fetched there.
        NoDocumentHost = "no_document_host",
        /// The domain is not served by name: anybody could make up others like it.
        NotServedByName = "not_served_by_name",
        /// A directory would know, but it does not answer.
        DirectoryUnavailable = "directory_unavailable",
    }
}

impl Verdict {
    /// Whether it may have one.
    pub fn is_yes(self) -> bool {
        match self {
            Self::ConfiguredDomain | Self::DirectoryDomain | Self::MxHost | Self::PublicUrl => true,
            Self::NoDocumentHost | Self::NotServedByName | Self::DirectoryUnavailable => false,
        }
    }
}

/// The hosts that are known without asking anybody, to be ordered for in advance.
pub fn in_advance(snapshot: &Snapshot) -> Vec<Domain> {
    let mut hosts: Vec<Domain> = snapshot.policy().public_url.iter().filter_map(host_of).collect();
    hosts.extend_from_slice(snapshot.own_mx_hosts());
    for domain in snapshot.own_domains() {
        let Ok(domain) = Domain::parse(domain) else { continue };
        if let Some(found) = lookup(&Question::about(domain), &Known::NOTHING, snapshot).found() {
            hosts.extend(document_hosts(found));
        }
    }
    hosts.sort();
    hosts.dedup();
    hosts
}

/// The domain that a host stands for, where its first label is one of ours: a directory has to say
/// whether it is served, unless the configuration does. It is asked for names that anybody may make
/// up, so it costs next to nothing.
pub fn domain_of(host: &Domain) -> Option<Domain> {
    let label = OwnName::parse(host.first_label()).filter(|name| name.is_host());
    label.and_then(|_| Domain::parse(host.parent()?).ok())
}

/// Whether a host may have a certificate. `known` has what the directories say about the domain
/// that it stands for.
pub fn verdict(host: &Domain, known: &Known<'_>, snapshot: &Snapshot) -> Verdict {
    if snapshot.policy().public_url.as_ref().and_then(host_of).as_ref() == Some(host) {
        return Verdict::PublicUrl;
    }
    if snapshot.own_mx_hosts().contains(host) {
        return Verdict::MxHost;
    }
    let Some(domain) = domain_of(host) else { return Verdict::NoDocumentHost };
    let answer = lookup(&Question::about(domain.clone()), known, snapshot);
    let by_name = match answer.reason() {
        Reason::ConfiguredDomain if snapshot.is_configured(domain.as_str()) => {
            Verdict::ConfiguredDomain
        }
        Reason::DirectoryDomain => Verdict::DirectoryDomain,
        Reason::DirectoryUnavailable => return Verdict::DirectoryUnavailable,
        _ => return Verdict::NotServedByName,
    };
    match answer.found() {
        Some(found) if document_hosts(found).any(|other| other == *host) => by_name,
        _ => Verdict::NoDocumentHost,
    }
}

fn document_hosts(found: &Found<'_>) -> impl Iterator<Item = Domain> {
    let names = HOSTS.into_iter().filter(|name| has_document_host(found, *name));
    names.filter_map(|name| Domain::parse(&format!("{}.{}", name.as_str(), found.domain)).ok())
}

fn host_of(link: &Link) -> Option<Domain> {
    match link.host() {
        Host::Name(host) => Some(host).filter(|host| host.parent().is_some()),
        _ => None,
    }
}
