//! DNS over UDP and TCP: sockets here, answers by [`super::zone`].
//!
//! Zones are never handed to hickory: its in-memory zones scan, and leave AA, SOA, EDNS caps and
//! classes to the caller anyway. Its UDP loop answers messages that are answers themselves when
//! it cannot read them, so UDP has a loop of its own.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets and reads the clock"
)]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use hickory_server::Server;
use hickory_server::net::runtime::Time;
use hickory_server::net::xfer::Protocol;
use hickory_server::proto::op::{Header, HeaderCounts, Metadata};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tracing::{info, warn};

use super::reply::{Reply, domains_wanted, encode_udp, format_error, reply};
use super::zone::ZoneAnswer;
use crate::lookup::{DirectoryAnswer, DirectoryEntry, Known, Reason};
use crate::metrics::{Exchange, Front, Metrics, Transport};
use crate::snapshot::Snapshot;
use crate::state::State;

/// How long a TCP connection may be silent (RFC 7766 §6.2.3 asks for seconds).
const TCP_IDLE: Duration = Duration::from_secs(10);
/// How many answers may wait for a TCP client that does not read.
const TCP_ANSWERS: usize = 32;
/// The longest datagram there is.
const DATAGRAM_MAX: usize = 65_535;
/// How many datagrams may wait for a directory at a time; more are lost, and asked again.
const WAITING_MAX: usize = 1024;
/// How long to wait after the system refused to hand over a datagram.
const RECEIVE_PAUSE: Duration = Duration::from_millis(20);

/// A running DNS front.
pub struct DnsServer {
    tcp: Server<Handler>,
    udp: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl DnsServer {
    /// Begins to answer on sockets that are bound already. UDP and TCP belong to one address.
    pub fn start(
        state: Arc<ArcSwap<State>>,
        metrics: Arc<Metrics>,
        udp: UdpSocket,
        tcp: TcpListener,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let udp = tokio::spawn(serve_udp(udp, Arc::clone(&state), Arc::clone(&metrics), stopped));
        let mut server = Server::new(Handler { state, metrics });
        server.register_listener(tcp, TCP_IDLE, TCP_ANSWERS);
        Self { tcp: server, udp, stop }
    }

    /// Stops to listen and lets running answers finish.
    pub async fn stop(mut self) -> io::Result<()> {
        let _ = self.stop.send(true);
        self.udp.await.map_err(io::Error::other)?;
        self.tcp.shutdown_gracefully().await.map_err(io::Error::other)
    }
}

async fn serve_udp(
    socket: UdpSocket,
    state: Arc<ArcSwap<State>>,
    metrics: Arc<Metrics>,
    mut stopped: watch::Receiver<bool>,
) {
    let socket = Arc::new(socket);
    let waiting = Arc::new(Semaphore::new(WAITING_MAX));
    let mut datagram = vec![0; DATAGRAM_MAX];
    let mut out = Vec::new();
    loop {
        let received = tokio::select! {
            received = socket.recv_from(&mut datagram) => received,
            _ = stopped.wait_for(|stopped| *stopped) => return,
        };
        let (length, source) = match received {
            Ok(received) => received,
            Err(error) => {
                warn!(%error, "a datagram could not be received");
                tokio::time::sleep(RECEIVE_PAUSE).await;
                continue;
            }
        };
        let start = Instant::now();
        let request = match read_udp(&datagram[..length], source, start, &metrics, &mut out) {
            Read::Request(request) => request,
            Read::Fault => {
                send(&socket, source, &out).await;
                continue;
            }
            Read::Nothing => continue,
        };
        let state = state.load_full();
        let Some(entries) = remembered(&request, &state).await else {
            // Whoever asks what nobody remembers waits for the directory, but nobody else does.
            if let Ok(permit) = Arc::clone(&waiting).try_acquire_owned() {
                let (socket, metrics) = (Arc::clone(&socket), Arc::clone(&metrics));
                tokio::spawn(async move {
                    let mut out = Vec::new();
                    let entries = asked(&request, &state).await;
                    let snapshot = &state.snapshot;
                    if answer_udp(&request, &entries, snapshot, start, &metrics, &mut out) {
                        send(&socket, source, &out).await;
                    }
                    drop(permit);
                });
            }
            continue;
        };
        if answer_udp(&request, &entries, &state.snapshot, start, &metrics, &mut out) {
            send(&socket, source, &out).await;
        }
    }
}

/// What the directories remember of all that a request wants to know, if they remember it all.
async fn remembered(request: &Request, state: &State) -> Option<Vec<DirectoryEntry>> {
    if state.directories.is_empty() {
        return Some(Vec::new());
    }
    state.remembered(&domains_wanted(request, &state.snapshot)).await
}

/// What the directories have for all that a request wants to know.
async fn asked(request: &Request, state: &State) -> Vec<DirectoryEntry> {
    if state.directories.is_empty() {
        return Vec::new();
    }
    let mut entries = Vec::new();
    for domain in domains_wanted(request, &state.snapshot) {
        let entry = state.directories.find_domain(&domain).await;
        let found = matches!(entry.answer, DirectoryAnswer::Service(_));
        entries.push(entry);
        // The nearest domain is the zone; what lies above it does not matter.
        if found {
            break;
        }
    }
    entries
}

/// A client that has gone, or that nothing can be sent to, is its own loss.
async fn send(socket: &UdpSocket, source: SocketAddr, message: &[u8]) {
    if source.port() != 0 {
        let _ = socket.send_to(message, source).await;
    }
}

enum Read {
    Request(Box<Request>),
    /// What goes back stands in the buffer.
    Fault,
    /// There is to be no answer.
    Nothing,
}

fn read_udp(
    message: &[u8],
    source: SocketAddr,
    start: Instant,
    metrics: &Metrics,
    out: &mut Vec<u8>,
) -> Read {
    const IS_ANSWER: u8 = 0x80;
    if message.get(2).is_none_or(|flags| flags & IS_ANSWER != 0) {
        return Read::Nothing;
    }
    if let Ok(request) = Request::from_bytes(message.to_vec(), source, Protocol::Udp) {
        return Read::Request(Box::new(request));
    }
    record(Transport::Udp, None, Reason::InvalidRequest, start, metrics);
    match format_error(message, out) {
        Some(_) => Read::Fault,
        None => Read::Nothing,
    }
}

/// Writes the answer to a datagram; false where it could not be written.
fn answer_udp(
    request: &Request,
    directory: &[DirectoryEntry],
    snapshot: &Snapshot,
    start: Instant,
    metrics: &Metrics,
    out: &mut Vec<u8>,
) -> bool {
    let reply = reply(request, &Known { directory, ..Known::NOTHING }, snapshot, now());
    record(Transport::Udp, Some(&reply.answer), reply.answer.reason, start, metrics);
    match encode_udp(request, &reply, out) {
        Ok(()) => true,
        Err(error) => {
            warn!(%error, "a DNS answer could not be written");
            false
        }
    }
}

struct Handler {
    state: Arc<ArcSwap<State>>,
    metrics: Arc<Metrics>,
}

#[async_trait::async_trait]
impl RequestHandler for Handler {
    async fn handle_request<R: ResponseHandler, T: Time>(
        &self,
        request: &Request,
        mut response: R,
    ) -> ResponseInfo {
        let start = Instant::now();
        let state = self.state.load_full();
        let directory = asked(request, &state).await;
        let known = Known { directory: &directory, ..Known::NOTHING };
        let reply: Reply = reply(request, &known, &state.snapshot, now());
        record(Transport::Tcp, Some(&reply.answer), reply.answer.reason, start, &self.metrics);
        let sent = response.send_response(reply.message(request, false)).await;
        sent.unwrap_or_else(|error| {
            warn!(%error, "a DNS answer could not be sent");
            let mut metadata = Metadata::response_from_request(&request.metadata);
            metadata.response_code = reply.code;
            Header { metadata, counts: HeaderCounts::default() }.into()
        })
    }
}

/// Counts a request, and writes one line about it. The name that was asked for stays out: it may
/// be anything.
fn record(
    transport: Transport,
    answer: Option<&ZoneAnswer>,
    reason: Reason,
    start: Instant,
    metrics: &Metrics,
) {
    let front = Front::Dns(transport);
    let domain = answer.and_then(|answer| answer.domain.as_ref());
    let at = now();
    let took = start.elapsed();
    metrics.record(&Exchange { front, reason, domain, mx: None, address: None, at, took });
    info!(
        protocol = front.as_str(),
        domain = domain.map_or("-", |domain| domain.as_str()),
        reason = reason.as_str(),
        micros = took.as_micros() as u64,
    );
}

/// The time since the Unix epoch.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
