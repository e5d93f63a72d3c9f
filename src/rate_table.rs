//! A table of fixed size that counts by client, for any number of threads without a lock.
//!
//! It holds 65,536 clients in half a megabyte. A client that is not in it takes the place of the
//! one in its set that used least: when more clients ask than there are places, some are forgotten
//! and may ask more, but nobody is refused for what another did.

use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// In how many sets clients are kept, by their hash.
const SETS: usize = 16_384;
/// How many clients each set holds.
const PLACES: usize = 4;
/// Times are kept in microseconds modulo this, nine years.
const TIME_MASK: u64 = (1 << 48) - 1;
/// How often a place is tried that others change at the same moment.
const ATTEMPTS: usize = 8;

/// How much a client may do: so many times at once, and as often again in a time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Allowance {
    /// In what time it is full again, in microseconds.
    whole: u64,
    /// How much of that one time takes away.
    cost: u64,
}

impl Allowance {
    /// So many at once, and again in each `time`.
    pub fn new(number: NonZeroU32, time: Duration) -> Self {
        let whole = time.as_micros() as u64;
        Self { whole, cost: (whole / u64::from(number.get())).max(1) }
    }
}

/// Counts by client. All that one table counts has allowances of the same time.
pub struct RateTable {
    /// Each place holds 16 bits of the client's hash, and 48 bits that tell when its allowance is
    /// full again: the generic cell rate algorithm (ITU-T I.371 annex A) needs no more.
    sets: Box<[[AtomicU64; PLACES]]>,
    /// Keyed by chance at each start, so that nobody can choose whose place to take.
    hasher: RandomState,
}

impl Default for RateTable {
    fn default() -> Self {
        let sets = (0..SETS).map(|_| Default::default()).collect();
        Self { sets, hasher: RandomState::new() }
    }
}

impl RateTable {
    /// Counts one more of a client, or says how long it should wait before the next. `now` is the
    /// time since any moment that stays the same.
    pub fn admit(
        &self,
        client: impl Hash,
        now: Duration,
        allowance: Allowance,
    ) -> Result<(), Duration> {
        let Allowance { whole, cost } = allowance;
        let hash = self.hasher.hash_one(client);
        let places = &self.sets[hash as usize % SETS];
        let tag = hash >> 48;
        let now = now.as_micros() as u64 & TIME_MASK;
        for _ in 0..ATTEMPTS {
            let (place, content) = find(places, tag, now, whole);
            let used = if content >> 48 == tag { used(content, now, whole) } else { 0 };
            let used = used + cost;
            if used > whole {
                return Err(Duration::from_micros(used - whole));
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
fn find(places: &[AtomicU64; PLACES], tag: u64, now: u64, whole: u64) -> (&AtomicU64, u64) {
    let mut least: Option<(&AtomicU64, u64)> = None;
    for place in places {
        let content = place.load(Ordering::Relaxed);
        if content >> 48 == tag {
            return (place, content);
        }
        if least.is_none_or(|(_, other)| used(content, now, whole) < used(other, now, whole)) {
            least = Some((place, content));
        }
    }
    least.expect("a set has places")
}

/// How much of an allowance is used: the time until it is full again, in microseconds.
fn used(content: u64, now: u64, whole: u64) -> u64 {
    let ahead = content.wrapping_sub(now) & TIME_MASK;
    // More than a whole allowance is never used: the time has passed.
    if ahead <= whole { ahead } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: u64 = 60_000_000;

    fn a_minute(number: u32) -> Allowance {
        Allowance::new(NonZeroU32::new(number).unwrap(), Duration::from_micros(MINUTE))
    }

    #[test]
    fn time_may_run_over() {
        let table = RateTable::default();
        let ask = |now| table.admit("client", now, a_minute(1));
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
            let table = RateTable::default();
            let mut now = 0;
            let mut admitted = Vec::new();
            for pause in pauses {
                now += pause;
                let time = Duration::from_micros(now);
                match table.admit("client", time, a_minute(per_minute)) {
                    Ok(()) => admitted.push(now),
                    Err(wait) => {
                        let cost = MINUTE / u64::from(per_minute);
                        prop_assert!(wait.as_micros() as u64 <= cost);
                        let later = time + wait;
                        let again = table.admit("client", later, a_minute(per_minute));
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
