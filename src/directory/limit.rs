//! How many login names a client is told in a minute.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use crate::mail::Address;
use crate::network::Network;

/// The time in which clients are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// The most clients that are counted at a time.
const CLIENTS_MAX: u64 = 100_000;

/// Counts, by client, the addresses whose login names were asked for. Those of mailboxes that do
/// not exist count as well: nobody learns from the limit which do.
pub struct LoginLimit {
    clients: Cache<Network, Arc<Mutex<HashSet<u64>>>>,
    hasher: RandomState,
    most: u32,
}

impl LoginLimit {
    /// Lets every client ask for so many addresses in a minute.
    pub fn new(most: u32) -> Self {
        let clients = Cache::builder().max_capacity(CLIENTS_MAX).time_to_live(WINDOW).build();
        Self { clients, hasher: RandomState::new(), most }
    }

    /// How many addresses a client may ask for in a minute.
    pub fn most(&self) -> u32 {
        self.most
    }

    /// Whether a client may be told the login name of an address.
    pub fn allows(&self, client: IpAddr, address: &Address) -> bool {
        let asked = self.clients.get_with(Network::of_client(client), Arc::default);
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let address = self.hasher.hash_one(address);
        if asked.contains(&address) {
            return true;
        }
        asked.len() < self.most as usize && asked.insert(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_told_so_many_and_no_more() {
        let limit = LoginLimit::new(2);
        let address = |name: &str| Address::parse(&format!("{name}@example.org")).unwrap();
        let client: IpAddr = "2001:db8::1".parse().unwrap();
        let neighbour: IpAddr = "2001:db8::2".parse().unwrap();
        let stranger: IpAddr = "192.0.2.1".parse().unwrap();
        assert!(limit.allows(client, &address("a")) && limit.allows(client, &address("b")));
        assert!(limit.allows(client, &address("a")), "again is not more");
        assert!(!limit.allows(client, &address("c")) && !limit.allows(neighbour, &address("c")));
        assert!(limit.allows(stranger, &address("c")));
    }
}
