//! Who gets zones, and who is told that they changed: what the operator writes about secondaries.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::tsig::{Key, key_name};
use crate::mail::Domain;
use crate::network::Network;

/// The port of DNS.
const PORT: u16 = 53;

/// What the operator decided about secondaries. Names of keys are those of `keys`; whoever makes
/// one checks that.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Secondaries {
    /// The keys that are shared with them.
    pub keys: Vec<Arc<Key>>,
    /// Who gets zones; nobody without any.
    pub allow: Vec<Allowed>,
    /// Who is told that zones changed.
    pub notify: Vec<Secondary>,
    /// The name of the catalog of all zones.
    pub catalog: Option<Domain>,
}

impl Secondaries {
    /// Whether anybody gets zones.
    pub fn is_empty(&self) -> bool {
        self.allow.is_empty()
    }

    /// Whether a client that signed with that key, if any, gets zones.
    pub(super) fn admit(&self, client: IpAddr, key: Option<&Key>) -> bool {
        self.allow.iter().any(|allowed| allowed.admits(client, key.map(Key::name)))
    }

    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&Arc<Key>> {
        self.keys.iter().find(|key| key.name() == name)
    }
}

/// Some who get zones: those of a network, those with a key, or those of a network with a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Allowed {
    /// Where they are; anywhere without it.
    pub network: Option<Network>,
    /// The name of the key that they sign with.
    pub key: Option<Box<str>>,
}

impl Allowed {
    /// Reads `192.0.2.0/24`, the name of a key, or both with a space between them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_network = |word: &str| word.contains(['/', ':']) || word.parse::<IpAddr>().is_ok();
        let (network, key) = match words[..] {
            [word] if is_network(word) => (Some(word), None),
            [word] => (None, Some(word)),
            [network, key] => (Some(network), Some(key)),
            _ => return Err("it is neither a network nor a key".to_owned()),
        };
        let network = network.map(Network::parse).transpose().map_err(|error| error.to_string())?;
        Ok(Self { network, key: key.map(named_key).transpose()? })
    }

    fn admits(&self, client: IpAddr, key: Option<&str>) -> bool {
        self.network.is_none_or(|network| network.contains(client))
            && self.key.as_deref().is_none_or(|wanted| key == Some(wanted))
    }

    /// Whether it is everybody, or nearly.
    pub fn is_anybody(&self) -> bool {
        self.key.is_none() && self.network.is_some_and(Network::is_everything)
    }
}

/// A secondary that is told of changes.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Secondary {
    /// Where it is.
    pub address: SocketAddr,
    /// The name of the key that it is told with.
    pub key: Option<Box<str>>,
}

impl Secondary {
    /// Reads an address, a port behind it if it is not 53, and the name of a key behind a space if
    /// messages to it are to be signed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let (Some(place), key, None) = (words.next(), words.next(), words.next()) else {
            return Err("it is not an address".to_owned());
        };
        let address = place
            .parse()
            .or_else(|_| place.parse().map(|address: IpAddr| SocketAddr::new(address, PORT)))
            .map_err(|_| "it does not begin with an IP address".to_owned())?;
        Ok(Self { address, key: key.map(named_key).transpose()? })
    }
}

fn named_key(word: &str) -> Result<Box<str>, String> {
    key_name(word).ok_or_else(|| format!("{} is no name of a key", word.escape_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_a_key_or_both() {
        let client: IpAddr = "192.0.2.7".parse().unwrap();
        let elsewhere: IpAddr = "198.51.100.7".parse().unwrap();
        for (text, here, here_signed, elsewhere_signed) in [
            ("192.0.2.0/24", true, true, false),
            ("transfer.example", false, true, true),
            ("192.0.2.0/24 Transfer.example.", false, true, false),
            ("192.0.2.0/24 other", false, false, false),
            ("2001:db8::/32", false, false, false),
        ] {
            let allowed = Allowed::parse(text).unwrap();
            let key = Some("transfer.example");
            assert_eq!(allowed.admits(client, None), here, "{text}");
            assert_eq!(allowed.admits(client, key), here_signed, "{text}");
            assert_eq!(allowed.admits(elsewhere, key), elsewhere_signed, "{text}");
            assert!(!allowed.admits(elsewhere, None), "{text}");
        }
        for wrong in ["", "192.0.2.1/24", "a b", "192.0.2.1 a b", "a!", "192.0.2.1 a!"] {
            assert!(Allowed::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Allowed::parse("0.0.0.0/0").unwrap().is_anybody());
        assert!(!Allowed::parse("0.0.0.0/0 key").unwrap().is_anybody());
    }

    #[test]
    fn a_secondary_has_an_address_and_may_have_a_port_and_a_key() {
        for (text, address, key) in [
            ("192.0.2.53", "192.0.2.53:53", None),
            ("192.0.2.53:5353 K.Example.", "192.0.2.53:5353", Some("k.example")),
            ("2001:db8::53", "[2001:db8::53]:53", None),
            ("[2001:db8::53]:5353", "[2001:db8::53]:5353", None),
        ] {
            let secondary = Secondary::parse(text).unwrap();
            assert_eq!(secondary.address, address.parse().unwrap(), "{text}");
            assert_eq!(secondary.key.as_deref(), key, "{text}");
        }
        for wrong in ["", "ns2.example.net", "192.0.2.53:x", "192.0.2.53 a b", "192.0.2.53 a!"] {
            assert!(Secondary::parse(wrong).is_err(), "{wrong}");
        }
    }
}
