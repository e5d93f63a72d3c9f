//! DNS over UDP (in `udp`), TCP and TLS (in `stream`): from messages to answers by
//! [`super::zone`], and what is counted of them.
//!
//! Zones are never handed to hickory: its in-memory zones scan, and leave AA, SOA, EDNS caps and
//! classes to the caller anyway. Its listeners know no limits, so these are ours too.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets and reads the clock"
)]

use std::borrow::Cow;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use hickory_server::net::xfer::Protocol;
use hickory_server::proto::op::MessageType;
use hickory_server::server::Request;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::{debug, warn};

use super::cookies::Cookie;
use super::message::{encode_stream, failure, format_error};
use super::rate_limit::{ResponseLimiter, Verdict};
use super::reply::{self, Arrival, asks_above, domains_wanted, reply};
use super::stream::{self, Listeners, Messages, Peer, Responder, Response};
use super::transfer::{self, Received, Session};
use super::udp::{UdpSockets, UdpThreads};
use super::zone::ZoneAnswer;
use crate::connection_table::ConnectionLimits;
use crate::lookup::{DirectoryAnswer, DirectoryEntry, Known, Reason};
use crate::mail::Domain;
use crate::metrics::{Exchange, Front, Metrics, Transport};
use crate::state::State;
use crate::tls::acceptor::Acceptor;

/// Where DNS is answered.
pub struct Sockets {
    /// Datagrams.
    pub udp: UdpSockets,
    /// Connections to the same address.
    pub tcp: TcpListener,
    /// Connections over TLS, with the certificates for them.
    pub tls: Option<(TcpListener, Arc<Acceptor>)>,
}

/// A running DNS front.
pub struct DnsServer {
    udp: UdpThreads,
    streams: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl DnsServer {
    /// Begins to answer on sockets that are bound already.
    pub fn start(
        state: Arc<ArcSwap<State>>,
        metrics: Arc<Metrics>,
        sockets: Sockets,
    ) -> io::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let Sockets { udp, tcp, tls } = sockets;
        let limiter = ResponseLimiter::default();
        let service = Arc::new(Service { state, metrics, limiter, start: Instant::now() });
        let udp = UdpThreads::start(udp, &service)?;
        let streams = tokio::spawn(stream::serve(Listeners { tcp, tls }, service, stopped));
        Ok(Self { udp, streams, stop })
    }

    /// Stops to listen and lets running answers finish.
    pub async fn stop(self) -> io::Result<()> {
        let _ = self.stop.send(true);
        let (udp, streams) = tokio::join!(self.udp.stop(), self.streams);
        streams.map_err(io::Error::other).and(udp)
    }
}

/// What requests are answered with, however they come.
pub(super) struct Service {
    pub(super) state: Arc<ArcSwap<State>>,
    pub(super) metrics: Arc<Metrics>,
    limiter: ResponseLimiter,
    start: Instant,
}

impl Service {
    /// Whether an answer over UDP goes to its client, who may be somebody else's victim.
    pub(super) fn judge(
        &self,
        client: IpAddr,
        cookie: &Cookie,
        now: Instant,
        state: &State,
    ) -> Verdict {
        let since_start = now.saturating_duration_since(self.start);
        match cookie {
            Cookie::Proven { .. } => Verdict::Answer,
            _ => self.limiter.judge(client, since_start, &state.dns_limits.responses),
        }
    }
}

/// How a request came.
pub(super) fn arrival(request: &Request, peer: Peer, state: &State) -> Arrival {
    let option = reply::cookie_option(request);
    let now = unix_time();
    let cookie = state.cookies.check(option, peer.address.ip(), now.as_secs() as u32);
    Arrival { transport: peer.transport, cookie, now }
}

impl Responder for Service {
    fn respond(&self, message: &[u8], peer: Peer) -> Response {
        let start = Instant::now();
        let state = self.state.load_full();
        let (message, session) = match seen(message, peer, &state, start, &self.metrics) {
            Seen::Query(message, session) => (message, session),
            Seen::Answer { message, .. } => return Response::Message(message),
            Seen::Messages(messages) => {
                return Response::Later(Box::pin(std::future::ready(messages)));
            }
        };
        let Ok(request) = Request::from_bytes(message.to_vec(), peer.address, Protocol::Tcp) else {
            record(peer.transport, None, Reason::InvalidRequest, start, &self.metrics);
            let mut out = Vec::new();
            return match format_error(&message, &mut out) {
                Some(()) => Response::Message(out),
                None => Response::End,
            };
        };
        if request.metadata.message_type == MessageType::Response {
            return Response::End;
        }
        let sign = move |mut message: Vec<u8>| {
            if let Some(session) = session {
                transfer::sign(&mut message, session, usize::from(u16::MAX), unix_time());
            }
            message
        };
        if state.directories.is_empty() {
            let message = answer(&request, &[], &state, peer, start, &self.metrics);
            return Response::Message(sign(message));
        }
        let metrics = Arc::clone(&self.metrics);
        Response::Later(Box::pin(async move {
            let directory = asked(&request, &state).await;
            let message = answer(&request, &directory, &state, peer, start, &metrics);
            Box::new(std::iter::once(sign(message))) as Messages
        }))
    }

    fn limits(&self, client: IpAddr) -> (bool, ConnectionLimits) {
        let state = self.state.load();
        (state.dns_limits.apply_to(client), state.dns_limits.connections)
    }
}

/// The answer to a request over a stream.
fn answer(
    request: &Request,
    directory: &[DirectoryEntry],
    state: &State,
    peer: Peer,
    start: Instant,
    metrics: &Metrics,
) -> Vec<u8> {
    let arrival = arrival(request, peer, state);
    let known = Known { directory, zones: Some(&state.zones), ..Known::NOTHING };
    let mut reply = reply(request, &arrival, &known, &state.snapshot);
    record(peer.transport, Some(&reply.answer), reply.answer.reason, start, metrics);
    let mut out = Vec::new();
    if let Err(error) = encode_stream(request, &mut reply, &mut out) {
        warn!(%error, "a DNS answer could not be written");
        failure(request, &mut out);
    }
    out
}

/// A message whose signature was checked, and which was answered where it was for secondaries.
pub(super) enum Seen<'m> {
    /// An ordinary query, and what signs the answer.
    Query(Cow<'m, [u8]>, Option<Session>),
    /// The answer. `proven` says that the client is known by its signature.
    Answer { message: Vec<u8>, proven: bool },
    /// The answers.
    Messages(Messages),
}

/// Looks at what a message has to do with secondaries.
pub(super) fn seen<'m>(
    message: &'m [u8],
    peer: Peer,
    state: &State,
    start: Instant,
    metrics: &Metrics,
) -> Seen<'m> {
    let arrival = transfer::Arrival {
        client: peer.address.ip(),
        by_stream: peer.transport != Transport::Udp,
        now: unix_time(),
    };
    let served = transfer::Served {
        snapshot: &state.snapshot,
        zones: &state.zones,
        secondaries: &state.secondaries,
    };
    let answered = |verdict: transfer::Verdict| {
        let answer = ZoneAnswer { domain: verdict.domain, ..ZoneAnswer::none(verdict.reason) };
        record(peer.transport, Some(&answer), verdict.reason, start, metrics);
    };
    match transfer::receive(message, arrival, served) {
        Received::Ordinary => Seen::Query(Cow::Borrowed(message), None),
        Received::Signed(message, session) => Seen::Query(Cow::Owned(message), Some(session)),
        Received::Answer(message, verdict) => {
            let proven = verdict.signed;
            answered(verdict);
            Seen::Answer { message, proven }
        }
        Received::Messages(mut transfer, verdict) => {
            answered(verdict);
            let messages = std::iter::from_fn(move || transfer.next_message(unix_time()));
            Seen::Messages(Box::new(messages))
        }
    }
}

/// The time since the Unix epoch.
pub(super) fn unix_time() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// What the directories have for all that a request wants to know.
pub(super) async fn asked(request: &Request, state: &State) -> Vec<DirectoryEntry> {
    if state.directories.is_empty() {
        return Vec::new();
    }
    let mut entries = Vec::new();
    for domain in domains_wanted(request, &state.snapshot) {
        let entry = state.directories.find_domain(&domain).await;
        let found = matches!(entry.answer, DirectoryAnswer::Service(_));
        entries.push(entry);
        // The nearest domain is the zone; what lies above it seldom matters.
        if found && !asks_above(request) {
            break;
        }
    }
    entries
}

/// Counts a request, and logs it. The name that was asked for stays out: it may be
/// anything.
pub(super) fn record(
    transport: Transport,
    answer: Option<&ZoneAnswer>,
    reason: Reason,
    start: Instant,
    metrics: &Metrics,
) {
    let front = Front::Dns(transport);
    let domain = answer.and_then(|answer| answer.domain.as_ref());
    let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let took = start.elapsed();
    metrics.record(&Exchange { front, reason, domain, mx: None, address: None, at, took });
    log(transport, domain, reason, took);
}

/// Writes one line about a request, for those who look for something: it costs more than the
/// answer.
pub(super) fn log(transport: Transport, domain: Option<&Domain>, reason: Reason, took: Duration) {
    debug!(
        protocol = Front::Dns(transport).as_str(),
        domain = domain.map_or("-", |domain| domain.as_str()),
        reason = reason.as_str(),
        micros = took.as_micros() as u64,
    );
}
