//! Domain to service: one hash look-up, some forty bytes a domain, the same at a million.

use std::collections::HashMap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::mail::Domain;

/// The number of a service in its snapshot.
pub type ServiceNumber = u32;

/// All domains that lead somewhere. The names lie end to end in one text.
#[derive(Default)]
pub struct DomainIndex {
    hasher: DefaultHashBuilder,
    table: HashTable<u32>,
    places: Vec<Place>,
    names: String,
}

struct Place {
    /// Where the name ends; it begins where the one before it ends.
    end: u32,
    service: ServiceNumber,
}

impl DomainIndex {
    /// Puts a domain in. The later of two wins.
    pub fn insert(&mut self, domain: &str, service: ServiceNumber) {
        if let Some(number) = self.find(domain) {
            self.places[number as usize].service = service;
            return;
        }
        self.names.push_str(domain);
        let end = u32::try_from(self.names.len()).expect("4 GiB of names are never loaded");
        let number = u32::try_from(self.places.len()).expect("fewer places than bytes");
        self.places.push(Place { end, service });
        let Self { hasher, table, places, names } = self;
        let hash = hasher.hash_one(domain);
        table.insert_unique(hash, number, |&other| hasher.hash_one(name(places, names, other)));
    }

    /// The service that a domain leads to. The name is in lower-case A-labels.
    pub fn get(&self, domain: &str) -> Option<ServiceNumber> {
        self.find(domain).map(|number| self.places[number as usize].service)
    }

    /// The domain with a number; they are numbered as they were put in.
    pub fn name(&self, number: u32) -> Option<&str> {
        let known = (number as usize) < self.places.len();
        known.then(|| name(&self.places, &self.names, number))
    }

    /// How many domains there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// All domains with their services.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ServiceNumber)> {
        (0..)
            .zip(&self.places)
            .map(|(number, place)| (name(&self.places, &self.names, number), place.service))
    }

    fn find(&self, domain: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(domain);
        let same = |&number: &u32| name(&self.places, &self.names, number) == domain;
        self.table.find(hash, same).copied()
    }
}

fn name<'n>(places: &[Place], names: &'n str, number: u32) -> &'n str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { places[number - 1].end as usize };
    &names[start..places[number].end as usize]
}

//----------- By MX ----------------------------------------------------------

/// MX suffix to service. There are some dozens.
#[derive(Default)]
pub struct MxIndex {
    suffixes: HashMap<Box<str>, ServiceNumber>,
    /// The registrable domains of the suffixes. Where one has several services, the first.
    bases: HashMap<Box<str>, ServiceNumber>,
}

impl MxIndex {
    /// Puts a suffix in. The first of two wins: the operator's services come first.
    pub fn insert(&mut self, suffix: &Domain, service: ServiceNumber) {
        self.suffixes.entry(suffix.as_str().into()).or_insert(service);
        // A name that is a public suffix itself is its own base.
        let base = psl::domain_str(suffix.as_str()).unwrap_or(suffix.as_str());
        self.bases.entry(base.into()).or_insert(service);
    }

    /// The service of the longest suffix, on label boundaries.
    pub fn get(&self, host: &str) -> Option<ServiceNumber> {
        suffixes(host).find_map(|suffix| self.suffixes.get(suffix).copied())
    }

    /// The service that a name speaks for as the registrable domain of a suffix, or below one.
    pub fn by_base(&self, name: &str) -> Option<ServiceNumber> {
        self.get(name).or_else(|| self.bases.get(name).copied())
    }
}

/// The name and all names above it.
pub fn suffixes(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, parent)| parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mx_suffix_wins_on_a_label_boundary() {
        let mut index = MxIndex::default();
        for (number, suffix) in
            ["yahoodns.net", "gm0.yahoodns.net", "mx.microsoft"].iter().enumerate()
        {
            index.insert(&Domain::parse(suffix).unwrap(), number as u32);
        }
        for (host, service) in [
            ("mta5.am0.yahoodns.net", Some(0)),
            ("mx-aol.mail.gm0.yahoodns.net", Some(1)),
            ("contoso-com.o-v1.mx.microsoft", Some(2)),
            ("notyahoodns.net", None),
            ("net", None),
        ] {
            assert_eq!(index.get(host), service, "{host}");
        }
        assert_eq!(index.by_base("yahoodns.net"), Some(0));
        assert_eq!(index.by_base("o-v1.mx.microsoft"), Some(2));
        assert_eq!((index.by_base("net"), index.by_base("microsoft")), (None, None));
    }

    #[test]
    fn every_domain_leads_to_its_service() {
        let mut index = DomainIndex::default();
        for number in 0..10_000 {
            index.insert(&format!("d{number}.example"), number);
        }
        index.insert("d7.example", 1);
        assert_eq!(index.len(), 10_000);
        assert_eq!(index.get("d7.example"), Some(1));
        assert_eq!(index.get("d9999.example"), Some(9999));
        assert_eq!(index.get("d10000.example"), None);
        assert_eq!(index.get(""), None);
        assert_eq!(index.iter().count(), 10_000);
    }
}
