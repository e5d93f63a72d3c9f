//! IP networks: what counts as one client, and the networks that an operator names.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

/// A network: an address whose host bits are zero, and how many bits are not. IPv4 within IPv6
/// (`::ffff:192.0.2.1`) is IPv4.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// In one piece: with every request the network of its client is looked up in a table.
impl Hash for Network {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let bits = match self.address {
            IpAddr::V4(address) => u128::from(address.to_bits()),
            IpAddr::V6(address) => address.to_bits(),
        };
        (bits ^ u128::from(self.prefix)).hash(state);
    }
}

/// A text is no network.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum NetworkError {
    /// What should be the address is none.
    #[error("it is not an IP address")]
    Address,
    /// What stands after the slash is no prefix length.
    #[error("the number of bits behind the slash is none, or more than the address has")]
    Prefix,
    /// The address has bits that are not part of the network: one of both is a mistake.
    #[error("the address has bits behind those that count")]
    HostBits,
}

impl Network {
    /// Reads `192.0.2.0/24`, or an address alone.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError::Address)?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| NetworkError::Prefix)?,
            None => bits,
        };
        if prefix > bits {
            return Err(NetworkError::Prefix);
        }
        match masked(address, prefix) == address {
            true => Ok(Self { address, prefix }),
            false => Err(NetworkError::HostBits),
        }
    }

    /// The network that counts as one client: an IPv4 address, or the /64 of IPv6 that one
    /// customer has at least (RFC 6177 §2).
    pub fn of_client(client: IpAddr) -> Self {
        match client.to_canonical() {
            address @ IpAddr::V4(_) => Self { address, prefix: 32 },
            address @ IpAddr::V6(_) => Self { address: masked(address, 64), prefix: 64 },
        }
    }

    /// Whether every address of its kind is in it.
    pub fn is_everything(self) -> bool {
        self.prefix == 0
    }

    /// Whether an address is in it.
    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix) == self.address
    }
}

/// An address without its host bits.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::parse(text).unwrap()
    }

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        for (of, inside, outside) in [
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
            ("127.0.0.0/8", "::ffff:127.1.2.3", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("::/0", "2001:db8::1", "203.0.113.9"),
        ] {
            assert!(network(of).contains(inside.parse().unwrap()), "{inside} in {of}");
            assert!(!network(of).contains(outside.parse().unwrap()), "{outside} in {of}");
        }
    }

    #[test]
    fn a_mistake_is_told() {
        for (text, error) in [
            ("", NetworkError::Address),
            ("localhost", NetworkError::Address),
            ("192.0.2.0/33", NetworkError::Prefix),
            ("192.0.2.0/", NetworkError::Prefix),
            ("192.0.2.0/-1", NetworkError::Prefix),
            ("192.0.2.1/24", NetworkError::HostBits),
            ("2001:db8::1/64", NetworkError::HostBits),
        ] {
            assert_eq!(Network::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn neighbours_in_ipv6_are_one_client_and_in_ipv4_two() {
        let client = |text: &str| Network::of_client(text.parse().unwrap());
        assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:1"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
        assert_eq!(client("192.0.2.1"), client("::ffff:192.0.2.1"));
    }
}
