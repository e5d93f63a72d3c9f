//! The domains and services of the operator, checked and ready for a snapshot.

use std::collections::HashMap;

use super::DomainList;
use crate::dns::zone::StaticRecord;
use crate::mail::Domain;
use crate::providers::Provider;

/// All that the operator configured about domains. Identifiers name a configured service or, where
/// there is none of that name, a provider.
#[derive(Clone, Debug, Default)]
pub struct Configured {
    /// The operator's own services.
    pub services: Vec<ConfiguredService>,
    /// Domains, each with the identifier of its service.
    pub domains: Vec<(Domain, Box<str>)>,
    /// Many domains, in a list.
    pub list: DomainList,
    /// Domains below which every name is served, each with the identifier of the service.
    pub wildcards: Vec<(Domain, Box<str>)>,
    /// The service of all other domains.
    pub default: Option<Box<str>>,
}

/// A service of the operator.
#[derive(Clone, Debug)]
pub struct ConfiguredService {
    /// The service; its domains stand in [`Configured::domains`].
    pub provider: Provider,
    /// Further DNS records below each of its domains.
    pub records: Vec<StaticRecord>,
    /// Login names by local part, for user names that a directory has.
    pub login_names: HashMap<Box<str>, Box<str>>,
}

impl From<Provider> for ConfiguredService {
    /// A service without anything more.
    fn from(provider: Provider) -> Self {
        Self { provider, records: Vec::new(), login_names: HashMap::new() }
    }
}
