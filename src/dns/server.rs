//! DNS over UDP and TCP: sockets and message formats by hickory, answers by [`super::zone`].
//!
//! Zones are never handed to hickory: its in-memory zones scan, and leave AA, SOA, EDNS caps and
//! classes to the caller anyway.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets and reads the clock"
)]

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use hickory_server::Server;
use hickory_server::net::NetError;
use hickory_server::net::runtime::Time;
use hickory_server::net::xfer::Protocol;
use hickory_server::proto::op::{Edns, Header, HeaderCounts, Metadata, OpCode, ResponseCode};
use hickory_server::proto::rr::rdata::{A, AAAA, HINFO, NS, SOA, SRV};
use hickory_server::proto::rr::{self, DNSClass, Name, RData, RecordType};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::zone_handler::MessageResponseBuilder;
use tokio::net::{TcpListener, UdpSocket};
use tracing::{info, warn};

use super::zone::{self, Data, Owner, QueryType, Record, TTL, ZoneAnswer};
use crate::lookup::Reason;
use crate::snapshot::Snapshot;

/// The largest UDP answer, whatever the client says: it passes every network unfragmented
/// (DNS flag day 2020; RFC 9715 §3.2).
const PAYLOAD_MAX: u16 = 1232;
/// The smallest that a client may announce (RFC 6891 §6.2.3).
const PAYLOAD_MIN: u16 = 512;
/// How long a TCP connection may be silent (RFC 7766 §6.2.3 asks for seconds).
const TCP_IDLE: Duration = Duration::from_secs(10);
/// How many answers may wait for a TCP client that does not read.
const TCP_ANSWERS: usize = 32;
/// Timers of the SOA, for secondaries (RFC 1912 §2.2).
const REFRESH: i32 = 7200;
const RETRY: i32 = 900;
const EXPIRE: i32 = 1_209_600;

/// A running DNS front.
pub struct DnsServer(Server<Handler>);

impl DnsServer {
    /// Begins to answer on sockets that are bound already. UDP and TCP belong to one address.
    pub fn start(snapshot: Arc<ArcSwap<Snapshot>>, udp: UdpSocket, tcp: TcpListener) -> Self {
        let mut server = Server::new(Handler { snapshot });
        server.register_socket(udp);
        server.register_listener(tcp, TCP_IDLE, TCP_ANSWERS);
        Self(server)
    }

    /// Stops to listen and lets running answers finish.
    pub async fn stop(mut self) -> io::Result<()> {
        self.0.shutdown_gracefully().await.map_err(io::Error::other)
    }
}

struct Handler {
    snapshot: Arc<ArcSwap<Snapshot>>,
}

#[async_trait::async_trait]
impl RequestHandler for Handler {
    async fn handle_request<R: ResponseHandler, T: Time>(
        &self,
        request: &Request,
        response: R,
    ) -> ResponseInfo {
        let start = Instant::now();
        let reply = reply(request, &self.snapshot.load());
        let zone = reply.answer.zone.as_ref().map_or("-", |zone| zone.as_str());
        let protocol = match request.protocol() {
            Protocol::Udp => "dns-udp",
            _ => "dns-tcp",
        };
        info!(
            protocol,
            domain = zone,
            reason = reply.answer.reason.as_str(),
            micros = start.elapsed().as_micros() as u64,
        );
        let code = reply.code;
        match send(request, reply, response).await {
            Ok(info) => info,
            Err(error) => {
                warn!(%error, "a DNS answer could not be sent");
                let mut metadata = Metadata::response_from_request(&request.metadata);
                metadata.response_code = code;
                Header { metadata, counts: HeaderCounts::default() }.into()
            }
        }
    }
}

/// What goes back: the answer, its code, and the name that was asked for as it was written.
struct Reply {
    code: ResponseCode,
    asked: Name,
    answer: ZoneAnswer,
}

impl Reply {
    fn error(code: ResponseCode, reason: Reason) -> Self {
        let answer = ZoneAnswer { zone: None, reason, answers: vec![], authority: vec![] };
        Self { code, asked: Name::root(), answer }
    }
}

fn reply(request: &Request, snapshot: &Snapshot) -> Reply {
    if request.edns.as_ref().is_some_and(|edns| edns.version() > 0) {
        return Reply::error(ResponseCode::BADVERS, Reason::NotImplemented);
    }
    if request.metadata.op_code != OpCode::Query {
        return Reply::error(ResponseCode::NotImp, Reason::NotImplemented);
    }
    // RFC 9619: exactly one question.
    let Ok(asked) = request.request_info() else {
        return Reply::error(ResponseCode::FormErr, Reason::InvalidRequest);
    };
    let query = asked.query;
    if !matches!(query.query_class(), DNSClass::IN | DNSClass::ANY) {
        return Reply::error(ResponseCode::Refused, Reason::NotImplemented);
    }
    let query_type = match query.query_type() {
        RecordType::AXFR | RecordType::IXFR => {
            return Reply::error(ResponseCode::Refused, Reason::TransferRefused);
        }
        RecordType::A => QueryType::A,
        RecordType::AAAA => QueryType::Aaaa,
        RecordType::ANY => QueryType::Any,
        RecordType::NS => QueryType::Ns,
        RecordType::SOA => QueryType::Soa,
        RecordType::SRV => QueryType::Srv,
        _ => QueryType::Other,
    };
    let answer = zone::answer(&text(query.original().name()), query_type, snapshot);
    let code = match answer.reason {
        Reason::Record | Reason::NoData => ResponseCode::NoError,
        Reason::NoSuchName => ResponseCode::NXDomain,
        _ => ResponseCode::Refused,
    };
    Reply { code, asked: query.original().name().clone(), answer }
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

async fn send(
    request: &Request,
    reply: Reply,
    mut response: impl ResponseHandler,
) -> Result<ResponseInfo, NetError> {
    let apex = reply.answer.zone.as_ref().map_or_else(Name::root, |zone| fqdn(zone.as_str()));
    let records = |records: &[Record]| -> Vec<rr::Record> {
        records.iter().map(|record| to_wire(record, &reply.asked, &apex)).collect()
    };
    let (answers, authority) = (records(&reply.answer.answers), records(&reply.answer.authority));
    let mut metadata = Metadata::response_from_request(&request.metadata);
    metadata.response_code = reply.code;
    metadata.authoritative = reply.answer.zone.is_some();
    let edns = request.edns.as_ref().map(|asked| {
        let mut edns = Edns::new();
        edns.set_max_payload(asked.max_payload().clamp(PAYLOAD_MIN, PAYLOAD_MAX));
        edns.set_version(0);
        edns.set_dnssec_ok(asked.flags().dnssec_ok);
        edns.set_rcode_high(reply.code.high());
        edns
    });
    let mut builder = MessageResponseBuilder::from_message_request(request);
    if let Some(edns) = &edns {
        builder.edns(edns);
    }
    let message = builder.build(metadata, &answers, &authority, &[], &[]);
    response.send_response(message).await
}

fn to_wire(record: &Record, asked: &Name, apex: &Name) -> rr::Record {
    let owner = match record.owner {
        Owner::Asked => asked,
        Owner::Apex => apex,
    };
    let data = match &record.data {
        Data::A(address) => RData::A(A(*address)),
        Data::Aaaa(address) => RData::AAAA(AAAA(*address)),
        Data::Hinfo => RData::HINFO(HINFO::new("RFC8482".to_owned(), String::new())),
        Data::Ns(server) => RData::NS(NS(fqdn(server))),
        Data::Soa { primary, mailbox, serial } => RData::SOA(SOA::new(
            fqdn(primary),
            fqdn(mailbox),
            *serial,
            REFRESH,
            RETRY,
            EXPIRE,
            zone::NEGATIVE_TTL.min(TTL),
        )),
        Data::Srv { priority, weight, port, target } => {
            let target = target.as_deref().map_or_else(Name::root, fqdn);
            RData::SRV(SRV::new(*priority, *weight, *port, target))
        }
    };
    rr::Record::from_rdata(owner.clone(), record.ttl, data)
}

/// A name of ours on the wire; one that is too long with its prefix becomes the root, which reads
/// as "not offered".
fn fqdn(name: &str) -> Name {
    let mut name = Name::from_ascii(name).unwrap_or_else(|_| Name::root());
    name.set_fqdn(true);
    name
}
