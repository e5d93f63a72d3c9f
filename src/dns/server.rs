//! DNS over UDP (in `udp`) and TCP: sockets here, answers by [`super::zone`].
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
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use hickory_server::Server;
use hickory_server::net::runtime::Time;
use hickory_server::proto::op::{Header, HeaderCounts, Metadata};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use tokio::net::TcpListener;
use tracing::{debug, warn};

use super::reply::{Reply, domains_wanted, reply};
use super::udp::{UdpSockets, UdpThreads};
use super::zone::ZoneAnswer;
use crate::lookup::{DirectoryAnswer, DirectoryEntry, Known, Reason};
use crate::mail::Domain;
use crate::metrics::{Exchange, Front, Metrics, Transport};
use crate::state::State;

/// How long a TCP connection may be silent (RFC 7766 §6.2.3 asks for seconds).
const TCP_IDLE: Duration = Duration::from_secs(10);
/// How many answers may wait for a TCP client that does not read.
const TCP_ANSWERS: usize = 32;

/// A running DNS front.
pub struct DnsServer {
    tcp: Server<Handler>,
    udp: UdpThreads,
}

impl DnsServer {
    /// Begins to answer on sockets that are bound already. UDP and TCP belong to one address.
    pub fn start(
        state: Arc<ArcSwap<State>>,
        metrics: Arc<Metrics>,
        udp: UdpSockets,
        tcp: TcpListener,
    ) -> io::Result<Self> {
        let udp = UdpThreads::start(udp, &state, &metrics)?;
        let mut server = Server::new(Handler { state, metrics });
        server.register_listener(tcp, TCP_IDLE, TCP_ANSWERS);
        Ok(Self { tcp: server, udp })
    }

    /// Stops to listen and lets running answers finish.
    pub async fn stop(mut self) -> io::Result<()> {
        self.udp.stop().await?;
        self.tcp.shutdown_gracefully().await.map_err(io::Error::other)
    }
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
        // The nearest domain is the zone; what lies above it does not matter.
        if found {
            break;
        }
    }
    entries
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
        let reply: Reply = reply(request, &known, &state.snapshot);
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

/// Counts a request, and logs it. The name that was asked for stays out: it may
/// be anything.
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
