//! Records that the operator adds to each domain of a service, as zone files write them.

use thiserror::Error;

use super::dnssec::SecurityData;
use super::record::{Data, strings};
use super::static_value::{caa, ds, mx, srv, texts, tlsa};
use crate::mail::{Domain, Variable};

/// The longest name in its text form without the final dot (RFC 1035 §2.3.4).
pub(super) const NAME_MAX: usize = 253;
/// The longest label (RFC 1035 §2.3.4).
const LABEL_MAX: usize = 63;
/// How many labels may stand before the domain: every query looks that far for one.
pub(super) const LABELS_MAX: usize = 8;
/// The longest TTL (RFC 2181 §8).
const TTL_MAX: u32 = 0x7FFF_FFFF;

/// A record that the operator adds to each domain of a service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StaticRecord {
    /// The name below the domain, such as `www`; empty for the domain itself.
    pub name: Box<str>,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// What it says; `%EMAILDOMAIN%` may stand in names and texts.
    pub data: Data,
}

impl StaticRecord {
    /// Reads a record. `name` stands below the domain, empty or `@` is the domain itself; `value`
    /// is what a zone file has behind the type, such as `10 mail.example.org.`: a name without a
    /// final dot lies below the domain, unless it ends in `%EMAILDOMAIN%`. A text without quotation
    /// marks is taken whole, spaces included. `ttl` is in seconds.
    pub fn parse(
        name: &str,
        record_type: &str,
        value: &str,
        ttl: u32,
    ) -> Result<Self, RecordError> {
        let name = owner(name)?;
        if ttl > TTL_MAX {
            return Err(RecordError::Ttl);
        }
        let value = value.trim();
        let words: Vec<&str> = value.split_ascii_whitespace().collect();
        let data = match record_type.to_ascii_uppercase().as_str() {
            "A" => Data::A(value.parse().map_err(|_| RecordError::Ipv4)?),
            "AAAA" => Data::Aaaa(value.parse().map_err(|_| RecordError::Ipv6)?),
            "CAA" => caa(value).ok_or(RecordError::Caa)?,
            "CNAME" => Data::Cname(target(value).ok_or(RecordError::Cname)?),
            "DS" if name.is_empty() => return Err(RecordError::KeysOfTheDomain),
            "DS" => Data::Security(SecurityData::Ds(ds(&words).ok_or(RecordError::Ds)?)),
            "MX" => mx(&words).ok_or(RecordError::Mx)?,
            "NS" if !name.is_empty() => Data::Ns(host(value).flatten().ok_or(RecordError::Ns)?),
            "SRV" => srv(&words).ok_or(RecordError::Srv)?,
            "TLSA" => tlsa(&words).ok_or(RecordError::Tlsa)?,
            "TXT" => Data::Txt(texts(value).ok_or(RecordError::Txt)?),
            "NS" | "SOA" => return Err(RecordError::Authority),
            _ => return Err(RecordError::Type),
        };
        Ok(Self { name: name.into(), ttl, data })
    }

    /// What the record says at a domain; nothing where a name becomes too long.
    pub(super) fn fill(&self, domain: &Domain) -> Option<Data> {
        let text = |text: &String| text.replace(Variable::Domain.as_str(), domain.as_str());
        let name = |name: &String| Some(text(name)).filter(|name| name.len() <= NAME_MAX);
        let host = |host: &Option<String>| match host {
            Some(host) => name(host).map(Some),
            None => Some(None),
        };
        Some(match &self.data {
            Data::Cname(target) => Data::Cname(name(target)?),
            Data::Ns(server) => Data::Ns(name(server)?),
            Data::Mx { preference, exchange } => {
                Data::Mx { preference: *preference, exchange: host(exchange)? }
            }
            Data::Srv { priority, weight, port, target } => Data::Srv {
                priority: *priority,
                weight: *weight,
                port: *port,
                target: host(target)?,
            },
            Data::Caa { flags, tag, value } => {
                Data::Caa { flags: *flags, tag: tag.clone(), value: text(value) }
            }
            Data::Txt(texts) => Data::Txt(
                texts
                    .iter()
                    .flat_map(|string| strings(&text(string)).collect::<Vec<_>>())
                    .collect(),
            ),
            Data::A(_)
            | Data::Aaaa(_)
            | Data::Hinfo
            | Data::Security(_)
            | Data::Soa { .. }
            | Data::Tlsa { .. } => self.data.clone(),
        })
    }
}

//----------- Names ----------------------------------------------------------

fn owner(name: &str) -> Result<String, RecordError> {
    if name.is_empty() || name == "@" {
        return Ok(String::new());
    }
    if name.ends_with('.') {
        return Err(RecordError::AbsoluteName);
    }
    if name.split('.').any(|label| label == "*") {
        return Err(RecordError::Wildcard);
    }
    let name = name.to_ascii_lowercase();
    if !has_good_labels(&name) || name.split('.').count() > LABELS_MAX {
        return Err(RecordError::Name);
    }
    Ok(name)
}

/// A name in a value: what has no final dot lies below the domain (RFC 1035 §5.1).
fn target(text: &str) -> Option<String> {
    let placeholder = Variable::Domain.as_str();
    let text = text.to_ascii_lowercase().replace(&placeholder.to_ascii_lowercase(), placeholder);
    let name = match text.strip_suffix('.') {
        Some(absolute) => absolute.to_owned(),
        None if text == "@" => placeholder.to_owned(),
        // Nobody means the domain twice.
        None if text.ends_with(placeholder) => text,
        None => format!("{text}.{placeholder}"),
    };
    has_good_labels(&sample(&name)).then_some(name)
}

/// The name of a host, which has no underscores (RFC 1123 §2.1), or `.` for none.
pub(super) fn host(text: &str) -> Option<Option<String>> {
    if text == "." {
        return Some(None);
    }
    let name = target(text)?;
    Domain::parse(&sample(&name)).is_ok().then_some(Some(name))
}

fn sample(name: &str) -> String {
    name.replace(Variable::Domain.as_str(), "example.org")
}

pub(super) fn has_good_labels(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    name.len() <= NAME_MAX
        && name
            .split('.')
            .all(|label| !label.is_empty() && label.len() <= LABEL_MAX && label.bytes().all(fits))
}

//----------- Faults ---------------------------------------------------------

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum RecordError {
    /// The name of the record has a final dot.
    #[error(
        "the name ends in a dot; write what stands before the domain, such as www, or @ for the \
         domain itself"
    )]
    AbsoluteName,
    /// The name of the record has a `*`.
    #[error("a * would answer for names that nobody wrote down; write a record for each name")]
    Wildcard,
    /// The name of the record has something else than labels, or too many.
    #[error(
        "the name is not made of at most 8 labels of letters, digits, hyphens and underscores, \
         each at most 63 characters long"
    )]
    Name,
    /// Records that make a zone what it is.
    #[error(
        "Mailguide writes the SOA and the NS of a domain itself (dns.name_servers); NS records of \
         yours stand at a name below the domain, and delegate it"
    )]
    Authority,
    /// A `DS` at the domain itself.
    #[error("the DS of a domain stands in the zone above it: give it to the registry")]
    KeysOfTheDomain,
    /// A type that is not among those that can be served.
    #[error("the type is none of A, AAAA, CAA, CNAME, DS, MX, NS, SRV, TLSA, TXT")]
    Type,
    /// A TTL that no resolver would take.
    #[error("the TTL is above 2147483647 seconds")]
    Ttl,
    /// No address.
    #[error("the value is not an IPv4 address such as 192.0.2.1")]
    Ipv4,
    /// No address.
    #[error("the value is not an IPv6 address such as 2001:db8::1")]
    Ipv6,
    /// No `CAA`.
    #[error("the value is not flags, tag and value, such as 0 issue \"ca.example\"")]
    Caa,
    /// No `CNAME`.
    #[error("the value is not a name, such as www.example.org. with its final dot")]
    Cname,
    /// No `DS`.
    #[error(
        "the value is not key tag, algorithm, digest type and as many hexadecimal digits as that \
         has, such as 12345 13 2 and 64 digits"
    )]
    Ds,
    /// No `NS`.
    #[error("the value is not a host name, such as ns1.example.net. with its final dot")]
    Ns,
    /// No `MX`.
    #[error(
        "the value is not a preference and a host name, such as 10 mail.example.org. with its \
         final dot"
    )]
    Mx,
    /// No `SRV`.
    #[error(
        "the value is not priority, weight, port and a host name, such as \
         0 0 5061 sip.example.org. with its final dot"
    )]
    Srv,
    /// No `TLSA`.
    #[error(
        "the value is not usage, selector, matching type and as many hexadecimal digits as that \
         has, such as 3 1 1 and 64 digits"
    )]
    Tlsa,
    /// No text.
    #[error(
        "the value is not a text of 1 to 4096 bytes, or strings in quotation marks, without \
         control characters"
    )]
    Txt,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 4034 §5.4.
    const SHA1: &str = "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118";

    fn parse(name: &str, record_type: &str, value: &str) -> Result<StaticRecord, RecordError> {
        StaticRecord::parse(name, record_type, value, 300)
    }

    #[test]
    fn values_are_read_as_zone_files_write_them() {
        let domain = Domain::parse("a.example").unwrap();
        for (record_type, value, filled) in [
            ("A", "192.0.2.1", "192.0.2.1"),
            ("aaaa", " 2001:db8:0::1 ", "2001:db8::1"),
            ("CNAME", "www", "www.a.example."),
            ("CNAME", "@", "a.example."),
            ("CNAME", "S1._domainkey.Example.NET.", "s1._domainkey.example.net."),
            ("MX", "10 mail", "10 mail.a.example."),
            ("MX", "10  mail.example.org.", "10 mail.example.org."),
            ("MX", "0 .", "0 ."),
            ("MX", "5 a.%EmailDomain%", "5 a.a.example."),
            ("SRV", "1 2 5061 sip.%EMAILDOMAIN%.", "1 2 5061 sip.a.example."),
            ("SRV", "0 0 0 .", "0 0 0 ."),
            ("TXT", "v=spf1 mx  -all", "\"v=spf1 mx  -all\""),
            ("TXT", "v=DMARC1; rua=mailto:x@%EMAILDOMAIN%", "\"v=DMARC1; rua=mailto:x@a.example\""),
            ("TXT", r#""a\"b\\" "\099\195\164""#, r#""a\"b\\" "c\195\164""#),
            ("TXT", "%{i}._spf.%%", "\"%{i}._spf.%%\""),
            ("CAA", "0 issue ca.example;a=b", "0 issue \"ca.example;a=b\""),
            ("CAA", "128 ISSUE \";\"", "128 issue \";\""),
            ("TLSA", "3 0 0 ABCD 01", "3 0 0 abcd01"),
            ("NS", "NS1.x", "ns1.x.a.example."),
            ("NS", "ns.example.net.", "ns.example.net."),
            ("DS", "60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118", SHA1),
        ] {
            let record = parse("x", record_type, value).unwrap_or_else(|e| panic!("{value}: {e}"));
            assert_eq!(record.fill(&domain).unwrap().presentation(), filled, "{value}");
        }
    }

    #[test]
    fn long_texts_are_several_strings() {
        let record = parse("x._domainkey", "TXT", &"k".repeat(600)).unwrap();
        let Data::Txt(texts) = record.fill(&Domain::parse("a.example").unwrap()).unwrap() else {
            panic!("{record:?}")
        };
        assert_eq!(texts.iter().map(String::len).collect::<Vec<_>>(), [255, 255, 90]);
    }

    #[test]
    fn what_is_no_record_says_why() {
        use RecordError as E;
        for (name, record_type, value, error) in [
            ("www.", "A", "192.0.2.1", E::AbsoluteName),
            ("*", "A", "192.0.2.1", E::Wildcard),
            ("a.*.b", "A", "192.0.2.1", E::Wildcard),
            ("a b", "A", "192.0.2.1", E::Name),
            ("a..b", "A", "192.0.2.1", E::Name),
            ("ä", "A", "192.0.2.1", E::Name),
            ("1.2.3.4.5.6.7.8.9", "A", "192.0.2.1", E::Name),
            ("", "NS", "ns.example.org.", E::Authority),
            ("", "SOA", "a. b. 1 2 3 4 5", E::Authority),
            ("", "HTTPS", "1 .", E::Type),
            ("", "A", "2001:db8::1", E::Ipv4),
            ("", "AAAA", "192.0.2.1", E::Ipv6),
            ("x", "CNAME", "a b", E::Cname),
            ("x", "CNAME", ".", E::Cname),
            ("x", "CNAME", "a..", E::Cname),
            ("x", "CNAME", "%EMAILADDRESS%.", E::Cname),
            ("", "MX", "mail.example.org.", E::Mx),
            ("", "MX", "10 _mail.example.org.", E::Mx),
            ("", "MX", "10 192.0.2.1.", E::Mx),
            ("", "MX", "70000 mail.example.org.", E::Mx),
            ("_x._tcp", "SRV", "0 0 sip.example.org.", E::Srv),
            ("_x._tcp", "SRV", "0 0 99999 sip.example.org.", E::Srv),
            ("", "TXT", "", E::Txt),
            ("", "TXT", "\"a", E::Txt),
            ("", "TXT", "\"a\" b", E::Txt),
            ("", "TXT", "\"a\\", E::Txt),
            ("", "TXT", "\"\\999\"", E::Txt),
            ("", "TXT", "\"\\255\"", E::Txt),
            ("", "TXT", "a\nb", E::Txt),
            ("", "CAA", "0 issue", E::Caa),
            ("", "CAA", "0 is-sue \"a\"", E::Caa),
            ("", "CAA", "256 issue \"a\"", E::Caa),
            ("_25._tcp.mail", "TLSA", "3 1 1 abcd", E::Tlsa),
            ("_25._tcp.mail", "TLSA", "3 1 0 abc", E::Tlsa),
            ("_25._tcp.mail", "TLSA", "4 1 0 abcd", E::Tlsa),
            ("_25._tcp.mail", "TLSA", "3 1 0 +1", E::Tlsa),
            ("x", "NS", ".", E::Ns),
            ("x", "NS", "a_b.example.net.", E::Ns),
            ("", "DS", SHA1, E::KeysOfTheDomain),
            ("x", "DS", "1 13 2", E::Ds),
            ("x", "DS", "1 13 2 abcd", E::Ds),
            ("x", "DS", "1 0 3 abcd", E::Ds),
            ("x", "DS", "1 13 0 abcd", E::Ds),
            ("x", "DS", "70000 13 3 abcd", E::Ds),
        ] {
            assert_eq!(parse(name, record_type, value), Err(error), "{name} {record_type} {value}");
        }
        assert_eq!(StaticRecord::parse("", "A", "192.0.2.1", 1 << 31), Err(E::Ttl));
        assert_eq!(parse("", "TXT", &"a".repeat(4097)), Err(E::Txt));
    }

    #[test]
    fn a_name_that_becomes_too_long_is_left_out() {
        let labels = "a".repeat(63);
        let long = Domain::parse(&format!("{labels}.{labels}.{labels}.example")).unwrap();
        let record = parse("", "MX", &format!("10 {labels}")).unwrap();
        assert_eq!(record.fill(&long), None);
    }

    proptest::proptest! {
        #[test]
        fn no_value_breaks_the_reader(record_type in "A|AAAA|CAA|CNAME|DS|MX|NS|SRV|TLSA|TXT", value in "\\PC{0,40}") {
            let domain = Domain::parse("a.example").unwrap();
            if let Ok(record) = parse("x", &record_type, &value) {
                // What was read is written such that it is read as the same.
                let filled = record.fill(&domain).unwrap();
                let again = parse("x", &record_type, &filled.presentation());
                proptest::prop_assert_eq!(again.unwrap().fill(&domain).unwrap(), filled);
            }
        }
    }
}
