//! The bytes of a reply, and records in hickory's types.

use hickory_server::proto::ProtoError;
use hickory_server::proto::op::{
    Header, HeaderCounts, MessageType, Metadata, OpCode, ResponseCode, emit_message_parts,
};
use hickory_server::proto::rr::rdata::opt::{EdnsCode, EdnsOption};
use hickory_server::proto::rr::rdata::{
    A, AAAA, CAA, CNAME, HINFO, MX, NS, NULL, SOA, SRV, TLSA, TXT,
};
use hickory_server::proto::rr::{self, Name, RData, RecordType};
use hickory_server::proto::serialize::binary::{BinEncodable, BinEncoder};
use hickory_server::server::Request;

use super::record::{Data, EXPIRE, NEGATIVE_TTL, Owner, REFRESH, RETRY, Record};
use super::reply::Reply;

/// The length of a DNS header (RFC 1035 §4.1.1).
const HEADER: usize = 12;
/// To what length answers over TLS are filled up (RFC 8467 §4.1).
const PADDED: usize = 468;
/// The length of an option without its content (RFC 6891 §6.1.2).
const OPTION: usize = 4;

/// How much of a reply is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Extent {
    /// All of it.
    Whole,
    /// All but the addresses that only spare a question (RFC 2181 §9, RFC 9471 §3.2).
    Necessary,
    /// No records, and TC is set.
    Truncated,
}

/// Writes the message for UDP: what does not fit is left out whole and TC is set, so that EDNS
/// always has its place (RFC 6891 §7).
pub(super) fn encode_udp(
    request: &Request,
    reply: &Reply,
    out: &mut Vec<u8>,
) -> Result<(), ProtoError> {
    if reply.bare {
        return encode_format_error(&request.metadata, out);
    }
    for extent in [Extent::Whole, Extent::Necessary, Extent::Truncated] {
        if extent == Extent::Necessary && reply.additional.is_empty() {
            continue;
        }
        encode(request, reply, extent, out)?;
        if out.len() <= reply.limit() {
            break;
        }
    }
    Ok(())
}

/// Writes the message for a stream, filled up where that is wanted.
pub(super) fn encode_stream(
    request: &Request,
    reply: &mut Reply,
    out: &mut Vec<u8>,
) -> Result<(), ProtoError> {
    if reply.bare {
        return encode_format_error(&request.metadata, out);
    }
    encode(request, reply, Extent::Whole, out)?;
    if let Some(edns) = reply.edns.as_mut().filter(|_| reply.padded) {
        let missing = (out.len() + OPTION).next_multiple_of(PADDED) - (out.len() + OPTION);
        let padding = EdnsOption::Unknown(EdnsCode::Padding.into(), vec![0; missing]);
        edns.options_mut().insert(padding);
        encode(request, reply, Extent::Whole, out)?;
    }
    Ok(())
}

/// Writes the message. The question is written from its name, so that records can point to it.
fn encode(
    request: &Request,
    reply: &Reply,
    extent: Extent,
    out: &mut Vec<u8>,
) -> Result<(), ProtoError> {
    let mut metadata = Metadata::response_from_request(&request.metadata);
    metadata.response_code = reply.code;
    metadata.authoritative = reply.authoritative;
    metadata.truncation = extent == Extent::Truncated;
    let kept = |records: &'_ [rr::Record]| match extent {
        Extent::Truncated => 0,
        Extent::Whole | Extent::Necessary => records.len(),
    };
    let additional = match extent {
        Extent::Whole => &reply.additional[..],
        Extent::Necessary | Extent::Truncated => &[],
    };
    out.clear();
    let mut encoder = BinEncoder::new(out);
    encoder.set_max_size(u16::MAX);
    emit_message_parts(
        &metadata,
        &mut request.queries.queries().iter().map(|query| query.original()),
        &mut reply.answers.iter().take(kept(&reply.answers)),
        &mut reply.authority.iter().take(kept(&reply.authority)),
        &mut reply.glue.iter().take(kept(&reply.glue)).chain(additional),
        reply.edns.as_ref(),
        None,
        &mut encoder,
    )?;
    Ok(())
}

/// SERVFAIL and nothing else, where an answer cannot be written.
pub(super) fn failure(request: &Request, out: &mut Vec<u8>) {
    let mut metadata = Metadata::response_from_request(&request.metadata);
    metadata.response_code = ResponseCode::ServFail;
    out.clear();
    let header = Header { metadata, counts: HeaderCounts::default() };
    header.emit(&mut BinEncoder::new(out)).expect("a header alone always fits");
}

/// FORMERR for a message that cannot be read past its header: the header alone, since what follows
/// cannot be sent back. Nothing for an answer, or two servers would never stop to complain.
pub(super) fn format_error(message: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let header: &[u8; HEADER] = message.first_chunk()?;
    let is_answer = header[2] & 0x80 != 0;
    if is_answer {
        return None;
    }
    let id = u16::from_be_bytes([header[0], header[1]]);
    let opcode = OpCode::from_u8(header[2] >> 3 & 0x0F);
    let mut metadata = Metadata::new(id, MessageType::Query, opcode);
    metadata.recursion_desired = header[2] & 1 != 0;
    encode_format_error(&metadata, out).ok()
}

fn encode_format_error(request: &Metadata, out: &mut Vec<u8>) -> Result<(), ProtoError> {
    let mut metadata = Metadata::response_from_request(request);
    metadata.response_code = ResponseCode::FormErr;
    out.clear();
    Header { metadata, counts: HeaderCounts::default() }.emit(&mut BinEncoder::new(out))
}

/// A record with the names that it stands for.
pub(super) fn to_wire(record: &Record, asked: &Name, apex: &Name) -> rr::Record {
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
        Data::Security(data) => RData::Unknown {
            code: RecordType::from(data.type_number()),
            rdata: NULL::with(data.to_wire()),
        },
        Data::Soa { primary, mailbox, serial } => RData::SOA(SOA::new(
            fqdn(primary),
            fqdn(mailbox),
            *serial,
            REFRESH,
            RETRY,
            EXPIRE,
            NEGATIVE_TTL,
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
pub(super) fn fqdn(name: &str) -> Name {
    let mut name = Name::from_ascii(name).unwrap_or_else(|_| Name::root());
    name.set_fqdn(true);
    name
}
