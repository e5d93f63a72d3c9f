//! Records of one name and type as bytes, with holes for what only the question tells.

use super::HEADER;
use super::name::Name;
use crate::dns::record::{Data, EXPIRE, NEGATIVE_TTL, Owner, REFRESH, RETRY, Record};
use crate::mail::Variable;

/// A pointer to the name in the question, which always stands at the same place
/// (RFC 1035 §4.1.4).
const POINTER_TO_QUESTION: u16 = POINTER | HEADER as u16;
const POINTER: u16 = 0xC000;
/// The longest label (RFC 1035 §2.3.4).
const LABEL_MAX: usize = 63;
const IN: u16 = 1;

/// The records, compiled.
pub(super) struct RecordSet {
    count: u16,
    bytes: Box<[u8]>,
    holes: Box<[Hole]>,
}

/// Something to be filled in.
struct Hole {
    /// Where, in the bytes.
    at: u16,
    filling: Filling,
}

enum Filling {
    /// The two bytes there become a pointer to the apex of the zone.
    PointerToApex,
    /// The two bytes there become a pointer to the domain.
    PointerToDomain,
    /// The domain is put in, and the length of the record, so many bytes before it, grows by it.
    Domain { after_length: u16 },
}

/// The name of the question that an answer begins with, and where in it zone and domain begin, by
/// label.
#[derive(Clone, Copy)]
pub(super) struct Place<'q> {
    pub(super) name: &'q Name,
    pub(super) apex: usize,
    pub(super) domain: usize,
}

impl Place<'_> {
    fn pointer_to(&self, label: usize) -> [u8; 2] {
        (POINTER_TO_QUESTION + self.name.start(label) as u16).to_be_bytes()
    }
}

impl RecordSet {
    /// How many records there are.
    pub(super) fn count(&self) -> u16 {
        self.count
    }

    /// Writes the records from `at` on, and returns where they end; nothing where they do not fit.
    pub(super) fn write(&self, place: &Place<'_>, out: &mut [u8], at: usize) -> Option<usize> {
        let mut end = at;
        let mut from = 0;
        for hole in &self.holes {
            let to = usize::from(hole.at);
            end = copy(&self.bytes[from..to], out, end)?;
            from = to;
            let pointer = match hole.filling {
                Filling::PointerToApex => place.pointer_to(place.apex),
                Filling::PointerToDomain => place.pointer_to(place.domain),
                Filling::Domain { after_length } => {
                    let length = place.name.write_from(place.domain, out.get_mut(end..)?)?;
                    let length_at = end - usize::from(after_length);
                    let record = out[length_at..].first_chunk_mut::<2>()?;
                    *record = (u16::from_be_bytes(*record) + length as u16).to_be_bytes();
                    end += length;
                    continue;
                }
            };
            end = copy(&pointer, out, end)?;
            from += pointer.len();
        }
        copy(&self.bytes[from..], out, end)
    }
}

fn copy(bytes: &[u8], out: &mut [u8], at: usize) -> Option<usize> {
    let end = at + bytes.len();
    out.get_mut(at..end)?.copy_from_slice(bytes);
    Some(end)
}

//----------- Compiling ------------------------------------------------------

/// Records that are being compiled.
#[derive(Default)]
pub(super) struct Compiler {
    count: u16,
    bytes: Vec<u8>,
    holes: Vec<Hole>,
    /// The most characters that stand before a domain in a name.
    before_domain: usize,
}

impl Compiler {
    /// All of it, with the most characters that stand before the domain in a name.
    pub(super) fn finish(self) -> (RecordSet, usize) {
        let Self { count, bytes, holes, before_domain } = self;
        (RecordSet { count, bytes: bytes.into(), holes: holes.into() }, before_domain)
    }

    /// Adds a record; nothing where it has the domain at a place that cannot be filled in.
    pub(super) fn add(&mut self, record: &Record) -> Option<()> {
        self.count += 1;
        match &record.owner {
            Owner::Asked => self.number(POINTER_TO_QUESTION),
            Owner::Apex => self.pointer(Filling::PointerToApex)?,
            Owner::Name(_) => return None,
        }
        self.number(type_number(&record.data)?);
        self.number(IN);
        self.bytes.extend(record.ttl.to_be_bytes());
        let length_at = self.bytes.len();
        self.number(0);
        self.data(&record.data, length_at)?;
        let length = u16::try_from(self.bytes.len() - length_at - 2).ok()?;
        self.bytes[length_at..][..2].copy_from_slice(&length.to_be_bytes());
        Some(())
    }

    fn data(&mut self, data: &Data, length_at: usize) -> Option<()> {
        match data {
            Data::A(address) => self.bytes.extend(address.octets()),
            Data::Aaaa(address) => self.bytes.extend(address.octets()),
            Data::Caa { flags, tag, value } => {
                self.bytes.push(*flags);
                self.string(tag)?;
                self.text(value)?;
            }
            Data::Mx { preference, exchange } => {
                self.number(*preference);
                self.host(exchange.as_deref(), None)?;
            }
            Data::Ns(server) => self.host(Some(server), None)?,
            Data::Soa { primary, mailbox, serial } => {
                self.host(Some(primary), None)?;
                self.host(Some(mailbox), None)?;
                self.bytes.extend(serial.to_be_bytes());
                for seconds in [REFRESH, RETRY, EXPIRE] {
                    self.bytes.extend(seconds.to_be_bytes());
                }
                self.bytes.extend(NEGATIVE_TTL.to_be_bytes());
            }
            Data::Srv { priority, weight, port, target } => {
                for number in [priority, weight, port] {
                    self.number(*number);
                }
                self.host(target.as_deref(), Some(length_at))?;
            }
            Data::Tlsa { usage, selector, matching, data } => {
                self.bytes.extend([*usage, *selector, *matching]);
                self.bytes.extend(data);
            }
            Data::Txt(texts) => {
                for text in texts {
                    self.string(text)?;
                }
            }
            Data::Cname(_) | Data::Hinfo | Data::Security(_) => return None,
        }
        Some(())
    }

    fn number(&mut self, number: u16) {
        self.bytes.extend(number.to_be_bytes());
    }

    /// A text with its length before it.
    fn string(&mut self, text: &str) -> Option<()> {
        self.bytes.push(u8::try_from(text.len()).ok()?);
        self.text(text)
    }

    /// A text, in which no domain is filled in.
    fn text(&mut self, text: &str) -> Option<()> {
        self.bytes.extend(text.as_bytes());
        (!text.contains(Variable::Domain.as_str())).then_some(())
    }

    /// A name, or the root. Where the record's length stands, for types whose names are never
    /// compressed (RFC 2782, RFC 3597 §4).
    fn host(&mut self, name: Option<&str>, uncompressed: Option<usize>) -> Option<()> {
        let Some(name) = name else {
            self.bytes.push(0);
            return Some(());
        };
        let (labels, has_domain) = match name.strip_suffix(Variable::Domain.as_str()) {
            Some("") => (None, true),
            Some(before) => (Some(before.strip_suffix('.')?), true),
            None => (Some(name), false),
        };
        for label in labels.into_iter().flat_map(|labels| labels.split('.')) {
            if label.is_empty() || label.len() > LABEL_MAX {
                return None;
            }
            self.string(label)?;
        }
        if !has_domain {
            self.bytes.push(0);
            return Some(());
        }
        let before = name.len() - Variable::Domain.as_str().len();
        self.before_domain = self.before_domain.max(before);
        match uncompressed {
            None => self.pointer(Filling::PointerToDomain),
            Some(length_at) => {
                let at = u16::try_from(self.bytes.len()).ok()?;
                let after_length = at - u16::try_from(length_at).ok()?;
                self.holes.push(Hole { at, filling: Filling::Domain { after_length } });
                Some(())
            }
        }
    }

    fn pointer(&mut self, filling: Filling) -> Option<()> {
        let at = u16::try_from(self.bytes.len()).ok()?;
        self.holes.push(Hole { at, filling });
        self.number(0);
        Some(())
    }
}

/// The number of a type (RFC 1035 §3.2.2, RFC 2782, RFC 3596, RFC 6698, RFC 8659).
pub(super) fn type_number(data: &Data) -> Option<u16> {
    Some(match data {
        Data::A(_) => 1,
        Data::Ns(_) => 2,
        Data::Soa { .. } => 6,
        Data::Mx { .. } => 15,
        Data::Txt(_) => 16,
        Data::Aaaa(_) => 28,
        Data::Srv { .. } => 33,
        Data::Tlsa { .. } => 52,
        Data::Caa { .. } => 257,
        Data::Cname(_) | Data::Hinfo | Data::Security(_) => return None,
    })
}
