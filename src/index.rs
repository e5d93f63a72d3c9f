//! Domain to service: one hash look-up that waits for memory once, some fifty bytes a domain, the
//! same at a million.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hasher};

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

/// All domains that lead somewhere: a table of open addressing, of which about a third is empty. Most
/// names are short and stand in the table itself, so that a look-up waits for memory once, where
/// marks, places and names that lie apart would make it wait three times.
#[derive(Clone, Default)]
pub struct DomainIndex {
    hasher: DefaultHashBuilder,
    slots: Vec<Slot>,
    /// Names that are too long for a slot, end to end.
    long_names: Vec<u8>,
    number: usize,
}

impl DomainIndex {
    /// Makes room for so many domains.
    pub fn reserve(&mut self, domains: usize) {
        let domains = self.number + domains;
        if fewest_slots_for(domains) > self.slots.len() {
            self.resize(slots_for(domains));
        }
    }

    /// Puts a domain in. The later of two wins.
    pub fn insert(&mut self, domain: &str, lead: Lead) {
        if let Some(slot) = self.find_mut(domain.as_bytes()) {
            slot.lead = PackedLead::from(lead);
            return;
        }
        if fewest_slots_for(self.number + 1) > self.slots.len() {
            self.resize(slots_for(2 * (self.number + 1)));
        }
        let hash = hash(&self.hasher, domain.as_bytes());
        let slot = Slot::new(domain.as_bytes(), hash, lead, &mut self.long_names);
        place(&mut self.slots, slot);
        self.number += 1;
    }

    /// Gives back room that was made and is not used, where it is worth the work.
    pub fn shrink(&mut self) {
        self.long_names.shrink_to_fit();
        let slots = slots_for(self.number);
        if slots < self.slots.len() / 8 * 7 {
            self.resize(slots);
        }
    }

    /// Lets every domain lead to another service, or leaves it out.
    pub fn renumber(&mut self, service: impl Fn(ServiceNumber) -> Option<ServiceNumber>) {
        let mut lost = false;
        for slot in self.slots.iter_mut().filter(|slot| !slot.is_empty()) {
            let lead = Lead::from(slot.lead);
            match service(lead.service) {
                Some(service) => slot.lead = PackedLead::from(Lead { service, ..lead }),
                None => {
                    // What was put in behind it is found only over what stands in its place.
                    slot.lead = PackedLead::NOWHERE;
                    lost = true;
                }
            }
        }
        if lost {
            let mut index = Self { hasher: self.hasher.clone(), ..Self::default() };
            let there = self.used().filter(|slot| slot.lead != PackedLead::NOWHERE);
            for slot in there {
                let name = std::str::from_utf8(slot.name(&self.long_names));
                index.insert(name.expect("it came as a str"), slot.lead.into());
            }
            *self = index;
        }
    }

    /// Marks a domain as special, where it is there.
    pub fn mark_special(&mut self, domain: &str) {
        if let Some(slot) = self.find_mut(domain.as_bytes()) {
            slot.lead = PackedLead::from(Lead { special: true, ..slot.lead.into() });
        }
    }

    /// Where a domain leads. The name is in lower-case A-labels.
    pub fn get(&self, domain: &[u8]) -> Option<Lead> {
        self.find(domain).map(|place| self.slots[place].lead.into())
    }

    /// How many domains there are.
    pub fn len(&self) -> usize {
        self.number
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.number == 0
    }

    /// All domains with where they lead, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Lead)> {
        self.used().map(|slot| {
            let name = std::str::from_utf8(slot.name(&self.long_names));
            (name.expect("it came as a str"), slot.lead.into())
        })
    }

    fn used(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| !slot.is_empty())
    }

    /// In which slot a domain stands.
    fn find(&self, domain: &[u8]) -> Option<usize> {
        let hash = hash(&self.hasher, domain);
        let mut place = first_place(hash, self.slots.len());
        loop {
            // There is always an empty slot, unless there is none at all.
            let slot = self.slots.get(place).filter(|slot| !slot.is_empty())?;
            if slot.hash == hash && slot.name(&self.long_names) == domain {
                return Some(place);
            }
            place = if place + 1 == self.slots.len() { 0 } else { place + 1 };
        }
    }

    fn find_mut(&mut self, domain: &[u8]) -> Option<&mut Slot> {
        let place = self.find(domain)?;
        Some(&mut self.slots[place])
    }

    fn resize(&mut self, number: usize) {
        let mut slots = vec![Slot::EMPTY; number];
        for slot in self.used() {
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

/// One place of the table, half a line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Slot {
    /// Of the name; its first place follows from it.
    hash: u32,
    lead: PackedLead,
    /// Of the name.
    length: u8,
    /// The name, or where it begins among the long ones.
    text: [u8; Self::SHORT],
}

impl Slot {
    /// The longest name that stands in the slot itself.
    const SHORT: usize = 23;
    /// No name is that long.
    const EMPTY: Self =
        Self { hash: 0, lead: PackedLead::NOWHERE, length: u8::MAX, text: [0; Self::SHORT] };

    fn new(name: &[u8], hash: u32, lead: Lead, long_names: &mut Vec<u8>) -> Self {
        let length = u8::try_from(name.len()).expect("domains have at most 253 bytes");
        let mut slot = Self { hash, lead: lead.into(), length, ..Self::EMPTY };
        if let Some(text) = slot.text.get_mut(..name.len()) {
            text.copy_from_slice(name);
        } else {
            let start = u32::try_from(long_names.len()).expect("4 GiB of names are never loaded");
            slot.text[..4].copy_from_slice(&start.to_le_bytes());
            long_names.extend_from_slice(name);
        }
        slot
    }

    fn is_empty(&self) -> bool {
        self.length == u8::MAX
    }

    fn name<'s>(&'s self, long_names: &'s [u8]) -> &'s [u8] {
        let length = usize::from(self.length);
        self.text.get(..length).unwrap_or_else(|| {
            let start = self.text.first_chunk().expect("it has 23 bytes");
            &long_names[u32::from_le_bytes(*start) as usize..][..length]
        })
    }
}

/// A lead in four bytes.
#[derive(Clone, Copy, Eq, PartialEq)]
struct PackedLead(u32);

impl PackedLead {
    const CONFIGURED: u32 = 1 << 30;
    const SPECIAL: u32 = 1 << 31;
    /// No service has this number.
    const NOWHERE: Self = Self(Self::CONFIGURED - 1);
}

impl From<Lead> for PackedLead {
    fn from(lead: Lead) -> Self {
        assert!(lead.service < Self::NOWHERE.0, "a billion services are never loaded");
        let flag = |is: bool, flag| if is { flag } else { 0 };
        let configured = flag(lead.configured, Self::CONFIGURED);
        Self(lead.service | configured | flag(lead.special, Self::SPECIAL))
    }
}

impl From<PackedLead> for Lead {
    fn from(PackedLead(packed): PackedLead) -> Self {
        Self {
            service: packed & (PackedLead::CONFIGURED - 1),
            configured: packed & PackedLead::CONFIGURED != 0,
            special: packed & PackedLead::SPECIAL != 0,
        }
    }
}

/// How many slots so many domains get: half as many more, and one that is always empty.
fn slots_for(domains: usize) -> usize {
    domains + domains / 2 + 1
}

/// How many slots they can do with before the ways to them grow long.
fn fewest_slots_for(domains: usize) -> usize {
    domains + domains / 3 + 1
}

/// Where the search for a hash begins, spread evenly over all slots.
fn first_place(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

/// Puts a slot in its first place, or the next that is empty.
fn place(slots: &mut [Slot], slot: Slot) {
    let (wrapped, first) = slots.split_at_mut(first_place(slot.hash, slots.len()));
    let empty = first.iter_mut().chain(wrapped).find(|slot| slot.is_empty());
    *empty.expect("a quarter of the slots is empty") = slot;
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
        index.reserve(3);
        for service in 1..=3 {
            index.insert(&format!("d{service}.example"), lead(service));
        }
        index.renumber(|service| Some(service + 10).filter(|service| *service != 13));
        index.shrink();
        let all: HashMap<&str, u32> =
            index.iter().map(|(name, lead)| (name, lead.service)).collect();
        assert_eq!(all, HashMap::from([("d1.example", 11), ("d2.example", 12)]));
        assert_eq!(index.get(b"d2.example"), Some(Lead { service: 12, ..lead(2) }));
        assert_eq!((index.get(b"d3.example"), index.len()), (None, 2));
    }

    proptest::proptest! {
        /// The index is a map: whatever is put in, in whatever order, and asked for.
        #[test]
        fn it_is_a_map(
            domains in proptest::collection::vec(("[ab]{0,3}|[ab]{22,25}", 0..3_u32), 0..200),
            reserved in 0_usize..50,
            asked in "[abc]{0,3}|a{22,25}",
        ) {
            let mut index = DomainIndex::default();
            index.reserve(reserved);
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
        let lead = Lead { service: PackedLead::NOWHERE.0 - 1, configured: true, special: true };
        let mut index = DomainIndex::default();
        index.insert(&domain, lead);
        assert_eq!(index.get(domain.as_bytes()), Some(lead));
        assert_eq!(index.iter().next(), Some((&*domain, lead)));
    }
}
