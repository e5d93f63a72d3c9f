//! Tells secondaries that zones have changed (RFC 1996): each of them a few zones at a time, again
//! and again until it answers, and the catalog first.
#![expect(clippy::disallowed_types, reason = "this is the shell: it owns sockets")]

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing::{debug, info, warn};

use super::server::unix_time;
use super::transfer::{Notification, NotifyOutcome, Secondary, ServedZones, Session};
use crate::metrics::Metrics;
use crate::state::State;

/// How long each message waits for an answer (RFC 1996 §3.6 leaves it open).
const WAITS: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(16),
];
/// How many zones a secondary is told of at a time.
const AT_A_TIME: usize = 16;
/// The longest answer that is read.
const ANSWER_MAX: usize = 512;

/// A zone to tell of. Those that are not the catalog come after it.
type Pending = BTreeSet<(bool, String)>;

/// Tells of what changes whenever `changed` says so, from an address that secondaries know as ours,
/// where there is one.
pub async fn notify(
    state: Arc<ArcSwap<State>>,
    metrics: Arc<Metrics>,
    mut changed: watch::Receiver<()>,
    local: IpAddr,
) {
    let mut told: Option<Arc<ServedZones>> = None;
    let mut secondaries: HashMap<Secondary, mpsc::UnboundedSender<Pending>> = HashMap::new();
    loop {
        changed.mark_unchanged();
        let now = state.load_full();
        let zones = match &told {
            Some(told) => now.zones.changed_since(told),
            None => now.zones.changed_at_start(),
        };
        told = Some(Arc::clone(&now.zones));
        secondaries.retain(|secondary, _| now.secondaries.notify.contains(secondary));
        for secondary in &now.secondaries.notify {
            let queue = secondaries.entry(secondary.clone()).or_insert_with(|| {
                let (sender, receiver) = mpsc::unbounded_channel();
                let teller = Teller {
                    secondary: secondary.clone(),
                    local: local_for(secondary.address, local),
                    state: Arc::clone(&state),
                    metrics: Arc::clone(&metrics),
                };
                tokio::spawn(Arc::new(teller).tell_all(receiver));
                sender
            });
            if !zones.is_empty() {
                let catalog = now.zones.catalog().map(|(name, _)| name.as_str());
                let zones = zones.iter().map(|apex| (catalog != Some(apex), apex.clone()));
                // It ends only when nobody sends any longer.
                let _ = queue.send(zones.collect());
            }
        }
        if changed.changed().await.is_err() {
            return;
        }
    }
}

/// An address that can reach a secondary: the one given, if it is of its kind.
fn local_for(secondary: SocketAddr, local: IpAddr) -> SocketAddr {
    let local = match (secondary.ip(), local) {
        (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => local,
        (IpAddr::V4(_), _) => Ipv4Addr::UNSPECIFIED.into(),
        (IpAddr::V6(_), _) => Ipv6Addr::UNSPECIFIED.into(),
    };
    SocketAddr::new(local, 0)
}

/// Tells one secondary.
struct Teller {
    secondary: Secondary,
    local: SocketAddr,
    state: Arc<ArcSwap<State>>,
    metrics: Arc<Metrics>,
}

impl Teller {
    async fn tell_all(self: Arc<Self>, mut queue: mpsc::UnboundedReceiver<Pending>) {
        let mut pending = Pending::new();
        let mut running: JoinSet<NotifyOutcome> = JoinSet::new();
        loop {
            tokio::select! {
                zones = queue.recv() => match zones {
                    Some(zones) => pending.extend(zones),
                    None => return,
                },
                Some(outcome) = running.join_next(), if !running.is_empty() => match outcome {
                    Ok(NotifyOutcome::NoAnswer | NotifyOutcome::Unreachable) => {
                        if !pending.is_empty() {
                            // It asks by itself when it is back.
                            info!(zones = pending.len(), "a secondary is silent and told no more");
                            pending.clear();
                        }
                    }
                    Ok(_) => {}
                    Err(error) => warn!(%error, "telling a secondary ended"),
                },
            }
            while running.len() < AT_A_TIME
                && let Some((_, apex)) = pending.pop_first()
            {
                let teller = Arc::clone(&self);
                running.spawn(async move { teller.tell(&apex).await });
            }
        }
    }

    async fn tell(&self, apex: &str) -> NotifyOutcome {
        let outcome = self.told(apex).await.unwrap_or_else(|error| {
            debug!(%error, "a secondary cannot be reached");
            NotifyOutcome::Unreachable
        });
        self.metrics.record_notify(outcome);
        info!(protocol = "dns-notify", reason = outcome.as_str(), secondary = %self.secondary.address);
        outcome
    }

    async fn told(&self, apex: &str) -> io::Result<NotifyOutcome> {
        let socket = UdpSocket::bind(self.local).await?;
        socket.connect(self.secondary.address).await?;
        let mut id = [0; 2];
        aws_lc_rs::rand::fill(&mut id).map_err(io::Error::other)?;
        let mut last = Ok(NotifyOutcome::NoAnswer);
        for wait in WAITS {
            let keys = Arc::clone(&self.state.load().secondaries);
            let key = self.secondary.key.as_deref().and_then(|name| keys.key(name));
            let session = key.map(|key| Session::new(Arc::clone(key)));
            let message = Notification::new(u16::from_be_bytes(id), apex, session, unix_time());
            let until = tokio::time::Instant::now() + wait;
            last = match exchange(&socket, &message, until).await {
                Ok(Some(outcome)) => return Ok(outcome),
                Ok(None) => Ok(NotifyOutcome::NoAnswer),
                Err(error) => Err(error),
            };
            tokio::time::sleep_until(until).await;
        }
        last
    }
}

/// Sends a message and waits for the answer to it.
async fn exchange(
    socket: &UdpSocket,
    message: &Notification,
    until: tokio::time::Instant,
) -> io::Result<Option<NotifyOutcome>> {
    socket.send(message.message()).await?;
    let mut answer = [0; ANSWER_MAX];
    loop {
        match tokio::time::timeout_at(until, socket.recv(&mut answer)).await {
            Ok(length) => {
                if let Some(outcome) = message.outcome(&answer[..length?]) {
                    return Ok(Some(outcome));
                }
            }
            Err(_) => return Ok(None),
        }
    }
}
