//! The PROXY protocol, versions 1 and 2: what a proxy that passes bytes on says first about the
//! client (haproxy.org, "The PROXY protocol").

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

/// What version 2 begins with (§2.2).
const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// What version 1 begins with (§2.1).
const WORD: &[u8] = b"PROXY ";
/// The longest header of version 1, its end of line included (§2.1).
const LINE_MAX: usize = 107;
/// How many bytes stand before the addresses in version 2 (§2.2).
const HEAD: usize = 16;
/// The longest rest that is read in version 2. Addresses of Unix sockets take 216 bytes; behind
/// them stand names and certificates' subjects.
const REST_MAX: usize = 4096;

/// The beginning of a connection, read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ProxyHeader {
    /// Who connected to the proxy; nothing where the proxy speaks for itself (a health check) or
    /// does not know.
    pub client: Option<IpAddr>,
    /// How many bytes the header has.
    pub length: usize,
}

impl ProxyHeader {
    /// Reads the header at the beginning of a connection. Nothing: all of it belongs to the header,
    /// and more must come.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, ProxyHeaderError> {
        if bytes.starts_with(&SIGNATURE) {
            read_binary(bytes)
        } else if bytes.starts_with(WORD) {
            read_line(bytes)
        } else if SIGNATURE.starts_with(bytes) || WORD.starts_with(bytes) {
            Ok(None)
        } else {
            Err(ProxyHeaderError::Missing)
        }
    }
}

/// Version 1: a line (§2.1).
fn read_line(bytes: &[u8]) -> Result<Option<ProxyHeader>, ProxyHeaderError> {
    let shown = &bytes[..bytes.len().min(LINE_MAX)];
    let Some(end) = shown.windows(2).position(|pair| pair == b"\r\n") else {
        return if bytes.len() < LINE_MAX { Ok(None) } else { Err(ProxyHeaderError::TooLong) };
    };
    let line = std::str::from_utf8(&bytes[WORD.len()..end]);
    let line = line.map_err(|_| ProxyHeaderError::Malformed)?;
    let words: Vec<&str> = line.split(' ').collect();
    let client = match words[..] {
        // What follows this word does not matter.
        ["UNKNOWN", ..] => None,
        ["TCP4", source, destination, from, to] => {
            let _: Ipv4Addr = number(destination)?;
            ports(from, to)?;
            Some(IpAddr::V4(number(source)?))
        }
        ["TCP6", source, destination, from, to] => {
            let _: Ipv6Addr = number(destination)?;
            ports(from, to)?;
            Some(IpAddr::V6(number(source)?).to_canonical())
        }
        _ => return Err(ProxyHeaderError::Malformed),
    };
    Ok(Some(ProxyHeader { client, length: end + 2 }))
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, ProxyHeaderError> {
    text.parse().map_err(|_| ProxyHeaderError::Malformed)
}

fn ports(from: &str, to: &str) -> Result<(), ProxyHeaderError> {
    let _: (u16, u16) = (number(from)?, number(to)?);
    Ok(())
}

/// Version 2: fixed fields (§2.2).
fn read_binary(bytes: &[u8]) -> Result<Option<ProxyHeader>, ProxyHeaderError> {
    let Some(head) = bytes.first_chunk::<HEAD>() else { return Ok(None) };
    let rest = usize::from(u16::from_be_bytes([head[14], head[15]]));
    let (version_and_command, family) = (head[12], head[13]);
    if rest > REST_MAX {
        return Err(ProxyHeaderError::TooLong);
    }
    let is_local = match version_and_command {
        0x20 => true,
        0x21 => false,
        _ => return Err(ProxyHeaderError::Malformed),
    };
    let length = HEAD + rest;
    let Some(addresses) = bytes.get(HEAD..length) else { return Ok(None) };
    let client = match family {
        _ if is_local => None,
        // TCP over IPv4: source, destination, ports.
        0x11 => {
            let fields = addresses.first_chunk::<12>().ok_or(ProxyHeaderError::Malformed)?;
            let source: [u8; 4] = [fields[0], fields[1], fields[2], fields[3]];
            Some(IpAddr::from(source))
        }
        // TCP over IPv6.
        0x21 => {
            let fields = addresses.first_chunk::<36>().ok_or(ProxyHeaderError::Malformed)?;
            let source = fields.first_chunk::<16>().ok_or(ProxyHeaderError::Malformed)?;
            Some(IpAddr::from(*source).to_canonical())
        }
        // Unspecified, or Unix sockets: the addresses are to be skipped.
        0x00 | 0x31 => None,
        _ => return Err(ProxyHeaderError::Malformed),
    };
    Ok(Some(ProxyHeader { client, length }))
}

/// Why the beginning of a connection is no such header.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ProxyHeaderError {
    /// It begins with something else.
    #[error("the connection does not begin with a PROXY header; is the proxy told to send one?")]
    Missing,
    /// It breaks the rules.
    #[error("the PROXY header is malformed")]
    Malformed,
    /// It is longer than any has to be.
    #[error("the PROXY header is too long")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn client(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    fn binary(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([command, family]);
        bytes.extend((rest.len() as u16).to_be_bytes());
        bytes.extend(rest);
        bytes
    }

    #[test]
    fn lines_of_version_1() {
        for (line, expected) in [
            ("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", client("192.0.2.1")),
            ("PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n", client("2001:db8::1")),
            ("PROXY TCP6 ::ffff:192.0.2.1 ::1 56324 443\r\n", client("192.0.2.1")),
            ("PROXY UNKNOWN\r\n", None),
            ("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", None),
        ] {
            let header = ProxyHeader { client: expected, length: line.len() };
            assert_eq!(ProxyHeader::read(line.as_bytes()), Ok(Some(header)), "{line}");
            let followed = format!("{line}GET / HTTP/1.1\r\n");
            assert_eq!(ProxyHeader::read(followed.as_bytes()), Ok(Some(header)), "{line}");
        }
    }

    #[test]
    fn what_is_no_header_is_refused() {
        for (bytes, fault) in [
            ("GET / HTTP/1.1\r\n", ProxyHeaderError::Missing),
            ("\u{16}\u{3}\u{1}", ProxyHeaderError::Missing),
            ("PROXY\r\n", ProxyHeaderError::Missing),
            ("PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n", ProxyHeaderError::Malformed),
            ("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 1\r\n", ProxyHeaderError::Malformed),
            ("PROXY TCP4 2001:db8::1 198.51.100.1 56324 443\r\n", ProxyHeaderError::Malformed),
            ("PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n", ProxyHeaderError::Malformed),
            ("PROXY TCP4  192.0.2.1 198.51.100.1 1 443\r\n", ProxyHeaderError::Malformed),
            ("PROXY UDP4 192.0.2.1 198.51.100.1 1 443\r\n", ProxyHeaderError::Malformed),
        ] {
            assert_eq!(ProxyHeader::read(bytes.as_bytes()), Err(fault), "{bytes:?}");
        }
        let endless = format!("PROXY UNKNOWN {}", "x".repeat(100));
        assert_eq!(ProxyHeader::read(endless.as_bytes()), Err(ProxyHeaderError::TooLong));
    }

    #[test]
    fn headers_of_version_2() {
        let v4 = [192, 0, 2, 1, 198, 51, 100, 1, 220, 4, 1, 187];
        let mut v6 = [0; 36];
        v6[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
        v6[15] = 1;
        for (bytes, expected) in [
            (binary(0x21, 0x11, &v4), client("192.0.2.1")),
            (binary(0x21, 0x21, &v6), client("2001:db8::1")),
            // With a further field behind the addresses (§2.2.7).
            (binary(0x21, 0x11, &[&v4[..], &[4, 0, 1, 0]].concat()), client("192.0.2.1")),
            (binary(0x20, 0x00, &[]), None),
            (binary(0x20, 0x11, &v4), None),
            (binary(0x21, 0x00, &[]), None),
            (binary(0x21, 0x31, &[0; 216]), None),
        ] {
            let header = ProxyHeader { client: expected, length: bytes.len() };
            assert_eq!(ProxyHeader::read(&bytes), Ok(Some(header)), "{bytes:?}");
        }
        let malformed = Err(ProxyHeaderError::Malformed);
        assert_eq!(ProxyHeader::read(&binary(0x11, 0x11, &v4)), malformed);
        assert_eq!(ProxyHeader::read(&binary(0x22, 0x11, &v4)), malformed);
        assert_eq!(ProxyHeader::read(&binary(0x21, 0x12, &v4)), malformed, "UDP");
        assert_eq!(ProxyHeader::read(&binary(0x21, 0x11, &v4[..11])), malformed);
        let long = binary(0x21, 0x11, &[0; REST_MAX + 1]);
        assert_eq!(ProxyHeader::read(&long), Err(ProxyHeaderError::TooLong));
    }

    proptest! {
        #[test]
        fn a_header_is_read_once_it_is_whole(
            source in any::<u32>(), port in any::<u16>(), second in any::<bool>(), tail in any::<Vec<u8>>(),
        ) {
            let source = Ipv4Addr::from(source);
            let header = match second {
                true => binary(0x21, 0x11, &[&source.octets()[..], &[198, 51, 100, 1, 0, 1, 1, 187]].concat()),
                false => format!("PROXY TCP4 {source} 198.51.100.1 {port} 443\r\n").into_bytes(),
            };
            for end in 0..header.len() {
                prop_assert_eq!(ProxyHeader::read(&header[..end]), Ok(None));
            }
            let expected = ProxyHeader { client: Some(source.into()), length: header.len() };
            let all = [header, tail].concat();
            prop_assert_eq!(ProxyHeader::read(&all), Ok(Some(expected)));
        }

        #[test]
        fn no_bytes_make_trouble(tail in any::<Vec<u8>>(), begun in 0_usize..3) {
            let begin = [&b""[..], WORD, &SIGNATURE][begun];
            let bytes = [begin, &tail].concat();
            if let Ok(Some(header)) = ProxyHeader::read(&bytes) {
                prop_assert!(header.length <= bytes.len());
            }
        }
    }
}
