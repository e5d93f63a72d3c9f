//! Reads a common query and writes the frame of its answer: header, question, OPT.

use super::name::Name;
use super::record_set::{Place, RecordSet};
use super::{ANSWER_MAX, HEADER, OPT, PAYLOAD_MIN};

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
    edns: Option<Edns>,
}

/// What the client says about itself (RFC 6891 §6.1.2).
struct Edns {
    payload: usize,
    dnssec_ok: bool,
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

    /// Writes the answer: at most one set of records, as answer or as authority, which is left out
    /// where it does not fit. Returns how long it is.
    pub(super) fn answer(
        &self,
        flags: u8,
        code: u8,
        set: Option<(&RecordSet, bool, Place<'_>)>,
        out: &mut [u8; ANSWER_MAX],
    ) -> usize {
        const ANSWER: u8 = 0x80;
        const TRUNCATED: u8 = 0x02;
        let (payload, opt) = match &self.edns {
            Some(edns) => (edns.payload.clamp(PAYLOAD_MIN, ANSWER_MAX), OPT),
            None => (PAYLOAD_MIN, 0),
        };
        let [id, id_low, asked_flags, more_flags] = self.header;
        let mut flags = ANSWER | asked_flags | flags;
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
            more_flags | code,
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
            let [size, size_low] = (payload as u16).to_be_bytes();
            let dnssec_ok = if edns.dnssec_ok { DNSSEC_OK } else { 0 };
            let record = [0, 0, OPT_TYPE, size, size_low, 0, 0, dnssec_ok, 0, 0, 0];
            out[end..end + OPT].copy_from_slice(&record);
            end += OPT;
        }
        end
    }
}

const OPT_TYPE: u8 = 41;
/// The flag DO (RFC 3225 §3).
const DNSSEC_OK: u8 = 0x80;

impl Edns {
    /// Reads an OPT record, which must be all that is left.
    fn read(rest: &[u8]) -> Option<Self> {
        let (record, mut options) = rest.split_first_chunk::<OPT>()?;
        let [0, 0, OPT_TYPE, size, size_low, 0, 0, flags, _, length, length_low] = *record else {
            return None;
        };
        if options.len() != usize::from(u16::from_be_bytes([length, length_low])) {
            return None;
        }
        while !options.is_empty() {
            let (head, rest) = options.split_first_chunk::<4>()?;
            let [code, code_low, length, length_low] = *head;
            if has_meaning(u16::from_be_bytes([code, code_low])) {
                return None;
            }
            let length = usize::from(u16::from_be_bytes([length, length_low]));
            options = rest.get(length..)?;
        }
        let payload = usize::from(u16::from_be_bytes([size, size_low]));
        Some(Self { payload, dnssec_ok: flags & DNSSEC_OK != 0 })
    }
}

/// Whether an option may change the answer. All others are passed over (RFC 6891 §6.1.2).
fn has_meaning(option: u16) -> bool {
    const COOKIE: u16 = 10;
    option == COOKIE
}
