//! Zones for name servers elsewhere: whole (AXFR, RFC 5936), as changes (IXFR, RFC 1995), and the
//! catalog that names them all (RFC 9432). Who asks must be allowed, by address, by a key (TSIG, RFC
//! 8945), or both; everybody else is refused without learning anything.

mod access;
mod catalog;
mod engines;
mod messages;
mod notify;
mod tsig;
mod wire;
mod zones;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_server::proto::rr;

use self::messages::Records;
use self::tsig::Opened;
use super::contents::contents;
use super::message::{fqdn, to_wire};
use crate::lookup::{DirectoryAnswer, DirectoryEntry, Known, Reason};
use crate::mail::Domain;
use crate::snapshot::Snapshot;

pub use access::{Allowed, Secondaries, Secondary};
pub use engines::{Engine, Primary, configuration};
pub(super) use messages::Transfer;
pub(super) use notify::Notification;
pub use notify::NotifyOutcome;
pub(super) use tsig::Session;
pub use tsig::{Algorithm, Key, KeyError};
pub use zones::{Before, Remembered, ServedZones, Sources};

/// Response codes (RFC 1035 §4.1.1, RFC 2136 §2.2).
const FORMAT_ERROR: u8 = 1;
const REFUSED: u8 = 5;
const NOT_AUTHORITATIVE: u8 = 9;
/// Types and the class of a question.
const SOA: u16 = 6;
const IXFR: u16 = 251;
const AXFR: u16 = 252;
const CLASS_IN: u16 = 1;

/// What becomes of a message.
pub(super) enum Received {
    /// It is no business of secondaries, and not signed.
    Ordinary,
    /// It is none either, but signed: the message without its signature, and what signs the answer.
    Signed(Vec<u8>, Session),
    /// One message goes back.
    Answer(Vec<u8>, Verdict),
    /// Any number of messages goes back, over a stream.
    Messages(Box<Transfer>, Verdict),
}

/// Why a message was answered so.
pub(super) struct Verdict {
    pub(super) reason: Reason,
    /// The served domain that it was about.
    pub(super) domain: Option<Domain>,
    /// Whether the client showed by its signature who it is.
    pub(super) signed: bool,
}

/// Who sent a message, when and how.
#[derive(Clone, Copy)]
pub(super) struct Arrival {
    pub(super) client: IpAddr,
    /// Whether it came over a stream, where any number of messages can go back.
    pub(super) by_stream: bool,
    /// Since the Unix epoch.
    pub(super) now: Duration,
}

/// What zones are answered from.
#[derive(Clone, Copy)]
pub(super) struct Served<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) zones: &'s Arc<ServedZones>,
    pub(super) secondaries: &'s Secondaries,
}

/// Checks the signature of a message, and answers it where it asks for a transfer, or for the
/// catalog.
pub(super) fn receive(message: &[u8], arrival: Arrival, served: Served<'_>) -> Received {
    const IS_ANSWER: u8 = 0x80;
    if message.get(2).is_none_or(|flags| flags & IS_ANSWER != 0) {
        return Received::Ordinary;
    }
    let (unsigned, session) = match tsig::open(message, &served.secondaries.keys, arrival.now) {
        Opened::Unsigned => (None, None),
        Opened::Signed(message, session) => (Some(message), Some(session)),
        Opened::Refused(answer) => {
            let verdict = Verdict { reason: Reason::SignatureRefused, domain: None, signed: false };
            return Received::Answer(answer, verdict);
        }
        Opened::Malformed => {
            let verdict = Verdict { reason: Reason::InvalidRequest, domain: None, signed: false };
            return Received::Answer(wire::refusal(message, FORMAT_ERROR), verdict);
        }
    };
    let request = Request { message: unsigned.as_deref().unwrap_or(message), session, arrival };
    if let Some(received) = request.decide(served) {
        return received;
    }
    let session = request.session;
    match (unsigned, session) {
        (Some(message), Some(session)) => Received::Signed(message, session),
        _ => Received::Ordinary,
    }
}

/// A message whose signature is right, or missing.
struct Request<'m> {
    message: &'m [u8],
    session: Option<Session>,
    arrival: Arrival,
}

impl Request<'_> {
    fn decide(&self, served: Served<'_>) -> Option<Received> {
        const OPCODE: u8 = 0x78;
        if self.message.get(2)? & OPCODE != 0 {
            return None;
        }
        let (query_type, class) = wire::type_and_class(self.message)?;
        let is_transfer = matches!(query_type, AXFR | IXFR);
        if !is_transfer && served.zones.catalog().is_none() {
            return None;
        }
        let name = wire::text_at(self.message, wire::HEADER)?;
        let catalog = served.zones.catalog().filter(|(catalog, _)| {
            name.strip_suffix(catalog.as_str())
                .is_some_and(|below| below.is_empty() || below.ends_with('.'))
        });
        if !is_transfer && catalog.is_none() {
            return None;
        }
        let key = self.session.as_ref().map(Session::key);
        if !served.secondaries.admit(self.arrival.client, key) {
            // To all others there is no catalog, and transfers are refused like any other question.
            return None;
        }
        if class != CLASS_IN {
            return Some(self.refuse(REFUSED, Reason::NotImplemented));
        }
        let zone = match catalog {
            Some((catalog, _)) if *catalog.as_str() == *name => Ok(ZoneOf::Catalog),
            Some(_) => Err((REFUSED, Reason::UnknownDomain)),
            None => self.zone(&name, served),
        };
        Some(match zone {
            Ok(zone) => self.transfer(&zone, query_type, served),
            Err((code, reason)) => self.refuse(code, reason),
        })
    }

    /// The zone of a domain, with all its records.
    fn zone(&self, apex: &str, served: Served<'_>) -> Result<ZoneOf, (u8, Reason)> {
        let Some(domain) = served.zones.domain_of(apex) else {
            let reason = match served.snapshot.is_configured(apex) {
                true => (REFUSED, Reason::TransferRefused),
                false => (NOT_AUTHORITATIVE, Reason::UnknownDomain),
            };
            return Err(reason);
        };
        let parsed = Domain::parse(domain).map_err(|_| (REFUSED, Reason::UnknownDomain))?;
        let service = served.zones.service(domain).unwrap_or_default();
        let listed = DirectoryEntry {
            domain: parsed.clone(),
            answer: DirectoryAnswer::Service(service.into()),
        };
        let mut directory = vec![listed];
        directory.extend(served.zones.children(apex).iter().filter_map(|child| {
            let service = served.zones.service(child)?;
            let answer = DirectoryAnswer::Service(service.into());
            Some(DirectoryEntry { domain: Domain::parse(child).ok()?, answer })
        }));
        let known = Known { directory: &directory, zones: Some(served.zones), ..Known::NOTHING };
        let children = served.zones.children(apex);
        let contents = contents(apex, children, &known, served.snapshot);
        let contents = contents.map_err(|reason| (REFUSED, reason))?;
        let records = match &served.snapshot.policy().zone_signer {
            Some(signer) => signer.sign_zone(apex, contents, self.arrival.now),
            None => contents.records,
        };
        let apex = fqdn(apex);
        let records = records.iter().map(|(name, record)| to_wire(record, &fqdn(name), &apex));
        let serial = served.zones.serial(domain).unwrap_or_else(|| served.snapshot.serial());
        Ok(ZoneOf::Domain { domain: parsed, serial, records: records.collect() })
    }

    fn transfer(&self, zone: &ZoneOf, query_type: u16, served: Served<'_>) -> Received {
        let (serial, start) = match zone {
            ZoneOf::Catalog => {
                let Some(start) = catalog::start(served.zones) else {
                    return self.refuse(NOT_AUTHORITATIVE, Reason::UnknownDomain);
                };
                (served.zones.catalog().map_or(0, |(_, serial)| serial), start)
            }
            ZoneOf::Domain { serial, records, .. } => (*serial, records[0].clone()),
        };
        let domain = match zone {
            ZoneOf::Catalog => None,
            ZoneOf::Domain { domain, .. } => Some(domain.clone()),
        };
        let signed = self.session.is_some();
        let verdict = |reason| Verdict { reason, domain: domain.clone(), signed };
        let of_client = wire::serial_of_request(self.message);
        let is_current = |of_client| of_client == serial || zones::is_later(of_client, serial);
        let (records, reason): (Records, Reason) = match (query_type, of_client) {
            (IXFR, None) => return self.refuse(FORMAT_ERROR, Reason::InvalidRequest),
            // The start of authority says that it is time to come by TCP (RFC 1995 §2).
            (IXFR, Some(of_client)) if !self.arrival.by_stream || is_current(of_client) => {
                (Box::new(std::iter::once(start)), Reason::TransferSerial)
            }
            (IXFR, Some(of_client)) => match (zone, served.zones.catalog_changes(of_client)) {
                (ZoneOf::Catalog, Some(changes)) => {
                    (catalog::changes(served.zones, &start, changes), Reason::TransferChanges)
                }
                _ => (zone.whole(start, served.zones), Reason::TransferWhole),
            },
            (AXFR, _) if !self.arrival.by_stream => {
                return self.refuse(REFUSED, Reason::TransferRefused);
            }
            (AXFR, _) => (zone.whole(start, served.zones), Reason::TransferWhole),
            // Only the catalog is asked for that here.
            (SOA, _) => (Box::new(std::iter::once(start)), Reason::Record),
            _ => return self.refuse(REFUSED, Reason::UnknownDomain),
        };
        let mut transfer = Transfer::new(self.message, records, self.session.clone());
        if self.arrival.by_stream {
            return Received::Messages(Box::new(transfer), verdict(reason));
        }
        match transfer.next_message(self.arrival.now) {
            Some(message) => Received::Answer(message, verdict(reason)),
            None => self.refuse(REFUSED, Reason::TransferRefused),
        }
    }

    fn refuse(&self, code: u8, reason: Reason) -> Received {
        let mut answer = wire::refusal(self.message, code);
        if let Some(edns) = wire::edns_of_answer(self.message) {
            answer.extend(edns);
            wire::add_to_additional(&mut answer, 1);
        }
        if let Some(session) = &self.session {
            session.clone().seal(&mut answer, self.arrival.now);
        }
        let signed = self.session.is_some();
        Received::Answer(answer, Verdict { reason, domain: None, signed })
    }
}

/// What is transferred.
enum ZoneOf {
    Catalog,
    Domain { domain: Domain, serial: u32, records: Vec<rr::Record> },
}

impl ZoneOf {
    /// All records between two times the start of authority (RFC 5936 §2.2).
    fn whole(&self, start: rr::Record, zones: &Arc<ServedZones>) -> Records {
        match self {
            Self::Catalog => catalog::whole(zones, start),
            Self::Domain { records, .. } => {
                Box::new(records.clone().into_iter().chain(std::iter::once(start)))
            }
        }
    }
}

/// Signs an answer that was made for a message without its signature. One that becomes longer than
/// `limit` is cut to its question, so that the client comes by TCP.
pub(super) fn sign(answer: &mut Vec<u8>, mut session: Session, limit: usize, now: Duration) {
    const TRUNCATED: u8 = 0x02;
    if answer.len() + session.overhead() > limit {
        let code = answer[3];
        let flags = answer[2];
        *answer = wire::refusal(answer, code);
        answer[2] = flags | TRUNCATED;
    }
    session.seal(answer, now);
}
