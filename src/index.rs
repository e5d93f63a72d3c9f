//! Domain to service: one hash look-up, some forty bytes a domain, the same at a million.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::mail::Domain;

/// The number of a service in its snapshot.
pub type ServiceNumber = u32;

/// How many bits of a place say which service it is.
const SERVICE_BITS: u32 = 22;

/// Where a domain leads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lead {
    /// To which service.
    pub service: ServiceNumber,
    /// Whether the operator configured the domain by its own name.
    pub configured: bool,
    /// Whether DNS must look closer at what lies below the domain than its service tells.
    pub special: bool,
}

/// All domains that lead somewhere. The names lie end to end in one text.
#[derive(Clone, Default)]
pub struct DomainIndex {
    hasher: DefaultHashBuilder,
    table: HashTable<Place>,
    names: Vec<u8>,
}

/// One domain, in eight bytes.
#[derive(Clone, Copy)]
struct Place {
    /// Where the name begins.
    start: u32,
    /// The length of the name, whether it is special, whether it is configured, and its service,
    /// from the highest bit to the lowest.
    packed: u32,
}

impl Place {
    const CONFIGURED: u32 = 1 << SERVICE_BITS;
    const SPECIAL: u32 = 1 << (SERVICE_BITS + 1);
    const LENGTH_SHIFT: u32 = SERVICE_BITS + 2;

    fn name(self, names: &[u8]) -> &[u8] {
        let length = (self.packed >> Self::LENGTH_SHIFT) as usize;
        &names[self.start as usize..][..length]
    }

    fn lead(self) -> Lead {
        Lead {
            service: self.packed & (Self::CONFIGURED - 1),
            configured: self.packed & Self::CONFIGURED != 0,
            special: self.packed & Self::SPECIAL != 0,
        }
    }

    fn set_lead(&mut self, lead: Lead) {
        assert!(lead.service < Self::CONFIGURED, "four million services are never loaded");
        let flag = |is: bool, flag| if is { flag } else { 0 };
        self.packed = self.packed >> Self::LENGTH_SHIFT << Self::LENGTH_SHIFT
            | flag(lead.special, Self::SPECIAL)
            | flag(lead.configured, Self::CONFIGURED)
            | lead.service;
    }
}

impl DomainIndex {
    /// Makes room for so many domains with names of so many bytes in all.
    pub fn reserve(&mut self, domains: usize, bytes: usize) {
        let Self { hasher, table, names } = self;
        table.reserve(domains, |place| hash(hasher, place.name(names)));
        names.reserve_exact(bytes);
    }

    /// Puts a domain in. The later of two wins.
    pub fn insert(&mut self, domain: &str, lead: Lead) {
        let Self { hasher, table, names } = self;
        let hashed = hash(hasher, domain.as_bytes());
        if let Some(place) = table.find_mut(hashed, |place| place.name(names) == domain.as_bytes())
        {
            place.set_lead(lead);
            return;
        }
        let start = u32::try_from(names.len()).expect("4 GiB of names are never loaded");
        let length = u8::try_from(domain.len()).expect("domains have at most 253 bytes");
        let mut place = Place { start, packed: u32::from(length) << Place::LENGTH_SHIFT };
        place.set_lead(lead);
        names.extend_from_slice(domain.as_bytes());
        table.insert_unique(hashed, place, |place| hash(hasher, place.name(names)));
    }

    /// Gives back room that was made and is not used.
    pub fn shrink(&mut self) {
        let Self { hasher, table, names } = self;
        names.shrink_to_fit();
        table.shrink_to_fit(|place| hash(hasher, place.name(names)));
    }

    /// Lets every domain lead to another service, or leaves it out.
    pub fn renumber(&mut self, service: impl Fn(ServiceNumber) -> Option<ServiceNumber>) {
        self.table.retain(|place| {
            let lead = place.lead();
            let service = service(lead.service);
            if let Some(service) = service {
                place.set_lead(Lead { service, ..lead });
            }
            service.is_some()
        });
    }

    /// Marks a domain as special, where it is there.
    pub fn mark_special(&mut self, domain: &str) {
        let Self { hasher, table, names } = self;
        let hashed = hash(hasher, domain.as_bytes());
        if let Some(place) = table.find_mut(hashed, |place| place.name(names) == domain.as_bytes())
        {
            place.packed |= Place::SPECIAL;
        }
    }

    /// Where a domain leads. The name is in lower-case A-labels.
    pub fn get(&self, domain: &[u8]) -> Option<Lead> {
        let hashed = hash(&self.hasher, domain);
        let found = self.table.find(hashed, |place| place.name(&self.names) == domain);
        found.map(|place| place.lead())
    }

    /// How many domains there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// All domains with where they lead, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Lead)> {
        self.table.iter().map(|place| {
            let name = std::str::from_utf8(place.name(&self.names)).expect("it came as a str");
            (name, place.lead())
        })
    }
}

impl fmt::Debug for DomainIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} domains", self.len())
    }
}

/// The bytes alone, without what `Hash` would add to tell texts from each other.
fn hash(hasher: &DefaultHashBuilder, name: &[u8]) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(name);
    hasher.finish()
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
        let lead = |service| Lead { service, configured: service % 2 == 1, special: false };
        let mut index = DomainIndex::default();
        for number in 0..10_000 {
            index.insert(&format!("d{number}.example"), lead(number));
        }
        index.insert("d7.example", lead(1));
        index.mark_special("d8.example");
        index.mark_special("nowhere.example");
        assert_eq!(index.len(), 10_000);
        assert_eq!(index.get(b"d7.example"), Some(lead(1)));
        assert_eq!(index.get(b"d8.example"), Some(Lead { special: true, ..lead(8) }));
        assert_eq!(index.get(b"d9999.example"), Some(lead(9999)));
        assert_eq!(index.get(b"d10000.example"), None);
        assert_eq!(index.get(b""), None);
        assert_eq!(index.iter().count(), 10_000);
    }

    #[test]
    fn the_largest_values_have_room() {
        let domain = "a".repeat(253);
        let lead = Lead { service: (1 << SERVICE_BITS) - 1, configured: true, special: true };
        let mut index = DomainIndex::default();
        index.insert(&domain, lead);
        assert_eq!(index.get(domain.as_bytes()), Some(lead));
        assert_eq!(index.iter().next(), Some((&*domain, lead)));
    }
}
