//! The last look-ups: what was asked and why it was answered so, in a ring of fixed size.
//!
//! Addresses are in it as digests only, made with a key that lives as long as the process: the same
//! address is recognised again, and nobody can tell which one it is.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{Exchange, Front, Protocol};
use crate::lookup::Reason;
use crate::mail::{ADDRESS_MAX, Address, Domain};

/// How many look-ups are kept.
const KEPT: usize = 256;

/// What stands for an address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AddressDigest(u64);

impl fmt::Display for AddressDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A look-up that has been answered.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Where it stands among all.
    number: u64,
    /// When it was answered, since the Unix epoch.
    pub at: Duration,
    /// Which front was asked.
    pub front: Front,
    /// Why it was answered as it was.
    pub reason: Reason,
    /// The domain it was about.
    pub domain: Option<Domain>,
    /// The MX host that the domain was recognised by.
    pub mx: Option<Domain>,
    /// The address that was asked for.
    pub address: Option<AddressDigest>,
    /// How long it took.
    pub took: Duration,
}

/// The ring.
pub(super) struct LastLookups {
    slots: Box<[Mutex<Option<Lookup>>]>,
    next: AtomicU64,
    key: RandomState,
}

impl LastLookups {
    pub(super) fn new(key: RandomState) -> Self {
        let slots = (0..KEPT).map(|_| Mutex::new(None)).collect();
        Self { slots, next: AtomicU64::new(0), key }
    }

    pub(super) fn digest(&self, address: &Address) -> AddressDigest {
        let mut hasher = self.key.build_hasher();
        // In one piece, which takes half as long as one after the other.
        hasher.write(address.to_bytes(&mut [0; ADDRESS_MAX]));
        AddressDigest(hasher.finish())
    }

    /// Keeps a look-up. Nobody waits for it: where the slot is just being read, this one is lost.
    pub(super) fn keep(&self, exchange: &Exchange<'_>) {
        if !is_lookup(exchange) {
            return;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let slot = usize::try_from(number).unwrap_or_default() % KEPT;
        if let Ok(mut slot) = self.slots[slot].try_lock() {
            *slot = Some(Lookup {
                number,
                at: exchange.at,
                front: exchange.front,
                reason: exchange.reason,
                domain: exchange.domain.cloned(),
                mx: exchange.mx.cloned(),
                address: exchange.address,
                took: exchange.took,
            });
        }
    }

    pub(super) fn newest_first(&self) -> Vec<Lookup> {
        let read = |slot: &Mutex<Option<Lookup>>| {
            slot.lock().unwrap_or_else(PoisonError::into_inner).clone()
        };
        let mut lookups: Vec<Lookup> = self.slots.iter().filter_map(read).collect();
        lookups.sort_unstable_by_key(|lookup| std::cmp::Reverse(lookup.number));
        lookups
    }
}

/// Probes, and documents that are the same for everybody, would soon fill the ring.
fn is_lookup(exchange: &Exchange<'_>) -> bool {
    let health = matches!(exchange.front, Front::Http { protocol: Protocol::Health, .. });
    !health && exchange.reason != Reason::Static
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{ClientFamily, Transport};

    fn exchange(domain: &Domain, micros: u64) -> Exchange<'_> {
        Exchange {
            front: Front::Dns(Transport::Udp),
            reason: Reason::Record,
            domain: Some(domain),
            mx: None,
            address: None,
            at: Duration::from_secs(1),
            took: Duration::from_micros(micros),
        }
    }

    #[test]
    fn the_last_ones_are_kept_and_the_newest_comes_first() {
        let ring = LastLookups::new(RandomState::new());
        let domain = Domain::parse("example.org").unwrap();
        for micros in 0..KEPT as u64 + 10 {
            ring.keep(&exchange(&domain, micros));
        }
        let kept = ring.newest_first();
        let micros: Vec<u128> = kept.iter().map(|lookup| lookup.took.as_micros()).collect();
        let expected: Vec<u128> = (10..KEPT as u128 + 10).rev().collect();
        assert_eq!(micros, expected);
        assert_eq!(kept[0].domain, Some(domain));
        assert_eq!(kept[0].mx, None);
    }

    #[test]
    fn an_address_has_one_digest_a_start() {
        let (one, other) =
            (LastLookups::new(RandomState::new()), LastLookups::new(RandomState::new()));
        let address = |text| Address::parse(text).unwrap();
        let fred = address("fred@example.org");
        assert_eq!(one.digest(&fred), one.digest(&address("fred@example.org")));
        assert_ne!(one.digest(&fred), one.digest(&address("frida@example.org")));
        assert_ne!(one.digest(&fred), other.digest(&fred));
        assert_eq!(one.digest(&fred).to_string().len(), 16);
    }

    #[test]
    fn probes_are_no_look_ups() {
        let ring = LastLookups::new(RandomState::new());
        let domain = Domain::parse("example.org").unwrap();
        let http = |protocol| Front::Http { protocol, client: ClientFamily::Other, status: 200 };
        ring.keep(&Exchange { front: http(Protocol::Health), ..exchange(&domain, 1) });
        ring.keep(&Exchange {
            front: http(Protocol::Page),
            reason: Reason::Static,
            ..exchange(&domain, 2)
        });
        assert!(ring.newest_first().is_empty());
    }
}
