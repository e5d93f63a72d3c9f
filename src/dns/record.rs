//! DNS records: what each says, and how zone files write it (RFC 1035 §5.1).

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::dnssec::SecurityData;

/// How long an answer may be kept, in seconds.
pub const TTL: u32 = 3600;
/// How long a negative answer may be kept, in seconds (RFC 2308 §4).
pub const NEGATIVE_TTL: u32 = 900;
/// When secondaries ask again, in seconds (RFC 1912 §2.2).
pub(super) const REFRESH: i32 = 7200;
/// When they ask again after a failure.
pub(super) const RETRY: i32 = 900;
/// When they give up.
pub(super) const EXPIRE: i32 = 1_209_600;
/// The longest character-string (RFC 1035 §3.3).
const STRING_MAX: usize = 255;

/// A record type, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum QueryType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses (RFC 3596).
    Aaaa,
    /// All that the name has, no alias followed: what a proof says that there is. Nobody asks for
    /// it.
    All,
    /// Anything (RFC 8482).
    Any,
    /// Who may issue certificates (RFC 8659).
    Caa,
    /// Another name for the same.
    Cname,
    /// The keys of what is delegated (RFC 4034 §5).
    Ds,
    /// Where mail goes.
    Mx,
    /// Name servers.
    Ns,
    /// The start of authority.
    Soa,
    /// Services (RFC 2782).
    Srv,
    /// Certificates (RFC 6698).
    Tlsa,
    /// Text.
    Txt,
    /// A type that we never have.
    Other,
}

/// A record below a domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// Its owner.
    pub owner: Owner,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// What it says.
    pub data: Data,
}

impl Record {
    /// A record of the name that was asked for, to be kept as long as most.
    pub(super) fn asked(data: Data) -> Self {
        Self { owner: Owner::Asked, ttl: TTL, data }
    }
}

/// Whose record it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Owner {
    /// The name that was asked for.
    Asked,
    /// The apex of the zone it lies in.
    Apex,
    /// The name that an alias leads to.
    Name(String),
}

/// What a record says. Names are in text without a final dot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Data {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// Who may issue certificates.
    Caa {
        /// 128: who does not know the tag must not issue.
        flags: u8,
        /// Such as `issue`.
        tag: String,
        /// Such as the name of an authority.
        value: String,
    },
    /// Another name, which has the records.
    Cname(String),
    /// The stand-in for all types (RFC 8482 §4.2).
    Hinfo,
    /// Where mail goes.
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// The host; nothing where the domain takes no mail (RFC 7505).
        exchange: Option<String>,
    },
    /// A name server.
    Ns(String),
    /// A record of DNSSEC.
    Security(SecurityData),
    /// The start of authority.
    Soa {
        /// The first name server.
        primary: String,
        /// The mailbox of the operator, as a name.
        mailbox: String,
        /// The serial.
        serial: u32,
    },
    /// A service.
    Srv {
        /// Lower is tried first.
        priority: u16,
        /// 0 where there is nothing to choose.
        weight: u16,
        /// The port; 0 where the service is not offered.
        port: u16,
        /// The host; nothing where the service is decidedly not offered (RFC 2782).
        target: Option<String>,
    },
    /// A certificate, or its digest.
    Tlsa {
        /// Whose certificate it is.
        usage: u8,
        /// Which part of it.
        selector: u8,
        /// How it is compared.
        matching: u8,
        /// With what.
        data: Vec<u8>,
    },
    /// Texts of at most 255 bytes, which most readers put together.
    Txt(Vec<String>),
}

impl Data {
    /// That a service is decidedly not offered (RFC 2782, "Target"; RFC 6186 §3.4).
    pub(super) const NOT_OFFERED: Self =
        Self::Srv { priority: 0, weight: 0, port: 0, target: None };

    /// A text of any length, in strings of at most 255 bytes.
    pub(super) fn text(text: &str) -> Self {
        Self::Txt(strings(text).collect())
    }

    /// The name of the type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::A(_) => "A",
            Self::Aaaa(_) => "AAAA",
            Self::Caa { .. } => "CAA",
            Self::Cname(_) => "CNAME",
            Self::Hinfo => "HINFO",
            Self::Mx { .. } => "MX",
            Self::Ns(_) => "NS",
            Self::Security(data) => data.type_name(),
            Self::Soa { .. } => "SOA",
            Self::Srv { .. } => "SRV",
            Self::Tlsa { .. } => "TLSA",
            Self::Txt(_) => "TXT",
        }
    }

    /// Whether a query of that type asks for it.
    pub(super) fn is_wanted(&self, query: QueryType) -> bool {
        match query {
            QueryType::A => matches!(self, Self::A(_)),
            QueryType::Aaaa => matches!(self, Self::Aaaa(_)),
            QueryType::All | QueryType::Any => true,
            QueryType::Caa => matches!(self, Self::Caa { .. }),
            QueryType::Cname => matches!(self, Self::Cname(_)),
            QueryType::Ds => matches!(self, Self::Security(SecurityData::Ds(_))),
            QueryType::Mx => matches!(self, Self::Mx { .. }),
            QueryType::Ns => matches!(self, Self::Ns(_)),
            QueryType::Soa => matches!(self, Self::Soa { .. }),
            QueryType::Srv => matches!(self, Self::Srv { .. }),
            QueryType::Tlsa => matches!(self, Self::Tlsa { .. }),
            QueryType::Txt => matches!(self, Self::Txt(_)),
            QueryType::Other => false,
        }
    }

    /// What a zone file says behind the type, names with their final dot.
    pub fn presentation(&self) -> String {
        let host = |host: &Option<String>| host.as_deref().map_or_else(|| ".".to_owned(), dotted);
        match self {
            Self::A(address) => address.to_string(),
            Self::Aaaa(address) => address.to_string(),
            Self::Caa { flags, tag, value } => format!("{flags} {tag} {}", quoted(value)),
            Self::Cname(name) | Self::Ns(name) => dotted(name),
            Self::Hinfo => "RFC8482 \"\"".to_owned(),
            Self::Mx { preference, exchange } => format!("{preference} {}", host(exchange)),
            Self::Security(data) => data.presentation(),
            Self::Soa { primary, mailbox, serial } => format!(
                "{} {} {serial} {REFRESH} {RETRY} {EXPIRE} {NEGATIVE_TTL}",
                dotted(primary),
                dotted(mailbox)
            ),
            Self::Srv { priority, weight, port, target } => {
                format!("{priority} {weight} {port} {}", host(target))
            }
            Self::Tlsa { usage, selector, matching, data } => {
                format!("{usage} {selector} {matching} {}", hexadecimal(data))
            }
            Self::Txt(texts) => texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(" "),
        }
    }
}

/// A text in strings of at most 255 bytes, cut between characters.
pub(super) fn strings(text: &str) -> impl Iterator<Item = String> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let (string, after) = text.split_at(text.floor_char_boundary(STRING_MAX));
        rest = (!after.is_empty()).then_some(after);
        Some(string.to_owned())
    })
}

/// A name with its final dot.
pub(super) fn dotted(name: &str) -> String {
    format!("{name}.")
}

/// A text between quotation marks.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text as it stands between quotation marks: they and backslashes are escaped, and bytes beyond
/// visible ASCII are numbers.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => {
                escaped.push('\\');
                escaped.push(char::from(byte));
            }
            b' '..=b'~' => escaped.push(char::from(byte)),
            _ => write!(escaped, "\\{byte:03}").expect("a String takes it all"),
        }
    }
    escaped
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a String takes it all");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        let of = |text: &str| strings(text).map(|string| string.len()).collect::<Vec<_>>();
        assert_eq!(of(""), [0]);
        assert_eq!(of(&"a".repeat(255)), [255]);
        assert_eq!(of(&"a".repeat(256)), [255, 1]);
        // An ä has two bytes, and 255 is odd.
        assert_eq!(of(&"ä".repeat(200)), [254, 146]);
    }

    #[test]
    fn presentation_escapes_what_zone_files_would_read_otherwise() {
        let text = Data::Txt(vec!["a \"b\" \\ ä;".to_owned(), "c".to_owned()]);
        assert_eq!(text.presentation(), "\"a \\\"b\\\" \\\\ \\195\\164;\" \"c\"");
        assert_eq!(Data::NOT_OFFERED.presentation(), "0 0 0 .");
        let nowhere = Data::Mx { preference: 0, exchange: None };
        assert_eq!(nowhere.presentation(), "0 .");
        let tlsa = Data::Tlsa { usage: 3, selector: 1, matching: 0, data: vec![0xab, 0x01] };
        assert_eq!(tlsa.presentation(), "3 1 0 ab01");
    }
}
