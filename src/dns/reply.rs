//! From a DNS request to the reply to it, in hickory's types: codes, flags, EDNS, records.

use std::net::SocketAddr;

use hickory_server::net::xfer::Protocol;
use hickory_server::proto::ProtoError;
use hickory_server::proto::op::{
    Edns, Header, HeaderCounts, MessageType, Metadata, OpCode, ResponseCode,
};
use hickory_server::proto::rr::rdata::{A, AAAA, CAA, CNAME, HINFO, MX, NS, SOA, SRV, TLSA, TXT};
use hickory_server::proto::rr::{self, DNSClass, Name, RData, RecordType};
use hickory_server::proto::serialize::binary::{BinEncodable, BinEncoder};
use hickory_server::server::Request;
use hickory_server::zone_handler::{MessageResponse, MessageResponseBuilder};

use super::record::{EXPIRE, REFRESH, RETRY};
use super::zone::{self, Data, Owner, QueryType, Record, ZoneAnswer};
use crate::lookup::{Known, Reason};
use crate::mail::Domain;
use crate::snapshot::Snapshot;

/// The largest UDP answer, whatever the client says: it passes every network unfragmented
/// (DNS flag day 2020; RFC 9715 §3.2).
const PAYLOAD_MAX: u16 = 1232;
/// The largest UDP answer without EDNS (RFC 1035 §4.2.1), and the smallest that a client may
/// announce with it (RFC 6891 §6.2.3).
const PAYLOAD_MIN: u16 = 512;
/// The length of a DNS header (RFC 1035 §4.1.1).
const HEADER: usize = 12;

/// A datagram, read.
pub enum Datagram {
    /// It can be answered.
    Request(Box<Request>),
    /// It cannot be read. What goes back stands in the buffer; nothing, where not even its header is
    /// there.
    Fault,
    /// It is an answer itself, or less than the beginning of a header: it gets none.
    Nothing,
}

/// Reads a datagram; what goes back where it cannot be read is written to `out`.
pub fn read_udp(message: &[u8], source: SocketAddr, out: &mut Vec<u8>) -> Datagram {
    const IS_ANSWER: u8 = 0x80;
    if message.get(2).is_none_or(|flags| flags & IS_ANSWER != 0) {
        return Datagram::Nothing;
    }
    match Request::from_bytes(message.to_vec(), source, Protocol::Udp) {
        Ok(request) => Datagram::Request(Box::new(request)),
        Err(_) => {
            out.clear();
            if let Some(header) = message.first_chunk() {
                format_error(header, out);
            }
            Datagram::Fault
        }
    }
}

/// What goes back.
pub struct Reply {
    /// The response code, with the bits that EDNS adds to it.
    pub code: ResponseCode,
    /// The answer, with its reason and its zone.
    pub answer: ZoneAnswer,
    authoritative: bool,
    edns: Option<Edns>,
    answers: Vec<rr::Record>,
    authority: Vec<rr::Record>,
}

/// Decides what a request is answered with. `known` has what the directories say about the
/// [`zone::domains_wanted`].
pub fn reply(request: &Request, known: &Known<'_>, snapshot: &Snapshot) -> Reply {
    let edns = request.edns.as_ref().map(|asked| {
        let mut edns = Edns::new();
        edns.set_max_payload(asked.max_payload().clamp(PAYLOAD_MIN, PAYLOAD_MAX));
        edns.set_version(0);
        edns.set_dnssec_ok(asked.flags().dnssec_ok);
        edns
    });
    let (code, answer) = decide(request, known, snapshot);
    let apex = answer.zone.as_ref().map_or_else(Name::root, |zone| fqdn(zone));
    let query = request.request_info().ok().map(|info| info.query);
    let asked = query.map_or_else(Name::root, |query| query.original().name().clone());
    // An answer that covers any class is not authoritative (RFC 1035 §6.2).
    let one_class = query.is_some_and(|query| query.query_class() == DNSClass::IN);
    let records = |records: &[Record]| -> Vec<rr::Record> {
        records.iter().map(|record| to_wire(record, &asked, &apex)).collect()
    };
    Reply {
        code,
        authoritative: one_class && answer.zone.is_some(),
        edns: edns.map(|mut edns| {
            edns.set_rcode_high(code.high());
            edns
        }),
        answers: records(&answer.answers),
        authority: records(&answer.authority),
        answer,
    }
}

/// The domains that a directory must be asked for before a request can be answered.
pub fn domains_wanted(request: &Request, snapshot: &Snapshot) -> Vec<Domain> {
    match request.request_info() {
        Ok(asked) => zone::domains_wanted(&text(asked.query.original().name()), snapshot),
        Err(_) => Vec::new(),
    }
}

fn decide(request: &Request, known: &Known<'_>, snapshot: &Snapshot) -> (ResponseCode, ZoneAnswer) {
    let error = |code, reason| (code, ZoneAnswer::none(reason));
    if request.edns.as_ref().is_some_and(|edns| edns.version() > 0) {
        return error(ResponseCode::BADVERS, Reason::NotImplemented);
    }
    if request.metadata.op_code != OpCode::Query {
        return error(ResponseCode::NotImp, Reason::NotImplemented);
    }
    // Exactly one question (RFC 9619).
    let Ok(asked) = request.request_info() else {
        return error(ResponseCode::FormErr, Reason::InvalidRequest);
    };
    let query = asked.query;
    // The question is sent back as it came: a compressed name would point into our own header.
    let name = query.original().name();
    let on_the_wire = name.iter().map(|label| label.len() + 1).sum::<usize>() + 1 + 4;
    if request.queries.as_bytes().len() != on_the_wire {
        return error(ResponseCode::FormErr, Reason::InvalidRequest);
    }
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
        RecordType::MX => QueryType::Mx,
        RecordType::NS => QueryType::Ns,
        RecordType::SOA => QueryType::Soa,
        RecordType::SRV => QueryType::Srv,
        RecordType::TLSA => QueryType::Tlsa,
        RecordType::TXT => QueryType::Txt,
        _ => QueryType::Other,
    };
    let answer = zone::answer(&text(name), query_type, known, snapshot);
    let code = match answer.reason {
        Reason::Record | Reason::NoData => ResponseCode::NoError,
        Reason::NoSuchName => ResponseCode::NXDomain,
        // It may be there; a resolver asks again, or goes on with what it has (RFC 8767).
        Reason::DirectoryUnavailable | Reason::NoSuchService => ResponseCode::ServFail,
        _ => ResponseCode::Refused,
    };
    (code, answer)
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

//----------- Messages -------------------------------------------------------

type Records<'r> = std::slice::Iter<'r, rr::Record>;

impl Reply {
    /// The message to be sent; with `truncated` it has no records, and TC is set.
    pub(super) fn message<'r>(
        &'r self,
        request: &'r Request,
        truncated: bool,
    ) -> MessageResponse<'r, 'r, Records<'r>, Records<'r>, Records<'r>, Records<'r>> {
        let mut metadata = Metadata::response_from_request(&request.metadata);
        metadata.response_code = self.code;
        metadata.authoritative = self.authoritative;
        metadata.truncation = truncated;
        let mut builder = MessageResponseBuilder::from_message_request(request);
        if let Some(edns) = &self.edns {
            builder.edns(edns);
        }
        let kept = |records: &'r [rr::Record]| if truncated { &[] } else { records };
        builder.build(metadata, kept(&self.answers), kept(&self.authority), &[], &[])
    }
}

/// Writes the message for UDP: what does not fit is left out whole and TC is set, so that EDNS
/// always has its place (RFC 6891 §7).
pub fn encode_udp(request: &Request, reply: &Reply, out: &mut Vec<u8>) -> Result<(), ProtoError> {
    if reply.code == ResponseCode::FormErr {
        return encode_format_error(&request.metadata, out);
    }
    let limit = reply.edns.as_ref().map_or(PAYLOAD_MIN, Edns::max_payload);
    for truncated in [false, true] {
        out.clear();
        let mut encoder = BinEncoder::new(out);
        encoder.set_max_size(u16::MAX);
        reply.message(request, truncated).destructive_emit(&mut encoder)?;
        if out.len() <= usize::from(limit) {
            break;
        }
    }
    Ok(())
}

/// FORMERR for a message that cannot be read past its header: the header alone, since what follows
/// cannot be sent back.
fn format_error(header: &[u8; HEADER], out: &mut Vec<u8>) {
    let id = u16::from_be_bytes([header[0], header[1]]);
    let opcode = OpCode::from_u8(header[2] >> 3 & 0x0F);
    let mut metadata = Metadata::new(id, MessageType::Query, opcode);
    metadata.recursion_desired = header[2] & 1 != 0;
    if encode_format_error(&metadata, out).is_err() {
        out.clear();
    }
}

fn encode_format_error(request: &Metadata, out: &mut Vec<u8>) -> Result<(), ProtoError> {
    let mut metadata = Metadata::response_from_request(request);
    metadata.response_code = ResponseCode::FormErr;
    out.clear();
    Header { metadata, counts: HeaderCounts::default() }.emit(&mut BinEncoder::new(out))
}

fn to_wire(record: &Record, asked: &Name, apex: &Name) -> rr::Record {
    let owner = match &record.owner {
        Owner::Asked => asked.clone(),
        Owner::Apex => apex.clone(),
        Owner::Name(name) => fqdn(name),
    };
    let host = |host: &Option<String>| host.as_deref().map_or_else(Name::root, fqdn);
    let data = match &record.data {
        Data::A(address) => RData::A(A(*address)),
        Data::Aaaa(address) => RData::AAAA(AAAA(*address)),
        Data::Caa { flags, tag, value } => RData::CAA(caa(*flags, tag, value)),
        Data::Cname(target) => RData::CNAME(CNAME(fqdn(target))),
        Data::Hinfo => RData::HINFO(HINFO::new("RFC8482".to_owned(), String::new())),
        Data::Mx { preference, exchange } => RData::MX(MX::new(*preference, host(exchange))),
        Data::Ns(server) => RData::NS(NS(fqdn(server))),
        Data::Soa { primary, mailbox, serial } => RData::SOA(SOA::new(
            fqdn(primary),
            fqdn(mailbox),
            *serial,
            REFRESH,
            RETRY,
            EXPIRE,
            zone::NEGATIVE_TTL,
        )),
        Data::Srv { priority, weight, port, target } => {
            RData::SRV(SRV::new(*priority, *weight, *port, host(target)))
        }
        Data::Tlsa { usage, selector, matching, data } => RData::TLSA(TLSA::new(
            (*usage).into(),
            (*selector).into(),
            (*matching).into(),
            data.clone(),
        )),
        Data::Txt(texts) => RData::TXT(TXT::new(texts.clone())),
    };
    rr::Record::from_rdata(owner, record.ttl, data)
}

/// hickory makes only those with a tag that it knows.
fn caa(flags: u8, tag: &str, value: &str) -> CAA {
    const CRITICAL: u8 = 0x80;
    let mut caa = CAA::new_issue(flags & CRITICAL != 0, None, vec![]);
    caa.reserved_flags = flags & !CRITICAL;
    caa.tag = tag.to_owned();
    caa.value = value.as_bytes().to_vec();
    caa
}

/// A name of ours on the wire; one that is too long with its prefix becomes the root, which reads
/// as "not offered".
fn fqdn(name: &str) -> Name {
    let mut name = Name::from_ascii(name).unwrap_or_else(|_| Name::root());
    name.set_fqdn(true);
    name
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
            b"\x12\x34\0\0\0\x01\0\0\0\0\0\0\x06_imaps\x04_tcp\x01a\x07example\0\0\x21\0\x01";
        let source = "192.0.2.1:53".parse().unwrap();
        let request = Request::from_bytes(message.to_vec(), source, Protocol::Udp).unwrap();
        for (answer, code) in [
            (DirectoryAnswer::Unavailable, ResponseCode::ServFail),
            (DirectoryAnswer::Service("nowhere".into()), ResponseCode::ServFail),
            (DirectoryAnswer::Nothing, ResponseCode::Refused),
        ] {
            let domain = Domain::parse("a.example").unwrap();
            let directory = [DirectoryEntry { domain, answer }];
            let known = Known { directory: &directory, ..Known::NOTHING };
            let reply = reply(&request, &known, &snapshot);
            assert_eq!((reply.code, reply.authoritative), (code, false));
            assert!(reply.answers.is_empty() && reply.authority.is_empty());
        }
    }
}
