//! How much one client may ask over HTTP, and what is counted of it.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::connection_table::ConnectionLimits;
use crate::network::Network;
use crate::rate_table::{Allowance, RateTable};

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

    /// How many connections there may be.
    pub fn connection_limits(&self) -> ConnectionLimits {
        ConnectionLimits { all: self.connections, per_client: self.connections_per_client }
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

/// In what time an allowance is full again.
const MINUTE: Duration = Duration::from_secs(60);

/// Counts by client, for any number of threads without a lock.
#[derive(Default)]
pub struct RequestTable(RateTable);

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
        self.0.admit((counted, client), now, Allowance::new(per_minute, MINUTE))
    }
}

#[cfg(test)]
mod tests {
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
}
