//! DNS over UDP: a loop of our own, since hickory's answers messages that are answers themselves
//! when it cannot read them.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets and reads the clock"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hickory_server::net::xfer::Protocol;
use hickory_server::server::Request;
use tokio::net::UdpSocket;
use tokio::sync::{Semaphore, watch};
use tracing::warn;

use super::cookies::Cookie;
use super::rate_limit::{Verdict, truncated};
use super::reply::{Arrival, bad_cookie, domains_wanted, encode_udp, format_error, reply};
use super::server::{Seen, Service, arrival, asked, record, seen, unix_time};
use super::stream::Peer;
use super::transfer::{self, Session};
use crate::lookup::{DirectoryEntry, Known, Reason};
use crate::metrics::{Metrics, Transport};
use crate::state::State;

/// The longest datagram there is.
const DATAGRAM_MAX: usize = 65_535;
/// How many datagrams may wait for a directory at a time; more are lost, and asked again.
const WAITING_MAX: usize = 1024;
/// How long to wait after the system refused to hand over a datagram.
const RECEIVE_PAUSE: Duration = Duration::from_millis(20);

/// Answers datagrams until it is told to stop.
pub(super) async fn serve_udp(
    socket: UdpSocket,
    service: Arc<Service>,
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
        let state = service.state.load_full();
        let client = source.ip();
        let peer = Peer { address: source, transport: Transport::Udp };
        let seen = seen(&datagram[..length], peer, &state, start, &service.metrics);
        let (message, session) = match seen {
            Seen::Query(message, session) => (message, session),
            Seen::Answer { message, proven } => {
                let verdict = service.judge(client, &Cookie::Absent, &state);
                if proven || verdict == Verdict::Answer {
                    send(&socket, source, &message).await;
                }
                continue;
            }
            Seen::Messages(_) => continue,
        };
        let message = &*message;
        let request = match read_udp(message, source) {
            Read::Request(request) => request,
            Read::Fault => {
                let verdict = service.judge(client, &Cookie::Absent, &state);
                let reason = match verdict {
                    Verdict::Answer => Reason::InvalidRequest,
                    Verdict::Truncate | Verdict::Drop => Reason::RateLimited,
                };
                record(Transport::Udp, None, reason, start, &service.metrics);
                // It is a header alone, and no longer than what came.
                if verdict != Verdict::Drop && format_error(message, &mut out).is_some() {
                    send(&socket, source, &out).await;
                }
                continue;
            }
            Read::Nothing => continue,
        };
        let arrival = arrival(&request, peer, &state);
        let verdict = service.judge(client, &arrival.cookie, &state);
        // Who signs is where it says it is, and known.
        if verdict != Verdict::Answer && session.is_none() {
            record(Transport::Udp, None, Reason::RateLimited, start, &service.metrics);
            if verdict == Verdict::Truncate && limited(&request, &arrival, &mut out).is_some() {
                send(&socket, source, &out).await;
            }
            continue;
        }
        let Some(entries) = remembered(&request, &state).await else {
            // Whoever asks what nobody remembers waits for the directory, but nobody else does.
            if let Ok(permit) = Arc::clone(&waiting).try_acquire_owned() {
                let (socket, service) = (Arc::clone(&socket), Arc::clone(&service));
                tokio::spawn(async move {
                    let mut out = Vec::new();
                    let entries = asked(&request, &state).await;
                    let asked = (&*request, &arrival, start);
                    let signed_by = (session, &*state);
                    if answer_udp(asked, &entries, signed_by, &service.metrics, &mut out) {
                        send(&socket, source, &out).await;
                    }
                    drop(permit);
                });
            }
            continue;
        };
        let asked = (&*request, &arrival, start);
        if answer_udp(asked, &entries, (session, &state), &service.metrics, &mut out) {
            send(&socket, source, &out).await;
        }
    }
}

/// What goes to a client that has had enough, and is not longer than what it sent.
fn limited(request: &Request, arrival: &Arrival, out: &mut Vec<u8>) -> Option<()> {
    match arrival.cookie {
        Cookie::Unproven { stale: true, .. } => {
            encode_udp(request, &bad_cookie(request, arrival), out).ok()
        }
        _ => truncated(request.as_slice(), out),
    }
}

/// What the directories remember of all that a request wants to know, if they remember it all.
async fn remembered(request: &Request, state: &State) -> Option<Vec<DirectoryEntry>> {
    if state.directories.is_empty() {
        return Some(Vec::new());
    }
    state.remembered(&domains_wanted(request, &state.snapshot)).await
}

/// A client that has gone, or that nothing can be sent to, is its own loss.
async fn send(socket: &UdpSocket, source: SocketAddr, message: &[u8]) {
    if source.port() != 0 {
        let _ = socket.send_to(message, source).await;
    }
}

enum Read {
    Request(Box<Request>),
    /// A query that cannot be read.
    Fault,
    /// There is to be no answer.
    Nothing,
}

fn read_udp(message: &[u8], source: SocketAddr) -> Read {
    const IS_ANSWER: u8 = 0x80;
    if message.get(2).is_none_or(|flags| flags & IS_ANSWER != 0) {
        return Read::Nothing;
    }
    match Request::from_bytes(message.to_vec(), source, Protocol::Udp) {
        Ok(request) => Read::Request(Box::new(request)),
        Err(_) => Read::Fault,
    }
}

/// Writes the answer to a datagram; false where it could not be written.
fn answer_udp(
    (request, arrival, start): (&Request, &Arrival, Instant),
    directory: &[DirectoryEntry],
    (session, state): (Option<Session>, &State),
    metrics: &Metrics,
    out: &mut Vec<u8>,
) -> bool {
    let known = Known { directory, zones: Some(&state.zones), ..Known::NOTHING };
    let reply = reply(request, arrival, &known, &state.snapshot);
    record(Transport::Udp, Some(&reply.answer), reply.answer.reason, start, metrics);
    match encode_udp(request, &reply, out) {
        Ok(()) => {
            if let Some(session) = session {
                transfer::sign(out, session, reply.limit(), unix_time());
            }
            true
        }
        Err(error) => {
            warn!(%error, "a DNS answer could not be written");
            false
        }
    }
}
