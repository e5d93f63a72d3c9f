//! How much one client may ask over DNS.

use std::net::IpAddr;
use std::num::NonZeroU32;

use super::rate_limit::ResponseLimits;
use crate::connection_table::ConnectionLimits;
use crate::network::Network;

/// What clients may do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DnsLimits {
    /// How many answers a network gets over UDP, and who is not limited at all.
    pub responses: ResponseLimits,
    /// How many connections there are over TCP and TLS together.
    pub connections: ConnectionLimits,
}

impl DnsLimits {
    /// Whether a client is limited at all.
    pub fn apply_to(&self, client: IpAddr) -> bool {
        !self.responses.unlimited.iter().any(|network| network.contains(client))
    }
}

impl Default for DnsLimits {
    /// Those of a configuration that says nothing.
    fn default() -> Self {
        let number = |number| NonZeroU32::new(number).expect("the numbers below are not 0");
        let loopback = ["127.0.0.0/8", "::1"];
        let network = |text| Network::parse(text).expect("both are networks");
        let responses = ResponseLimits {
            per_second: Some(number(200)),
            slip: 2,
            unlimited: loopback.map(network).to_vec(),
        };
        let connections = ConnectionLimits { all: number(1024), per_client: number(32) };
        Self { responses, connections }
    }
}
