//! From a DNS request to the reply to it, in hickory's types: codes, flags, EDNS, sections. `message`
//! writes it.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_server::net::xfer::Protocol;
use hickory_server::proto::op::{Edns, OpCode, ResponseCode};
use hickory_server::proto::rr::rdata::opt::{EdnsCode, EdnsOption};
use hickory_server::proto::rr::{self, DNSClass, Name, RecordType};
use hickory_server::server::Request;

use super::cookies::{COOKIE, Cookie};
use super::dnssec::{Asked, NXNAME, WireName, secure};
use super::message::{encode_udp, format_error, fqdn, to_wire};
use super::stream::IDLE_TIMEOUT;
use super::zone::{self, QueryType, Record, ZoneAnswer};
use crate::lookup::{Known, Reason};
use crate::mail::Domain;
use crate::metrics::Transport;
use crate::snapshot::Snapshot;

/// The largest UDP answer, whatever the client says: it passes every network unfragmented
/// (DNS flag day 2020; RFC 9715 §3.2).
pub(super) const PAYLOAD_MAX: u16 = 1232;
/// The largest UDP answer without EDNS (RFC 1035 §4.2.1), and the smallest that a client may
/// announce with it (RFC 6891 §6.2.3).
const PAYLOAD_MIN: u16 = 512;
/// "Compact answers OK" among the flags of EDNS (RFC 9824 §5.1).
const COMPACT_OK: u16 = 0x4000;

/// How a request came, as far as the answer depends on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Arrival {
    pub(super) transport: Transport,
    /// What its cookie says.
    pub(super) cookie: Cookie,
    /// The time since the Unix epoch.
    pub(super) now: Duration,
}

/// What goes back.
pub(super) struct Reply {
    pub(super) code: ResponseCode,
    /// The answer, with its reason and its zone.
    pub(super) answer: ZoneAnswer,
    pub(super) authoritative: bool,
    /// Whether the question cannot be sent back.
    pub(super) bare: bool,
    /// Whether an answer over TLS is filled up.
    pub(super) padded: bool,
    pub(super) edns: Option<Edns>,
    pub(super) answers: Vec<rr::Record>,
    pub(super) authority: Vec<rr::Record>,
    pub(super) glue: Vec<rr::Record>,
    pub(super) additional: Vec<rr::Record>,
}

/// The content of the cookie option of a request, if it has one. Of several the first counts
/// (RFC 7873 §5.2).
pub(super) fn cookie_option(request: &Request) -> Option<&[u8]> {
    match request.edns.as_ref()?.option(EdnsCode::Cookie)? {
        EdnsOption::Unknown(_, content) => Some(content),
        _ => None,
    }
}

/// Decides what a request is answered with. `known` has what the directories say about the
/// [`zone::domains_wanted`].
pub(super) fn reply(
    request: &Request,
    arrival: &Arrival,
    known: &Known<'_>,
    snapshot: &Snapshot,
) -> Reply {
    let (code, answer) = decide(request, arrival, known, snapshot);
    let is_signed = snapshot.policy().zone_signer.is_some() && answer.zone.is_some();
    let mut reply = write(request, arrival, code, answer);
    if let Some(edns) = reply.edns.as_mut().filter(|_| is_signed) {
        edns.flags_mut().z = compact_ok(request);
    }
    reply
}

/// The reply to a client over UDP that shows an old cookie and has had too many answers: a new
/// one, to ask with again (RFC 7873 §5.2.4).
pub(super) fn bad_cookie(request: &Request, arrival: &Arrival) -> Reply {
    write(request, arrival, ResponseCode::BADCOOKIE, ZoneAnswer::none(Reason::RateLimited))
}

fn write(request: &Request, arrival: &Arrival, code: ResponseCode, answer: ZoneAnswer) -> Reply {
    let apex = answer.zone.as_ref().map_or_else(Name::root, |zone| fqdn(zone));
    let query = request.request_info().ok().map(|info| info.query);
    let asked = query.map_or_else(Name::root, |query| query.original().name().clone());
    // An answer that covers any class is not authoritative (RFC 1035 §6.2).
    let one_class = query.is_some_and(|query| query.query_class() == DNSClass::IN);
    let records = |records: &[Record]| -> Vec<rr::Record> {
        records.iter().map(|record| to_wire(record, &asked, &apex)).collect()
    };
    let has_option = |code| request.edns.as_ref().is_some_and(|edns| edns.option(code).is_some());
    Reply {
        code,
        authoritative: one_class && answer.zone.is_some() && answer.reason != Reason::Referral,
        bare: code == ResponseCode::FormErr && !is_written_out(request),
        padded: arrival.transport == Transport::Tls && has_option(EdnsCode::Padding),
        edns: request.edns.as_ref().map(|asked| edns(asked, arrival, code, answer.reason)),
        answers: records(&answer.answers),
        authority: records(&answer.authority),
        glue: records(&answer.glue),
        additional: records(&answer.additional),
        answer,
    }
}

/// The OPT record of a reply to a request that has one.
fn edns(asked: &Edns, arrival: &Arrival, code: ResponseCode, reason: Reason) -> Edns {
    let mut edns = Edns::new();
    edns.set_max_payload(asked.max_payload().clamp(PAYLOAD_MIN, PAYLOAD_MAX));
    edns.set_version(0);
    edns.set_dnssec_ok(asked.flags().dnssec_ok);
    edns.set_rcode_high(code.high());
    let options = edns.options_mut();
    if let Some(cookie) = arrival.cookie.back() {
        options.insert(EdnsOption::Unknown(COOKIE, cookie.to_vec()));
    }
    if let Some(error) = extended_error(code, reason) {
        options.insert(EdnsOption::Unknown(EXTENDED_ERROR, error.to_be_bytes().to_vec()));
    }
    // RFC 7828 §3.3.2: in tenths of a second, and only over connections.
    if arrival.transport != Transport::Udp && asked.option(EdnsCode::Keepalive).is_some() {
        let idle = (IDLE_TIMEOUT.as_millis() / 100) as u16;
        options
            .insert(EdnsOption::Unknown(EdnsCode::Keepalive.into(), idle.to_be_bytes().to_vec()));
    }
    edns
}

/// The option that says more than a code (RFC 8914 §2).
pub(super) const EXTENDED_ERROR: u16 = 15;
/// That no zone of ours has the name (RFC 8914 §4.21).
pub(super) const NOT_AUTHORITATIVE: u16 = 20;

/// What there is to say beyond a code (RFC 8914 §4).
fn extended_error(code: ResponseCode, reason: Reason) -> Option<u16> {
    const PROHIBITED: u16 = 18;
    const NOT_SUPPORTED: u16 = 21;
    const NETWORK_ERROR: u16 = 23;
    const INVALID_DATA: u16 = 24;
    match (code, reason) {
        (ResponseCode::Refused, Reason::TransferRefused) => Some(PROHIBITED),
        (ResponseCode::Refused, Reason::NotImplemented) => Some(NOT_SUPPORTED),
        (ResponseCode::Refused, _) => Some(NOT_AUTHORITATIVE),
        (ResponseCode::ServFail, Reason::DirectoryUnavailable) => Some(NETWORK_ERROR),
        (ResponseCode::ServFail, _) => Some(INVALID_DATA),
        _ => None,
    }
}

/// Whether there is one question, and its name is written out: a compressed one would point into
/// the header of our own message.
fn is_written_out(request: &Request) -> bool {
    let Ok(asked) = request.request_info() else { return false };
    let name = asked.query.original().name();
    let on_the_wire = name.iter().map(|label| label.len() + 1).sum::<usize>() + 1 + 4;
    request.queries.as_bytes().len() == on_the_wire
}

/// What the general path alone answers to a datagram, with nobody else to ask: what the wire engine
/// is held against. `now` is the time since the Unix epoch.
pub fn answer_datagram(
    message: &[u8],
    client: SocketAddr,
    cookie: Cookie,
    now: Duration,
    snapshot: &Snapshot,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let Ok(request) = Request::from_bytes(message.to_vec(), client, Protocol::Udp) else {
        return format_error(message, &mut out).map(|()| out);
    };
    let arrival = Arrival { transport: Transport::Udp, cookie, now };
    let reply = reply(&request, &arrival, &Known::NOTHING, snapshot);
    encode_udp(&request, &reply, &mut out).ok().map(|()| out)
}

/// The domains that a directory must be asked for before a request can be answered.
pub(super) fn domains_wanted(request: &Request, snapshot: &Snapshot) -> Vec<Domain> {
    match request.request_info() {
        Ok(asked) => zone::domains_wanted(&text(asked.query.original().name()), snapshot),
        Err(_) => Vec::new(),
    }
}

/// Whether a request is about a zone as the one above it sees it.
pub(super) fn asks_above(request: &Request) -> bool {
    request.request_info().is_ok_and(|asked| asked.query.query_type() == RecordType::DS)
}

fn decide(
    request: &Request,
    arrival: &Arrival,
    known: &Known<'_>,
    snapshot: &Snapshot,
) -> (ResponseCode, ZoneAnswer) {
    let error = |code, reason| (code, ZoneAnswer::none(reason));
    if request.edns.as_ref().is_some_and(|edns| edns.version() > 0) {
        return error(ResponseCode::BADVERS, Reason::NotImplemented);
    }
    if request.metadata.op_code != OpCode::Query {
        return error(ResponseCode::NotImp, Reason::NotImplemented);
    }
    if arrival.cookie == Cookie::Malformed {
        return error(ResponseCode::FormErr, Reason::InvalidRequest);
    }
    // Who only wants a cookie asks nothing (RFC 7873 §5.4).
    if request.queries.is_empty() && arrival.cookie != Cookie::Absent {
        let is_stale = matches!(arrival.cookie, Cookie::Unproven { stale: true, .. });
        let code = if is_stale { ResponseCode::BADCOOKIE } else { ResponseCode::NoError };
        return error(code, Reason::NoData);
    }
    // Otherwise exactly one question (RFC 9619).
    let (true, Ok(asked)) = (is_written_out(request), request.request_info()) else {
        return error(ResponseCode::FormErr, Reason::InvalidRequest);
    };
    let query = asked.query;
    let name = query.original().name();
    if !matches!(query.query_class(), DNSClass::IN | DNSClass::ANY) {
        return error(ResponseCode::Refused, Reason::NotImplemented);
    }
    let query_type = match query.query_type() {
        RecordType::AXFR | RecordType::IXFR => {
            return error(ResponseCode::Refused, Reason::TransferRefused);
        }
        RecordType::A => QueryType::A,
        RecordType::AAAA => QueryType::Aaaa,
        RecordType::ANY => QueryType::Any,
        RecordType::CAA => QueryType::Caa,
        RecordType::CNAME => QueryType::Cname,
        RecordType::DS => QueryType::Ds,
        RecordType::MX => QueryType::Mx,
        RecordType::NS => QueryType::Ns,
        RecordType::SOA => QueryType::Soa,
        RecordType::SRV => QueryType::Srv,
        RecordType::TLSA => QueryType::Tlsa,
        RecordType::TXT => QueryType::Txt,
        _ => QueryType::Other,
    };
    let record_type = u16::from(query.query_type());
    let signer = snapshot.policy().zone_signer.as_deref();
    // It stands in proofs alone (RFC 9824 §3.5).
    if record_type == NXNAME && signer.is_some() {
        return error(ResponseCode::FormErr, Reason::InvalidRequest);
    }
    let text = text(name);
    let mut answer = zone::answer(&text, query_type, known, snapshot);
    let dnssec_ok = request.edns.as_ref().is_some_and(|edns| edns.flags().dnssec_ok);
    if let Some(signer) = signer {
        let name = WireName::from_labels(name.iter());
        let wire = name.expect("it came over the wire, and has no empty label");
        let asked = Asked { name: &text, wire, record_type, dnssec_ok, now: arrival.now };
        answer = secure(&asked, answer, signer, known, snapshot);
    }
    let code = match answer.reason {
        // A validator takes the proof for one that the name is there (RFC 9824 §5).
        Reason::NoSuchName if signer.is_some() && dnssec_ok && compact_ok(request) == 0 => {
            ResponseCode::NoError
        }
        Reason::Record | Reason::NoData | Reason::Referral => ResponseCode::NoError,
        Reason::NoSuchName => ResponseCode::NXDomain,
        // It may be there; a resolver asks again, or goes on with what it has (RFC 8767).
        Reason::DirectoryUnavailable | Reason::NoSuchService => ResponseCode::ServFail,
        _ => ResponseCode::Refused,
    };
    (code, answer)
}

/// The flag of a client that takes NXDOMAIN with the proof of a name that is there.
fn compact_ok(request: &Request) -> u16 {
    let flags = request.edns.as_ref().map(|edns| *edns.flags());
    flags.filter(|flags| flags.dnssec_ok).map_or(0, |flags| flags.z & COMPACT_OK)
}

/// A name in lower case without the final dot. Bytes that no name of ours has become `?`, which
/// matches nothing.
fn text(name: &Name) -> String {
    let mut text = String::with_capacity(name.len());
    for label in name.iter() {
        if !text.is_empty() {
            text.push('.');
        }
        text.extend(label.iter().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => {
                char::from(byte.to_ascii_lowercase())
            }
            _ => '?',
        }));
    }
    text
}

impl Reply {
    /// How long it may be over UDP.
    pub(super) fn limit(&self) -> usize {
        usize::from(self.edns.as_ref().map_or(PAYLOAD_MIN, Edns::max_payload))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Configured;
    use crate::guide::Sentences;
    use crate::lookup::{DirectoryAnswer, DirectoryEntry};
    use crate::mail::Domain;
    use crate::providers::Database;
    use crate::snapshot::Policy;

    #[test]
    fn what_a_directory_would_decide_fails_while_it_is_silent() {
        let database = Database::read(vec![]).unwrap();
        let (configured, sentences) = (Configured::default(), Sentences::built_in());
        let snapshot = Snapshot::build(database, configured, &sentences, Policy::default(), 1);
        let message =
            b"\x12\x34\0\0\0\x01\0\0\0\0\0\x01\x06_imaps\x04_tcp\x01a\x07example\0\0\x21\0\x01\
              \0\0\x29\x04\xd0\0\0\0\0\0\0";
        let source = "192.0.2.1:53".parse().unwrap();
        let request = Request::from_bytes(message.to_vec(), source, Protocol::Udp).unwrap();
        // What RFC 8914 §4 has to say of it: network error, invalid data, not authoritative.
        for (answer, code, more) in [
            (DirectoryAnswer::Unavailable, ResponseCode::ServFail, 23),
            (DirectoryAnswer::Service("nowhere".into()), ResponseCode::ServFail, 24),
            (DirectoryAnswer::Nothing, ResponseCode::Refused, 20),
        ] {
            let domain = Domain::parse("a.example").unwrap();
            let directory = [DirectoryEntry { domain, answer }];
            let known = Known { directory: &directory, ..Known::NOTHING };
            let arrival =
                Arrival { transport: Transport::Udp, cookie: Cookie::Absent, now: Duration::ZERO };
            let reply = reply(&request, &arrival, &known, &snapshot);
            assert_eq!((reply.code, reply.authoritative), (code, false));
            assert!(reply.answers.is_empty() && reply.authority.is_empty());
            let edns = reply.edns.unwrap();
            let options = &edns.options().options;
            let [(_, EdnsOption::Unknown(EXTENDED_ERROR, error))] = &options[..] else {
                panic!("{options:?}")
            };
            assert_eq!(error[..], [0, more]);
        }
    }
}
