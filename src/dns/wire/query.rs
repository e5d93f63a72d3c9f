//! Reads a common query and writes the frame of its answer: header, question, OPT.

use super::kept::Asked;
use super::name::Name;
use super::record_set::{Place, RecordSet};
use super::{ANSWER_MAX, HEADER, OPT, PAYLOAD_MIN};
use crate::dns::cookies::COOKIE;
use crate::dns::reply::EXTENDED_ERROR;

/// The types that are answered here. Those that are not have a meaning of their own somewhere: for
/// transfers, for signatures, for any type, for nothing at all.
fn is_common(kind: u16) -> bool {
    const A: u16 = 1;
    const NS: u16 = 2;
    const CNAME: u16 = 5;
    const SOA: u16 = 6;
    const PTR: u16 = 12;
    const MX: u16 = 15;
    const TXT: u16 = 16;
    const AAAA: u16 = 28;
    const SRV: u16 = 33;
    const NAPTR: u16 = 35;
    const TLSA: u16 = 52;
    const SVCB: u16 = 64;
    const HTTPS: u16 = 65;
    const CAA: u16 = 257;
    matches!(
        kind,
        A | NS | CNAME | SOA | PTR | MX | TXT | AAAA | SRV | NAPTR | TLSA | SVCB | HTTPS | CAA
    )
}

/// A common query.
pub struct Query<'m> {
    header: [u8; 4],
    /// The question as it came.
    question: &'m [u8],
    /// The type that it asks for.
    pub(super) kind: u16,
    edns: Option<Edns<'m>>,
}

/// What the client says about itself (RFC 6891 §6.1.2).
struct Edns<'m> {
    payload: usize,
    dnssec_ok: bool,
    /// "Compact answers OK" (RFC 9824 §5.1).
    compact_ok: bool,
    cookie: Option<&'m [u8]>,
}

/// What an answer says beside its records.
pub(super) struct Frame<'f> {
    pub(super) flags: u8,
    pub(super) code: u8,
    /// The content of its cookie option (RFC 7873).
    pub(super) cookie: Option<&'f [u8]>,
    /// What there is to say beyond the code (RFC 8914).
    pub(super) error: Option<u16>,
}

impl<'m> Query<'m> {
    /// Reads a message whose name goes into `name`; nothing where it is no common query.
    pub(super) fn read(message: &'m [u8], name: &mut Name) -> Option<Self> {
        const RECURSION_DESIRED: u8 = 0x01;
        const AUTHENTIC_DATA: u8 = 0x20;
        const CHECKING_DISABLED: u8 = 0x10;
        const IN: [u8; 2] = [0, 1];
        let (header, rest) = message.split_first_chunk::<HEADER>()?;
        let [id, id_low, flags, more_flags, counts @ ..] = *header;
        // An answer, another operation, a code, or a flag that no query has.
        if flags & !RECURSION_DESIRED != 0
            || more_flags & !(AUTHENTIC_DATA | CHECKING_DISABLED) != 0
        {
            return None;
        }
        let has_edns = match counts {
            [0, 1, 0, 0, 0, 0, 0, additional @ 0..=1] => additional == 1,
            _ => return None,
        };
        let name_length = name.read(rest)?;
        let (question, rest) = rest.split_at_checked(name_length + 4)?;
        let [kind, kind_low, class @ ..] = *question.last_chunk::<4>()?;
        let kind = u16::from_be_bytes([kind, kind_low]);
        if class != IN || !is_common(kind) {
            return None;
        }
        let edns = match has_edns {
            true => Some(Edns::read(rest)?),
            false if rest.is_empty() => None,
            false => return None,
        };
        Some(Self {
            header: [id, id_low, flags, more_flags & CHECKING_DISABLED],
            question,
            kind,
            edns,
        })
    }

    /// The content of its cookie option. Of several the first counts (RFC 7873 §5.2).
    pub fn cookie(&self) -> Option<&'m [u8]> {
        self.edns.as_ref()?.cookie
    }

    /// Whether it asks for signatures (RFC 3225).
    pub(super) fn dnssec_ok(&self) -> bool {
        self.edns.as_ref().is_some_and(|edns| edns.dnssec_ok)
    }

    /// What its signed answer depends on; nothing where it asks for none.
    pub(super) fn asked<'n>(&self, name: &'n Name) -> Option<Asked<'n>> {
        let edns = self.edns.as_ref().filter(|edns| edns.dnssec_ok)?;
        let payload = edns.payload() as u16;
        let compact_ok = edns.compact_ok;
        Some(Asked { name: name.from(0), kind: self.kind, payload, compact_ok })
    }

    /// The message that asks the same for a signed answer and says nothing else of the asker.
    pub(super) fn to_plain(&self, name: &Name) -> Vec<u8> {
        let mut message = vec![0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
        message.resize(HEADER + self.question.len(), 0);
        name.write_from(0, &mut message[HEADER..]);
        let type_and_class = self.question.len() - 4;
        message[HEADER + type_and_class..].copy_from_slice(&self.question[type_and_class..]);
        if let Some(edns) = &self.edns {
            let compact_ok = if edns.compact_ok { COMPACT_OK } else { 0 };
            let at = message.len();
            message.resize(at + OPT, 0);
            let frame = Frame { flags: 0, code: 0, cookie: None, error: None };
            frame.write_opt(edns.payload() as u16, DNSSEC_OK | compact_ok, &mut message[at..]);
        }
        message
    }

    /// Makes the answer to this query of that to its plain form, and returns how long it is;
    /// nothing where the cookie does not fit.
    pub(super) fn put_into(
        &self,
        plain: &[u8],
        cookie: Option<&[u8]>,
        out: &mut [u8; ANSWER_MAX],
    ) -> Option<usize> {
        let option = cookie.map_or(0, |cookie| OPTION + cookie.len());
        let length = plain.len() + option;
        if length > self.edns.as_ref()?.payload() {
            return None;
        }
        out[..plain.len()].copy_from_slice(plain);
        let [id, id_low, flags, more_flags] = self.header;
        out[..2].copy_from_slice(&[id, id_low]);
        out[2] |= flags;
        out[3] |= more_flags;
        out[HEADER..][..self.question.len()].copy_from_slice(self.question);
        if let Some(cookie) = cookie {
            out[plain.len() - 2..plain.len()].copy_from_slice(&(option as u16).to_be_bytes());
            write_option(COOKIE, cookie, &mut out[plain.len()..length]);
        }
        Some(length)
    }

    /// Writes the answer: at most one set of records, as answer or as authority, which is left out
    /// where it does not fit. Returns how long it is.
    pub(super) fn answer(
        &self,
        frame: &Frame<'_>,
        set: Option<(&RecordSet, bool, Place<'_>)>,
        out: &mut [u8; ANSWER_MAX],
    ) -> usize {
        const ANSWER: u8 = 0x80;
        const TRUNCATED: u8 = 0x02;
        let (payload, opt) = match &self.edns {
            Some(edns) => (edns.payload(), frame.opt_length()),
            None => (PAYLOAD_MIN, 0),
        };
        let [id, id_low, asked_flags, more_flags] = self.header;
        let mut flags = ANSWER | asked_flags | frame.flags;
        let mut counts = [0u16; 2];
        let question_end = HEADER + self.question.len();
        out[HEADER..question_end].copy_from_slice(self.question);
        let mut end = question_end;
        if let Some((set, is_answer, place)) = set {
            match set.write(&place, &mut out[..payload - opt], question_end) {
                Some(set_end) => {
                    end = set_end;
                    counts[usize::from(!is_answer)] = set.count();
                }
                None => flags |= TRUNCATED,
            }
        }
        let [[answers, answers_low], [authority, authority_low]] = counts.map(u16::to_be_bytes);
        out[..HEADER].copy_from_slice(&[
            id,
            id_low,
            flags,
            more_flags | frame.code,
            0,
            1,
            answers,
            answers_low,
            authority,
            authority_low,
            0,
            u8::from(self.edns.is_some()),
        ]);
        if let Some(edns) = &self.edns {
            let dnssec_ok = if edns.dnssec_ok { DNSSEC_OK } else { 0 };
            frame.write_opt(payload as u16, dnssec_ok, &mut out[end..end + opt]);
            end += opt;
        }
        end
    }
}

impl Frame<'_> {
    fn opt_length(&self) -> usize {
        let cookie = self.cookie.map_or(0, |cookie| OPTION + cookie.len());
        OPT + cookie + if self.error.is_some() { OPTION + 2 } else { 0 }
    }

    /// Fills the place of an OPT record.
    fn write_opt(&self, payload: u16, dnssec_ok: u8, out: &mut [u8]) {
        let [size, size_low] = payload.to_be_bytes();
        let (record, mut options) = out.split_at_mut(OPT);
        let [length, length_low] = (options.len() as u16).to_be_bytes();
        let bytes = [0, 0, OPT_TYPE, size, size_low, 0, 0, dnssec_ok, 0, length, length_low];
        record.copy_from_slice(&bytes);
        let mut write = |code: u16, content: &[u8]| {
            let (option, rest) = std::mem::take(&mut options).split_at_mut(OPTION + content.len());
            write_option(code, content, option);
            options = rest;
        };
        if let Some(cookie) = self.cookie {
            write(COOKIE, cookie);
        }
        if let Some(error) = self.error {
            write(EXTENDED_ERROR, &error.to_be_bytes());
        }
    }
}

/// Fills the place of an option.
fn write_option(code: u16, content: &[u8], out: &mut [u8]) {
    out[..2].copy_from_slice(&code.to_be_bytes());
    out[2..OPTION].copy_from_slice(&(content.len() as u16).to_be_bytes());
    out[OPTION..].copy_from_slice(content);
}

/// The length of an option without its content (RFC 6891 §6.1.2).
const OPTION: usize = 4;
const OPT_TYPE: u8 = 41;
/// The flag DO (RFC 3225 §3).
const DNSSEC_OK: u8 = 0x80;
/// The flag CO (RFC 9824 §5.1).
const COMPACT_OK: u8 = 0x40;

impl<'m> Edns<'m> {
    /// How long an answer may be.
    fn payload(&self) -> usize {
        self.payload.clamp(PAYLOAD_MIN, ANSWER_MAX)
    }

    /// Reads an OPT record, which must be all that is left.
    fn read(rest: &'m [u8]) -> Option<Self> {
        const NSID: u16 = 3;
        const CLIENT_SUBNET: u16 = 8;
        let (record, mut options) = rest.split_first_chunk::<OPT>()?;
        let [0, 0, OPT_TYPE, size, size_low, 0, 0, flags, _, length, length_low] = *record else {
            return None;
        };
        if options.len() != usize::from(u16::from_be_bytes([length, length_low])) {
            return None;
        }
        let mut cookie = None;
        while !options.is_empty() {
            let (head, rest) = options.split_first_chunk::<OPTION>()?;
            let [code, code_low, length, length_low] = *head;
            let length = usize::from(u16::from_be_bytes([length, length_low]));
            let (content, rest) = rest.split_at_checked(length)?;
            match u16::from_be_bytes([code, code_low]) {
                COOKIE => cookie = cookie.or(Some(content)),
                // The general path reads what is in them, and finds fault with it.
                NSID | CLIENT_SUBNET => return None,
                // All others are passed over (RFC 6891 §6.1.2): none has a meaning over UDP.
                _ => {}
            }
            options = rest;
        }
        let payload = usize::from(u16::from_be_bytes([size, size_low]));
        let [dnssec_ok, compact_ok] = [DNSSEC_OK, COMPACT_OK].map(|flag| flags & flag != 0);
        Some(Self { payload, dnssec_ok, compact_ok, cookie })
    }
}
