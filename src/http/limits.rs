//! How much one client may ask: the limits, and a table of fixed size that counts by client.
//!
//! The table holds 65,536 clients in half a megabyte. A client that is not in it takes the place
//! of the one in its set that asked least: when more clients ask than there are places, some are
//! forgotten and may ask more, but nobody is refused for what another did.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::network::Network;

/// What clients may do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Limits {
    /// How many requests a client may make at once, and again each minute. The same number of
    /// connections may be opened.
    pub requests_per_minute: NonZeroU32,
    /// How many connections there are at a time.
    pub connections: NonZeroU32,
    /// How many of them one client may have.
    pub connections_per_client: NonZeroU32,
    /// Who is not limited, such as a reverse proxy that asks for many.
    pub unlimited: Vec<Network>,
}

impl Limits {
    /// Whether a client is limited at all.
    pub fn apply_to(&self, client: IpAddr) -> bool {
        !self.unlimited.iter().any(|network| network.contains(client))
    }
}

impl Default for Limits {
    /// Those of a configuration that says nothing.
    fn default() -> Self {
        let number = |number| NonZeroU32::new(number).expect("the numbers below are not 0");
        let loopback = ["127.0.0.0/8", "::1"];
        let network = |text| Network::parse(text).expect("both are networks");
        Self {
            requests_per_minute: number(600),
            connections: number(4096),
            connections_per_client: number(128),
            unlimited: loopback.map(network).to_vec(),
        }
    }
}

/// What is counted. Each has an allowance of its own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Counted {
    /// An HTTP request.
    Request,
    /// A connection that was opened; with TLS this is what costs most.
    Connection,
}

/// In how many sets clients are kept, by their hash.
const SETS: usize = 16_384;
/// How many clients each set holds.
const PLACES: usize = 4;
/// In what time an allowance is full again, in microseconds.
const MINUTE: u64 = 60_000_000;
/// Times are kept in microseconds modulo this, nine years.
const TIME_MASK: u64 = (1 << 48) - 1;
/// How often a place is tried that others change at the same moment.
const ATTEMPTS: usize = 8;

/// Counts by client, for any number of threads without a lock.
pub struct RequestTable {
    /// Each place holds 16 bits of the client's hash, and 48 bits that tell when its allowance is
    /// full again: the generic cell rate algorithm (ITU-T I.371 annex A) needs no more.
    sets: Box<[[AtomicU64; PLACES]]>,
    /// Keyed by chance at each start, so that nobody can choose whose place to take.
    hasher: RandomState,
}

impl Default for RequestTable {
    fn default() -> Self {
        let sets = (0..SETS).map(|_| Default::default()).collect();
        Self { sets, hasher: RandomState::new() }
    }
}

impl RequestTable {
    /// Counts one more of a client, or says how long it should wait before the next. `now` is the
    /// time since any moment that stays the same; `per_minute` is how many there may be at once,
    /// and again each minute.
    pub fn admit(
        &self,
        counted: Counted,
        client: Network,
        now: Duration,
        per_minute: NonZeroU32,
    ) -> Result<(), Duration> {
        let hash = self.hasher.hash_one((counted, client));
        let places = &self.sets[hash as usize % SETS];
        let tag = hash >> 48;
        let now = now.as_micros() as u64 & TIME_MASK;
        let cost = (MINUTE / u64::from(per_minute.get())).max(1);
        for _ in 0..ATTEMPTS {
            let (place, content) = find(places, tag, now);
            let used = if content >> 48 == tag { used(content, now) } else { 0 };
            let used = used + cost;
            if used > MINUTE {
                return Err(Duration::from_micros(used - MINUTE));
            }
            let new = tag << 48 | (now + used) & TIME_MASK;
            let order = Ordering::Relaxed;
            if place.compare_exchange(content, new, order, order).is_ok() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The place of a client, or else that of who has used least.
fn find(places: &[AtomicU64; PLACES], tag: u64, now: u64) -> (&AtomicU64, u64) {
    let mut least: Option<(&AtomicU64, u64)> = None;
    for place in places {
        let content = place.load(Ordering::Relaxed);
        if content >> 48 == tag {
            return (place, content);
        }
        if least.is_none_or(|(_, other)| used(content, now) < used(other, now)) {
            least = Some((place, content));
        }
    }
    least.expect("a set has places")
}

/// How much of an allowance is used: the time until it is full again, in microseconds.
fn used(content: u64, now: u64) -> u64 {
    let ahead = content.wrapping_sub(now) & TIME_MASK;
    // More than a whole allowance is never used: the time has passed.
    if ahead <= MINUTE { ahead } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn client(text: &str) -> Network {
        Network::of_client(text.parse().unwrap())
    }

    fn number(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    #[test]
    fn so_many_are_admitted_at_once_and_again_each_minute() {
        let table = RequestTable::default();
        let ask = |who: &str, now| table.admit(Counted::Request, client(who), now, number(60));
        for _ in 0..60 {
            assert_eq!(ask("192.0.2.1", SECOND), Ok(()));
        }
        assert_eq!(ask("192.0.2.1", SECOND), Err(SECOND), "sixty a minute are one a second");
        assert_eq!(ask("192.0.2.2", SECOND), Ok(()), "another client is not concerned");
        assert_eq!(ask("192.0.2.1", SECOND * 2), Ok(()));
        assert!(ask("192.0.2.1", SECOND * 2).is_err());
        let connection = table.admit(Counted::Connection, client("192.0.2.1"), SECOND, number(60));
        assert_eq!(connection, Ok(()), "connections are counted for themselves");
        let full = (0..100).filter(|_| ask("192.0.2.1", SECOND * 90).is_ok());
        assert_eq!(full.count(), 60, "an idle minute fills the allowance, and no more");
    }

    #[test]
    fn ten_thousand_who_ask_too_much_disturb_nobody() {
        let table = RequestTable::default();
        let ask = |who: u32| {
            let address = std::net::Ipv4Addr::from_bits(who).into();
            table.admit(Counted::Request, Network::of_client(address), SECOND, number(5))
        };
        let greedy: usize =
            (0..10_000).map(|who| (0..20).filter(|_| ask(who).is_ok()).count()).sum();
        // Two clients may look alike by chance and share an allowance: about one pair in twenty runs.
        assert!((49_900..51_000).contains(&greedy), "{greedy} instead of 50,000");
        let refused = (1 << 24..(1 << 24) + 10_000).filter(|who| ask(*who).is_err()).count();
        assert!(refused < 10, "{refused} of those who ask once");
    }

    #[test]
    fn time_may_run_over() {
        let table = RequestTable::default();
        let ask = |now| table.admit(Counted::Request, client("2001:db8::1"), now, number(1));
        let end = Duration::from_micros(TIME_MASK);
        assert_eq!(ask(end - SECOND), Ok(()));
        assert_eq!(ask(end + SECOND), Err(SECOND * 58));
        assert_eq!(ask(end + SECOND * 60), Ok(()));
    }

    proptest! {
        /// Whatever a client does: in no minute is it served more than its burst and what flows
        /// back in that minute; and it is never refused while it asks no faster than it may.
        #[test]
        fn no_minute_sees_more_than_burst_and_rate(
            per_minute in 1..200u32,
            pauses in prop::collection::vec(0..5_000_000u64, 1..400),
        ) {
            let table = RequestTable::default();
            let who = client("192.0.2.1");
            let mut now = 0;
            let mut admitted = Vec::new();
            for pause in pauses {
                now += pause;
                let time = Duration::from_micros(now);
                match table.admit(Counted::Request, who, time, number(per_minute)) {
                    Ok(()) => admitted.push(now),
                    Err(wait) => {
                        let cost = MINUTE / u64::from(per_minute);
                        prop_assert!(wait.as_micros() as u64 <= cost);
                        let later = time + wait;
                        let again = table.admit(Counted::Request, who, later, number(per_minute));
                        prop_assert_eq!(again, Ok(()), "who waits as told is served");
                        now = later.as_micros() as u64;
                        admitted.push(now);
                    }
                }
            }
            for (first, start) in admitted.iter().enumerate() {
                let inside = admitted[first..].iter().take_while(|time| **time < start + MINUTE);
                prop_assert!(inside.count() <= 2 * per_minute as usize);
            }
        }
    }
}
