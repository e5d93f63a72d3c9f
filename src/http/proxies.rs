//! The proxies that are believed what they say about the clients behind them, in the headers of a
//! request (RFC 7239, and the `X-Forwarded-` fields that came before it).

use std::net::{IpAddr, SocketAddr};

use crate::network::Network;

/// Where a request came from, as far as it is to be believed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Origin {
    /// The client.
    pub client: IpAddr,
    /// Whether it came to the outermost proxy, or to us, by HTTPS.
    pub secure: bool,
}

/// Whom to believe.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Proxies {
    /// Where they are.
    pub networks: Vec<Network>,
    /// Whether each of their connections begins with a PROXY header.
    pub send_header: bool,
}

/// The fields of a request that say something about its origin, each as often as it stands there,
/// in that order.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForwardedFields<'a> {
    /// `X-Forwarded-For`
    pub x_for: &'a [&'a str],
    /// `X-Forwarded-Proto`
    pub x_proto: &'a [&'a str],
    /// `Forwarded` (RFC 7239)
    pub forwarded: &'a [&'a str],
}

impl Proxies {
    /// Whether an address is that of a proxy which is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }

    /// Where a request came from that arrived from `peer`.
    ///
    /// Every proxy adds at the end, so the last address that is not a trusted proxy's is the
    /// client; what stands before it, the client may have made up. `X-Forwarded-For` goes before
    /// `Forwarded`: common proxies write the former and let the latter pass as it came.
    pub fn origin(&self, peer: Origin, fields: &ForwardedFields<'_>) -> Origin {
        if !self.trusts(peer.client) {
            return peer;
        }
        if fields.x_for.is_empty() && !fields.forwarded.is_empty() {
            return self.forwarded_origin(peer, fields.forwarded);
        }
        let addresses = fields.x_for.iter().flat_map(|field| field.split(','));
        let addresses: Vec<&str> = addresses.map(str::trim).collect();
        let client = self.client(peer.client, addresses.iter().rev().copied());
        let proto = fields.x_proto.last().and_then(|field| field.rsplit(',').next());
        Origin { client, secure: proto.map_or(peer.secure, is_https) }
    }

    fn forwarded_origin(&self, peer: Origin, fields: &[&str]) -> Origin {
        let elements = fields.iter().flat_map(|field| {
            // A client can open a quotation that takes in what a proxy adds to the same field.
            let field = if is_well_quoted(field) { field } else { "" };
            split_quoted(field, ',')
        });
        let elements: Vec<&str> = elements.collect();
        let parameter = |element: &'_ str, wanted: &str| -> Option<String> {
            split_quoted(element, ';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                let value = value.trim();
                let value =
                    value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
                name.trim().eq_ignore_ascii_case(wanted).then(|| value.to_owned())
            })
        };
        let addresses: Vec<String> = elements
            .iter()
            .rev()
            .map(|element| parameter(element, "for").unwrap_or_default())
            .collect();
        let client = self.client(peer.client, addresses.iter().map(String::as_str));
        let proto = elements.last().and_then(|element| parameter(element, "proto"));
        Origin { client, secure: proto.map_or(peer.secure, |proto| is_https(&proto)) }
    }

    /// The first of these, from the last proxy outwards, that is not a trusted proxy's; where the
    /// chain breaks off, the last that is known.
    fn client<'a>(&self, peer: IpAddr, outwards: impl Iterator<Item = &'a str>) -> IpAddr {
        let mut client = peer;
        for text in outwards {
            let Some(address) = address(text) else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

fn is_https(proto: &str) -> bool {
    proto.trim().eq_ignore_ascii_case("https")
}

/// An address, with or without port, with or without brackets (RFC 7239 §6).
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let plain = || bare.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    plain().or_else(with_port).map(|address| address.to_canonical())
}

/// Splits where a separator is not inside quotes. A name in quotes may hold anything.
fn split_quoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    text.split(move |c: char| {
        if escaped {
            escaped = false;
        } else if quoted && c == '\\' {
            escaped = true;
        } else if c == '"' {
            quoted = !quoted;
        }
        !quoted && c == separator
    })
    .map(str::trim)
}

/// Whether every quotation is a whole value: an `=` stands before it, and behind it what comes next
/// or nothing (RFC 7239 §4).
fn is_well_quoted(field: &str) -> bool {
    let mut rest = field;
    while let Some((before, behind)) = rest.split_once('"') {
        let mut escaped = false;
        let end = behind.find(|c: char| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = end else { return false };
        rest = &behind[end + 1..];
        let next = rest.trim_start();
        if !before.ends_with('=') || !(next.is_empty() || next.starts_with([',', ';'])) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn proxies(networks: &[&str]) -> Proxies {
        let networks = networks.iter().map(|text| Network::parse(text).unwrap()).collect();
        Proxies { networks, send_header: false }
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn peer(text: &str) -> Origin {
        Origin { client: ip(text), secure: false }
    }

    #[test]
    fn strangers_are_not_believed() {
        let proxies = proxies(&["10.0.0.0/8"]);
        let fields = ForwardedFields {
            x_for: &["203.0.113.9"],
            x_proto: &["https"],
            forwarded: &["for=203.0.113.9;proto=https"],
        };
        assert_eq!(proxies.origin(peer("192.0.2.1"), &fields), peer("192.0.2.1"));
    }

    #[test]
    fn the_last_address_that_is_no_proxy_is_the_client() {
        let proxies = proxies(&["10.0.0.0/8", "fd00::/8"]);
        let told = |x_for: &[&str]| {
            let fields = ForwardedFields { x_for, ..ForwardedFields::default() };
            proxies.origin(peer("10.0.0.1"), &fields).client
        };
        assert_eq!(told(&["203.0.113.9"]), ip("203.0.113.9"));
        assert_eq!(told(&["198.51.100.7, 203.0.113.9"]), ip("203.0.113.9"), "made up before");
        assert_eq!(told(&["198.51.100.7", "203.0.113.9, 10.0.0.2"]), ip("203.0.113.9"));
        assert_eq!(told(&["[2001:db8::7]:4711, fd00::1"]), ip("2001:db8::7"));
        assert_eq!(told(&["203.0.113.9:4711"]), ip("203.0.113.9"));
        assert_eq!(told(&["10.0.0.3"]), ip("10.0.0.3"), "nobody but proxies");
        assert_eq!(told(&["198.51.100.7, unknown, 10.0.0.2"]), ip("10.0.0.2"));
        assert_eq!(told(&[]), ip("10.0.0.1"));
    }

    #[test]
    fn forwarded_is_read_as_its_rfc_says() {
        let proxies = proxies(&["10.0.0.1"]);
        let told = |forwarded: &[&str]| {
            let fields = ForwardedFields { forwarded, ..ForwardedFields::default() };
            proxies.origin(peer("10.0.0.1"), &fields)
        };
        let far = |client: &str| Origin { client: ip(client), secure: true };
        assert_eq!(told(&["for=192.0.2.60;proto=https;by=203.0.113.43"]), far("192.0.2.60"));
        assert_eq!(
            told(&["For=\"[2001:db8:cafe::17]:4711\"; Proto=HTTPS"]),
            far("2001:db8:cafe::17")
        );
        assert_eq!(told(&["for=198.51.100.1, for=192.0.2.60;proto=https"]), far("192.0.2.60"));
        assert_eq!(told(&["for=\"a,for=1.2.3.4\", for=192.0.2.60"]).client, ip("192.0.2.60"));
        assert_eq!(told(&["for=unknown;proto=https"]), far("10.0.0.1"));
        assert_eq!(told(&["for=_hidden"]), peer("10.0.0.1"));
    }

    #[test]
    fn a_quotation_that_a_client_leaves_open_forges_nobody() {
        let proxies = proxies(&["10.0.0.1"]);
        for begun in ["for=198.51.100.7;by=\"", "for=198.51.100.7;by=\"\\"] {
            for added in [
                "for=203.0.113.9",
                "for=\"[2001:db8::9]:4711\";proto=https",
                "for=\"[2001:db8::9]:4711\";by=\"_a\\\"b\"",
            ] {
                let field = format!("{begun}, {added}");
                let forwarded = &[field.as_str()][..];
                let fields = ForwardedFields { forwarded, ..ForwardedFields::default() };
                assert_eq!(proxies.origin(peer("10.0.0.1"), &fields), peer("10.0.0.1"), "{field}");
            }
        }
    }

    #[test]
    fn the_field_that_proxies_write_goes_first() {
        let proxies = proxies(&["10.0.0.1"]);
        let fields = ForwardedFields {
            x_for: &["203.0.113.9"],
            x_proto: &["http, https"],
            forwarded: &["for=198.51.100.7;proto=http"],
        };
        let expected = Origin { client: ip("203.0.113.9"), secure: true };
        assert_eq!(proxies.origin(peer("10.0.0.1"), &fields), expected);
    }

    proptest! {
        #[test]
        fn no_field_makes_trouble(x_for in ".*", forwarded in "([a-z=\";,\\\\\\[\\]:.0-9]| )*") {
            let proxies = proxies(&["10.0.0.0/8"]);
            let (x_for, forwarded) = (&[x_for.as_str()][..], &[forwarded.as_str()][..]);
            for fields in [
                ForwardedFields { x_for, ..ForwardedFields::default() },
                ForwardedFields { forwarded, ..ForwardedFields::default() },
            ] {
                prop_assert_eq!(proxies.origin(peer("192.0.2.1"), &fields), peer("192.0.2.1"));
                let _ = proxies.origin(peer("10.0.0.1"), &fields);
            }
        }

        #[test]
        fn who_made_it_up_is_not_the_client(
            made_up in "[^\u{0}-\u{1f}]*", client in any::<u32>(),
        ) {
            let client = IpAddr::V4(client.into());
            let proxies = proxies(&["10.0.0.0/8"]);
            prop_assume!(!proxies.trusts(client));
            let field = format!("{made_up}, {client}");
            let fields = ForwardedFields { x_for: &[&field], ..ForwardedFields::default() };
            prop_assert_eq!(proxies.origin(peer("10.0.0.1"), &fields).client, client);
        }
    }
}
