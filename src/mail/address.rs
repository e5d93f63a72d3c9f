//! Domains, host names and mail addresses, as checked values.

use std::fmt;
use std::net::IpAddr;

use smol_str::SmolStr;
use thiserror::Error;

use super::Variable;

/// The longest domain name in its text form without the final dot (RFC 1035 §2.3.4).
const DOMAIN_MAX: usize = 253;
/// The longest label (RFC 1035 §2.3.4).
const LABEL_MAX: usize = 63;
/// The longest local part in octets (RFC 5321 §4.5.3.1.1).
const LOCAL_PART_MAX: usize = 64;
/// The longest address that fits into a path of SMTP (RFC 5321 §4.5.3.1.3, erratum 1690).
pub const ADDRESS_MAX: usize = 254;

/// A domain name in lower-case A-labels without a final dot, such as `xn--bcher-kva.example`.
///
/// Only letters, digits and hyphens occur, so it needs no escaping in XML, HTML, JSON or a log.
/// Most are short and stand in the value itself; copies of a longer one share its text.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Domain(SmolStr);

impl Domain {
    /// Reads a domain as people and clients write it: any letter case, U-labels or A-labels, with
    /// or without a final dot.
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        let text = text.strip_suffix('.').unwrap_or(text);
        let mut room = [0; LABEL_MAX];
        if let Some(plain) = lower_plain(text, &mut room) {
            return Ok(Self(plain.into()));
        }
        if text.is_empty() {
            return Err(DomainError::Empty);
        }
        // A U-label shrinks at most to a quarter of its octets when it becomes an A-label.
        if text.len() > 4 * DOMAIN_MAX {
            return Err(DomainError::TooLong);
        }
        if !text.is_ascii() || has_a_label(text) {
            let ascii = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::STD3)
                .map_err(|_| DomainError::NotIdna)?;
            let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
            check_labels(ascii)?;
            return Ok(Self(ascii.into()));
        }
        check_labels(text)?;
        Ok(Self(text.to_ascii_lowercase().into()))
    }

    /// Whether a text is a domain exactly as [`Domain::parse`] would write it, as far as that can be
    /// told at a glance: A-labels are looked at closer.
    pub(crate) fn is_canonical(text: &str) -> bool {
        !text.bytes().any(|byte| byte.is_ascii_uppercase())
            && !text.contains("xn--")
            && check_labels(text).is_ok()
    }

    /// Stands for whichever domain in records that are made before it is known. Nothing that can
    /// be parsed is equal to it.
    pub(crate) fn placeholder() -> Self {
        Self(Variable::Domain.as_str().into())
    }

    /// The domain as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the first dot.
    pub fn first_label(&self) -> &str {
        self.0.split_once('.').map_or(self.as_str(), |(label, _)| label)
    }

    /// Whether this domain is `suffix` or lies below it, on a label boundary.
    pub fn ends_with(&self, suffix: &Self) -> bool {
        self.0
            .strip_suffix(suffix.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// The domain without its first label, unless that was the last one.
    pub fn parent(&self) -> Option<&str> {
        self.0.split_once('.').map(|(_, parent)| parent)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What most names are, read in one pass: without a fault, not longer than a label may be, without
/// U-labels and A-labels. Anything else is looked at again by who can say what it is.
fn lower_plain<'r>(text: &str, room: &'r mut [u8; LABEL_MAX]) -> Option<&'r str> {
    let lower = room.get_mut(..text.len())?;
    let mut state = State::Begin;
    for (byte, place) in text.bytes().zip(lower.iter_mut()) {
        let (small, class) = PLAIN[usize::from(byte)];
        *place = small;
        state = NEXT[state as usize][class as usize];
    }
    (state == State::Name).then(|| str::from_utf8(lower).expect("ASCII stays ASCII"))
}

/// What a byte is in a name.
#[derive(Clone, Copy)]
enum Class {
    Letter,
    Digit,
    Hyphen,
    Dot,
    Other,
}

/// What the name is that has been read so far.
#[derive(Clone, Copy, Eq, PartialEq)]
enum State {
    /// Nothing, or a dot was last.
    Begin,
    /// Its last label has nothing but digits.
    Number,
    /// Whole, if nothing more comes.
    Name,
    /// A hyphen was last.
    Hyphen,
    /// Not plain.
    Odd,
}

/// What a name is after the next byte: by what it was, and by the class of the byte. A label
/// neither begins nor ends with a hyphen, nor do two follow each other where `xn--` could stand;
/// the last label is no number.
const NEXT: [[State; 5]; 5] = {
    use State::{Begin, Hyphen, Name, Number, Odd};
    [
        [Name, Number, Odd, Odd, Odd],
        [Name, Number, Hyphen, Begin, Odd],
        [Name, Name, Hyphen, Begin, Odd],
        [Name, Name, Odd, Odd, Odd],
        [Odd; 5],
    ]
};

/// Each byte in lower case, with its class.
const PLAIN: [(u8, Class); 256] = {
    let mut table = [(0, Class::Other); 256];
    let mut byte = 0;
    while byte < table.len() {
        let small = (byte as u8).to_ascii_lowercase();
        let class = match small {
            b'a'..=b'z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'-' => Class::Hyphen,
            b'.' => Class::Dot,
            _ => Class::Other,
        };
        // What is not ASCII never gets to who wants text.
        table[byte] = (if small.is_ascii() { small } else { 0 }, class);
        byte += 1;
    }
    table
};

/// Whether there is an A-label in it, right or wrong.
fn has_a_label(text: &str) -> bool {
    let is_one = |label: &[u8]| label.get(..4).is_some_and(|it| it.eq_ignore_ascii_case(b"xn--"));
    labels(text).any(is_one)
}

/// The labels as bytes, which are found faster than as text.
fn labels(name: &str) -> impl Iterator<Item = &[u8]> {
    name.as_bytes().split(|byte| *byte == b'.')
}

fn check_labels(name: &str) -> Result<(), DomainError> {
    if name.len() > DOMAIN_MAX {
        return Err(DomainError::TooLong);
    }
    let mut last: &[u8] = &[];
    for label in labels(name) {
        if label.is_empty() {
            return Err(DomainError::EmptyLabel);
        }
        if label.len() > LABEL_MAX {
            return Err(DomainError::TooLong);
        }
        if !label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
            return Err(DomainError::Character);
        }
        if label.starts_with(b"-") || label.ends_with(b"-") {
            return Err(DomainError::Hyphen);
        }
        last = label;
    }
    // A last label of digits makes the name read as an IPv4 address (RFC 1123 §2.1).
    if last.iter().all(u8::is_ascii_digit) {
        return Err(DomainError::Numeric);
    }
    Ok(())
}

/// Why a text is not a domain.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum DomainError {
    /// Nothing, or a dot alone.
    #[error("the domain is empty")]
    Empty,
    /// Two dots in a row, or a dot in front.
    #[error("the domain has an empty label (two dots in a row?)")]
    EmptyLabel,
    /// More than 253 characters, or a label of more than 63.
    #[error("the domain is longer than 253 characters, or one of its labels longer than 63")]
    TooLong,
    /// Something that is neither letter, digit nor hyphen.
    #[error("the domain has a character that is no letter, digit or hyphen")]
    Character,
    /// A label that begins or ends with a hyphen.
    #[error("a label of the domain begins or ends with a hyphen")]
    Hyphen,
    /// An IP address, or a last label of digits.
    #[error("the domain ends in a number, like an IP address")]
    Numeric,
    /// UTS 46 has no A-label for it.
    #[error("the domain is not a valid internationalised name")]
    NotIdna,
}

/// The host part of a `Host` header or of a server: a name or an address, without the port.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Host {
    /// A host name.
    Name(Domain),
    /// An IP address, which says nothing about a mail domain.
    Ip(IpAddr),
}

impl Host {
    /// Reads the value of a `Host` header or an authority: `name`, `name:port`, `[::1]:port`.
    /// The port is dropped, since it says nothing about the domain.
    pub fn parse(authority: &str) -> Result<Self, DomainError> {
        if let Some(rest) = authority.strip_prefix('[') {
            let inside = rest.split_once(']').map_or(rest, |(inside, _)| inside);
            return inside.parse().map(Self::Ip).map_err(|_| DomainError::Character);
        }
        let colon = memchr::memchr(b':', authority.as_bytes());
        let name = colon.map_or(authority, |colon| &authority[..colon]);
        // Without brackets it can be an IPv4 address only, which ends in a digit.
        if name.as_bytes().last().is_some_and(u8::is_ascii_digit)
            && let Ok(ip) = name.parse()
        {
            return Ok(Self::Ip(ip));
        }
        Domain::parse(name).map(Self::Name)
    }
}

/// A mail address whose domain is checked and whose local part is whatever the domain allows.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Address {
    local_part: SmolStr,
    domain: Domain,
}

impl Address {
    /// Reads an address. The last `@` divides it; the local part may be any text of 1 to 64 octets
    /// without white space or control characters (RFC 6531 allows UTF-8); the whole is at most
    /// 254 octets.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let at = memchr::memrchr(b'@', text.as_bytes()).ok_or(AddressError::NoAt)?;
        let (local_part, domain) = (&text[..at], &text[at + 1..]);
        if local_part.is_empty() {
            return Err(AddressError::NoLocalPart);
        }
        if local_part.len() > LOCAL_PART_MAX {
            return Err(AddressError::TooLong);
        }
        let is_plain = local_part.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_plain && local_part.chars().any(is_forbidden) {
            return Err(AddressError::Character);
        }
        let domain = Domain::parse(domain)?;
        if local_part.len() + 1 + domain.as_str().len() > ADDRESS_MAX {
            return Err(AddressError::TooLong);
        }
        Ok(Self { local_part: local_part.into(), domain })
    }

    /// The address as text, written without taking memory for it.
    pub fn to_bytes<'r>(&self, room: &'r mut [u8; ADDRESS_MAX]) -> &'r [u8] {
        let (before, behind) = (self.local_part.as_bytes(), self.domain.0.as_bytes());
        let at = before.len();
        let text = &mut room[..at + 1 + behind.len()];
        text[..at].copy_from_slice(before);
        text[at] = b'@';
        text[at + 1..].copy_from_slice(behind);
        text
    }

    /// What stands before the last `@`.
    pub fn local_part(&self) -> &str {
        &self.local_part
    }

    /// What stands behind the last `@`.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local_part, self.domain)
    }
}

/// White space, control characters and the code points that XML 1.0 §2.2 cannot carry, plus the
/// invisible ones that reorder text on a screen.
fn is_forbidden(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{200E}' | '\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Why a text is not an address.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum AddressError {
    /// No `@` at all.
    #[error("the address has no @")]
    NoAt,
    /// Nothing before the `@`.
    #[error("the address has nothing before the @")]
    NoLocalPart,
    /// Over 254 octets, or a local part over 64.
    #[error("the address is longer than 254 characters, or its first part longer than 64")]
    TooLong,
    /// White space or a control character.
    #[error("the address has a space or a control character")]
    Character,
    /// What stands behind the `@` is not a domain.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_lower_case_a_labels() {
        for (text, domain) in [
            ("Example.ORG", "example.org"),
            ("example.org.", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ] {
            assert_eq!(Domain::parse(text).unwrap().as_str(), domain, "{text}");
        }
    }

    #[test]
    fn what_is_no_domain_says_why() {
        let long_label = format!("{}.org", "a".repeat(64));
        for (text, error) in [
            ("", DomainError::Empty),
            (".", DomainError::Empty),
            ("a..b", DomainError::EmptyLabel),
            ("example.org..", DomainError::EmptyLabel),
            ("a_b.org", DomainError::Character),
            ("a b.org", DomainError::Character),
            ("<x>.org", DomainError::Character),
            ("-a.org", DomainError::Hyphen),
            ("127.0.0.1", DomainError::Numeric),
            ("xn--a.org", DomainError::NotIdna),
            (long_label.as_str(), DomainError::TooLong),
        ] {
            assert_eq!(Domain::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_suffix_matches_on_label_boundaries_only() {
        let mx = Domain::parse("aspmx.l.google.com").unwrap();
        assert!(mx.ends_with(&Domain::parse("google.com").unwrap()));
        assert!(!mx.ends_with(&Domain::parse("oogle.com").unwrap()));
    }

    #[test]
    fn hosts_lose_their_port() {
        let name = |text| Host::Name(Domain::parse(text).unwrap());
        assert_eq!(Host::parse("Autoconfig.Example.org:8080"), Ok(name("autoconfig.example.org")));
        assert_eq!(Host::parse("127.0.0.1:80"), Ok(Host::Ip("127.0.0.1".parse().unwrap())));
        assert_eq!(Host::parse("[::1]:80"), Ok(Host::Ip("::1".parse().unwrap())));
        assert!(Host::parse("[::1").is_ok());
        assert!(Host::parse("a b").is_err());
    }

    #[test]
    fn the_last_at_divides_an_address() {
        let address = Address::parse("\"a@b\"+tag@Example.org").unwrap();
        assert_eq!(address.local_part(), "\"a@b\"+tag");
        assert_eq!(address.domain().as_str(), "example.org");
        assert_eq!(address.to_string(), "\"a@b\"+tag@example.org");
    }

    #[test]
    fn what_is_no_address_says_why() {
        let long = format!("{}@example.org", "a".repeat(65));
        for (text, error) in [
            ("fred", AddressError::NoAt),
            ("@example.org", AddressError::NoLocalPart),
            ("a\u{0}b@example.org", AddressError::Character),
            ("a\u{202e}b@example.org", AddressError::Character),
            ("a@", AddressError::Domain(DomainError::Empty)),
            (long.as_str(), AddressError::TooLong),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text}");
        }
    }
}
