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

use arc_swap::ArcSwap;
use hickory_server::server::Request;
use tokio::net::UdpSocket;
use tokio::sync::{Semaphore, watch};
use tracing::warn;

use super::reply::{Datagram, domains_wanted, encode_udp, read_udp, reply};
use super::server::{asked, record};
use crate::lookup::{DirectoryEntry, Known, Reason};
use crate::metrics::{Metrics, Transport};
use crate::snapshot::Snapshot;
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
        let request = match read_udp(&datagram[..length], source, &mut out) {
            Datagram::Request(request) => request,
            Datagram::Fault => {
                record(Transport::Udp, None, Reason::InvalidRequest, start, &metrics);
                if !out.is_empty() {
                    send(&socket, source, &out).await;
                }
                continue;
            }
            Datagram::Nothing => continue,
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

/// A client that has gone, or that nothing can be sent to, is its own loss.
async fn send(socket: &UdpSocket, source: SocketAddr, message: &[u8]) {
    if source.port() != 0 {
        let _ = socket.send_to(message, source).await;
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
    let reply = reply(request, &Known { directory, ..Known::NOTHING }, snapshot);
    record(Transport::Udp, Some(&reply.answer), reply.answer.reason, start, metrics);
    match encode_udp(request, &reply, out) {
        Ok(()) => true,
        Err(error) => {
            warn!(%error, "a DNS answer could not be written");
            false
        }
    }
}
