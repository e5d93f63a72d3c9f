//! Domain to service: one hash look-up, some forty bytes a domain, the same at a million.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

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

#[cfg(test)]
mod tests {
    use super::*;

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
