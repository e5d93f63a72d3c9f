//! Domain to service: one hash look-up that reads memory in two places, some thirty bytes a domain,
//! the same at a million.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::ops::Range;

use hashbrown::DefaultHashBuilder;

use crate::mail::Domain;

/// The number of a service in its snapshot.
pub type ServiceNumber = u32;

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

impl Lead {
    const CONFIGURED: u32 = 1 << 30;
    const SPECIAL: u32 = 1 << 31;

    fn pack(self) -> [u8; 4] {
        assert!(self.service < Self::CONFIGURED, "a billion services are never loaded");
        let flag = |is: bool, flag| if is { flag } else { 0 };
        let flags = flag(self.configured, Self::CONFIGURED) | flag(self.special, Self::SPECIAL);
        (self.service | flags).to_le_bytes()
    }

    fn unpack(packed: [u8; 4]) -> Self {
        let packed = u32::from_le_bytes(packed);
        Self {
            service: packed & (Self::CONFIGURED - 1),
            configured: packed & Self::CONFIGURED != 0,
            special: packed & Self::SPECIAL != 0,
        }
    }
}

/// All domains that lead somewhere.
///
/// A table of open addressing, of which a third is empty, says where the name of a domain stands;
/// where it leads stands right before it, so that a look-up waits for memory twice: a table whose
/// marks, places and names lie apart makes it wait three times.
#[derive(Clone, Default)]
pub struct DomainIndex {
    hasher: DefaultHashBuilder,
    slots: Vec<Slot>,
    domains: Domains,
    number: usize,
}

/// One place of the table.
#[derive(Clone, Copy)]
struct Slot {
    /// The hash of the name, from which its first place follows.
    hash: u32,
    /// Where its domain begins.
    start: u32,
}

impl Slot {
    const EMPTY: Self = Self { hash: 0, start: u32::MAX };

    fn is_empty(self) -> bool {
        self.start == u32::MAX
    }
}

impl DomainIndex {
    /// Makes room for so many domains with names of so many bytes in all.
    pub fn reserve(&mut self, domains: usize, bytes: usize) {
        self.domains.0.reserve_exact(domains * Domains::HEAD + bytes);
        self.resize(slots_for(self.number + domains).max(self.slots.len()));
    }

    /// Puts a domain in. The later of two wins.
    pub fn insert(&mut self, domain: &str, lead: Lead) {
        if let Some(start) = self.find(domain.as_bytes()) {
            self.domains.set_lead(start, lead);
            return;
        }
        if slots_for(self.number + 1) > self.slots.len() {
            self.resize(slots_for(2 * (self.number + 1)));
        }
        let start = u32::try_from(self.domains.0.len()).ok().filter(|start| *start < u32::MAX);
        let start = start.expect("4 GiB of names are never loaded");
        self.domains.push(domain.as_bytes(), lead);
        let slot = Slot { hash: hash(&self.hasher, domain.as_bytes()), start };
        place(&mut self.slots, slot);
        self.number += 1;
    }

    /// Gives back room that was made and is not used.
    pub fn shrink(&mut self) {
        self.domains.0.shrink_to_fit();
        self.resize(slots_for(self.number));
    }

    /// Lets every domain lead to another service, or leaves it out.
    pub fn renumber(&mut self, service: impl Fn(ServiceNumber) -> Option<ServiceNumber>) {
        let is_there = |start| service(self.domains.lead(start).service).is_some();
        if !self.domains.starts().all(is_there) {
            let kept = self.iter().filter(|(_, lead)| service(lead.service).is_some());
            let mut index = Self { hasher: self.hasher.clone(), ..Self::default() };
            for (domain, lead) in kept {
                index.insert(domain, lead);
            }
            *self = index;
        }
        let mut start = 0;
        while start < self.domains.0.len() {
            let lead = self.domains.lead(start);
            if let Some(service) = service(lead.service) {
                self.domains.set_lead(start, Lead { service, ..lead });
            }
            start = self.domains.name(start).end;
        }
    }

    /// Marks a domain as special, where it is there.
    pub fn mark_special(&mut self, domain: &str) {
        if let Some(start) = self.find(domain.as_bytes()) {
            let lead = self.domains.lead(start);
            self.domains.set_lead(start, Lead { special: true, ..lead });
        }
    }

    /// Where a domain leads. The name is in lower-case A-labels.
    pub fn get(&self, domain: &[u8]) -> Option<Lead> {
        self.find(domain).map(|start| self.domains.lead(start))
    }

    /// How many domains there are.
    pub fn len(&self) -> usize {
        self.number
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.number == 0
    }

    /// All domains with where they lead, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Lead)> {
        self.domains.starts().map(|start| {
            let name = &self.domains.0[self.domains.name(start)];
            let name = std::str::from_utf8(name).expect("it came as a str");
            (name, self.domains.lead(start))
        })
    }

    /// Where a domain begins.
    fn find(&self, domain: &[u8]) -> Option<usize> {
        let hash = hash(&self.hasher, domain);
        let (wrapped, first) = self.slots.split_at(first_place(hash, self.slots.len()));
        for slot in first.iter().chain(wrapped) {
            if slot.is_empty() {
                return None;
            }
            let start = slot.start as usize;
            if slot.hash == hash && self.domains.0[self.domains.name(start)] == *domain {
                return Some(start);
            }
        }
        None
    }

    fn resize(&mut self, number: usize) {
        if number == self.slots.len() {
            return;
        }
        let mut slots = vec![Slot::EMPTY; number];
        for slot in self.slots.iter().filter(|slot| !slot.is_empty()) {
            place(&mut slots, *slot);
        }
        self.slots = slots;
    }
}

impl fmt::Debug for DomainIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} domains", self.len())
    }
}

/// Domains end to end: each is its lead in four bytes, the length of its name, and the name.
#[derive(Clone, Default)]
struct Domains(Vec<u8>);

impl Domains {
    /// How many bytes stand before a name.
    const HEAD: usize = 5;

    fn push(&mut self, name: &[u8], lead: Lead) {
        let length = u8::try_from(name.len()).expect("domains have at most 253 bytes");
        self.0.extend_from_slice(&lead.pack());
        self.0.push(length);
        self.0.extend_from_slice(name);
    }

    /// Where the name stands of the domain that begins there.
    fn name(&self, start: usize) -> Range<usize> {
        let name = start + Self::HEAD;
        name..name + usize::from(self.0[name - 1])
    }

    fn lead(&self, start: usize) -> Lead {
        let packed = self.0[start..].first_chunk().expect("a domain begins there");
        Lead::unpack(*packed)
    }

    fn set_lead(&mut self, start: usize, lead: Lead) {
        self.0[start..][..4].copy_from_slice(&lead.pack());
    }

    /// Where each begins.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let first = (!self.0.is_empty()).then_some(0);
        std::iter::successors(first, |start| {
            Some(self.name(*start).end).filter(|end| *end < self.0.len())
        })
    }
}

/// How many slots so many domains need: half as many more, and one that is always empty.
fn slots_for(domains: usize) -> usize {
    domains + domains / 2 + 1
}

/// Where the search for a hash begins, spread evenly over all slots.
fn first_place(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

/// Puts a slot in its first place, or the next that is empty.
fn place(slots: &mut [Slot], slot: Slot) {
    let (wrapped, first) = slots.split_at_mut(first_place(slot.hash, slots.len()));
    let empty = first.iter_mut().chain(wrapped).find(|slot| slot.is_empty());
    *empty.expect("a third of the slots is empty") = slot;
}

/// Of the bytes alone, without what `Hash` would add to tell texts from each other.
fn hash(hasher: &DefaultHashBuilder, name: &[u8]) -> u32 {
    let mut hasher = hasher.build_hasher();
    hasher.write(name);
    (hasher.finish() >> 32) as u32
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
    fn what_leads_nowhere_is_left_out() {
        let lead = |service| Lead { service, configured: true, special: service == 2 };
        let mut index = DomainIndex::default();
        index.reserve(3, 27);
        for service in 1..=3 {
            index.insert(&format!("d{service}.example"), lead(service));
        }
        index.renumber(|service| Some(service + 10).filter(|service| *service != 13));
        index.shrink();
        let all: Vec<(&str, u32)> = index.iter().map(|(name, lead)| (name, lead.service)).collect();
        assert_eq!(all, [("d1.example", 11), ("d2.example", 12)]);
        assert_eq!(index.get(b"d2.example"), Some(Lead { service: 12, ..lead(2) }));
        assert_eq!((index.get(b"d3.example"), index.len()), (None, 2));
    }

    proptest::proptest! {
        /// The index is a map: whatever is put in, in whatever order, and asked for.
        #[test]
        fn it_is_a_map(
            domains in proptest::collection::vec(("[ab]{0,3}", 0..3_u32), 0..200),
            reserved in 0_usize..50,
            asked in "[abc]{0,3}",
        ) {
            let mut index = DomainIndex::default();
            index.reserve(reserved, reserved);
            let mut map = std::collections::BTreeMap::new();
            for (domain, service) in &domains {
                let lead = Lead { service: *service, configured: false, special: false };
                index.insert(domain, lead);
                map.insert(domain.as_str(), lead);
            }
            let check = |index: &DomainIndex| {
                let all: std::collections::BTreeMap<&str, Lead> = index.iter().collect();
                all == map && index.len() == map.len()
                    && index.get(asked.as_bytes()) == map.get(asked.as_str()).copied()
                    && map.iter().all(|(domain, lead)| index.get(domain.as_bytes()) == Some(*lead))
            };
            proptest::prop_assert!(check(&index));
            index.shrink();
            proptest::prop_assert!(check(&index));
        }
    }

    #[test]
    fn the_largest_values_have_room() {
        let domain = "a".repeat(253);
        let lead = Lead { service: Lead::CONFIGURED - 1, configured: true, special: true };
        let mut index = DomainIndex::default();
        index.insert(&domain, lead);
        assert_eq!(index.get(domain.as_bytes()), Some(lead));
        assert_eq!(index.iter().next(), Some((&*domain, lead)));
    }
}
