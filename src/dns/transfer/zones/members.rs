//! The domains whose zones are transferred, each with its service, in an order that stays.

use indexmap::IndexMap;

use crate::index::ServiceNumber;

/// Domains by name and by number.
#[derive(Default)]
pub(super) struct Members(IndexMap<Box<str>, ServiceNumber>);

impl Members {
    /// Puts a domain in. The later of two wins.
    pub(super) fn insert(&mut self, domain: &str, service: ServiceNumber) {
        self.0.insert(domain.into(), service);
    }

    /// The service of a domain.
    pub(super) fn get(&self, domain: &str) -> Option<ServiceNumber> {
        self.0.get(domain).copied()
    }

    /// The domain with a number; they are numbered as they were put in.
    pub(super) fn name(&self, number: u32) -> Option<&str> {
        self.0.get_index(number as usize).map(|(name, _)| &**name)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, ServiceNumber)> {
        self.0.iter().map(|(name, service)| (&**name, *service))
    }
}
