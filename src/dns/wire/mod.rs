//! The common query, from datagram to datagram without allocation: one question of class IN for a
//! type that we may have, with EDNS or without, about a domain whose records follow from its
//! service. Everything else is none of its business and takes the general path, which alone says
//! what is right: a property test holds both against each other. Signed answers are made there too,
//! and kept here for the next who asks.

mod kept;
mod name;
mod query;
mod record_set;
mod records;

use std::net::Ipv4Addr;
use std::time::Duration;

use kept::Kept;
pub(crate) use kept::KeptAnswers;
use name::Name;
use query::Frame;
pub use query::Query;
use record_set::{Place, RecordSet};
pub use records::WireRecords;

use super::reply::{NOT_AUTHORITATIVE, answer_datagram};
use super::zone::{CUTS, ZoneCuts};
use crate::dns::cookies::Cookie;
use crate::index::Lead;
use crate::lookup::Reason;
use crate::snapshot::Snapshot;

/// The longest answer: it passes every network unfragmented (DNS flag day 2020; RFC 9715 §3.2).
pub const ANSWER_MAX: usize = 1232;
/// The longest answer without EDNS (RFC 1035 §4.2.1), and the shortest that a client may announce
/// with it (RFC 6891 §6.2.3).
const PAYLOAD_MIN: usize = 512;
/// The length of a header (RFC 1035 §4.1.1).
const HEADER: usize = 12;
/// The length of an OPT record without options (RFC 6891 §6.1.2).
const OPT: usize = 11;
/// Where certificate authorities look (RFC 8555 §8.4).
const CHALLENGE: &[u8] = b"_acme-challenge";
const SOA: u16 = 6;
const NS: u16 = 2;

/// Answers common queries. It has room for what it is reading; each thread has its own.
#[derive(Default)]
pub struct Engine {
    name: Name,
}

/// What an answer depends on beside the snapshot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'s> {
    /// Whether somebody else may know of domains as well: then only what the configuration decides
    /// is answered here.
    pub directories: bool,
    /// Whether there are secondaries: then zones have serials of their own, and there is a catalog,
    /// both of which only the general path knows.
    pub secondaries: bool,
    /// The cookie option that goes back.
    pub cookie: Option<&'s [u8]>,
    /// The time since the Unix epoch.
    pub now: Duration,
}

/// An answer that was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Written<'e> {
    /// How long it is.
    pub length: usize,
    /// Why it is this one.
    pub reason: Reason,
    /// The served domain it is about, in lower case.
    pub domain: Option<&'e [u8]>,
}

/// What a name was found to be.
enum Cut<'s> {
    /// It lies in no zone, for this reason.
    Nowhere(Reason),
    /// It lies in the zone at one of its labels, of the domain at another.
    Zone { apex: usize, domain: usize, lead: Lead, records: &'s WireRecords },
}

impl Engine {
    /// Reads a datagram, where it is a common query.
    pub fn read<'m>(&mut self, message: &'m [u8]) -> Option<Query<'m>> {
        Query::read(message, &mut self.name)
    }

    /// Writes the answer to the query that was read last, where the domain's records follow from
    /// its service.
    pub fn answer(
        &self,
        query: &Query<'_>,
        surroundings: &Surroundings<'_>,
        snapshot: &Snapshot,
        out: &mut [u8; ANSWER_MAX],
    ) -> Option<Written<'_>> {
        let name = &self.name;
        let cookie = surroundings.cookie;
        let selected = self.select(query, surroundings, snapshot)?;
        let Selected { reason, code, zone } = selected;
        let Some((set, is_answer, place)) = zone else {
            let frame = Frame { flags: 0, code, cookie, error: Some(NOT_AUTHORITATIVE) };
            let length = query.answer(&frame, None, out);
            return Some(Written { length, reason, domain: None });
        };
        let domain = Some(name.from(place.domain));
        if query.dnssec_ok() && snapshot.policy().zone_signer.is_some() {
            let asked = query.asked(name)?;
            let length = snapshot.kept_answers().read(asked, surroundings.now, |kept| {
                query.put_into(kept.message(), cookie, out)
            })?;
            return Some(Written { length, reason, domain });
        }
        let frame = Frame { flags: AUTHORITATIVE, code, cookie, error: None };
        let length = query.answer(&frame, Some((set, is_answer, place)), out);
        Some(Written { length, reason, domain })
    }

    /// Keeps the signed answer to the query that was read last, which the general path was left to
    /// answer, if it is one of those that [`Engine::answer`] looks for. Names that do not exist
    /// have no end, and are not kept.
    pub fn keep(&self, query: &Query<'_>, surroundings: &Surroundings<'_>, snapshot: &Snapshot) {
        let Some(signer) = &snapshot.policy().zone_signer else { return };
        let selected = self.select(query, surroundings, snapshot);
        let Some(Selected { code: NO_ERROR, zone: Some((_, _, place)), .. }) = selected else {
            return;
        };
        let Some(asked) = query.asked(&self.name) else { return };
        let apex = str::from_utf8(self.name.from(place.apex));
        let until = signer.stays_until(apex.expect("it is ASCII"), surroundings.now);
        let plain = query.to_plain(&self.name);
        let client = (Ipv4Addr::UNSPECIFIED, 0).into();
        let answer = answer_datagram(&plain, client, Cookie::Absent, surroundings.now, snapshot);
        if let Some(kept) = answer.and_then(|answer| Kept::new(asked, answer, until)) {
            snapshot.kept_answers().keep(kept);
        }
    }

    /// Decides what is answered; nothing where the general path has to.
    fn select<'s>(
        &'s self,
        query: &Query<'_>,
        surroundings: &Surroundings<'_>,
        snapshot: &'s Snapshot,
    ) -> Option<Selected<'s>> {
        let name = &self.name;
        let Surroundings { directories, secondaries, .. } = *surroundings;
        // What stands there is true for moments, and for some names only.
        let challenge_zone = snapshot.policy().challenge_zone.as_ref();
        if name.label(0) == CHALLENGE || challenge_zone.is_some_and(|z| name.is_in(z.as_str())) {
            return None;
        }
        let (apex, domain, lead, records) = match find_cut(name, snapshot)? {
            Cut::Nowhere(_) if directories || secondaries => return None,
            Cut::Nowhere(reason) => return Some(Selected { reason, code: REFUSED, zone: None }),
            Cut::Zone { apex, domain, lead, records } => (apex, domain, lead, records),
        };
        let below = name.before(domain);
        if name.from(domain).len() > records.domain_max() || records.is_delegated(below) {
            return None;
        }
        let node = records.node(below);
        let at_apex = apex == 0;
        let exists = node.is_some() || at_apex;
        if directories && !(lead.configured && exists) {
            return None;
        }
        // Start of authority and name servers are the same at every apex.
        let node = match query.kind {
            SOA | NS if at_apex => records.node(b""),
            _ => node,
        };
        let set = match node {
            Some(node) => node.set(query.kind)?,
            None => None,
        };
        let (reason, code, set, is_answer) = match (set, exists) {
            (Some(set), _) => (Reason::Record, NO_ERROR, set, true),
            (None, true) => (Reason::NoData, NO_ERROR, records.denial(), false),
            (None, false) => (Reason::NoSuchName, NX_DOMAIN, records.denial(), false),
        };
        if secondaries && (!is_answer || query.kind == SOA) {
            return None;
        }
        let place = Place { name, apex, domain };
        Some(Selected { reason, code, zone: Some((set, is_answer, place)) })
    }
}

/// What is answered.
struct Selected<'s> {
    reason: Reason,
    code: u8,
    /// From a zone: records, and whether they are the answer or the authority.
    zone: Option<(&'s RecordSet, bool, Place<'s>)>,
}

/// The flag AA (RFC 1035 §4.1.1).
const AUTHORITATIVE: u8 = 0x04;
const NO_ERROR: u8 = 0;
const NX_DOMAIN: u8 = 3;
const REFUSED: u8 = 5;

/// Finds the zone that a name lies in; nothing where the general path has to look.
fn find_cut<'s>(name: &Name, snapshot: &'s Snapshot) -> Option<Cut<'s>> {
    let found = match snapshot.policy().zone_cuts {
        ZoneCuts::Domain => (0..name.labels())
            // No domain begins with an underscore.
            .filter(|label| name.from(*label).first() != Some(&b'_'))
            .find_map(|label| Some((label, label, snapshot.lead(name.from(label))?))),
        // There a name that is no domain of its own may have a cut all the same.
        ZoneCuts::Names if snapshot.has_wildcards() => return None,
        ZoneCuts::Names => (0..name.labels().saturating_sub(1))
            .filter(|label| CUTS.iter().any(|cut| cut.as_bytes() == name.label(*label)))
            .find_map(|label| Some((label, label + 1, snapshot.lead(name.from(label + 1))?))),
    };
    let Some((apex, domain, lead)) = found else {
        return Some(Cut::Nowhere(Reason::UnknownDomain));
    };
    if lead.special {
        return None;
    }
    Some(match snapshot.wire_records(lead.service) {
        Ok(records) => Cut::Zone { apex, domain, lead, records },
        Err(reason) => Cut::Nowhere(reason),
    })
}
