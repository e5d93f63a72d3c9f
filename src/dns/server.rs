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
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use hickory_server::Server;
use hickory_server::net::runtime::Time;
use hickory_server::net::xfer::Protocol;
use hickory_server::proto::op::{Header, HeaderCounts, Metadata};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::{info, warn};

use super::reply::{Reply, encode_udp, format_error, reply};
use super::zone::ZoneAnswer;
use crate::lookup::{Known, Reason};
use crate::snapshot::Snapshot;

/// How long a TCP connection may be silent (RFC 7766 §6.2.3 asks for seconds).
const TCP_IDLE: Duration = Duration::from_secs(10);
/// How many answers may wait for a TCP client that does not read.
const TCP_ANSWERS: usize = 32;
/// The longest datagram there is.
const DATAGRAM_MAX: usize = 65_535;
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
    pub fn start(snapshot: Arc<ArcSwap<Snapshot>>, udp: UdpSocket, tcp: TcpListener) -> Self {
        let (stop, stopped) = watch::channel(false);
        let udp = tokio::spawn(serve_udp(udp, Arc::clone(&snapshot), stopped));
        let mut server = Server::new(Handler { snapshot });
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
    snapshot: Arc<ArcSwap<Snapshot>>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut datagram = vec![0; DATAGRAM_MAX];
    let mut out = Vec::new();
    loop {
        let received = tokio::select! {
            received = socket.recv_from(&mut datagram) => received,
            _ = stopped.wait_for(|stopped| *stopped) => return,
        };
        match received {
            Ok((length, source)) => {
                let message = &datagram[..length];
                let answered = answer_udp(message, source, &snapshot.load(), &mut out);
                // A client that has gone, or that nothing can be sent to, is its own loss.
                if answered && source.port() != 0 {
                    let _ = socket.send_to(&out, source).await;
                }
            }
            Err(error) => {
                warn!(%error, "a datagram could not be received");
                tokio::time::sleep(RECEIVE_PAUSE).await;
            }
        }
    }
}

/// Writes the answer to a datagram; false where there is to be none.
fn answer_udp(message: &[u8], source: SocketAddr, snapshot: &Snapshot, out: &mut Vec<u8>) -> bool {
    const IS_ANSWER: u8 = 0x80;
    let start = Instant::now();
    if message.get(2).is_none_or(|flags| flags & IS_ANSWER != 0) {
        return false;
    }
    let Ok(request) = Request::from_bytes(message.to_vec(), source, Protocol::Udp) else {
        log("dns-udp", None, Reason::InvalidRequest, start);
        return format_error(message, out).is_some();
    };
    let reply = reply(&request, &Known::NOTHING, snapshot);
    log("dns-udp", Some(&reply.answer), reply.answer.reason, start);
    match encode_udp(&request, &reply, out) {
        Ok(()) => true,
        Err(error) => {
            warn!(%error, "a DNS answer could not be written");
            false
        }
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
        mut response: R,
    ) -> ResponseInfo {
        let start = Instant::now();
        let reply: Reply = reply(request, &Known::NOTHING, &self.snapshot.load());
        log("dns-tcp", Some(&reply.answer), reply.answer.reason, start);
        let sent = response.send_response(reply.message(request, false)).await;
        sent.unwrap_or_else(|error| {
            warn!(%error, "a DNS answer could not be sent");
            let mut metadata = Metadata::response_from_request(&request.metadata);
            metadata.response_code = reply.code;
            Header { metadata, counts: HeaderCounts::default() }.into()
        })
    }
}

/// One line a request. The name that was asked for stays out: it may be anything.
fn log(protocol: &'static str, answer: Option<&ZoneAnswer>, reason: Reason, start: Instant) {
    let domain = answer.and_then(|answer| answer.domain.as_ref());
    info!(
        protocol,
        domain = domain.map_or("-", |domain| domain.as_str()),
        reason = reason.as_str(),
        micros = start.elapsed().as_micros() as u64,
    );
}
