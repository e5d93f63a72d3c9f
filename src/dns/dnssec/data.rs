//! The records of DNSSEC (RFC 4034), and all records in canonical form (RFC 4034 §6.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::name::WireName;
use crate::dns::record::{Data, EXPIRE, NEGATIVE_TTL, REFRESH, RETRY, hexadecimal};

/// ECDSA P-256 with SHA-256 (RFC 6605 §2).
pub(super) const ALGORITHM: u8 = 13;
/// A zone key that is a secure entry point (RFC 4034 §2.1.1).
const FLAGS: u16 = 257;
/// Always 3 (RFC 4034 §2.1.2).
const PROTOCOL: u8 = 3;
/// SHA-256 (RFC 4509 §2.1).
const DIGEST_TYPE: u8 = 2;

/// The numbers of the types that have a meaning of their own here (RFC 4034, RFC 7344, RFC 9824).
pub(super) mod number {
    pub(in crate::dns) const SOA: u16 = 6;
    pub(in crate::dns) const NS: u16 = 2;
    pub(in crate::dns) const DS: u16 = 43;
    pub(in crate::dns) const RRSIG: u16 = 46;
    pub(in crate::dns) const NSEC: u16 = 47;
    pub(in crate::dns) const DNSKEY: u16 = 48;
    pub(in crate::dns) const CDS: u16 = 59;
    pub(in crate::dns) const CDNSKEY: u16 = 60;
    pub(in crate::dns) const NXNAME: u16 = 128;
}

/// What a record of DNSSEC says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SecurityData {
    /// A key of the zone.
    Dnskey([u8; 64]),
    /// The key that the parent is to vouch for (RFC 7344 §3.2).
    Cdnskey([u8; 64]),
    /// The parent vouches for a key.
    Ds(KeyDigest),
    /// What the parent is to say (RFC 7344 §3.1).
    Cds(KeyDigest),
    /// Which types a name has, and that there is nothing until the next one.
    Nsec {
        /// The next name.
        next: WireName,
        /// The types.
        types: Bitmap,
    },
    /// A signature over all records of a name and type.
    Rrsig(Box<Signature>),
}

/// A key as the zone above knows it (RFC 4034 §5.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyDigest {
    /// The short number of the key.
    pub key_tag: u16,
    /// What the key signs with.
    pub algorithm: u8,
    /// What the digest is made with.
    pub digest_type: u8,
    /// The digest of the key, with the name of its zone.
    pub digest: Box<[u8]>,
}

impl KeyDigest {
    /// That of a key of ours, made with SHA-256.
    pub(super) fn of_ours(key_tag: u16, digest: &[u8]) -> Self {
        Self { key_tag, algorithm: ALGORITHM, digest_type: DIGEST_TYPE, digest: digest.into() }
    }
}

/// A signature with what it is about. Times are in seconds since the Unix epoch, modulo 2^32.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signature {
    pub(super) covered: u16,
    pub(super) labels: u8,
    pub(super) original_ttl: u32,
    pub(super) expiration: u32,
    pub(super) inception: u32,
    pub(super) key_tag: u16,
    pub(super) signer: WireName,
    pub(super) signature: [u8; 64],
}

/// The types that there are at a name, each once and in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Bitmap(Vec<u16>);

impl FromIterator<u16> for Bitmap {
    fn from_iter<T: IntoIterator<Item = u16>>(types: T) -> Self {
        let mut types: Vec<u16> = types.into_iter().collect();
        types.sort_unstable();
        types.dedup();
        Self(types)
    }
}

impl Bitmap {
    /// Windows of 256 types, those that are empty left out (RFC 4034 §4.1.2).
    fn write(&self, out: &mut Vec<u8>) {
        for window in self.0.chunk_by(|one, other| one >> 8 == other >> 8) {
            let mut bits = [0_u8; 32];
            let mut length = 0;
            for number in window {
                let low = usize::from(*number & 0xFF);
                bits[low / 8] |= 0x80 >> (low % 8);
                length = low / 8 + 1;
            }
            out.push((window[0] >> 8) as u8);
            out.push(length as u8);
            out.extend_from_slice(&bits[..length]);
        }
    }
}

impl SecurityData {
    /// The number of the type.
    pub fn type_number(&self) -> u16 {
        match self {
            Self::Dnskey(_) => number::DNSKEY,
            Self::Cdnskey(_) => number::CDNSKEY,
            Self::Ds(_) => number::DS,
            Self::Cds(_) => number::CDS,
            Self::Nsec { .. } => number::NSEC,
            Self::Rrsig(_) => number::RRSIG,
        }
    }

    /// The name of the type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Dnskey(_) => "DNSKEY",
            Self::Cdnskey(_) => "CDNSKEY",
            Self::Ds(_) => "DS",
            Self::Cds(_) => "CDS",
            Self::Nsec { .. } => "NSEC",
            Self::Rrsig(_) => "RRSIG",
        }
    }

    /// The record on the wire.
    pub fn to_wire(&self) -> Vec<u8> {
        match self {
            Self::Dnskey(key) | Self::Cdnskey(key) => dnskey(key),
            Self::Ds(key) | Self::Cds(key) => {
                let KeyDigest { key_tag, algorithm, digest_type, digest } = key;
                let mut wire = key_tag.to_be_bytes().to_vec();
                wire.extend([algorithm, digest_type]);
                wire.extend_from_slice(digest);
                wire
            }
            Self::Nsec { next, types } => {
                let mut wire = next.as_bytes().to_vec();
                types.write(&mut wire);
                wire
            }
            Self::Rrsig(signature) => {
                let mut wire = signature.head();
                wire.extend_from_slice(&signature.signature);
                wire
            }
        }
    }

    /// What a zone file says behind the type.
    pub fn presentation(&self) -> String {
        match self {
            Self::Dnskey(key) | Self::Cdnskey(key) => {
                format!("{FLAGS} {PROTOCOL} {ALGORITHM} {}", STANDARD.encode(key))
            }
            Self::Ds(key) | Self::Cds(key) => {
                let KeyDigest { key_tag, algorithm, digest_type, digest } = key;
                format!("{key_tag} {algorithm} {digest_type} {}", hexadecimal(digest))
            }
            Self::Nsec { next, types } => {
                let types: Vec<String> = types.0.iter().map(|number| type_text(*number)).collect();
                format!("{next} {}", types.join(" "))
            }
            Self::Rrsig(signature) => {
                let Signature { labels, original_ttl, expiration, inception, .. } = &**signature;
                let Signature { covered, key_tag, signer, signature, .. } = &**signature;
                let covered = type_text(*covered);
                let signature = STANDARD.encode(signature);
                format!(
                    "{covered} {ALGORITHM} {labels} {original_ttl} {expiration} {inception} \
                     {key_tag} {signer} {signature}"
                )
            }
        }
    }
}

impl Signature {
    /// All but the signature itself, which covers it (RFC 4034 §3.1.8.1).
    pub(super) fn head(&self) -> Vec<u8> {
        let mut head = self.covered.to_be_bytes().to_vec();
        head.extend([ALGORITHM, self.labels]);
        for number in [self.original_ttl, self.expiration, self.inception] {
            head.extend(number.to_be_bytes());
        }
        head.extend(self.key_tag.to_be_bytes());
        head.extend_from_slice(self.signer.as_bytes());
        head
    }
}

pub(super) fn dnskey(key: &[u8; 64]) -> Vec<u8> {
    let mut wire = FLAGS.to_be_bytes().to_vec();
    wire.extend([PROTOCOL, ALGORITHM]);
    wire.extend_from_slice(key);
    wire
}

/// The types that our zones have, by number and name.
const NAMES: [(u16, &str); 17] = [
    (1, "A"),
    (number::NS, "NS"),
    (5, "CNAME"),
    (number::SOA, "SOA"),
    (13, "HINFO"),
    (15, "MX"),
    (16, "TXT"),
    (28, "AAAA"),
    (33, "SRV"),
    (number::DS, "DS"),
    (number::RRSIG, "RRSIG"),
    (number::NSEC, "NSEC"),
    (number::DNSKEY, "DNSKEY"),
    (52, "TLSA"),
    (number::CDS, "CDS"),
    (number::CDNSKEY, "CDNSKEY"),
    (257, "CAA"),
];

/// The name of a type, or its number (RFC 3597 §5).
fn type_text(number: u16) -> String {
    let name = NAMES.iter().find(|(known, _)| *known == number);
    name.map_or_else(|| format!("TYPE{number}"), |(_, name)| (*name).to_owned())
}

/// The number of the type of a record.
pub(in crate::dns) fn type_number(data: &Data) -> u16 {
    if let Data::Security(data) = data {
        return data.type_number();
    }
    let name = data.type_name();
    let known = NAMES.iter().find(|(_, known)| *known == name);
    known.map(|(number, _)| *number).expect("every type of ours is listed")
}

/// A record on the wire in canonical form: names in lower case, nothing compressed.
pub(super) fn canonical(data: &Data) -> Vec<u8> {
    let mut wire = Vec::new();
    let name = |wire: &mut Vec<u8>, name: &str| {
        wire.extend_from_slice(WireName::of(name).as_bytes());
    };
    let string = |wire: &mut Vec<u8>, text: &str| {
        wire.push(text.len() as u8);
        wire.extend_from_slice(text.as_bytes());
    };
    match data {
        Data::A(address) => wire.extend(address.octets()),
        Data::Aaaa(address) => wire.extend(address.octets()),
        Data::Caa { flags, tag, value } => {
            wire.push(*flags);
            string(&mut wire, tag);
            wire.extend_from_slice(value.as_bytes());
        }
        Data::Cname(target) => name(&mut wire, target),
        Data::Ns(server) => name(&mut wire, server),
        Data::Hinfo => {
            string(&mut wire, "RFC8482");
            string(&mut wire, "");
        }
        Data::Mx { preference, exchange } => {
            wire.extend(preference.to_be_bytes());
            name(&mut wire, exchange.as_deref().unwrap_or_default());
        }
        Data::Security(data) => wire = data.to_wire(),
        Data::Soa { primary, mailbox, serial } => {
            name(&mut wire, primary);
            name(&mut wire, mailbox);
            wire.extend(serial.to_be_bytes());
            for time in [REFRESH, RETRY, EXPIRE] {
                wire.extend(time.to_be_bytes());
            }
            wire.extend(NEGATIVE_TTL.to_be_bytes());
        }
        Data::Srv { priority, weight, port, target } => {
            for number in [priority, weight, port] {
                wire.extend(number.to_be_bytes());
            }
            name(&mut wire, target.as_deref().unwrap_or_default());
        }
        Data::Tlsa { usage, selector, matching, data } => {
            wire.extend([*usage, *selector, *matching]);
            wire.extend_from_slice(data);
        }
        Data::Txt(texts) => {
            for text in texts {
                string(&mut wire, text);
            }
        }
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_in_windows() {
        // RFC 4034 §4.3.
        let types: Bitmap = [1, 1234, 15, 46, 47, 1].into_iter().collect();
        let mut wire = Vec::new();
        types.write(&mut wire);
        let mut expected = vec![0, 6, 0x40, 0x01, 0, 0, 0, 0x03, 4, 27];
        expected.extend([0; 26]);
        expected.push(0x20);
        assert_eq!(wire, expected);
        let next = WireName::of("host.example.com");
        let nsec = SecurityData::Nsec { next, types };
        assert_eq!(nsec.presentation(), "host.example.com. A MX RRSIG NSEC TYPE1234");
    }
}
