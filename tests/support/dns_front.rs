//! The DNS front of the program in the test's own process, with a snapshot that was made in code.
//!
//! Use it as `#[path = "support/dns_front.rs"] mod dns_front;`.

use std::hash::RandomState;
use std::net::SocketAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use mailguide::dns::server::{DnsServer, Sockets};
use mailguide::dns::udp::UdpSockets;
use mailguide::metrics::Metrics;
use mailguide::snapshot::Snapshot;
use mailguide::state::State;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// It ends when it is dropped.
pub(crate) struct DnsFront {
    pub(crate) address: SocketAddr,
    runtime: Runtime,
    server: Option<DnsServer>,
}

impl DnsFront {
    /// Serves the snapshot on a port that is free for both UDP and TCP.
    pub(crate) fn start(snapshot: Snapshot) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (address, server) = runtime.block_on(async {
            let (udp, tcp) = loop {
                let udp = UdpSockets::bind("127.0.0.1:0".parse().unwrap()).unwrap();
                if let Ok(tcp) = TcpListener::bind(udp.address().unwrap()).await {
                    break (udp, tcp);
                }
            };
            let address = udp.address().unwrap();
            let state = Arc::new(ArcSwap::from_pointee(State::alone(snapshot)));
            let metrics = Arc::new(Metrics::new(RandomState::new()));
            (address, DnsServer::start(state, metrics, Sockets { udp, tcp, tls: None }).unwrap())
        });
        Self { address, runtime, server: Some(server) }
    }
}

impl Drop for DnsFront {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            let _ = self.runtime.block_on(server.stop());
        }
    }
}
